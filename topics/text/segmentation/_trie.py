"""A dictionary of weighted words, laid out to look up all words that start at a character.

A double array (Aoe 1989, An efficient digital search algorithm by using a
double-array structure, doi:10.1109/32.31365): every prefix of a word is a slot,
and the slot of one more character is found by an addition. Characters are numbered
by their frequency in the dictionary, so that frequent slots are close together and
stay in the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.caches import compiled
from topics.text.normalize import codes_of

__all__ = ["ROOT", "Trie", "make_trie"]

ROOT = 0
N_CODES = 0x10000
"""Code points that have a number; no word contains a higher one."""
FREE = -1
TRIES = 100
"""Positions where a family may fail to fit before later families skip them."""

Ints = npt.NDArray[np.int64]


class Trie(NamedTuple):
    """Words and their weights.

    The prefix in slot ``s`` extended by character ``c`` has slot
    ``t = links[s, 0] + number[c]`` if ``links[t, 1] == s``; otherwise no word
    starts with it.

    Attributes
    ----------
    number : int32 array, shape (65536,)
        Number of each code point; 0 for those in no word.
    links : int32 array, shape (n_slots, 2)
        Start of a slot's children (0 without children), and its parent.
    score : float64 array, shape (n_slots,)
        Log of the word's share of all frequencies; NaN for a word that must
        be split, minus infinity for a prefix that is not a word.
    alone : float
        Score of a character that is not a word.
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
        At least one character each. The last frequency of a repeated word counts.
    frequencies : int64 array, shape (n_words,)
        0 for words that must be split.

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
    slots, links = _assign_slots(parent, letter, len(used) + 1)
    frequency = np.full(len(links), -1)
    frequency[slots[last]] = frequencies
    total = math.log(max(int(frequency[frequency > 0].sum()), 1))
    score = np.full(len(links), -np.inf)
    score[frequency == 0] = np.nan
    values, which = np.unique(frequency[frequency > 0], return_inverse=True)
    # numpy's log may differ from math.log in the last bit, on which ties depend.
    score[frequency > 0] = np.array([math.log(v) - total for v in values.tolist()])[which]
    return Trie(number, links, score, math.log(1) - total)


def _nodes(words: Sequence[str], letters: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints]:
    """Return each node's parent and letter (0 for the root), and the last node of each word."""
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


def _assign_slots(parent: Ints, letter: Ints, n_letters: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Return the slot of each node, and the links of all slots."""
    n_children = np.bincount(parent[1:], minlength=len(parent))
    first = 1 + np.cumsum(n_children) - n_children  # nodes are numbered by parent
    largest_first = np.argsort(-n_children, kind="stable")  # so that small families fill the gaps
    families = largest_first[: np.count_nonzero(n_children)]
    begin, slots, n_slots = _fit(families, first, n_children, letter, n_letters)
    links = np.zeros((n_slots, 2), np.int32)
    links[:, 1] = FREE
    links[slots, 0] = begin
    links[slots[1:], 1] = slots[parent[1:]]
    return slots, links


_compiled = compiled()


@_compiled
def _fit(
    families: Any, first: Any, n_children: Any, letter: Any, n_letters: int
) -> tuple[Any, Any, int]:
    """Find free slots for each family of children.

    Returns
    -------
    begin : int64 array, shape (n_nodes,)
        Start of each node's children.
    slots : int64 array, shape (n_nodes,)
        Slot of each node.
    n_slots : int
        Number of slots, with enough free ones at the end that every step stays inside.
    """
    begin, slots = np.zeros(len(first), np.int64), np.zeros(len(first), np.int64)
    free = np.arange(len(first) + 2 * n_letters)  # the next free slot, or a slot closer to it
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
    """Return the first free slot from ``at`` on, and compress the path to it."""
    found = at
    while free[found] != found:
        found = free[found]
    while at != found:
        free[at], at = found, free[at]
    return found
