"""The cache of a run: what was read and segmented, so that a later run does only what is new.

It is in ``<run>.cache`` beside the run, in two files, and may be deleted at any time. Nothing is
taken from it that was made from other bytes, by other settings or by other code.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
import struct
import time
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from topics.corpus.corpus import read_again
from topics.corpus.evidence.signatures import SCHEMA
from topics.corpus.reading.content import ReadOptions
from topics.corpus.readings import Readings
from topics.corpus.types import Corpus
from topics.errors import CorpusError, MachineWarning
from topics.fingerprint import fingerprint
from topics.messages import Message
from topics.runs.holders import try_lock
from topics.runs.manifest import versions
from topics.text.lexicon.lexicon import Lexicon
from topics.text.segmentation.known import KnownWords
from topics.text.segmentation.segmenting import segment_again
from topics.text.types import Tokens

__all__ = ["Cache", "cache_of"]

READINGS, WORDS = "readings", "words"
"""The files of a cache."""
MAGIC = b"topics.cache.1\n"
_HEAD = struct.Struct(f"<{len(MAGIC)}s16s32sQ")
"""Of a file: the magic, a fingerprint of settings and code, the sha256 of the rest, its size."""
_LARGEST_RATIO = 200
"""A file that claims to be so many times its size is not unpacked."""
_DAMAGED = (CorpusError, ValueError, KeyError, IndexError, TypeError, MemoryError)
_DAY = 86400
T = TypeVar("T")


def cache_of(run: Path) -> Path:
    """Return the folder of the cache of a run."""
    return run.with_name(f"{run.name}.cache")


class Cache:
    """Reads and segments with the cache of an earlier run, and writes that of a new one.

    What it returns is equal to what `topics.read` and `topics.segment` return.

    Parameters
    ----------
    earlier : Path, optional
        The folder of the earlier run.

    Warns
    -----
    MachineWarning
        If a file of the cache is damaged: it is not used, and made again.
    """

    def __init__(self, earlier: Path | None = None) -> None:
        self._earlier = None if earlier is None else cache_of(earlier)
        self._made: dict[str, tuple[str, Readings | KnownWords]] = {}

    def read(self, seeds: str | Path, options: ReadOptions) -> Corpus:
        """Read seeds, but not the files that were read before.

        Parameters
        ----------
        seeds, options
            As for `topics.read`.
        """
        columns = json.dumps(options.columns, default=list)
        key = fingerprint(_environment(), options.encoding, columns, options.skip_repairs)
        known = self._load(READINGS, key, lambda data: Readings.from_bytes(data, SCHEMA))
        corpus, readings = read_again(seeds, options, known or Readings())
        self._made[READINGS] = key, readings
        return corpus

    def segment(
        self, corpus: Corpus, segmenter: str, lexicon: Lexicon, *, pos: Sequence[str]
    ) -> Tokens:
        """Segment a corpus, but not the texts that were segmented before.

        Parameters
        ----------
        corpus, segmenter, lexicon, pos
            As for `topics.segment`.
        """
        entries = map(repr, lexicon.entries)
        key = fingerprint(_environment(), segmenter, entries)
        known = self._load(WORDS, key, KnownWords.from_bytes)
        tokens, words = segment_again(
            corpus, segmenter, lexicon, pos=pos, known=known or KnownWords()
        )
        self._made[WORDS] = key, words
        return tokens

    def keep(self, run: Path) -> None:
        """Write what was read and segmented to the cache of a run that is in its place.

        Whatever goes wrong, the run is whole; what killed commands have left is removed.

        Warns
        -----
        MachineWarning
            If the cache cannot be written.
        """
        folder = cache_of(run)
        try:
            for other in folder.parent.glob("*.cache"):
                _clean(other)
            folder.mkdir(exist_ok=True)
            if folder.is_symlink():
                raise OSError(0, "it is a link")
            for name, (key, made) in self._made.items():
                _write(folder / name, _packed(key, made.to_bytes()))
        except OSError as exc:
            values = {"folder": str(folder), "reason": exc.strerror or ""}
            warnings.warn(MachineWarning(Message("cache_not_kept", values)), stacklevel=2)

    def _load(self, name: str, key: str, unpack: Callable[[pa.Buffer], T]) -> T | None:
        """Return what a file holds; None if there is none, or it was made otherwise or damaged."""
        if self._earlier is None:
            return None
        path = self._earlier / name
        try:
            data = _read(path)
            return None if data is None else _unpacked(data, key, unpack)
        except (*_DAMAGED, OSError, pa.ArrowException):
            message = Message("cache_unusable", {"path": str(path)})
            warnings.warn(MachineWarning(message), stacklevel=3)
            return None


@cache
def _environment() -> str:
    """Return a fingerprint of all code, defaults and libraries that read and segment."""
    package = Path(__file__).parent.parent
    found = [*package.glob("*.py"), *(package / "defaults").rglob("*.t*")]
    found += [path for name in ("corpus", "text") for path in (package / name).rglob("*.py")]
    code = hashlib.sha256()
    for path in sorted(found):
        code.update(f"{path.relative_to(package).as_posix()}\n".encode() + path.read_bytes())
    return fingerprint(code.hexdigest(), json.dumps(versions()))


def _packed(key: str, data: bytes) -> bytes:
    codec = pa.Codec("zstd") if pa.Codec.is_available("zstd") else pa.Codec("gzip")
    body = bytes(codec.name.encode().ljust(8) + codec.compress(data, asbytes=True))
    return _HEAD.pack(MAGIC, key.encode(), _digest(key, len(data), body), len(data)) + body


def _digest(key: str, size: int, body: bytes) -> bytes:
    return hashlib.sha256(f"{key} {size}\n".encode() + body).digest()


def _unpacked(data: bytes, key: str, unpack: Callable[[pa.Buffer], T]) -> T | None:
    """Return what the bytes of a file hold; None if another version or setting wrote it."""
    head, body = data[: _HEAD.size], data[_HEAD.size :]
    if len(head) < _HEAD.size:
        raise ValueError("it is truncated")
    magic, found, digest, size = _HEAD.unpack(head)
    name = found.decode("ascii")
    if digest != _digest(name, size, body) or size > _LARGEST_RATIO * len(data):
        raise ValueError("it was changed")
    if magic != MAGIC or name != key:
        return None
    return unpack(pa.decompress(body[8:], size, codec=body[:8].decode("ascii").strip()))


def _read(path: Path) -> bytes | None:
    """Return the bytes of a regular file, None if there is none."""
    safe = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, os.O_RDONLY | safe)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is not a regular file")
        return file.read()


def _write(path: Path, data: bytes) -> None:
    """Write a file aside, locked so that no other process takes it for a leftover, and move it."""
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}.part")
    try:
        with aside.open("xb") as file:
            try_lock(file)
            file.write(data)
            file.flush()
            if os.name != "nt":  # there an open file cannot be moved
                aside.replace(path)
        if os.name == "nt":
            aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def _clean(folder: Path) -> None:
    """Remove the files that killed commands have left in a cache."""
    for path in folder.glob(".*.part"):
        with suppress(OSError):
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            with path.open("r+b") as file:
                is_left = try_lock(file)
            if is_left or (is_left is None and time.time() - path.lstat().st_mtime > _DAY):
                path.unlink()
