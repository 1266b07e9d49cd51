"""Settings: TOML and ``key=value`` in, one frozen dataclass out, every problem at once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.engines import ENGINES, engines_that
from topics.errors import SettingsError, did_you_mean

__all__ = ["Settings", "load_settings"]

UNITS = ("paragraph", "section", "speech")
SEGMENTER_NAMES = ("rjieba", "jieba")
WEIGHT_NAMES = ("counts", "tfidf", "bm25")
FIGURE_FORMATS = ("svg", "png", "pdf")
COLUMN_NAMES = ("text", "title", "date", "speaker")
REPAIR_NAMES = (
    "outer_space",
    "markup",
    "advertising",
    "page_mark",
    "broken_line",
    "invisible",
    "private_use",
    "compatibility",
    "full_width",
    "decimal_point",
    "pinyin",
    "base_quotes",
    "opening_quote",
    "closing_quote",
    "wrong_glyph",
    "lost_bytes",
    "spaced_name",
    "stray_space",
    "spaced_digits",
    "stuck_heading",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Resolved settings of a run; ``topics/defaults/settings.toml`` says what each does.

    Attributes
    ----------
    engines : tuple of str
        Engines to fit, in order; the first helps to code the paragraphs.
    n_components : int
        Topics of each engine, at least 2.
    random_state : int
        Seed of every random draw, 0 to 2**32 - 1.
    max_iter : int
        Passes over the corpus at most.
    unit : {"paragraph", "section", "speech"}
        What a model sees as one document.
    segmenter : {"rjieba", "jieba"}
        Word segmenter.
    pos : tuple of str
        Parts of speech that are kept, as jieba tags them, or what their tags begin with;
        empty: all.
    min_df : int
        Units a term must stand in at least.
    max_df : float
        Share of the units a term may stand in at most, in (0, 1].
    weights : {"counts", "tfidf", "bm25"}
        What engines that do not weigh counts themselves are given.
    seed_words : bool
        Whether LDA starts from the codebook's seed words.
    embeddings : str
        Model whose embeddings the clusterings take in place of TF-IDF, or empty.
    dictionary, stop_words : str
        Paths of a study's own word lists, or the empty string.
    stop_formula : bool
        Whether the verbs and nouns of formula are stop words too.
    encoding : str
        Encoding of plain text, or empty: told from the bytes.
    columns : mapping of str to str
        Which column of a table holds ``text``, ``title``, ``date``, ``speaker``.
    skip_repairs : tuple of str
        Repair rules that are not applied.
    figure_formats : tuple of {"svg", "png", "pdf"}
        Formats in which figures are written; the report shows ``svg``.

    Raises
    ------
    SettingsError
        Listing every value that is not allowed.
    """

    engines: tuple[str, ...]
    n_components: int
    random_state: int
    max_iter: int
    unit: str
    segmenter: str
    pos: tuple[str, ...]
    min_df: int
    max_df: float
    weights: str
    seed_words: bool
    embeddings: str
    dictionary: str
    stop_words: str
    stop_formula: bool
    encoding: str
    columns: Mapping[str, str]
    skip_repairs: tuple[str, ...]
    figure_formats: tuple[str, ...]

    def __post_init__(self) -> None:
        if problems := _check({name: getattr(self, name) for name in _KEYS}):
            raise SettingsError([text for _, text in problems])

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data, paths reduced to their file names."""
        data = asdict(self)
        data["engines"] = list(self.engines)
        data["columns"] = dict(self.columns)
        data["pos"] = list(self.pos)
        data["skip_repairs"] = list(self.skip_repairs)
        data["figure_formats"] = list(self.figure_formats)
        for key in _PATHS:
            data[key] = Path(data[key]).name if data[key] else ""
        if _is_path(self.embeddings):
            data["embeddings"] = Path(self.embeddings).name
        return data


_PATHS = ("dictionary", "stop_words")
_KEYS = tuple(field.name for field in fields(Settings))


def load_settings(path: str | Path | None = None, overrides: Sequence[str] = ()) -> Settings:
    """Resolve the defaults, a settings file and ``key=value`` overrides, in that order.

    Parameters
    ----------
    path : path-like, optional
        A TOML file holding only what a study changes. Paths inside it are
        relative to it.
    overrides : sequence of str
        ``key=value`` with a TOML value; a bare word is taken as text. Paths
        are relative to the working directory.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        Listing every unknown key, wrong type and value that is not allowed,
        and where each stands.
    """
    values: dict[str, Any] = tomllib.loads(default_path("settings.toml").read_text("utf-8"))
    given, problems = _from_overrides(overrides)
    if path is not None:
        given = _from_file(Path(path)) + given
    origins = {}
    for key, value, where in given:
        if key in _KEYS:
            values[key], origins[key] = value, where
        else:
            problems.append(
                f"{where}there is no setting '{key}'.{did_you_mean(key, _KEYS)}"
                f" Settings are: {', '.join(_KEYS)}."
            )
    problems += [origins.get(key, "") + text for key, text in _check(values)]
    if problems:
        raise SettingsError(problems)
    values["engines"] = tuple(values["engines"])
    values["pos"] = tuple(values["pos"])
    values["skip_repairs"] = tuple(values["skip_repairs"])
    values["figure_formats"] = tuple(values["figure_formats"])
    values["max_df"] = float(values["max_df"])
    return Settings(**values)


_Given = tuple[str, Any, str]  # key, value, and where it stands, as a message opens with it


def _from_file(path: Path) -> list[_Given]:
    try:
        text = path.read_text("utf-8-sig")  # Windows editors put a byte-order mark first
        settings = tomllib.loads(text)
    except OSError as exc:
        raise SettingsError(
            [f"{path}: cannot be read ({exc.strerror}). Name a TOML file of settings."]
        ) from exc
    except UnicodeDecodeError as exc:
        raise SettingsError([f"{path}: is not UTF-8 text. Save it as UTF-8."]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError([f"{path}: is not TOML: {exc}."]) from exc
    for key in _PATHS:
        if isinstance(settings.get(key), str) and settings[key]:
            settings[key] = str(path.parent / settings[key])
    if _is_path(settings.get("embeddings")):
        settings["embeddings"] = str((path.parent / settings["embeddings"]).absolute())
    return [(key, value, f"{path}{_line_of(key, text)}: ") for key, value in settings.items()]


def _line_of(key: str, text: str) -> str:
    """Return ``", line N"`` for the line that sets ``key`` or opens its table."""
    opens = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[]=.]")
    lines = text.splitlines()
    return next((f", line {i}" for i, line in enumerate(lines, 1) if opens.match(line)), "")


def _from_overrides(overrides: Sequence[str]) -> tuple[list[_Given], list[str]]:
    given: dict[str, _Given] = {}
    problems = []
    for text in overrides:
        key, equals, raw = (part.strip() for part in text.partition("="))
        if not equals or not key:
            problems.append(f"--set {text}: write key=value, for example --set n_components=12.")
        elif key in given:
            problems.append(f"--set {text}: '{key}' is set twice. Set it once.")
        else:
            given[key] = (key, _toml_value(raw), "--set: ")
    return list(given.values()), problems


def _toml_value(raw: str) -> Any:
    try:
        return tomllib.loads(f"x = {raw}")["x"]
    except tomllib.TOMLDecodeError:
        return raw


def _is_whole(value: Any, low: int, high: float = float("inf")) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _is_path(model: Any) -> bool:
    """Tell a model's folder (./e5, ../e5, /models/e5) from its name (intfloat/e5)."""
    return isinstance(model, str) and (model.startswith(".") or Path(model).is_absolute())


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list_of_tags(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        _is_text(tag) and re.fullmatch("[a-zA-Z]+", tag) is not None for tag in value
    )


def _is_list_of_formats(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and all(name in FIGURE_FORMATS for name in value)
        and value.count("svg") == 1
        and len(set(value)) == len(value)
    )


_RULES: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("n_components", lambda v: _is_whole(v, 2), "a whole number of at least 2"),
    ("random_state", lambda v: _is_whole(v, 0, 2**32 - 1), "a whole number from 0 to 4294967295"),
    ("max_iter", lambda v: _is_whole(v, 1), "a whole number of at least 1"),
    ("min_df", lambda v: _is_whole(v, 1), "a whole number of at least 1"),
    ("max_df", _is_share, "a share above 0 and at most 1"),
    ("seed_words", lambda v: isinstance(v, bool), "true or false"),
    ("embeddings", _is_text, "the name of an embedding model, or empty"),
    ("pos", _is_list_of_tags, 'a list of parts of speech, such as ["n", "v"]'),
    ("dictionary", _is_text, "the path of a file, or empty"),
    ("stop_words", _is_text, "the path of a file, or empty"),
    ("stop_formula", lambda v: isinstance(v, bool), "true or false"),
    ("encoding", _is_text, "the name of an encoding, or empty"),
    ("figure_formats", _is_list_of_formats, 'a list of "svg" and, on request, "png" or "pdf"'),
)
_CHOICES = (("unit", UNITS), ("segmenter", SEGMENTER_NAMES), ("weights", WEIGHT_NAMES))


def _check(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the key and the sentence of every value that is not allowed."""
    problems = [
        (key, f"{key} = {_shown(values[key])}: must be {allowed}.")
        for key, is_right, allowed in _RULES
        if not is_right(values[key])
    ]
    for key, choices in _CHOICES:
        if values[key] not in choices:
            near = did_you_mean(str(values[key]), choices)
            must = f"must be one of {', '.join(choices)}.{near}"
            problems.append((key, f"{key} = {_shown(values[key])}: {must}"))
    problems += [("engines", text) for text in _check_engines(values["engines"])]
    problems += [("weights", text) for text in _check_weights(values)]
    problems += [("embeddings", text) for text in _check_embeddings(values)]
    problems += [("columns", text) for text in _check_columns(values["columns"])]
    return problems + [("skip_repairs", text) for text in _check_repairs(values["skip_repairs"])]


def _check_engines(engines: Any) -> list[str]:
    start = f"engines = {_shown(engines)}: "
    if not isinstance(engines, list | tuple) or not engines:
        return [f'{start}must be a list of engines, such as ["lda", "kmeans"].']
    problems = [
        f"{start}there is no engine {_shown(engine)}.{did_you_mean(str(engine), ENGINES)}"
        f" Engines are: {', '.join(ENGINES)}."
        for engine in engines
        if engine not in ENGINES
    ]
    if len(set(map(str, engines))) < len(engines):
        problems.append(f"{start}names an engine twice.")
    return problems


def _check_weights(values: Mapping[str, Any]) -> list[str]:
    weights, engines = values["weights"], values["engines"]
    if weights not in WEIGHT_NAMES[1:] or not isinstance(engines, list | tuple):
        return []
    start = f"weights = {_shown(weights)}: "
    problems = [
        f'{start}{name} takes counts alone. Leave it out of engines, or set weights = "counts".'
        for name, engine in ENGINES.items()
        if name in engines and "real weights" in engine.cannot
    ]
    able = engines_that("takes_weights")
    if not problems and not any(name in able for name in engines):
        problems = [
            f"{start}no engine of this run takes them. Add one of {', '.join(able)},"
            ' or set weights = "counts".'
        ]
    return problems


def _check_embeddings(values: Mapping[str, Any]) -> list[str]:
    model, engines = values["embeddings"], values["engines"]
    if not _is_text(model) or not model or not isinstance(engines, list | tuple):
        return []
    able = engines_that("takes_embeddings")
    if any(name in able for name in engines):
        return []
    return [
        f"embeddings = {_shown(model)}: no engine of this run takes them. Add one of"
        f" {', '.join(able)}, or leave embeddings empty."
    ]


def _check_columns(columns: Any) -> list[str]:
    start = f"columns = {_shown(columns)}: "
    if not isinstance(columns, Mapping) or not all(map(_is_text, columns.values())):
        return [f'{start}must be a table, such as {{ text = "正文", title = "标题" }}.']
    return [
        f"{start}there is no '{key}' to name.{did_you_mean(str(key), COLUMN_NAMES)}"
        f" Columns are named for: {', '.join(COLUMN_NAMES)}."
        for key in columns
        if key not in COLUMN_NAMES
    ]


def _check_repairs(rules: Any) -> list[str]:
    start = f"skip_repairs = {_shown(rules)}: "
    if not isinstance(rules, list | tuple):
        return [f'{start}must be a list of repair rules, such as ["full_width"].']
    return [
        f"{start}there is no rule {_shown(rule)}.{did_you_mean(str(rule), REPAIR_NAMES)}"
        f" Rules are: {', '.join(REPAIR_NAMES)}."
        for rule in rules
        if rule not in REPAIR_NAMES
    ]


def _shown(value: Any) -> str:
    """Return a value as a settings file would have it."""
    return json.dumps(value, ensure_ascii=False, default=str)
