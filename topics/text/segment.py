"""Corpus in, words with their places out. The only importer of jieba and rjieba.

A text is segmented whole and punctuation dropped after: the other way round
joins words across clauses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from topics.corpus.types import Corpus
from topics.errors import LexiconError, did_you_mean
from topics.text.lexicon import Entry, Lexicon, load_lexicon
from topics.text.normalize import normalize
from topics.text.types import Tokens, Unit

__all__ = ["SEGMENTERS", "Segmenter", "segment"]


class Segmenter(Protocol):
    """Cuts a text into words that joined give the text again."""

    def __call__(self, text: str) -> list[str]:
        """Return the words of a text, punctuation and blanks included."""


def rjieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation in Rust, with words to keep whole added to its dictionary."""
    import rjieba

    instance = rjieba.Jieba()
    for entry in entries:
        instance.add_word(entry.word, entry.frequency, entry.tag)

    def cut(text: str) -> list[str]:
        # The Rust form keeps 2010-2012 whole, the Python form does not.
        return [part for word in instance.cut(text) for part in re.split("(-)", word) if part]

    return cut


def jieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation in Python, with words to keep whole added to its dictionary."""
    import jieba

    instance = jieba.Tokenizer()
    # What initialize() does, but for a cache in the system's shared temporary folder, which it
    # would trust, and for its chatter on stderr.
    instance.FREQ, instance.total = instance.gen_pfdict(instance.get_dict_file())
    instance.initialized = True
    for entry in entries:
        instance.add_word(entry.word, entry.frequency, entry.tag)

    def cut(text: str) -> list[str]:
        return list(instance.cut(text))

    return cut


SEGMENTERS: dict[str, Callable[[Sequence[Entry]], Segmenter]] = {
    "rjieba": rjieba_segmenter,
    "jieba": jieba_segmenter,
}
"""Segmenter by name: dictionary entries in, an instance of its own out."""


def segment(corpus: Corpus, segmenter: str = "rjieba", lexicon: Lexicon | None = None) -> Tokens:
    """Cut the running text of a corpus into words.

    Paragraphs that repeat an earlier one are left out, so that each is counted
    once. Words are kept as they stand; what is not counted (stop words, rare
    words) is decided by `count`.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    segmenter : {"rjieba", "jieba"}
        Both give the same words.
    lexicon : Lexicon, optional
        Words to keep whole; the package's own by default.

    Returns
    -------
    Tokens
        One unit per paragraph; punctuation and blanks left out.

    Raises
    ------
    LexiconError
        If there is no such segmenter.
    """
    make = SEGMENTERS.get(segmenter)
    if make is None:
        raise LexiconError(
            f"There is no segmenter {segmenter!r}.{did_you_mean(segmenter, SEGMENTERS)}"
            f" Segmenters are: {', '.join(SEGMENTERS)}."
        )
    cut = make((lexicon or load_lexicon()).entries)
    repeated = {(d.source, d.paragraph) for d in corpus.duplicates}
    units: list[Unit] = []
    terms: dict[str, int] = {}
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    indptr = [0]
    for block in corpus.running_text():
        if (block.source, block.paragraph) in repeated:
            continue
        text, index = normalize(block.text)
        for word, start, end in words_with_places(cut(text)):
            ids.append(terms.setdefault(word, len(terms)))
            spans.append((index[start], index[end - 1] + 1))
        indptr.append(len(ids))
        units.append(Unit(block.source, block.speech, block.section, (block.paragraph,)))
    return Tokens(
        units=tuple(units),
        terms=tuple(terms),
        term_ids=np.array(ids, np.int32),
        spans=np.array(spans, np.int32).reshape(-1, 2),
        indptr=np.array(indptr, np.int64),
    )


def words_with_places(words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return each word with its start and end, without punctuation and blanks.

    Parameters
    ----------
    words : sequence of str
        What a segmenter returns: joined, they give the text.
    """
    found: list[tuple[str, int, int]] = []
    end = 0
    for word in words:
        start, end = end, end + len(word)
        if any(char.isalnum() for char in word):
            found.append((word, start, end))
    return found
