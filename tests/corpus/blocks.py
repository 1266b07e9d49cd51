"""Blocks of text for tests, made without a file."""

import numpy as np

from topics.corpus.types import Paragraph, Speech


def block(text: str, line: int = 1, role: str = "body") -> Paragraph:
    """Return a block that stands in one line of a source, unrepaired."""
    offsets = np.column_stack([np.full(len(text), line), np.arange(len(text))]).astype(np.int32)
    return Paragraph("a.txt", 1, line, "", role, "", line, line, text, offsets)


def speech(title: str = "", speaker: str = "", head: str = "") -> Speech:
    """Return a speech with what is printed over it."""
    return Speech("a.txt", 1, head, title, "", speaker, 1, 9, True)
