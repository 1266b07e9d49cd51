"""Compiled loops of coherence: count windows in which words occur and co-occur.

A window starts at every word of a text that is followed by enough words to fill it; a text shorter
than a window is one window. So the starts of the windows that contain one occurrence of a word form
an interval. The starts of those that contain the word form a union of intervals, and those that
contain two words the intersection of two such unions. Each window is counted exactly once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from topics.caches import compiled

__all__ = ["count_terms", "count_windows", "order_terms"]

Ints = npt.NDArray[np.integer[Any]]

_compiled = compiled()


@_compiled
def order_terms(
    term_ids: Ints, indptr: Ints, parts: Ints, column_of: Ints
) -> npt.NDArray[np.int32]:
    """Return the column of every token, paragraph by paragraph.

    Parameters
    ----------
    term_ids : int array, shape (n_tokens,)
    indptr : int array, shape (n_paragraphs + 1,)
        Tokens of paragraph ``i`` are ``indptr[i]:indptr[i + 1]``.
    parts : int array, shape (n_paragraphs,)
        The paragraphs in their new order.
    column_of : int array, shape (n_terms,)
        Column of each term.

    Returns
    -------
    int32 array, shape (n_tokens,)
    """
    columns = np.empty(len(term_ids), np.int32)
    end = 0
    for part in parts:
        for i in range(indptr[part], indptr[part + 1]):
            columns[end] = column_of[term_ids[i]]
            end += 1
    return columns


@_compiled
def count_terms(columns: Ints, indptr: Ints, n_columns: int) -> tuple[Ints, Ints]:
    """Count the tokens that have a column.

    Parameters
    ----------
    columns, indptr
        See `count_windows`.
    n_columns : int

    Returns
    -------
    of_texts : int64 array, shape (n_texts,)
    of_columns : int64 array, shape (n_columns,)
    """
    of_texts = np.zeros(len(indptr) - 1, np.int64)
    of_columns = np.zeros(n_columns, np.int64)
    for text in range(len(of_texts)):
        for column in columns[indptr[text] : indptr[text + 1]]:
            if column >= 0:
                of_texts[text] += 1
                of_columns[column] += 1
    return of_texts, of_columns


@_compiled
def _find_starts(words: Ints, size: int, chain: Ints, head: Ints, tail: Ints, present: Ints) -> int:
    """Store the starts of the windows that contain each word of one text.

    Row ``r`` of ``chain`` is an interval: first start, last start, row of the word's next interval
    or -1. Intervals of a word ascend and neither touch nor overlap. ``head`` and ``tail`` hold the
    row of each word's first and last interval, ``present`` the words of the text, as many as are
    returned.
    """
    n_rows, n_present = 0, 0
    for i in range(len(words)):
        word = words[i]
        if word < 0:
            continue
        low, high = max(i - size + 1, 0), max(min(i, len(words) - size), 0)
        last = tail[word]
        if last >= 0 and low <= chain[last, 1] + 1:
            chain[last, 1] = high
            continue
        if last >= 0:
            chain[last, 2] = n_rows
        else:
            head[word] = n_rows
            present[n_present] = word
            n_present += 1
        tail[word] = n_rows
        chain[n_rows, 0], chain[n_rows, 1], chain[n_rows, 2] = low, high, -1
        n_rows += 1
    return n_present


@_compiled
def _count_common(a: int, b: int, chain: Ints) -> int:
    """Return the number of starts in both of two chains of intervals."""
    n = 0
    while a >= 0 and b >= 0:
        n += max(min(chain[a, 1], chain[b, 1]) - max(chain[a, 0], chain[b, 0]) + 1, 0)
        if chain[a, 1] < chain[b, 1]:
            a = chain[a, 2]
        else:
            b = chain[b, 2]
    return n


@_compiled
def count_windows(
    columns: Ints, indptr: Ints, word_of: Ints, partners: Ints, partner_indptr: Ints, size: int
) -> tuple[Ints, Ints, Ints]:
    """Count the windows of each text with each word and with each pair of words.

    Parameters
    ----------
    columns : int array, shape (n_tokens,)
        Column of each token, -1 for tokens without a column.
    indptr : int array, shape (n_texts + 1,)
        Tokens of text ``i`` are ``indptr[i]:indptr[i + 1]``.
    word_of : int array, shape (n_columns,)
        Word of each column, from 0; -1 for columns that are not counted.
    partners : int array, shape (n_pairs,)
        The second word of each pair, greater than the first.
    partner_indptr : int array, shape (n_words + 1,)
        Pairs of word ``i`` are ``partner_indptr[i]:partner_indptr[i + 1]``.
    size : int
        Words of a window.

    Returns
    -------
    counts, found, found_indptr : int arrays
        A CSR matrix, shape (n_texts, n_words + n_pairs + 1); its last column is the number of
        windows, 0 for a text without words. Columns are not sorted.
    """
    n_words = len(partner_indptr) - 1
    found, counts = np.empty(1024, np.int32), np.empty(1024, np.int32)
    found_indptr = np.zeros(len(indptr), np.int64)
    head, tail = np.full(n_words, -1, np.int64), np.full(n_words, -1, np.int64)
    present = np.empty(n_words, np.int64)
    chain = np.empty((max(np.max(np.diff(indptr)), 1), 3), np.int64)
    end = 0
    for text in range(len(indptr) - 1):
        words = np.empty(indptr[text + 1] - indptr[text], np.int32)
        for i in range(len(words)):
            column = columns[indptr[text] + i]
            words[i] = word_of[column] if column >= 0 else -1
        n_present = _find_starts(words, size, chain, head, tail, present)
        most = end + 1
        for word in present[:n_present]:
            most += 1 + partner_indptr[word + 1] - partner_indptr[word]
        if most > len(found):
            found = np.append(found, np.empty(most, np.int32))
            counts = np.append(counts, np.empty(most, np.int32))
        for word in present[:n_present]:
            found[end], counts[end] = word, _count_common(head[word], head[word], chain)
            end += 1
            for pair in range(partner_indptr[word], partner_indptr[word + 1]):
                n = _count_common(head[word], head[partners[pair]], chain)
                if n:
                    found[end], counts[end] = n_words + pair, n
                    end += 1
        found[end], counts[end] = n_words + len(partners), max(len(words) - size, 0) + 1
        end += len(words) > 0
        head[present[:n_present]] = -1
        tail[present[:n_present]] = -1
        found_indptr[text + 1] = end
    return counts[:end], found[:end], found_indptr
