"""Read a corpus: all steps of the corpus layer in one call."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from topics.corpus.characters import sources_without_text
from topics.corpus.evidence.describing import describe_speeches
from topics.corpus.evidence.duplicates import find_duplicates, similar_speeches
from topics.corpus.evidence.file_names import read_names
from topics.corpus.evidence.masks import find_masks
from topics.corpus.identity import Copies
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.inputs import Seeds, is_path
from topics.corpus.reading.metadata import Rows, add_metadata, match_metadata, read_metadata
from topics.corpus.reading.read import Decoded, read_sources
from topics.corpus.structure.splitting import split
from topics.corpus.types import Bound, Corpus, Paragraph, Piece, Skipped, Speech, Speeches
from topics.errors import check_type
from topics.messages import merged, warn

__all__ = ["read"]


def read(seeds: Seeds, options: ReadOptions | None = None) -> Corpus:
    """Read texts: decode, split into speeches and repair them, with a record.

    Parameters
    ----------
    seeds : path-like, DataFrame, or list of texts, (title, text) or paths
        A folder, read recursively, or a file. The ``metadata.csv`` of a folder adds columns to the
        speeches. Each row of a DataFrame and each text of a list is a speech of one source.
    options : ReadOptions, optional
        An encoding, the columns of tables, repair rules to skip, the form of file names.

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
        For anything unusual that a reader found in a file, and for sources with little or no
        running text: once for all sources of which it is true.
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
    odd = (message.of(d.source.name) for d in decoded for message in d.content.warnings)
    for message in merged(odd):
        warn(message)
    copies = Copies()
    pieces: list[Piece] = []
    paragraphs: list[Paragraph] = []  # as objects while they are read through
    for source in decoded:
        copy = copies.add(source.source.sha256)
        for piece in split(source, options.skip_repairs, copy):
            pieces.append(piece)
            paragraphs += piece.paragraphs
    speeches, bounds = _describe(pieces, paragraphs, decoded, skipped, options, columns)
    rows = iter(speeches)
    duplicates = find_duplicates(paragraphs)
    corpus = Corpus(
        pieces=tuple(
            piece.with_speeches(list(islice(rows, piece.speeches.num_rows))) for piece in pieces
        ),
        sources=tuple(d.source for d in decoded),
        skipped=skipped,
        duplicates=duplicates,
        similar_speeches=similar_speeches(paragraphs, duplicates),
        masks=find_masks(paragraphs),
        bounds=tuple(bounds),
    )
    for message in merged(sources_without_text(corpus)):
        warn(message)
    return corpus


def _describe(
    pieces: Sequence[Piece],
    paragraphs: Sequence[Paragraph],
    decoded: Sequence[Decoded],
    skipped: Sequence[Skipped],
    options: ReadOptions,
    columns: Rows,
) -> tuple[list[Speech], list[Bound]]:
    """Return all speeches with metadata and what they reveal, and the bounds on their dates."""
    names = [d.source.name for d in decoded]
    tables = [d.source.name for d in decoded if d.content.is_table]
    found = list(Speeches([piece.speeches for piece in pieces]))
    own = match_metadata(columns, found, names, [file.source for file in skipped])
    pairs = list(zip(found, add_metadata(found, own), strict=True))
    said = read_names(names, options.file_names)
    described = list(describe_speeches(pairs, paragraphs, said, tables))
    return [speech for speech, _ in described], [b for _, bounds in described for b in bounds]
