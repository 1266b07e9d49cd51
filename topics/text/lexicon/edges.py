"""Words that distinguish a free phrase from a term."""

from __future__ import annotations

from functools import cache

from topics.defaults import default_path

__all__ = ["edges"]


@cache
def edges() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words that no new-word candidate may contain, start with or end with.

    The first are function words: particles, pronouns, modal verbs, adverbs, times relative to the
    day of a speech.
    """
    words: dict[str, set[str]] = {"[inside]": set(), "[first]": set(), "[last]": set()}
    current = words["[inside]"]
    for line in default_path("lexicon/edges.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            current = words[line.strip()]
        elif not line.startswith("#"):
            current.update(line.split())
    inside, first, last = map(frozenset, words.values())
    return inside, first, last
