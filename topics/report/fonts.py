"""The one font of every figure and page, cut down to the characters that a page shows.

A reader's machine may have no Chinese font; a page brings its own.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools import subset  # type: ignore[import-untyped]

__all__ = ["FAMILY", "font_face", "font_path"]

FAMILY = "Noto Sans SC"


def font_path() -> Path:
    """Return the font file that is a dependency (Noto Sans SC, SIL Open Font License)."""
    return Path(pylopdf_fonts_zh_cn.sans_path())


def font_face(text: str) -> str:
    """Return a CSS rule that carries the glyphs of a text and no others.

    Parameters
    ----------
    text : str
        Everything the page shows.

    Returns
    -------
    str
        An ``@font-face`` rule with the font as WOFF in a data URI: the same
        characters give the same bytes. Empty if the text is ASCII.
    """
    if text.isascii():
        return ""
    characters = set(map(ord, set(text)))
    options = subset.Options()
    options.flavor = "woff"
    options.layout_features = []
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.name_IDs = []
    options.recalc_timestamp = False
    buffer = io.BytesIO()
    with subset.load_font(str(font_path()), options, lazy=True, dontLoadGlyphNames=True) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=sorted(characters))
        cutter.subset(font)
        subset.save_font(font, buffer, options)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return (
        f'@font-face{{font-family:"{FAMILY}";font-display:block;'
        f'src:url(data:font/woff;base64,{data}) format("woff")}}'
    )
