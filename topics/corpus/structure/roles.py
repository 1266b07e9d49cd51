r"""Assign a role to each line of a source: furniture, title, salutation, heading or running text.

A line is classified by its form, by its position (before the first speech, at the
beginning of one, or inside), and by the line before it. The text is not changed here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from topics.corpus.reading.content import Content, Given
from topics.corpus.repair.patterns import NEAR, PAGE_MARK
from topics.corpus.structure.colophons import find_colophons
from topics.corpus.structure.compilation_titles import compilation_title
from topics.corpus.structure.compiler_headings import find_compiler_headings, preamble
from topics.corpus.structure.head_lines import find_head_lines
from topics.corpus.structure.headlines import without_headlines
from topics.corpus.structure.line_patterns import is_fact, is_furniture, is_page_line
from topics.corpus.structure.line_roles import Known, Line, continues, role_of, role_of_named
from topics.corpus.structure.lone_numbers import find_headings_below_numbers
from topics.corpus.structure.mail_heads import find_mail_heads
from topics.corpus.structure.notes import find_notes
from topics.corpus.structure.official_papers import find_paper_heads
from topics.corpus.structure.outline import find_marker
from topics.corpus.structure.printed_pages import find_page_lines
from topics.corpus.structure.prompter import paragraphs_of_clauses
from topics.corpus.structure.rights_notices import find_rights_notice
from topics.corpus.structure.ruled_titles import find_ruled_titles
from topics.corpus.structure.speakers import find_turns, is_label
from topics.corpus.structure.wrap import Width, lines_of_blocks, unwrap, wrapped_width

__all__ = ["classify"]

LONGEST_TITLE = 40
"""Maximum number of characters of a title above lines that are as short as titles."""
MARK_ENDS = frozenset("—–―－-页頁")
"""The end of a page mark."""


def classify(content: Content) -> list[Line]:
    r"""Assign a role to each non-empty line of a source.

    Parameters
    ----------
    content : Content
        The lines of a source, and the statements of its format about them. Each row of a table is
        classified separately.

    Returns
    -------
    list of Line
        In order; empty lines are omitted.
    """
    texts = {i: bare for i, line in enumerate(content.lines, 1) if (bare := _bare(line))}
    printed = _printed(content, texts)
    if not content.is_table:
        judged = without_headlines(_classify(content, texts, printed))
        return _with_text(judged, is_row=len(texts) == 1)
    judged = []
    starts = [given.first_line for given in content.given]
    for given, end in zip(content.given, [*starts[1:], len(content.lines) + 1], strict=True):
        row = {n: texts[n] for n in range(given.first_line, end) if n in texts}
        judged += _with_text(_classify(content, row, printed, given), is_row=True)
    return judged


class _Printed(NamedTuple):
    """Evidence from the whole file on how its lines were printed."""

    pages: frozenset[int]  # running heads and page numbers
    width: Width | None


def _printed(content: Content, texts: Mapping[int, str]) -> _Printed:
    """Return the evidence of all lines; a format with its own blocks has no pages."""
    if content.is_table and len(texts) == len(content.given):  # no cell has several lines
        return _Printed(frozenset(), None)
    pages: frozenset[int] = frozenset()
    if content.is_table or not content.blocks:
        pages = find_page_lines(content.lines) - content.roles.keys()
    apart = {*pages, *content.furniture}
    spoken = {n: text for n, text in texts.items() if n not in apart} if apart else texts
    return _Printed(pages, wrapped_width(lines_of_blocks(spoken, content.blocks)))


def _classify(
    content: Content, texts: Mapping[int, str], printed: _Printed, row: Given | None = None
) -> list[Line]:
    """Assign a role to some lines: those of a source, or those of a row of a table."""
    if len(texts) == 1 and row:
        return [Line(n, text, "body", True, find_marker(text)) for n, text in texts.items()]
    given = {n: role for n in texts if (role := content.roles.get(n))}
    apart = {n: role for n, role in given.items() if role in ("furniture", "note")}
    apart |= {n: "furniture" for n in texts if n in printed.pages}
    mail = find_mail_heads({n: text for n, text in texts.items() if n not in given})
    apart |= dict.fromkeys(mail.fields, "furniture")
    heads = find_head_lines({n: text for n, text in texts.items() if n not in apart})
    apart |= dict.fromkeys(heads - given.keys(), "furniture")
    stated = {n: role for n, role in given.items() if role == "body"}
    spoken = {n: text for n, text in texts.items() if n not in apart}
    width = printed.width
    if width is None and row and len(spoken) > 1:
        width = wrapped_width(lines_of_blocks(spoken, content.blocks))
    turns = find_turns(spoken)
    is_script = width is None and not content.blocks and not row
    clauses = paragraphs_of_clauses(spoken, turns) if is_script else {}
    names = _headings(content, texts, spoken, turns)
    bodies = {*turns, *(n for n, group in clauses.items() if len(group) > 1)}
    groups = clauses or unwrap(
        spoken, content.lines, content.blocks, printed.pages, turns, width=width
    )
    whole = {n: "".join(spoken[i] for i in group) for n, group in groups.items()}
    apart |= dict.fromkeys(find_notes(whole), "note")
    apart |= dict.fromkeys(find_paper_heads(whole) - given.keys(), "furniture")
    whole = {n: text for n, text in whole.items() if n not in apart}
    titles = {n for n, role in given.items() if role == "title"}
    ruled = find_ruled_titles(whole) if not row and not content.blocks else set()
    compiled = titles if row else find_compiler_headings(whole) | titles
    titles |= ruled
    headings = compiled | ruled | (set() if row else mail.subjects)
    apart |= dict.fromkeys(find_rights_notice(whole, headings), "furniture")
    apart |= dict.fromkeys(find_colophons(whole, headings) - stated.keys(), "furniture")
    compiler = {} if row else compilation_title(whole, headings)
    compiler |= preamble(whole, compiled)
    known = Known(
        compiled=headings,
        fixed={**compiler, **dict.fromkeys(bodies, "body"), **stated, **apart, **names},
        named={n: content.levels.get(n, 0) for n, role in given.items() if role == "heading"},
        blocks=content.blocks,
        gap=_gap(list(whole)),
        is_row=row is not None,
        title=row.title if row else "",
        pages=printed.pages,
        lines=content.lines,
        ends={n: group[-1] for n, group in groups.items()},
        turns=turns,
        titles=titles,
    )
    inside = {n for group in groups.values() for n in range(group[0], group[-1]) if n in apart}
    every = dict(sorted({**whole, **{n: texts[n] for n in apart if n not in inside}}.items()))
    judged: list[Line] = []
    for line in _judge(every, known):
        judged += [line, *_after(groups.get(line.number, [line.number]), texts, inside)]
    return judged


def _headings(
    content: Content, texts: Mapping[int, str], spoken: Mapping[int, str], turns: Collection[int]
) -> dict[int, str]:
    """Return the lines that are certainly headings: names of speakers, those below numbers."""
    found = {n for n in turns if is_label(spoken[n])}
    if not content.blocks:
        found |= find_headings_below_numbers(texts) & spoken.keys()
    return dict.fromkeys(found, "heading")


def _after(group: Sequence[int], texts: Mapping[int, str], inside: Collection[int]) -> list[Line]:
    """Return the lines of a group after its first, with those of a page inside it."""
    return [
        Line(n, texts[n], "page" if n in inside else "continuation", False, None)
        for n in range(group[0] + 1, group[-1] + 1)
        if n in texts
    ]


def _with_text(judged: list[Line], is_row: bool) -> list[Line]:
    """Return the lines of a text; if none is running text, all its words count as such.

    A row may be as short as 全面推进垃圾分类, or contain only a button; a file may be a list of
    slogans below its title.
    """
    if any(line.role == "body" for line in judged):
        return judged
    beside = ("furniture", "note", "continuation", "page")
    words = [line for line in judged if line.role not in beside]
    if not is_row and len(words) > 1:
        words = words[_heads(words[0]) :]
    elif is_row and not words:
        words = [line for line in judged if line.role not in ("continuation", "page")]
    numbers = {line.number for line in words}
    return [replace(line, role="body") if line.number in numbers else line for line in judged]


def _heads(first: Line) -> bool:
    """Whether the first of several short lines is the title of the others."""
    is_title = first.role in ("speech_title", "speech_head") and len(first.text) <= LONGEST_TITLE
    return is_title and re.search("[，,]", first.text) is None


def _judge(texts: Mapping[int, str], known: Known) -> list[Line]:
    every = [text for n, text in texts.items() if n not in known.pages]
    n_said = 0
    judged: list[Line] = []
    last: Line | None = None  # the last line that is neither furniture nor a note
    zone, started = True, False  # the zone is the beginning of a speech: titles, bylines
    for position, (number, text) in enumerate(texts.items(), 1):
        n_said += number not in known.pages
        later = every[n_said : n_said + 5]
        opens = False
        if number in known.compiled:
            role = "speech_title" if number in known.titles else "speech_head"
            opens = True
        elif number in known.fixed:
            role = known.fixed[number]
            opens = role in ("body", "heading") and not started
        elif number not in known.named and (is_furniture(text) or (zone and is_fact(text))):
            within = is_page_line(text) and continues(number, "", last, known)
            role = "continuation" if within else "furniture"
        elif number in known.named:
            role, opens = role_of_named(number, text, later, last, started and zone, known)
        else:
            role, opens = role_of(number, text, later, last, started, zone, known)
        opens = position == 1 if known.is_row else opens
        if role == "continuation" and last is not None and judged[-1] is not last:
            if known.parts_pages(last, number):
                _put_inside(judged, last)
            else:
                role = "body"  # a line in between has ended the sentence
        speaker = known.turns.get(number, "")
        line = Line(number, text, role, opens, find_marker(text), speaker)
        judged.append(line)
        started = started or opens
        if role not in ("furniture", "note"):
            last = line
            head_role = role in ("speech_head", "speech_title", "doc_title")
            zone = head_role or (role == "byline" and (zone or opens))
    return judged


def _put_inside(judged: list[Line], last: Line) -> None:
    """Add the page lines after the last line of a paragraph to it."""
    for i in range(len(judged) - 1, -1, -1):
        if judged[i] is last:
            return
        judged[i] = replace(judged[i], role="page")


def _gap(numbers: Sequence[int]) -> int:
    """Return the maximum distance to the next line of a paragraph: 2 if empty lines alternate."""
    steps = [b - a for a, b in pairwise(numbers)]
    return 2 if len(steps) >= 10 and steps.count(2) >= 0.85 * len(steps) else 1


def _bare(line: str) -> str:
    text = line.strip().strip("\ufeff\u200b").strip()
    if text[-1:] not in MARK_ENDS:
        return text
    return (text[:-NEAR] + PAGE_MARK.sub("", text[-NEAR:])).strip() or text
