"""Words that jieba never reads as one: C++, Color OS, 嘎玛·泽登, étude, 㓥房.

jieba joins Chinese characters up to U+9FD5, letters a to z and digits. A word with other
characters is found by its characters instead, the longest first, and the segmenter reads blanks in
its place; so it is never split, and never joined to its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from topics.errors import LexiconError
from topics.text.lexicon.lexicon import DOTS, Entry
from topics.text.segmentation.segmenters import Lengths, Segmenter

__all__ = ["WholeWords"]

JOINED = re.compile(r"[\u4e00-\u9fd5a-z0-9]+")
"""Words whose characters jieba joins."""
FOREIGN = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u052f\u1e00-\u1fff"
"""Letters of alphabets other than a to z: Latin with accents, Greek, Cyrillic."""
FOREIGN_LETTER = re.compile(f"[{FOREIGN}]")
FOREIGN_WORD = re.compile(f"[a-z]*[{FOREIGN}][a-z{FOREIGN}]*")
ALPHABET = re.compile(f"[a-z0-9{FOREIGN}]")


@dataclass(frozen=True)
class WholeWords:
    """A segmenter that keeps words of any characters whole.

    Attributes
    ----------
    segmenter : Segmenter
        Segments all other words.
    entries : sequence of Entry
        Words with characters that it does not join.
    """

    segmenter: Segmenter
    entries: Sequence[Entry] = ()
    _by_first: dict[str, list[str]] = field(init=False, repr=False)
    _first: re.Pattern[str] | None = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_first: dict[str, list[str]] = {}
        for word in sorted({entry.word for entry in self.entries}, key=len, reverse=True):
            by_first.setdefault(word[0], []).append(word)
        pattern = re.compile(f"[{re.escape(''.join(by_first))}]") if by_first else None
        object.__setattr__(self, "_by_first", by_first)
        object.__setattr__(self, "_first", pattern)

    @staticmethod
    def apart(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
        """Return the entries that jieba can keep whole, and the others.

        Raises
        ------
        LexiconError
            If one of the others has to be split.
        """
        joined: list[Entry] = []
        others: list[Entry] = []
        for entry in entries:
            if JOINED.fullmatch(entry.word):
                joined.append(entry)
                continue
            others.append(entry)
            if not entry.frequency:
                raise LexiconError(
                    f"The segmenter would ignore the dictionary entry '{entry.word}' of frequency"
                    " 0: it never reads it as one word. Remove the entry."
                )
        return joined, others

    def __call__(self, text: str, ends: Collection[int] = ()) -> tuple[str, Lengths]:
        """Return the text as it is counted, and the length of each of its words.

        In a word with blanks they become ``_``, and a middle dot is ``·`` however it is printed.

        Parameters
        ----------
        text : str
            One text or several, a blank after each.
        ends : collection of int, optional
            Positions of these blanks, which are part of no word.
        """
        has_own = self._first is not None and self._first.search(text)
        if not has_own and not FOREIGN_LETTER.search(text):
            return text, self.segmenter(text)
        text, own = self._find_entries(text, frozenset(ends))
        hidden = _blanked(text, own)
        foreign = [match.span() for match in FOREIGN_WORD.finditer(hidden)]
        lengths = self.segmenter(_blanked(hidden, foreign))
        return text, _merged(lengths, [*own, *foreign])

    def _find_entries(self, text: str, ends: frozenset[int]) -> tuple[str, list[tuple[int, int]]]:
        if self._first is None:
            return text, []
        read = text.translate(DOTS)
        spans = list(self._matches(read, ends))
        parts: list[str] = []
        end = 0
        for start, stop in spans:
            parts += [text[end:start], read[start:stop].replace(" ", "_")]
            end = stop
        return "".join([*parts, text[end:]]), spans

    def _matches(self, text: str, ends: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Yield start and end of each word, from left to right, the longest at each position."""
        assert self._first is not None
        at = 0
        while match := self._first.search(text, at):
            start = at = match.start()
            for word in self._by_first[text[start]]:
                end = start + len(word)
                is_whole = text.startswith(word, start) and not _cuts(text, start, end)
                if is_whole and ends.isdisjoint(range(start, end)):
                    yield start, end
                    at = end
                    break
            else:
                at += 1


def _cuts(text: str, start: int, end: int) -> bool:
    """Return whether a boundary is inside a word of an alphabet, as of ``os`` in ``close``."""
    return any(
        0 < at < len(text) and ALPHABET.match(text[at - 1]) and ALPHABET.match(text[at])
        for at in (start, end)
    )


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _merged(lengths: Lengths, spans: Sequence[tuple[int, int]]) -> Lengths:
    """Return the lengths with each span, which the segmenter read as blanks, as one word."""
    ends = np.cumsum(lengths, dtype=np.int64)
    inside = np.zeros(int(ends[-1]) + 1 if len(ends) else 1, bool)
    for start, end in spans:
        inside[start + 1 : end] = True
    return np.diff(ends[~inside[ends]], prepend=0).astype(np.int32)
