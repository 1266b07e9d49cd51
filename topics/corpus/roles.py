r"""What each line of a source is: furniture, title, salutation, heading or running text.

A line is judged by its own form, by where it stands (before the first speech,
at the head of one, or inside), and by the line before it. Nothing is changed
here; the text is only looked at.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from topics.corpus.outline import NUMERALS, Marker, find_marker
from topics.corpus.repair import BLANK, HAN, PAGE_MARK

__all__ = ["Line", "classify", "find_all_markers", "run_in_heading", "stuck_heading"]

_N = rf"(?:[{NUMERALS}]{{1,4}}|\d{{1,3}})"
_KIND = "(?:范文|範文|例文|样本|模板|讲话稿?|講話稿?|发言稿?|發言稿?|致辞|演讲稿?|文章|汇报)"
HEAD_PREFIX = re.compile(
    rf"[【\[（(]?(?:第{_N}篇|篇{_N}|[(（]?{_KIND}{_N})[】\])）]?(?:[：:、.．\s]|$)|[【\[]第?{_KIND}?篇?{_N}篇?[】\]]"
)
"""How compilers number their texts: 第二篇：, 篇一, 【篇1】, 范文二."""
HEAD_SUFFIX = re.compile(rf"(?P<stem>.{{4,80}}?)\s*[（(【\[]?第?篇?(?P<n>{_N})篇?[)）】\]]?")
"""The other way: one title with a number behind it, again and again (…汇总二)."""
SALUTATION = re.compile(
    r"(?:(?:尊敬的|亲爱的|親愛的|各位|同志|同学|同學|女士|先生|朋友|代表|委员|委員|领导|領導|来宾|來賓"
    r"|老师|老師|战友|戰友|乡亲|鄉親|嘉宾|嘉賓|[市县縣区區局校]长|书记|書記|主席|主任|父老)[^。！？!?；;]{0,40})+[：:!！]"
)
COMPILED = re.compile(
    "讲话|講話|发言|發言|致辞|致辭|演讲|演講|报告|報告|范文|範文|例文|稿|汇总|匯總|精选|精選|汇编|模板|篇"
)
"""What the stem of a numbered title says."""
ADDRESS = re.compile(
    "讲话|講話|报告|報告|致辞|致辭|致词|发言|發言|演讲|演講|会议?上|會議?上|大会|大會|动员|動員|汇报|匯報|主持词"
)
"""What the title of a speech says."""
DATE = re.compile(
    r"(?:\d{4}|[12]\d[\dX×x_*]{1,2}|[二一〇零○九八七六五四三]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_OFFICE = (
    "书记|書記|市长|市長|县长|縣長|区长|區長|局长|局長|主任|部长|部長|校长|校長|主席|院长|院長"
    "|镇长|鎮長|省长|省長|经理|經理|董事长|董事長"
)
FURNITURE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[^。！？]{0,20}(?:https?://|www\.)\S+[^。！？]{0,12}",
        r"(?:文章)?(?:来源|來源|作者|编辑|編輯|责任编辑|更新时间|更新時間|发布时间|發佈時間|发布日期|浏览|瀏覽|点击|阅读)[：:].{0,80}",
        r".{0,30}(?:收集整理|查找更多|更多.{0,12}(?:范文|文章|文档|文檔|请|敬请|內容|内容)|欢迎(?:下载|阅读|访问)|仅供参考|僅供參考).{0,60}",
        r"(?:上一篇|下一篇|相关(?:文章|推荐|阅读)|相關(?:文章|推薦)|推荐阅读|返回(?:首页|列表|顶部)|点击下载|打印本页|关闭窗口|本文地址|版权声明|免责声明|目\s*录|TAG|标签).{0,60}",
        r"(?:\S{0,12}>)+\S{0,30}",
        r"[-—=_*~·.…\s]{2,}",
    )
)
LONGEST_FURNITURE = 160
END = "。！？!?…：:"
"""A line that ends so has ended its sentence (closing marks after it left aside)."""
CLOSERS = "”’」』）)》】\"'"
STOP = re.compile("[。！？；!?;]")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-empty line: its number from 1, its text stripped of page marks, and its role.

    ``role`` is one of the roles of a block or ``"continuation"``; ``opens`` says
    whether a speech begins here; ``marker`` is the number it opens with.
    """

    number: int
    text: str
    role: str
    opens: bool
    marker: Marker | None


def classify(
    lines: Sequence[str], furniture: Collection[int] = (), starts: Collection[int] = ()
) -> list[Line]:
    r"""Give each non-empty line of a source its role.

    Parameters
    ----------
    lines : sequence of str
        The decoded lines, without ``\n``.
    furniture : collection of int
        Lines, from 1, that the reader knows to be furniture.
    starts : collection of int
        Lines, from 1, that the reader knows to open a speech.

    Returns
    -------
    list of Line
        In order; empty lines are left out.
    """
    texts = {i: bare for i, line in enumerate(lines, 1) if (bare := _bare(line))}
    known = {i: text for i, text in texts.items() if i in furniture}
    spoken = {i: text for i, text in texts.items() if i not in furniture}
    heads = _speech_heads(spoken)
    preamble = {**_preamble(spoken, heads), **dict.fromkeys(known, "furniture")}
    numbers = list(texts)
    judged: list[Line] = []
    last: Line | None = None  # the last line that is not furniture
    started = False
    for place, number in enumerate(numbers):
        text = texts[number]
        if number in starts:
            started, last = False, None
        if number in heads:
            role, opens = "speech_head", True
        elif number in preamble:
            role, opens = preamble[number], False
        elif _is_furniture(text):
            role, opens = (
                ("continuation" if _within_sentence(number, text, last) else "furniture"),
                False,
            )
        else:
            later = [texts[n] for n in numbers[place + 1 : place + 6]]
            role, opens = _role(number, text, later, last, started)
        opens = opens or number in starts
        if role == "continuation" and judged[-1] is not last:
            role = "body"  # what stands between has parted the sentence for good
        line = Line(number, text, role, opens, find_marker(text))
        judged.append(line)
        started = started or opens
        last = last if role == "furniture" else line
    return judged


def run_in_heading(text: str) -> str:
    """Return the heading that a numbered paragraph opens with, its stop included, or ``""``.

    ``1、确保时间到位。在做好…`` opens with ``1、确保时间到位。``.
    """
    marker = find_marker(text)
    if marker is None:
        return ""
    stop = re.search(rf"[。！？：:]|{BLANK}+(?=[{HAN}\d“])", text[marker.end : marker.end + 61])
    if stop is None or stop.start() < 2:
        return ""
    heading = text[: marker.end + stop.end()].rstrip()
    return "" if len(heading) >= len(text) else heading


def stuck_heading(text: str) -> int:
    """Return where a heading that is stuck to a paragraph's end begins, or 0.

    ``…提升个人品德。(二)工作实绩要良好。`` ends with the heading of the next section. An
    item of a list that the paragraph itself counts, （一）…（二）…, is none.
    """
    for stop in re.finditer("[。！？](?=[（(一二三四五六七八九十])", text[-60:]):
        cut = max(len(text) - 60, 0) + stop.end()
        marker = find_marker(text[cut:])
        if marker is None or marker.level > 2 or not _is_lone_clause(text[cut:], marker):
            continue
        before = find_all_markers(text[:cut], marker.level)
        if marker.number > 1 and not before:
            return cut
    return 0


def find_all_markers(text: str, level: int) -> list[Marker]:
    """Return the markers of one level that open a sentence anywhere in a text."""
    openings = [0, *(m.end() for m in re.finditer("[。！？：:；;]", text))]
    found = (find_marker(text[place:]) for place in openings)
    return [marker for marker in found if marker is not None and marker.level == level]


def _bare(line: str) -> str:
    text = line.strip().strip("\ufeff\u200b").strip()
    without = PAGE_MARK.sub("", text).strip()
    return without or text


def _speech_heads(texts: dict[int, str]) -> dict[int, str]:
    """Return the compiler's headings, by line, with the title that follows the number."""
    heads = {
        n: text[m.end() :].strip()
        for n, text in texts.items()
        if len(text) <= 80 and not STOP.search(text[:-1]) and (m := HEAD_PREFIX.match(text))
    }
    if heads:
        # A table of contents names each head before it stands over its text.
        last_place = {texts[n]: n for n in heads}
        return {n: title for n, title in heads.items() if last_place[texts[n]] == n}
    stems: dict[str, list[int]] = {}
    for n, text in texts.items():
        match = HEAD_SUFFIX.fullmatch(text)
        if match and len(text) <= 80 and not STOP.search(text) and find_marker(text) is None:
            stems.setdefault(match["stem"], []).append(n)
    repeated = {s: found for s, found in stems.items() if len(found) > 1 and COMPILED.search(s)}
    return {n: texts[n] for found in repeated.values() for n in found}


def _preamble(texts: dict[int, str], heads: dict[int, str]) -> dict[int, str]:
    """Return the roles of the lines before a compilation's first speech.

    They are the compiler's: titles, site names, teasers that repeat how a later
    line begins. Where running text of its own stands there, it is a speech
    without a number, and nothing is said of its lines here.
    """
    if not heads:
        return {}
    first = next(iter(heads))
    lines = {n: text for n, text in texts.items() if n < first}
    openings = [text[:20] for text in texts.values() if len(text) >= 40]
    own_text = 0
    for text in lines.values():
        if len(text) >= 60 and not _is_furniture(text):
            repeats = sum(opening in text for opening in openings) > 1
            own_text += not repeats
            if own_text > 1:
                return {}
    contents = {texts[n] for n in heads}
    return {
        n: "doc_title" if _is_doc_title(t) and t not in contents else "furniture"
        for n, t in lines.items()
    }


def _is_doc_title(text: str) -> bool:
    return _is_title(text) and not _is_furniture(text) and not text.endswith(("...", "…"))


def _role(
    number: int, text: str, later: Sequence[str], last: Line | None, started: bool
) -> tuple[str, bool]:
    """Return the role of a line inside or between speeches, and whether it opens one."""
    zone = last is None or last.role in ("speech_head", "speech_title", "byline", "doc_title")
    if _is_salutation(text):
        return "salutation", not started
    if zone or _new_speech_ahead(text, later, last):
        opens = not (started and zone)
        if _is_byline(text):
            return "byline", opens
        marker = find_marker(text)
        if _is_title(text) and (marker is None or text.startswith("——")):
            return "speech_title", opens
    if _is_heading(text, later, last):
        return "heading", not started
    if not zone and _continues(number, text, last):
        return "continuation", False
    return "body", not started


def _is_furniture(text: str) -> bool:
    if len(text) > LONGEST_FURNITURE:
        return False
    return PAGE_MARK.fullmatch(text) is not None or any(p.fullmatch(text) for p in FURNITURE)


def _within_sentence(number: int, text: str, last: Line | None) -> bool:
    """Whether a page mark stands alone on its line inside a broken sentence."""
    return PAGE_MARK.fullmatch(text) is not None and _continues(number, "", last)


def _new_speech_ahead(text: str, later: Sequence[str], last: Line | None) -> bool:
    """Whether a title stands here that only titles and bylines part from a salutation."""
    if last is None or not _ended(last.text) or not _is_title(text) or find_marker(text):
        return False
    if not ADDRESS.search(text + later[0] if later else text):
        return False
    for line in later:
        if _is_salutation(line):
            return True
        if not (_is_title(line) or _is_byline(line)):
            return False
    return False


def _is_salutation(text: str) -> bool:
    return len(text) <= 60 and SALUTATION.fullmatch(text.replace(" ", "")) is not None


def _is_title(text: str) -> bool:
    return 2 <= len(text) <= 80 and not STOP.search(text) and text[-1] not in "，,、：:"


def _is_byline(text: str) -> bool:
    bare = re.sub(r"[\s（）()]", "", text)
    without_date = DATE.sub("", bare)
    if (
        len(text) > 40
        or re.search("[，。、；：！？《》“”]", text)
        or "的讲话" in text
        or "的講話" in text
    ):
        return False
    if without_date != bare:
        return len(without_date) <= 12 or bool(re.search(_OFFICE, without_date))
    if len(bare) <= 12 and bare.endswith("同志"):
        return True
    spaced = re.fullmatch(rf"[{HAN}](?:\s+[{HAN}]){{1,3}}", text)
    return bool(spaced) or bool(
        re.fullmatch(rf"[{HAN}]{{0,12}}(?:{_OFFICE})\s+[{HAN}]{{2,4}}", text)
    )


def _is_heading(text: str, later: Sequence[str], last: Line | None) -> bool:
    marker = find_marker(text)
    if marker is not None:
        return _is_lone_clause(text, marker)
    if last is not None and last.role in ("body", "continuation") and not _ended(last.text):
        return False
    if re.fullmatch(r"[“‘《]?[^，。；！？、：:,;!?]{2,10}[”’》]?[：:]", text):
        return True
    is_label = len(text) <= 24 and not re.search("[，。；！？：,;:!?]", text)
    return is_label and bool(later) and len(later[0]) > 40


def _is_lone_clause(text: str, marker: Marker) -> bool:
    rest = text[marker.end :]
    if not rest or len(rest) > 70 or STOP.search(rest[:-1]) or re.search(r"\s{2}", rest):
        return False
    if re.search(rf"[{HAN}]{BLANK}[{HAN}]", rest) and len(rest) > 40:
        return False
    if rest[-1] in "，,、；;":
        return False
    stopped = rest[-1] in "。！？!?"
    if marker.level <= 2:
        return len(rest) <= (30 if stopped else 70)
    if marker.level <= 4:
        return len(rest) <= (20 if stopped else 40)
    return not stopped and rest[-1] not in "：:" and len(rest) <= 30


def _ended(text: str) -> bool:
    """Whether a line ends its sentence, or ends in a heading that is stuck to it."""
    bare = text.rstrip(CLOSERS)
    if not bare or bare[-1] in END:
        return True
    tail = re.split("[。！？]", bare)[-1]
    marker = find_marker(tail) if tail != bare else None
    return marker is not None and marker.level <= 2 and len(tail) <= 40


def _continues(number: int, text: str, last: Line | None) -> bool:
    """Whether a line goes on with the sentence that the line before left open."""
    if last is None or last.role not in ("body", "continuation") or _ended(last.text):
        return False
    if find_marker(text) is not None or text.startswith(("同志们", "同志們")):
        return False
    # Labels of a web page ("false", "Public domain") are no sentence.
    if not re.search(f"[{HAN}]", text + last.text) and len(text) < 40:
        return False
    # An empty line in between ends a paragraph, unless a comma says that it does not.
    return last.number == number - 1 or last.text[-1] in "，,、"
