"""Create pages: one Jinja environment that escapes everything, and one page shell."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from topics.report.fonts import font_face
from topics.report.labels import word_parts
from topics.report.template_code import KeptLoader

__all__ = [
    "attr",
    "data_block",
    "environment",
    "exact_block",
    "fill",
    "joined",
    "shown_length",
    "spaced",
    "state_link",
    "tr",
    "visible",
    "whole_page",
]

TEMPLATES = Path(__file__).parent / "templates"

_BIDI = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = {
    **{c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\t\n"},
    **{c: f"[U+{c:04X}]" for c in (*range(0x7F, 0xA0), *_BIDI, 0xFFFE, 0xFFFF)},
}
_CONTROL = re.compile(f"[{re.escape(''.join(map(chr, _CONTROLS)))}]")
_ESCAPES = {c: f"\\u{c:04x}" for c in (*map(ord, "<>&\u2028\u2029\ufeff"), *_CONTROLS) if c >= 0x20}
"""JSON itself escapes the characters below."""
_ESCAPED = re.compile(f"[{re.escape(''.join(map(chr, _ESCAPES)))}]")


@cache
def environment() -> Environment:
    """Return the Jinja environment of the report's templates.

    Everything is escaped, an undefined name is an error, and characters that would
    hide or reverse the text beside them are shown by their names.
    """
    made = Environment(
        loader=KeptLoader(TEMPLATES, Path(__file__).read_bytes()),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"tr": tr, "attr": attr, "link": state_link}
    made.filters["percent"] = lambda value: f"{value:.1%}"
    made.filters["whole"] = lambda value: f"{value:.0%}"
    made.filters["count"] = lambda value: f"{value:,}"
    made.filters["spaced"] = spaced
    made.filters["breakable"] = breakable
    made.filters["score"] = lambda value: "—" if value is None else f"{value:.3f}"
    return made


def visible(value: Any) -> Any:
    """Return text with control and direction characters made visible."""
    # Searching is faster than translating, and few texts have such characters.
    if isinstance(value, str) and not isinstance(value, Markup) and _CONTROL.search(value):
        return value.translate(_CONTROLS)
    return value


def spaced(name: str) -> str:
    """Return a name for use before Chinese text, with a space if it ends in a Latin letter."""
    return f"{name} " if name[-1:].isascii() else name


def breakable(name: str) -> Markup:
    """Return a name with the places at which a line may end."""
    return Markup("<wbr>").join(visible(part) for part in word_parts(name))


def shown_length(text: str) -> int:
    """Return the length of a text as displayed, in code units of JavaScript."""
    shown: str = visible(text)
    return len(shown) + sum(char > "\uffff" for char in shown)


def tr(zh: Any, en: Any) -> Markup:
    """Return a text in both languages; the page shows the reader's (``tr`` in templates)."""
    shown = (escape(visible(text)) for text in (zh, en))
    return Markup('<span class="zh">{}</span><span class="en" lang="en">{}</span>').format(*shown)


def attr(name: str, zh: Any, en: Any) -> Markup:
    """Return an attribute in both languages; ``scripts/core.js`` exchanges them.

    Parameters
    ----------
    name : str
        One of ``TRANSLATED`` in ``core.js``, e.g. ``"aria-label"``.
    zh, en : object
        Its values; escaped.
    """
    return Markup('{}="{}" data-en-{}="{}"').format(name, visible(zh), name, visible(en))


def state_link(**values: Any) -> str:
    """Return the address of a page state (``link`` in templates).

    ``link(theme="economic_work")`` is ``#theme=economic_work``; the keys of a state are listed in
    ``scripts/filters.js``. Metadata columns are given as ``**{"by.level": "city"}``.
    """
    return "#" + urlencode({key: value for key, value in values.items() if value not in ("", None)})


def joined(folder: str, suffix: str, names: Sequence[str]) -> str:
    """Return the concatenated text of several template files, unchanged."""
    return "".join(
        (TEMPLATES / folder / f"{name}.{suffix}").read_text(encoding="utf-8") for name in names
    )


def data_block(data: Any, unseen: Mapping[str, Any] | None = None) -> Markup:
    """Return plain data as JSON for a ``script`` element: it cannot end the element.

    Control and direction characters in its texts are made visible, as everywhere in the page.

    Parameters
    ----------
    data : object
        Data that the page shows.
    unseen : mapping, optional
        More keys of ``data``, whose texts are never shown; they are written in ASCII, so that the
        font of the page does not include their glyphs.
    """
    shown = exact_block(_all_visible(data))
    if not unseen:
        return shown
    hidden = json.dumps(unseen, separators=(",", ":")).translate(_ESCAPES)
    return Markup(f"{shown[:-1]},{hidden[1:]}")


def exact_block(data: Any) -> Markup:
    """Return plain data like `data_block`, but with every character of its texts.

    Characters that could end the element, hide or reverse the text beside them are escaped.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(_ESCAPED.sub(lambda found: _ESCAPES[ord(found[0])], text))


def _all_visible(data: Any) -> Any:
    if isinstance(data, dict):
        return {_all_visible(key): _all_visible(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_all_visible(value) for value in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None  # JSON has no such numbers; only forged tables contain them
    return visible(data)


def fill(template: str, **values: Any) -> Markup:
    """Return a template filled with values: markup, since every value in it is escaped."""
    return Markup(environment().get_template(template).render(values))


def whole_page(
    title: str,
    body: Markup,
    style: str,
    scripts: Sequence[str],
    width: str = "device-width",
    language: str = "zh",
) -> str:
    """Return a complete HTML file with its own font that may load and run nothing else.

    Parameters
    ----------
    title : str
        Shown by the browser; escaped.
    body : Markup
        Content of the ``body`` element.
    style : str
        CSS of the package.
    scripts : sequence of str
        Scripts to run in order; the page's policy names their hashes and forbids any other.
    width : str
        Width of the window that the page is laid out for.
    language : str
        ``"zh"`` or ``"en"``: the interface that the page opens with.
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
        language=language,
    )
    return str(page)


def _hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
