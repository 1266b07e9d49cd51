"""Read a corpus: run all steps of the corpus layer in one call."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import TypeVar

from topics.corpus.characters import sources_without_text
from topics.corpus.evidence.describing import describe_speeches
from topics.corpus.evidence.duplicates import compare, similar_speeches
from topics.corpus.evidence.file_names import NO_EVIDENCE, NameEvidence, read_names
from topics.corpus.evidence.masks import find_masks
from topics.corpus.evidence.signatures import Signatures
from topics.corpus.identity import Copies
from topics.corpus.packing import Packer
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.inputs import Seeds, is_path
from topics.corpus.reading.metadata import Rows, add_metadata, match_metadata, read_metadata
from topics.corpus.reading.read import Unchanged, each_source
from topics.corpus.readings import Reading, Readings, key_of
from topics.corpus.records import Records
from topics.corpus.structure.splitting import split
from topics.corpus.types import (
    Bound,
    Corpus,
    Duplicate,
    Mask,
    Paragraphs,
    SimilarSpeech,
    Skipped,
    Source,
    Speech,
)
from topics.errors import check_type
from topics.fingerprint import fingerprint
from topics.hints import hinted_keywords
from topics.messages import merged, warn

__all__ = ["read", "read_again"]

IN_PROCESS = "read_in_process"
Found = TypeVar("Found", Bound, Mask)


@hinted_keywords(
    (option.name for option in fields(ReadOptions)), "topics.corpus.ReadOptions({name}={value})"
)
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

    See Also
    --------
    topics.segment : Split the texts into words.
    topics.inspect : Summarise what was read.
    topics.run : Do all steps and write the report.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> len(corpus.speeches)
    2
    >>> corpus.running_text()[0].text
    '改革推动市场。'
    """
    return read_again(seeds, options, None)[0]


def read_again(
    seeds: Seeds, options: ReadOptions | None, earlier: Readings | None
) -> tuple[Corpus, Readings]:
    """Read texts as `read` does, but skip those that were read before.

    Parameters
    ----------
    seeds, options
        As for `read`.
    earlier : Readings or None
        The readings that an earlier call with the same options (except ``file_names``) returned.
        Empty readings for the first call, None if no other call follows.

    Returns
    -------
    corpus : Corpus
        The same as `read` returns.
    readings : Readings
        The readings of all sources, for the next call.
    """
    options = ReadOptions() if options is None else options
    check_type("options", options, ReadOptions, "topics.corpus.ReadOptions(encoding=...)")
    found = _gather(seeds, options, earlier or Readings())
    warnings = (m.of(r.source.name) for r in found.readings for m in r.warnings)
    for message in merged(list(warnings)):
        warn(message)
    columns = read_metadata(Path(seeds)) if is_path(seeds) else {}
    signatures = None if earlier is None else Signatures(earlier.signatures)
    corpus, readings = _build(found, options, columns, signatures)
    for message in merged(sources_without_text(corpus, found.packer.paragraphs)):
        warn(message)
    return corpus, readings


@dataclass(slots=True)
class _Gathered:
    """Everything that was read, before it is described.

    Attributes
    ----------
    packer : Packer
    readings : list of Reading
        The reading of each source; those that are not new have bounds, masks and evidence.
    skipped : list of Skipped
    new : set of str
        Names of the sources that were not read before.
    """

    packer: Packer = field(default_factory=Packer)
    readings: list[Reading] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    new: set[str] = field(default_factory=set)

    @property
    def names(self) -> list[str]:
        """The names of the sources, in order."""
        return [reading.source.name for reading in self.readings]

    def paragraphs_of(self, names: Collection[str]) -> Paragraphs:
        """Return the paragraphs of some sources."""
        paragraphs = self.packer.paragraphs
        if len(names) == len(self.readings):
            return paragraphs
        return paragraphs.where([s in names for s in paragraphs.column("source").to_pylist()])


def _gather(seeds: Seeds, options: ReadOptions, earlier: Readings) -> _Gathered:
    """Return the reading of each source; the reader's content is freed once it is split."""
    found = _Gathered()
    copies = Copies()
    for source in each_source(seeds, options, earlier.keys):
        if isinstance(source, Skipped):
            found.skipped.append(source)
            continue
        if isinstance(source, Unchanged):
            copy = copies.add(source.sha256)
            found.readings.append(earlier.kept(source.key, source.name, copy, found.packer))
            continue
        about, content = source.source, source.content
        copy = copies.add(about.sha256)
        key = key_of(PurePosixPath(about.name).suffix.lower(), about.sha256)
        if any(message.code == IN_PROCESS for message in content.warnings):
            key = ""  # a warning about the machine, not the file: it is read again
        found.new.add(about.name)
        found.readings.append(Reading(about, key, copy, content.is_table, "", content.warnings))
        found.packer.add(split(source, options.skip_repairs, copy))
        del source, content
    return found


def _build(
    found: _Gathered, options: ReadOptions, columns: Rows, known: Signatures | None
) -> tuple[Corpus, Readings]:
    """Return the corpus of the readings, with further columns for its speeches."""
    paragraphs = found.packer.paragraphs
    evidence = _evidence_of(found, options, columns)
    bounds: list[Bound] = []
    pieces = tuple(found.packer.pieces(_described(found, evidence, bounds)))
    duplicates, signatures = compare(paragraphs, known)
    masks = _masks(found)
    corpus = Corpus(
        pieces=pieces,
        sources=Records.of(Source, (reading.source for reading in found.readings)),
        skipped=Records.of(Skipped, found.skipped),
        duplicates=Records.of(Duplicate, duplicates),
        similar_speeches=Records.of(SimilarSpeech, similar_speeches(paragraphs, duplicates)),
        masks=Records.of(Mask, masks),
        bounds=Records.of(Bound, bounds),
    )
    readings = _recorded(found, evidence, bounds, masks)
    readings.signatures = signatures.table if signatures is not None else None
    return corpus, readings


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Evidence on speeches besides their text: the names of files, metadata."""

    names: Mapping[str, NameEvidence]
    rows: Rows
    fingerprints: Mapping[str, str]


def _evidence_of(found: _Gathered, options: ReadOptions, columns: Rows) -> _Evidence:
    speeches = found.packer.speeches
    rows = match_metadata(columns, speeches, found.names, [f.source for f in found.skipped])
    names = read_names(found.names, options.file_names)
    own: defaultdict[str, list[str]] = defaultdict(list)
    for (source, number), cells in rows.items():
        own[source] += [str(number), *chain.from_iterable(cells)]
    fingerprints = {
        name: fingerprint(repr(names.get(name, NO_EVIDENCE)), own[name]) for name in found.names
    }
    return _Evidence(names, rows, fingerprints)


def _described(found: _Gathered, evidence: _Evidence, bounds: list[Bound]) -> Iterator[Speech]:
    """Yield all speeches with metadata and evidence; append the bounds on their dates."""
    speeches = found.packer.speeches
    now = evidence.fingerprints
    same = {r.source.name: r.bounds for r in found.readings if r.evidence == now[r.source.name]}
    earlier = dict(same)
    stated = add_metadata(speeches, evidence.rows)
    every = (
        (split, own, known if split.source in same else None)
        for split, own, known in zip(speeches, stated, found.packer.described(), strict=True)
    )
    described = describe_speeches(
        every,
        found.paragraphs_of({name for name in found.names if name not in same}),
        evidence.names,
        Counter(speeches.column("source").to_pylist()),
        {reading.source.name for reading in found.readings if reading.is_table},
    )
    for speech, dates in described:
        bounds += (*earlier.pop(speech.source, ()), *dates)
        yield speech


def _masks(found: _Gathered) -> tuple[Mask, ...]:
    """Return the masks of all sources, in order."""
    masks = {reading.source.name: [*reading.masks] for reading in found.readings}
    for mask in find_masks(found.paragraphs_of(found.new)):
        masks[mask.source].append(mask)
    return tuple(chain.from_iterable(masks.values()))


def _recorded(
    found: _Gathered, evidence: _Evidence, bounds: Sequence[Bound], masks: Sequence[Mask]
) -> Readings:
    """Return the readings with the evidence on their speeches."""
    own_bounds, own_masks = _by_source(bounds), _by_source(masks)
    readings = [
        replace(
            reading,
            evidence=evidence.fingerprints[reading.source.name],
            bounds=tuple(own_bounds[reading.source.name]),
            masks=tuple(own_masks[reading.source.name]),
        )
        for reading in found.readings
    ]
    return Readings(readings, found.packer.shared, found.packer.n_pieces)


def _by_source(rows: Sequence[Found]) -> Mapping[str, list[Found]]:
    own: defaultdict[str, list[Found]] = defaultdict(list)
    for row in rows:
        own[row.source].append(row)
    return own
