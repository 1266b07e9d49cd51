"""Find the lines of a web page that are its main text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

from topics.corpus.reading.readers.page_lines import PageLine, words
from topics.corpus.reading.readers.page_lists import list_lines
from topics.corpus.reading.readers.page_shown import BUTTON, PROSE, SITE_TALK, STOP, is_prose

__all__ = ["main_lines"]

SHORT = 10
"""A shorter line is main text only if it is also a line there."""
MANY = 10**8
"""Lines times characters of a page above which long lines are searched through an index."""
POSITION = re.compile(r"(?:您|你)?(?:当前|當前|现在|現在|所在)?的?(?:所在)?位置\s*[：:].{0,80}")
"""The position of a page in its site."""
INFO = re.compile(
    r"(?=.{0,120}$)(?:.*(?:来源|來源|时间|時間|日期|发布|發布)\s*[：:].*"
    r"(?:字[体號号]|打印|浏览|瀏覽|点击|點擊|阅读|分享|【).*"
    r"|(?:19|20)\d\d[-/.年]\d+[-/.月]\d+日?\s*\d+:\d\d.*)"
)
"""Source, date and buttons above an article."""
ADDRESS = re.compile(r"[^。！？；]{2,20}[：:]")
"""A line that addresses those present."""


def main_lines(
    lines: Sequence[PageLine], extracted: str, revealed: Collection[Any]
) -> tuple[set[int], bool]:
    """Return the numbers from 1 of the lines of the main text.

    They are the lines that trafilatura extracted, and the prose and lists beside them that it
    missed. Where it extracted less than a third of the visible characters outside of links, all
    lines are taken that are neither links nor in an element that names itself a menu or footer;
    where there are none, all visible lines; where there are none, all lines.

    Parameters
    ----------
    lines : sequence of PageLine
    extracted : str
        The text that trafilatura extracted.
    revealed : collection of elements
        Elements whose text scripts show.

    Returns
    -------
    numbers : set of int
    fell_back : bool
        Whether trafilatura's text was replaced, or is links only.
    """
    numbered = dict(enumerate(lines, 1))
    visible = {n: x for n, x in numbered.items() if x.concealed is None}
    if not any(x.n_words for x in visible.values()):
        visible = numbered
    found = _matching(visible, [words(line) for line in extracted.split("\n")])
    found |= list_lines(visible, found)
    own = {n for n, x in visible.items() if x.n_words and not x.is_site and not _in_links(x)}
    n_own = sum(lines[n - 1].n_words for n in own)
    fell_back = False
    if 3 * sum(lines[n - 1].n_words for n in found) < n_own or not found:
        chosen = found | (own or visible.keys())
        fell_back, found = bool(chosen - found), chosen
    else:
        found |= _beside(visible, found, revealed)
        found |= _between(visible, found)
    notes = {n for n, x in visible.items() if x.role == "note" and x.n_words}
    # A line without words (a dash, dots) between lines of the main text belongs to it.
    bare = {n for n, x in visible.items() if not x.n_words}
    blocks = {visible[n].block for n in found if is_prose(visible[n])}
    whole = found | notes | {n for n in bare if {n - 1, n + 1} <= found}
    whole |= {n for n, x in visible.items() if x.block in blocks and not _in_links(x)}
    text = whole - _menus(visible, whole)
    if not any(visible[n].n_words for n in text):
        return whole, True
    return text, fell_back


def _matching(visible: dict[int, PageLine], main: Sequence[str]) -> set[int]:
    """Return the lines that are in the main text.

    Two programs split a page into lines differently: a long line may be anywhere in the main text,
    a short one must be a line of it. Only letters, digits and characters are compared.
    """
    whole, text = set(main), "".join(main)
    keys = {n: words(line.text) for n, line in visible.items()}
    short = {n for n, key in keys.items() if key in whole and key}
    heads = _heads(text) if len(keys) * len(text) > MANY else None
    others = {n: key for n, key in keys.items() if n not in short and len(key) >= SHORT}
    return short | {
        n for n, key in others.items() if (heads is None or key[:SHORT] in heads) and key in text
    }


def _heads(text: str) -> set[str]:
    """Return all runs of a few characters, an index for fast search in a long text."""
    return {text[i : i + SHORT] for i in range(len(text) - SHORT + 1)}


def _menus(visible: dict[int, PageLine], main: set[int]) -> set[int]:
    """Return the links, lists of links with their headings, and buttons in the main text."""
    found: set[int] = set()
    written = [n for n, x in visible.items() if x.n_words]
    for number, following in reversed(list(pairwise([*written, 0]))):
        is_head = visible[number].role == "heading" and following in found
        if is_head or (number in main and _is_menu(visible[number])):
            found.add(number)
    return found


def _is_menu(line: PageLine) -> bool:
    """Whether a line is an entry of a menu or list of links, and not a linked heading."""
    if line.role != "body":
        return False
    n_letters = sum(not c.isdigit() for c in words(line.text))  # a date is beside many links
    linked = 0.8 * n_letters < line.n_linked and _in_links(line)
    return linked or any(p.fullmatch(line.text) for p in (BUTTON, POSITION, INFO))


def _in_links(line: PageLine) -> bool:
    return line.n_linked * 2 > line.n_words and not (
        line.n_words >= 2 * PROSE and STOP.search(line.text)
    )


def _beside(visible: dict[int, PageLine], main: set[int], revealed: Collection[Any]) -> set[int]:
    """Return the lines of prose beside the main text, with the headings between them.

    A line is beside the main text if it is in the smallest element around most of the main text, or
    in one whose text scripts show, and if the parent of its own element contains mostly prose.
    """
    around = {_container([visible[n] for n in main]), *revealed}
    groups: dict[Any, list[int]] = defaultdict(list)
    for number, line in visible.items():
        if number in main or not line.n_words or line.is_site:
            continue
        if not around.isdisjoint((line.owner, *line.owner.iterancestors())):
            parent = line.owner.getparent()
            groups[line.owner if parent is None else parent].append(number)
    found: set[int] = set()
    first, last = min(main), max(main)
    for numbers in groups.values():
        own = [n for n in numbers if not _in_links(visible[n])]
        prose = sum(visible[n].n_words for n in numbers if is_prose(visible[n]))
        all_words = sum(visible[n].n_words for n in numbers)
        rows = [n for n in own if "\t" in visible[n].text and first < n < last]
        found.update(own if prose * 2 > all_words else rows)
    return found


def _between(visible: dict[int, PageLine], main: set[int]) -> set[int]:
    """Return short lines between two of the main text, sentences after it, headings before it."""
    known = set(main)
    written = [n for n, x in visible.items() if x.n_words and not x.is_site and not _in_links(x)]
    for before, number in pairwise(written):
        line = visible[number]
        if before in known and _alike(line, visible[before]) and STOP.search(line.text):
            known.update([] if SITE_TALK.search(line.text) else [number])
    for before, number, after in reversed(
        list(zip([0, *written], written, written[1:], strict=False))
    ):
        if number in known or after not in known:
            continue
        line = visible[number]
        close = before in known or ADDRESS.fullmatch(line.text.strip())
        if line.role == "heading" or (close and _alike(line, visible[after])):
            known.add(number)
    return known - main


def _alike(a: PageLine, b: PageLine) -> bool:
    """Whether two lines are paragraphs of one element."""
    return a.owner.tag == b.owner.tag == "p" and a.owner.getparent() is b.owner.getparent()


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
