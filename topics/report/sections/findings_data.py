"""The findings of the report: the values of its first sentences, computed from the tables.

A finding is a kind, values and the address of its paragraphs. A finding that a single speech
carries is withheld, with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import erfc, hypot, log, sqrt
from typing import Any

import pandas as pd

from topics.report.html import state_link
from topics.report.labels import engine_name, engines, rows, speech_labels, text_of, topic_names
from topics.report.sections.base import Tables
from topics.report.sections.dates import contradicted, datings
from topics.report.sections.groups import Group, Share, column_names, groups_of
from topics.report.sections.quantities import (
    Quantity,
    carriers,
    engine_of,
    overlap,
    quantities_of,
    shares_by_speech,
)
from topics.report.sections.shared import counted_rows, number_of

__all__ = ["Finding", "agreement", "certainty", "differences", "doubtful_dates", "largest"]

N_LARGEST = 3
MAX_WITHHELD = 1
"""Maximum number of differences that are named as withheld."""
NOTABLE = 0.05
"""A smaller difference is not named as withheld."""
COMPARED = ("level", "year")
"""Columns whose groups are compared; and those of the metadata."""
NOT_COMPARED = ("meta_date", "meta_title")
"""Columns of the metadata that identify single days or speeches."""
ALPHA = 0.05
Z = 1.96
"""Half-width of a 95% interval in standard errors."""
NOTABLE_NONE = 0.1
"""Minimum share from which none of the themes is mentioned beside the largest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding, or one that was withheld.

    Attributes
    ----------
    kind : str
        ``largest``, ``difference``, ``dates``, ``agreement``, ``certainty``; of a withheld one
        ``carried`` or ``overlap``.
    link : str
        Address of the state that shows its paragraphs.
    values : dict
        Values of its sentence.
    """

    kind: str
    link: str
    values: dict[str, Any] = field(default_factory=dict)


def largest(tables: Tables) -> list[Finding]:
    """Return the largest themes or topics, except those that a single speech carries.

    Values: ``items`` (`Quantity`), ``ordered`` (whether the interval of the first is above that of
    the second; None without intervals), ``n_speeches``, ``n_paragraphs`` (on which shares rest),
    ``repeats`` (whether others repeat these), ``none`` (the `Quantity` of none of the themes, where
    it is notable), ``engine`` (of topics, where there are several), ``carried`` (those that a
    speech carries, with its number), and for topics ``found`` (in how many of the subsamples, by
    id).
    """
    every = quantities_of(tables)
    quantities = [q for q in every if q.kind in ("theme", "topic") and q.share > 0]
    carried = carriers(tables["speeches"], shares_by_speech(tables, quantities))
    several = len(tables["speeches"]) > 1
    items = [q for q, speech in zip(quantities, carried, strict=True) if not (several and speech)]
    if not items:
        return []
    first, second = items[0], items[1] if len(items) > 1 else None
    n_shown = next((i for i, q in enumerate(items) if i > 1 and not overlap(first, q)), N_LARGEST)
    shown = items[: min(n_shown, N_LARGEST)]
    values = {
        "items": shown,
        "ordered": None if second is None or first.low is None else not overlap(first, second),
        "n_speeches": len(tables["speeches"]),
        "n_paragraphs": int(counted_rows(tables).sum()),
        "repeats": bool(tables["paragraphs"]["duplicate_of"].map(text_of).ne("").any()),
        "none": next((q for q in every if q.kind == "none" and q.share >= NOTABLE_NONE), None),
        "found": _found(tables["topics"]),
        "engine": engine_of(tables, items),
        "carried": [
            (quantity, speech)
            for quantity, speech in zip(quantities, carried, strict=True)
            if several and speech and quantity.share >= shown[-1].share
        ],
    }
    return [Finding("largest", first.link(), values)]


def _p_value(one: Share, other: Share) -> float:
    """Return the p-value of a difference, from the intervals on the logit scale; 1 if they overlap.

    The intervals allow for few speeches, so their half-width is at least 1.96 standard errors.
    """
    if overlap(one, other):
        return 1.0
    centres, errors = zip(*(_logits(share) for share in (one, other)), strict=True)
    return erfc(abs(centres[0] - centres[1]) / hypot(*errors) / sqrt(2))


def _logits(share: Share) -> tuple[float, float]:
    """Return the middle of an interval and its standard error, on the logit scale."""
    bounds = [min(max(bound or 0.0, 1e-9), 1 - 1e-9) for bound in (share.low, share.high)]
    low, high = (log(bound / (1 - bound)) for bound in bounds)
    return (low + high) / 2, max(high - low, 1e-9) / (2 * Z)


def _found(topics: pd.DataFrame) -> dict[str, tuple[int, int]]:
    if "found" not in topics:
        return {}
    return {
        f"{r.engine}-{r.topic}": (int(r.found), int(r.n_samples))
        for r in rows(topics)
        if number_of(r.found) is not None
    }


def differences(tables: Tables) -> list[Finding]:
    """Return the withheld differences, then the greatest difference between two groups.

    Both groups have five speeches or more, their intervals do not overlap, and the difference is
    significant among all comparisons (Bonferroni). A greater difference in which a single
    speech has most of the theme in its group is withheld.

    Values: ``item`` (`Quantity`), ``high`` and ``low`` (each a `Group` with its `Share`),
    ``low_link``, ``zh`` and ``en`` (of the column), ``n_compared``; of a withheld one ``speech``.
    """
    items = [q for q in quantities_of(tables) if q.kind in ("theme", "topic")]
    by_column = {
        column: [group for group in groups if group.value and not group.few]
        for column, groups in groups_of(tables, items).items()
        if column in COMPARED or (column.startswith("meta_") and column not in NOT_COMPARED)
    }
    pairs = [pair for groups in by_column.values() for pair in combinations(groups, 2)]
    found = sorted(
        (_compared(item, *pair) for pair in pairs for item in items if item.id in pair[0].shares),
        key=lambda values: -values["difference"],
    )
    withheld: list[Finding] = []
    for values in found:
        high, low = values["high"], values["low"]
        values = {**values, "n_compared": len(found)}
        link = values["item"].link(**high[0].filter)
        if high[1].carried_by:
            if len(withheld) < MAX_WITHHELD and values["difference"] >= NOTABLE:
                withheld.append(Finding("carried", link, {**values, "speech": high[1].carried_by}))
        elif _p_value(high[1], low[1]) * len(found) <= ALPHA:
            return [Finding("difference", link, values), *withheld]
    if found:
        names = [column_names(column) for column, groups in by_column.items() if len(groups) > 1]
        withheld.append(Finding("overlap", "", {"columns": names, "n_compared": len(found)}))
    return withheld


def _compared(item: Quantity, one: Group, other: Group) -> dict[str, Any]:
    pair = [(group, group.shares[item.id]) for group in (one, other)]
    high, low = sorted(pair, key=lambda group: -group[1].share)
    zh, en = column_names(one.column)
    # A group without a paragraph of the theme is shown as a whole.
    own = {item.key: item.id} if item.id in low[0].read else {}
    return {
        "item": item,
        "high": high,
        "low": low,
        "low_link": state_link(**own, **low[0].filter),
        "zh": zh,
        "en": en,
        "difference": high[1].share - low[1].share,
    }


def doubtful_dates(tables: Tables) -> list[Finding]:
    """Return the number of doubtful dates and the reasons, with the strongest case.

    Its printed date is furthest from the dates that the text proves.

    Values: ``n``, ``n_speeches``, ``kinds`` (what the text contradicts, in Chinese and English, and
    the running numbers of the speeches), and ``strongest`` (number, link, title, printed, earliest,
    latest; None where no printed date is outside).
    """
    speeches = tables["speeches"]
    dates = datings(speeches)
    found = [(i, d) for i, d in enumerate(dates) if d.state == "doubtful"]
    if not found:
        return []
    values: dict[str, Any] = {"n": len(found), "n_speeches": len(speeches), "strongest": None}
    values["kinds"] = contradicted(dates)
    row, dating = max(found, key=lambda pair: (pair[1].gap(), -pair[0]))
    if dating.gap():
        values["strongest"] = {
            "number": row + 1,
            "link": state_link(speech=row + 1),
            "title": speech_labels(speeches, 30)[row].partition("\u3000")[2],
            "printed": dating.printed,
            "earliest": dating.earliest,
            "latest": dating.latest,
        }
    return [Finding("dates", "#trust-dates", values)]


def agreement(tables: Tables) -> list[Finding]:
    """Return the chance-corrected agreement of engines, and of the starts of each.

    Values: ``pair`` (names of two engines, ARI with its interval, matched topics of how many; None
    with one engine), ``starts`` (name, ARI and number of starts of each engine), ``weakest`` (the
    topic that the fewest subsamples have: engine, number, name, found, n_samples; None without
    subsamples).
    """
    scores = {r.name: r for r in rows(tables["scores"]) if text_of(r.name).startswith("ari")}
    topics, names = tables["topics"], engines(tables["topics"])
    starts = [
        (_both(r.engine), number_of(r.value), _n_starts(topics, r.engine))
        for r in rows(tables["scores"])
        if r.name == "ari_starts" and number_of(r.value) is not None
    ]
    pairs = [(a, b) for a, b in combinations(names, 2) if f"ari_{a}_{b}" in scores]
    pair = _pair(tables, *pairs[0], scores[f"ari_{pairs[0][0]}_{pairs[0][1]}"]) if pairs else None
    weakest = _weakest(tables)
    if pair is None and not starts and weakest is None:
        return []
    link = state_link(topic=weakest["key"]) if weakest else "#topics"
    return [Finding("agreement", link, {"pair": pair, "starts": starts, "weakest": weakest})]


def _pair(tables: Tables, a: str, b: str, score: Any) -> dict[str, Any]:
    table, topics = tables["agreement"], tables["topics"]
    own = table[(table["engine_a"] == a) & (table["engine_b"] == b)] if len(table) else table
    return {
        "names": (_both(a), _both(b)),
        "ari": float(score.value),
        "low": number_of(getattr(score, "low", None)),
        "high": number_of(getattr(score, "high", None)),
        "n_matched": int(own["matched"].astype(bool).sum()) if len(own) else 0,
        "n_topics": min(int((topics["engine"] == name).sum()) for name in (a, b)),
    }


def _both(engine: str) -> tuple[str, str]:
    """Return the name of an engine in Chinese and English."""
    return engine_name(engine), engine_name(engine, "en")


def _n_starts(topics: pd.DataFrame, engine: str) -> int:
    own = topics[topics["engine"] == engine]
    return int(own["n_starts"].iloc[0]) if "n_starts" in own and len(own) else 0


def _weakest(tables: Tables) -> dict[str, Any] | None:
    topics = tables["topics"]
    found = _found(topics)
    if not found:
        return None
    key = min(found, key=lambda name: found[name][0] / max(found[name][1], 1))
    known = {f"{r.engine}-{r.topic}": r for r in rows(topics)}
    row, (n, n_samples) = known[key], found[key]
    steady = sum(2 * n > of for n, of in found.values())
    return {
        "key": key,
        "engine": _both(row.engine),
        "topic": int(row.topic),
        "name": topic_names(topics, tables["themes"])[row.engine, row.topic],
        "found": n,
        "n_samples": n_samples,
        "n_steady": steady,
        "n_topics": len(found),
    }


def certainty(tables: Tables) -> list[Finding]:
    """Return the number of coded paragraphs without a certain theme.

    Values: ``n`` and ``n_paragraphs``. Empty for earlier runs, and if all are certain.
    """
    paragraphs = tables["paragraphs"]
    if "certain" not in paragraphs:
        return []
    coded = paragraphs[counted_rows(tables)]
    n = int((~coded["certain"].astype(bool)).sum())
    values = {"n": n, "n_paragraphs": len(coded)}
    return [Finding("certainty", state_link(sure="no"), values)] if n else []


def withheld_of(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Return the shown and the withheld findings."""
    withheld = ("carried", "overlap")
    shown = [finding for finding in findings if finding.kind not in withheld]
    return shown, [finding for finding in findings if finding.kind in withheld]
