"""Find the items of Markdown lists that are running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["item_lines", "without_heads"]

NUMBER = re.compile(r"\s*\d+[.)]\s+")
HEAD = re.compile(
    r".*[：:]|.{0,8}(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年.{0,12}|.{2,4}[：:].{0,30}"
)
"""An address, or a date, place or name below a title."""
SENTENCE = re.compile("[。！？]")


def item_lines(tokens: Sequence[Token]) -> list[int]:
    """Return the lines from 0 of list items that are text, and neither titles nor headings.

    They are the one-line items of lists of at least two items, none of which contains more than a
    paragraph and nested lists. Lists of a single item above paragraphs, and items with their own
    paragraphs, may be headings.

    Parameters
    ----------
    tokens : sequence of Token
    """
    found: list[int] = []
    lists: list[list[list[Token]]] = []  # the blocks of each item of each open list
    levels: list[int] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append([])
            levels.append(token.level)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            found += _text_lines(lists.pop())
            levels.pop()
        elif token.type == "list_item_open":
            lists[-1].append([])
        elif lists and token.nesting >= 0 and token.level == levels[-1] + 2:
            lists[-1][-1].append(token)
    return found


def _text_lines(items: Sequence[Sequence[Token]]) -> list[int]:
    """Return the lines of the items of a list; none if it may be an outline with its text."""
    if len(items) < 2 or any(
        [b.type for b in item] not in ([], ["paragraph_open"]) for item in items
    ):
        return []
    maps = [block.map for item in items for block in item if block.map]
    return [first for first, end in maps if end - first == 1]


def without_heads(items: Iterable[int], texts: Mapping[int, str]) -> set[int]:
    """Return the items that are neither in a list of contents nor part of the lines below a title.

    Before the first sentence, an item whose text recurs outside of lists names a title, and a
    list with a date or an address is the head of a speech.

    Parameters
    ----------
    items : iterable of int
        Lines of items.
    texts : mapping of int to str
        The text of each line.
    """
    every = set(items)
    first = min((n for n, text in texts.items() if SENTENCE.search(text)), default=len(texts))
    above = {n: NUMBER.sub("", texts.get(n, ""), count=1) for n in every if n < first}
    others = {text.strip() for n, text in texts.items() if n not in every}
    if any(text in others or HEAD.fullmatch(text) for text in above.values()):
        return every.difference(above)
    return every
