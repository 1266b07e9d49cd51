"""The cost of a character in a text, by encoding and script.

A cost is the negative logarithm of a frequency, in nats. Costs of Chinese come
from ``defaults/characters.tsv``; the others are rough values for whole blocks
of Unicode, which suffice to distinguish text from random characters.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from topics.defaults import default_path
from topics.messages import Message

__all__ = ["BIG5", "CODECS", "FOREIGN", "NONE", "NOT_TEXT", "UTF16", "cost_tables"]

BIG5 = ("big5", "cp950", "big5hkscs")
"""One hypothesis: the first of these wins if they give the same text."""

CODECS = ("utf-8", "gb18030", *BIG5)
"""Possible encodings of a single line; UTF-16 applies only to whole files."""

UTF16 = ("utf-16-le", "utf-16-be")
JAPANESE = Message("phrase_japanese")
FOREIGN = {"cp949": Message("phrase_korean"), "cp932": JAPANESE, "euc_jp": JAPANESE}
NONE = "none"

NOT_TEXT = 5.0
"""Cost of a byte outside ASCII that is not part of a text: nearly ln 256."""

_Costs = npt.NDArray[np.float16]


@lru_cache(maxsize=1)
def cost_tables() -> dict[str, tuple[_Costs, ...]]:
    """Return the costs of each hypothesis by code point; the last is for those above U+FFFF.

    A hypothesis with two tables uses the one with the lower cost for the whole text.
    All costs are multiples of one half below 1,000, which float16 holds exactly.
    """
    simplified, traditional = _read_table("simplified"), _read_table("traditional")
    chinese = (simplified, traditional)
    # Valid UTF-8 is rarely anything else, whatever the script.
    flat = np.full(0x10001, 9.5, dtype=np.float16)
    flat[:0x80], flat[0x80:0x530], flat[0x530:0x800], flat[0x10000] = 99.0, 7.0, 9.0, 12.5
    japanese = np.minimum(simplified, traditional) + 0.5
    japanese[0x3040:0x30A0], japanese[0x30A0:0x3100], japanese[0xFF61:0xFFA0] = 4.5, 5.5, 10.0
    korean = _base_table()
    korean[0xAC00:0xD7A4] = 8.0
    korean[[ord(c) for c in "이다는에의을하고가로지한을인도기사대들해서있그자리어정시"]] = 5.0
    none = _base_table()
    none[:0x20] = np.minimum(none[:0x20], NOT_TEXT + 0.5)
    none[0x80:0x100] = NOT_TEXT
    return {
        "utf-8": tuple(np.minimum(table, flat) for table in chinese),
        "gb18030": chinese,
        **dict.fromkeys(BIG5, (traditional,)),
        **dict.fromkeys(UTF16, tuple(map(_without_ascii_pairs, chinese))),
        "cp949": (korean,),
        "cp932": (japanese,),
        "euc_jp": (japanese,),
        NONE: (none,),
    }


_BLOCKS = (
    *((0x0000, 0x20, 16.0), (0x20, 0x30, 6.5), (0x30, 0x3A, 5.0), (0x3A, 0x41, 6.5)),
    *((0x41, 0x5B, 6.0), (0x5B, 0x61, 6.5), (0x61, 0x7B, 4.5), (0x7B, 0x7F, 6.5)),
    *((0x7F, 0xA0, 20.0), (0xA0, 0x530, 9.5), (0x2000, 0x2C00, 9.5), (0x3000, 0x3040, 10.0)),
    *((0x3040, 0x3130, 12.0), (0x3400, 0x4DC0, 17.0), (0x4E00, 0xA000, 14.5)),
    *((0xA000, 0xAC00, 17.0), (0xD7A4, 0xE000, 25.0), (0xE000, 0xF900, 18.0)),
    *((0xFE10, 0xFE70, 12.0), (0xFF00, 0xFF61, 9.0), (0xFF61, 0xFFE0, 15.0)),
    *((0xFFF0, 0x10000, 25.0), (0x9, 0xB, 3.5), (0xD, 0xE, 3.5), (0x20, 0x21, 3.5)),
)
"""Rough costs of whole blocks of code points: first, end, nats."""


def _without_ascii_pairs(table: _Costs) -> _Costs:
    """Return costs that never make two ASCII bytes likelier as one UTF-16 character.

    Otherwise a long run of ``**`` (U+2A2A) or ``N-`` (U+4E2D, 中) outweighs any text around it.
    """
    ascii_bytes = np.array([0x9, 0xA, 0xD, *range(0x20, 0x7F)])
    costs = table[ascii_bytes].astype(np.float32)
    points = (ascii_bytes[:, None] << 8) + ascii_bytes
    merged = table.copy()
    merged[points] = np.maximum(table[points], costs[:, None] + costs)
    return merged


def _base_table() -> _Costs:
    table = np.full(0x10001, 14.0, dtype=np.float16)
    for first, end, cost in _BLOCKS:
        table[first:end] = cost
    table[0x10000] = 17.0
    return table


def _read_table(script: str) -> _Costs:
    table = _base_table()
    for line in default_path("characters.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, cost, characters = line.split("\t")
            if name in ("marks", script):
                table[[ord(c) for c in characters]] = float(cost)
    return table
