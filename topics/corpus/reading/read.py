"""Read and decode seed files; files that cannot be read are skipped with a reason."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from itertools import chain
from operator import itemgetter
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from topics.corpus.positions import MOJIBAKE
from topics.corpus.reading.children import ahead, read_in_child
from topics.corpus.reading.content import Content, Given, Reader, ReadOptions
from topics.corpus.reading.folders import walk
from topics.corpus.reading.formats import IN_CHILD, READERS, STREAMED, reader_of, runs_apart
from topics.corpus.reading.inputs import check_regular, inputs_of
from topics.corpus.reading.mojibake import Damaged, as_written
from topics.corpus.reading.readers.archive import MAX_BYTES, decode_name, read_members
from topics.corpus.reading.readers.common import check_lines, check_longest
from topics.corpus.reading.readers.memory import Memory, read_memory
from topics.corpus.reading.readers.table import is_unicode_table, read_csv
from topics.corpus.reading.readers.text import read_text
from topics.corpus.readings import key_of
from topics.corpus.types import Skipped, Source
from topics.errors import CorpusError, SourceError
from topics.messages import Message, reasons

__all__ = ["Decoded", "Unchanged", "each_source", "read_sources"]

NOT_SOURCES = frozenset({"metadata.csv"})
MAX_LINE = 1_000_000
"""Maximum number of characters in a line; a whole book has fewer."""

_Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A source and its content.

    Attributes
    ----------
    source : Source
    content : Content
        With damaged lines as they were before.
    damaged : mapping of int to Damaged
        These lines by number, as they were read.
    """

    source: Source
    content: Content
    damaged: Mapping[int, Damaged] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A source that was read before: its name and its `key_of`."""

    name: str
    sha256: str
    key: str


def each_source(
    seeds: Any, options: ReadOptions | None = None, known: Collection[str] = ()
) -> Iterator[Decoded | Skipped | Unchanged]:
    """Read one seed file after the other below a folder, in order of name, or texts in memory.

    Parameters
    ----------
    seeds : path-like, DataFrame, or list of texts, (title, text) or paths
        A folder, read recursively, or a single file; each file inside a
        ``.zip`` is a source named ``"pile.zip/inner.txt"``. Hidden files and the
        folder's ``metadata.csv`` are not sources. Listed files are named by their path below the
        folder that contains them all. Input in memory is one source.
    options : ReadOptions, optional
        The study's settings for its files.
    known : collection of str
        Keys of files that were read before, with the same options.

    Yields
    ------
    Decoded, Skipped or Unchanged
        One per file: its content, the reason why it could not be read, or its key if known.

    Raises
    ------
    CorpusError
        If a folder or file does not exist, nothing can be read, or ``seeds`` is of another type.
    """
    options = options or ReadOptions()
    given = inputs_of(seeds, READERS)
    if isinstance(given, Memory):
        yield _decode_memory(given, options)
        return
    root, found = _found_all(given)
    skipped: list[Skipped] = []
    n_read = 0
    files = list(found)
    calls = (
        (_runs_apart(name), partial(_decode, name, opened, options, known))
        for name, opened in files
    )
    for (name, _), call in zip(files, ahead(calls), strict=True):
        try:
            yield call()
            n_read += 1
        except SourceError as error:
            skipped.append(Skipped.of(name, error.message))
            yield skipped[-1]
    if not n_read:
        found_wrong = reasons((s.source, s.reason) for s in skipped)
        said = "".join(f"\n{files}: {reason}" for files, reason in found_wrong)
        seen = "none of its files can be read" if skipped else "it contains no seed files"
        raise CorpusError(
            f"{root}: {seen}. Readable are files ending in {', '.join(READERS)} and .zip.{said}"
        )


def read_sources(
    seeds: Any, options: ReadOptions | None = None
) -> tuple[tuple[Decoded, ...], tuple[Skipped, ...]]:
    """Return the sources that could be read and those that could not; see `each_source`."""
    found = list(each_source(seeds, options))
    decoded = tuple(source for source in found if isinstance(source, Decoded))
    return decoded, tuple(source for source in found if isinstance(source, Skipped))


def _runs_apart(name: str) -> bool:
    """Whether files of a suffix are read in a child process, whatever their size."""
    try:
        return reader_of(name) in IN_CHILD
    except SourceError:
        return False


def _found_all(given: Sequence[Path]) -> tuple[Path, Iterable[tuple[str, _Open]]]:
    """Return the folder that contains all inputs, and the results of `_found` without repeats."""
    if len(given) == 1:
        return given[0], _found(given[0], given[0])
    paths = [path.absolute() for path in given]
    root = Path(os.path.commonpath([path.parent for path in paths]))
    seeds = (path for path in paths if path.is_dir() or _is_source(path.name))
    return root, sorted(dict(pair for path in seeds for pair in _found(path, root)).items())


def _decode_memory(memory: Memory, options: ReadOptions) -> Decoded | Unchanged:
    # The study's column names apply to tables; a list of texts has no columns.
    options = options if memory.is_named else replace(options, columns={})
    try:
        opened = partial(BytesIO, memory.data)
        return _decode(memory.name, opened, options, (), read_memory)
    except SourceError as error:
        raise CorpusError(f"{memory.name}: {error}") from error


def _found(start: Path, root: Path) -> Iterator[tuple[str, _Open]]:
    """Yield the name below a root of each seed file, in order, and how to open or refuse it."""
    for below, path, error in _walk(start, root):
        name = decode_name(os.fsencode(below))
        open_file = partial(_open, path, root, error)
        if path.suffix.lower() != ".zip":
            yield name, open_file
            continue
        try:
            _check_file(path, root, error)
            for inner, open_inner in read_members(path):
                if not _is_hidden(inner):
                    yield f"{name}/{inner}", partial(_open_member, inner, open_inner)
        except SourceError as refused:
            yield name, partial(_refuse, refused)


def _walk(start: Path, root: Path) -> list[tuple[str, Path, OSError | None]]:
    """Return the files below a folder, and the folders that cannot be opened, in order.

    Each has its path below the folder that contains all seeds.
    """
    if start.is_file():
        return [(_below(start, root), start, None)]
    found = []
    for path, is_folder, error in walk(start):
        if error or not is_folder:
            name = _below(path, start)
            if _is_source(name):
                found.append((name if start == root else _below(path, root), path, error))
    return sorted(found, key=itemgetter(0))


def _below(path: Path, root: Path) -> str:
    return path.name if path == root else path.relative_to(root).as_posix()


def _is_source(name: str) -> bool:
    """Whether a file is neither hidden nor the folder's table of metadata."""
    return not _is_hidden(name) and name not in NOT_SOURCES


def _is_hidden(name: str) -> bool:
    """Whether a file or a folder above it is hidden, or is a lock file of Word."""
    return any(part.startswith((".", "~$")) and part not in (".", "..") for part in name.split("/"))


def _refuse(error: SourceError) -> BinaryIO:
    raise error


def _check_file(path: Path, root: Path, error: OSError | None) -> None:
    base = root if root.is_dir() else root.parent
    if error is not None:
        raise SourceError(Message("refused_unopened", {"reason": str(error.strerror)})) from error
    check_regular(path, base)


def _open(path: Path, root: Path, error: OSError | None) -> BinaryIO:
    _check_file(path, root, error)
    if path != root:
        _check_name(path.name)
    reader_of(path.name)
    try:
        is_streamed = path.suffix.lower() in STREAMED
        if (n_bytes := path.stat().st_size) > MAX_BYTES and not is_streamed:
            raise SourceError(Message("refused_bytes", {"count": n_bytes, "allowed": MAX_BYTES}))
        return path.open("rb")
    except OSError as exc:
        raise SourceError(Message("refused_unopened", {"reason": str(exc.strerror)})) from exc


def _open_member(name: str, open_file: _Open) -> BinaryIO:
    _check_name(name)
    reader_of(name)
    return open_file()


def _check_name(name: str) -> None:
    if name.rpartition("/")[2] in NOT_SOURCES:
        raise SourceError(Message("refused_metadata_below"))


def _decode(
    name: str,
    open_file: _Open,
    options: ReadOptions,
    known: Collection[str],
    reader: Reader | None = None,
) -> Decoded | Unchanged:
    try:
        with open_file() as file:  # which first reports why an archive is refused
            reader = reader or reader_of(name)
            if not (n_bytes := file.seek(0, os.SEEK_END)):
                raise SourceError(Message("refused_empty"))
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
            suffix = PurePosixPath(name).suffix.lower()
            key = key_of(suffix, digest.hexdigest())
            if key in known:
                return Unchanged(name, digest.hexdigest(), key)
            file.seek(0)
            if reader is read_text and is_unicode_table(file, options):
                reader = read_csv
            if runs_apart(reader, n_bytes):
                content = read_in_child(suffix, file, n_bytes, options)
            else:
                content = reader(file, options)
            content = _sound(content)
    except MemoryError as exc:
        raise SourceError(Message("refused_memory_here")) from exc
    except OSError as exc:
        raise SourceError(
            Message("refused_unreadable", {"reason": str(exc.strerror or exc)})
        ) from exc
    if not content.is_table:  # these have their own limits, which depend on the size of the file
        check_lines(len(content.lines))
    if not any(line.strip() for line in content.lines):
        raise SourceError(Message("refused_empty"))
    check_longest(content.lines, MAX_LINE)
    source = Source(
        name=name,
        sha256=digest.hexdigest(),
        encoding=content.encoding,
        encoding_confidence=content.confidence,
        n_bytes=n_bytes,
        n_lines=len(content.lines),
        reader=reader.__name__.removeprefix("read_"),
    )
    skipped = MOJIBAKE in options.skip_repairs
    return Decoded(source, *((content, {}) if skipped else as_written(content)))


def _sound(content: Content) -> Content:
    """Replace characters that no text file can contain by U+FFFD: NUL and lone surrogates."""
    bad = [i for i, line in enumerate(content.lines, 1) if UNSOUND.search(line)]
    given = tuple(map(_sound_given, content.given))
    if not bad:
        return content if given == content.given else replace(content, given=given)
    few = ", ".join(map(str, bad[:5])) + (", …" if len(bad) > 5 else "")
    unsound = Message("unsound_lines", {"count": len(bad), "lines": few, "sign": "\ufffd"})
    return replace(
        content,
        lines=tuple(map(_mend, content.lines)),
        given=given,
        warnings=(*content.warnings, unsound),
    )


def _sound_given(given: Given) -> Given:
    cells = chain.from_iterable(given.metadata)
    if UNSOUND.search("".join((given.title, given.date, given.speaker, *cells))) is None:
        return given
    return replace(
        given,
        title=_mend(given.title),
        date=_mend(given.date),
        speaker=_mend(given.speaker),
        metadata=tuple((_mend(name), _mend(cell)) for name, cell in given.metadata),
    )


def _mend(text: str) -> str:
    return UNSOUND.sub("\ufffd", text)


UNSOUND = re.compile("[\x00\ud800-\udfff]")
