"""A piece of a stream of texts in, the lengths of its words out: what one thread does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.text.normalize import Codes, codes_of, normalize_all
from topics.text.segmentation.segmenters import Segmenter

__all__ = ["CutPiece", "Cutter"]


@dataclass(frozen=True, slots=True, eq=False)
class CutPiece:
    """Some consecutive texts, cut.

    Attributes
    ----------
    codes : uint32 array, shape (n,)
        Code points of the texts as they are counted, a blank after each.
    lengths : int32 array, shape (n_words,)
        Of all words, punctuation and blanks included.
    index : int32 array, shape (n + 1,) or (0,)
        Where each character comes from in the texts as shown, a blank after
        each; empty where each stands at its own place.
    closes : int64 array, shape (n_texts,)
        Where the blank after each text as shown ends.
    tags : mapping of str to str
        Tag of each word; empty where none were asked for.
    """

    codes: Codes
    lengths: npt.NDArray[np.int32]
    index: npt.NDArray[np.int32]
    closes: npt.NDArray[np.int64]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cutter:
    """A segmenter with the filter that its words are to pass.

    Attributes
    ----------
    cut : Segmenter
    tag : callable or None
        From a text to the tag of each of its words.
    pos : tuple of str
        What a kept word's tag begins with.
    """

    cut: Segmenter
    tag: Callable[[str], Mapping[str, str]] | None
    pos: tuple[str, ...]

    def __call__(self, texts: Sequence[str]) -> CutPiece:
        """Cut some texts."""
        counted, index = normalize_all(texts)
        return CutPiece(
            codes=codes_of(counted),
            lengths=self.cut(counted),
            index=np.zeros(0, np.int32) if index is None else index,
            closes=np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1),
            tags=self.tag(counted) if self.tag else {},
        )

    def tag_if_kept(self, term: str, tags: Mapping[str, str]) -> str | None:
        """Return the tag of a word that is to be kept, "" where none was asked for; or None."""
        if not (term.isalnum() or any(map(str.isalnum, term))):
            return None
        if self.tag is None:
            return ""
        tag = tags.get(term) or _plain_tag(term)
        return tag if tag.startswith(self.pos) else None


def _plain_tag(term: str) -> str:
    """Return the tag of a term that the tagger did not see as one word."""
    if not term.isascii():
        return "x"
    return "m" if not any(map(str.isalpha, term)) else "eng"
