"""Views as HTML for a notebook: calm tables, nothing loaded from elsewhere, every text escaped."""

from __future__ import annotations

import re
from html import escape

from rich.cells import cell_len

from topics.console import Section, printable
from topics.display.text import Viewed, short

__all__ = ["as_html"]

LONGEST = 240
"""Maximum number of characters of a cell."""
LONGEST_NOTE = 800
"""Maximum number of characters of a fact, a note or an item of a list."""
NARROW = 28
"""Maximum width in cells of a text on one line: two for a Chinese character."""
WORD = 12
"""Maximum length of a word; in a cell of words a line ends between words, not within them."""
_DECIMAL = re.compile(r"-?[\d,]+(\.\d+|(\.\d+)?%)")
_DIGIT = re.compile(r"\d")
# Notebooks right-align cells and let a column of Chinese shrink to one character. Here lines break
# at spaces only, and prose, which breaks within Chinese, has a minimum width. Colours follow the
# text, so a dark theme is readable.
STYLE = """
.topics-view { font-size: 13px; line-height: 1.55; max-width: 72rem; }
.topics-view p { margin: .3em 0; }
.topics-view h4 { margin: 1em 0 .2em; font-size: 1em; font-weight: 600; }
.topics-view ul { margin: .3em 0; padding-left: 1.4em; }
.topics-view .facts span { display: inline-block; margin-right: 1.1em; }
.topics-view .note { opacity: .7; }
.topics-view .scroll { overflow-x: auto; }
.topics-view table { border-collapse: collapse; margin: .4em 0; border: 0; }
.topics-view table th, .topics-view table td { text-align: left; vertical-align: baseline;
  line-height: 1.5; word-break: keep-all;
  padding: .2em .7em .2em .4em; border: 0; border-bottom: 1px solid rgba(128, 128, 128, .25); }
.topics-view table th { font-weight: 500; opacity: .7; vertical-align: bottom; }
.topics-view table td.line { white-space: nowrap; }
.topics-view table td.phrase { min-width: 7em; }
.topics-view table td.text { min-width: 14em; max-width: 44em; white-space: normal;
  overflow-wrap: break-word; }
.topics-view table td.prose { word-break: normal; }
.topics-view table .number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.topics-view table td.share { min-width: 5em; white-space: nowrap; background-clip: content-box;
  background-origin: content-box; background-size: 100% 1.5em; background-repeat: no-repeat;
  font-variant-numeric: tabular-nums; }
"""
BAR = "linear-gradient(to right, rgba(46, 116, 156, .28) {0:.1f}%, transparent {0:.1f}%)"


def as_html(view: Viewed) -> str:
    """Return a view as HTML, every text escaped."""
    facts = "".join(f"<span>{_shown(fact, LONGEST_NOTE)}</span>" for fact in view.facts)
    parts = [f'<p class="facts"><strong>{_shown(view.name)}</strong>&ensp;{facts}</p>']
    parts += map(_section, view.sections)
    return f'<div class="topics-view"><style>{STYLE}</style>{"".join(parts)}</div>'


def _section(section: Section) -> str:
    title = f"<h4>{_shown(section.title)}</h4>" if section.title else ""
    note = f'<p class="note">{_shown(section.note, LONGEST_NOTE)}</p>' if section.note else ""
    before, after = (note, "") if section.title else ("", note)
    if not section.rows:
        return title + note
    if not section.header:
        cells = (str(cell) for row in section.rows for cell in row)
        items = "".join(f"<li>{_shown(cell, LONGEST_NOTE)}</li>" for cell in cells)
        return f"{title}{before}<ul>{items}</ul>{after}"
    columns = list(zip(*section.rows, strict=True))
    kinds = list(map(_kind, columns))
    most = [max((c for c in column if isinstance(c, float)), default=0.0) for column in columns]
    head = "".join(
        f'<th class="{kind if kind == "number" else "line"}">{_shown(name)}</th>'
        for name, kind in zip(section.header, kinds, strict=True)
    )
    body = "".join(f"<tr>{''.join(map(_cell, row, kinds, most))}</tr>" for row in section.rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'{title}{before}<div class="scroll">{table}</div>{after}'


def _kind(column: tuple[object, ...]) -> str:
    if any(isinstance(cell, float) for cell in column):
        return "share"
    if all(isinstance(cell, int) for cell in column):
        return "number"
    texts = [str(cell) for cell in column if cell not in ("", "—")]
    if texts and all(map(_DECIMAL.fullmatch, texts)):
        return "number"
    if max(map(cell_len, texts), default=0) <= NARROW:
        has_phrases = any(" " in text for text in texts)
        return "line" if any(map(_DIGIT.search, texts)) or not has_phrases else "phrase"
    is_prose = any(len(piece) > WORD for text in texts for piece in text.split())
    return "text prose" if is_prose else "text"


def _cell(cell: str | int | float, kind: str, most: float) -> str:
    if isinstance(cell, float):
        bar = f' style="background-image: {BAR.format(100 * cell / most)}"' if cell > 0 else ""
        return f'<td class="share"{bar}>{"" if cell != cell else f"{cell:.1%}"}</td>'
    text = f"{cell:,}" if isinstance(cell, int) else _shown(cell)
    return f'<td class="{kind}">{text}</td>'


def _shown(text: str, longest: int = LONGEST) -> str:
    return escape(printable(short(" ".join(text.split()), longest)))
