"""Views as HTML for a notebook: calm tables, nothing loaded from elsewhere, every text escaped."""

from __future__ import annotations

from html import escape

from topics.console import Section, printable
from topics.display.text import Viewed, short

__all__ = ["as_html"]

LONGEST = 240
"""Maximum number of characters of a cell."""
NARROW = 14
"""Maximum number of characters of a text on one line."""
# Notebooks right-align cells and let a column of Chinese shrink to one character: a cell of text
# stays on one line or has a minimum width. Colours follow the text, so a dark theme is readable.
STYLE = """
.topics-view { font-size: 13px; line-height: 1.55; max-width: 72rem; }
.topics-view p { margin: .3em 0; }
.topics-view h4 { margin: 1em 0 .2em; font-size: 1em; font-weight: 600; }
.topics-view ul { margin: .3em 0; padding-left: 1.4em; }
.topics-view .facts span { display: inline-block; margin-right: 1.1em; }
.topics-view .note { opacity: .7; }
.topics-view .scroll { overflow-x: auto; }
.topics-view table { border-collapse: collapse; margin: .4em 0; border: 0; }
.topics-view table th, .topics-view table td { text-align: left; vertical-align: top;
  padding: .2em 1.1em .2em 0; border: 0; border-bottom: 1px solid rgba(128, 128, 128, .25); }
.topics-view table th { font-weight: 500; opacity: .7; white-space: nowrap; }
.topics-view table td.line { white-space: nowrap; }
.topics-view table td.text { min-width: 14em; max-width: 44em; white-space: normal;
  overflow-wrap: break-word; }
.topics-view table .number { text-align: right; white-space: nowrap; padding-left: .6em;
  font-variant-numeric: tabular-nums; }
.topics-view table td.share { min-width: 6.5em; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
"""
BAR = "linear-gradient(to right, rgba(46, 116, 156, .28) {0:.1f}%, transparent {0:.1f}%)"


def as_html(view: Viewed) -> str:
    """Return a view as HTML, every text escaped."""
    facts = "".join(f"<span>{_shown(fact)}</span>" for fact in view.facts)
    parts = [f'<p class="facts"><strong>{_shown(view.name)}</strong>&ensp;{facts}</p>']
    parts += map(_section, view.sections)
    return f'<div class="topics-view"><style>{STYLE}</style>{"".join(parts)}</div>'


def _section(section: Section) -> str:
    title = f"<h4>{_shown(section.title)}</h4>" if section.title else ""
    note = f'<p class="note">{_shown(section.note)}</p>' if section.note else ""
    before, after = (note, "") if section.title else ("", note)
    if not section.rows:
        return title + note
    if not section.header:
        items = "".join(f"<li>{_shown(str(cell))}</li>" for row in section.rows for cell in row)
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
    return "line" if max(len(str(cell)) for cell in column) <= NARROW else "text"


def _cell(cell: str | int | float, kind: str, most: float) -> str:
    if isinstance(cell, float):
        bar = f' style="background: {BAR.format(100 * cell / most)}"' if cell > 0 else ""
        return f'<td class="share"{bar}>{"" if cell != cell else f"{cell:.1%}"}</td>'
    text = f"{cell:,}" if isinstance(cell, int) else _shown(cell)
    return f'<td class="{kind}">{text}</td>'


def _shown(text: str) -> str:
    return escape(printable(short(" ".join(text.split()), LONGEST)))
