"""Sentences that end with a full line, in text that marks no paragraphs."""

from __future__ import annotations

from itertools import pairwise

from topics.corpus.structure.line_cuts import width_of
from topics.corpus.structure.line_ends import lines_that_begin

CLAUSE = "各地各部门要把这件事情办好，"
BROKEN = dict.fromkeys(range(101, 121), (CLAUSE + "抓紧落实不", "能拖延。"))


def chosen(texts: list[str], doubtful: set[int]) -> set[int]:
    """Return which of the doubtful lines, from 1, begin a paragraph; the first line does."""
    lines = dict(enumerate(texts, 1))
    pairs = {b: (lines[a], lines[b]) for a, b in pairwise(lines) if b in doubtful}
    return lines_that_begin(lines, {1}, BROKEN, pairs)


def test_a_line_with_room_for_what_follows_ends_its_paragraph() -> None:
    """No line that breaks a sentence is as short."""
    full, short = "今年的工作已经全部安排到每个村了。各村", "今年的工作全部安排好了。"
    assert (width_of(full), width_of(short)) == (19.0, 12.0)
    assert chosen([full, short, full], {3}) == {3}


def test_paragraphs_are_as_long_as_others() -> None:
    """A full line ends a paragraph if all others of the text have as many sentences."""
    full = "今年的工作已经全部安排到各个村里面了。"
    short = "还要抓紧。"
    texts = [full, short] * 30 + [full, full, full, full]
    lines = dict(enumerate(texts, 1))
    starts = set(range(1, 62, 2))
    doubtful = {n: (lines[n - 1], lines[n]) for n in range(2, 65) if n not in starts}
    cut = {n: pair for n, pair in doubtful.items() if n > 61}
    assert width_of(full) == 19.0
    assert lines_that_begin(lines, starts, BROKEN, cut) == {63}


def test_words_that_begin_sentences_inside_a_paragraph() -> None:
    """A paragraph goes on where the next line begins as sentences inside lines do."""
    full = "今年的工作已经全部安排到各个村里面了。"
    inner = "全县都动起来了。但是还有不足。"
    texts = [*["我们开会。", inner] * 30, full, "但是这样做还不能让大家都满意，"]
    lines = dict(enumerate(texts, 1))
    starts = {n for n in lines if n < 62}
    last = {62: (lines[61], lines[62])}
    assert lines_that_begin(lines, starts, BROKEN, last) == set()
    lines[62] = "我们开会。"
    assert lines_that_begin(lines, starts, BROKEN, {62: (lines[61], lines[62])}) == {62}


def test_there_are_as_many_paragraphs_as_expected() -> None:
    """Of lines that end a paragraph in a third of all cases, a third do, not none."""
    full = "今年的工作已经全部安排到各个村里面了。"
    short = "还要抓紧。"
    known = [*[full, full, short] * 30]
    asked = [full, full] * 30
    lines = dict(enumerate([*known, *asked], 1))
    starts = set(range(1, len(known) + 2, 3))
    doubtful = {n: (lines[n - 1], lines[n]) for n in range(len(known) + 2, len(lines) + 1)}
    found = lines_that_begin(lines, starts, BROKEN, doubtful)
    assert 0.25 * len(asked) < len(found) < 0.45 * len(asked)
