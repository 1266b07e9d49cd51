"""English sentences that runs of format 1 recorded, in Chinese."""

from __future__ import annotations

import string
import tomllib
from functools import cache

from topics.defaults import default_path

__all__ = ["in_chinese"]


def in_chinese(sentence: str) -> str:
    """Return a recorded sentence in Chinese, or as it is if no version wrote it.

    Parameters
    ----------
    sentence : str
        Such as ``"40 units for 10 topics: fewer than 5 a topic. ..."``.
    """
    for english, chinese in _sentences():
        if (values := _values_of(sentence, english)) is not None:
            return chinese.format_map(values)
    return sentence


def _values_of(sentence: str, template: str) -> dict[str, str] | None:
    """Return the values of a template's placeholders in a sentence; None if it does not match.

    Each literal part is searched once, from left to right, so a forged sentence takes no longer.
    """
    values: dict[str, str] = {}
    place, name = 0, None
    for literal, field, _, _ in string.Formatter().parse(template):
        start = sentence.find(literal, place) if name else place
        if start < 0 or not sentence.startswith(literal, start):
            return None
        if name:
            values[name] = sentence[place:start]
        place, name = start + len(literal), field
    if name:
        values[name] = sentence[place:]
        place = len(sentence)
    return values if place == len(sentence) and all(values.values()) else None


@cache
def _sentences() -> list[tuple[str, str]]:
    data = tomllib.loads(default_path("early_messages.toml").read_text("utf-8"))
    return [(entry["en"], entry["zh"]) for entry in data["sentence"]]
