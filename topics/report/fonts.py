"""The font of every figure and page, subset to the characters of a page.

The reader's machine may have no Chinese font, so a page contains its own.
"""

from __future__ import annotations

import base64
from pathlib import Path

import pylopdf_fonts_zh_cn

from topics.report.font_subset import subset_font

__all__ = ["FAMILY", "font_face", "font_path"]

FAMILY = "Noto Sans SC"


def font_path() -> Path:
    """Return the font file that is a dependency (Noto Sans SC, SIL Open Font License)."""
    return Path(pylopdf_fonts_zh_cn.sans_path())


def font_face(text: str) -> str:
    """Return a CSS rule with only the glyphs of a text.

    Parameters
    ----------
    text : str
        Everything the page shows.

    Returns
    -------
    str
        An ``@font-face`` rule with the font as WOFF2 in a data URI: the same
        characters give the same bytes. Empty if the text is ASCII.
    """
    if text.isascii():
        return ""
    font = subset_font(font_path(), frozenset(text))
    data = base64.b64encode(font).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";font-display:block;'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )
