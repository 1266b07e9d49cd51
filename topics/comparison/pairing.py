"""Match the paragraphs and speeches of two runs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

__all__ = ["Pairing", "pair_paragraphs", "pair_speeches"]

Links = list[tuple[int, int]]

ALIKE = 0.5
"""Minimum share of common character bigrams of a paragraph and its edited version."""
MOST_IN_GAP = 200
"""Maximum number of paragraphs between two identical ones in which edited ones are searched."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """The paragraphs that two runs share.

    Attributes
    ----------
    links : list of (int, int)
        Rows of the running text of A and of B, in order of B.
    edited : frozenset of (int, int)
        The links whose texts differ.
    """

    links: Links
    edited: frozenset[tuple[int, int]]


def pair_paragraphs(a: pd.DataFrame, b: pd.DataFrame) -> Pairing:
    """Find the paragraphs that are in both runs.

    Parameters
    ----------
    a, b : DataFrame
        Running text with the columns id, source, text and text_hash.

    Returns
    -------
    Pairing
        Paragraphs of the same id; then those of the same text, in the same source first, the
        first with the first; then, between two such pairs in sources of the same name, those of
        similar text, which were edited.
    """
    links: Links = []
    for columns in (["id"], ["source", "text_hash"], ["text_hash"]):
        links += _by_key(a, b, columns, links)
    links += _edited(a, b, links)
    links.sort(key=lambda link: link[::-1])
    texts = a["text"].to_list(), b["text"].to_list()
    edited = frozenset((i, j) for i, j in links if texts[0][i] != texts[1][j])
    return Pairing(links, edited)


def _by_key(a: pd.DataFrame, b: pd.DataFrame, columns: list[str], links: Links) -> Links:
    """Return pairs of equal keys among unpaired rows, in their order."""
    used = {i for i, _ in links}, {j for _, j in links}
    rows: list[dict[Hashable, int]] = []
    for frame, taken in zip((a, b), used, strict=True):
        seen: Counter[Hashable] = Counter()
        found: dict[Hashable, int] = {}
        for i, key in enumerate(zip(*(frame[name] for name in columns), strict=True)):
            if i not in taken and all(key):
                seen[key] += 1
                found[key, seen[key]] = i
        rows.append(found)
    return [(rows[0][key], j) for key, j in rows[1].items() if key in rows[0]]


def _edited(a: pd.DataFrame, b: pd.DataFrame, links: Links) -> Links:
    """Return pairs of similar texts at the same position of sources of the same name."""
    of_b = dict(links)
    taken = set(of_b.values())
    by_source: dict[str, list[int]] = defaultdict(list)
    for j, source in enumerate(b["source"]):
        by_source[source].append(j)
    found: Links = []
    for source, group in a.groupby("source", sort=False):
        others = by_source.get(str(source), [])
        for rows, columns in _gaps(group.index.to_list(), others, of_b, taken):
            if len(rows) <= MOST_IN_GAP and len(columns) <= MOST_IN_GAP:
                found += _similar(a["text"], b["text"], rows, columns)
    return found


def _gaps(
    rows: Sequence[int], others: Sequence[int], of_b: dict[int, int], taken: set[int]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the unpaired rows between two consecutive pairs of one source."""
    place = {j: n for n, j in enumerate(others)}
    gap: list[int] = []
    last = -1
    for i in [*rows, None]:
        if i is not None and i not in of_b:
            gap.append(i)
            continue
        end = len(others) if i is None else place.get(of_b[i], -1)
        if end > last:
            free = [j for j in others[last + 1 : end] if j not in taken]
            if gap and free:
                yield gap, free
            last, gap = end, []


def _similar(a: pd.Series, b: pd.Series, rows: list[int], columns: list[int]) -> Links:
    """Return the pairs of texts that are most alike, each text once."""
    grams = {i: _pairs_of(a[i]) for i in rows}, {j: _pairs_of(b[j]) for j in columns}
    scored = [(_dice(grams[0][i], grams[1][j]), i, j) for i in rows for j in columns]
    found: dict[int, int] = {}
    for score, i, j in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if score >= ALIKE and i not in found and j not in found.values():
            found[i] = j
    return list(found.items())


def _pairs_of(text: str) -> Counter[str]:
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def _dice(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def pair_speeches(
    a: pd.DataFrame, b: pd.DataFrame, pairing: Pairing
) -> dict[tuple[str, int], tuple[str, int]]:
    """Return the speech of B that corresponds to each speech of A, by source and number.

    Two speeches are the same if each has more paragraphs in common with the other than with any
    other speech.
    """
    keys = [list(zip(x["source"], x["speech"], strict=True)) for x in (a, b)]
    common = Counter((keys[0][i], keys[1][j]) for i, j in pairing.links)
    best_a: dict[tuple[str, int], tuple[str, int]] = {}
    best_b: dict[tuple[str, int], tuple[str, int]] = {}
    for (x, y), _ in sorted(common.items(), key=lambda one: (-one[1], one[0])):
        best_a.setdefault(x, y)
        best_b.setdefault(y, x)
    return {x: y for x, y in best_a.items() if best_b[y] == x}
