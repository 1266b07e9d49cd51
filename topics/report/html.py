"""How pages are filled: one Jinja environment that escapes everything, and hashes for the CSP."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["environment", "script_hash", "visible"]

_BIDI = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS = {
    **{c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\t\n"},
    **{c: f"[U+{c:04X}]" for c in (*range(0x7F, 0xA0), *_BIDI, 0xFFFE, 0xFFFF)},
}


@cache
def environment() -> Environment:
    """Return the Jinja environment of the report's templates.

    Everything is escaped, an undefined name is an error, and characters that would
    hide or turn round what stands beside them are shown as what they are.
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
    """Return text with control and direction characters made visible; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_CONTROLS)
    return value


def script_hash(script: str) -> str:
    """Return the CSP source of an inline script, such as ``'sha256-...'`` with its quotes."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
