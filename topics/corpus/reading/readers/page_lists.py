"""Lists, quotations and tables inside the article of a web page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from topics.corpus.reading.readers.page_lines import PageLine, words
from topics.corpus.reading.readers.page_shown import BUTTON, SITE_TALK, is_prose

__all__ = ["ABOUT_PAGE", "list_lines", "running_items"]

ITEMS = frozenset({"li", "dt", "dd"})
LISTS = frozenset({"ul", "ol", "dl", "blockquote"})
NO_TEXT = frozenset({"figure", "figcaption", "caption", "form"})
ABOUT_PAGE = re.compile(
    r"\W*(?:(?:来源|來源|出处|作者|编辑|編輯|责编|责任编辑|责任編輯|审核|校对|供稿|撰稿|发布|發布|发表|时间|時間|日期"
    r"|成文|生成|索引号|主题|发文|文号|名称|有效性|公开|地址|电话|電話|传真|邮编|邮箱|字[体體号號]|浏览|瀏覽|点击|點擊|阅读|访问)[^。！？；]{0,8}[：:].*"
    r"|(?:打印|列印|关闭|關閉|收藏|分享|复制|返回|转发|上一[篇页]|下一[篇页]|[大中小]|字[体號号]|微信|微博|QQ).{0,6}"
    r"|(?:19|20)\d\d\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}.{0,20})\W*",
    re.IGNORECASE,
)
"""A line about the page: source, date of publication, buttons."""
DATED = re.compile(r".{0,3}(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年[^。；]{0,12}")
"""A line with only a date, e.g. below a title."""
OTHERS = re.compile(
    "(?:相关|相關|推荐|推薦|热门|熱門|热点|最新|延伸|更多|猜你|友情|快速|猜您).{0,8}|.{0,8}(?:排行|导航|導航|链接|鏈接|推荐).{0,2}"
)
"""The heading of a list of other pages."""
ADDRESS = re.compile(r"[^。！？；]{2,30}[：:]")


def list_lines(visible: Mapping[int, PageLine], main: Collection[int]) -> set[int]:
    """Return the lines of lists, quotations and tables that belong to the main text.

    They are in the element whose paragraphs are the main text: between two of these, or, except
    for tables, before or after them. Lists of links, of buttons, and of facts about the page do
    not belong to it.

    Parameters
    ----------
    visible : mapping of int to PageLine
        The visible lines of a page, by number.
    main : collection of int
        Numbers of the lines of the main text found so far.
    """
    prose = [n for n in sorted(main) if is_prose(visible[n])]
    if not prose:
        return set()
    homes = _homes([visible[n] for n in prose])
    groups: dict[Any, list[int]] = defaultdict(list)
    is_close: dict[Any, bool] = {}
    for number, line in visible.items():
        if line.n_words and not line.is_site and line.role != "note":
            path = _path(line.owner, homes)
            tags = {e.tag for e in path[:-1]}
            if tags & (ITEMS | LISTS | {"table"}) and not tags & NO_TEXT:
                groups[path[-2]].append(number)
                is_close[path[-2]] = homes[path[-1]] and "table" not in tags
    written = [n for n, line in visible.items() if line.n_words]
    above = dict(zip(written[1:], written, strict=False))
    found: set[int] = set()
    for element, numbers in groups.items():
        group = [visible[n] for n in numbers]
        head = visible[above[numbers[0]]].text if numbers[0] in above else ""
        if OTHERS.fullmatch(head) or _is_of_links(element, group):
            continue
        is_between = prose[0] < numbers[0] and numbers[-1] < prose[-1]
        n_site = sum(_is_of_site(line) for line in group)
        if 2 * n_site < len(group) if is_between else is_close[element] and not n_site:
            found.update(numbers)
    return found.difference(main)


def _homes(prose: Sequence[PageLine]) -> dict[Any, bool]:
    """Return the elements that contain paragraphs, and whether they contain nothing else."""
    inside: Counter[Any] = Counter()
    for line in prose:
        parent = line.owner.getparent()
        if parent is not None:
            inside[parent] += 1 + (line.owner.tag == "p")
    homes = {line.owner: line.owner.tag not in ("body", "html") for line in prose}
    for element, n in inside.items():
        homes[element] = element.tag not in ("body", "html") and n > 1
    return homes


def _path(element: Any, homes: Collection[Any]) -> list[Any]:
    """Return an element and those around it up to the first with paragraphs, or nothing."""
    path = [element]
    for around in element.iterancestors():
        path.append(around)
        if around in homes:
            return path
    return []


def _is_of_links(element: Any, lines: Sequence[PageLine]) -> bool:
    """Whether half of a list is in links, with or without a target."""
    n_words = sum(line.n_words for line in lines)
    linked = sum(len(words("".join(link.itertext()))) for link in element.iter("a"))
    return 2 * max(linked, sum(line.n_linked for line in lines)) > n_words


def _is_of_site(line: PageLine) -> bool:
    about = ABOUT_PAGE.fullmatch(line.text) or BUTTON.fullmatch(line.text)
    return about is not None or SITE_TALK.search(line.text) is not None


def running_items(lines: Sequence[PageLine], main: Collection[int]) -> set[int]:
    """Return the lines of the main text that are list items, and so not titles or headings.

    A list whose items have several paragraphs, or among whose items is a date, a fact about the
    page or an address (``同志们：``), may be the layout of a whole article: its lines are
    classified like others. So are the lines of an item that ``<br>`` breaks.

    Parameters
    ----------
    lines : sequence of PageLine
    main : collection of int
        Numbers of the lines of the main text, from 1.
    """
    items: dict[Any, list[int]] = defaultdict(list)
    for number in sorted(main):
        line = lines[number - 1]
        if line.n_words:
            around = (e for e in (line.owner, *line.owner.iterancestors()) if e.tag in ITEMS)
            item = next(around, None)
            if item is not None:
                items[item].append(number)
    lists: dict[Any, list[list[int]]] = defaultdict(list)
    for item, numbers in items.items():
        lists[item.getparent()].append(numbers)
    found: set[int] = set()
    for groups in lists.values():
        every = [lines[n - 1] for numbers in groups for n in numbers]
        is_simple = all(len({lines[n - 1].block for n in numbers}) == 1 for numbers in groups)
        if len(groups) > 1 and is_simple and not any(_is_of_head(line) for line in every):
            found.update(numbers[0] for numbers in groups if len(numbers) == 1)
    return {n for n in found if lines[n - 1].role == "body"}


def _is_of_head(line: PageLine) -> bool:
    """Whether a line may be above a text: a date, a fact about the page, an address."""
    return any(p.fullmatch(line.text.strip()) for p in (ABOUT_PAGE, DATED, ADDRESS))
