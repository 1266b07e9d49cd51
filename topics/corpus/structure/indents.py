"""Indents inside a line: paragraphs that a copied page left on one line.

Two full-width spaces, four no-break spaces or a form feed start a paragraph in the middle of a line
as they do at its beginning. They also space out titles and names. Blanks therefore count only in a
line in which a sentence ends before one of them. Unicode's paragraph separator (U+2029), two line
separators (U+2028, NEL), or one after a sentence start a paragraph too: editors do not count them
as line ends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple, TypeVar

from topics.corpus.reading.content import Content
from topics.corpus.structure.leftover_tags import find_tag_cuts

__all__ = ["Origin", "split_indents"]

T = TypeVar("T")
INDENT = re.compile(
    r"(?<=\S)(?:[\u3000\u2003](?:[ \xa0]*[\u3000\u2003])+|\xa0(?: *\xa0){3,}|\s*\f)"
)
SEPARATOR = re.compile(
    r"(?<=\S)[^\S\n]*(?:\u2029|[\u2028\x85]\s*[\u2028\x85]"
    r"|(?:(?<=[。！？!?])|(?<=[。！？!?][”’」』）)]))[\u2028\x85])\s*(?=\S)"
)
SIGNS = re.compile("[\u3000\u2003\xa0\f\u2028\u2029\x85]")
AFTER_SENTENCE = re.compile(r"[。！？!?…：:；;][”’」』）)》】\"']*$")


class Origin(NamedTuple):
    """Position of a line in the decoded source: line from 1, column from 0."""

    line: int
    column: int


def split_indents(content: Content) -> tuple[Content, list[Origin] | None]:
    """Return a content in which every indent, and every tag of a page, starts a line and a block.

    Parameters
    ----------
    content : Content
        As its reader returns it.

    Returns
    -------
    content : Content
        The same object if no line has an indent or a tag inside.
    origins : list of Origin, or None
        The origin of each line; None if no line was split.
    """
    cuts = {i: found for i, line in enumerate(content.lines) if (found := _cuts(line))}
    tags = find_tag_cuts(content)
    if not cuts and not tags:
        return content, None
    lines: list[str] = []
    origins: list[Origin] = []
    blocks: list[int] = []
    numbers: list[int] = []  # of the first line that each line became
    block = 0
    for i, line in enumerate(content.lines):
        block += bool(content.blocks and i and content.blocks[i] != content.blocks[i - 1])
        numbers.append(len(lines) + 1)
        block += 0 in tags.get(i, ())
        bounds = sorted({0, *cuts.get(i, ()), *tags.get(i, ()), len(line)})
        for start, end in pairwise(bounds if line else (0, 0)):
            block += start > 0
            lines.append(line[start:end])
            origins.append(Origin(i + 1, start))
            blocks.append(block)
        block += len(line) in tags.get(i, ())
    labels = [content.labels[o.line - 1] for o in origins] if content.labels else []
    given = (replace(g, first_line=numbers[g.first_line - 1]) for g in content.given)
    split = replace(
        content,
        lines=tuple(lines),
        labels=tuple(labels),
        blocks=tuple(blocks),
        roles=_carried(content.roles, origins),
        levels=_carried(content.levels, origins),
        given=tuple(given),
    )
    return split, origins


def _carried(values: Mapping[int, T], origins: Sequence[Origin]) -> dict[int, T]:
    """Return the values of lines for each part of them."""
    return {n: values[o.line] for n, o in enumerate(origins, 1) if o.line in values}


def _cuts(line: str) -> list[int]:
    """Return the positions of indents inside a line; none if they only space out its words."""
    if SIGNS.search(line.strip()) is None:  # true of most lines, and cheap
        return []
    found = [(m.start(), "\f" in m.group()) for m in INDENT.finditer(line.rstrip())]
    is_prose = any(AFTER_SENTENCE.search(line, max(at - 8, 0), at) for at, _ in found)
    parted = {match.start() for match in SEPARATOR.finditer(line)}
    return sorted(parted.union(at for at, is_page in found if is_prose or is_page))
