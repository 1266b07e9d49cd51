"""The title and date that a web page states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from topics.corpus.reading.readers.page_lines import PageLine, words

__all__ = ["page_date", "page_title"]

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
"""How the names of sites end."""
SHORT_NAME = 6
"""Characters of the name of a section of a site."""
PRINTED = re.compile(
    r"(?:时间|時間|日期|发布于|發布於|发表于|發表於|发布|發布)\s*[：:]?\s*"
    r"((?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2})"
)
ABOUT = re.compile("来源|來源|字[号號]|浏览|瀏覽|点击|點擊|阅读|作者|编辑|編輯")
"""What a line about the article says beside its date."""
DAY = re.compile(r"((?:19|20)\d\d)\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})")
EPOCH = re.compile(r"\bvar\s+(?:ct|createTime)\s*=\s*[\"'](\d{10})[\"']")
"""When a WeChat article was published, in seconds; the page prints it by script."""
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


def page_date(tree: Any, lines: Sequence[PageLine], main: Iterable[int]) -> str:
    """Return the date on which a page says it was published, as ``YYYY-MM-DD``, or ``""``.

    Elements ``meta`` come first, then what is printed outside of the main text
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
    """Return what the ``meta`` elements of some names say, in the order of the names."""
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
