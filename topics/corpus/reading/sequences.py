"""Sequences of characters that are the bytes of one character in UTF-8, read as Latin-1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = [
    "BLANK",
    "HAN",
    "LETTER",
    "SEQUENCE",
    "Found",
    "find",
    "is_certain",
    "may_be_damaged",
    "strip",
    "undecoded",
]

_WINDOWS = {
    char: byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))
}
_BYTES = {**{chr(byte): byte for byte in range(0x80, 0x100)}, **_WINDOWS, " ": 0xA0}
"""The byte of each character in Latin-1 and Windows-1252; a blank may have been A0."""
_NEXT = f"[\x80-\xbf{''.join(_WINDOWS)}]"
"""A character that was the second, third or fourth byte."""
SEQUENCE = f"[Â-ß]{_NEXT}|[à-ï]{_NEXT}{{2}}|[ð-ô]{_NEXT}{{3}}"
"""The pattern of the bytes of one character."""
_CUT = f"â€(?!{_NEXT})"
"""A closing quotation mark whose last byte, 9D, is lost: Windows-1252 has no character for it."""
BLANK = re.compile(f"[à-ï](?:{_NEXT} | {_NEXT})")
"""A sequence in which a blank may have been the byte A0."""
_ANY = re.compile(f"(?P<whole>{SEQUENCE})|(?P<cut>{_CUT})|(?P<blank>{BLANK.pattern})")
_HINT = re.compile(f"[Â-ô][ {_NEXT[1:]}")
_LEFT = re.compile(f"[Â-ô]{_NEXT}*")
_BEGUN = re.compile(f"[à-ï]{_NEXT}?$")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")
_WIDE = re.compile(
    "[\u2010-\u2027\u2030-\u205e\u2100-\u27bf\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe6f\ufeff"
    "\uff01-\uffee\U0001f000-\U0001faff\U00020000-\U0003134f]"
)
"""Chinese characters, and punctuation and symbols of Chinese text."""
_PAIRED = re.compile("Â[¡-¿]|Ã[\x80-\x9f¡-¿—]")
"""Signs such as · and °, accented letters, ×."""
_NEVER = frozenset("€‚ƒ„ˆ˜‰¢£¤¥¦¬¯±µ¼½¾\xad")
"""Signs that are not beside the end of a word, unlike marks of punctuation and of notes."""


class Found(NamedTuple):
    """A sequence that may be one character: ``line[start:end]``.

    Attributes
    ----------
    start, end : int
    char : str
    kind : {"wide", "pair", "other", "cut", "blank"}
        ``"wide"``: a character of Chinese text; ``"pair"``: a sign or letter in two bytes;
        ``"cut"``: a quotation mark without its last byte; ``"blank"``: a blank that may have been
        the byte A0.
    """

    start: int
    end: int
    char: str
    kind: str


def may_be_damaged(text: str) -> bool:
    """Whether a text may have such a sequence; fast for Chinese, and true of accented letters."""
    # Â to ô begin with the byte C3 in UTF-8, no other character has it.
    return b"\xc3" in text.encode("utf-8", "replace") and _HINT.search(text) is not None


def strip(text: str) -> str:
    """Return a text without blanks at its ends that are not bytes of its last character."""
    bare = text.strip()
    if bare == text or not bare or not (begun := _BEGUN.search(bare[-2:])):
        return bare
    end = text.index(bare[0]) + len(bare)
    missing = text[end : end + 3 - len(begun[0])]
    return bare + missing if set(missing) <= {"\x85", "\xa0"} else bare


def find(line: str) -> list[Found]:
    """Return the sequences of a line that may be damaged characters, in order."""
    found = []
    for match in _ANY.finditer(line):
        kind = match.lastgroup
        char = "”" if kind == "cut" else _decoded(match.group())
        if kind == "whole":
            wide = "wide" if _WIDE.match(char) else "other"
            kind = "pair" if _PAIRED.fullmatch(match.group()) else wide
        if char and kind and (kind != "blank" or HAN.match(char)):
            found.append(Found(*match.span(), char, kind))
    return found


def _decoded(text: str) -> str:
    return bytes(_BYTES[char] for char in text).decode("utf-8", "ignore")


def is_certain(found: Found, line: str) -> bool:
    """Whether no correct text has a sequence at this place of a line."""
    before = line[found.start - 1 : found.start]
    if found.kind == "pair":
        return HAN.match(before) is not None or before.isdigit()
    if found.kind != "wide":
        return False
    if found.end - found.start != 3 or found.char == "\ufeff":
        return True
    first, second = line[found.start + 1], line[found.start + 2]
    is_control = any("\x80" <= char <= "\x9f" and char != "\x85" for char in (first, second))
    if is_control or first in _NEVER or first == "\x85":
        return True
    return second in _NEVER and first != "\xa0" and not LETTER.match(before)


def undecoded(line: str, taken: Sequence[Found], end: int | None = None) -> bool:
    """Whether a line has remains of characters beside the sequences that are restored.

    Those that reach ``end`` are ignored.
    """
    beside = {f.end for f in taken}
    before = {f.start for f in taken}
    inside = {i for f in taken for i in range(f.start, f.end)}
    if any("\x80" <= char <= "\x9f" and i not in inside for i, char in enumerate(line)):
        return True
    return any(
        m.start() not in inside and (m.start() in beside or m.end() in before) and m.end() != end
        for m in _LEFT.finditer(line)
    )
