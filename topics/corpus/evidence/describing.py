"""Describe each speech: date, occasion, level, office and place, from all evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from topics.corpus.evidence.dating import date_bounds, judge_date
from topics.corpus.evidence.file_names import NO_EVIDENCE, NameEvidence
from topics.corpus.evidence.places import find_context
from topics.corpus.evidence.speech_dates import date_speech
from topics.corpus.structure.line_patterns import DATE
from topics.corpus.types import Bound, Paragraph, Speech

__all__ = ["describe_speeches"]


def describe_speeches(
    speeches: Iterable[tuple[Speech, Speech, Speech | None]],
    paragraphs: Iterable[Paragraph],
    names: Mapping[str, NameEvidence],
    n_speeches: Mapping[str, int],
    tables: Collection[str] = (),
) -> Iterator[tuple[Speech, tuple[Bound, ...]]]:
    """Yield each speech described from its words, metadata and file name, and its bounds.

    Parameters
    ----------
    speeches : iterable of (Speech, Speech, Speech or None)
        Each speech in order: as it was split, with the study's metadata, and as it was described
        before from the same evidence, if it was. In that case its bounds are known too.
    paragraphs : iterable of Paragraph
        The blocks of all other speeches, in order.
    names : mapping of str to NameEvidence
        From `read_names`, by source.
    n_speeches : mapping of str to int
        Number of speeches, by source.
    tables : collection of str
        Sources whose names are the names of tables, not of speeches.
    """
    own = _by_speech(paragraphs, n_speeches)
    for split, stated, known in speeches:
        if known is not None:
            yield known.with_values(source=stated.source, metadata=stated.metadata), ()
            continue
        blocks, around = next(own)
        name = names.get(split.source, NO_EVIDENCE)
        is_only = n_speeches[split.source] == 1
        nearby = [*blocks, *around]
        speech = date_speech(stated, nearby, name, _origin(split, stated, blocks))
        if is_only and split.source not in tables:
            title, speaker = speech.title or name.title, speech.speaker or name.speaker
            if (title, speaker) != (speech.title, speech.speaker):
                speech = speech.with_values(title=title, speaker=speaker)
        yield _describe(speech, blocks)


def _by_speech(
    paragraphs: Iterable[Paragraph], n_speeches: Mapping[str, int]
) -> Iterator[tuple[list[Paragraph], list[Paragraph]]]:
    """Yield the blocks of each speech, and those around it if its source has no other."""
    for source, blocks in groupby(paragraphs, attrgetter("source")):
        if n_speeches.get(source) == 1:
            every = list(blocks)
            around = [block for block in every if not block.speech]
            yield [block for block in every if block.speech], around
            continue
        for speech, own in groupby(blocks, attrgetter("speech")):
            if speech:
                yield list(own), []


def _origin(split: Speech, stated: Speech, blocks: Sequence[Paragraph]) -> str:
    """Return where the date of a speech comes from if it is not printed in its text."""
    if stated.date != split.date:
        return "metadata"
    if not stated.date:
        return ""
    over = [b.text for b in blocks if b.role in ("byline", "speech_title", "speech_head")]
    is_byline = DATE.fullmatch(stated.date) is not None  # a year alone is never one
    return "" if is_byline and any(stated.date in text for text in over) else "format"


def _describe(speech: Speech, blocks: Sequence[Paragraph]) -> tuple[Speech, tuple[Bound, ...]]:
    """Return a speech with the date, level, office and place that its own words state."""
    about = find_context(speech, blocks)
    bounds = date_bounds(blocks, about.place)
    dating = judge_date(speech.date, f"{speech.head} {speech.title}", bounds)
    described = speech.with_values(
        earliest=dating.earliest,
        latest=dating.latest,
        date_clash=dating.clash,
        occasion=about.occasion,
        level=about.level,
        office=about.office,
        place=about.place,
    )
    return described, bounds
