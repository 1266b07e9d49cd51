r"""The repair rules: what each one matches and replaces.

A rule is a pure function from a block's raw text (its lines joined by ``\n``) to the edits that it
proposes. `topics.corpus.repair.apply` defines their precedence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from topics.corpus.repair.forms import RADICALS, VERTICAL, from_hong_kong, hkscs
from topics.corpus.repair.patterns import (
    ADVERTISING,
    BLANK,
    BLANKS,
    CLOSING,
    COMPATIBLE,
    FULL_WIDTH,
    HAN,
    INVISIBLE,
    MARKUP,
    NEAR,
    PAGE_LINE,
    PAGE_MARK,
    PRIVATE,
    TONES,
)

__all__ = ["RULES", "Edit", "Rule", "substitute", "unmarked"]

LEFTOVER = re.compile(MARKUP, re.IGNORECASE)
LINE_END = re.compile(r"\n\s*")
QUOTES = re.compile("[“”]")
DECIMAL = re.compile(rf"(?<![\d.．])\d+{BLANK}?(?P<dot>．)(?=\d+(?![\d．]))")
MEASURES = "年月日号%％‰万亿千百个项户人座件元吨公里米平岁名次家多余倍天种条台辆亩所"


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``after``."""

    start: int
    end: int
    after: str


Rule = Callable[[str], Iterator[Edit]]


def substitute(pattern: str, after: str | Callable[[re.Match[str]], str] = "") -> Rule:
    """Return a rule that replaces each match of a pattern."""
    compiled = re.compile(pattern)

    def rule(text: str) -> Iterator[Edit]:
        for match in compiled.finditer(text):
            new = after if isinstance(after, str) else after(match)
            if new != match.group():
                yield Edit(match.start(), match.end(), new)

    return rule


def outer_space(text: str) -> Iterator[Edit]:
    """Remove blanks and byte-order marks from the ends of a block."""
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] == "\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufeff"):
        end -= 1
    if start:
        yield Edit(0, start, "")
    if end < len(text):
        yield Edit(end, len(text), "")


def markup(text: str) -> Iterator[Edit]:
    """Remove tags and decode entities; at the ends of a block they leave no blanks."""
    found = [(m.start(), m.end(), m.group(), unmarked(m)) for m in LEFTOVER.finditer(text)]
    head = 0
    for start, end, _, after in found:
        if text[head:start].strip() or after.strip():
            break
        head = end
    tail = len(text)
    for start, end, _, after in reversed(found):
        if text[end:tail].strip() or after.strip():
            break
        tail = start
    done = 0
    for start, end, before, after in found:
        outside = end <= head or start >= tail
        # Blanks beside the tags at an end; those before and after all are of `outer_space`.
        if done and done < start and (start < head or done > tail):
            yield Edit(done, start, "")
        if outside or after != before:
            yield Edit(start, end, "" if outside else after)
        done = end
    inner = len(text[head:]) - len(text[head:].lstrip())
    if 0 < head < tail and inner:
        yield Edit(head, head + inner, "")
    inner = len(text[:tail]) - len(text[:tail].rstrip())
    if head < tail < len(text) and inner:
        yield Edit(tail - inner, tail, "")


def page_mark(text: str) -> Iterator[Edit]:
    """Remove a page number from inside a sentence."""
    end = -1
    while end < len(text):
        start, end = end + 1, text.find("\n", end + 1)
        end = len(text) if end < 0 else end
        if start > 0 and end < len(text) and PAGE_LINE.fullmatch(text[start:end].strip()):
            yield Edit(start, end, "")
            continue
        # A mark is short, and at the end of a line.
        match = PAGE_MARK.search(text, max(start, end - 40), end)
        if match:
            yield Edit(match.start(), match.end(), "")


def broken_line(text: str) -> Iterator[Edit]:
    """Join the lines of one sentence; a space only between Latin words."""
    done = 0
    for match in LINE_END.finditer(text):
        start = match.start()
        # Preceding blanks are found by hand: a pattern starting with a repeat would try each one.
        while start > done and text[start - 1].isspace():
            start -= 1
        around = text[max(start - 1, 0) : start] + text[match.end() : match.end() + 1]
        latin = len(around) == 2 and around.isascii() and around.isalpha()
        yield Edit(start, match.end(), " " if latin else "")
        done = match.end()


def base_quotes(text: str) -> Iterator[Edit]:
    """Restore ‚ and ‛ next to Chinese to the quotation marks that a converter lost."""
    for match in re.finditer("[‚‛]", text):
        near = text[max(0, match.start() - 2) : match.end() + 2]
        if re.search(f"[{HAN}]", near):
            yield Edit(match.start(), match.end(), "“" if match.group() == "‚" else "”")


def opening_quote(text: str) -> Iterator[Edit]:
    """Replace a ” that opens a quotation by “.

    Outside a quotation, a ” whose next double quotation mark is again a ” must
    have opened one, unless a sentence ends in between.
    """
    if not "".join(QUOTES.findall(text)).replace("“”", ""):
        return  # each opening mark is closed
    marks = [(m.start(), m.group()) for m in QUOTES.finditer(text)]
    inside = False
    for i, (position, mark) in enumerate(marks):
        if mark == "“" or inside:
            inside = mark == "“"
            continue
        following = marks[i + 1] if i + 1 < len(marks) else None
        if following and following[1] == "”":
            quoted = text[position + 1 : following[0]]
            before = text[max(position - NEAR, 0) : position].rstrip()
            if (
                quoted
                and not re.search("[。！？]", quoted[:-1])
                and not before.endswith(("。", "！", "？"))
            ):
                yield Edit(position, position + 1, "“")
                inside = True


def stray_space(text: str) -> Iterator[Edit]:
    """Remove a single space between two Chinese characters or before a closing mark.

    Two or more spaces, the space that separates a numbered heading from its text,
    the space between the phrases of a title, and the tab between two cells are meaningful
    and stay.
    """
    if not _has_inner_blank(text):
        return
    parted = heading_space(text)
    is_title = re.search("[，。、；！？：,;]", text) is None
    for match in re.finditer(
        rf"(?<=[{HAN}{CLOSING}“‘《（])(?!\t){BLANK}(?=[{HAN}{CLOSING}“‘《（])", text
    ):
        phrases = is_title and text[match.start() - 1] != "的"
        if match.start() != parted and not phrases:
            yield Edit(match.start(), match.end(), "")


def heading_space(text: str) -> int:
    """Return where a blank separates a numbered heading from its text, or -1."""
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


_SPACED = rf"\d(?:{BLANK}\d){{0,20}}"
SPACED_NUMBER = re.compile(
    rf"(?<![\d.])\d(?:{BLANK}\d){{1,20}}{BLANK}?(?=[年月日%％])"
    # A measure word is certain only within a sentence, not in a row of a table.
    rf"|(?<=[{HAN}，、：“（]){_SPACED}(?:{BLANK}?[．.]{_SPACED})?{BLANK}?(?=[{MEASURES}])"
)


def spaced_digits(text: str) -> Iterator[Edit]:
    """Close up a number whose every digit is set apart (1 9 9 3 年, 1 5 ．3 ％)."""
    if not _has_inner_blank(text):
        return
    for match in SPACED_NUMBER.finditer(text):
        if len(match.group().split()) == 1:
            continue  # 8 年 is not a spaced-out number
        for gap in re.finditer(BLANK, match.group()):
            yield Edit(match.start() + gap.start(), match.start() + gap.end(), "")


def decimal_point(text: str) -> Iterator[Edit]:
    """Replace a full-width dot between the digits of one number by a point (7．５％).

    Not at the beginning of a sentence: ``3．2024年…`` is a numbered heading.
    """
    for match in DECIMAL.finditer(text):
        before = text[max(match.start() - NEAR, 0) : match.start()].rstrip()
        if before and before[-1] not in "。！？；：:;":
            yield Edit(match.start("dot"), match.end("dot"), ".")


def closing_quote(text: str) -> Iterator[Edit]:
    """Replace a “ that closes a quotation by ” (“四个全面“).

    Only if all marks of the text are then paired and the quotation is short.
    """
    marks = list(QUOTES.finditer(text))
    if not any(a.group() == b.group() == "“" for a, b in pairwise(marks)):
        return
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    if len(marks) % 2 or any(opens.group() != "“" for opens, _ in pairs):
        return
    wrong = [(opens, closes) for opens, closes in pairs if closes.group() == "“"]
    quoted = [text[opens.end() : closes.start()] for opens, closes in wrong]
    if all(re.fullmatch(rf"[{HAN}\w、·]{{1,16}}", words) for words in quoted):
        for _, closes in wrong:
            yield Edit(closes.start(), closes.end(), "”")


def _has_inner_blank(text: str) -> bool:
    return len(text.split(maxsplit=1)) > 1


def unmarked(match: re.Match[str]) -> str:
    """Return the character of an entity; other markup is deleted."""
    text = match.group()
    shown = html.unescape(text) if text.startswith("&") else ""
    # An unknown entity is left as text.
    return {"\xa0": " "}.get(shown, shown)


def private_use(text: str) -> Iterator[Edit]:
    """Replace private-use characters, in traditional script by those of HKSCS.

    The symbol fonts' part consists of bullets; the meaning of the others is lost.
    """
    known = hkscs() if from_hong_kong(text) else {}
    for match in re.finditer(f"[{PRIVATE}]", text):
        char = match.group()
        after = known.get(char, "" if "\uf000" <= char <= "\uf0ff" else "〓")
        yield Edit(match.start(), match.end(), after)


def ideograph(match: re.Match[str]) -> str:
    """Return the ideograph of a compatibility ideograph or a radical."""
    return RADICALS.get(match.group()) or nfkc(match)


def nfkc(match: re.Match[str]) -> str:
    """Return the characters that compatibility characters are equivalent to."""
    return unicodedata.normalize("NFKC", match.group())


RULES: dict[str, tuple[Rule, str]] = {
    "outer_space": (outer_space, rf"{BLANKS}\n\ufeff"),
    "markup": (markup, r"<&{\["),
    "advertising": (substitute(ADVERTISING), r"（(【\["),
    "page_mark": (page_mark, r"—–―－\-页頁\n"),
    "broken_line": (broken_line, r"\n"),
    "invisible": (substitute(f"[{INVISIBLE}]+"), INVISIBLE),
    "private_use": (private_use, PRIVATE),
    "compatibility": (substitute(f"[{COMPATIBLE}]", ideograph), COMPATIBLE),
    "vertical_form": (
        substitute(f"[{''.join(VERTICAL)}]", lambda match: VERTICAL[match.group()]),
        "".join(VERTICAL),
    ),
    "full_width": (substitute(f"[{FULL_WIDTH}]+", nfkc), FULL_WIDTH),
    "decimal_point": (decimal_point, "．"),
    # A gloss with a tone mark after the character it explains: 习(xí)近平.
    "pinyin": (substitute(rf"(?<=[{HAN}])[(（][a-z]*[{TONES}][a-z]*[)）]"), TONES),
    "base_quotes": (base_quotes, "‚‛"),
    "opening_quote": (opening_quote, "”"),
    "closing_quote": (closing_quote, "“"),
    # 臵 is how some old fonts wrote 置; no modern text means 臵 itself.
    "wrong_glyph": (substitute("臵", "置"), "臵"),
    # A web page dropped the bytes A1 A1 of the full-width space everywhere, even across two
    # characters: 础 B4A1 + 。 A1A3 became 矗 B4A3. Only where no other reading is possible.
    "lost_bytes": (
        substitute(
            "[矗龋玻常](?:(?<=基矗)(?!立)|(?<=[采争听夺吸获录]龋)|(?<=疾玻)"
            "|(?<=(?:推向|走向|进入|面向|开拓|占领|农贸|集贸|批发|规范|整顿|培育)市常)"
            "(?![委务住年规态见德州熟设备驻用]))",
            lambda match: {"矗": "础。", "龋": "取。", "玻": "病。", "常": "场。"}[match.group()],
        ),
        "矗龋玻常",
    ),
    "spaced_name": (spaced_name, BLANKS),
    "stray_space": (stray_space, BLANKS),
    "spaced_digits": (spaced_digits, BLANKS),
}
"""Every rule by name: its function and a character class; the rule can match only a text that
contains one of these characters. `topics.repairs.REPAIR_NAMES` defines their order."""
