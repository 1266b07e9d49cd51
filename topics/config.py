"""Settings: TOML and ``key=value`` in, one frozen dataclass out, every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.errors import SettingsError, did_you_mean

__all__ = ["Settings", "load_settings"]

UNITS = ("paragraph", "section", "speech")
SEGMENTER_NAMES = ("rjieba", "jieba")
ENGINE_NAMES = ("lda", "gensim", "kmeans", "nmf")


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
    min_df : int
        Units a term must stand in at least.
    max_df : float
        Share of the units a term may stand in at most, in (0, 1].
    seed_words : bool
        Whether LDA starts from the codebook's seed words.
    dictionary, stop_words : str
        Paths of a study's own word lists, or the empty string.
    """

    engines: tuple[str, ...]
    n_components: int
    random_state: int
    max_iter: int
    unit: str
    segmenter: str
    min_df: int
    max_df: float
    seed_words: bool
    dictionary: str
    stop_words: str

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data, paths reduced to their file names."""
        data = asdict(self)
        data["engines"] = list(self.engines)
        for key in _PATHS:
            data[key] = Path(data[key]).name if data[key] else ""
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
        ``key=value`` with a TOML value; a bare word is taken as text.

    Returns
    -------
    Settings

    Raises
    ------
    SettingsError
        Listing every unknown key, wrong type and value that is not allowed.
    """
    values: dict[str, Any] = tomllib.loads(default_path("settings.toml").read_text("utf-8"))
    problems: list[str] = []
    if path is not None:
        own = _read_toml(Path(path))
        for key in _PATHS:
            if isinstance(own.get(key), str) and own[key]:
                own[key] = str(Path(path).parent / own[key])
        _merge(values, own, str(path), problems)
    for text in overrides:
        key, equals, raw = text.partition("=")
        if not equals:
            problems.append(f"--set {text!r}: write key=value, for example --set n_components=12.")
            continue
        _merge(values, {key.strip(): _toml_value(raw.strip())}, "--set", problems)
    problems += _check(values)
    if problems:
        raise SettingsError(problems)
    values["engines"] = tuple(values["engines"])
    values["max_df"] = float(values["max_df"])
    return Settings(**values)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as exc:
        raise SettingsError([f"{path}: cannot be read ({exc.strerror})."]) from exc
    except UnicodeDecodeError as exc:
        raise SettingsError([f"{path}: is not UTF-8 text; save it as UTF-8."]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError([f"{path}: is not TOML: {exc}."]) from exc


def _toml_value(raw: str) -> Any:
    try:
        return tomllib.loads(f"x = {raw}")["x"]
    except tomllib.TOMLDecodeError:
        return raw


def _merge(values: dict[str, Any], own: Mapping[str, Any], where: str, problems: list[str]) -> None:
    for key, value in own.items():
        if key in _KEYS:
            values[key] = value
        else:
            problems.append(
                f"{where}: there is no setting '{key}'.{did_you_mean(key, _KEYS)}"
                f" Settings are: {', '.join(_KEYS)}."
            )


def _is_int(low: int, high: int | None = None) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and value >= low and (high is None or value <= high)

    return check


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_RULES: tuple[tuple[str, Callable[[Any], bool], str], ...] = (
    ("n_components", _is_int(2), "a whole number of at least 2"),
    ("random_state", _is_int(0, 2**32 - 1), "a whole number from 0 to 4294967295"),
    ("max_iter", _is_int(1), "a whole number of at least 1"),
    ("min_df", _is_int(1), "a whole number of at least 1"),
    ("max_df", _is_share, "a share above 0 and at most 1"),
    ("seed_words", _is_flag, "true or false"),
    ("dictionary", _is_text, "the path of a file, or empty"),
    ("stop_words", _is_text, "the path of a file, or empty"),
)
_CHOICES = (("unit", UNITS), ("segmenter", SEGMENTER_NAMES))


def _check(values: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{key} = {values[key]!r}: must be {allowed}."
        for key, is_right, allowed in _RULES
        if not is_right(values[key])
    ]
    for key, choices in _CHOICES:
        if values[key] not in choices:
            problems.append(_not_a_choice(key, values[key], choices))
    engines = values["engines"]
    if not isinstance(engines, list) or not engines:
        problems.append(
            f'engines = {engines!r}: must be a list of engines, such as ["lda", "kmeans"].'
        )
        return problems
    for engine in engines:
        if engine not in ENGINE_NAMES:
            problems.append(_not_a_choice("engines", engine, ENGINE_NAMES))
    if len(set(map(str, engines))) < len(engines):
        problems.append(f"engines = {engines!r}: names an engine twice.")
    return problems


def _not_a_choice(key: str, seen: Any, choices: Sequence[str]) -> str:
    return f"{key}: {seen!r} is not one of {', '.join(choices)}.{did_you_mean(str(seen), choices)}"
