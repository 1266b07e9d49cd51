"""jieba's segmentation, compiled: find the lengths of words from code points.

The algorithm is that of jieba's ``Tokenizer.cut``: the likeliest path through
the words of a dictionary, and a hidden Markov model for runs of characters that the path leaves as
single characters. Sums are computed in the same order as in Python, so that ties between two
segmentations are broken in the same way.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.caches import compiled
from topics.text.segmentation._trie import N_CODES, ROOT, Trie
from topics.text.segmentation._viterbi import FIRST, LAST, Model, read_run

__all__ = ["cut_codes"]

OTHER, CHINESE, LATIN, STOP, PERCENT, JOINER = range(6)
"""Kinds of characters in jieba. Words are looked up in blocks of all kinds but `OTHER`, each of
which is a single word."""
ZERO, NINE = ord("0"), ord("9")


def _kinds() -> npt.NDArray[np.uint8]:
    kinds = np.full(LAST + 2, OTHER, np.uint8)
    kinds[FIRST : LAST + 1] = CHINESE
    for code in map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"):
        kinds[code] = LATIN
    kinds[[ord(c) for c in "+#&_-"]] = JOINER
    kinds[ord(".")], kinds[ord("%")] = STOP, PERCENT
    return kinds


KINDS = _kinds()


class Text(NamedTuple):
    """The characters of a text.

    Attributes
    ----------
    codes : uint32 array, shape (n,)
        Code points.
    letters : int32 array, shape (n,)
        Their indices in the dictionary.
    kinds : uint8 array, shape (n + 1,)
        Their kinds in jieba; `OTHER` after the last.
    """

    codes: npt.NDArray[np.uint32]
    letters: npt.NDArray[np.int32]
    kinds: npt.NDArray[np.uint8]


_compiled = compiled()


@_compiled
def cut_codes(codes: Any, trie: Trie, model: Model) -> Any:
    r"""Cut a text into words.

    Parameters
    ----------
    codes : uint32 array, shape (n,)
        Its code points.
    trie : Trie
        The dictionary.
    model : Model
        Model of words that are not in the dictionary.

    Returns
    -------
    int32 array
        Length of each word; their sum is ``n``. ``\r\n`` is one word.
    """
    text = _classify(codes, trie.number)
    lengths = np.empty(len(codes), np.int32)
    best, ends, states = np.empty(64), np.empty(64, np.int32), np.empty(64, np.uint8)
    n = i = 0
    while i < len(codes):
        if text.kinds[i] == OTHER:
            lengths[n] = 2 if codes[i] == 13 and i + 1 < len(codes) and codes[i + 1] == 10 else 1
            i += lengths[n]
            n += 1
            continue
        end = i + 1
        while text.kinds[end] != OTHER:
            end += 1
        if end - i >= len(best):
            room = 2 * (end - i)
            best, ends, states = np.empty(room), np.empty(room, np.int32), np.empty(room, np.uint8)
        _find_path(text.letters, i, end, trie, best, ends)
        n = _follow(text, i, end, trie, model, ends, states, lengths, n)
        i = end
    return lengths[:n].copy()


@_compiled
def _classify(codes: Any, number: Any) -> Text:
    letters = np.empty(len(codes), np.int32)
    kinds = np.empty(len(codes) + 1, np.uint8)
    for i in range(len(codes)):
        letters[i] = number[min(codes[i], N_CODES - 1)]
        kinds[i] = KINDS[min(codes[i], LAST + 1)]
    kinds[len(codes)] = OTHER
    return Text(codes, letters, kinds)


@_compiled
def _find_path(letters: Any, first: int, last: int, trie: Trie, best: Any, ends: Any) -> None:
    """Find the end of the likeliest word at each character of a block, from last to first."""
    links, scores = trie.links, trie.score
    best[last - first] = 0.0
    for i in range(last - 1, first - 1, -1):
        top, end = -np.inf, 0
        slot, base = ROOT, links[ROOT, 0]
        for j in range(i, last):
            to = base + letters[j]
            if links[to, 1] != slot:
                break
            score = scores[to] + best[j + 1 - first]
            if score >= top and score > -np.inf:  # ties go to the longer word
                top, end = score, j + 1
            slot, base = to, links[to, 0]
            if base == 0:
                break
        if end == 0:
            top, end = trie.alone + best[i + 1 - first], i + 1
        best[i - first], ends[i - first] = top, end


@_compiled
def _follow(
    text: Text,
    first: int,
    last: int,
    trie: Trie,
    model: Model,
    ends: Any,
    states: Any,
    lengths: Any,
    n: int,
) -> int:
    """Append the words along a block's path to the first ``n``; return their new number."""
    single = i = first  # characters from single to i are not part of a longer word
    while True:
        if i < last and ends[i - first] == i + 1:
            i += 1
            continue
        if i - single == 1:
            lengths[n] = 1
            n += 1
        elif i > single:
            n = _split_singles(text, single, i, trie, model, states, lengths, n)
        if i == last:
            return n
        single = ends[i - first]
        lengths[n] = single - i
        n += 1
        i = single


@_compiled
def _split_singles(
    text: Text, i: int, last: int, trie: Trie, model: Model, states: Any, lengths: Any, n: int
) -> int:
    """Append the words of a run of characters that the path leaves single."""
    if _is_entry(text.letters, i, last, trie):  # the path preferred single characters
        lengths[n : n + last - i] = 1
        return n + last - i
    kinds = text.kinds
    while i < last:
        end = i + 1
        if kinds[i] == CHINESE:
            while end < last and kinds[end] == CHINESE:
                end += 1
            n = read_run(text.codes, i, end, model, states, lengths, n)
        else:
            if kinds[i] == LATIN:
                end = _latin_end(text, i, last)
            while kinds[i] > LATIN and end < last and kinds[end] > LATIN:
                end += 1
            lengths[n] = end - i
            n += 1
        i = end
    return n


@_compiled
def _is_entry(letters: Any, first: int, last: int, trie: Trie) -> bool:
    slot = ROOT
    for i in range(first, last):
        to = trie.links[slot, 0] + letters[i]
        if trie.links[to, 1] != slot:
            return False
        slot = to
    return bool(trie.score[slot] != -np.inf)


@_compiled
def _latin_end(text: Text, i: int, last: int) -> int:
    """Return the end of a Latin word or number: 3.14 and 50% are one."""
    codes, kinds = text.codes, text.kinds
    while i < last and kinds[i] == LATIN:
        i += 1
    if i + 1 < last and kinds[i] == STOP and ZERO <= codes[i + 1] <= NINE:
        i += 1
        while i < last and ZERO <= codes[i] <= NINE:
            i += 1
    return i + 1 if i < last and kinds[i] == PERCENT else i
