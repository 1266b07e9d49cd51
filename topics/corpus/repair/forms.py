"""Characters that are forms of others: radicals, vertical punctuation, private-use characters.

Before Unicode included the characters of Hong Kong's supplementary set (HKSCS), programs encoded
them as private-use characters, in the order of their Big5 codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from topics.corpus.repair.patterns import HAN, PRIVATE
from topics.corpus.script import simplified

__all__ = ["RADICALS", "VERTICAL", "from_hong_kong", "hkscs", "ordinary"]

_IDEOGRAPHS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭"
    "王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅"
    "長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
RADICALS: Mapping[str, str] = MappingProxyType(
    {
        chr(code): ideograph
        for code, ideograph in enumerate(_IDEOGRAPHS, 0x2E81)
        if chr(code) != ideograph  # U+2E9A is not assigned
    }
)
"""The radicals U+2E81 to U+2EF3 and the ideograph of each: the Unicode property
Equivalent_Unified_Ideograph. U+2E80 has none; NFKC maps U+2F00 to U+2FD5."""

VERTICAL: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "︐︑︒︓︔︕︖︗︘︙︰︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
            "，、。：；！？〖〗…‥—–（）｛｝〔〕【】《》〈〉「」『』［］",
            strict=True,
        )
    )
)
"""Vertical punctuation and its horizontal form: full-width, as usual in Chinese (NFKC maps some to
ASCII). Lines beside a column, such as U+FE33, are not punctuation."""

_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_ORDINARY = str.maketrans({**RADICALS, **_KANGXI, **VERTICAL})
_FORM = re.compile(f"[{''.join(map(chr, _ORDINARY))}]")


_PRIVATE = re.compile(f"[{PRIVATE}]")
_HAN = re.compile(f"[{HAN}]")
_TRAIL = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_AREAS = ((0xE000, 0xFA, 0xFE), (0xE311, 0x8E, 0xA0), (0xEEB8, 0x81, 0x8D), (0xF6B1, 0xC6, 0xC8))
"""The user-defined areas of Big5 (code page 950): first private-use character, first and last lead
byte. The area of C6 begins at C6A1."""
_TRADITIONAL = 0.1
"""Share of the Chinese characters of a text that have another form in simplified script. A text in
traditional script has a larger share."""


@cache
def hkscs() -> Mapping[str, str]:
    """Return the HKSCS characters by the private-use characters that encoded them.

    Python's codec has the 2004 version of the set; a few characters consist of a letter and an
    accent.
    """
    found: dict[str, str] = {}
    for start, first, last in _AREAS:
        codes = [bytes((lead, trail)) for lead in range(first, last + 1) for trail in _TRAIL]
        codes = [code for code in codes if first != 0xC6 or code >= b"\xc6\xa1"]
        texts = (code.decode("big5hkscs", "ignore") for code in codes)
        found |= {chr(point): text for point, text in enumerate(texts, start) if not text.isascii()}
    return MappingProxyType(found)


def from_hong_kong(text: str) -> bool:
    """Whether private-use characters of a text may be those of HKSCS: it is in traditional script.

    Other sets, such as that of GB 18030, use the same code points.
    """
    simple = simplified(text)
    changed = sum(a != b for a, b in zip(text, simple, strict=True))
    return changed > _TRADITIONAL * len(_HAN.findall(text))


def ordinary(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines of the same length with these forms replaced, for deciding roles."""
    whole = "\n".join(lines)
    if _FORM.search(whole) is not None:
        lines = [line.translate(_ORDINARY) for line in lines]
    if _PRIVATE.search(whole) is not None:
        lines = [_public(line) if _PRIVATE.search(line) else line for line in lines]
    return tuple(lines)


def _public(line: str) -> str:
    if not from_hong_kong(line):
        return line
    table = hkscs()
    return "".join(new if len(new := table.get(char, char)) == 1 else char for char in line)
