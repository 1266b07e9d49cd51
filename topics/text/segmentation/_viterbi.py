"""Words that are not in the dictionary, by jieba's hidden Markov model, compiled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.caches import compiled

__all__ = ["FIRST", "LAST", "Model", "make_model", "read_run"]

FIRST, LAST = 0x4E00, 0x9FD5
"""First and last ideograph that the model joins to words."""
IMPOSSIBLE = -3.14e100
DECIMALS = 6
"""Decimals of the emission table in Rust. jieba's own table has more; with these the two would
differ where two segmentations are about equally likely."""
B, M, E, S = range(4)
"""States of a character: start, middle and end of a word, and a single-character word."""


class Model(NamedTuple):
    """Log probabilities of the states B, M, E, S.

    Attributes
    ----------
    start : float64 array, shape (4,)
        Of the first character's state, in this order.
    move : float64 array, shape (4, 4)
        From one state (row) to another.
    emit : float64 array, shape (LAST - FIRST + 1, 4)
        Of each ideograph in each state.
    """

    start: npt.NDArray[np.float64]
    move: npt.NDArray[np.float64]
    emit: npt.NDArray[np.float64]


def make_model(
    start: Mapping[str, float],
    move: Mapping[str, Mapping[str, float]],
    emit: Mapping[str, Mapping[str, float]],
) -> Model:
    """Return the model of jieba's three tables, whose keys are the states' letters."""
    table = np.full((LAST - FIRST + 1, 4), IMPOSSIBLE)
    for state, letter in enumerate("BMES"):
        for char, p in emit[letter].items():
            if FIRST <= ord(char) <= LAST:
                table[ord(char) - FIRST, state] = round(p, DECIMALS)
    moves = [[move[a].get(b, IMPOSSIBLE) for b in "BMES"] for a in "BMES"]
    return Model(np.array([start[s] for s in "BMES"]), np.array(moves), table)


_compiled = compiled()


@_compiled
def read_run(
    codes: Any, first: int, last: int, model: Model, states: Any, lengths: Any, n: int
) -> int:
    """Append the words of a run of ideographs along its most likely states.

    Parameters
    ----------
    codes : uint32 array
        Code points of a text.
    first, last : int
        The run, at least one character, all from `FIRST` to `LAST`.
    model : Model
    states : uint8 array
        Work space for as many states.
    lengths : int32 array
        Lengths of words; those of the run are appended.
    n : int
        Number of words before.

    Returns
    -------
    int
        Number of words after.
    """
    move, emit = model.move, model.emit
    to = emit[codes[first] - FIRST]
    b, m, e, s = (
        model.start[B] + to[B],
        model.start[M] + to[M],
        model.start[E] + to[E],
        model.start[S] + to[S],
    )
    for i in range(first + 1, last):
        to = emit[codes[i] - FIRST]
        e_to_b, s_to_b = e + move[E, B] + to[B], s + move[S, B] + to[B]
        b_to_m, m_to_m = b + move[B, M] + to[M], m + move[M, M] + to[M]
        b_to_e, m_to_e = b + move[B, E] + to[E], m + move[M, E] + to[E]
        e_to_s, s_to_s = e + move[E, S] + to[S], s + move[S, S] + to[S]
        # The state before each state, one bit each; ties go to M over B, and to S over E.
        from_e, from_b = e_to_b > s_to_b, b_to_m > m_to_m
        states[i - first] = from_e | from_b << 1 | (b_to_e > m_to_e) << 2 | (e_to_s > s_to_s) << 3
        b, m = max(e_to_b, s_to_b), max(b_to_m, m_to_m)
        e, s = max(b_to_e, m_to_e), max(e_to_s, s_to_s)
    return _write(E if e > s else S, last - first, states, lengths, n)


@_compiled
def _write(state: int, size: int, states: Any, lengths: Any, n: int) -> int:
    """Append the words of a run of ``size`` ideographs, given its last state."""
    for i in range(size - 1, -1, -1):
        came = states[i] >> state & 1
        states[i] = state
        state = (E if came else S) if state in (B, S) else (B if came else M)
    start = 0
    for i in range(size):
        if states[i] in (E, S) or i == size - 1:
            lengths[n] = i + 1 - start
            n += 1
            start = i + 1
    return n
