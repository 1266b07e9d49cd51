"""Tags of a web page in plain text: where they end lines, and what the lines show without them.

Nothing is changed here: the repair ``markup`` removes tags and decodes entities on record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from topics.corpus.reading.content import Content
from topics.corpus.repair.apply import Mark
from topics.corpus.repair.patterns import MARKUP
from topics.corpus.repair.rules import unmarked
from topics.corpus.structure.line_marks import without

__all__ = ["as_shown", "find_tag_cuts"]

BLOCK_TAG = re.compile(
    r"<(?P<closing>/?)(?P<name>p|br|hr|div|h[1-6]|li|ul|ol|dl|dt|dd|table|tr|center|blockquote"
    r"|section|article|title)(?:[ /][^<>\n]{0,300})?>",
    re.IGNORECASE,
)
"""A tag that begins or ends a line of a page."""
LINE_ENDS = ("br", "hr")
LEFTOVER = re.compile(MARKUP, re.IGNORECASE)
FEWEST = 3
"""Tags of a text that is a part of a page; a text about pages may name one or two."""


def find_tag_cuts(content: Content) -> dict[int, list[int]]:
    """Return where tags end a line of plain text, at least a third of whose lines have one.

    Parameters
    ----------
    content : Content
        As its reader returns it. A format that separates blocks has no tags.

    Returns
    -------
    dict of int to list of int
        For each line with a tag, from 0, the columns at which a paragraph begins: 0, or the
        length of the line, if a tag before or after its words is the end of a paragraph.
    """
    if content.blocks or content.is_table:
        return {}
    found = {i: _cuts(line) for i, line in enumerate(content.lines) if "<" in line}
    found = {i: cuts for i, cuts in found.items() if cuts}
    n_lines = sum(not line.isspace() for line in content.lines if line)
    if 3 * len(found) < n_lines or sum(map(len, found.values())) < FEWEST:
        return {}
    return {i: _with_words(content.lines[i], cuts) for i, cuts in found.items()}


def _cuts(line: str) -> list[tuple[int, bool]]:
    """Return where a line is cut, and whether the tag there ends a paragraph, not only a line.

    It is cut before a tag that opens a block, and after any other.
    """
    return [
        (
            m.end() if m["closing"] or m["name"].lower() in LINE_ENDS else m.start(),
            m["name"].lower() != "br",
        )
        for m in BLOCK_TAG.finditer(line)
    ]


def _with_words(line: str, cuts: list[tuple[int, bool]]) -> list[int]:
    """Return the cuts, those inside the line only where words are on both sides."""
    bare = LEFTOVER.sub(lambda m: ("x" if unmarked(m).strip() else " ") * len(m[0]), line)
    first, last = len(bare) - len(bare.lstrip()), len(bare.rstrip())
    inside: list[int] = []
    before = after = 0  # tags before the first words and after the last, ends of paragraphs twice
    for cut, is_paragraph in cuts:
        if cut <= first:
            before += 1 + is_paragraph
        elif cut >= last:
            after += 1 + is_paragraph
        elif not inside or not bare[inside[-1] : cut].isspace():
            inside.append(cut)
    # A paragraph may go on after one end of a line.
    return [*[0] * (before > 1), *inside, *[len(line)] * (after > 1)]


def _shown(text: str) -> str:
    """Return a text as a page shows it."""
    return LEFTOVER.sub(unmarked, text)


def as_shown(content: Content, marks: Mapping[int, Sequence[Mark]]) -> Content:
    """Return a text without leftover tags, entities and marks, by which roles are decided.

    Parameters
    ----------
    content : Content
        Its lines may have been split at the tags.
    marks : mapping of int to sequence of Mark
        The marks of each line, from 0.

    Returns
    -------
    Content
        The same object where it has none. A line of nothing else is furniture.
    """
    has_tags = any("<" in line or "&" in line for line in content.lines)
    if content.is_table or not (has_tags or marks):
        return content
    lines: list[str] = []
    roles: dict[int, str] = {}
    for n, line in enumerate(content.lines, 1):
        shown = without(line, marks.get(n - 1, ()))
        shown = _shown(shown) if "<" in shown or "&" in shown else shown
        if line.strip() and not shown.strip():
            roles[n] = "furniture"
            shown = line
        lines.append(shown)
    return replace(content, lines=tuple(lines), roles={**roles, **content.roles})
