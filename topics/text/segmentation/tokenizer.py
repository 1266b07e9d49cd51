"""Find the lengths of the words of a batch of texts: the work of one thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from topics.text.normalize import Codes, codes_of, normalize_all
from topics.text.segmentation.whole import FOREIGN_LETTER, WholeWords

__all__ = ["TokenizedTexts", "Tokenizer"]


@dataclass(frozen=True, slots=True, eq=False)
class TokenizedTexts:
    """Consecutive texts, segmented.

    Attributes
    ----------
    codes : uint32 array, shape (n,)
        Code points of the texts as they are counted, a blank after each.
    lengths : int32 array, shape (n_words,)
        Lengths of all words, punctuation and blanks included.
    index : int32 array, shape (n + 1,) or (0,)
        Position of each character in the texts as shown, a blank after each;
        empty where the positions are the same.
    text_ends : int64 array, shape (n_texts,)
        End of the blank after each text as shown.
    tags : mapping of str to str
        Tag of each word; empty where no tags were asked for.
    """

    codes: Codes
    lengths: npt.NDArray[np.int32]
    index: npt.NDArray[np.int32]
    text_ends: npt.NDArray[np.int64]
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A segmenter with the filter for its words.

    Attributes
    ----------
    segmenter : WholeWords
    tagger : callable or None
        Maps a text to the tag of each of its words.
    pos : tuple of str
        Prefixes of tags: a word is kept if its tag starts with one of them.
    own_tags : mapping of str to str
        Tags of words that the tagger does not read as one.
    """

    segmenter: WholeWords
    tagger: Callable[[str], Mapping[str, str]] | None
    pos: tuple[str, ...]
    own_tags: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, texts: Sequence[str]) -> TokenizedTexts:
        """Segment some texts."""
        counted, index = normalize_all(texts)
        text_ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
        ends = text_ends - 1 if index is None else np.searchsorted(index, text_ends - 1)
        shown, lengths = self.segmenter(counted, ends.tolist())
        return TokenizedTexts(
            codes=codes_of(shown),
            lengths=lengths,
            index=np.zeros(0, np.int32) if index is None else index,
            text_ends=text_ends,
            tags=self.tagger(counted) if self.tagger else {},
        )

    def tag_if_kept(self, term: str, tags: Mapping[str, str]) -> str | None:
        """Return the tag of a word to keep ("" without a tagger), or None for other words."""
        if not (term.isalnum() or any(map(str.isalnum, term))):
            return None
        if self.tagger is None:
            return ""
        tag = self.own_tags.get(term) or tags.get(term) or _plain_tag(term)
        return tag if tag.startswith(self.pos) else None


def _plain_tag(term: str) -> str:
    """Return the tag of a term that the tagger did not read as one word."""
    if FOREIGN_LETTER.search(term):
        return "eng"
    if not term.isascii():
        return "x"
    return "m" if not any(map(str.isalpha, term)) else "eng"
