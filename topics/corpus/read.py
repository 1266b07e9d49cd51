"""Seed files in, decoded lines out; what cannot be read is skipped with its reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from topics.corpus.content import Content, Reader, ReadOptions
from topics.corpus.readers.text import read_text
from topics.corpus.types import Skipped, Source
from topics.errors import CorpusError, SourceError

__all__ = ["READERS", "Decoded", "read_sources"]

NOT_SOURCES = frozenset({"metadata.csv"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """A source and its content."""

    source: Source
    content: Content


def read_sources(
    seeds: str | Path, options: ReadOptions | None = None
) -> tuple[tuple[Decoded, ...], tuple[Skipped, ...]]:
    """Read every seed file below a folder (or one file), in order of name.

    Parameters
    ----------
    seeds : path-like
        A folder, read recursively, or a single file. Hidden files and
        ``metadata.csv`` are not sources.
    options : ReadOptions, optional
        What a study says of its files.

    Returns
    -------
    decoded : tuple of Decoded
        One per readable file.
    skipped : tuple of Skipped
        One per file that could not be read.

    Raises
    ------
    CorpusError
        If there is no such folder, or nothing in it can be read.
    """
    root = Path(seeds)
    if not root.exists():
        raise CorpusError(
            f"{root}: there is no such folder or file. Give the folder of seed files."
        )
    decoded: list[Decoded] = []
    skipped: list[Skipped] = []
    for path in _seed_files(root):
        name = path.name if path == root else path.relative_to(root).as_posix()
        try:
            decoded.append(_read_source(path, name, root, options or ReadOptions()))
        except SourceError as error:
            skipped.append(Skipped(name, str(error)))
    if not decoded:
        reasons = "".join(f"\n{s.source}: {s.reason}" for s in skipped)
        seen = "none of its files can be read" if skipped else "it holds no seed files"
        raise CorpusError(
            f"{root}: {seen}. Readable are files ending in {', '.join(READERS)}.{reasons}"
        )
    return tuple(decoded), tuple(skipped)


def _seed_files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    files = [p for p in root.rglob("*") if not p.is_dir() or p.is_symlink()]
    visible = [p for p in files if not any(x.startswith(".") for x in p.relative_to(root).parts)]
    seeds = [p for p in visible if p.name not in NOT_SOURCES]
    return sorted(seeds, key=lambda p: p.relative_to(root).as_posix())


def _read_source(path: Path, name: str, root: Path, options: ReadOptions) -> Decoded:
    base = root if root.is_dir() else root.parent
    if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
        raise SourceError("is a link to a place outside the seed folder; copy the file itself here")
    if not path.is_file():
        raise SourceError("is not a regular file")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceError(
            f"there is no reader for '{path.suffix or path.name}' files;"
            f" save it as one of {', '.join(READERS)}"
        )
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise SourceError(f"cannot be opened ({exc.strerror})") from exc
    content = reader(data, options)
    if not any(line.strip() for line in content.lines):
        raise SourceError("is empty")
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=content.encoding,
        encoding_confidence=content.confidence,
        n_bytes=len(data),
        n_lines=len(content.lines),
        reader=reader.__name__.removeprefix("read_"),
    )
    return Decoded(source, content)


READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
}
"""Reader by file suffix."""
