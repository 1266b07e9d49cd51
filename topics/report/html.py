"""Create pages: one Jinja environment that escapes everything, and one page shell."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from topics.report.fonts import font_face

__all__ = ["environment", "fill", "visible", "whole_page"]

_BIDI = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = {
    **{c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\t\n"},
    **{c: f"[U+{c:04X}]" for c in (*range(0x7F, 0xA0), *_BIDI, 0xFFFE, 0xFFFF)},
}


@cache
def environment() -> Environment:
    """Return the Jinja environment of the report's templates.

    Everything is escaped, an undefined name is an error, and characters that would
    hide or reverse the text beside them are shown by their names.
    """
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["percent"] = lambda value: f"{value:.1%}"
    made.filters["count"] = lambda value: f"{value:,}"
    made.filters["score"] = lambda value: "—" if value is None else f"{value:.3f}"
    return made


def visible(value: Any) -> Any:
    """Return text with control and direction characters made visible."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_CONTROLS)
    return value


def fill(template: str, **values: Any) -> Markup:
    """Return a template filled with values: markup, since every value in it is escaped."""
    return Markup(environment().get_template(template).render(values))


def whole_page(
    title: str, body: Markup, style: str, scripts: Sequence[str], width: str = "device-width"
) -> str:
    """Return a complete HTML file with its own font that may load and run nothing else.

    Parameters
    ----------
    title : str
        Shown by the browser; escaped.
    body : Markup
        Content of the ``body`` element.
    style : str
        Our own CSS.
    scripts : sequence of str
        Scripts to run in order; the page's policy names their hashes and forbids any other.
    width : str
        Width of the window that the page is laid out for.
    """
    text = f"{title}{body}{''.join(scripts)}"
    page = fill(
        "shell.html.j2",
        title=title,
        body=body,
        style=Markup(f"{font_face(text)}{style}"),
        scripts=[Markup(script) for script in scripts],
        hashes=" ".join(map(_hash, scripts)),
        width=width,
    )
    return str(page)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
