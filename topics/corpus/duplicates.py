"""Paragraphs that repeat an earlier one word for word."""

from __future__ import annotations

from collections.abc import Iterable

from topics.corpus.types import Duplicate, Paragraph

__all__ = ["find_duplicates"]

MIN_CHARS = 20
"""Shorter paragraphs (谢谢大家！) are formula and may stand in every speech."""


def find_duplicates(paragraphs: Iterable[Paragraph]) -> tuple[Duplicate, ...]:
    """Return the running-text paragraphs whose text stood before, in order.

    Parameters
    ----------
    paragraphs : iterable of Paragraph
        All blocks, in corpus order.
    """
    first: dict[str, Paragraph] = {}
    found: list[Duplicate] = []
    for block in paragraphs:
        if block.role != "body" or len(block.text) < MIN_CHARS:
            continue
        earlier = first.setdefault(block.text, block)
        if earlier is not block:
            found.append(
                Duplicate(
                    *(block.source, block.paragraph, earlier.source, earlier.paragraph),
                    similarity=1.0,
                    matched=block.text,
                )
            )
    return tuple(found)
