"""Read a corpus: all steps of the corpus layer in one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from topics.corpus.evidence.dating import date_bounds, judge_date
from topics.corpus.evidence.duplicates import find_duplicates, similar_speeches
from topics.corpus.evidence.masks import find_masks
from topics.corpus.evidence.places import find_context
from topics.corpus.identity import Copies
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.inputs import Seeds, is_path
from topics.corpus.reading.metadata import Rows, add_metadata, read_metadata
from topics.corpus.reading.read import Decoded, read_sources
from topics.corpus.structure.splitting import split
from topics.corpus.types import Bound, Corpus, Mask, Paragraph, Piece, Skipped, Speech, Speeches
from topics.errors import check_type
from topics.messages import warn

__all__ = ["read"]


def read(seeds: Seeds, options: ReadOptions | None = None) -> Corpus:
    """Read texts: decode, split into speeches and repair them, with a record.

    Parameters
    ----------
    seeds : path-like, DataFrame, or list of texts, (title, text) or paths
        A folder, read recursively, or a file. The ``metadata.csv`` of a folder adds columns to the
        speeches. Each row of a DataFrame and each text of a list is a speech of one source.
    options : ReadOptions, optional
        An encoding, the columns of tables, repair rules to skip.

    Returns
    -------
    Corpus
        Sources in order of name; files that could not be read are in ``skipped``.

    Raises
    ------
    CorpusError
        If nothing can be read, or a folder's ``metadata.csv`` does not match it.
    WrongTypeError
        If ``options`` are of another type.

    Warns
    -----
    TopicsWarning
        For anything unusual that a reader found in a file.
    """
    options = ReadOptions() if options is None else options
    check_type("options", options, ReadOptions, "topics.corpus.ReadOptions(encoding=...)")
    decoded, skipped = read_sources(seeds, options)
    columns = read_metadata(Path(seeds)) if is_path(seeds) else {}
    return _build(decoded, skipped, options, columns)


def _build(
    decoded: Sequence[Decoded], skipped: tuple[Skipped, ...], options: ReadOptions, columns: Rows
) -> Corpus:
    """Return the corpus of decoded sources, with further columns for their speeches."""
    for source in decoded:
        for message in source.content.warnings:
            warn(message.of(source.source.name))
    copies = Copies()
    pieces: list[Piece] = []
    described: list[list[Speech]] = []
    bounds: list[Bound] = []
    masks: list[Mask] = []
    paragraphs: list[Paragraph] = []  # as objects while they are read through
    for source in decoded:
        copy = copies.add(source.source.sha256)
        for piece in split(source, options.skip_repairs, copy):
            blocks = list(piece.paragraphs)
            speeches, found = _describe_all(piece, blocks)
            pieces.append(piece)
            described.append(speeches)
            bounds += found
            masks += find_masks(blocks)
            paragraphs += blocks
    rows = iter(add_metadata([s for own in described for s in own], columns))
    duplicates = find_duplicates(paragraphs)
    return Corpus(
        pieces=tuple(
            piece.with_speeches(list(islice(rows, len(own))))
            for piece, own in zip(pieces, described, strict=True)
        ),
        sources=tuple(d.source for d in decoded),
        skipped=skipped,
        duplicates=duplicates,
        similar_speeches=similar_speeches(paragraphs, duplicates),
        masks=tuple(masks),
        bounds=tuple(bounds),
    )


def _describe_all(piece: Piece, blocks: Sequence[Paragraph]) -> tuple[list[Speech], list[Bound]]:
    """Return the speeches of a piece with what their own words say, and the bounds on dates."""
    own: dict[int, list[Paragraph]] = defaultdict(list)
    for block in blocks:
        own[block.speech].append(block)
    pairs = [_describe(s, own[s.speech]) for s in Speeches([piece.speeches])]
    return [speech for speech, _ in pairs], [bound for _, found in pairs for bound in found]


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
