"""The headings with which a compiler marks the beginning of a speech."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from topics.corpus.repair.patterns import HAN
from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import (
    NUMBER,
    STOP,
    ended,
    is_byline,
    is_furniture,
    is_salutation,
    is_title,
    names_speech,
)
from topics.corpus.structure.outline import NUMERALS, chinese_number, find_marker

__all__ = ["HEADING_PREFIX", "find_compiler_headings", "preamble"]

_KIND = "(?:范文|例文?|样本|模板|文稿|(?:讲话|发言|致辞|演讲|报告|汇报)(?:稿|材料)?|文章)"
_CORE = (
    rf"(?:第\s*(?P<a>{NUMBER})\s*篇|{_KIND}?\s*篇\s*(?P<b>{NUMBER})|{_KIND}\s*之?\s*(?P<c>{NUMBER})"
    r"|(?:part|no)[.．]?\s*(?P<d>\d{1,2}))"
)
HEADING_PREFIX = re.compile(
    rf"[★☆◆■●※\s]*(?:[【\[]\s*第?{_KIND}?篇?\s*(?P<e>{NUMBER})\s*篇?\s*[】\]]"
    rf"|[【\[（(《]?\s*{_CORE}\s*[】\])）》]?)[★☆\s]*"
    rf"(?:[：:、.．，\s]|$|(?<=[】\])）》])|(?=[{HAN}“《]+上的?(?:讲话|发言|致辞|报告)))",
    re.IGNORECASE,
)
"""How compilers number their texts: 第二篇：, 篇一, 【篇1】, 范文二, 讲话之三."""
KIND = re.compile("篇|[例范]文|样本|模板|文[稿章]|讲话|发言|致辞|演讲|[报汇]告|汇报|例")
"""A word that shows that the number is the number of a text."""
HEADING_SUFFIX = re.compile(rf"(?P<stem>.{{4,80}}?)\s*[（(【\[]?第?篇?(?P<n>{NUMBER})篇?[)）】\]]?")
"""The other way: one title with a number behind it, again and again (…汇总二)."""
_PREFIX_OPENS = frozenset("★☆◆■●※【[（(《第范例样模文讲发致演报汇篇pPnN")
_SUFFIX_ENDS = frozenset(NUMERALS + "篇)）】]")
"""Beginnings and ends of these; most lines need no further search."""
COMPILED = re.compile("讲话|发言|致辞|演讲|报告|范文|例文|稿|汇总|精选|汇编|模板|篇")
"""Words in the stem of a numbered title."""
NEAR_TOP = 8
"""A single heading counts only within this number of lines from the top of the file."""


TEASER = 20
"""Number of characters at the start of a line that a teaser before the first heading repeats."""


SENTENCE = 30
"""Minimum number of characters of running text before it."""
OF_COMPILER = re.compile(
    "范文|小编|以下是|下面是|下载|网友|本文|欢迎|分享|[几多\\d]篇|(?:讲|文)稿(?!选)"
)
"""Words of a site that introduces a collection."""
OF_EDITOR = re.compile("整理|参考|阅读|汇总|精选|收集|第.篇")
"""Words that occur in such lines together, in prefaces one by one."""


class _Heading(NamedTuple):
    line: int
    number: int
    key: str


def find_compiler_headings(texts: Mapping[int, str]) -> set[int]:
    """Return the lines that are a compiler's numbered headings.

    Parameters
    ----------
    texts : mapping of int to str
        The lines that are not furniture according to their reader, by number.

    Returns
    -------
    set of int
        Lines of a table of contents, which lists the headings before their texts,
        are omitted.
    """
    order = list(texts)
    found = _numbered(texts, order)
    found += [
        heading for heading in _marked(texts, order) if heading.line not in {h.line for h in found}
    ]
    found.sort()
    headings = {heading.line for heading in _without_contents(found, order)}
    if len(headings) == 1 and order.index(min(headings)) >= NEAR_TOP:
        headings = set()
    return headings | _repeated_stems(texts)


def _short(text: str) -> bool:
    return len(text) <= 80 and not STOP.search(text[:-1])


def _key(text: str) -> str:
    """Return a heading without the dots and page number of a table of contents."""
    return "".join(re.sub(r"[.…·\s]{2,}\d{1,3}$|\s+\d{1,3}$", "", text).split())


def _numbered(texts: Mapping[int, str], order: list[int]) -> list[_Heading]:
    """Return the lines that start with a compiler's number (第二篇：, 【篇1】, 范文二).

    A number without a word for a text (【1】, part 1) may belong to a note or to a list item. It
    counts only in a run of titles with a text below each.
    """
    found, bare = [], []
    for i, (line, text) in enumerate(texts.items()):
        if simplified(text[0]) not in _PREFIX_OPENS or not _short(text):
            continue
        match = HEADING_PREFIX.match(simplified(text))
        if match:
            number = next(n for n in match.groups() if n)
            heading = _Heading(line, chinese_number(number), _key(text))
            if KIND.search(match.group()):
                found.append(heading)
            elif is_title(text) and _text_below(text[match.end() :], texts, order, i):
                bare.append(heading)
    in_order = [heading.number for heading in bare] == list(range(1, len(bare) + 1))
    return [*found, *bare] if len(bare) > 1 and in_order else found


def _text_below(title: str, texts: Mapping[int, str], order: list[int], i: int) -> bool:
    """Whether a speech starts below a title: a salutation, a byline, or text if it names one."""
    after = [texts[n] for n in order[i + 1 : i + 4]]
    if any(is_salutation(text) or is_byline(text) for text in after):
        return True
    return names_speech(title.strip()) and any(len(text) >= 40 for text in after)


def _marked(texts: Mapping[int, str], order: list[int]) -> list[_Heading]:
    """Return titles numbered like sections (（一）在…上的讲话) if their numbers start from one."""
    by_level: dict[int, list[_Heading]] = {}
    for i, line in enumerate(order):
        text = texts[line]
        marker = find_marker(text)
        if (
            marker is None
            or marker.level > 4
            or not _short(text)
            or not names_speech(text[marker.end :].strip())
        ):
            continue
        after = [texts[n] for n in order[i + 1 : i + 4]]
        if any(is_salutation(t) or is_byline(t) or len(t) >= 40 for t in after):
            by_level.setdefault(marker.level, []).append(_Heading(line, marker.number, _key(text)))
    return [
        heading
        for headings in by_level.values()
        if [h.number for h in headings][:2] == [1, 2]
        for heading in headings
    ]


def _without_contents(headings: list[_Heading], order: list[int]) -> list[_Heading]:
    """Remove the entries of a table of contents: the same headings occur again further down."""
    position = {line: i for i, line in enumerate(order)}
    last = {heading.key: heading.line for heading in headings}
    kept = [heading for heading in headings if last[heading.key] == heading.line]
    run: list[_Heading] = []
    listed: set[int] = set()
    for i, heading in enumerate(kept):
        run = (
            [*run, heading]
            if run and position[heading.line] == position[run[-1].line] + 1
            else [heading]
        )
        after = kept[i + 1 :]
        if len(run) > 1 and after and after[0].number <= run[0].number:
            listed |= {h.line for h in run}
    return [heading for heading in kept if heading.line not in listed]


def _repeated_stems(texts: Mapping[int, str]) -> set[int]:
    stems: dict[str, list[int]] = {}
    for line, text in texts.items():
        if not (text[-1].isdecimal() or text[-1] in _SUFFIX_ENDS) or not _short(text):
            continue
        match = HEADING_SUFFIX.fullmatch(text)
        if match and not STOP.search(text) and find_marker(text) is None:
            stems.setdefault(match["stem"], []).append(line)
    return {
        line
        for stem, lines in stems.items()
        if len(lines) > 1 and COMPILED.search(simplified(stem))
        for line in lines
    }


def preamble(texts: Mapping[int, str], headings: set[int]) -> dict[int, str]:
    """Return the roles of the lines before a compilation's first heading.

    They belong to the compiler: titles, site names, teasers that repeat the beginning of a later
    line, a paragraph about the collection. Other running text or a salutation starts a speech
    without a number, and its lines get no role here.

    Parameters
    ----------
    texts : mapping of int to str
        The lines, by number.
    headings : set of int
        Result of `find_compiler_headings`.
    """
    if not headings:
        return {}
    first = min(headings)
    lines = {n: text for n, text in texts.items() if n < first}
    openings = Counter(text[:TEASER] for text in texts.values() if len(text) >= 2 * TEASER)
    own_text = 0
    for text in lines.values():
        if is_salutation(text):
            return {}
        is_sentence = len(text) >= SENTENCE and text[-1] in "。！？" and ended(text)
        if (is_sentence or len(text) >= TEASER * 3) and not is_furniture(text):
            parts = {text[i : i + TEASER] for i in range(len(text) - TEASER + 1)}
            repeats = sum(openings[part] for part in parts) > 1
            own_text += not repeats and len(text) >= TEASER * 3
            if own_text > 1 or (is_sentence and not repeats and not _introduces(text)):
                return {}
    contents = {_key(texts[n]) for n in headings}
    return {
        n: "doc_title" if _is_doc_title(t) and _key(t) not in contents else "furniture"
        for n, t in lines.items()
    }


def _introduces(text: str) -> bool:
    """Whether a paragraph is a site's introduction to the texts below, not a preface."""
    plain = simplified(text)
    return OF_COMPILER.search(plain) is not None or len(set(OF_EDITOR.findall(plain))) > 1


def _is_doc_title(text: str) -> bool:
    is_listed = HEADING_PREFIX.match(simplified(text)) is not None
    return (
        is_title(text)
        and not is_listed
        and not is_furniture(text)
        and not is_byline(text)
        and not text.endswith(("...", "…"))
    )
