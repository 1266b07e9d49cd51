"""Where a compiler says that a speech begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from topics.corpus.repair.rules import HAN
from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import (
    NUMBER,
    STOP,
    is_byline,
    is_furniture,
    is_salutation,
    is_title,
    names_speech,
)
from topics.corpus.structure.outline import NUMERALS, chinese_number, find_marker

__all__ = ["HEAD_PREFIX", "preamble", "speech_heads"]

_KIND = "(?:范文|例文?|样本|模板|文稿|(?:讲话|发言|致辞|演讲|报告|汇报)(?:稿|材料)?|文章)"
_CORE = (
    rf"(?:第\s*(?P<a>{NUMBER})\s*篇|{_KIND}?\s*篇\s*(?P<b>{NUMBER})|{_KIND}\s*(?P<c>{NUMBER})"
    r"|(?:part|no)[.．]?\s*(?P<d>\d{1,2}))"
)
HEAD_PREFIX = re.compile(
    rf"[★☆◆■●※\s]*(?:[【\[]\s*第?{_KIND}?篇?\s*(?P<e>{NUMBER})\s*篇?\s*[】\]]"
    rf"|[【\[（(《]?\s*{_CORE}\s*[】\])）》]?)[★☆\s]*"
    rf"(?:[：:、.．，\s]|$|(?<=[】\])）》])|(?=[{HAN}“《]+上的?(?:讲话|发言|致辞|报告)))",
    re.IGNORECASE,
)
"""How compilers number their texts: 第二篇：, 篇一, 【篇1】, 范文二, 讲话稿篇3."""
HEAD_SUFFIX = re.compile(rf"(?P<stem>.{{4,80}}?)\s*[（(【\[]?第?篇?(?P<n>{NUMBER})篇?[)）】\]]?")
"""The other way: one title with a number behind it, again and again (…汇总二)."""
_PREFIX_OPENS = frozenset("★☆◆■●※【[（(《第范例样模文讲发致演报汇篇pPnN")
_SUFFIX_ENDS = frozenset(NUMERALS + "篇)）】]")
"""What these begin and end with; most lines need no closer look."""
COMPILED = re.compile("讲话|发言|致辞|演讲|报告|范文|例文|稿|汇总|精选|汇编|模板|篇")
"""What the stem of a numbered title says."""
NEAR_TOP = 8
"""A head that has no second is one only among so many lines of the file."""


TEASER = 20
"""Characters of a line's beginning that a teaser before the first head repeats."""


class _Head(NamedTuple):
    line: int
    number: int
    key: str


def speech_heads(texts: Mapping[int, str]) -> set[int]:
    """Return the lines that are a compiler's numbered headings.

    Parameters
    ----------
    texts : mapping of int to str
        The lines that are no furniture by their reader's word, by number.

    Returns
    -------
    set of int
        Tables of contents, which name each head before it stands over its
        text, are left out.
    """
    order = list(texts)
    found = _numbered(texts)
    found += [head for head in _marked(texts, order) if head.line not in {h.line for h in found}]
    found.sort()
    heads = {head.line for head in _without_contents(found, order)}
    if len(heads) == 1 and order.index(min(heads)) >= NEAR_TOP:
        heads = set()
    return heads | _repeated_stems(texts)


def _short(text: str) -> bool:
    return len(text) <= 80 and not STOP.search(text[:-1])


def _key(text: str) -> str:
    """Return a head without the dots and page number of a table of contents."""
    return "".join(re.sub(r"[.…·\s]{2,}\d{1,3}$|\s+\d{1,3}$", "", text).split())


def _numbered(texts: Mapping[int, str]) -> list[_Head]:
    found = []
    for line, text in texts.items():
        if simplified(text[0]) not in _PREFIX_OPENS or not _short(text):
            continue
        match = HEAD_PREFIX.match(simplified(text))
        if match:
            number = next(n for n in match.groups() if n)
            found.append(_Head(line, chinese_number(number), _key(text)))
    return found


def _marked(texts: Mapping[int, str], order: list[int]) -> list[_Head]:
    """Return titles numbered like sections (（一）在…上的讲话), where they count from one."""
    by_level: dict[int, list[_Head]] = {}
    for place, line in enumerate(order):
        text = texts[line]
        marker = find_marker(text)
        if (
            marker is None
            or marker.level > 4
            or not _short(text)
            or not names_speech(text[marker.end :].strip())
        ):
            continue
        after = [texts[n] for n in order[place + 1 : place + 4]]
        if any(is_salutation(t) or is_byline(t) or len(t) >= 40 for t in after):
            by_level.setdefault(marker.level, []).append(_Head(line, marker.number, _key(text)))
    return [
        head
        for heads in by_level.values()
        if [h.number for h in heads][:2] == [1, 2]
        for head in heads
    ]


def _without_contents(heads: list[_Head], order: list[int]) -> list[_Head]:
    """Leave out what a table of contents lists: the same heads stand again further down."""
    place = {line: i for i, line in enumerate(order)}
    last = {head.key: head.line for head in heads}
    kept = [head for head in heads if last[head.key] == head.line]
    run: list[_Head] = []
    listed: set[int] = set()
    for i, head in enumerate(kept):
        run = [*run, head] if run and place[head.line] == place[run[-1].line] + 1 else [head]
        after = kept[i + 1 :]
        if len(run) > 1 and after and after[0].number <= run[0].number:
            listed |= {h.line for h in run}
    return [head for head in kept if head.line not in listed]


def _repeated_stems(texts: Mapping[int, str]) -> set[int]:
    stems: dict[str, list[int]] = {}
    for line, text in texts.items():
        if not (text[-1].isdecimal() or text[-1] in _SUFFIX_ENDS) or not _short(text):
            continue
        match = HEAD_SUFFIX.fullmatch(text)
        if match and not STOP.search(text) and find_marker(text) is None:
            stems.setdefault(match["stem"], []).append(line)
    return {
        line
        for stem, lines in stems.items()
        if len(lines) > 1 and COMPILED.search(simplified(stem))
        for line in lines
    }


def preamble(texts: Mapping[int, str], heads: set[int]) -> dict[int, str]:
    """Return the roles of the lines before a compilation's first head.

    They are the compiler's: titles, site names, teasers that repeat how a later
    line begins. Where running text of its own or a salutation stands there, it
    is a speech without a number, and nothing is said of its lines here.

    Parameters
    ----------
    texts : mapping of int to str
        The lines, by number.
    heads : set of int
        What `speech_heads` returns.
    """
    if not heads:
        return {}
    first = min(heads)
    lines = {n: text for n, text in texts.items() if n < first}
    openings = Counter(text[:TEASER] for text in texts.values() if len(text) >= 2 * TEASER)
    own_text = 0
    for text in lines.values():
        if is_salutation(text):
            return {}
        if len(text) >= 60 and not is_furniture(text):
            parts = {text[i : i + TEASER] for i in range(len(text) - TEASER + 1)}
            repeats = sum(openings[part] for part in parts) > 1
            own_text += not repeats
            if own_text > 1:
                return {}
    contents = {_key(texts[n]) for n in heads}
    return {
        n: "doc_title" if _is_doc_title(t) and _key(t) not in contents else "furniture"
        for n, t in lines.items()
    }


def _is_doc_title(text: str) -> bool:
    is_listed = HEAD_PREFIX.match(simplified(text)) is not None
    return (
        is_title(text)
        and not is_listed
        and not is_furniture(text)
        and not is_byline(text)
        and not text.endswith(("...", "…"))
    )
