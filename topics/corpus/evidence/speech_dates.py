"""The date of a speech, in ISO form, from the most reliable place where one is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from topics.corpus.evidence.file_names import NameEvidence
from topics.corpus.evidence.printed_dates import (
    PrintedDate,
    common_date,
    find_dates,
    plain,
    read_date,
    span_of,
)
from topics.corpus.types import Paragraph, Speech

__all__ = ["date_speech", "title_span"]

HEAD_BLOCKS, TAIL_BLOCKS = 6, 3
"""Blocks at the beginning and at the end of a speech in which a date may be printed."""
LONGEST_BYLINE, LONGEST_SIGNATURE, LONGEST_DASH = 80, 30, 3
_WEEKDAY = (
    "(?:星期|周|礼拜|禮拜)[一二三四五六日天]|上午|下午|晚上|夜|凌晨"
    "|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
)
_CLOCK = r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?|\d{1,2}[时時点點]"
_UNTIL = r"[至到—–-][一二三四五六七八九十\d]{1,3}(?:月(?:[一二三四五六七八九十\d]{1,3}日)?|日)"
_NO_WORDS = re.compile(
    rf"{_UNTIL}|{_CLOCK}|{_WEEKDAY}|时间|時間|日期|公元|西元|[上中下]旬|春|夏|秋|冬"
    r"|[\s()（）\[\]【】〔〕《》<>—–\-*＊,，。.:：]",
    re.IGNORECASE,
)
_SAID = re.compile(
    "发表|發表|原载|原載|[刊载載登写寫作记記讲講]于|[刊载載登寫記講]於|原刊|刊载|刊載|刊登|摘自|选自|選自"
    "|整理|录音|日电|日電|錄音|记录|記錄|成稿|脱稿|定稿|印发|印發|通过|通過"
)
_THIS_IS = re.compile(
    "(?:^|[(（*＊※，,：: ])(?:这是|這是|(?:本文|本篇|此文)(?:是|系|係|为|為)).*(?:同志|在).*的"
    ".{0,12}(?:讲话|講話|报告|報告|发言|發言|谈话|談話|文章|演讲|演講|致辞|致辭|信)"
)
_PUBLISHED = re.compile(
    r"发布|發布|發佈|发表|發表|刊发|时间|時間|日期|来源|來源|^(?:date|sent)\b"
    r"|^[（(][^（）()]*日[电電][)）]",  # （新华社北京2012年5月4日电）
    re.IGNORECASE,
)
_PAPER = re.compile(r"[—–\-(（\s]*《[^》]{2,20}》[^。]*")
_BRACKETED = re.compile(r"[（(](?P<inside>[^（）()]{4,60})[）)][。\s]*$")
_DASHED = re.compile(r"(?:——|―|—)(?P<inside>[^—―。]{4,40})$")
_STOP = re.compile("[。！？!?；;]")
_IN_SENTENCE = re.compile("[，,。；;！!？?：:、]|[从自到至于於在]$")
_PLACE = re.compile(r"[\s，,]*(?:于|於|在)?[\u3400-\u9fff ]{0,8}[\s)）\]】]*")


class _Found(NamedTuple):
    date: PrintedDate
    words: str  # as printed, or empty if they are not a separate date
    origin: str
    line: str = ""  # the line of the title that is only this date


def date_speech(
    speech: Speech, blocks: Sequence[Paragraph], name: NameEvidence, origin: str = ""
) -> Speech:
    """Return a speech with its date in ISO form, its precision, and where it comes from.

    The first of these that has a date counts: metadata, the format (the row of a table, a web
    page), a byline or title, the end of the text, the publication date on the page, a year in the
    title, the name of the file, the name of a folder. A later one that agrees with it and is more
    precise replaces it (2015年政府工作报告 in ``20150305.txt``), unless metadata gave it. If no
    date is printed above the text, ``date`` is the date at its end.

    Parameters
    ----------
    speech : Speech
    blocks : sequence of Paragraph
        Its blocks, with the furniture around them if the source has no other speech.
    name : NameEvidence
        The evidence in the name of its source.
    origin : str
        ``"metadata"`` or ``"format"`` if that gave ``speech.date``; empty if it is printed.
    """
    found = list(_found(speech, blocks, name, origin))
    if not found:
        return speech
    best = found[0]
    for other in found[1:]:
        if other.date.iso.count("-") > best.date.iso.count("-") and _agrees(best, other.date.iso):
            best = other
    printed = next((f.words for f in found if f.origin in ("printed", "end") and f.words), "")
    line = next((f.line for f in found if f.line), "")
    is_last = line and speech.title.endswith(line)
    return speech.with_values(
        title=speech.title.removesuffix(line).rstrip() if is_last else speech.title,
        date=speech.date or printed,
        date_iso=best.date.iso,
        date_precision=best.date.precision,
        date_from=best.origin,
    )


def title_span(title: str) -> tuple[str, str] | None:
    """Return the period in which a speech with a year in its title may have been held."""
    dates = find_dates(title)
    if not dates:
        return None
    year = int(dates[0].iso[:4])
    return f"{year - 1}-10-01", f"{year + 1}-06-30"


def _agrees(found: _Found, iso: str) -> bool:
    if found.origin != "title":
        return iso.startswith(found.date.iso)
    first, last = title_span(found.date.iso) or ("", "")
    return first <= span_of(iso)[0] and span_of(iso)[1] <= last


def _found(
    speech: Speech, blocks: Sequence[Paragraph], name: NameEvidence, origin: str
) -> Iterator[_Found]:
    """Yield every date of a speech, the most reliable first."""
    date = common_date(find_dates(speech.date))
    if date and origin:
        yield _Found(date, speech.date, origin)
        if origin == "metadata" or date.precision == "day":
            return
    shown = [block for block in blocks if block.role not in ("furniture", "speech_head")]
    first = next((i for i, b in enumerate(shown) if b.role in ("body", "heading")), len(shown))
    if date and not origin:
        bylines = [i for i, b in enumerate(shown) if b.role == "byline" and speech.date in b.text]
        at = min(bylines, default=0)
        yield _Found(date, speech.date, "end" if at > first else "printed")
    yield from _at_the_top(shown[:HEAD_BLOCKS], first)
    title = speech.title or speech.head
    titled = common_date(find_dates(title))
    if titled and titled.precision != "year":
        yield _Found(titled, _words(title, titled), "printed")
    last = max(first, len(shown) - TAIL_BLOCKS)
    yield from _at_the_end(shown[last:], has_first=last == first)
    yield from _on_the_page(block for block in blocks if block.role == "furniture")
    is_year = titled and (titled.start == 0 or title[titled.end - 1] == "年")
    if titled and titled.precision == "year" and is_year:  # 坐标系统2000 is not a year
        yield _Found(titled, "", "title")
    for named, place in ((name.date, "file_name"), (name.folder_date, "folder")):
        if named is not None:
            yield _Found(named, "", place)


def _at_the_top(blocks: Sequence[Paragraph], first: int) -> Iterator[_Found]:
    """Yield the date of a byline, or of a line that is only a date, above the text."""
    for i, block in enumerate(blocks):
        date = read_date(block.text) if len(block.text) <= LONGEST_BYLINE else None
        is_alone = date is not None and _is_alone(block.text, date)
        is_byline = is_alone or (block.role == "byline" and i < first)
        if date and (is_byline or _opens(block.text, date)):
            line = block.text if is_alone and block.role == "speech_title" else ""
            yield _Found(date, _words(block.text, date), "printed", line)
            return
        if block.role == "body" and (len(block.text) > LONGEST_SIGNATURE or "。" in block.text):
            return


def _opens(text: str, date: PrintedDate) -> bool:
    """Whether a line that is not a sentence starts with a date: ——2021年3月5日在…会议上."""
    return date.start <= LONGEST_DASH and date.precision != "year" and _STOP.search(text) is None


def _at_the_end(blocks: Sequence[Paragraph], has_first: bool) -> Iterator[_Found]:
    """Yield the date of one of the last lines, back to the last long paragraph.

    The first paragraph, if it is among them, is not a byline but may end with one.
    """
    for i in range(len(blocks) - 1, -1, -1):
        text = blocks[i].text.strip()
        if i == 0 and has_first and not _has_sentence(text):
            return
        if date := _closing_date(text):
            yield _Found(date, _words(text, date), "end")
            return
        if len(text) > LONGEST_BYLINE:
            return


def _on_the_page(furniture: Iterable[Paragraph]) -> Iterator[_Found]:
    """Yield the publication date that the page states: 发布时间：2015-03-05."""
    for block in furniture:
        label = _PUBLISHED.search(block.text[:LONGEST_BYLINE])
        start = label.start() if label and not block.text[0].isdecimal() else 0
        if label and (date := read_date(block.text[start:LONGEST_BYLINE])):
            yield _Found(date, "", "page")
            return


def _words(text: str, date: PrintedDate) -> str:
    return text[date.start : date.end].strip()


def _is_alone(text: str, date: PrintedDate) -> bool:
    """Whether a line is only a date: （二〇一五年三月）, 时间：2015-03-05."""
    rest = text[: date.start] + " " + text[date.end :]
    bare = _NO_WORDS.sub("", plain(rest))
    return bare in ("", "春", "夏", "秋", "冬", "春节", "国庆") and (
        date.precision == "day" or not text.strip().isdecimal()
    )


def _has_sentence(text: str) -> bool:
    """Whether a sentence ends inside a text."""
    return _STOP.search(text.rstrip("。）) ")) is not None


def _closing_date(text: str) -> PrintedDate | None:
    """Return the date of a line or bracket that closes a text: ——发表于1994年1月18日."""
    if len(text) > LONGEST_BYLINE or _has_sentence(text):
        for tail in (_BRACKETED, _DASHED):
            match = tail.search(text[-2 * LONGEST_BYLINE :])
            inside = _date_of_byline(match["inside"], is_apart=True) if match else None
            if match and inside:
                start = max(len(text) - 2 * LONGEST_BYLINE, 0) + match.start("inside")
                return replace(inside, start=start + inside.start, end=start + inside.end)
        return None
    return _date_of_byline(text, is_apart=text[:1] in "（(【[—–*＊※")


def _date_of_byline(text: str, is_apart: bool) -> PrintedDate | None:
    """Return the date of a line that states when a text was held or printed, or None.

    ``is_apart``: whether brackets or a dash separate it from the text.
    """
    dates = find_dates(text)
    if not dates:
        return None
    date = dates[0]
    before, after = text[: date.start], text[date.end :]
    if _is_alone(text, date) or _PAPER.fullmatch(text) or _THIS_IS.search(text):
        return date
    if _SAID.search(text) and (is_apart or not text.endswith("。")):
        return date
    if date.precision == "year" or text.endswith("。") or len(before) > LONGEST_SIGNATURE:
        return None
    if (
        is_apart
        or before.isascii()
        or not re.search("[，,。；;！!？?：:、]|[从自到至于於在]$", before)
    ):
        signed = _NO_WORDS.sub("", before)
        closed = _NO_WORDS.sub("", after) == "" if signed else _PLACE.fullmatch(after) is not None
        return date if closed else None
    return None
