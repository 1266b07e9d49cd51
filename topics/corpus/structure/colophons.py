"""Editorial text around a speech: colophons, summaries above it, lists of other news below.

It is not text of the speech: （新华社北京5月4日电）, 《人民日报》（2016年5月4日 02版）, 【导读】
and the lines after it, 相关新闻 and the headlines below.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from topics.corpus.script import simplified
from topics.corpus.structure.captions import find_captions, find_kickers
from topics.corpus.structure.line_patterns import STOP, is_furniture, is_imprint, names_speech

__all__ = ["find_colophons"]

LONGEST = 60
"""Maximum number of characters of a colophon or headline."""
_AGENCY = (
    "(?:据)?(?:新华社|新华网|中新社|中国新闻社|中新网|人民日报|人民网|央视|央广|本报|本社|本刊)"
)
CREDIT = re.compile(rf"[（(【\[]{_AGENCY}[^。！？，（）()]{{0,24}}(?:电|[供专]稿)[）)】\]]")
"""The credit of an agency, in brackets, with or without the date."""
COLOPHON = re.compile(
    rf"[（(【\[]?{_AGENCY}[^。！？，]{{0,24}}(?:电|讯|报道|摄|[供专]稿)[）)】\]]?"
    r"|[（(]?《[^》]{2,16}》[（(]?[^。！？（）()]{2,30}(?:版|期)[)）]?"
    r"|[（(【\[]?(?:本文)?(?:责任|值班|文字|执行)?(?:编辑|责编|编审|校对|监制)[：:/／][^。！？]{1,40}"
    r"|[（(【\[](?:本报|本社|新华社)?记者[^。！？，]{1,30}[)）】\]]"
)
NUMBER = r"(?:统一|国内|国际标准)刊号|邮发代号|CN\d\d-\d{4}|ISSN"
NEWSPAPER = re.compile(
    rf"{NUMBER}|社\s*址[：:]|零\s*售(?:价|每份|[：:])|每[份期]\D{{0,2}}[\d.]+元|邮政?编码?[：:\s]*\d{{6}}"
)
"""Words of the imprint of a newspaper."""
BESIDE_IMPRINT = re.compile(
    "社出版|编辑部|[印承]\\s*刷|广告|发行|电\\s*话|热线|地\\s*址|定\\s*价|星期[一二三四五六日]"
)
LONGEST_IMPRINT = 160
_OPENS = frozenset("（(【[《据據新中人央本责責值文执執编編校监監")
"""Beginnings of these; most lines need no further search."""
RELATED = re.compile(
    "[【\\[]?(?:相关|延伸|推荐|更多|热点|往期|扩展)(?:新闻|阅读|链接|报道|文章|专题|推荐|资讯|评论|(?:精彩)?回顾|精彩|精选)[】\\]]?[：:>》]*"
)
"""The heading over headlines of other news."""
AROUND = " \u3000-—–―─=~·*•●■◆▼▽▲△↓>›》"
"""Signs around such a heading."""
_RELATED_OPENS = frozenset("【[相延推更热熱往扩擴")
SUMMARY = re.compile(
    "[【\\[](?P<a>导读|编者按|编者的话|核心提示|内容提要|阅读提示|导语)[】\\]]"
    "|(?P<b>导读|编者按|核心提示|内容提要|阅读提示)[：:]"
)
"""The beginning of an editor's summary."""
_SUMMARY_OPENS = frozenset("【[导導编編核内內阅閱")


def find_colophons(texts: Mapping[int, str], headings: Collection[int]) -> set[int]:
    """Return the editorial lines around the text of a speech.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    headings : collection of int
        Lines that are a compiler's headings.
    """
    found = {n for n, text in texts.items() if _is_colophon(text)}
    found |= _headlines(texts, headings) | find_captions(texts)
    found |= set(find_kickers(texts)) - set(headings)
    summary = set(_summaries(texts))
    rest = sum(len(text) for n, text in texts.items() if n not in found and n not in summary)
    return found | (summary if rest > sum(len(texts[n]) for n in summary) else set())


def _is_newspaper(text: str) -> bool:
    """Whether a line is the imprint of a newspaper: its numbers, address and price."""
    if len(text) > LONGEST_IMPRINT or STOP.search(text) or not re.search("[0-9０-９]", text):
        return False
    plain = simplified(text)
    words = {match.group() for match in NEWSPAPER.finditer(plain)}
    others = BESIDE_IMPRINT.search(plain) or re.search(NUMBER, plain)
    return len(words) > 1 or (bool(words) and others is not None)


def _is_colophon(text: str) -> bool:
    if _is_newspaper(text):
        return True
    if len(text) > LONGEST or text[0] not in _OPENS:
        return False
    plain = "".join(simplified(text).split())
    if CREDIT.fullmatch(plain):
        return True
    return not is_imprint(text) and COLOPHON.fullmatch(plain) is not None


def _headlines(texts: Mapping[int, str], headings: Collection[int]) -> set[int]:
    found: set[int] = set()
    inside = False
    last = 0  # line of running text
    for n, text in texts.items():
        if _opens_headlines(text):
            inside = True
            last = last or max((i for i, said in texts.items() if _is_said(said)), default=n)
        elif inside and (_is_said(text) or n in headings or (names_speech(text) and n < last)):
            inside = False
        if inside:
            found.add(n)
    return found


def _is_said(text: str) -> bool:
    """Whether a line is running text, not a headline."""
    return (len(text) > LONGEST or STOP.search(text[-1]) is not None) and not is_furniture(text)


def _opens_headlines(text: str) -> bool:
    bare = text.strip(AROUND) if len(text) <= 16 else ""
    return bare[:1] in _RELATED_OPENS and RELATED.fullmatch(simplified(bare)) is not None


def _summaries(texts: Mapping[int, str]) -> Iterator[int]:
    follows = False
    for n, text in texts.items():
        match = SUMMARY.match(simplified(text)) if text[0] in _SUMMARY_OPENS else None
        if match or follows:
            yield n
        follows = match is not None and match.end() == len(text)
