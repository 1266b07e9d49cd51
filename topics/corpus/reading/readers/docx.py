"""Word files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, BinaryIO

from topics.corpus.reading.content import Content, ReadOptions
from topics.corpus.reading.readers.archive import check_package
from topics.corpus.reading.readers.common import broken, missing
from topics.corpus.reading.readers.docx_numbering import Numbering
from topics.corpus.reading.readers.docx_package import Package, W, open_package
from topics.corpus.reading.readers.docx_story import Story
from topics.corpus.reading.readers.docx_styles import Styles
from topics.corpus.reading.readers.docx_tables import Block
from topics.corpus.reading.readers.docx_text import ParagraphReader
from topics.errors import SourceError
from topics.messages import Message

__all__ = ["read_docx"]

ITEMS = 3
"""Fewer consecutive numbered paragraphs may be headings."""
FEW_HEADINGS = 6
"""Up to this number of headings are accepted regardless of their length."""


def read_docx(file: BinaryIO, options: ReadOptions) -> Content:  # noqa: ARG001
    """Read a Word file: each paragraph is a block, each row of a data table is a block.

    A soft line break ends a line of its block. Numbers that Word generates are part of the text,
    bullets are not. Text boxes follow the paragraph that they are anchored in. Footnotes and
    endnotes follow the body as notes, headers, footers and comments as furniture. The title in
    the properties of the file is not text.

    Parameters
    ----------
    file : binary file
        The file, seekable.
    options : ReadOptions
        A study's settings for its files.

    Returns
    -------
    Content
        Labels such as ``"paragraph 12"``, ``"table 1 row 3"``, ``"text box"``, ``"footnote 2"``.
        Paragraphs with the style or the outline level of a heading are headings, tables of
        contents are furniture, items with a bullet are body.

    Raises
    ------
    SourceError
        If the file is damaged, cut off, protected by a password or not a Word file, has no text, or
        lxml is not installed.
    """
    try:
        import lxml  # noqa: F401
    except ImportError as exc:
        raise missing("lxml", ".docx") from exc
    check_package(file, ".docx")
    try:
        package = open_package(file)
        styles = Styles(package.part("styles"))
        beside = list(_beside(package, styles))
        story = _story(package, styles, [block.text for block in beside])
        body = list(story.read(package.document))
        notes = list(_notes(package, story))
    except Exception as exc:  # on damaged bytes a foreign parser may raise anything
        raise broken(".docx", exc) from exc
    if not any(block.text for block in body):
        raise SourceError(_why_empty(story))
    blocks = [*_itemised(_believable(body)), *notes, *beside]
    lines = [(line, i) for i, block in enumerate(blocks, 1) for line in block.lines]
    roles = {n: blocks[i - 1].role for n, (_, i) in enumerate(lines, 1) if blocks[i - 1].role}
    return Content(
        lines=tuple(line for line, _ in lines),
        encoding="docx",
        labels=tuple(blocks[i - 1].label for _, i in lines),
        blocks=tuple(i for _, i in lines),
        roles=roles,
        levels={
            n: blocks[i - 1].level
            for n, (_, i) in enumerate(lines, 1)
            if blocks[i - 1].level and roles.get(n) == "heading"
        },
        warnings=tuple(_messages(story)),
    )


def _story(package: Package, styles: Styles, printed: Sequence[str] = ()) -> Story:
    fields = Counter(
        element.get(f"{W}fldCharType") for element in package.document.iter(f"{W}fldChar")
    )
    reader = ParagraphReader(styles, trust_fields=fields["begin"] == fields["end"])
    return Story(styles, Numbering(styles, package.part("numbering")), reader, printed)


def _notes(package: Package, story: Story) -> Iterator[Block]:
    """Yield the footnotes and endnotes, in the order of the references to them."""
    for kind in ("footnote", "endnote"):
        asked = [e.get(f"{W}id") for e in package.document.iter(f"{W}{kind}Reference")]
        order = {note_id: n for n, note_id in reversed(list(enumerate(asked)))}
        root = package.part(f"{kind}s")
        notes = [] if root is None else [e for e in root if e.tag == W + kind]
        notes = [e for e in notes if e.get(f"{W}type", "normal") == "normal"]
        notes.sort(key=lambda e: order.get(e.get(f"{W}id"), len(order)))
        for number, note in enumerate(notes, 1):
            for block in story.read(note, f"{kind} {number}"):
                if block.text:
                    yield replace(block, role="note")


def _beside(package: Package, styles: Styles) -> Iterator[Block]:
    """Yield the lines of comments, headers and footers, each text once."""
    for kind in ("comments", "footer", "header"):
        seen: set[Any] = set()
        label = kind.removesuffix("s")
        for part in package.parts.get(kind, ()):
            for block in _story(package, styles).read(part, label):
                if block.text and block.text not in seen:
                    seen.add(block.text)
                    yield Block(block.lines, label, "furniture")


def _believable(blocks: Sequence[Block]) -> Sequence[Block]:
    """Remove the role of headings if most of the text would be headings.

    Text pasted from a web page has an outline level on every paragraph.
    """
    headings = [len(block.text) for block in blocks if block.role == "heading"]
    others = sum(len(block.text) for block in blocks if block.role in ("", "body"))
    if len(headings) <= FEW_HEADINGS or sum(headings) < others:
        return blocks
    return [replace(b, role="") if b.role == "heading" else b for b in blocks]


def _itemised(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks; consecutive items of a list without text in between are body.

    A numbered heading has text below it, or headings of a lower level.
    """
    for _, group in groupby(blocks, key=lambda block: block.item):
        items = list(group)
        is_list = items[0].item != "" and len(items) >= ITEMS
        yield from (replace(block, role="body") if is_list else block for block in items)


def _why_empty(story: Story) -> Message:
    """Return why a file has no text."""
    counts = story.paragraphs.counts
    if counts["inserted"]:
        return Message("refused_inserted", {"count": counts["inserted"]})
    if counts["hidden"]:
        return Message("refused_hidden", {"count": counts["hidden"]})
    if counts["pictures"]:
        return Message("refused_pictures", {"count": counts["pictures"]})
    return Message("refused_no_text_at_all")


def _messages(story: Story) -> Iterator[Message]:
    """Yield the warnings about the file."""
    unknown = story.numbering.unknown
    if unknown:
        yield Message(
            "word_numbers", {"count": unknown.total(), "formats": ", ".join(sorted(unknown))}
        )
    counts = story.paragraphs.counts
    unread = {
        "hidden": Message("word_hidden", {"count": counts["hidden"]}),
        "formulas": Message("word_formulas", {"count": counts["formulas"]}),
        "diagrams": Message("word_diagrams", {"count": counts["diagrams"]}),
        "inserted": Message("word_inserted", {"count": counts["inserted"]}),
    }
    yield from (message for kind, message in unread.items() if counts[kind])
    yield from story.messages
