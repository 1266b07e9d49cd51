"""A source's lines in, its blocks and speeches out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np
import numpy.typing as npt

from topics.corpus.reading.content import Given
from topics.corpus.reading.read import Decoded
from topics.corpus.repair.apply import repair
from topics.corpus.structure.compiler_headings import HEADING_PREFIX
from topics.corpus.structure.line_patterns import DATE, ended
from topics.corpus.structure.outline import find_marker, next_section
from topics.corpus.structure.roles import Line, classify, run_in_heading, stuck_heading
from topics.corpus.types import Paragraph, Repair, Speech

__all__ = ["split"]

Offsets = npt.NDArray[np.int32]
Path = tuple[tuple[int, int], ...]
START: Path = ()
CLOSING_ADDRESS = re.compile(
    "(?:^|[。！？!?])(?:同志|各位|朋友|同学|同學)[^，。,！!]{0,8}[，,！!：:]"
)
"""How a speaker turns to the hall at the end; a text that has it there was not cut off."""


def split(
    decoded: Decoded, skip: Collection[str] = ()
) -> tuple[list[Paragraph], list[Speech], list[Repair]]:
    """Cut a source into blocks and speeches, repairing each block.

    Parameters
    ----------
    decoded : Decoded
        A source and its content.
    skip : collection of str
        Names of repair rules not to apply.

    Returns
    -------
    paragraphs : list of Paragraph
        Every block in order, titles, headings and furniture included.
    speeches : list of Speech
        In order; furniture after a speech's last line is no part of it.
    repairs : list of Repair
        In order of place.
    """
    name, content = decoded.source.name, decoded.content
    given = {g.first_line: g for g in content.given}
    starts = given if len(given) > 1 else ()
    blocks = list(_blocks(classify(content.lines, content.furniture, starts)))
    paragraphs: list[Paragraph] = []
    repairs: list[Repair] = []
    speech, path = 0, START
    for place, block in enumerate(blocks, 1):
        first, last = block[0], block[-1]
        if first.opens:
            speech, path = speech + 1, START
        raw = content.lines[first.number - 1 : last.number]
        text, offsets, done = repair(name, first.number, raw, skip)
        pieces = [(first.role, text, offsets)]
        if first.role == "body" and "stuck_heading" not in skip:
            pieces, parted = _part_stuck_heading(name, text, offsets, _text(blocks, place))
            done += parted
        repairs += sorted(done, key=_place)
        for role, piece, places in pieces:
            path = _next_path(path, role, piece)
            paragraphs.append(
                Paragraph(
                    source=name,
                    speech=speech,
                    paragraph=len(paragraphs) + 1,
                    section=".".join(str(n) for _, n in path),
                    role=role,
                    heading=run_in_heading(piece) if role == "body" else "",
                    first_line=int(places[0, 0]) if len(pieces) > 1 else first.number,
                    last_line=int(places[-1, 0]) if len(pieces) > 1 else last.number,
                    text=piece,
                    offsets=places,
                    label=content.labels[first.number - 1] if content.labels else "",
                )
            )
    paragraphs = _free_trailing_furniture(paragraphs)
    in_speech = groupby((p for p in paragraphs if p.speech), key=lambda p: p.speech)
    speeches = [_speech(list(blocks), given) for _, blocks in in_speech]
    return paragraphs, speeches, repairs


def _place(repair: Repair) -> tuple[int, int]:
    return repair.line, repair.column


def _next_path(path: Path, role: str, text: str) -> Path:
    """Return the place in the outline of a block that follows one at ``path``."""
    marker = find_marker(text) if role in ("heading", "body") else None
    if marker is not None:
        return next_section(path, marker)
    return () if role == "body" and CLOSING_ADDRESS.match(text) else path


def _part_stuck_heading(
    source: str, text: str, offsets: Offsets, following: str
) -> tuple[list[tuple[str, str, Offsets]], list[Repair]]:
    """Part a paragraph from the next section's heading that is stuck to its end."""
    cut = stuck_heading(text, following)
    if not cut:
        return [("body", text, offsets)], []
    line, column = (int(x) for x in offsets[cut])
    pieces = [("body", text[:cut], offsets[:cut]), ("heading", text[cut:], offsets[cut:])]
    return pieces, [Repair(source, line, column, "stuck_heading", "", "\n")]


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


def _text(blocks: Sequence[Sequence[Line]], place: int) -> str:
    """Return how a block begins, where it goes on with the text of the speech before it."""
    if place == len(blocks) or blocks[place][0].opens or blocks[place][0].role != "body":
        return ""
    return blocks[place][0].text


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


def _speech(blocks: Sequence[Paragraph], given: Mapping[int, Given]) -> Speech:
    head = next((b.text for b in blocks if b.role == "speech_head"), "")
    bylines = " ".join(b.text for b in blocks if b.role == "byline")
    titles = [b.text for b in blocks if b.role == "speech_title"]
    title = _join_title(titles, head) or HEADING_PREFIX.sub("", head, count=1).strip()
    date = DATE.search(bylines) or DATE.search(title)
    told = given.get(blocks[0].first_line, Given(0))
    cut = _cut(blocks)
    return Speech(
        source=blocks[0].source,
        speech=blocks[0].speech,
        head=head,
        title=told.title or title,
        date=told.date or (date.group() if date else ""),
        speaker=told.speaker or _speaker(bylines),
        first_line=blocks[0].first_line,
        last_line=max(b.last_line for b in blocks),
        complete=not cut,
        cut=cut,
        metadata=told.metadata,
    )


def _join_title(titles: Sequence[str], head: str) -> str:
    """Join a title's lines, without a blank where the compiler's heading shows there is none."""
    joined = "".join(titles)
    return joined if joined in head else " ".join(titles)


def _speaker(bylines: str) -> str:
    name = re.sub(r"[()（）]", " ", DATE.sub(" ", bylines))
    name = re.sub("星期[一二三四五六日天]|上午|下午|晚上|同志(?=$|\\s)", "", name)
    return " ".join(name.split())


def _cut(blocks: Sequence[Paragraph]) -> str:
    """Return where a speech is cut: it starts in mid-text, or breaks off in mid-sentence."""
    running = [b.text for b in blocks if b.role == "body"]
    markers = (find_marker(b.text) for b in blocks if b.role in ("heading", "body"))
    first = next((marker for marker in markers if marker and marker.level == 1), None)
    starts_late = first is not None and first.number > 1
    if not running:
        return "start end" if starts_late else "end"
    closed = ended(running[-1]) or CLOSING_ADDRESS.search(running[-1][-400:]) is not None
    return " ".join(["start"] * starts_late + ["end"] * (not closed))
