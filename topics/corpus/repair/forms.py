"""Characters that are forms of others: radicals, and punctuation for vertical writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

__all__ = ["RADICALS", "VERTICAL", "ordinary"]

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
"""The radicals U+2E81 to U+2EF3 and the ideograph that each is a form of: the property
Equivalent_Unified_Ideograph of Unicode. Of U+2E80 there is none; U+2F00 to U+2FD5 are NFKC's."""

VERTICAL: Mapping[str, str] = MappingProxyType(
    dict(
        zip(
            "︐︑︒︓︔︕︖︗︘︙︰︱︲︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
            "，、。：；！？〖〗…‥—–（）｛｝〔〕【】《》〈〉「」『』［］",
            strict=True,
        )
    )
)
"""Punctuation for vertical writing and the same for lines: full-width, as Chinese has it (NFKC
makes ASCII of some). Lines beside a column, such as U+FE33, are no punctuation."""

_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_ORDINARY = str.maketrans({**RADICALS, **_KANGXI, **VERTICAL})
_FORM = re.compile(f"[{''.join(map(chr, _ORDINARY))}]")


def ordinary(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines without these forms, each of the same length, by which roles are decided."""
    if _FORM.search("\n".join(lines)) is None:
        return tuple(lines)
    return tuple(line.translate(_ORDINARY) for line in lines)
