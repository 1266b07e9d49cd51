"""Short hashes that identify a corpus, a vocabulary or a model."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError

__all__ = ["check_same_corpus", "fingerprint"]

N_HEX = 16
"""Number of hexadecimal digits: with 64 bits, two are equal by chance once in 10**19."""


def fingerprint(*parts: str | npt.NDArray[Any] | Iterable[str]) -> str:
    """Return one hash of some texts, lists of texts and arrays, in their order.

    Parameters
    ----------
    *parts : str, numpy.ndarray or iterable of str
        The hash includes the kind, length and order of each part, and dtype and shape of an array.

    Returns
    -------
    str
        16 hexadecimal digits, the same on every machine.
    """
    whole = sha256()
    for part in parts:
        if isinstance(part, str):
            whole.update(b"s" + _framed(part.encode("utf-8", "surrogatepass")))
        elif isinstance(part, np.ndarray):
            array = np.ascontiguousarray(part, part.dtype.newbyteorder("<"))
            whole.update(f"a{array.dtype.str}{array.shape}:".encode() + array.tobytes())
        else:
            texts = [_framed(text.encode("utf-8", "surrogatepass")) for text in part]
            whole.update(f"l{len(texts)}:".encode() + b"".join(texts))
    return whole.hexdigest()[:N_HEX]


def check_same_corpus(first: str, a: str, second: str, b: str) -> None:
    """Raise ModelError if two objects belong to different corpora.

    Parameters
    ----------
    first, second : str
        Names of the arguments.
    a, b : str
        The fingerprints of their corpora; empty if unknown.
    """
    if a and b and a != b:
        raise ModelError(
            f"{first} and {second} are of different corpora (fingerprints {a} and {b}). Pass what"
            " was made from the same texts."
        )


def _framed(data: bytes) -> bytes:
    """Return bytes after their length, so that different sequences give different bytes."""
    return f"{len(data)}:".encode() + data
