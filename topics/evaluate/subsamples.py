"""Random subsamples of the speeches of a matrix, by hashes of their ids."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from topics.text.counting.weights import weigh
from topics.text.types import DocTermMatrix, Units

__all__ = ["MIN_SPEECHES", "Subsample", "subsamples"]

MIN_SPEECHES = 5
"""Minimum number of speeches to sample speeches instead of units: with fewer, one speech would be
more than a fifth of the corpus."""
LEFT_OUT = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Subsample:
    """Some units of a matrix.

    Attributes
    ----------
    rows : int64 array, shape (n_kept,)
        Rows of the matrix, in order.
    matrix : DocTermMatrix
        The matrix of these units, with the same terms; weights are learned again.
    sampled : {"speeches", "units"}
        What was drawn.
    """

    rows: npt.NDArray[np.int64]
    matrix: DocTermMatrix
    sampled: str


def subsamples(matrix: DocTermMatrix, n_samples: int) -> list[Subsample]:
    """Draw subsamples of 90% of the speeches, or of the units if there are few speeches.

    Each subsample keeps the speeches with the smallest hashes of its number and their ids, so a
    draw depends only on the speeches.

    Parameters
    ----------
    matrix : DocTermMatrix
    n_samples : int

    Returns
    -------
    list of Subsample
        Each omits at least one speech or unit. Empty if there is only one unit.
    """
    units = matrix.units
    speech = units.speech_numbers()
    is_enough = int(speech.max(initial=-1)) + 1 >= MIN_SPEECHES
    group = speech if is_enough else np.arange(len(units))
    ids = _ids(units, np.unique(group, return_index=True)[1])
    if len(ids) < 2:
        return []
    n_kept = len(ids) - max(1, round(LEFT_OUT * len(ids)))
    name = matrix.weighting.name if matrix.weighting else "counts"
    found = []
    for number in range(1, n_samples + 1):
        hashes = [sha256(f"{number}:{key}".encode()).digest() for key in ids]
        kept = np.zeros(len(ids), bool)
        kept[sorted(range(len(ids)), key=hashes.__getitem__)[:n_kept]] = True
        rows = np.flatnonzero(kept[group])
        part = replace(matrix, counts=matrix.counts[rows], units=units.take(rows))
        found.append(Subsample(rows, weigh(part, name), "speeches" if is_enough else "units"))
    return found


def _ids(units: Units, first: npt.NDArray[np.int64]) -> list[str]:
    """Return the id of the first paragraph of some units; its source and number if unknown."""
    if len(units.ids):
        return [name.decode() for name in units.ids[units.indptr[first]].tolist()]
    paragraphs = units.first_paragraphs()
    return [f"{source}#{paragraph}" for source, paragraph in (paragraphs[i] for i in first)]
