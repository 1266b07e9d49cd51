"""Settings: read TOML and ``key=value`` into a frozen dataclass; report all problems at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.display.runs import settings_view
from topics.display.view import shown
from topics.errors import SettingsError, check_path_type, check_texts, did_you_mean
from topics.parsing import HALF_PAIR, MAX_TOML, ParseError, load_toml, read_text
from topics.settings_rules import problems_of

__all__ = ["Settings", "load_settings"]


@shown(settings_view)
@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Resolved settings of a run; ``topics/defaults/settings.toml`` documents each.

    Attributes
    ----------
    engines : tuple of str
        Engines to fit, in order; the topics of the first contribute to coding.
    n_components : int
        Number of topics of each engine, at least 2.
    random_state : int
        Seed of every random draw, 0 to 2**32 - 1.
    n_init : int
        Number of starts of each engine; the likeliest is kept.
    stability : int
        Number of subsamples of the speeches on which each engine is refitted; 0 for none.
    max_iter : int
        Maximum number of passes over the corpus.
    unit : {"paragraph", "section", "turn", "speech"}
        The unit that a model takes as one document.
    segmenter : {"rjieba", "jieba"}
        Word segmenter.
    pos : tuple of str
        Parts of speech to keep, by jieba's tags or their first letters; empty: all.
    min_df : int
        Minimum number of units in which a term occurs.
    max_df : float
        Maximum share of units in which a term occurs, in (0, 1].
    weights : {"counts", "tfidf", "bm25"}
        Weights for engines that do not weight counts themselves.
    seed_words : bool
        Whether LDA starts from the codebook's seed words.
    embeddings : str
        Model whose embeddings replace TF-IDF in the clusterings, or empty.
    dictionary, stop_words : str
        Paths of a study's own word lists, or the empty string.
    edits : str
        Path of a study's edits of topics and codes, or the empty string.
    foreign_words : {"auto", "keep", "stop", "leave_out"}
        Whether words in Latin and other alphabets are counted.
    stop_formula : bool
        Whether formulaic verbs and nouns are also stop words.
    encoding : str
        Encoding of plain text; detected from the bytes if empty.
    columns : mapping of str to str or sequence of str
        Columns of tables for ``text``, ``title``, ``date`` and ``speaker``; from a list, the first
        that a table has.
    skip_repairs : tuple of str
        Repair rules that are not applied.
    file_names : str
        Regular expression for the date, title and speaker in the names of files, or empty.
    figure_formats : tuple of {"svg", "png", "pdf"}
        Formats in which figures are written; the report shows ``svg``.
    engine : mapping of str to mapping of str to object
        Options of individual engines by the names of their estimators' parameters,
        e.g. ``{"lda": {"learn_priors": True}}``.

    Raises
    ------
    SettingsError
        If values are not allowed; all are listed.
    """

    engines: tuple[str, ...]
    n_components: int
    random_state: int
    n_init: int
    stability: int
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
    edits: str
    foreign_words: str
    stop_formula: bool
    encoding: str
    columns: Mapping[str, str | Sequence[str]]
    skip_repairs: tuple[str, ...]
    file_names: str
    figure_formats: tuple[str, ...]
    engine: Mapping[str, Mapping[str, Any]]

    def __post_init__(self) -> None:
        if problems := problems_of({name: getattr(self, name) for name in _KEYS}):
            raise SettingsError([text for _, text in problems])

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data, paths reduced to their file names."""
        data = asdict(self)
        data["engines"] = list(self.engines)
        data["columns"] = dict(self.columns)
        data["pos"] = list(self.pos)
        data["skip_repairs"] = list(self.skip_repairs)
        data["figure_formats"] = list(self.figure_formats)
        data["engine"] = {name: dict(options) for name, options in self.engine.items()}
        for key in _PATHS:
            data[key] = Path(data[key]).name if data[key] else ""
        if _is_path(self.embeddings):
            data["embeddings"] = Path(self.embeddings).name
        return data


CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f\u2028\u2029]")
_PATHS = ("dictionary", "stop_words", "edits")
_TUPLES = ("engines", "pos", "skip_repairs", "figure_formats")
_KEYS = tuple(field.name for field in fields(Settings))


def load_settings(path: str | Path | None = None, overrides: Sequence[str] = ()) -> Settings:
    """Resolve the defaults, a settings file and ``key=value`` overrides, in that order.

    Parameters
    ----------
    path : path-like, optional
        A TOML file with only the settings that a study changes. Paths inside it are
        relative to it.
    overrides : sequence of str
        ``key=value`` with a TOML value; a bare word is read as text. Paths
        are relative to the working directory.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        If there are unknown keys, wrong types or values that are not allowed;
        all are listed, with where they were set.
    WrongTypeError
        If ``path`` is not a path but e.g. a dict of settings.

    See Also
    --------
    topics.run : Do all steps and write the report.

    Examples
    --------
    >>> import topics
    >>> settings = topics.load_settings(overrides=["n_components=12"])
    >>> settings.n_components
    12
    """
    if path is not None:
        check_path_type("settings", path)
    check_texts("overrides", overrides, '["n_components=12"]')
    values: dict[str, Any] = tomllib.loads(default_path("settings.toml").read_text("utf-8"))
    given, problems = _from_overrides(overrides)
    if path is not None:
        given = _from_file(Path(path)) + given
    origins = {}
    for key, value, where in given:
        if key in _KEYS:
            values[key], origins[key] = value, where
        elif _is_option(key) and isinstance(values["engine"], dict):
            _put(values["engine"], key.split(".")[1:], value)
            origins[key] = where
        else:
            problems.append(
                f"{where}there is no setting '{key:.60}'.{did_you_mean(key, _KEYS)}"
                f" Settings are: {', '.join(_KEYS)}."
            )
    problems += [_origin(key, origins) + text for key, text in problems_of(values)]
    if problems:
        raise SettingsError(problems)
    tuples = {name: tuple(values[name]) for name in _TUPLES}
    return Settings(**values | tuples | {"max_df": float(values["max_df"])})


_Given = tuple[str, Any, str]  # key, value, and where it was set: the start of a message


def _is_option(key: str) -> bool:
    """Return whether a key names options of an engine: ``engine.lda.learn_priors``."""
    parts = key.split(".")
    return parts[0] == "engine" and len(parts) in (2, 3) and all(parts)


def _put(table: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    name, *rest = parts
    if not rest:
        table[name] = value
    elif isinstance(inner := table.setdefault(name, {}), dict):
        table[name] = {**inner, rest[0]: value}


def _origin(key: str, origins: Mapping[str, str]) -> str:
    """Return where a setting, its table or an entry of its table was set."""
    near = (k for k in origins if k.startswith(f"{key}.") or key.startswith(f"{k}."))
    return origins.get(key) or next((origins[k] for k in near), "")


def _from_file(path: Path) -> list[_Given]:
    try:
        text = read_text(path, MAX_TOML)
        settings = load_toml(text, str(path))
    except ParseError as exc:
        raise SettingsError([str(exc)]) from exc
    for key in _PATHS:
        if isinstance(settings.get(key), str) and settings[key]:
            settings[key] = str(path.parent / settings[key])
    if _is_path(settings.get("embeddings")):
        settings["embeddings"] = str((path.parent / settings["embeddings"]).absolute())
    given = [pair for key, value in settings.items() for pair in _flat(key, value)]
    return [(key, value, f"{path}{_line_of(key, text)}: ") for key, value in given]


def _flat(key: str, value: Any) -> list[tuple[str, Any]]:
    """Return a setting, or each of the options in the table of the engines."""
    is_table = key.partition(".")[0] == "engine" and key.count(".") < 2
    if not is_table or not isinstance(value, dict) or not value:
        return [(key, value)]
    return [pair for name, inner in value.items() for pair in _flat(f"{key}.{name}", inner)]


def _line_of(key: str, text: str) -> str:
    """Return ``", line N"`` for the line that sets ``key`` or opens its table."""
    table, _, name = key.rpartition(".")
    header, lines, inside = re.compile(r"\s*\[+\s*([^]]*?)\s*\]"), text.splitlines(), ""
    for i, line in enumerate(lines, 1):
        if opened := header.match(line):
            inside = re.sub(r"[\s\"']", "", opened[1])
        elif table and inside == table and re.match(rf"\s*[\"']?{re.escape(name)}\b", line):
            return f", line {i}"
    opens = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key.partition('.')[0])}[\"']?\s*[]=.]")
    return next((f", line {i}" for i, line in enumerate(lines, 1) if opens.match(line)), "")


def _from_overrides(overrides: Sequence[str]) -> tuple[list[_Given], list[str]]:
    given: dict[str, _Given] = {}
    problems = []
    for text in overrides:
        key, equals, raw = (part.strip() for part in text.partition("="))
        if not equals or not key:
            problems.append(
                f"--set {text:.100}: write key=value, for example --set n_components=12."
            )
        elif key in given:
            problems.append(f"--set {text:.100}: '{key:.60}' is set twice. Set it once.")
        else:
            try:
                given[key] = (key, _value_of(key, raw), "--set: ")
            except ParseError as exc:
                problems.append(str(exc))
    flat = [(k, v, where) for key, value, where in given.values() for k, v in _flat(key, value)]
    return flat, problems


def _value_of(key: str, raw: str) -> Any:
    """Return a TOML value, or the text itself if it is not TOML; raise ParseError otherwise."""
    if CONTROL.search(raw):
        raise ParseError(
            f"--set {key}: the value has a line end or another control character. Write it on one"
            " line, and set each setting with its own --set."
        )
    if HALF_PAIR.search(raw):
        raise ParseError(f"--set {key}: the value is not UTF-8 text.")
    try:
        return load_toml(f"x = {raw}", f"--set {key}")["x"]
    except ParseError as exc:
        if isinstance(exc.__cause__, tomllib.TOMLDecodeError):
            return raw  # a bare word
        raise


def _is_path(model: Any) -> bool:
    """Return whether a model is a folder (./e5, ../e5, /models/e5), not a name (intfloat/e5)."""
    return isinstance(model, str) and (model.startswith(".") or Path(model).is_absolute())
