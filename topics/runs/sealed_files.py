"""Files of a cache: sealed with a key and a hash, written atomically, used only if intact."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import struct
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from safetensors import SafetensorError

from topics.errors import MachineWarning, TopicsError
from topics.messages import Message
from topics.runs.holders import try_lock

__all__ = ["read_sealed", "remove_leftovers", "seal", "unseal", "write_sealed"]

MAGIC = b"topics.cache.1\n"
HEAD = struct.Struct(f"<{len(MAGIC)}s16s32sQ")
"""Header of a file: magic, a key of 16 characters, the sha256 of the rest, its size."""
_CODEC = 8
"""Bytes that identify the codec of the rest."""
_LARGEST_RATIO = 200
"""A file that claims to be this many times its size is not unpacked."""
_PLAIN = b"plain".ljust(_CODEC)
_DAMAGED = (
    TopicsError, SafetensorError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    MemoryError, OSError, pa.ArrowException,
)  # fmt: skip
_DAY = 86400
T = TypeVar("T")


def read_sealed(path: Path, key: str, unpack: Callable[[pa.Buffer], T]) -> T | None:
    """Return the content of a file; None if there is none, or it has another key or is damaged.

    Parameters
    ----------
    path : Path
    key : str
        A fingerprint of everything that its content depends on.
    unpack : callable
        Gets the bytes.

    Warns
    -----
    MachineWarning
        If the file is damaged.
    """
    try:
        data = _read(path)
        return None if data is None else unseal(data, key, unpack)
    except _DAMAGED:
        message = Message("cache_unusable", {"path": str(path)})
        warnings.warn(MachineWarning(message), stacklevel=3)
        return None


def seal(key: str, data: bytes) -> bytes:
    """Return the bytes of a file: compressed unless it would claim to be too large."""
    codec = pa.Codec("zstd") if pa.Codec.is_available("zstd") else pa.Codec("gzip")
    body = bytes(codec.name.encode().ljust(_CODEC) + codec.compress(data, asbytes=True))
    if len(data) > _LARGEST_RATIO * len(body):
        body = _PLAIN + data
    return HEAD.pack(MAGIC, key.encode(), _digest(key, len(data), body), len(data)) + body


def _digest(key: str, size: int, body: bytes) -> bytes:
    return hashlib.sha256(f"{key} {size}\n".encode() + body).digest()


def unseal(data: bytes, key: str, unpack: Callable[[pa.Buffer], T]) -> T | None:
    """Return the content of a file from its bytes; None if another version or setting wrote it.

    Raises
    ------
    ValueError
        If they were changed; also any error that ``unpack`` raises.
    """
    head, body = data[: HEAD.size], data[HEAD.size :]
    if len(head) < HEAD.size:
        raise ValueError("it is truncated")
    magic, found, digest, size = HEAD.unpack(head)
    name = found.decode("ascii")
    if digest != _digest(name, size, body) or size > _LARGEST_RATIO * len(data):
        raise ValueError("it was changed")
    if magic != MAGIC or name != key:
        return None
    codec, rest = body[:_CODEC], body[_CODEC:]
    if codec == _PLAIN:
        return unpack(pa.py_buffer(rest))
    return unpack(pa.decompress(rest, size, codec=codec.decode("ascii").strip()))


def _read(path: Path) -> bytes | None:
    """Return the bytes of a regular file, None if there is none."""
    safe = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, os.O_RDONLY | safe)
    except (FileNotFoundError, NotADirectoryError):
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("it is not a regular file")
        return file.read()


def write_sealed(path: Path, key: str, data: bytes) -> None:
    """Write a temporary file, locked so that no other process removes it, and move it into place.

    Parameters
    ----------
    path : Path
        Its folder is created if it does not exist.
    key : str
        16 characters.
    data : bytes

    Raises
    ------
    OSError
        If it cannot be written, or the folder is a link.
    """
    path.parent.mkdir(exist_ok=True)
    if path.parent.is_symlink():
        raise OSError(0, "it is a link")
    aside = path.with_name(f".{path.name}-{secrets.token_hex(8)}.part")
    try:
        with aside.open("xb") as file:
            try_lock(file)
            file.write(seal(key, data))
            file.flush()
            if os.name != "nt":  # Windows cannot move an open file
                aside.replace(path)
        if os.name == "nt":
            aside.replace(path)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def remove_leftovers(folder: Path) -> None:
    """Remove the files that killed commands have left in a cache."""
    for path in folder.glob(".*.part"):
        with suppress(OSError):
            if not stat.S_ISREG(path.lstat().st_mode):
                continue
            with path.open("r+b") as file:
                is_left = try_lock(file)
            if is_left or (is_left is None and time.time() - path.lstat().st_mtime > _DAY):
                path.unlink()
