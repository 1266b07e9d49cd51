"""The segmenters, and the tagger. The only importer of jieba and rjieba.

Both segmenters give the same words. Where the two forms of jieba differ, each
is brought to the same reading here:

- ``2010-2012``, ``a_b`` and ``1.2.3`` are one word in Rust; here, as in Python,
  their parts are words (and 3.14 is one).
- Ideographs beyond U+9FD5 or of the extensions may join others in Rust; here,
  as in Python, each is a word.
- The Rust form's model of unknown words has fewer decimals, and a word that
  stands twice in the dictionary is counted once in its total; here both have
  these, which tells where two cuts are equally likely (啊啊啊啊啊).

In tagged mode the two differ more: jieba's tagger cuts anew. So tags are those
of rjieba for either segmenter (`tagger`), on the words of the plain cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np

from topics.errors import LexiconError
from topics.text._viterbi import Model, cut_run
from topics.text.lexicon import Entry

__all__ = ["SEGMENTERS", "TAGS", "Segmenter", "tagger"]


class Segmenter(Protocol):
    """Cuts a text into words that joined give the text again."""

    def __call__(self, text: str) -> list[str]:
        """Return the words of a text, punctuation and blanks included."""


TAGS = frozenset(
    re.findall(
        "[a-z]+",
        "a ad ag an b bg c d df dg e en eng f g h i in j jn k l ln m mg mq n ng nr nrfg nrt ns nt"
        " nz o p q qe qg r rg rr rz s t tg u ud ug uj ul uv uz v vd vg vi vn vq w x y yg z zg",
    )
)
"""jieba's part-of-speech tags: what its dictionary has, and what is guessed of other words."""

BLOCK = re.compile(r"([\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+)")
"""What jieba looks words up in; every other character is a word of its own."""
CHINESE = re.compile(r"([\u4e00-\u9fd5]+)")
LATIN = re.compile(r"([a-zA-Z0-9]+(?:\.[0-9]+)?%?)")
"""A Latin word or number as jieba's Python form reads it: 3.14 and 50% are one."""
OTHER = re.compile(r"\r\n|[\s\S]")
JOINED = re.compile(
    r"[a-zA-Z0-9](?:[-_][a-zA-Z0-9]|\.[0-9]*(?:[a-zA-Z]|[-._][a-zA-Z0-9]))",
)
"""What only the Rust form reads as one word: 2010-2012, a_b, 1.2.3."""
ODD = re.compile(
    "[\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\ud800-\udfff\U00020000-\U0003ffff]",
)
"""Ideographs that only the Rust form joins to others, and lone surrogates, which it refuses."""
STAND_IN = "\ufffd"


def rjieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation in Rust, with words to keep whole added to its dictionary.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole, or, with frequency 0, to cut.

    Raises
    ------
    LexiconError
        If it would ignore an entry.
    """
    instance = _rjieba(entries)
    whole = {entry.word for entry in entries}

    def cut(text: str) -> list[str]:
        words = _cut_odd(instance.cut, text)
        return [p for w in words for p in _parts(w, whole)] if JOINED.search(text) else words

    _check_entries(cut, entries)
    return cut


def _rjieba(entries: Sequence[Entry]) -> Any:
    import rjieba

    instance = rjieba.Jieba()
    for entry in entries:
        instance.add_word(entry.word, entry.frequency, entry.tag)
    return instance


def _cut_odd(cut: Segmenter, text: str) -> list[str]:
    """Cut a text with what the Rust form reads otherwise out of its sight."""
    if not ODD.search(text):
        return cut(text)
    ends = np.cumsum([len(word) for word in cut(ODD.sub(STAND_IN, text))]).tolist()
    return [text[start:end] for start, end in pairwise([0, *ends])]


def _parts(word: str, whole: set[str]) -> list[str]:
    if word.isalnum() or word in whole or not JOINED.search(word):
        return [word]
    return [part for part in LATIN.split(word) if part]


def jieba_segmenter(entries: Sequence[Entry]) -> Segmenter:
    """Return jieba's segmentation in Python, with words to keep whole added to its dictionary.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole, or, with frequency 0, to cut.

    Raises
    ------
    LexiconError
        If it would ignore an entry.
    """
    import jieba
    from jieba import finalseg

    instance = jieba.Tokenizer()
    # What initialize() does, but for a cache in the system's shared temporary folder, which it
    # would trust, and for its chatter on stderr.
    instance.FREQ, _ = instance.gen_pfdict(instance.get_dict_file())
    instance.initialized = True
    for entry in entries:
        # Not its own add_word, which keeps words of frequency 0 in a list that all instances share.
        instance.FREQ[entry.word] = entry.frequency
        for end in range(1, len(entry.word)):
            instance.FREQ.setdefault(entry.word[:end], 0)
    # Its own total counts twice what stands twice in the dictionary, or was there before.
    instance.total = sum(instance.FREQ.values())
    known = {entry.word for entry in entries}
    model = Model.of(finalseg.start_P, finalseg.trans_P, finalseg.emit_P)

    def cut(text: str) -> list[str]:
        words: list[str] = []
        for i, block in enumerate(BLOCK.split(text)):
            words += _cut_block(instance, block, known, model) if i % 2 else OTHER.findall(block)
        return words

    _check_entries(cut, entries)
    return cut


def _cut_block(instance: Any, block: str, known: set[str], model: Model) -> list[str]:
    """Return the words along the likeliest way through a block, its singles read anew.

    As jieba's ``Tokenizer.cut`` does, but for how unknown words are found.
    """
    way: dict[int, tuple[float, int]] = {}
    instance.calc(block, instance.get_DAG(block), way)
    words: list[str] = []
    single = start = 0  # characters not yet read anew begin at the first, end before the second
    while start < len(block):
        end = way[start][1] + 1
        if end - start > 1:
            words += _read_singles(instance, block[single:start], known, model)
            words.append(block[start:end])
            single = end
        start = end
    return words + _read_singles(instance, block[single:], known, model)


def _read_singles(instance: Any, run: str, known: set[str], model: Model) -> list[str]:
    if len(run) < 2 or instance.FREQ.get(run) or run in known:
        return list(run)
    words: list[str] = []
    for i, part in enumerate(CHINESE.split(run)):
        words += cut_run(part, model) if i % 2 else filter(None, LATIN.split(part))
    return words


def _check_entries(cut: Segmenter, entries: Sequence[Entry]) -> None:
    """Raise if the segmenter would not do with an entry what it says.

    What is not whole when it stands alone never is: the cuts that beat it do so anywhere.
    """
    for entry in entries:
        parts = cut(entry.word)
        if entry.frequency and len(parts) > 1:
            raise LexiconError(
                f"The segmenter would ignore the dictionary entry '{entry.word}' of frequency"
                f" {entry.frequency}: it cuts it {' | '.join(parts)}. Give it a higher frequency;"
                " if that does not help, it has characters that the segmenter never joins, such"
                " as rare ideographs or letters other than a to z: leave it out."
            )
        if not entry.frequency and max(map(len, parts)) in (1, len(entry.word)):
            raise LexiconError(
                f"The segmenter would ignore the dictionary entry '{entry.word}' of frequency 0:"
                " its dictionary has no shorter words to cut it into. Add these, or leave it out."
            )


def tagger(entries: Sequence[Entry]) -> Callable[[str], Mapping[str, str]]:
    """Return rjieba's tagging of a text's words; the one that serves both segmenters.

    A word of the dictionary has its tag there, an entry its own; the tag of
    another word is guessed from its characters.

    Parameters
    ----------
    entries : sequence of Entry
        Words to keep whole.

    Returns
    -------
    callable
        From a text to the tag of each of its words.
    """
    instance = _rjieba(entries)
    # The Rust form leaves the tag of a word that it has as it is.
    own = {entry.word: entry.tag for entry in entries if entry.frequency}

    def tags(text: str) -> Mapping[str, str]:
        tagged: dict[str, str] = dict(instance.tag(ODD.sub(STAND_IN, text)))
        return tagged | {word: own[word] for word in tagged.keys() & own.keys()}

    return tags


SEGMENTERS: dict[str, Callable[[Sequence[Entry]], Segmenter]] = {
    "rjieba": rjieba_segmenter,
    "jieba": jieba_segmenter,
}
"""Segmenter by name: dictionary entries in, an instance of its own out."""
