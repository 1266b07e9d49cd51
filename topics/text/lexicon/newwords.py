"""New words: character sequences of the corpus with high cohesion and varied neighbours.

The characters of a word occur together more than by chance (pointwise mutual information [1]_ at
its weakest split), and many different characters precede and follow it (branching entropy [2]_).
Words that the segmenter keeps whole are known already; a sequence that it splits, and that a
person confirms as a word, goes into the study's dictionary.

References
----------
.. [1] Church, Hanks (1990), "Word association norms, mutual information, and lexicography",
   Computational Linguistics 16(1), https://aclanthology.org/J90-1003
.. [2] Jin, Tanaka-Ishii (2006), "Unsupervised segmentation of Chinese text by use of branching
   entropy", COLING/ACL 2006 poster sessions, doi:10.3115/1273073.1273129
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from topics.corpus.types import Corpus, Paragraph
from topics.fingerprint import check_same_corpus
from topics.text.lexicon._ngrams import (
    Ngrams,
    cohesion,
    entropy,
    frequent_ngrams,
    share_where,
)
from topics.text.lexicon.edges import edges
from topics.text.normalize import normalize
from topics.text.types import Tokens

__all__ = ["NewWord", "new_words"]

MIN_PMI = 3.0
"""Bits: the parts at the weakest split must co-occur eight times as often as by chance."""
MIN_ENTROPY = 1.0
"""Bits: on each side the entropy of two equally frequent neighbours."""
MOST = 0.5
"""A condition on a candidate must be true in this share of its occurrences."""
INSIDE_ANOTHER = 2 / 3
"""A candidate is a fragment if this share of its occurrences is inside one longer candidate."""
REPEATED_RUN = 12
"""Characters: a verbatim repetition of a clause of this length is not counted again."""
CONTEXT = 10
"""Characters shown on either side of an example."""
N_EXAMPLES = 3

MARKS = frozenset('“”‘’「」『』《》〈〉"')
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
QUANTITY = re.compile(rf"百分.*|[{_NUMERALS}]{{2,}}|一[个些种次件位名项座条批支场]")
"""Tokens that are quantities."""


@dataclass(frozen=True, slots=True)
class NewWord:
    """A sequence of characters that may be a word, with its measures.

    Attributes
    ----------
    word : str
        As it is counted: NFKC, simplified.
    count : int
        Occurrences; repeated paragraphs and clauses count once.
    n_speeches, n_sources : int
        Speeches and sources that it occurs in.
    pmi : float
        Pointwise mutual information at its weakest split, in bits.
    left_entropy, right_entropy : float
        Entropy of the characters before and after it, in bits.
    score : float
        ``pmi`` times the smaller entropy.
    examples : tuple of str
        Up to three occurrences, from different speeches if possible: source,
        line, and the surrounding words.
    """

    word: str
    count: int
    n_speeches: int
    n_sources: int
    pmi: float
    left_entropy: float
    right_entropy: float
    score: float
    examples: tuple[str, ...]


def new_words(
    corpus: Corpus, tokens: Tokens, *, min_count: int = 3, max_length: int = 10
) -> tuple[NewWord, ...]:
    """Find words in a corpus that its segmentation splits.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    tokens : Tokens
        What `segment` returns for it: the known words and their boundaries.
    min_count : int
        Minimum number of occurrences of a candidate.
    max_length : int
        Maximum number of characters of a candidate.

    Returns
    -------
    tuple of NewWord
        In descending order of score.

    Raises
    ------
    ModelError
        If the tokens are from another corpus.
    """
    check_same_corpus("corpus", corpus.fingerprint, "tokens", tokens.corpus_fingerprint)
    text = _Text(corpus, tokens)
    levels: list[Ngrams] = []
    found: list[_Candidate] = []
    for level in frequent_ngrams(text.symbols, text.usable, max_length, min_count):
        if not len(level.counts):
            break
        levels.append(level)
        if level.length > 1:
            found += _candidates(text, levels)
    by_word = {candidate.word: candidate for candidate in found}
    fragments = {
        part
        for candidate in found
        for part in _parts(candidate.word)
        if part in by_word and candidate.count >= INSIDE_ANOTHER * by_word[part].count
    }
    kept = [candidate for candidate in found if candidate.word not in fragments]
    return tuple(_finish(text, c) for c in sorted(kept, key=lambda c: (-c.score, c.word)))


@dataclass(frozen=True, slots=True)
class _Candidate:
    word: str
    pmi: float
    left_entropy: float
    right_entropy: float
    positions: npt.NDArray[np.int64]

    @property
    def count(self) -> int:
        return len(self.positions)

    @property
    def score(self) -> float:
        return self.pmi * min(self.left_entropy, self.right_entropy)


class _Text:
    """The running text as one string, paragraphs separated by line feeds, with token boundaries."""

    def __init__(self, corpus: Corpus, tokens: Tokens) -> None:
        blocks = {(block.source, block.paragraph): block for block in corpus.running_text()}
        self.blocks = [blocks[key] for key in tokens.units.first_paragraphs()]
        pieces = [normalize(block.text) for block in self.blocks]
        self.text = "\n".join(["", *(counted for counted, _ in pieces), ""])
        self.index = [index for _, index in pieces]
        lengths = np.array([len(index) for index in self.index], np.int64)
        self.starts = np.cumsum(np.append(1, lengths))[:-1]
        """Start of each paragraph in ``text``; with its line feed it is as long as its index."""
        self._mark_tokens(tokens)

    @cached_property
    def _letters(self) -> tuple[list[str], npt.NDArray[np.int64]]:
        codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), np.uint32)
        letters, symbols = np.unique(codes, return_inverse=True)
        return [chr(code) for code in letters], symbols.astype(np.int64)

    @property
    def symbols(self) -> npt.NDArray[np.int64]:
        """The text as ids of characters."""
        return self._letters[1]

    @cached_property
    def neighbours(self) -> npt.NDArray[np.int64]:
        """The text as ids, the same for all digits and a different one for each quotation mark.

        A sequence in quotation marks is delimited by its writer: its entropy is the highest.
        """
        letters, symbols = self._letters
        digits = [i for i, letter in enumerate(letters) if letter.isdigit()]
        merged = np.arange(len(letters))
        merged[digits] = digits[0] if digits else 0
        marks = np.array([letter in MARKS for letter in letters])[symbols]
        return np.where(marks, len(letters) + np.arange(len(symbols)), merged[symbols])

    @cached_property
    def usable(self) -> npt.NDArray[np.bool_]:
        """Chinese characters outside of repeated clauses."""
        letters, symbols = self._letters
        usable = np.array([re.fullmatch(f"[{_HAN}]", letter) is not None for letter in letters])
        flags: npt.NDArray[np.bool_] = usable[symbols]
        seen: set[str] = set()
        for run in re.finditer(f"[{_HAN}]{{{REPEATED_RUN},}}", self.text):
            if run[0] in seen:
                flags[run.start() : run.end()] = False
            seen.add(run[0])
        return flags

    def _mark_tokens(self, tokens: Tokens) -> None:
        """Mark where tokens start and end, and the tokens that no candidate may contain."""
        inside, first, last = edges()
        quantity = (QUANTITY.fullmatch(term) is not None for term in tokens.terms)
        is_inside = np.array(
            [term in inside or q for term, q in zip(tokens.terms, quantity, strict=True)], bool
        )
        is_first = np.array([term in first for term in tokens.terms], bool)
        is_last = np.array([term in last for term in tokens.terms], bool)
        starts = self._counted_positions(tokens, 0)
        ends = self._counted_positions(tokens, 1)
        n = len(self.text) + 1
        self.edge, self.opens, self.closes, banned = np.zeros((4, n), bool)
        self.edge[starts] = self.edge[ends] = True
        self.opens[starts] = is_first[tokens.term_ids]
        self.closes[ends] = is_last[tokens.term_ids]
        banned[starts] = is_inside[tokens.term_ids]
        self.n_edges = np.append(0, np.cumsum(self.edge))
        self.n_banned = np.append(0, np.cumsum(banned))

    def _counted_positions(self, tokens: Tokens, side: int) -> npt.NDArray[np.int64]:
        """Return the starts (0) or ends (1) of all tokens in ``text``."""
        found = [
            self.starts[i]
            + np.searchsorted(index, tokens.spans[tokens.indptr[i] : tokens.indptr[i + 1], side])
            for i, index in enumerate(self.index)
        ]
        return np.concatenate([np.zeros(0, np.int64), *found])

    def block(self, position: int) -> tuple[Paragraph, npt.NDArray[np.int32], int]:
        """Return the paragraph at a position, its index, and the offset in its counted text."""
        i = int(np.searchsorted(self.starts, position, "right")) - 1
        return self.blocks[i], self.index[i], position - int(self.starts[i])


def _candidates(text: _Text, levels: Sequence[Ngrams]) -> Iterator[_Candidate]:
    """Yield the n-grams of one length that pass all limits."""
    level = levels[-1]
    start, end, ids, counts = (
        level.positions,
        level.positions + level.length,
        level.ids,
        level.counts,
    )
    pmi = cohesion(levels)
    left = entropy(ids, text.neighbours[start - 1], counts)
    right = entropy(ids, text.neighbours[end], counts)
    cut = text.n_edges[end] > text.n_edges[start + 1]
    chosen = (pmi >= MIN_PMI) & (np.minimum(left, right) >= MIN_ENTROPY)
    chosen &= share_where(ids, text.edge[start] & text.edge[end], counts) >= MOST
    chosen &= share_where(ids, cut, counts) >= MOST
    chosen &= share_where(ids, text.n_banned[end] > text.n_banned[start], counts) < MOST
    chosen &= share_where(ids, text.opens[start], counts) < MOST
    chosen &= share_where(ids, text.closes[end], counts) < MOST
    order = np.argsort(ids, kind="stable")
    bounds = np.append(0, np.cumsum(counts))
    for i in np.flatnonzero(chosen).tolist():
        positions = start[order[bounds[i] : bounds[i + 1]]]
        word = text.text[positions[0] : positions[0] + level.length]
        yield _Candidate(word, float(pmi[i]), float(left[i]), float(right[i]), positions)


def _parts(word: str) -> set[str]:
    """Return every shorter part of a word of two or more characters."""
    n = len(word)
    return {word[i : i + size] for size in range(2, n) for i in range(n - size + 1)}


def _finish(text: _Text, candidate: _Candidate) -> NewWord:
    by_speech: dict[tuple[str, int], int] = {}
    for position in candidate.positions.tolist():
        block, _, _ = text.block(position)
        by_speech.setdefault((block.source, block.speech), position)
    positions = dict.fromkeys([*by_speech.values(), *candidate.positions.tolist()])
    length = len(candidate.word)
    return NewWord(
        word=candidate.word,
        count=candidate.count,
        n_speeches=len(by_speech),
        n_sources=len({source for source, _ in by_speech}),
        pmi=candidate.pmi,
        left_entropy=candidate.left_entropy,
        right_entropy=candidate.right_entropy,
        score=candidate.score,
        examples=tuple(_example(text, p, length) for p in islice(positions, N_EXAMPLES)),
    )


def _example(text: _Text, position: int, length: int) -> str:
    """Return an occurrence as source, line and the text as shown, the word in brackets."""
    block, index, offset = text.block(position)
    start, end = int(index[offset]), int(index[offset + length - 1]) + 1
    line = block.label or str(int(block.offsets[start, 0]))
    before = block.text[max(0, start - CONTEXT) : start]
    after = block.text[end : end + CONTEXT]
    return f"{block.source}:{line} {before}【{block.text[start:end]}】{after}"
