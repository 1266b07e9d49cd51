"""Blocks of text for tests, made without a file."""

from __future__ import annotations

from topics.corpus.types import Paragraph, Speech


def block(text: str, line: int = 1, role: str = "body") -> Paragraph:
    """Return a block that is one line of a source, unrepaired."""
    return Paragraph("a.txt", 1, line, "", role, "", line, line, text)


def speech(title: str = "", speaker: str = "", head: str = "") -> Speech:
    """Return a speech with what is printed over it."""
    return Speech("a.txt", 1, head, title, "", speaker, 1, 9, True)
