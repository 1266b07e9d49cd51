"""The form in which characters are counted: NFKC, simplified, lower case.

The text as shown is never changed; an index maps each counted character
back to its origin.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from topics.corpus.script import simplified

__all__ = ["Codes", "codes_of", "fold", "normalize", "normalize_all", "simplify", "text_of"]

TRADITIONAL_SHARE = 0.03
"""A text is in traditional script where more of its characters than this would change.

A simplified text has a few characters that a converter would change (乾, 瞭, 藉), wrongly.
"""

ZHU = re.compile(
    "显著|(?<![发扬张])昭著|卓著|彰著|知著|较著|名著|土著|专著|原著|拙著|遗著|巨著|撰著|所著"
    "|(?<![编改])编著|(?<![讨议谈争辩评结推])论著|(?<!翻)译著|(?<![更刷翻创])新著|(?<![结配混符迎联适综组集闭])合著"
    "|著名(?![字单册额])|著作(?![业用战])|(?<![看读拿捧抱翻带写])著书|著称|著述|著录|著译|著者"
    "|(?<![^他她其曾并也，。；])著有|著成(?=《)|(?<=[\\u3400-\\u9fff])著《|(?<=》)著"
)
"""Where 著, in simplified script, is zhù (著名, 论著) and not written for 着 (看著, 著手).

OpenCC's table for Taiwan also writes 论着 and 土着; the others keep 看著.
"""

KNOWN, CHANGED, LONG, TRADITIONAL = 1, 2, 4, 8
"""Flags of a character: looked up before; changed when counted; replaced by none or several;
changed in simplified script."""

Codes = npt.NDArray[np.uint32]


def codes_of(text: str) -> Codes:
    """Return the code point of each character of a text, lone surrogates included."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def text_of(codes: Codes) -> str:
    """Return the text with these code points: the inverse of `codes_of`."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


class _Characters:
    """The counted form of each character, looked up when it is first seen."""

    def __init__(self) -> None:
        self.known = np.zeros(0x110000, np.uint8)
        self.counted_as = np.zeros(0x110000, np.uint32)
        self.replaced_by: dict[int, str] = {}

    def look_up(self, codes: Codes) -> npt.NDArray[np.uint8]:
        known = self.known[codes]
        if not known.all():
            for code in np.unique(codes[known == 0]).tolist():
                self._learn(code)
            known = self.known[codes]
        return known

    def _learn(self, code: int) -> None:
        char = chr(code)
        counted = unicodedata.normalize("NFKC", char).lower()
        kind = KNOWN | TRADITIONAL * (_simplified(char) != char)
        if len(counted) == 1:
            self.counted_as[code] = ord(counted)
            kind |= CHANGED * (counted != char)
        else:
            self.replaced_by[code] = counted
            kind |= LONG
        self.known[code] = kind


_CHARACTERS = _Characters()


def simplify(text: str) -> str:
    """Return a text in simplified script, character for character.

    Parameters
    ----------
    text : str
        Text in either script; simplified text is returned unchanged.
    """
    if text.isascii():
        return text
    known = _CHARACTERS.look_up(codes_of(text))
    # Words that only change as a whole (英哩) are too few to matter here.
    if np.count_nonzero(known & TRADITIONAL) <= TRADITIONAL_SHARE * len(text):
        return text
    return _convert(text)


def _convert(text: str) -> str:
    converted = _simplified(text)
    changed = np.count_nonzero(codes_of(text) != codes_of(converted))
    return converted if changed > TRADITIONAL_SHARE * len(text) else text


def _simplified(text: str) -> str:
    """Return a text in simplified script, with 着 where 著 is written for it."""
    converted = simplified(text)
    if "著" not in converted:
        return converted
    kept = {i for match in ZHU.finditer(converted) for i in range(*match.span())}
    return "".join(
        "着" if char == "著" and i not in kept else char for i, char in enumerate(converted)
    )


def normalize(text: str) -> tuple[str, npt.NDArray[np.int32]]:
    """Return a text as it is counted, and the origin of each of its characters.

    Parameters
    ----------
    text : str
        Text as shown.

    Returns
    -------
    counted : str
        NFKC, simplified, lower case.
    index : int32 array, shape (len(counted) + 1,)
        ``index[i]`` is the position in ``text`` of the character that
        ``counted[i]`` comes from; the last entry is ``len(text)``.
    """
    counted, index = _fold(simplify(text))
    return counted, np.arange(len(text) + 1, dtype=np.int32) if index is None else index


def fold(text: str) -> str:
    """Return a text in NFKC and lower case, in its own script."""
    return _fold(text)[0]


def normalize_all(texts: Sequence[str]) -> tuple[str, npt.NDArray[np.int32] | None]:
    """Return texts as they are counted, joined, with a blank after each.

    The result is that of `normalize` in a fraction of the time: most texts need no
    change, which is checked for all of them at once.

    Parameters
    ----------
    texts : sequence of str
        Texts as shown.

    Returns
    -------
    counted : str
        The normalised texts, each followed by a blank.
    index : int32 array, shape (len(counted) + 1,), or None
        Position of each character in ``" ".join([*texts, ""])``; None where
        the positions are the same.
    """
    shown = " ".join([*texts, ""])
    traditional = _CHARACTERS.look_up(codes_of(shown)) & TRADITIONAL
    if traditional.any():
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        starts = np.cumsum(lengths + 1) - lengths - 1
        counts = np.add.reduceat((traditional != 0).astype(np.int64), starts)
        simple = list(texts)
        for i in np.flatnonzero(counts > TRADITIONAL_SHARE * lengths).tolist():
            simple[i] = _convert(texts[i])
        shown = " ".join([*simple, ""])
    return _fold(shown)


def _fold(text: str) -> tuple[str, npt.NDArray[np.int32] | None]:
    """Return NFKC and lower case of each character, and the index if positions change.

    Character by character, so that all parts of a ligature map to it.
    """
    codes = codes_of(text)
    known = _CHARACTERS.look_up(codes)
    if not (known & (CHANGED | LONG)).any():
        return text, None
    long = np.flatnonzero(known & LONG)
    counted = _CHARACTERS.counted_as[codes]
    if not len(long):
        return text_of(counted), None
    replaced_by = [_CHARACTERS.replaced_by[code] for code in codes[long].tolist()]
    lengths = np.ones(len(codes), np.int64)
    lengths[long] = [len(characters) for characters in replaced_by]
    index = np.repeat(np.arange(len(codes), dtype=np.int32), lengths)
    counted = counted[index]
    counted[(known & LONG)[index] != 0] = codes_of("".join(replaced_by))
    return text_of(counted), np.append(index, np.int32(len(codes)))
