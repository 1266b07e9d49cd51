"""Detect files that are not text, whatever their suffix."""

from __future__ import annotations

from topics.errors import SourceError

__all__ = ["refuse_binary", "refuse_controls"]

MAX_CONTROLS = 0.1
SAMPLE = 1 << 16
_CONTROLS = bytes(b for b in range(1, 32) if b not in b"\t\n\x0b\x0c\r\x1a\x1b")

_SIGNATURES = (
    (b"PK\x03\x04", "a zip archive (.docx and .xlsx are such)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90", "a program (EXE)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)


def refuse_binary(data: bytes) -> None:
    """Raise SourceError where bytes begin as those of a known binary format do."""
    for mark, kind in _SIGNATURES:
        if data.startswith(mark):
            raise SourceError(
                f"is not text: it begins like {kind}; save it as text, or give it its own suffix"
            )


def refuse_controls(data: bytes) -> None:
    """Raise SourceError where more of the bytes are control characters than any text has."""
    sample = data[:SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > MAX_CONTROLS * len(sample):
        raise SourceError(
            f"is not text: {controls} of its first {len(sample)} bytes are control characters"
        )
