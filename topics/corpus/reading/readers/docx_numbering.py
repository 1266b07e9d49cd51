"""The numbers that Word generates in front of paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from topics.corpus.reading.readers.docx_numerals import FORMATS
from topics.corpus.reading.readers.docx_package import W, is_on, number_of, value
from topics.corpus.reading.readers.docx_styles import Styles

__all__ = ["Number", "Numbering", "numbered"]

WITHOUT_TEXT = ("bullet", "picture")
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    restart: int | None
    is_legal: bool
    parted: bool
    style: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _List:
    """A ``w:num``: the id of its definition, and the levels that start at another number."""

    definition: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


class Number(NamedTuple):
    """The number of a paragraph.

    Attributes
    ----------
    text : str
        Such as ``"一、"``; ``""`` for a bullet.
    item : str
        The list and the level; ``""`` for a bullet.
    """

    text: str
    item: str


@dataclass
class Numbering:
    """The lists of a file, and the current number of each.

    Attributes
    ----------
    styles : Styles
    root : element or None
        The root of the part ``numbering``; None if the file has none.
    unknown : Counter
        Number of list numbers that could not be written, by format.
    """

    styles: Styles
    root: Any | None
    unknown: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        found = () if self.root is None else self.root
        self._definitions = {
            e.get(f"{W}abstractNumId", ""): e for e in _named(found, "abstractNum")
        }
        self._nums = {e.get(f"{W}numId", ""): e for e in _named(found, "num")}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def next_number(self, paragraph: Any) -> Number | None:
        """Count a paragraph and return its number, or None for a paragraph outside all lists."""
        number, index, style = self.styles.numbering(paragraph)
        found = self._list(number)
        if found is None:
            return None
        if style:  # the list states which level belongs to the style
            linked = (i for i, level in found.levels.items() if level.style == style)
            index = next(linked, index)
        index = index or 0
        level = found.levels.get(index)
        if level is None:
            return None
        self._count(number, found, index)
        if level.hidden or level.format in WITHOUT_TEXT:
            return Number("", "")
        return Number(self._write(found, index), f"{found.definition} {index}")

    def _count(self, number: str, found: _List, index: int) -> None:
        """Count a paragraph of a level, and reset the levels below."""
        counts = self._counts.setdefault(found.definition, {})
        start = found.starts.get(index, found.levels[index].start)
        begins = index in found.starts and (number, index) not in self._restarted
        self._restarted.add((number, index))
        counts[index] = start if begins or index not in counts else counts[index] + 1
        for below, level in found.levels.items():
            restarts = level.restart is None or index < level.restart
            if below > index and restarts:
                counts.pop(below, None)

    def _write(self, found: _List, index: int) -> str:
        level = found.levels[index]
        counts = self._counts[found.definition]
        odd = set()

        def written(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            of = found.levels.get(place)
            if of is None:
                return ""
            form = "decimal" if level.is_legal and of.format != "none" else of.format
            if form not in FORMATS:
                odd.add(form)
                return ""
            count = counts.get(place, found.starts.get(place, of.start))
            return FORMATS[form](min(max(count, 0), LARGEST))

        text = re.sub("%([1-9])", written, level.text).strip()
        if odd:
            self.unknown.update(odd)
            return ""
        return text + " " * (level.parted and _is_open(text))

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._resolve(number)
        return self._lists[number]

    def _resolve(self, number: str) -> _List | None:
        """Return a list by its id, following the styles that its definition refers to."""
        num = self._nums.get(number)
        asked, seen = num, {number}
        while num is not None:
            name = value(num, "abstractNumId") or ""
            definition = self._definitions.get(name)
            link = value(definition, "numStyleLink")
            if definition is None or link is None:
                break
            other = self.styles.number_of_style(link)
            if other is None or other in seen:
                break
            seen.add(other)
            num = self._nums.get(other)
        else:
            return None
        if definition is None:
            return None
        levels = _levels(definition)
        starts: dict[int, int] = {}
        for override in _named(asked, "lvlOverride"):
            index = _index(override)
            levels.update(_levels(override))
            start = number_of(override, "startOverride")
            if start is not None:
                starts[index] = start
        return _List(name, levels, starts)


def numbered(number: str, text: str) -> str:
    """Return the text of a paragraph after its number; ``1.`` and a digit are kept separate."""
    text = text.lstrip() if number else text
    touches = number[-1:] in tuple(".)") and text[:1].isascii() and text[:1].isalnum()
    return number + " " * touches + text


def _is_open(number: str) -> bool:
    """Whether a number ends without punctuation, so that a space must separate it from the text."""
    if not number or number[-1] in "是要":  # 一是 starts a sentence
        return False
    return unicodedata.category(number[-1]) in ("Lo", "Lu", "Ll", "Nd", "Nl")


def _levels(element: Any) -> dict[int, _Level]:
    return {_index(level): _level(level) for level in _named(element, "lvl")}


def _level(level: Any) -> _Level:
    formats = list(level.iter(f"{W}numFmt"))  # of two choices, the last does not need a newer Word
    form = formats[-1].get(f"{W}val", "decimal") if formats else "decimal"
    start = number_of(level, "start")
    suffix = value(level, "suff")
    return _Level(
        start=1 if start is None else start,
        format=form,
        text=value(level, "lvlText") or "",
        restart=number_of(level, "lvlRestart"),
        is_legal=bool(is_on(level, "isLgl")),
        parted=suffix != "nothing",
        style=value(level, "pStyle") or "",
        hidden=bool(is_on(level, "rPr/vanish")),
    )


def _index(element: Any) -> int:
    text = element.get(f"{W}ilvl", "0")
    return int(text) if text in tuple("012345678") else 0


def _named(elements: Any, tag: str) -> list[Any]:
    return [element for element in elements if element.tag == W + tag]
