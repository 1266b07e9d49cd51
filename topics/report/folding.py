"""Fold characters for searches in the page: simplified, lower case, half width."""

from __future__ import annotations

import unicodedata
from functools import cache

from topics.corpus.script import simplified

__all__ = ["fold_table"]

FIRST, LAST = 0x27, 0xFFFD
ALIKE = {
    **dict.fromkeys("“”„‟‚‛‘’「」『』〝〞'＇", '"'),
    "覆": "复",
    "著": "着",
    "衞": "卫",
    "裏": "里",
    "峯": "峰",
    "羣": "群",
}
"""Equivalent characters beyond OpenCC's table: quotation marks and variants."""
SURROGATES = range(0xD800, 0xE000)


def fold_table(text: str) -> list[str]:
    """Return the characters that are folded, and their replacements: two texts.

    Only those that a search of the text needs: the others occur in the folded text, or are
    ASCII. Each character is one code unit of JavaScript before and after, so positions in the
    folded text are positions in the text.

    Parameters
    ----------
    text : str
        All texts of the page.
    """
    table = _folded()
    found = set(text.translate(table))
    pairs = [(old, new) for old, new in table.items() if new in found or new.isascii()]
    return ["".join(chr(old) for old, _ in pairs), "".join(new for _, new in pairs)]


@cache
def _folded() -> dict[int, str]:
    codes = [code for code in range(FIRST, LAST + 1) if code not in SURROGATES]
    plain = [_plain(ALIKE.get(chr(code), chr(code))) for code in codes]
    # Line breaks between characters prevent matches of OpenCC's phrases.
    converted = simplified("\n".join(plain)).split("\n")
    return {
        code: new
        for code, new in zip(codes, converted, strict=True)
        if new != chr(code) and len(new) == 1 and ord(new) <= LAST
    }


def _plain(char: str) -> str:
    """Return a character in half width and lower case, or itself if that is several characters."""
    found = unicodedata.normalize("NFKC", char).lower()
    return found if len(found) == 1 else char
