"""The styles of a Word file: headings, tables of contents and numbering of paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from topics.corpus.reading.readers.docx_package import W, is_on, number_of, value

__all__ = ["Styles"]

HEADING = re.compile(
    r"h[1-6]|(?:heading|titre|überschrift|berschrift|título|titulo|titolo|заголовок|見出し|제목)\s*[1-9]?"
    r"|(?:sub|main|document|chapter|section)?[ -]?title|titel|untertitel|表題|副題"
    r"|(?!.*[图圖表无無])\w{0,6}\s?[标標][题題]\s*[1-9一二三四五六七八九]?"
)
"""Names and ids of styles of headings and titles, in lower case, whatever the language of Word."""
DIGITS = "123456789一二三四五六七八九"
NUMBERED = re.compile(f"[{DIGITS}]$")
CONTENTS = re.compile(
    r"(?:toc|目[录錄次]|contents|verzeichnis|index|索引)\s*(?:heading|[标標][题題]|[1-9])"
    r"|目[录錄]|table of (?:figures|authorities)|toa heading|[图圖表]+目[录錄]"
)
"""Names and ids of styles of tables of contents and indexes."""
LOWEST = 8
"""The lowest outline level of a heading; 9 is running text."""
MAX_CHAIN = 100
"""Maximum length of a chain of styles; Word follows about ten."""


@dataclass(frozen=True, slots=True)
class _Style:
    names: tuple[str, ...]
    based_on: str | None
    level: int | None
    number: str | None
    number_level: int | None
    hidden: bool | None


@dataclass(frozen=True, slots=True)
class _Inherited:
    """The properties of a style, stated or inherited."""

    role: str
    level: int
    """Level of a heading, from 1; 0 if none is stated."""
    numbered: str
    """The id of the style that states a list."""
    number_level: int | None
    hidden: bool | None


class Styles:
    """The styles of paragraphs and characters, with inherited properties.

    Parameters
    ----------
    root : element or None
        The root of the part ``styles``; None if the file has none.
    """

    def __init__(self, root: Any | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._hides = False
        self._inherited: dict[str, _Inherited] = {}  # by id, cached on first use
        for element in () if root is None else root.iter(f"{W}style"):
            style_id = element.get(f"{W}styleId", "")
            names = [style_id, *(value(element, "name") or "").split(",")]
            self._styles[style_id] = _Style(
                tuple(filter(None, map(_fold, names))),
                value(element, "basedOn"),
                number_of(element, "pPr/outlineLvl"),
                value(element, "pPr/numPr/numId"),
                number_of(element, "pPr/numPr/ilvl"),
                is_on(element, "rPr/vanish"),
            )
            self._hides |= self._styles[style_id].hidden is not None
            is_default = element.get(f"{W}default", "0").lower() in ("1", "true", "on")
            if is_default and element.get(f"{W}type") == "paragraph":
                self._default = style_id

    def style_of(self, paragraph: Any) -> str:
        """Return the id of the style of a paragraph."""
        return value(paragraph, "pPr/pStyle") or self._default

    def role(self, paragraph: Any) -> str:
        """Return ``"heading"``, ``"furniture"`` (a table of contents) or ``""``."""
        level = number_of(paragraph, "pPr/outlineLvl")
        is_levelled = level is not None and 0 <= level <= LOWEST
        return self._of(self.style_of(paragraph)).role or ("heading" if is_levelled else "")

    def level(self, paragraph: Any) -> int:
        """Return the level of a heading, from 1; 0 for a title or if none is stated."""
        own = number_of(paragraph, "pPr/outlineLvl")
        outline = own + 1 if own is not None and own <= LOWEST else 0
        return outline or self._of(self.style_of(paragraph)).level

    def numbering(self, paragraph: Any) -> tuple[str, int | None, str]:
        """Return the numbering of a paragraph.

        Returns
        -------
        number : str
            The id of its list, ``""`` if it has none.
        level : int or None
            Its level from 0, None if only the list states it.
        style : str
            The id of the style that states list and level, ``""`` if the paragraph states one.
        """
        level = number_of(paragraph, "pPr/numPr/ilvl")
        own = value(paragraph, "pPr/numPr/numId")
        inherited = self._of(self.style_of(paragraph))
        found, stated = inherited.numbered, inherited.number_level
        if own is not None:
            return own, stated if level is None and found else level, ""
        if not found:
            return "", None, ""
        number = self._styles[found].number or ""
        return (number, stated, found) if level is None else (number, level, "")

    def number_of_style(self, style_id: str) -> str | None:
        """Return the id of the list that a numbering style states, or None."""
        return self._styles[style_id].number if style_id in self._styles else None

    def is_hidden(self, run: Any, paragraph: Any) -> bool:
        """Whether the text of a run is hidden, directly or by a style."""
        own = is_on(run, "rPr/vanish")
        if own is not None or not self._hides:
            return bool(own)
        of_run = self._of(value(run, "rPr/rStyle") or "").hidden
        return bool(self._of(self.style_of(paragraph)).hidden if of_run is None else of_run)

    def _of(self, style_id: str) -> _Inherited:
        """Return the properties that a style inherits; each style is resolved only once."""
        if style_id not in self._inherited:
            chain = list(self._chain(style_id))
            self._inherited[style_id] = _Inherited(
                self._role(style_id),
                _level(style_id, [style for _, style in chain]),
                next((name for name, style in chain if style.number is not None), ""),
                next((s.number_level for _, s in chain if s.number_level is not None), None),
                next((style.hidden for _, style in chain if style.hidden is not None), None),
            )
        return self._inherited[style_id]

    def _chain(self, style_id: str) -> Iterator[tuple[str, _Style]]:
        """Yield a style and those it is based on; a cycle is followed once."""
        seen: set[str] = set()
        next_id: str | None = style_id
        while next_id in self._styles and next_id not in seen and len(seen) < MAX_CHAIN:
            seen.add(next_id)
            yield next_id, self._styles[next_id]
            next_id = self._styles[next_id].based_on

    def _role(self, style_id: str) -> str:
        chain = [style for _, style in self._chain(style_id)]
        for names, level in [(s.names, s.level) for s in chain] or [((_fold(style_id),), None)]:
            if any(CONTENTS.fullmatch(name) for name in names):
                return "furniture"
            if any(HEADING.fullmatch(name) for name in names):
                return "heading"
            if level is not None:
                return "heading" if 0 <= level <= LOWEST else ""
        return ""


def _level(style_id: str, chain: Sequence[_Style]) -> int:
    """Return the level of a heading that the first of some styles states, 0 if none does."""
    levels = (style.level for style in chain)
    outline = next((level + 1 for level in levels if level is not None and level <= LOWEST), 0)
    names = [_fold(style_id), *(name for style in chain for name in style.names)]
    numbered = (NUMBERED.search(name) for name in names if HEADING.fullmatch(name))
    return outline or next((1 + DIGITS.index(m.group()) % 9 for m in numbered if m), 0)


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
