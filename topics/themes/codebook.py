"""The codebook: themes with their names and seed words, from TOML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.errors import CodebookError, check_path_type, did_you_mean
from topics.parsing import MAX_TOML, ParseError, load_toml, read_bytes, shown
from topics.text.normalize import normalize
from topics.themes.types import NONE, Codebook, Theme

__all__ = ["load_codebook"]

FIELDS = ("id", "zh", "en", "seed_words", "frame", "colour")
REQUIRED = {"id": '"sanitation"', "zh": '"环境卫生"', "seed_words": '["环卫", "垃圾"]'}
"""Fields that every theme has, each with an example."""
ID = re.compile("[a-z][a-z0-9_]*")
COLOUR = re.compile("#[0-9a-fA-F]{6}")
RESERVED = frozenset(
    [
        "source",
        "speech",
        "head",
        "title",
        "date",
        "speaker",
        "first_line",
        "last_line",
        "complete",
        "n_paragraphs",
        "n_chars",
        "main_theme",
        "cut",
        "earliest",
        "latest",
        "date_clash",
        "occasion",
        "level",
        "office",
        "place",
        "number",
        "formula_share",
        "bundle_share",
        "date_iso",
        "date_precision",
        "date_from",
        "id",
        "theme",
        "theme2",
        "theme2_share",
        "certain",
        "coded_by",
        "theme_before",
        "speaker",
        "main_theme2",
        "main_margin",
        "none",
        "role",
        "paragraph",
        "section",
        "text",
    ]
)
"""Names of the tables' other columns, which a theme must not have."""
MAX_THEMES = 500
MAX_SEED_WORDS = 5_000
MAX_ID = 64
MAX_WORD = 100
"""Limits of a codebook; the largest codebooks in use have a few dozen themes."""
CONTROL = re.compile("[\x00-\x1f\x7f]")
METADATA = "meta_"
"""Prefix of the columns with a study's own metadata."""


def load_codebook(path: str | Path | None = None) -> Codebook:
    """Load a codebook.

    Parameters
    ----------
    path : path-like, optional
        A TOML file of ``[[theme]]`` tables with ``id``, ``zh`` and ``seed_words``, and if
        needed an English name ``en``, ``frame = true`` for a theme of openings and closings, and
        a ``colour`` as ``"#rrggbb"``; the package's own by default.

    Returns
    -------
    Codebook
        Seed words are normalised as terms are: NFKC, simplified, lower case.

    Raises
    ------
    CodebookError
        If the file is invalid. The message lists every theme that occurs twice, every missing or
        misspelt field, and every wrong type.
    WrongTypeError
        If ``path`` is not a path but e.g. a codebook.

    See Also
    --------
    topics.label : Name topics with the themes of a codebook.
    topics.code : Code paragraphs with the themes of a codebook.

    Examples
    --------
    >>> import topics
    >>> codebook = topics.load_codebook()
    >>> codebook.ids()[:2]
    ('city_creation', 'sanitation')
    >>> codebook["economic_work"].zh
    '经济工作'
    """
    if path is not None:
        check_path_type("codebook", path)
    file = default_path("themes.toml") if path is None else Path(path)
    data, sha256 = _read(file)
    if problems := _problems(file.name, data):
        raise CodebookError(problems)
    themes = tuple(
        Theme(
            id=e["id"],
            zh=e["zh"],
            en=e.get("en", ""),
            seed_words=tuple(normalize(word)[0] for word in e["seed_words"]),
            frame=e.get("frame", False),
            colour=e.get("colour", "").lower(),
        )
        for e in data["theme"]
    )
    return Codebook(themes, file.name, sha256)


def _problems(name: str, data: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with a codebook's content."""
    entries = data.get("theme", [])
    problems = [
        f"{name}: there is no table '{key}'.{did_you_mean(key, ['theme'])}"
        " A codebook contains [[theme]] tables only."
        for key in data
        if key != "theme"
    ]
    if not isinstance(entries, list) or not entries:
        return [*problems, f"{name}: contains no [[theme]] table."]
    if len(entries) > MAX_THEMES:
        return [f"{name}: has {len(entries)} themes; at most {MAX_THEMES} are allowed."]
    for number, entry in enumerate(entries, 1):
        problems += _check_entry(f"{name}, theme {number}", entry)
    problems += _check_unique(name, entries)
    if not problems and (n := sum(len(entry["seed_words"]) for entry in entries)) > MAX_SEED_WORDS:
        return [f"{name}: has {n} seed words; at most {MAX_SEED_WORDS} are allowed."]
    return problems


def _read(file: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = read_bytes(file, MAX_TOML)
        return load_toml(raw, str(file)), hashlib.sha256(raw).hexdigest()
    except ParseError as exc:
        raise CodebookError([str(exc)]) from exc


def _check_entry(where: str, entry: Any) -> list[str]:
    if not isinstance(entry, Mapping):
        return [f"{where}: is {shown(entry)}; write [[theme]] and its fields below it."]
    problems = [
        f"{where}: there is no field '{key}'.{did_you_mean(key, FIELDS)}"
        f" Fields are: {', '.join(FIELDS)}."
        for key in entry
        if key not in FIELDS
    ]
    for key, example in REQUIRED.items():
        if key not in entry:
            named = f" ({_shown(entry['id'])})" if _is_name(entry.get("id")) else ""
            problems.append(f"{where}{named}: has no {key}; write e.g. {key} = {example}.")
        elif key != "seed_words" and not _is_name(entry[key]):
            problems.append(f"{where}: {key} = {_shown(entry[key])}; it must be a text.")
    problems += [*_check_id(where, entry.get("id")), *_check_optional(where, entry)]
    return problems + (_check_seeds(where, entry["seed_words"]) if "seed_words" in entry else [])


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shown(value: object) -> str:
    return repr(value) if isinstance(value, str) and len(value) <= MAX_WORD else shown(value)


def _check_seeds(where: str, seeds: object) -> list[str]:
    if not isinstance(seeds, list) or not all(map(_is_name, seeds)):
        return [f"{where}: seed_words = {_shown(seeds)}; it must be a list of words."]
    if not seeds:
        return [f"{where}: has no seed words; give at least one."]
    if long := [word for word in seeds if len(word) > MAX_WORD]:
        return [
            f"{where}: seed word {shown(long[0][:20])} has {len(long[0])} characters; at most"
            f" {MAX_WORD} are allowed."
        ]
    if wrong := [word for word in seeds if CONTROL.search(word)]:
        return [f"{where}: seed word {wrong[0]!r} has a control character."]
    return []


def _check_id(where: str, theme: object) -> list[str]:
    if not isinstance(theme, str) or not theme.strip():
        return []
    start = f"{where}: id = {_shown(theme)}"
    if len(theme) > MAX_ID:
        return [f"{start}; it has {len(theme)} characters, at most {MAX_ID} are allowed."]
    problems = []
    if not ID.fullmatch(theme):
        problems.append(
            f"{start}; it must be lower-case letters, digits and _, and start with a letter. It"
            " names a column of the tables."
        )
    if theme == NONE:
        problems.append(f"{start}; that is the word for no theme in gold lines. Take another id.")
    elif theme in RESERVED:
        problems.append(f"{start}; that is a column of the tables already. Take another id.")
    if theme.startswith(METADATA):
        problems.append(
            f"{start}; columns of speeches.csv that start with {METADATA} contain the study's own"
            " metadata. Take another id."
        )
    return problems


def _check_optional(where: str, entry: Mapping[str, Any]) -> list[str]:
    problems = []
    if not isinstance(entry.get("en", ""), str):
        problems.append(f"{where}: en = {_shown(entry['en'])}; it must be a text, or be omitted.")
    if not isinstance(entry.get("frame", False), bool):
        problems.append(f"{where}: frame = {_shown(entry['frame'])}; it must be true or false.")
    colour = entry.get("colour", "#000000")
    if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
        problems.append(f'{where}: colour = {_shown(colour)}; it must be a text such as "#c67004".')
    return problems


def _check_unique(name: str, entries: list[Any]) -> list[str]:
    first: dict[str, int] = {}
    problems: list[str] = []
    for number, entry in enumerate(entries, 1):
        theme = entry.get("id") if isinstance(entry, Mapping) else None
        if not isinstance(theme, str):
            continue
        if theme in first:
            problems.append(
                f"{name}: theme '{theme}' occurs twice, as theme {first[theme]} and theme"
                f" {number}. Give each theme its own id, or merge their seed words."
            )
        first.setdefault(theme, number)
    return problems
