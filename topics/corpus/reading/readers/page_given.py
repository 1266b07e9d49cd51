"""Extract the title and date that a web page states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from topics.corpus.reading.readers.page_lines import PageLine, words
from topics.corpus.reading.readers.page_lists import ABOUT_PAGE
from topics.corpus.reading.readers.page_shown import SITE_TALK, is_prose

__all__ = ["head_lines", "page_date", "page_title"]

LONGEST_HEAD = 40
"""Maximum number of characters of a date, name or occasion below a title."""
NAME = (
    "[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧田董袁潘蒋蔣蔡余杜叶葉程苏蘇魏吕呂"
    "丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦付傅白邹孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚邵万钱錢严武戴莫孔向汤习温俞]"
    r"\s*[\u4e00-\u9fff]\s*[\u4e00-\u9fff]?"
)
OF_SPEECH = re.compile(
    r"\s*(?:[（(].*[）)]|——.*"
    r"|.{0,3}(?:(?:19|20)\d\d|[〇零○一二三四五六七八九]{4})\s*年(?:(?!\d:\d).){0,12}"
    rf"|(?:[^。，]{{2,25}}(?:\s|长|長|书记|書記|主席|主任|总理|總理|委员|代表|院士|教授))?\s*{NAME})\s*"
)
"""A date, an occasion or a name below a title."""

TITLE_NAMES = ("articletitle", "og:title", "twitter:title", "dc.title")
DATE_NAMES = (
    *("pubdate", "publishdate", "publish_date", "publishtime", "publish_time", "datepublished"),
    *("article:published_time", "og:release_date", "weibo:article:create_at", "dc.date"),
    *("dc.date.issued", "firstpublishedtime", "publicationdate"),
)
SEPARATOR = re.compile(r"\s*(?:[_|｜»>]+|--+|—{3,})\s*|\s+[-–—·]+\s+|-(?=[^-]*$)")
SITE_NAME = re.compile(
    r"(?:网|网站|政府|政府门户|门户|频道|日报|晚报|时报|首页|平台|新闻|文库|资讯|百科|微博|公众号|办公室|委员会"
    r"|订阅|知乎|头条|道客巴巴|搜狐|新浪|网易|腾讯|凤凰|央视|豆丁|学习强国|The Paper"
    r"|維基百科|維基文庫|维基文库|维基百科|自由的图书馆|自由的圖書館|\.com|\.cn|\.net|\.org)(?:[（(][^（）()]{1,20}[)）])?$"
    r"|网[-·]|^(?:www\.|中国政府网|官方)|[市县区省州].{0,12}[局厅委办部院]$",
    re.IGNORECASE,
)
"""The ends of site names."""
SHORT_NAME = 6
"""Maximum number of characters of the name of a section of a site."""
PRINTED = re.compile(
    r"(?:时间|時間|日期|发布于|發布於|发表于|發表於|发布|發布)\s*[：:]?\s*"
    r"((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
ABOUT = re.compile("来源|來源|字[号號]|浏览|瀏覽|点击|點擊|阅读|作者|编辑|編輯")
"""Words of a line about the article beside its date."""
DAY = re.compile(r"((?:19|20)\d\d)\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})")
EPOCH = re.compile(r"\bvar\s+(?:ct|createTime)\s*=\s*[\"'](\d{10})[\"']")
"""The time of publication of a WeChat article, in seconds; a script prints it."""
CHINA = timedelta(hours=8)


def page_title(tree: Any) -> str:
    """Return the title of the article on a page, without the name of the site, or ``""``."""
    whole = " ".join((tree.findtext(".//title") or "").split())
    headings = [" ".join("".join(h.itertext()).split()) for h in tree.iter("h1", "h2")]
    own = [h for h in headings if len(words(h)) > 3 and not SITE_NAME.search(h)]
    same = [h for h in own if words(whole).startswith(words(h))]
    said = [_without_site(text) for text in (*_metas(tree, TITLE_NAMES), whole)]
    stated = _metas(tree, TITLE_NAMES[:1])
    titles = [*stated, *same, *(t for t in said if t and not SITE_NAME.search(t)), *own]
    return next(iter(titles), said[-1])


def _without_site(title: str) -> str:
    """Return a title without the names of site and section after it, or of the site before it."""
    title = title.strip()
    parted = False
    while ends := [match.span() for match in SEPARATOR.finditer(title)]:
        tail = title[ends[-1][1] :]
        if not SITE_NAME.search(tail) and not (parted and len(tail) <= SHORT_NAME):
            break
        title, parted = title[: ends[-1][0]], True
    if ends and SITE_NAME.search(title[: ends[0][0]]):
        return title[ends[0][1] :]
    return title


def head_lines(lines: Sequence[PageLine], main: Collection[int], title: str) -> set[int]:
    """Return the line before the main text that prints the title, and the lines in between.

    Date, speaker and occasion below a title belong to the speech, as do other short lines in the
    title's own element; source, time of publication and buttons do not.

    Parameters
    ----------
    lines : sequence of PageLine
    main : collection of int
        Numbers of the lines of the main text, from 1.
    title : str
        The title of the page.
    """
    own = {n: x for n, x in enumerate(lines, 1) if x.n_words and x.concealed is None}
    first = min(main)
    printed = [n for n in own if n < first and words(own[n].text) == words(title)][-1:]
    known = {*main, *printed}
    start = next((n for n in sorted(main) if n in own and is_prose(own[n])), 0)
    above = [n for n in own if n < start]
    top = [n for n in above if n in known]
    heads = (
        [n for n in above if _prints(own[n].text, title)]
        or [n for n in top if own[n].level == 1]
        or top[:1]
    )
    if not heads:
        return set(printed)
    between = [n for n in above if n > heads[-1] and n not in known]
    return {*printed, *(n for n in between if _is_of_speech(own[n], own[heads[-1]]))}


def _prints(text: str, title: str) -> bool:
    """Whether a line prints a title, in full or with some characters left out."""
    shorter, longer = sorted((words(text), words(title)), key=len)
    rest = iter(longer)
    return 2 * len(shorter) > len(longer) and len(shorter) > 3 and all(c in rest for c in shorter)


def _is_of_speech(line: PageLine, title: PageLine) -> bool:
    """Whether a line below a title belongs to the speech, and not to the page."""
    if line.is_site or line.n_linked or len(line.text) > LONGEST_HEAD or line.role == "note":
        return False
    about = any(p.search(line.text) for p in (SITE_TALK, ABOUT, PRINTED, SITE_NAME))
    if about or ABOUT_PAGE.fullmatch(line.text):
        return False
    is_in_title = line.owner is title.owner and line.owner.tag not in ("body", "html")
    return is_in_title or OF_SPEECH.fullmatch(line.text) is not None


def page_date(tree: Any, lines: Sequence[PageLine], main: Iterable[int]) -> str:
    """Return the date on which a page says it was published, as ``YYYY-MM-DD``, or ``""``.

    ``meta`` elements come first, then dates printed outside the main text
    (``时间：2023-05-12``), then ``time`` elements and the time that WeChat keeps in a script.
    """
    inside = set(main)
    printed = (
        match[1]
        for n, line in enumerate(lines, 1)
        if (n not in inside or ABOUT.search(line.text)) and (match := PRINTED.search(line.text))
    )
    times = (e.get("datetime") for e in tree.iter("time") if e.get("datetime"))
    for said in (*_metas(tree, DATE_NAMES), *printed, *times):
        if day := _iso(said):
            return day
    for script in tree.iter("script"):
        if match := EPOCH.search(script.text or ""):
            return (datetime.fromtimestamp(int(match[1]), UTC) + CHINA).date().isoformat()
    return ""


def _metas(tree: Any, names: Sequence[str]) -> list[str]:
    """Return the contents of the ``meta`` elements of some names, in the order of the names."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        key = re.sub(r"\s+", "", name).lower()
        if text := " ".join((meta.get("content") or "").split()):
            found.setdefault(key, text)
    return [found[name] for name in names if name in found]


def _iso(said: str) -> str:
    match = DAY.search(said)
    if match is None:
        return ""
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return ""
