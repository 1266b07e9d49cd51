"""Detect files that are not text, whatever their suffix."""

from __future__ import annotations

from topics.errors import SourceError
from topics.messages import Message

__all__ = ["refuse_binary", "refuse_controls"]

MAX_CONTROLS = 0.1
SAMPLE = 1 << 16
_CONTROLS = bytes(b for b in range(1, 32) if b not in b"\t\n\x0b\x0c\r\x1a\x1b")

_SIGNATURES = (
    (b"PK\x03\x04", Message("phrase_zip")),
    (b"\xd0\xcf\x11\xe0", Message("phrase_old_office")),
    (b"{\\rtf", Message("phrase_rtf")),
    (b"%PDF-", Message("phrase_pdf")),
    (b"\x89PNG", Message("phrase_picture", {"format": "PNG"})),
    (b"GIF8", Message("phrase_picture", {"format": "GIF"})),
    (b"\xff\xd8\xff", Message("phrase_picture", {"format": "JPEG"})),
    (b"\x7fELF", Message("phrase_program", {"format": "ELF"})),
    (b"MZ\x90", Message("phrase_program", {"format": "EXE"})),
    (b"\x1f\x8b", Message("phrase_archive", {"format": "gzip"})),
    (b"7z\xbc\xaf", Message("phrase_archive", {"format": "7z"})),
    (b"Rar!", Message("phrase_archive", {"format": "RAR"})),
)


def refuse_binary(data: bytes) -> None:
    """Raise SourceError if the bytes start like those of a known binary format."""
    for mark, kind in _SIGNATURES:
        if data.startswith(mark):
            raise SourceError(Message("refused_binary", {"kind": kind}))


def refuse_controls(data: bytes) -> None:
    """Raise SourceError if the share of control characters is too large for a text."""
    sample = data[:SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > MAX_CONTROLS * len(sample):
        raise SourceError(Message("refused_controls", {"count": controls, "total": len(sample)}))
