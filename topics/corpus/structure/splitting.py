"""Split the lines of a source into blocks and speeches."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from topics.corpus.identity import block_id, text_hash
from topics.corpus.positions import PARTING_RULE, offsets
from topics.corpus.reading.content import Content, Given
from topics.corpus.reading.read import Decoded
from topics.corpus.repair.apply import repair
from topics.corpus.repair.damage import as_read
from topics.corpus.repair.forms import ordinary
from topics.corpus.repair.patterns import HAN
from topics.corpus.structure.compiler_headings import HEADING_PREFIX
from topics.corpus.structure.headings import run_in_heading, stuck_heading
from topics.corpus.structure.indents import Origin, split_indents
from topics.corpus.structure.leftover_tags import as_shown
from topics.corpus.structure.line_marks import find_marks, of_block
from topics.corpus.structure.line_patterns import (
    CLOSERS,
    DATE,
    SIGNED,
    STOP,
    close_up,
    ended,
    is_imprint,
)
from topics.corpus.structure.line_roles import Line
from topics.corpus.structure.mail_heads import REPLY
from topics.corpus.structure.outline import Outline, find_marker
from topics.corpus.structure.roles import classify
from topics.corpus.types import Paragraph, Repair, Speech

__all__ = ["split"]

CLOSING_ADDRESS = re.compile(
    "(?:^|[。！？!?])(?:同志|各位|朋友|同学|同學)[^，。,！!]{0,8}[，,！!：:]"
)
"""How a speaker addresses the audience at the end; a text with such an end was not cut off."""


SPOKEN = ("body", "heading", "salutation")
"""Roles of blocks that are part of a turn."""
WHOLE_ENDS = f"{CLOSERS}.．~～"
"""A text that ends with one of these is complete."""
BESIDE_DATE = re.compile(
    r"星期[一二三四五六日天]|上午|下午|晚上|[上中下]旬|公元|同志(?=$|\s)|(?:讲话|发言|发表|会议)?(?:时间|日期)[：:]"
    r"|(?:完稿|定稿|脱稿|写|发表|刊|载)[于於]|^\s*发表\s*$"
)
"""Words of a byline about a date or a name that belong to neither."""
WHOLE_TITLE = re.compile("^《([^《》]+)》$")
PLACE = re.compile(f"[于於在][{HAN}]{{2,10}}")


def split(
    decoded: Decoded, skip: Collection[str] = (), copy: int = 1
) -> Iterator[tuple[list[Paragraph], list[Speech]]]:
    """Cut a source into blocks and speeches, repairing each block.

    Parameters
    ----------
    decoded : Decoded
        A source and its content.
    skip : collection of str
        Names of repair rules to skip.
    copy : int, default 1
        Index of the source among those with the same bytes, for the ids of its blocks.

    Yields
    ------
    blocks : list of Paragraph
        The blocks of the next speech in order, including titles, headings and furniture. The blocks
        before the first speech are yielded separately. Furniture after the last line of a speech is
        outside it.
    speeches : list of Speech
        The speech, if there is one.
    """
    for blocks, stated in _by_speech(decoded, skip, copy):
        yield _speech(blocks, stated)


def _by_speech(
    decoded: Decoded, skip: Collection[str], copy: int
) -> Iterator[tuple[list[Paragraph], Given]]:
    """Yield the blocks of each speech, with what the format states about it."""
    group: list[Paragraph] = []
    stated = Given(1)
    outline = Outline(styled=bool(decoded.content.levels))
    speech, speaker = 0, ""
    for n, (part, label, given) in enumerate(_parts(decoded, skip), 1):
        if given is not None:
            if group:
                yield group, stated
            group, stated, speech, speaker = [], given, speech + 1, ""
            outline.reset()
        speaker = part.speaker or speaker
        group.append(
            Paragraph(
                source=decoded.source.name,
                speech=speech,
                paragraph=n,
                section=_section(outline, part),
                role=part.role,
                heading=run_in_heading(part.text) if part.role == "body" else "",
                first_line=part.line,
                last_line=part.last_line,
                text=part.text,
                label=label,
                id=block_id(decoded.source.sha256, part.line, part.column, copy),
                text_hash=text_hash(part.text),
                column=part.column,
                speaker=speaker if part.role in SPOKEN else "",
                repairs=part.repairs,
            )
        )
    if group:
        yield group, stated


def _parts(decoded: Decoded, skip: Collection[str]) -> Iterator[tuple[_Part, str, Given | None]]:
    """Yield each block, its label, and what the format states about the speech it starts."""
    name = decoded.source.name
    for n_before, whole in decoded.content.parts():
        content, origins = split_indents(whole)
        marks = {} if whole.blocks or whole.is_table else find_marks(content.lines)
        shown = as_shown(content, marks)
        blocks = list(_blocks(classify(replace(shown, lines=ordinary(shown.lines)))))
        stated = iter(_stated(content, [b[0].number for b in blocks if b[0].opens]))
        for i, lines in enumerate(blocks):
            first, last = lines[0], lines[-1]
            given = next(stated) if first.opens else None
            raw = content.lines[first.number - 1 : last.number]
            start, end = (_origin(line.number, origins, n_before) for line in (first, last))
            apart = [line.number - first.number for line in lines if line.role == "page"]
            put = of_block(marks, first.number, last.number)
            text, repairs = repair(name, start.line, raw, skip, apart, put)
            if start.column:
                repairs = [_moved(r, start) for r in repairs]
            level = content.levels.get(first.number, 0)
            parts = [_Part(first.role, text, *start, end.line, repairs, level, first.speaker)]
            if first.role == "body" and PARTING_RULE not in skip:
                parts = _part_stuck_heading(name, parts[0], _following(blocks, i))
            label = content.labels[first.number - 1] if content.labels else ""
            for part in parts:
                yield _as_read(name, part, decoded), label, given
                given = None


def _stated(content: Content, opened: Sequence[int]) -> list[Given]:
    """Return what the format states about each speech.

    The title and date of a page are those of its speech if it has only one.
    """
    nothing = Given(1)
    if not content.is_table:
        only = content.given[0] if content.given and len(opened) == 1 else nothing
        return [only] * len(opened)
    starts = [given.first_line for given in content.given]
    return [content.given[bisect_right(starts, line) - 1] for line in opened]


def _origin(number: int, origins: Sequence[Origin] | None, n_before: int) -> Origin:
    """Return where a line starts in the source, which may have lines before the first."""
    line, column = (number, 0) if origins is None else origins[number - 1]
    return Origin(line + n_before, column)


def _moved(made: Repair, start: Origin) -> Repair:
    """Return a repair of a block that starts inside a line, with its position in that line."""
    return replace(made, column=made.column + start.column) if made.line == start.line else made


class _Part(NamedTuple):
    """A block without a number yet: where it starts, its text and its repairs."""

    role: str
    text: str
    line: int
    column: int
    last_line: int
    repairs: list[Repair]
    level: int
    speaker: str  # if it starts a turn


def _as_read(source: str, part: _Part, decoded: Decoded) -> _Part:
    """Return a block whose positions are those in the lines as they were read."""
    if not any(n in decoded.damaged for n in range(part.line, part.last_line + 1)):
        return part
    start = part.line, part.column
    column, repairs = as_read(source, part.text, start, part.repairs, decoded.damaged)
    return part._replace(column=column, repairs=repairs)


def _section(outline: Outline, part: _Part) -> str:
    """Return the section of a block, which may start it."""
    if part.role == "heading" and not part.speaker:  # the name of a speaker starts no section
        return outline.enter(part.text, part.level)
    if part.role != "body":
        return outline.section
    if find_marker(part.text) is None and CLOSING_ADDRESS.match(part.text):
        outline.reset()
    return outline.enter(part.text)


def _part_stuck_heading(source: str, whole: _Part, following: str) -> list[_Part]:
    """Split a paragraph from the heading of the next section that is joined to its end."""
    text, repairs = whole.text, whole.repairs
    end = stuck_heading(text, following)
    if not end:
        return [whole]
    where = offsets(text, whole.line, whole.column, repairs)
    (line, column), (last_line, _) = where[end].tolist(), where[end - 1].tolist()
    before = [r for r in repairs if (r.line, r.column) < (line, column)]
    at = [r for r in repairs[len(before) :] if (r.line, r.column) == (line, column)]
    parting = Repair(source, line, column, PARTING_RULE, "", "\n")
    after = [*at, parting, *repairs[len(before) + len(at) :]]
    return [
        whole._replace(text=text[:end], last_line=last_line, repairs=before),
        _Part("heading", text[end:], line, column, int(where[-1, 0]), after, whole.level, ""),
    ]


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield each block's lines: a line and the continuations after it."""
    block: list[Line] = []
    for line in lines:
        if line.role not in ("continuation", "page") and block:
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _following(blocks: Sequence[Sequence[Line]], i: int) -> str:
    """Return the text of the next block if it continues the running text of the speech."""
    if i + 1 == len(blocks):
        return ""
    first = blocks[i + 1][0]
    return "" if first.opens or first.role != "body" else first.text


def _free_trailing_furniture(blocks: Sequence[Paragraph]) -> list[Paragraph]:
    """Move the furniture after the last words of a speech out of it."""
    last = max((i for i, block in enumerate(blocks) if block.role != "furniture"), default=-1)
    freed = [replace(block, speech=0, section="") for block in blocks[last + 1 :]]
    return [*blocks[: last + 1], *freed]


def _speech(group: Sequence[Paragraph], stated: Given) -> tuple[list[Paragraph], list[Speech]]:
    """Return the blocks of a speech, and the speech if there is one."""
    freed = _free_trailing_furniture(group)
    inside = [block for block in freed if block.speech]
    return freed, [_describe(inside, stated)] if inside else []


def _describe(blocks: Sequence[Paragraph], stated: Given) -> Speech:
    """Return a speech with the details printed above it."""
    head = next((b.text for b in blocks if b.role == "speech_head"), "")
    first = next((i for i, b in enumerate(blocks) if b.role == "body"), len(blocks))
    above = " ".join(b.text for b in blocks[:first] if b.role == "byline")
    signed = [b.text for b in blocks[first:] if b.role == "byline"]
    below = " ".join(text for text in signed if not is_imprint(text))
    bylines = " ".join([above, *signed])
    titles = [b.text for b in blocks if b.role == "speech_title"]
    title = _join_title(titles, head) or _unnumbered(head)
    date = DATE.search(bylines) or DATE.search(title)
    cut = _cut(blocks)
    return Speech(
        source=blocks[0].source,
        speech=blocks[0].speech,
        head=head,
        title=stated.title or WHOLE_TITLE.sub(r"\1", title),
        date=stated.date if not date or _is_exact(stated.date) else date.group(),
        speaker=stated.speaker or _speaker(above or below),
        first_line=blocks[0].first_line,
        last_line=max(b.last_line for b in blocks),
        complete=not cut,
        cut=cut,
        metadata=stated.metadata,
    )


def _unnumbered(head: str) -> str:
    """Return a compiler's heading without its number, a subject without the name of its field."""
    return REPLY.sub("", HEADING_PREFIX.sub("", head, count=1)).strip()


def _is_exact(stated: str) -> bool:
    """Whether a stated date is more than a year; the text may print the full date."""
    return re.fullmatch(r"\s*(?:\d{4}年?)?\s*", stated) is None


def _join_title(titles: Sequence[str], head: str) -> str:
    """Join the lines of a title, without a blank if the compiler's heading has none there."""
    joined = "".join(titles)
    return joined if joined in head else " ".join(titles)


def _speaker(bylines: str) -> str:
    if not bylines:  # e.g. in most rows of a table
        return ""
    name = re.sub(r"[()（）]", " ", DATE.sub(" ", bylines))
    words = [word for word in BESIDE_DATE.sub("", name).split() if not PLACE.fullmatch(word)]
    return close_up(" ".join(words))


def _cut(blocks: Sequence[Paragraph]) -> str:
    """Return the ends at which a speech is cut: it starts in mid-text or ends in mid-sentence."""
    running = [b.text for b in blocks if b.role == "body"]
    markers = (find_marker(b.text) for b in blocks if b.role in ("heading", "body"))
    first = next((marker for marker in markers if marker and marker.level <= 1), None)
    starts_late = first is not None and first.number > 1
    if not running:
        return "start end" if starts_late else "end"
    return " ".join(["start"] * starts_late + ["end"] * _breaks_off(running))


def _breaks_off(running: Sequence[str]) -> bool:
    """Whether running text ends in the middle of a sentence.

    Signatures, labels and ends of quotations do not count, nor do texts whose paragraphs have no
    full stops at all.
    """
    last = running[-1]
    whole = ended(last) or last[-1] in WHOLE_ENDS
    if (
        whole
        or CLOSING_ADDRESS.search(last[-400:])
        or SIGNED.fullmatch(last)
        or DATE.search(last[-14:])
    ):
        return False
    n_stopped = sum(ended(text) or STOP.search(text) is not None for text in running)
    return n_stopped > 0.5 * (len(running) - 1) or len(running) < 3
