r"""Repairs: named rules over the text of one block, every application on record.

A rule is a pure function from a block's raw text (its lines joined by ``\n``)
to the edits it wants. Every rule reads the text as it came; where two want
the same characters, the rule that stands earlier in `REPAIRS` has them. So
``before`` always stands in the source at the repair's line and column, and
undoing every repair gives the source back.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from topics.corpus.types import Repair

__all__ = ["PAGE_LINE", "PAGE_MARK", "REPAIRS", "Edit", "repair"]

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
BLANK = r"[^\S\n]"
CLOSING = "，。、；：！？）》”’」』】,;:!?)"
PAGE_MARK = re.compile(
    rf"{BLANK}*(?:[—–―-]{{1,3}}{BLANK}?\d{{1,3}}{BLANK}?[—–―-]{{1,3}}"
    rf"|第{BLANK}?\d{{1,3}}{BLANK}?[页頁](?:{BLANK}?共{BLANK}?\d{{1,3}}{BLANK}?[页頁])?)(?={BLANK}*(?:\n|$))"
)
"""A page's number at the end of a line: ``—2—``, ``- 12 -``, ``第 3 页 共 9 页``."""


_TAGS = "p|br|div|span|font|strong|b|i|u|em|a|h[1-6]|table|tbody|tr|td|th|ul|ol|li|img|center|o:p"
MARKUP = (
    r"\[bookmark:[^\]\n]*\]"  # Word's field codes
    rf"|</?(?:{_TAGS})(?:[ /][^<>\n]{{0,300}})?>"
    r"|&(?:[a-z]{2,8}|#\d{2,5});"
    r"|[.#@]?[A-Za-z][\w.#:>, -]{0,120}\{\s*[a-z-]{2,30}\s*:[^{}\n]{1,400}\}\s?"
)
"""What a web page or a word processor left in the text: tags, entities, style sheets."""
_SITE = r"(?:https?://|www\.)[\w./?=&%#:-]+|[\w-]+\.(?:com|cn|net|org)(?:\.cn)?"
ADVERTISING = (
    rf"[（(【\[][^（()）【】\[\]\n]{{0,30}}(?:{_SITE})[^（()）【】\[\]\n]{{0,30}}[)）】\]]"
    r"|[（(【\[](?:本文|文章|内容|资料)?(?:来源|来自|转载自|转自|摘自|出处)[于自]?[：: ]?"
    r"[^（()）【】\[\]\n]{1,20}网[^（()）【】\[\]\n]{0,10}[)）】\]]"
)
"""A site that names itself in brackets in the middle of a sentence."""


PAGE_LINE = re.compile(
    r"\d{1,3}|\d{1,3}\s*/\s*\d{1,3}|Page\s*\d{1,3}(?:\s*of\s*\d{1,3})?|[·\[［]\s*\d{1,3}\s*[·\]］]"
    r"|第\s?\d{1,3}\s?[页頁](?:\s?[/，,]?\s?共\s?\d{1,3}\s?[页頁])?",
    re.IGNORECASE,
)
"""A page's number alone on its line: 3/12, Page 4, ·3·, 第3页/共12页, 3."""


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``after``."""

    start: int
    end: int
    after: str


Rule = Callable[[str], Iterator[Edit]]


def _substitute(
    pattern: str, after: str | Callable[[re.Match[str]], str] = "", signs: str = ""
) -> Rule:
    """Return a rule for a pattern; without one of the ``signs`` it need not look."""
    compiled = re.compile(pattern)

    def rule(text: str) -> Iterator[Edit]:
        if signs and not any(sign in text for sign in signs):
            return
        for match in compiled.finditer(text):
            new = after if isinstance(after, str) else after(match)
            if new != match.group():
                yield Edit(match.start(), match.end(), new)

    return rule


def outer_space(text: str) -> Iterator[Edit]:
    """Take off blanks, and byte-order marks, at a block's ends."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
        end -= 1
    if start:
        yield Edit(0, start, "")
    if end < len(text):
        yield Edit(end, len(text), "")


def page_mark(text: str) -> Iterator[Edit]:
    """Take a page's number out of the sentence it fell into."""
    end = -1
    while end < len(text):
        start, end = end + 1, text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        if start > 0 and end < len(text) and PAGE_LINE.fullmatch(text[start:end].strip()):
            yield Edit(start, end, "")
            continue
        # A mark stands at a line's end and is short.
        match = PAGE_MARK.search(text, max(start, end - 40), end)
        if match:
            yield Edit(match.start(), match.end(), "")


def broken_line(text: str) -> Iterator[Edit]:
    """Join the lines of one sentence; a space only between Latin words."""
    for match in re.finditer(rf"{BLANK}*\n\s*", text):
        around = text[: match.start()][-1:] + text[match.end() :][:1]
        latin = len(around) == 2 and around.isascii() and around.isalpha()
        yield Edit(match.start(), match.end(), " " if latin else "")


def base_quotes(text: str) -> Iterator[Edit]:
    """Read ‚ and ‛ beside Chinese as the quotation marks that a converter lost."""
    for match in re.finditer("[‚‛]", text):
        near = text[max(0, match.start() - 2) : match.end() + 2]
        if re.search(f"[{HAN}]", near):
            yield Edit(match.start(), match.end(), "“" if match.group() == "‚" else "”")


def opening_quote(text: str) -> Iterator[Edit]:
    """Turn a ” that opens a quotation into “.

    Outside a quotation, a ” whose next double quotation mark is again a ” must
    have opened one, unless a sentence ends in between.
    """
    marks = [(m.start(), m.group()) for m in re.finditer("[“”]", text)]
    inside = False
    for i, (place, mark) in enumerate(marks):
        if mark == "“" or inside:
            inside = mark == "“"
            continue
        following = marks[i + 1] if i + 1 < len(marks) else None
        if following and following[1] == "”":
            quoted = text[place + 1 : following[0]]
            before = text[:place].rstrip()
            if (
                quoted
                and not re.search("[。！？]", quoted[:-1])
                and not before.endswith(("。", "！", "？"))
            ):
                yield Edit(place, place + 1, "“")
                inside = True


def stray_space(text: str) -> Iterator[Edit]:
    """Take out a single space between two Chinese characters or before a closing mark.

    Two or more spaces, the space that parts a numbered heading from its text,
    and the space between the phrases of a title mean something and stay.
    """
    if not _has_inner_blank(text):
        return
    parted = heading_space(text)
    is_title = re.search("[，。、；！？：,;]", text) is None
    for match in re.finditer(
        rf"(?<=[{HAN}{CLOSING}“‘《（]){BLANK}(?=[{HAN}{CLOSING}“‘《（])", text
    ):
        phrases = is_title and text[match.start() - 1] != "的"
        if match.start() != parted and not phrases:
            yield Edit(match.start(), match.end(), "")


def heading_space(text: str) -> int:
    """Return where a blank parts a numbered heading from the text after it, or -1."""
    match = re.match(
        rf"\s*(?:[一二三四五六七八九十百]+、|[（(][一二三四五六七八九十]+[)）]|\d{{1,2}}[、.．])"
        rf"[^\s。！？；;!?]{{4,60}}?(?P<space>{BLANK}+)(?=\S)",
        text,
    )
    if match is None or not re.match(f"[{HAN}\\d“]", text[match.end() :]):
        return -1
    return match.start("space")


def spaced_name(text: str) -> Iterator[Edit]:
    """Close up a short name or word whose every character is set apart (封 殿 辉)."""
    if not _has_inner_blank(text):
        return
    pattern = rf"(?<![{HAN}])[{HAN}](?:{BLANK}+[{HAN}])+(?![{HAN}])"
    for match in re.finditer(pattern, text):
        for gap in re.finditer(BLANK + "+", match.group()):
            yield Edit(match.start() + gap.start(), match.start() + gap.end(), "")


def spaced_digits(text: str) -> Iterator[Edit]:
    """Close up a number whose every digit is set apart (1 9 9 3 年)."""
    if not _has_inner_blank(text):
        return
    for match in re.finditer(
        rf"(?<![\d.])\d(?:{BLANK}\d){{1,20}}(?:{BLANK}?(?=[年月日%％]))", text
    ):
        for gap in re.finditer(BLANK, match.group()):
            yield Edit(match.start() + gap.start(), match.start() + gap.end(), "")


def _has_inner_blank(text: str) -> bool:
    return len(text.split(maxsplit=1)) > 1


def _unmarked(match: re.Match[str]) -> str:
    """Return the character of an entity; other markup stands for nothing."""
    text = match.group()
    shown = html.unescape(text) if text.startswith("&") else ""
    # An entity nobody knows is no entity.
    return {"\xa0": " "}.get(shown, shown)


def _nfkc(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


REPAIRS: dict[str, Rule] = {
    "outer_space": outer_space,
    "markup": _substitute(MARKUP, _unmarked, signs="<&{["),
    "advertising": _substitute(ADVERTISING, signs="（(【["),
    "page_mark": page_mark,
    "broken_line": broken_line,
    # Characters that show nothing, and control characters.
    "invisible": _substitute(r"[\u200b-\u200f\u2060\ufeff\u00ad\x01-\x08\x0b-\x1f\x7f]+"),
    # Of the private use area the symbol fonts' part holds bullets; what the rest meant is lost.
    "private_use": _substitute(
        r"[\ue000-\uf8ff]", lambda match: "" if "\uf000" <= match.group() <= "\uf0ff" else "〓"
    ),
    # Compatibility ideographs, and the radicals that many PDF files hold for characters.
    "compatibility": _substitute(r"[\uf900-\ufaff\u2f00-\u2fd5\u2e9f\u2ef3]", _nfkc),
    # Digits and Latin letters only: Chinese punctuation is full-width by right.
    "full_width": _substitute(r"[０-９Ａ-Ｚａ-ｚ]+", _nfkc),
    # A gloss with a tone mark after the character it explains: 习(xí)近平.
    "pinyin": _substitute(rf"(?<=[{HAN}])[(（][a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]*[)）]"),
    "base_quotes": base_quotes,
    "opening_quote": opening_quote,
    # 臵 is how some old fonts wrote 置; no modern text means 臵 itself.
    "wrong_glyph": _substitute("臵", "置"),
    # A web page dropped the full-width space's bytes A1 A1 wherever they stood, also across two
    # characters: 础 B4A1 + 。 A1A3 became 矗 B4A3. Only where no other reading is possible.
    "lost_bytes": _substitute(
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


ORDINARY = re.compile(
    # Han but 玻, 矗, 臵 and 龋, whose own rules look at them.
    "[\u3400-\u4dbf\u4e00-\u73ba\u73bc-\u77d6\u77d8-\u81f4\u81f6-\u9f8a\u9f8c-\u9fff"
    "0-9A-Za-z，。、；：！？《》%]*"
)
"""Text in which no rule has anything to see, but for a 场。 that became 常."""


def repair(
    source: str, first_line: int, lines: tuple[str, ...], skip: Collection[str] = ()
) -> tuple[str, npt.NDArray[np.int32], list[Repair]]:
    """Repair the text of one block.

    Parameters
    ----------
    source : str
        Name of the source, for the record.
    first_line : int
        Line of the source that ``lines[0]`` is, from 1.
    lines : tuple of str
        The block's lines as decoded.
    skip : collection of str
        Names of rules not to apply.

    Returns
    -------
    text : str
        The repaired text.
    offsets : int32 array, shape (len(text), 2)
        Line and column in the source of each character. A character that
        replaces others stands where the first of them stood.
    repairs : list of Repair
        In order of place.
    """
    raw = "\n".join(lines)
    places = _places(first_line, lines)
    edits = _choose_edits(raw, skip)
    if not edits:
        return raw, places[: len(raw)], []
    pieces: list[str] = []
    where: list[npt.NDArray[np.int32]] = []
    repairs: list[Repair] = []
    done = 0
    for edit, rule in edits:
        pieces += [raw[done : edit.start], edit.after]
        last = max(edit.end - 1, edit.start)
        replaced = [min(edit.start + i, last) for i in range(len(edit.after))]
        where += [places[done : edit.start], places[replaced]]
        line, column = (int(x) for x in places[edit.start])
        before = raw[edit.start : edit.end]
        repairs.append(Repair(source, line, column, rule, before, edit.after))
        done = edit.end
    pieces.append(raw[done:])
    where.append(places[done : len(raw)])
    return "".join(pieces), np.concatenate(where).reshape(-1, 2), repairs


def _places(first_line: int, lines: tuple[str, ...]) -> npt.NDArray[np.int32]:
    """Return line and column of each character, line ends included, shape (n_chars, 2)."""
    places = np.empty((sum(map(len, lines)) + len(lines), 2), np.int32)
    start = 0
    for number, line in enumerate(lines, first_line):
        end = start + len(line) + 1
        places[start:end, 0] = number
        places[start:end, 1] = np.arange(end - start)
        start = end
    return places


def _choose_edits(raw: str, skip: Collection[str]) -> list[tuple[Edit, str]]:
    if ORDINARY.fullmatch(raw) and "市常" not in raw:
        return []
    taken = bytearray(len(raw) + 1)
    chosen: list[tuple[Edit, str]] = []
    for name, rule in REPAIRS.items():
        if name in skip:
            continue
        for edit in rule(raw):
            if 1 not in taken[edit.start : edit.end]:
                taken[edit.start : edit.end] = b"\1" * (edit.end - edit.start)
                chosen.append((edit, name))
    return sorted(chosen)
