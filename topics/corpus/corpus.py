"""Read a corpus: all steps of the corpus layer in one call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from topics.corpus.characters import sources_without_text
from topics.corpus.evidence.describing import describe_speeches
from topics.corpus.evidence.duplicates import find_duplicates, similar_speeches
from topics.corpus.evidence.file_names import read_names
from topics.corpus.evidence.masks import find_masks
from topics.corpus.identity import Copies
from topics.corpus.packing import Packer
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.inputs import Seeds, is_path
from topics.corpus.reading.metadata import Rows, add_metadata, match_metadata, read_metadata
from topics.corpus.reading.read import each_source
from topics.corpus.structure.splitting import split
from topics.corpus.types import Bound, Corpus, Skipped, Source, Speech
from topics.errors import check_type
from topics.messages import Message, merged, warn

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
    found = _gather(seeds, options)
    for message in merged(found.warnings):
        warn(message)
    columns = read_metadata(Path(seeds)) if is_path(seeds) else {}
    corpus = _build(found, options, columns)
    for message in merged(sources_without_text(corpus, found.packer.paragraphs)):
        warn(message)
    return corpus


@dataclass(slots=True)
class _Gathered:
    """All that was read, before it is described."""

    packer: Packer = field(default_factory=Packer)
    sources: list[Source] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    warnings: list[Message] = field(default_factory=list)


def _gather(seeds: Seeds, options: ReadOptions) -> _Gathered:
    """Return what is read of each source; what its reader returned is freed once it is split."""
    found = _Gathered()
    copies = Copies()
    for source in each_source(seeds, options):
        if isinstance(source, Skipped):
            found.skipped.append(source)
            continue
        name, content = source.source.name, source.content
        found.sources.append(source.source)
        found.warnings += (message.of(name) for message in content.warnings)
        if content.is_table:
            found.tables.add(name)
        found.packer.add(split(source, options.skip_repairs, copies.add(source.source.sha256)))
        del source, content
    return found


def _build(found: _Gathered, options: ReadOptions, columns: Rows) -> Corpus:
    """Return the corpus of what was read, with further columns for its speeches."""
    paragraphs = found.packer.paragraphs
    bounds: list[Bound] = []
    pieces = tuple(found.packer.pieces(_described(found, options, columns, bounds)))
    duplicates = find_duplicates(paragraphs)
    return Corpus(
        pieces=pieces,
        sources=tuple(found.sources),
        skipped=tuple(found.skipped),
        duplicates=duplicates,
        similar_speeches=similar_speeches(paragraphs, duplicates),
        masks=find_masks(paragraphs),
        bounds=tuple(bounds),
    )


def _described(
    found: _Gathered, options: ReadOptions, columns: Rows, bounds: list[Bound]
) -> Iterator[Speech]:
    """Yield all speeches with metadata and what they reveal; append the bounds on their dates."""
    names = [source.name for source in found.sources]
    speeches = found.packer.speeches
    own = match_metadata(columns, speeches, names, [file.source for file in found.skipped])
    described = describe_speeches(
        zip(speeches, add_metadata(speeches, own), strict=True),
        found.packer.paragraphs,
        read_names(names, options.file_names),
        Counter(speeches.column("source").to_pylist()),
        found.tables,
    )
    for speech, dates in described:
        bounds += dates
        yield speech
