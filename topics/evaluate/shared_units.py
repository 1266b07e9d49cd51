"""The units and paragraphs that two models share, by the ids of blocks if both have them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from topics.text.types import Units
from topics.themes.coded import CodedParagraphs

__all__ = ["shared_codes", "shared_paragraphs", "shared_units"]

Rows = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


def shared_units(a: Units, b: Units) -> Rows:
    """Return the rows of the units that consist of the same paragraphs.

    Paragraphs are the same if their ids are equal. An id depends on the bytes of the source and the
    position in it, not on the name of the file. If either has no ids (models saved by earlier
    versions), source and number of the paragraph are compared instead.

    Parameters
    ----------
    a, b : Units

    Returns
    -------
    rows_a, rows_b : int64 array, shape (n_shared,)
        In the order of ``a``.
    """
    keys_a, keys_b = _keys(a, b)
    return _shared(_grouped(a, keys_a), _grouped(b, keys_b))


def shared_paragraphs(a: Units, b: Units) -> Rows:
    """Return the rows of the units of each shared paragraph; see `shared_units`.

    Parameters
    ----------
    a, b : Units

    Returns
    -------
    rows_a, rows_b : int64 array, shape (n_shared,)
        In the order of ``a``.
    """
    at_a, at_b = _shared(*_keys(a, b))
    rows_a, rows_b = (np.repeat(np.arange(len(x)), np.diff(x.indptr)) for x in (a, b))
    return rows_a[at_a], rows_b[at_b]


def shared_codes(a: CodedParagraphs, b: CodedParagraphs) -> Rows:
    """Return the rows of the paragraphs that two codings share; see `shared_units`.

    Parameters
    ----------
    a, b : CodedParagraphs

    Returns
    -------
    rows_a, rows_b : int64 array, shape (n_shared,)
        In the order of ``a``.
    """
    if len(a.ids) and len(b.ids):
        return _shared(a.ids.tolist(), b.ids.tolist())
    return _shared(a.keys, b.keys)


def _keys(a: Units, b: Units) -> tuple[list[Hashable], list[Hashable]]:
    """Return a key for each paragraph, of the same kind in both."""
    if len(a.ids) and len(b.ids):
        return a.ids.tolist(), b.ids.tolist()
    return _numbers(a), _numbers(b)


def _numbers(units: Units) -> list[Hashable]:
    sources = np.repeat(units.sources(), np.diff(units.indptr)).tolist()
    return list(zip(sources, units.paragraphs.tolist(), strict=True))


def _grouped(units: Units, keys: Sequence[Hashable]) -> list[Hashable]:
    return [tuple(keys[i:j]) for i, j in pairwise(units.indptr.tolist())]


def _shared(keys_a: Sequence[Hashable], keys_b: Sequence[Hashable]) -> Rows:
    row_b = {key: row for row, key in enumerate(keys_b)}
    pairs = [(row, row_b[key]) for row, key in enumerate(keys_a) if key in row_b]
    rows = np.array(pairs, np.int64).reshape(-1, 2)
    return rows[:, 0], rows[:, 1]
