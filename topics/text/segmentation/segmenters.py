"""The segmenters and the tagger. The only module that imports jieba and rjieba.

Both segmenters give the same words, by jieba's algorithm, dictionary and model
of unknown words. ``rjieba`` is the implementation in Rust; ``jieba`` takes
dictionary and model from the Python package and compiles its loops
(`topics.text.segmentation._cut`): it is faster on long texts, and threads can share
the work. Where the two implementations differ, both give the same reading here:

- ``2010-2012``, ``a_b`` and ``1.2.3`` are one word in Rust; here, as in Python,
  their parts are words (and 3.14 is one).
- Ideographs beyond U+9FD5 or of the extensions may join others in Rust; here,
  as in Python, each is a word.
- Rust's model of unknown words has fewer decimals, and it counts a word that
  occurs twice in the dictionary once in its total; here both segmenters do so, which
  matters where two segmentations are equally likely (啊啊啊啊啊).

In tagged mode the two differ more: jieba's tagger segments again. So the tags are those
of rjieba for either segmenter (`tagger`), on the words of the untagged segmentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from topics.errors import LexiconError
from topics.text.lexicon.lexicon import Entry
from topics.text.normalize import codes_of
from topics.text.segmentation._cut import cut_codes
from topics.text.segmentation._trie import make_trie
from topics.text.segmentation._viterbi import make_model

__all__ = ["SEGMENTERS", "TAGS", "Segmenter", "tagger", "words_of"]

Lengths = npt.NDArray[np.int32]


class Segmenter(Protocol):
    """Splits a text into words."""

    def __call__(self, text: str) -> Lengths:
        """Return the length of each word, punctuation and blanks included.

        Their sum is the length of the text. (Making Python strings of the words
        would take longer than finding them.)
        """


def words_of(text: str, lengths: Lengths) -> list[str]:
    """Return the words of a text, given the lengths that a segmenter returned."""
    return [text[i:j] for i, j in pairwise(accumulate(lengths.tolist(), initial=0))]


TAGS = frozenset(
    re.findall(
        "[a-z]+",
        "a ad ag an b bg c d df dg e en eng f g h i in j jn k l ln m mg mq n ng nr nrfg nrt ns nt"
        " nz o p q qe qg r rg rr rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq w x y yg z zg",
    )
)
"""jieba's part-of-speech tags: those of its dictionary, and those guessed for other words."""

BATCH = 8_000
"""Characters given to rjieba at once: few enough for the processor's cache."""
LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
"""A Latin word or number as jieba's Python version reads it: 3.14 and 50% are one."""
JOINED = re.compile(
    r"[a-zA-Z0-9](?:[-_][a-zA-Z0-9]|\.[0-9]*(?:[a-zA-Z]|[-._][a-zA-Z0-9]))",
)
"""Strings that only Rust reads as one word: 2010-2012, a_b, 1.2.3."""
ODD = re.compile(
    "[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]",
)
"""Ideographs that only Rust joins to others, and lone surrogates, which it refuses."""
REPLACEMENT = "\ufffd"


def rjieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation in Rust, with entries added to its dictionary.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole or, with frequency 0, to split.

    Raises
    ------
    LexiconError
        If the segmenter would ignore an entry.
    """
    instance = _rjieba(entries)
    whole = {entry.word for entry in entries}

    def cut(text: str) -> Lengths:
        lengths: list[Lengths] = [np.zeros(0, np.int32)]
        for batch in _batches(text):
            words = _cut_odd(instance.cut, batch)
            if JOINED.search(batch):
                words = [part for word in words for part in _parts(word, whole)]
            lengths.append(np.fromiter(map(len, words), np.int32, len(words)))
        return np.concatenate(lengths)

    _check_entries(cut, entries)
    return cut


def _rjieba(entries: Sequence[Entry]) -> Any:
    import rjieba

    instance = rjieba.Jieba()
    for entry in entries:
        instance.add_word(entry.word, entry.frequency, entry.tag)
    return instance


def _batches(text: str) -> Iterator[str]:
    """Yield a text in parts that end before a blank, which never changes the words beside it."""
    start = 0
    while start < len(text):
        blank = text.find(" ", start + BATCH)
        end = blank if blank >= 0 else len(text)
        yield text[start:end]
        start = end


def _cut_odd(cut: Callable[[str], list[str]], text: str) -> list[str]:
    """Segment a text with the characters replaced that Rust reads differently."""
    if not ODD.search(text):
        return cut(text)
    ends = np.cumsum([len(word) for word in cut(ODD.sub(REPLACEMENT, text))]).tolist()
    return [text[start:end] for start, end in pairwise([0, *ends])]


def _parts(word: str, whole: set[str]) -> list[str]:
    if word.isalnum() or word in whole or not JOINED.search(word):
        return [word]
    return [part for part in LATIN.split(word) if part]


def jieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation, compiled, with entries added to its dictionary.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole or, with frequency 0, to split.

    Raises
    ------
    LexiconError
        If the segmenter would ignore an entry.
    """
    import jieba
    from jieba import finalseg

    # Lines of word, frequency and tag. jieba's own initialize() trusts a cache in the system's
    # shared temporary folder and writes to stderr.
    with jieba.Tokenizer().get_dict_file() as file:
        fields = file.read().decode("utf-8").split()
    words = [*fields[::3], *(entry.word for entry in entries)]
    frequencies = [*map(int, fields[1::3]), *(entry.frequency for entry in entries)]
    trie = make_trie(words, np.array(frequencies, np.int64))
    model = make_model(finalseg.start_P, finalseg.trans_P, finalseg.emit_P)

    def cut(text: str) -> Lengths:
        lengths: Lengths = cut_codes(codes_of(text), trie, model)
        return lengths

    _check_entries(cut, entries)
    return cut


def _check_entries(cut: Segmenter, entries: Sequence[Entry]) -> None:
    """Raise LexiconError if the segmenter would not keep an entry whole, or not split it.

    A word that is split on its own is split everywhere: the same segmentation is likelier.
    """
    for entry in entries:
        parts = words_of(entry.word, cut(entry.word))
        if entry.frequency and len(parts) > 1:
            raise LexiconError(
                f"The segmenter would ignore the dictionary entry '{entry.word}' of frequency"
                f" {entry.frequency}: it splits it into {' | '.join(parts)}. Give it a higher"
                " frequency, or remove the entry."
            )
        if not entry.frequency and max(map(len, parts)) in (1, len(entry.word)):
            raise LexiconError(
                f"The segmenter would ignore the dictionary entry '{entry.word}' of frequency 0:"
                " its dictionary has no shorter words to split it into. Add these, or remove the"
                " entry."
            )


def tagger(entries: Sequence[Entry]) -> Callable[[str], Mapping[str, str]]:
    """Return rjieba's tagger, which both segmenters use.

    A word of the dictionary has its tag there, an entry its own tag; the tag of any
    other word is guessed from its characters.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole.

    Returns
    -------
    callable
        Maps a text to the tag of each of its words.
    """
    instance = _rjieba(entries)
    # Rust keeps the dictionary's tag of a word that it already has.
    own = {entry.word: entry.tag for entry in entries if entry.frequency}

    def tags(text: str) -> Mapping[str, str]:
        tagged: dict[str, str] = {}
        for batch in _batches(ODD.sub(REPLACEMENT, text)):
            tagged |= instance.tag(batch)
        return tagged | {word: own[word] for word in tagged.keys() & own.keys()}

    return tags


SEGMENTERS: dict[str, Callable[[Sequence[Entry]], Segmenter]] = {
    "rjieba": rjieba_segmenter,
    "jieba": jieba_segmenter,
}
"""Segmenter by name: a function from dictionary entries to a new instance."""
