r"""Repairs: named rules over the text of one block, every application on record.

A rule is a pure function from a block's raw text (its lines joined by ``\n``)
to the edits it wants. Every rule reads the text as it came; where two want
the same characters, the rule that stands earlier in `REPAIRS` has them. So
``before`` always stands in the source at the repair's line and column, and
undoing every repair gives the source back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from topics.corpus.repair.rules import (
    ADVERTISING,
    HAN,
    MARKUP,
    Edit,
    Rule,
    base_quotes,
    broken_line,
    closing_quote,
    decimal_point,
    nfkc,
    opening_quote,
    outer_space,
    page_mark,
    spaced_digits,
    spaced_name,
    stray_space,
    substitute,
    unmarked,
)
from topics.corpus.types import Repair

__all__ = ["REPAIRS", "SIGNS", "repair"]

# Characters that show nothing, and control characters.
INVISIBLE = r"\u200b-\u200f\u2060\ufeff\u00ad\x01-\x08\x0b-\x1f\x7f"
PRIVATE = r"\ue000-\uf8ff"
# Compatibility ideographs, and the radicals that many PDF files hold for characters.
COMPATIBLE = r"\uf900-\ufaff\u2f00-\u2fd5\u2e9f\u2ef3"
# Digits and Latin letters only: Chinese punctuation is full-width by right.
FULL_WIDTH = "０-９Ａ-Ｚａ-ｚ"
TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"

REPAIRS: dict[str, Rule] = {
    "outer_space": outer_space,
    "markup": substitute(MARKUP, unmarked),
    "advertising": substitute(ADVERTISING),
    "page_mark": page_mark,
    "broken_line": broken_line,
    "invisible": substitute(f"[{INVISIBLE}]+"),
    # Of the private use area the symbol fonts' part holds bullets; what the rest meant is lost.
    "private_use": substitute(
        f"[{PRIVATE}]", lambda match: "" if "\uf000" <= match.group() <= "\uf0ff" else "〓"
    ),
    "compatibility": substitute(f"[{COMPATIBLE}]", nfkc),
    "full_width": substitute(f"[{FULL_WIDTH}]+", nfkc),
    "decimal_point": decimal_point,
    # A gloss with a tone mark after the character it explains: 习(xí)近平.
    "pinyin": substitute(rf"(?<=[{HAN}])[(（][a-z]*[{TONES}][a-z]*[)）]"),
    "base_quotes": base_quotes,
    "opening_quote": opening_quote,
    "closing_quote": closing_quote,
    # 臵 is how some old fonts wrote 置; no modern text means 臵 itself.
    "wrong_glyph": substitute("臵", "置"),
    # A web page dropped the full-width space's bytes A1 A1 wherever they stood, also across two
    # characters: 础 B4A1 + 。 A1A3 became 矗 B4A3. Only where no other reading is possible.
    "lost_bytes": substitute(
        "[矗龋玻常](?:(?<=基矗)(?!立)|(?<=[采争听夺吸获录]龋)|(?<=疾玻)"
        "|(?<=(?:推向|走向|进入|面向|开拓|占领|农贸|集贸|批发|规范|整顿|培育)市常)"
        "(?![委务住年规态见德州熟设备驻用]))",
        lambda match: {"矗": "础。", "龋": "取。", "玻": "病。", "常": "场。"}[match.group()],
    ),
    "spaced_name": spaced_name,
    "stray_space": stray_space,
    "spaced_digits": spaced_digits,
}
"""Every rule by name, in order of precedence."""


_BLANKS = r"\t\v-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
SIGNS: dict[str, str] = {
    "outer_space": rf"{_BLANKS}\n\ufeff",
    "markup": r"<&{\[",
    "advertising": r"（(【\[",
    "page_mark": r"—–―\-页頁\n",
    "broken_line": r"\n",
    "invisible": INVISIBLE,
    "private_use": PRIVATE,
    "compatibility": COMPATIBLE,
    "full_width": FULL_WIDTH,
    "decimal_point": "．",
    "pinyin": TONES,
    "base_quotes": "‚‛",
    "opening_quote": "”",
    "closing_quote": "“",
    "wrong_glyph": "臵",
    "lost_bytes": "矗龋玻常",
    "spaced_name": _BLANKS,
    "stray_space": _BLANKS,
    "spaced_digits": _BLANKS,
}
"""Characters of which a text must have one for a rule to have anything to see, as in ``[...]``."""
_SIGN = re.compile(f"[{''.join(SIGNS.values())}]")


class _Called(dict[str, frozenset[str]]):
    """The rules that a character calls for, filled as characters are met."""

    def __missing__(self, sign: str) -> frozenset[str]:
        found = frozenset(name for name, signs in SIGNS.items() if re.match(f"[{signs}]", sign))
        self[sign] = found
        return found


_CALLED = _Called()


def repair(
    source: str, first_line: int, lines: Sequence[str], skip: Collection[str] = ()
) -> tuple[str, list[Repair]]:
    """Repair the text of one block.

    Parameters
    ----------
    source : str
        Name of the source, for the record.
    first_line : int
        Line of the source that ``lines[0]`` is, from 1.
    lines : sequence of str
        The block's lines as decoded.
    skip : collection of str
        Names of rules not to apply.

    Returns
    -------
    text : str
        The repaired text; `topics.corpus.positions` derives where its characters come from.
    repairs : list of Repair
        In order of position.
    """
    raw = "\n".join(lines)
    edits = _choose_edits(raw, skip)
    if not edits:
        return raw, []
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    parts: list[str] = []
    repairs: list[Repair] = []
    done = 0
    for edit, rule in edits:
        parts += [raw[done : edit.start], edit.after]
        i = bisect_right(starts, edit.start) - 1
        line, column = first_line + i, edit.start - starts[i]
        repairs.append(Repair(source, line, column, rule, raw[edit.start : edit.end], edit.after))
        done = edit.end
    return "".join([*parts, raw[done:]]), repairs


def _choose_edits(raw: str, skip: Collection[str]) -> list[tuple[Edit, str]]:
    called = {name for sign in set(_SIGN.findall(raw)) for name in _CALLED[sign]}
    if not called:
        return []
    taken = bytearray(len(raw) + 1)
    chosen: list[tuple[Edit, str]] = []
    for name, rule in REPAIRS.items():
        if name in skip or name not in called:
            continue
        for edit in rule(raw):
            if 1 not in taken[edit.start : edit.end]:
                taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
                chosen.append((edit, name))
    return sorted(chosen)
