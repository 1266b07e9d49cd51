"""Load edits from TOML; all problems are reported at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from topics.edits.types import NO_EDITS, Edits, HandCode, Merge, Split, TopicEdit
from topics.errors import EditsError, check_path_type, did_you_mean
from topics.parsing import MAX_TOML, ParseError, load_toml, read_text, shown
from topics.themes.types import NONE

__all__ = ["load_edits"]

LONGEST_NAME = 60
LONGEST_TEXT = 1_000
MOST_TOPICS = 1_000
"""Limits of one edit."""
CONTROL = re.compile("[\x00-\x1f\x7f\u2028\u2029]")


def _is_line(value: Any, longest: int = LONGEST_TEXT) -> bool:
    return (
        isinstance(value, str)
        and bool(value.strip())
        and len(value) <= longest
        and not CONTROL.search(value)
    )


def _is_topic(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_list(value: Any, is_right: Callable[[Any], bool], least: int) -> bool:
    return (
        isinstance(value, list) and least <= len(value) <= MOST_TOPICS and all(map(is_right, value))
    )


class _Field(NamedTuple):
    is_right: Callable[[Any], bool]
    allowed: str
    is_needed: bool = False


_LINE = _Field(_is_line, "a text on one line")
_THEME = _Field(lambda v: isinstance(v, str), "the id of a theme")
_NAME = _Field(
    lambda v: _is_line(v, LONGEST_NAME), f"a name of at most {LONGEST_NAME} characters on one line"
)
_TOPIC = _Field(_is_topic, "the number of a topic, an integer >= 1", is_needed=True)
_ENGINE = _Field(lambda v: isinstance(v, str), "the name of an engine")
_HIDE = _Field(lambda v: isinstance(v, bool), "true or false")
_TOPICS = _Field(
    lambda v: _is_list(v, _is_topic, 2) and len(set(v)) == len(v),
    "a list of at least two different topics, such as [3, 7]",
    is_needed=True,
)
_GUARDS = _Field(lambda v: _is_list(v, _is_line, 0), "a list with the words of each topic")
_CONTAINING = _Field(
    lambda v: _is_list(v, _is_line, 1), 'a list of words, such as ["公厕", "厕所"]', is_needed=True
)
KINDS = {
    "topic": {
        "engine": _ENGINE,
        "topic": _TOPIC,
        "words": _LINE,
        "name": _NAME,
        "theme": _THEME,
        "hide": _HIDE,
    },
    "merge": {"engine": _ENGINE, "topics": _TOPICS, "words": _GUARDS},
    "split": {
        "engine": _ENGINE,
        "topic": _TOPIC,
        "words": _LINE,
        "containing": _CONTAINING,
        "name": _NAME,
    },
    "code": {
        "id": _LINE,
        "text_hash": _LINE,
        "text": _LINE,
        "theme": _THEME._replace(is_needed=True),
    },
}
"""The tables of a file of edits, and the fields of each."""


class _Entry(NamedTuple):
    kind: str
    where: str
    values: dict[str, Any]


def load_edits(path: str | Path | None, engines: Sequence[str], themes: Collection[str]) -> Edits:
    """Load a study's edits.

    Parameters
    ----------
    path : path-like or None
        A TOML file of ``[[topic]]``, ``[[merge]]``, ``[[split]]`` and ``[[code]]`` tables;
        ``docs/edits.md`` documents them. None for no edits.
    engines : sequence of str
        Engines of the study; an edit without one is of the first engine.
    themes : collection of str
        Ids of the codebook's themes.

    Returns
    -------
    Edits

    Raises
    ------
    EditsError
        Listing every unknown table, field, engine and theme, every wrong type, and edits that
        contradict each other, with file and line.
    """
    if path is None:
        return NO_EDITS
    check_path_type("edits", path)
    name = Path(path).name
    try:
        text = read_text(path, MAX_TOML)
        data = load_toml(text, name)
    except ParseError as exc:
        raise EditsError([str(exc)]) from exc
    problems = [
        f"{name}: there is no table '{key:.60}'.{did_you_mean(key, KINDS)} Edits are"
        " [[topic]], [[merge]], [[split]] and [[code]] tables."
        for key in data
        if key not in KINDS
    ]
    entries = []
    for kind in KINDS:
        values = data.get(kind, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            problems.append(f"{name}: {kind} is {shown(values)}; write [[{kind}]] tables.")
            continue
        places = zip(_places(name, kind, text, len(values)), values, strict=True)
        entries += [_Entry(kind, where, value) for where, value in places]
    for entry in entries:
        problems += _field_problems(entry, engines, themes)
    if problems:
        raise EditsError(problems)
    edits = _edits(entries, engines[0])
    if problems := [*_contradictions(edits)]:
        raise EditsError(problems)
    return edits


def _places(name: str, kind: str, text: str, n: int) -> list[str]:
    """Return file and line of each table of a kind; its number if it is not written as ``[[]]``."""
    header = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
    lines = [i for i, line in enumerate(text.splitlines(), 1) if header.match(line)]
    if len(lines) == n:
        return [f"{name}, line {line}" for line in lines]
    return [f"{name}, {kind} {number}" for number in range(1, n + 1)]


def _field_problems(
    entry: _Entry, engines: Sequence[str], themes: Collection[str]
) -> Iterator[str]:
    kind, where, values = entry
    fields = KINDS[kind]
    for key, value in values.items():
        if key not in fields:
            yield (
                f"{where}: [[{kind}]] has no field '{key:.60}'.{did_you_mean(key, fields)} Fields"
                f" are: {', '.join(fields)}."
            )
        elif not fields[key].is_right(value):
            yield f"{where}: {key} = {shown(value)}: must be {fields[key].allowed}."
    for key, field in fields.items():
        if field.is_needed and key not in values:
            yield f"{where}: {key} is missing; it must be {field.allowed}."
    engine, theme = values.get("engine"), values.get("theme")
    if isinstance(engine, str) and engine not in engines:
        yield (
            f"{where}: the run has no engine '{engine:.60}'.{did_you_mean(engine, engines)}"
            f" Engines are: {', '.join(engines)}."
        )
    if isinstance(theme, str) and theme not in (*themes, NONE):
        yield (
            f"{where}: the codebook has no theme '{theme:.60}'."
            f"{did_you_mean(theme, [*themes, NONE])} Themes are: {', '.join([*themes, NONE])}."
        )
    if kind == "topic" and not {"name", "theme", "hide"} & set(values):
        yield f"{where}: [[topic]] changes nothing. Give it a name, a theme or hide = true."
    if kind == "code" and not {"id", "text_hash", "text"} & set(values):
        yield f"{where}: [[code]] names no paragraph. Give its id, or how its text begins."


def _edits(entries: Sequence[_Entry], first: str) -> Edits:
    """Return entries without problems as edits."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, where, values in entries:
        engine = values.get("engine", first)
        if kind == "code":
            found[kind].append(HandCode(where, **values))
        elif kind == "merge":
            words = tuple(tuple(each.split()) for each in values.get("words", ()))
            found[kind].append(Merge(where, engine, tuple(values["topics"]), words))
        else:
            make = {"topic": TopicEdit, "split": Split}[kind]
            more = {"engine": engine, "words": tuple(values.get("words", "").split())}
            if kind == "split":
                more["containing"] = tuple(dict.fromkeys(values["containing"]))
            found[kind].append(make(where, **values | more))
    return Edits(*(tuple(found[kind]) for kind in KINDS))


def _contradictions(edits: Edits) -> Iterator[str]:
    """Yield edits that contradict each other, e.g. of a topic that another edit removes."""
    seen: dict[object, str] = {}
    gone: dict[tuple[str, int], str] = {}
    for merge in edits.merges:
        for topic in merge.topics:
            if (merge.engine, topic) in seen:
                where = seen[merge.engine, topic]
                yield f"{merge.where}: topic {topic} is merged by {where} too. Merge it once."
            seen[merge.engine, topic] = merge.where
        gone |= {(merge.engine, topic): merge.where for topic in merge.topics[1:]}
    seen = {}
    for edit in edits.topics:
        key = edit.engine, edit.topic
        if key in seen:
            yield (
                f"{edit.where}: topic {edit.topic} of {edit.engine} was edited in {seen[key]}."
                " Write one [[topic]] for it."
            )
        elif key in gone:
            yield (
                f"{edit.where}: topic {edit.topic} of {edit.engine} is merged into another by"
                f" {gone[key]}. Edit the first topic of that merge."
            )
        seen[key] = edit.where
    codes: dict[str, str] = {}
    for code in edits.codes:
        for name in filter(None, (code.id, code.text_hash, code.text)):
            if name in codes:
                yield f"{code.where}: the paragraph is coded in {codes[name]} too. Keep one."
                break
        codes |= dict.fromkeys((code.id, code.text_hash, code.text), code.where)
        codes.pop("", None)
