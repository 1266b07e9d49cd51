"""Repair Chinese in UTF-8 that a program read as Latin-1 or Windows-1252 and saved again."""

from __future__ import annotations

import re

__all__ = ["undo"]

FEWEST = 4
"""Minimum number of Chinese characters in a repaired text."""
SHARE = 0.5
"""Minimum share of Chinese among the non-ASCII characters; the others are punctuation."""

_WINDOWS = {
    ord(char): byte
    for byte in range(0x80, 0xA0)
    if (char := bytes([byte]).decode("cp1252", "ignore"))
}
"""The characters of Windows-1252 that are control characters in Latin-1, and their bytes."""
_OTHER = re.compile(f"[^\x00-\xff{''.join(map(chr, _WINDOWS))}]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uff65]")


def undo(text: str) -> tuple[str, float]:
    """Return the original of a text whose bytes were read as Latin-1 or Windows-1252.

    A text is changed only if all its characters are bytes of one of these and the bytes are valid
    UTF-8, mostly Chinese. A text that contains a Chinese character is never changed.

    Parameters
    ----------
    text : str
        A whole source, decoded.

    Returns
    -------
    text : str
        Unchanged if it was read correctly.
    share : float
        Share of Chinese characters and punctuation among those of the repaired text that are not
        ASCII; 0 if the text is unchanged.
    """
    if text.isascii() or _OTHER.search(text):
        return text, 0.0
    try:
        found = text.translate(_WINDOWS).encode("latin-1").decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return text, 0.0
    share = len(_CHINESE.findall(found)) / max(sum(not char.isascii() for char in found), 1)
    if len(_HAN.findall(found)) < FEWEST or share < SHARE:
        return text, 0.0
    return found, share
