"""Stable names: the ``id`` of a block and the hash of its text.

An ``id`` such as ``e9919b73-45-0`` is the first 8 hexadecimal digits of the source's sha256, then
line and column of the block's first character in the decoded source. A second source with the
same bytes adds ``~2`` (``e9919b73-45-0~2``), a third ``~3``, in order of name. The position is the
one before any repair, so that an ``id`` does not depend on the rules that apply. It contains only
``0-9 a-f - ~`` and needs no quotation marks in CSV and no escapes in a URL.
"""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

__all__ = ["Copies", "block_id", "column_of", "text_hash", "with_copy"]

SOURCE_DIGITS = 8
HASH_DIGITS = 16


class Copies:
    """Counts sources with the same bytes, in order of name."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def add(self, sha: str) -> int:
        """Return the index of this source among those with the same bytes, from 1."""
        key = sha[:SOURCE_DIGITS]
        self._seen[key] += 1
        return self._seen[key]


def block_id(sha: str, line: int, column: int, copy: int = 1) -> str:
    """Return the ``id`` of a block.

    Parameters
    ----------
    sha : str
        The sha256 of its source, in hexadecimal digits.
    line, column : int
        Where its first character is in the decoded source: line from 1, column from 0.
    copy : int, default 1
        Index of the source among those with the same bytes, from 1.
    """
    return with_copy(f"{sha[:SOURCE_DIGITS]}-{line}-{column}", copy)


def with_copy(name: str, copy: int) -> str:
    """Return the ``id`` that a block has in another copy of its source."""
    first = name.partition("~")[0]
    return f"{first}~{copy}" if copy > 1 else first


def column_of(name: str) -> int:
    """Return the column at which the block with an ``id`` starts."""
    return int(name.partition("~")[0].rpartition("-")[2])


def text_hash(text: str) -> str:
    """Return the first 16 hexadecimal digits of the sha256 of a repaired text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]
