"""Which lines of a web page are its text: what scripts show, and the main text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import groupby, pairwise
from typing import Any

from topics.corpus.reading.readers.page_lines import BLOCKS, PageLine, is_site, page_lines, words

__all__ = ["concealed_elements", "is_prose", "main_lines", "normalized"]

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
STOP = re.compile(r"[。！？；…]|[.!?;](?=\s|$)")
"""What keywords and names of menus do not have."""
SHORT = 10
"""A line of fewer characters is main text only where it is a line of that too."""
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
    r"\W*(?:点击|點擊)?(?:展开|展開|查看|阅读|閱讀|显示|顯示|收起|折叠|隐藏|隱藏|加载|載入)(?:阅读|閱讀)?"
    r"(?:全文|更多|全部|余下|剩余|其余|正文|原文)?(?:内容|內容|全文)?(?:\s*[（(]?\d*%?[)）]?)\W*"
)
"""What shows or hides the rest of an article."""
SITE_TALK = re.compile(
    "您(?:即将|正在|的|需要|尚未|可以|还|好)|请?点击|登录|注册|扫[一码]|二维码|cookie|浏览器|版权|转载|javascript"
    "|本网站?|本站|客户端|免责|隐私政策|发表评论|文明上网|公众号|小程序|第三方|[{]{2}|<%",
    re.IGNORECASE,
)
"""How a site speaks to its visitors."""


def is_prose(line: PageLine) -> bool:
    """Whether a line is running text: sentences, not in links, and not the site's own."""
    if line.n_words < PROSE or line.role == "note" or not STOP.search(line.text):
        return False
    return line.n_linked * 2 <= line.n_words and not SITE_TALK.search(line.text)


def concealed_elements(tree: Any) -> tuple[list[PageLine], set[Any], set[Any]]:
    """Decide which hidden elements of a page a reader never sees.

    Scripts show what holds the page's own prose: an article hidden until it is loaded, the rest
    of one that is collapsed, a tab. Menus, dialogs, keywords and copies of visible text remain
    concealed. ``aside``, ``noscript`` and ``template`` are judged likewise.

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
    return lines, concealed, revealed


def _may_be_hidden(element: Any) -> bool:
    if element.tag in UNSEEN or element.get("hidden") is not None:
        return True
    return bool(HIDDEN.search(element.get("style") or ""))


def _to_reveal(lines: Sequence[PageLine]) -> set[Any]:
    """Return the outermost concealed elements that hold text of the page."""
    inside: dict[Any, list[PageLine]] = defaultdict(list)
    for line in lines:
        if line.concealed is not None:
            inside[line.concealed].append(line)
    if not inside:
        return set()
    visible = [line for line in lines if line.concealed is None]
    if not any(line.n_words for line in visible):
        return set(inside)
    prose = [line for line in visible if is_prose(line) and not line.is_site]
    seen = "".join(words(line.text) for line in visible)
    found = {e: n for e, own in inside.items() if (n := _new_prose(own, seen)) and not _named(e)}
    if not prose and found:
        kind = _kind(max(found, key=found.__getitem__))
        return {element for element in found if _kind(element) == kind}
    blocks = {line.block for line in visible if line.text}
    near = {e for line in prose for e in (line.owner, *_parents(line.owner))}
    written = [line for line in lines if line.text]
    beside = {b.concealed for a, b in pairwise(written) if BUTTON.fullmatch(a.text)}
    runs = [list(run) for _, run in groupby(written, lambda line: line.concealed)]
    for before, run, after in zip(runs, runs[1:], runs[2:], strict=False):
        if is_prose(before[-1]) and is_prose(after[0]):
            beside.add(run[0].concealed)
    return {
        element
        for element, n_words in found.items()
        if (element.tag in BLOCKS or not blocks.intersection(x.block for x in inside[element]))
        and (
            (n_words >= FAR and len(inside[element]) > 1)
            or element in beside
            or REST.search(f"{element.get('class') or ''} {element.get('id') or ''}")
            or near.intersection(_parents(element))
        )
    }


def _kind(element: Any) -> tuple[Any, ...]:
    return element.tag, element.get("style"), element.get("class")


def _new_prose(lines: Sequence[PageLine], seen: str) -> int:
    """Return the number of characters of prose, or 0 where it is not most, or nothing new."""
    prose = [line for line in lines if is_prose(line)]
    n_prose = sum(line.n_words for line in prose)
    repeated = sum(line.n_words for line in prose if words(line.text) in seen)
    others = sum(line.n_words for line in lines) - n_prose
    return n_prose if n_prose > others and n_prose > 2 * repeated else 0


def _named(element: Any) -> bool:
    """Whether an element or one around it says that it surrounds the text."""
    return any(is_site(e) for e in (element, *element.iterancestors()))


def _parents(element: Any) -> list[Any]:
    """Return the two elements around an element, the whole page excepted."""
    around = [e for _, e in zip(range(2), element.iterancestors(), strict=False)]
    return [e for e in around if e.tag not in ("body", "html")]


def normalized(tree: Any, concealed: Iterable[Any], revealed: Iterable[Any]) -> Any:
    """Return a copy of a tree without what is concealed; what is revealed is a plain ``div``."""
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


def main_lines(lines: Sequence[PageLine], extracted: str) -> tuple[set[int], bool]:
    """Return the numbers from 1 of the lines of the main text.

    They are the lines that trafilatura extracted, and the prose beside them that it did not.
    Where it extracted less than a third of the visible characters outside of links, all lines
    are taken that are neither links nor in an element that names itself a menu or footer; where
    there are none, all visible lines.

    Parameters
    ----------
    lines : sequence of PageLine
    extracted : str
        What trafilatura extracted.

    Returns
    -------
    numbers : set of int
    fell_back : bool
        Whether trafilatura's text was replaced.
    """
    visible = {n: x for n, x in enumerate(lines, 1) if x.concealed is None}
    found = _matching(visible, [words(line) for line in extracted.split("\n")])
    own = {n for n, x in visible.items() if x.n_words and not x.is_site and not _in_links(x)}
    n_own = sum(lines[n - 1].n_words for n in own)
    fell_back = False
    if 3 * sum(lines[n - 1].n_words for n in found) < n_own or not found:
        chosen = found | (own or visible.keys())
        fell_back, found = bool(chosen - found), chosen
    else:
        found |= _beside(visible, found)
        found |= _between(visible, found)
    notes = {n for n, x in visible.items() if x.role == "note" and x.n_words}
    # Between lines of the main text, a line without a word (a dash, dots) belongs to it.
    bare = {n for n, x in visible.items() if not x.n_words}
    whole = found | notes | {n for n in bare if {n - 1, n + 1} <= found}
    around = {n for n in found if _is_menu(lines[n - 1]) or BUTTON.fullmatch(lines[n - 1].text)}
    return whole - around or whole, fell_back


def _matching(visible: dict[int, PageLine], main: Sequence[str]) -> set[int]:
    """Return the lines that are in the main text.

    Two programs part a page into lines differently: a long line is found anywhere in the main
    text, a short one must be a line of it. Only letters, digits and characters are compared.
    """
    whole, text = set(main), "".join(main)
    keys = {n: words(line.text) for n, line in visible.items()}
    return {n for n, key in keys.items() if key and (key in (text if len(key) >= SHORT else whole))}


def _is_menu(line: PageLine) -> bool:
    """Whether a line is an entry of a menu or list of links; a linked heading is none."""
    return 0.8 * line.n_words < line.n_linked and line.role == "body" and _in_links(line)


def _in_links(line: PageLine) -> bool:
    return line.n_linked * 2 > line.n_words and not (
        line.n_words >= 2 * PROSE and STOP.search(line.text)
    )


def _beside(visible: dict[int, PageLine], main: set[int]) -> set[int]:
    """Return the lines of prose beside the main text, with the headings between them.

    A line is beside the main text if the smallest element around most of that contains it, and
    most of what its own element contains is prose.
    """
    around = _container([visible[n] for n in main])
    groups: dict[Any, list[int]] = defaultdict(list)
    for number, line in visible.items():
        parent = line.owner.getparent()
        if number not in main and line.n_words and not line.is_site:
            groups[line.owner if parent is None else parent].append(number)
    found: set[int] = set()
    first, last = min(main), max(main)
    for parent, numbers in groups.items():
        if parent is not around and around not in parent.iterancestors():
            continue
        own = [n for n in numbers if not _in_links(visible[n])]
        prose = sum(visible[n].n_words for n in numbers if is_prose(visible[n]))
        all_words = sum(visible[n].n_words for n in numbers)
        rows = [n for n in own if "\t" in visible[n].text and first < n < last]
        found.update(own if prose * 2 > all_words else rows)
    return found


def _between(visible: dict[int, PageLine], main: set[int]) -> set[int]:
    """Return short lines between two of the main text, and headings before one of it."""
    known = set(main)
    written = [n for n, x in visible.items() if x.n_words]
    triples = list(zip([0, *written], written, written[1:], strict=False))
    for before, number, after in reversed(triples):
        line, following = visible[number], visible[after]
        if number in main or line.is_site or _in_links(line) or after not in known:
            continue
        alike = line.owner.tag == following.owner.tag == "p" and before in main
        if line.role == "heading" or (alike and _sibling(line, following)):
            known.add(number)
    return known - main


def _sibling(a: PageLine, b: PageLine) -> bool:
    return a.owner.getparent() is b.owner.getparent()


def _container(lines: Sequence[PageLine]) -> Any:
    """Return the smallest element that contains most of the text of some lines."""
    weight: dict[Any, int] = defaultdict(int)
    depth: dict[Any, int] = {}
    for line in lines:
        chain = [line.owner, *line.owner.iterancestors()]
        for level, element in enumerate(reversed(chain)):
            weight[element] += line.n_words
            depth[element] = level
    whole = max(weight.values())
    return max((e for e in weight if weight[e] >= 0.9 * whole), key=depth.__getitem__)
