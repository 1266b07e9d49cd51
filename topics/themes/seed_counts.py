"""Count the seed words of paragraphs and their headings, the input of coding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.corpus.types import Corpus, Paragraph
from topics.text.normalize import normalize
from topics.themes.types import Codebook

__all__ = ["SeedCounts", "count_seed_words"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CLOSING = re.compile("(?:同志们|各位|朋友们|最后|总之)[^。]{0,12}?[,，:：!！]")
FULL, RATE = 300, 0.01
"""A corpus of fewer than `FULL` paragraphs is filled up to this number, and each word is assumed to
occur in the missing paragraphs at this rate. Otherwise every word would be frequent in the ten
paragraphs of one speech."""


@dataclass(frozen=True, slots=True, eq=False)
class SeedCounts:
    """The seed words in the running text of a corpus, with the position of each paragraph.

    Attributes
    ----------
    codebook : Codebook
    words : tuple of str
        Every seed word once.
    counts : mapping of str to CSR matrix, shape (n_paragraphs, n_words)
        Number of occurrences of each word in the paragraph (``words``), in the heading it opens
        with (``heading``) and in the headings above it (``section``).
    frames : bool array, shape (n_paragraphs,)
        Whether the paragraph opens or closes a speech of several paragraphs, or addresses the
        audience as a closing does.
    speech : int64 array, shape (n_paragraphs,)
        Index of the paragraph's speech, ascending.
    length : float64 array, shape (n_paragraphs,)
        Characters of the paragraph.
    repeats : bool array, shape (n_paragraphs,)
        Whether it repeats an earlier paragraph, so that it is not counted.
    keys : tuple of (str, int)
        Source and number of each paragraph.
    ids : tuple of str
        Id of each paragraph.
    """

    codebook: Codebook
    words: tuple[str, ...]
    counts: Mapping[str, sparse.csr_matrix]
    frames: Flags
    speech: npt.NDArray[np.int64]
    length: Floats
    repeats: Flags
    keys: tuple[tuple[str, int], ...]
    ids: tuple[str, ...]

    def inverse_frequencies(self) -> Floats:
        """Return the logarithm of each seed word's inverse paragraph frequency, smoothed."""
        counted = self.counts["words"][~self.repeats]
        df = np.bincount(counted.indices, minlength=len(self.words))
        n = counted.shape[0]
        missing = max(FULL - n, 0)
        inverse: Floats = np.log((n + missing + 1.0) / (df + missing * RATE + 0.5))
        return np.maximum(inverse, 0.0)

    def membership(self) -> sparse.csr_matrix:
        """Return which words belong to which theme, shape (n_words, n_themes)."""
        number = {word: j for j, word in enumerate(self.words)}
        themes = enumerate(self.codebook.themes)
        pairs = sorted({(number[w], t) for t, theme in themes for w in theme.seed_words})
        rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
        shape = (len(self.words), len(self.codebook.themes))
        return sparse.csr_matrix((np.ones(len(pairs)), (rows, columns)), shape)


def count_seed_words(corpus: Corpus, codebook: Codebook) -> SeedCounts:
    """Count the seed words of a codebook in the running text of a corpus.

    They are searched in the characters and not in the tokens, so that a phrase is found however it
    was segmented. The longest match comes first, without overlaps.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook

    Returns
    -------
    SeedCounts
    """
    words = tuple(dict.fromkeys(word for t in codebook.themes for word in t.seed_words))
    blocks = list(corpus.running_text())
    texts = {
        "words": [block.text for block in blocks],
        "heading": [block.heading for block in blocks],
        "section": _headings_above(corpus),
    }
    find = _Finder(words)
    repeated = {(d.source, d.paragraph) for d in corpus.duplicates}
    keys = tuple((block.source, block.paragraph) for block in blocks)
    speech = _speech_index(blocks)
    return SeedCounts(
        codebook,
        words,
        {kind: find.counts(found) for kind, found in texts.items()},
        _frames(blocks, speech, corpus),
        speech,
        np.array([max(len(block.text), 1) for block in blocks], float),
        np.array([key in repeated for key in keys], bool),
        keys,
        tuple(block.id for block in blocks),
    )


class _Finder:
    """Finds seed words in texts; the results are cached by text."""

    def __init__(self, words: Sequence[str]) -> None:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        self.pattern = re.compile("|".join(map(re.escape, ordered)) if words else "(?!)")
        self.number = {word: j for j, word in enumerate(words)}
        self._seen: dict[str, Counter[str]] = {"": Counter()}

    def counts(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return how often each word occurs in each text, shape (n_texts, n_words)."""
        rows = [self._find(text) for text in texts]
        columns = [self.number[word] for row in rows for word in row]
        values = [times for row in rows for times in row.values()]
        indptr = np.cumsum([0, *map(len, rows)])
        shape = (len(rows), len(self.number))
        found = sparse.csr_matrix((np.array(values, float), columns, indptr), shape)
        found.sort_indices()
        return found

    def _find(self, text: str) -> Counter[str]:
        if text not in self._seen:
            self._seen[text] = Counter(self.pattern.findall(normalize(text)[0]))
        return self._seen[text]


def _speech_index(blocks: Sequence[Paragraph]) -> npt.NDArray[np.int64]:
    """Return the index of each paragraph's speech, from 0 and ascending."""
    names: dict[tuple[str, int], int] = {}
    return np.array([names.setdefault((b.source, b.speech), len(names)) for b in blocks], np.int64)


def _headings_above(corpus: Corpus) -> list[str]:
    """Return for each running-text paragraph the headings above it, joined."""
    above: list[str] = []
    headings: dict[str, str] = {}
    speech: tuple[str, int] | None = None
    for block in corpus.paragraphs:
        if (block.source, block.speech) != speech:
            speech, headings = (block.source, block.speech), {}
        heading = block.text if block.role == "heading" else block.heading
        if heading:
            headings = {s: t for s, t in headings.items() if block.section.startswith(f"{s}.")}
            headings[block.section] = heading
        if block.role == "body":
            parents = [
                text
                for section, text in headings.items()
                if f"{block.section}.".startswith(f"{section}.") and text != block.heading
            ]
            above.append("\n".join(parents))
    return above


def _frames(blocks: Sequence[Paragraph], speech: npt.NDArray[np.int64], corpus: Corpus) -> Flags:
    """Return which paragraphs open or close a speech.

    The last paragraph of an incomplete speech is not a closing, and a single paragraph, such as an
    abstract, is neither an opening nor a closing.
    """
    if not blocks:
        return np.zeros(0, bool)
    cut = {(s.source, s.speech) for s in corpus.speeches if "end" in s.cut}
    is_cut = np.array([(b.source, b.speech) in cut for b in blocks], bool)
    closes = np.array([CLOSING.match(normalize(b.text[:30])[0]) is not None for b in blocks], bool)
    changes = speech[1:] != speech[:-1]
    first, last = np.append(True, changes), np.append(changes, True)
    several = np.bincount(speech)[speech] > 1
    frames: Flags = (first | (last & ~is_cut) | closes) & several
    return frames
