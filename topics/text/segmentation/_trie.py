"""A dictionary of words with weights, laid out for looking up all words that begin at a character.

A double array (Aoe 1989, An efficient digital search algorithm by using a
double-array structure, doi:10.1109/32.31365): every beginning of a word is a
slot, and the slot of one more character is a sum away. Characters are numbered
by how much the dictionary uses them, so that what a text often asks for stands
close together and stays in the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

from topics.text.normalize import codes_of

__all__ = ["ROOT", "Trie", "make_trie"]

ROOT = 0
N_CODES = 0x10000
"""Code points that have a number; no word has one beyond."""
FREE = -1
TRIES = 100
"""Places where a family may fail to fit before those are given up for the families after it."""

Ints = npt.NDArray[np.int64]


class Trie(NamedTuple):
    """Words and their weights.

    The beginning in slot ``s``, one character ``c`` longer, stands in slot
    ``t = links[s, 0] + number[c]`` if ``links[t, 1] == s``; else no word begins
    so.

    Attributes
    ----------
    number : int32 array, shape (65536,)
        Of each code point; 0 for those in no word.
    links : int32 array, shape (n_slots, 2)
        Where a slot's children begin, 0 where it has none; whose child it is.
    score : float64 array, shape (n_slots,)
        Log of the word's share in all frequencies; NaN where a word is
        that must never be one, minus infinity where none is.
    alone : float
        Score of a character that is no word.
    """

    number: npt.NDArray[np.int32]
    links: npt.NDArray[np.int32]
    score: npt.NDArray[np.float64]
    alone: float


def make_trie(words: Sequence[str], frequencies: Ints) -> Trie:
    """Lay out a dictionary.

    Parameters
    ----------
    words : sequence of str
        At least one character each. Of a word that comes again the last
        frequency holds.
    frequencies : int64 array, shape (n_words,)
        0 for what is never one word.

    Returns
    -------
    Trie
    """
    codes = np.minimum(codes_of("".join(words)), N_CODES - 1).astype(np.int64)
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    weight = np.bincount(codes, np.repeat(frequencies + 1.0, lengths), N_CODES)
    used = np.flatnonzero(weight)
    number = np.zeros(N_CODES, np.int32)
    number[used[np.argsort(-weight[used], kind="stable")]] = np.arange(1, len(used) + 1)
    parent, letter, last = _nodes(words, number[codes].astype(np.int64), lengths)
    slots, links = _place(parent, letter, len(used) + 1)
    frequency = np.full(len(links), -1)
    frequency[slots[last]] = frequencies
    total = math.log(max(int(frequency[frequency > 0].sum()), 1))
    score = np.full(len(links), -np.inf)
    score[frequency == 0] = np.nan
    values, which = np.unique(frequency[frequency > 0], return_inverse=True)
    # Not numpy's log, which may differ from this one in the last bit, on which ties depend.
    score[frequency > 0] = np.array([math.log(v) - total for v in values.tolist()])[which]
    return Trie(number, links, score, math.log(1) - total)


def _nodes(words: Sequence[str], letters: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each node's parent and letter, 0 the root's, and the node each word ends in."""
    width = int(lengths.max(initial=0))
    starts = np.cumsum(lengths) - lengths
    parents, node_letters = [np.zeros(1, np.int64)], [np.zeros(1, np.int64)]
    node = np.zeros(len(words), np.int64)
    n_nodes = 1
    for depth in range(width):
        longer = np.flatnonzero(lengths > depth)
        keys = node[longer] << 16 | letters[starts[longer] + depth]
        found, which = np.unique(keys, return_inverse=True)
        node[longer] = n_nodes + which
        n_nodes += len(found)
        parents.append(found >> 16)
        node_letters.append(found & 0xFFFF)
    return np.concatenate(parents), np.concatenate(node_letters), node


def _place(parent: Ints, letter: Ints, n_letters: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Return the slot of each node, and the links of all slots."""
    n_children = np.bincount(parent[1:], minlength=len(parent))
    first = 1 + np.cumsum(n_children) - n_children  # nodes are numbered parent after parent
    largest_first = np.argsort(-n_children, kind="stable")  # so that small ones fill the gaps
    families = largest_first[: np.count_nonzero(n_children)]
    begin, slots, n_slots = _fit(families, first, n_children, letter, n_letters)
    links = np.zeros((n_slots, 2), np.int32)
    links[:, 1] = FREE
    links[slots, 0] = begin
    links[slots[1:], 1] = slots[parent[1:]]
    return slots, links


_compiled = numba.njit(cache=True, nogil=True)


@_compiled
def _fit(
    families: Any, first: Any, n_children: Any, letter: Any, n_letters: int
) -> tuple[Any, Any, int]:
    """Find slots for each family of children, where none of them meets another's.

    Returns
    -------
    begin : int64 array, shape (n_nodes,)
        Where each node's children begin.
    slots : int64 array, shape (n_nodes,)
        Of each node.
    n_slots : int
        With so many free ones at the end that no step leads beyond.
    """
    begin, slots = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    free = np.arange(len(first) + 2 * n_letters)  # the next free slot, or one on the way to it
    free[ROOT] = gap = end = 1  # all from the end are free
    for node in families:
        children = letter[first[node] : first[node] + n_children[node]]
        if end + 2 * n_letters > len(free):
            free = np.concatenate((free, np.arange(len(free), 2 * len(free))))
        at = _next(free, max(1 if len(children) == 1 else gap, children[0] + 1))
        failed = 0
        while not _fits(free, children, at - children[0]):
            at = _next(free, at + 1)
            failed += 1
        if failed > TRIES:
            gap = at
        begin[node] = at - children[0]
        for k, child in enumerate(children):
            slot = begin[node] + child
            free[slot], slots[first[node] + k] = slot + 1, slot
        end = max(end, begin[node] + children[-1] + 1)
    return begin, slots, end + n_letters


@_compiled
def _fits(free: Any, children: Any, base: int) -> bool:
    k = 0
    while k < len(children) and free[base + children[k]] == base + children[k]:
        k += 1
    return k == len(children)


@_compiled
def _next(free: Any, at: int) -> int:
    """Return the first free slot from ``at`` on, and shorten the way there."""
    found = at
    while free[found] != found:
        found = free[found]
    while at != found:
        free[at], at = found, free[at]
    return found
