"""The codebook: themes with their names and seed words, from TOML."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from topics.defaults import default_path
from topics.errors import CodebookError, check_path_type, did_you_mean
from topics.text.normalize import normalize
from topics.themes.types import Codebook, Theme

__all__ = ["load_codebook"]

FIELDS = ("id", "zh", "en", "seed_words", "frame", "colour")
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
    ]
)
"""Columns of ``speeches.csv`` other than those of the themes."""
METADATA = "meta_"
"""Prefix of its columns with a study's own metadata."""


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
        Listing every theme that occurs twice, every missing or misspelt field and wrong type.
    WrongTypeError
        If ``path`` is not a path but e.g. a codebook.
    """
    if path is not None:
        check_path_type("codebook", path)
    file = default_path("themes.toml") if path is None else Path(path)
    data, sha256 = _read(file)
    entries = data.get("theme", [])
    problems = [
        f"{file.name}: there is no table '{key}'.{did_you_mean(key, ['theme'])}"
        " A codebook contains [[theme]] tables only."
        for key in data
        if key != "theme"
    ]
    if not isinstance(entries, list) or not entries:
        raise CodebookError([*problems, f"{file.name}: contains no [[theme]] table."])
    for number, entry in enumerate(entries, 1):
        problems += _check_entry(f"{file.name}, theme {number}", entry)
    problems += _check_unique(file.name, entries)
    if problems:
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
        for e in entries
    )
    return Codebook(themes, file.name, sha256)


def _read(file: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = file.read_bytes()
        return tomllib.loads(raw.decode("utf-8-sig")), hashlib.sha256(raw).hexdigest()
    except OSError as exc:
        raise CodebookError([f"{file}: cannot be read ({exc.strerror})."]) from exc
    except UnicodeDecodeError as exc:
        raise CodebookError([f"{file}: is not UTF-8 text; save it as UTF-8."]) from exc
    except tomllib.TOMLDecodeError as exc:
        raise CodebookError([f"{file}: is not TOML: {exc}."]) from exc


def _check_entry(where: str, entry: Any) -> list[str]:
    if not isinstance(entry, Mapping):
        return [f"{where}: is {entry!r}; write [[theme]] and its fields below it."]
    problems = [
        f"{where}: there is no field '{key}'.{did_you_mean(key, FIELDS)}"
        f" Fields are: {', '.join(FIELDS)}."
        for key in entry
        if key not in FIELDS
    ]
    for key in ("id", "zh"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            problems.append(f"{where}: {key} = {entry.get(key)!r}; it must be a text.")
    problems += [*_check_id(where, entry.get("id")), *_check_optional(where, entry)]
    seeds = entry.get("seed_words")
    if not isinstance(seeds, list) or not all(isinstance(w, str) and w.strip() for w in seeds):
        problems.append(f"{where}: seed_words = {seeds!r}; it must be a list of words.")
    elif not seeds:
        problems.append(f"{where}: has no seed words; give at least one.")
    return problems


def _check_id(where: str, theme: object) -> list[str]:
    problems = []
    if isinstance(theme, str) and theme.strip() and not ID.fullmatch(theme):
        problems.append(
            f"{where}: id = {theme!r}; it must be lower-case letters, digits and _, and start with"
            " a letter. It names a column of the tables."
        )
    if theme in RESERVED:
        problems.append(f"{where}: id = {theme!r}; that is a column of speeches.csv already.")
    if isinstance(theme, str) and theme.startswith(METADATA):
        problems.append(
            f"{where}: id = {theme!r}; columns of speeches.csv that start with {METADATA} hold the"
            " study's own metadata. Take another id."
        )
    return problems


def _check_optional(where: str, entry: Mapping[str, Any]) -> list[str]:
    problems = []
    if not isinstance(entry.get("en", ""), str):
        problems.append(f"{where}: en = {entry['en']!r}; it must be a text, or be omitted.")
    if not isinstance(entry.get("frame", False), bool):
        problems.append(f"{where}: frame = {entry['frame']!r}; it must be true or false.")
    colour = entry.get("colour", "#000000")
    if not isinstance(colour, str) or not COLOUR.fullmatch(colour):
        problems.append(f'{where}: colour = {colour!r}; it must be a text such as "#c67004".')
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
