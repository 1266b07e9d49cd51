"""Seed files in, decoded lines out; what cannot be read is skipped with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from topics.corpus.types import Skipped, Source
from topics.errors import CorpusError, SourceError

__all__ = ["READERS", "Decoded", "read_sources"]

NOT_SOURCES = frozenset({"metadata.csv"})


@dataclass(frozen=True, slots=True)
class Decoded:
    r"""A source and its text, cut into lines at ``\n`` and otherwise as it came."""

    source: Source
    lines: tuple[str, ...]


def read_sources(seeds: str | Path) -> tuple[tuple[Decoded, ...], tuple[Skipped, ...]]:
    """Read every seed file below a folder (or one file), in order of name.

    Parameters
    ----------
    seeds : path-like
        A folder, read recursively, or a single file. Hidden files and
        ``metadata.csv`` are not sources.

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
            decoded.append(_read_source(path, name, root))
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


def _read_source(path: Path, name: str, root: Path) -> Decoded:
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
    text, encoding = reader(data)
    if not text.strip():
        raise SourceError("is empty")
    lines = tuple(text.split("\n"))
    # A file that ends with a line end has no further line after it.
    lines = lines[:-1] if lines[-1] == "" else lines
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        encoding=encoding,
        encoding_confidence=1.0,
        n_bytes=len(data),
        n_lines=len(lines),
        reader=reader.__name__.removeprefix("read_"),
    )
    return Decoded(source, lines)


def read_text(data: bytes) -> tuple[str, str]:
    """Decode plain text in UTF-8, with or without a byte-order mark.

    Parameters
    ----------
    data : bytes
        The file as it came.

    Returns
    -------
    text : str
        The text without its byte-order mark.
    encoding : {"utf-8", "utf-8-sig"}
        What it was decoded with.

    Raises
    ------
    SourceError
        If the bytes are not UTF-8, or hold NUL characters as only binary files do.
    """
    encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    if b"\x00" in data:
        place = data.index(b"\x00")
        raise SourceError(f"is not text: byte {place} is NUL")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise SourceError(
            f"is not UTF-8 text: line {line} holds the byte 0x{data[exc.start]:02x};"
            " open it in an editor and save it as UTF-8"
        ) from exc


READERS: dict[str, Callable[[bytes], tuple[str, str]]] = {
    ".txt": read_text,
    ".md": read_text,
}
"""Reader by file suffix: bytes in, decoded text and the name of its encoding out."""
