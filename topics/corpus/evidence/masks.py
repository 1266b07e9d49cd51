"""Masks that replace a name, a number or a year. They are marked, never guessed.

The kind of a mask follows from the words around it (``X县`` is a place,
``20xx年`` a year, ``X个`` a number); otherwise it is ``unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topics.corpus.repair.patterns import NEAR
from topics.corpus.script import simplified
from topics.corpus.types import Mask, Paragraph

__all__ = ["MASK_KINDS", "MASK_NAMES", "find_masks"]

MASK_NAMES = {
    "name": ("名称", "names"),
    "year": ("年份", "years"),
    "number": ("数字", "numbers"),
    "place": ("地名", "places"),
    "session": ("届次", "sessions"),
    "unknown": ("类别不明", "of unknown kind"),
}
"""Chinese and English name of each kind."""
MASK_KINDS = tuple(MASK_NAMES)

_M = "[XxＸｘ×*＊_＿]"
_UNIT = "[%％‰]|个?百分点|[十百千万亿]*(?:元|美元|亩|吨|人|户|平方|公里|米|公顷|千瓦|度|斤)"
"""What a decimal is followed by; 1.X县 is an item of a list."""
_NUMERAL = "一二三四五六七八九十百零〇○"
CANDIDATE = re.compile(
    # Marks with the remaining digits: 20X4年 whole; 20xx, 20_, 202_, XX, ***, ×××, 3.x%.
    rf"(?P<marks>(?<![\d{_M[1:-1]}])(?:(?=\d*{_M})(?:\d|{_M}){{4}}(?=年)"
    rf"|(?=[\d.．]*{_M})(?:\d|{_M}){{1,6}}[.．](?:\d|{_M}){{1,4}}(?={_UNIT})|\d{{0,6}}{_M}+))"
    # Blanks, two or more: ○○县, □□. A year (二○○八) and a number are not masks.
    rf"|(?P<blanks>(?<![{_NUMERAL}])[○〇◯□△]{{2,}}(?![{_NUMERAL}]))"
    r"|(?P<certain>某{2,})"
    # Empty quotation marks.
    r"|(?P<quotes>“”|‘’|「」|『』|《》)"
)
SIGN = re.compile(f"[{_M[1:-1]}○〇◯□△某]")
PAIRS = ("“”", "‘’", "「」", "『』", "《》")
"""One of these occurs in every text with a mask."""
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
BOLD = re.compile(
    r"(?<!\S)(?P<m>\*{1,3}|_{1,3})(?=[^\s*_])[^*_\n]*"
    r"(?:[。：:！？](?P=m)|[^\s*_](?P=m)(?=\s|$|[：:]))"
)
"""Markdown: marks after a blank, and at the end before a blank or after a full stop."""
_LATIN_BEFORE = re.compile(r"(?P<word>[A-Za-z]{1,20})(?P<blank>\s?)$")
_ROMAN = re.compile("[IVLCDM]+")
X_WORDS = re.compile("光|射线|线|轴|染色体|坐标|档案")

SESSION = re.compile("届|次(?:党代会|全会|全体|全国|会议|代表)|大(?=精神|报告|以来|召开|胜利)")
YEARS = re.compile("年(?![来级龄代内间]|时间|以上|左右)")
TO_YEARS = re.compile(rf"年?[-—－–~～至到、和与]{{1,2}}(?:\d|{_M})+年")
NUMBERS = re.compile(
    "项(?!目)|[个名位条类种家户次批件台辆座栋亩吨米度岁倍票双套份门天月日时号元亿万千百%％‰余多几]"
    "|分(?!局|公司|行|院|校|管)|处(?!长)|所(?!长|有)|公里|公斤|公顷|平方|立方|大(?=板块|类|项|行动|工程)"
    "|人(?=[，。、；,;次]|参加|以上|左右)|年(?:[来内间]|时间|以上|左右)"
)
NAMES = re.compile(
    "同志|同学|先生|女士|书记|主任|主席|委员|教授|老师|经理|董事长|记者|师傅"
    "|[省市县区镇乡局校院部厂处科所]长(?![期远效])|(?:分)?局|[院厂]|学校|公司|大学|中学|小学|医院|企业|集团|宾馆|酒店|银行|办公室"
)
PLACES = re.compile(
    "[省县镇乡村旗盟州港岛]|市(?![场民])|区(?!域)|街道|社区|开发区|自治|地区|大道|路(?![径线子])"
)


def find_masks(blocks: Sequence[Paragraph]) -> tuple[Mask, ...]:
    """Return every mask of some blocks, in order, with its position in the source.

    Parameters
    ----------
    blocks : sequence of Paragraph
        Any blocks, including furniture and titles.

    Returns
    -------
    tuple of Mask
        ``text`` is in the block's text where ``offsets`` are ``(line, column)``.
        Its ``kind`` is one of `MASK_KINDS`.
    """
    masks: list[Mask] = []
    for block in blocks:
        found = list(_masks(block.text))
        # All at once: a hostile line may contain as many masks as characters.
        where = block.offsets.tolist() if found else []
        for start, end, kind in found:
            line, column = where[start]
            masks.append(Mask(block.source, line, column, kind, block.text[start:end]))
    return tuple(masks)


def _masks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of each mask of a text."""
    if SIGN.search(text) is None and not any(pair in text for pair in PAIRS):
        return
    found = [
        match
        for match in CANDIDATE.finditer(text)
        if not match["marks"] or _is_mask(text, *match.span())
    ]
    if not found:
        return
    bold = {edge for m in BOLD.finditer(text) for edge in (m.start("m"), m.end() - len(m["m"]))}
    simple = simplified(text)
    for match in found:
        if match.start() not in bold:
            kind = "unknown" if match["quotes"] else _kind(simple, *match.span())
            yield match.start(), match.end(), kind


def _is_mask(text: str, start: int, end: int) -> bool:
    """Whether marks replace something and are not a letter, sign or rule."""
    marks = text[start:end].lstrip("0123456789")
    near_before, near_after = text[max(start - 1, 0) : start], text[end : end + 1]
    before = text[max(start - NEAR, 0) : start].rstrip()[-1:]
    after = text[end : end + NEAR].lstrip()[:1]
    if not before and not after and text.strip() == text[start:end]:
        return False  # a rule across the page
    if marks[0] in "*＊_＿" and (_is_latin(near_before) or _is_latin(near_after)):
        return _is_mask_beside_latin(text, start, end)
    if marks[0] in "*＊":
        bullet = not before and near_after.isspace()
        return not bullet and (len(marks) > 1 or not _is_product(before or text[start], after))
    if marks[0] in "_＿":
        beside = HAN.match(before) or HAN.match(after) or after in "%％" or text[start].isdigit()
        return bool(beside)
    if near_before in ("@", "/", "\\") or (_is_latin(before) and near_before in ("-", ".")):
        return False  # an address, a file's name
    if _is_latin(before) or _is_latin(after):
        return _is_mask_beside_latin(text, start, end)
    if near_after in ("@", "/", "\\") or re.match(r"[-.][A-WYZa-wyz]", text[end : end + 2]):
        return False
    if len(marks) > 1:
        return True
    product = _is_product(text[start] if text[start].isdigit() else before, after)
    choice = near_before in ("(", "（") and near_after in (")", "）")
    return not product and not choice and not X_WORDS.match(text, end)


def _is_mask_beside_latin(text: str, start: int, end: int) -> bool:
    """Whether marks before or after a Latin word replace something: GDPxx亿元, 登录××APP.

    A single mark never does: it may be a letter or a sign, as in Excel, iPhone X or A×B.
    """
    marks, word = (
        text[start:end].lstrip("0123456789.．"),
        _LATIN_BEFORE.search(text[max(0, start - 21) : start]),
    )
    if len(marks) < 2:
        return False
    if re.match(r"[A-Za-z]", text[end : end + 1]):
        return word is None and marks[0] in "×" and not text[start].isdigit()
    if word is None:
        return bool(re.match(r"\s", text[end : end + 1])) and not text[start].isdigit()
    if marks[0] in "xX" and not word["blank"]:
        changes = word["word"].isupper() == (marks[0] == "x")  # GDPxx, not Taxxx
        if marks[0] == "x" and changes and len(word["word"]) > 1:
            return True
        if not changes and (marks[0] == "x" or _ROMAN.fullmatch(word["word"])):
            return False
    near = max(0, start - 2)  # a hostile line may consist of Latin words and marks
    return _kind(simplified(text[near : end + NEAR]), start - near, end - near) != "unknown"


def _is_latin(char: str) -> bool:
    """Whether a neighbour is a Latin letter and not itself a mask."""
    return char.isascii() and char.isalpha() and char not in "Xx"


def _is_product(before: str, after: str) -> bool:
    """Whether a sign is between two factors (3×4), or after one as in X5."""
    return after.isdigit() or (before.isdigit() and after in ("(", "（"))


def _kind(text: str, start: int, end: int) -> str:
    """Return the kind of a mask from the words around it; ``text`` is in simplified script."""
    whole, before = text[start:end], text[max(0, start - 2) : start]
    end += text[end : end + 1] in (" ", "\u3000")
    if SESSION.match(text, end):
        return "session"
    if YEARS.match(text, end) or TO_YEARS.match(text, end):
        return "year"
    if NUMBERS.match(text, end):
        return "number"
    if re.match(r"(?:19|20)\D{1,2}$", whole):
        return "year"
    if NAMES.match(text, end):
        return "name"
    if PLACES.match(text, end) or (before[-1:] in ("把", "将") and text[end : end + 1] == "建"):
        return "place"
    return "unknown"
