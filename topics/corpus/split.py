"""A source's lines in, its blocks and speeches out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from topics.corpus.outline import find_marker, next_section
from topics.corpus.read import Decoded
from topics.corpus.repair import repair
from topics.corpus.roles import CLOSERS, DATE, END, HEAD_PREFIX, Line, classify, run_in_heading
from topics.corpus.types import Paragraph, Repair, Speech

__all__ = ["split"]

TITLE_ROLES = ("speech_title", "byline")
CLOSING_ADDRESS = re.compile(
    "(?:^|[。！？!?])(?:同志|各位|朋友|同学|同學)[^，。,！!]{0,8}[，,！!：:]"
)
"""How a speaker turns to the hall at the end; a text that has it there was not cut off."""


def split(decoded: Decoded) -> tuple[list[Paragraph], list[Speech], list[Repair]]:
    """Cut a source into blocks and speeches, repairing each block.

    Parameters
    ----------
    decoded : Decoded
        A source and its lines.

    Returns
    -------
    paragraphs : list of Paragraph
        Every block in order, titles, headings and furniture included.
    speeches : list of Speech
        In order; every block from a speech's first line on belongs to it, but
        for furniture after its last line.
    repairs : list of Repair
        In order of place.
    """
    name = decoded.source.name
    paragraphs: list[Paragraph] = []
    repairs: list[Repair] = []
    speech = 0
    path: tuple[tuple[int, int], ...] = ()
    for number, block in enumerate(
        _blocks(classify(decoded.content.lines, decoded.content.furniture)), 1
    ):
        first, last = block[0], block[-1]
        if first.opens:
            speech, path = speech + 1, ()
        lines = decoded.content.lines[first.number - 1 : last.number]
        text, offsets, done = repair(name, first.number, lines)
        repairs += done
        marker = find_marker(text) if first.role in ("heading", "body") else None
        if marker is not None:
            path = next_section(path, marker)
        elif first.role == "body" and CLOSING_ADDRESS.match(text):
            path = ()
        paragraphs.append(
            Paragraph(
                source=name,
                speech=speech,
                paragraph=number,
                section=".".join(str(n) for _, n in path),
                role=first.role,
                heading=run_in_heading(text) if first.role == "body" else "",
                first_line=first.number,
                last_line=last.number,
                text=text,
                offsets=offsets,
            )
        )
    paragraphs = _free_trailing_furniture(paragraphs)
    in_speech = groupby((p for p in paragraphs if p.speech), key=lambda p: p.speech)
    speeches = [_speech(list(blocks)) for _, blocks in in_speech]
    return paragraphs, speeches, repairs


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield each block's lines: a line and the continuations after it."""
    block: list[Line] = []
    for line in lines:
        if line.role != "continuation" and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _free_trailing_furniture(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Take furniture that follows a speech's last words out of the speech."""
    freed: list[Paragraph] = []
    inside: set[int] = set()
    for block in reversed(paragraphs):
        if block.role == "furniture" and block.speech not in inside:
            fields = {name: getattr(block, name) for name in block.__slots__}
            block = Paragraph(**{**fields, "speech": 0, "section": ""})
        inside.add(block.speech)
        freed.append(block)
    return freed[::-1]


def _speech(blocks: Sequence[Paragraph]) -> Speech:
    head = next((b.text for b in blocks if b.role == "speech_head"), "")
    bylines = " ".join(b.text for b in blocks if b.role == "byline")
    titles = [b.text for b in blocks if b.role == "speech_title"]
    title = _join_title(titles, head) or HEAD_PREFIX.sub("", head, count=1).strip()
    date = DATE.search(bylines) or DATE.search(title)
    return Speech(
        source=blocks[0].source,
        speech=blocks[0].speech,
        head=head,
        title=title,
        date=date.group() if date else "",
        speaker=_speaker(bylines),
        first_line=blocks[0].first_line,
        last_line=max(b.last_line for b in blocks),
        complete=_is_complete(blocks),
    )


def _join_title(titles: Sequence[str], head: str) -> str:
    """Join a title's lines, without a blank where the compiler's heading shows there is none."""
    joined = "".join(titles)
    return joined if joined in head else " ".join(titles)


def _speaker(bylines: str) -> str:
    name = re.sub(r"[()（）]", " ", DATE.sub(" ", bylines))
    name = re.sub("同志(?=$|\\s)", "", name)
    return " ".join(name.split())


def _is_complete(blocks: Sequence[Paragraph]) -> bool:
    """Whether a speech neither starts in mid-text nor breaks off in mid-sentence."""
    running = [b.text for b in blocks if b.role == "body"]
    markers = (find_marker(b.text) for b in blocks if b.role in ("heading", "body"))
    first = next((marker for marker in markers if marker and marker.level == 1), None)
    starts_late = first is not None and first.number > 1
    if starts_late or not running:
        return False
    ended = running[-1].rstrip(CLOSERS)[-1:] in END
    return ended or CLOSING_ADDRESS.search(running[-1][-400:]) is not None
