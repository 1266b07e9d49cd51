"""The part of a web page that is visible after its scripts have run."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from itertools import groupby, pairwise
from typing import Any

from topics.corpus.reading.readers.page_lines import BLOCKS, PageLine, is_site, page_lines, words

__all__ = ["BUTTON", "PROSE", "SITE_TALK", "STOP", "concealed_elements", "is_prose", "normalized"]

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
STOP = re.compile(r"[。！？；…]|[.!?;](?=\s|$)")
"""Marks that do not occur in keywords and menu names."""
PROSE = 15
"""Minimum number of characters of a line of prose."""
FAR = 60
"""Minimum number of characters of prose, in lines, that is not beside other prose."""
MAX_ROUNDS = 20
NAVIGATION = ("nav", "menu")
UNSEEN = ("aside", "noscript", "template")
"""Elements that scripts fill or replace, or that surround the text."""
REST = re.compile(
    r"(?:^|[\s_-])(?:more|rest|remain\w*|full\w*|hid(?:e|den)-?(?:content|text|part)|collaps\w*|fold\w*"
    r"|expand\w*|unfold\w*|tab\w*|panes?|pages?\d*|parts?\d*|article\w*|content\w*|text\w*|zoom|detail\w*)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names that pages give to the rest of an article."""
BUTTON = re.compile(
    r"\W*(?:(?:点击|點擊|点此|點此|继续|繼續|打开\w{0,4})?"
    r"(?:展开|展開|查看|阅读|閱讀|显示|顯示|收起|折叠|隐藏|隱藏|加载|載入)(?:阅读|閱讀)?"
    r"(?:全文|完整|更多|全部|余下|餘下|剩余|其余|正文|原文)*(?:内容|內容|版|部分)?"
    r"|余下全文|餘下全文|全文展开|全文展開|更多|(?:read|show|load|view|see)\s+(?:more|all|full\w*))"
    r"\s*[（(]?\d*%?[)）]?\W*",
    re.IGNORECASE,
)
"""A button that shows or hides the rest of an article."""
SITE_TALK = re.compile(
    "您(?:即将|正在|的|需要|尚未|可以|还|好)|请?点击|登录|注册|扫[一码]|二维码|cookie|浏览器|版权|转载|javascript"
    "|本网站?|本站|客户端|免责|隐私政策|发表评论|文明上网|公众号|小程序|第三方|[{]{2}|<%",
    re.IGNORECASE,
)
"""Words with which a site addresses its visitors."""


def is_prose(line: PageLine) -> bool:
    """Whether a line is running text: sentences outside links that are not about the site."""
    if line.n_words < PROSE or line.role == "note" or not STOP.search(line.text):
        return False
    return line.n_linked * 2 <= line.n_words and not SITE_TALK.search(line.text)


def concealed_elements(tree: Any) -> tuple[list[PageLine], set[Any], set[Any]]:
    """Decide which hidden elements of a page a reader never sees.

    Scripts show elements with the page's own prose: an article hidden until it is loaded, the rest
    of a collapsed article, a tab. Menus, dialogs, keywords and copies of visible text remain
    concealed. ``aside``, ``noscript`` and ``template`` are treated in the same way.

    Returns
    -------
    lines : list of PageLine
    concealed, revealed : set of elements
    """
    concealed = {e for e in tree.iter() if isinstance(e.tag, str) and _may_be_hidden(e)}
    revealed = {e for e in concealed if e.tag in ("html", "body")}
    concealed -= revealed
    lines = page_lines(tree, concealed)
    for _ in range(MAX_ROUNDS):
        found = _to_reveal(lines)
        if not found:
            break
        concealed -= found
        revealed |= found
        lines = page_lines(tree, concealed)
    else:  # no page has so many levels; their content must not be lost
        revealed, concealed = revealed | concealed, set()
        lines = page_lines(tree, concealed)
    return lines, concealed, revealed


def _may_be_hidden(element: Any) -> bool:
    if element.tag in UNSEEN or element.get("hidden") is not None:
        return True
    return bool(HIDDEN.search(element.get("style") or ""))


def _to_reveal(lines: Sequence[PageLine]) -> set[Any]:
    """Return the outermost concealed elements that contain text of the page."""
    inside: dict[Any, list[PageLine]] = defaultdict(list)
    for line in lines:
        if line.concealed is not None:
            inside[line.concealed].append(line)
    if not inside:
        return set()
    visible = [line for line in lines if line.concealed is None]
    prose = [line for line in visible if is_prose(line) and not line.is_site]
    seen = "".join(words(line.text) for line in visible)
    found = {e: n for e, own in inside.items() if (n := _new_prose(own, seen)) and not _named(e)}
    if not prose:
        return _fullest(found or _longer_than(visible, inside))
    blocks = {line.block for line in visible if line.text}
    near = {e for line in prose for e in (line.owner, *_parents(line.owner))}
    beside = _beside(lines)
    n_prose = sum(line.n_words for line in prose)
    kinds: Counter[Any] = Counter()
    for element, n_words in found.items():
        kinds[_kind(element)] += n_words
    revealed: set[Any] = set()
    for element, n_words in found.items():
        own = inside[element]
        is_rest = REST.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        is_inline = element.tag not in BLOCKS and not blocks.isdisjoint(x.block for x in own)
        is_long = (n_words >= FAR and len(own) > 1) or kinds[_kind(element)] > n_prose
        is_close = element in beside or not near.isdisjoint(_parents(element))
        if is_rest or (not is_inline and (is_long or is_close)):
            revealed.add(element)
    return revealed


def _fullest(sizes: Mapping[Any, int]) -> set[Any]:
    """Return the elements of the same kind as the one with the most text."""
    if not sizes:
        return set()
    kind = _kind(max(sizes, key=sizes.__getitem__))
    return {element for element in sizes if _kind(element) == kind}


def _longer_than(
    visible: Sequence[PageLine], inside: Mapping[Any, Sequence[PageLine]]
) -> dict[Any, int]:
    """Return the sizes of elements with more text than the rest of a page without visible prose."""
    size = {
        element: sum(x.n_words - x.n_linked for x in own if not SITE_TALK.search(x.text))
        for element, own in inside.items()
    }
    shown = sum(x.n_words - x.n_linked for x in visible if x.role != "heading" and not x.is_site)
    return {element: n for element, n in size.items() if n > shown}


def _beside(lines: Sequence[PageLine]) -> set[Any]:
    """Return the concealed elements after a button, or between two lines of prose."""
    written = [line for line in lines if line.text]
    found = {b.concealed for a, b in pairwise(written) if BUTTON.fullmatch(a.text)}
    runs = [list(run) for _, run in groupby(written, lambda line: line.concealed is None)]
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        if is_prose(before[-1]) and is_prose(after[0]):
            found.update(line.concealed for line in run)
    return found


def _kind(element: Any) -> tuple[str, str, str]:
    """Return the tag and class of an element, and how it is hidden."""
    hides = HIDDEN.search(element.get("style") or "")
    return element.tag, element.get("class") or "", hides[0].lower() if hides else ""


def _new_prose(lines: Sequence[PageLine], seen: str) -> int:
    """Return the number of characters of prose, or 0 if it is not the majority or not new."""
    prose = [line for line in lines if is_prose(line)]
    n_prose = sum(line.n_words for line in prose)
    repeated = sum(line.n_words for line in prose if words(line.text) in seen)
    others = sum(line.n_words - line.n_linked for line in lines if not is_prose(line))
    return n_prose if n_prose > others and n_prose > 2 * repeated else 0


def _named(element: Any) -> bool:
    """Whether the name of an element or one around it shows that it surrounds the text."""
    return any(is_site(e) for e in (element, *element.iterancestors()))


def _parents(element: Any) -> list[Any]:
    """Return the two elements around an element, except the whole page."""
    around = [e for _, e in zip(range(2), element.iterancestors(), strict=False)]
    return [e for e in around if e.tag not in ("body", "html")]


def normalized(tree: Any, concealed: Iterable[Any], revealed: Iterable[Any]) -> Any:
    """Return a copy of a tree without concealed elements; revealed ones become a plain ``div``."""
    copy = deepcopy(tree)
    hidden, shown = set(concealed), set(revealed)
    pairs = list(zip(tree.iter(), copy.iter(), strict=True))
    for element, twin in pairs:
        if element in shown:
            twin.tag = "div" if element.tag in (*UNSEEN, "textarea") else element.tag
            for name in ("style", "hidden", "aria-hidden", "class"):
                twin.attrib.pop(name, None)
        elif (element in hidden or element.tag in NAVIGATION) and twin.getparent() is not None:
            twin.drop_tree()
    return copy
