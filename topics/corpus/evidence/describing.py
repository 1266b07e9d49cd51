"""Describe each speech: date, occasion, level, office and place, from all evidence there is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from topics.corpus.evidence.dating import date_bounds, judge_date
from topics.corpus.evidence.file_names import NO_EVIDENCE, NameEvidence
from topics.corpus.evidence.places import find_context
from topics.corpus.evidence.speech_dates import date_speech
from topics.corpus.structure.line_patterns import DATE
from topics.corpus.types import Bound, Paragraph, Speech

__all__ = ["describe_speeches"]


def describe_speeches(
    pairs: Sequence[tuple[Speech, Speech]],
    paragraphs: Sequence[Paragraph],
    names: Mapping[str, NameEvidence],
    tables: Collection[str] = (),
) -> Iterator[tuple[Speech, tuple[Bound, ...]]]:
    """Yield each speech with what its words, metadata and file name say, and its bounds.

    Parameters
    ----------
    pairs : sequence of (Speech, Speech)
        Each speech as it was split, and with the study's metadata.
    paragraphs : sequence of Paragraph
        The blocks of all speeches.
    names : mapping of str to NameEvidence
        From `read_names`, by source.
    tables : collection of str
        Sources whose names are those of tables, not of a speech.
    """
    own: dict[tuple[str, int], list[Paragraph]] = defaultdict(list)
    for block in paragraphs:
        own[block.source, block.speech].append(block)
    n_speeches = Counter(speech.source for speech, _ in pairs)
    for split, stated in pairs:
        blocks = own[split.source, split.speech]
        name = names.get(split.source, NO_EVIDENCE)
        is_only = n_speeches[split.source] == 1
        nearby = [*blocks, *own[split.source, 0]] if is_only else blocks
        speech = date_speech(stated, nearby, name, _origin(split, stated, blocks))
        if is_only and split.source not in tables:
            title, speaker = speech.title or name.title, speech.speaker or name.speaker
            speech = replace(speech, title=title, speaker=speaker)
        yield _describe(speech, blocks)


def _origin(split: Speech, stated: Speech, blocks: Sequence[Paragraph]) -> str:
    """Return what gave the date of a speech that is not printed in its text."""
    if stated.date != split.date:
        return "metadata"
    if not stated.date:
        return ""
    over = [b.text for b in blocks if b.role in ("byline", "speech_title", "speech_head")]
    is_byline = DATE.fullmatch(stated.date) is not None  # a year alone is never one
    return "" if is_byline and any(stated.date in text for text in over) else "format"


def _describe(speech: Speech, blocks: Sequence[Paragraph]) -> tuple[Speech, tuple[Bound, ...]]:
    """Return a speech with what its own words say of date, level, office and place."""
    about = find_context(speech, blocks)
    bounds = date_bounds(blocks, about.place)
    dating = judge_date(speech.date, f"{speech.head} {speech.title}", bounds)
    described = replace(
        speech,
        earliest=dating.earliest,
        latest=dating.latest,
        date_clash=dating.clash,
        occasion=about.occasion,
        level=about.level,
        office=about.office,
        place=about.place,
    )
    return described, bounds
