"""The title of a compilation above the first of its speeches, with its years and editors."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import islice

from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import (
    DATE,
    STOP,
    is_furniture,
    is_salutation,
    is_title,
    names_speech,
)

__all__ = ["compilation_title"]

NEAR_TOP = 12
"""Number of lines from the top in which a compilation has its title."""
LONGEST = 40
COMPILATION = re.compile(
    ".{0,36}?(?:选编|汇编|选集|选辑|文选|文集|文存|文稿选|[讲谈]话[选集录]|讲稿[选集]|演讲[选集录]|言论[选集]|发言[选集]|致辞[选集]"
    "|(?:讲话|讲稿|发言|致辞|演讲|报告|文稿|材料|范文|文章)稿?(?:选|精选|汇总|合集|集锦|集萃|摘编|选录|全集|续编))"
    r"(?:\s*[（(][^（）()]{1,20}[)）]|\s*第?[一二三四五六七八九十\d]{1,3}[卷辑集册期版]|[上中下]?[卷辑集册])*"
)
"""The title of a compilation."""
EDITION = re.compile(
    r".{0,24}(?:编|编[辑印写制]|主编|选编|出版社?|印[制刷行]?|年[版卷度]|办公[室厅]|委员会|政府|党委|研究[室院])"
    r"|[（(【].{1,24}[)）】]|[\d—–～~至年\s.-]{4,24}|第?[一二三四五六七八九十\d]{1,3}[卷辑集册期版]|[上中下][卷辑集册]?"
)
"""A line below it: （2017—2018）, 市政府办公室编, 上册."""


def compilation_title(texts: Mapping[int, str], headings: Collection[int]) -> dict[int, str]:
    """Return the roles of the lines above the first title of a compilation's speeches.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines that are neither notes nor furniture of the format, by number.
    headings : collection of int
        Lines that are a compiler's headings.

    Returns
    -------
    dict of int to str
        ``"doc_title"`` or ``"furniture"``; empty if no title of a compilation is above the title
        of a speech, or above the running text of a source that has headings or several titles.
    """
    spoken = ((n, text) for n, text in texts.items() if not is_furniture(text))
    top = list(islice(spoken, NEAR_TOP))
    at = _position(top, headings)
    if at < 0:
        return {}
    end = at + 1
    while end < len(top) and top[end][0] not in headings and _is_edition(top[end][1]):
        end += 1
    if not _heads_speeches(texts, top[end:], headings):
        return {}
    return {n: "doc_title" if _names(text) else "furniture" for n, text in top[:end]}


def _position(top: list[tuple[int, str]], headings: Collection[int]) -> int:
    """Return the position of the title of the compilation, or -1."""
    for i, (n, text) in enumerate(top):
        is_speech = n in headings or is_salutation(text) or names_speech(text)
        if is_speech or len(text) > LONGEST or not is_title(text):
            return -1
        if COMPILATION.fullmatch(simplified(text).strip("《》 ")) and not re.search(
            "[，,：:]", text
        ):
            return i
    return -1


def _is_edition(text: str) -> bool:
    plain = simplified(text)
    return len(text) <= LONGEST and bool(EDITION.fullmatch(plain) or DATE.fullmatch(plain))


def _names(text: str) -> bool:
    return DATE.fullmatch(text) is None


def _heads_speeches(
    texts: Mapping[int, str], below: list[tuple[int, str]], headings: Collection[int]
) -> bool:
    """Whether the next line, or the next with those below, is the title of a speech.

    Running text may precede the speeches, if there are several.
    """
    joined = ""
    for n, text in below[:3]:
        joined += text
        if n in headings or names_speech(text) or names_speech(joined):
            return True
        if STOP.search(text) or is_salutation(text):
            break
    return len(headings) > 1 or sum(names_speech(text) for text in texts.values()) > 1
