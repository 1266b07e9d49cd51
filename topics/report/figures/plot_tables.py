"""The tables of the plots: the values of each, with names in Chinese and English.

Each function takes tables of a run; the columns that it reads must exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.models.alignment import similarities
from topics.report.labels import rows, speech_labels, text_of
from topics.report.palette import theme_colours
from topics.themes.types import NONE

__all__ = [
    "MOST_SPEECHES",
    "agreement_table",
    "longest",
    "ribbon_table",
    "share_table",
    "similarity_table",
    "speech_table",
    "stability_table",
    "trend_table",
    "word_table",
]

Tables = Mapping[str, pd.DataFrame]
Floats = npt.NDArray[np.float64]

MOST_SPEECHES = 40
"""Maximum number of speeches in a plot: the longest, in their order."""
QUARTILES = (0.25, 0.5, 0.75)


def share_table(items: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return one row per theme or topic, largest first: its key, zh, en, share, low, high.

    Topics have ``doubt`` at the right. The row of none of the themes is last.
    """
    more = ["doubt"] if key == "topic" else []
    shown = items.reindex(columns=[key, "zh", "en", "share", "low", "high", *more])
    last = shown[key].astype(str) == NONE
    order = np.lexsort((-shown["share"].to_numpy(float), last))
    return shown.iloc[order].reset_index(drop=True)


def longest(speeches: pd.DataFrame) -> list[int]:
    """Return the rows of the `MOST_SPEECHES` longest speeches, in their order."""
    chosen = np.argsort(-speeches["n_chars"].to_numpy(), kind="stable")[:MOST_SPEECHES]
    return sorted(chosen.tolist())


def _number(speeches: pd.DataFrame, row: int) -> int:
    return int(speeches["number"].iloc[row]) if "number" in speeches else row + 1


def speech_table(themes: pd.DataFrame, speeches: pd.DataFrame) -> pd.DataFrame:
    """Return one row per speech and theme: speech, label, theme, zh, en, share."""
    labels, shown = speech_labels(speeches, 40), themes[themes["theme"] != NONE]
    cells = [
        (_number(speeches, i), labels[i], r.theme, r.zh, r.en, float(speeches[r.theme].iloc[i]))
        for i in longest(speeches)
        for r in rows(shown)
    ]
    return pd.DataFrame(cells, columns=["speech", "label", "theme", "zh", "en", "share"])


def ribbon_table(
    themes: pd.DataFrame, speeches: pd.DataFrame, paragraphs: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per paragraph of running text, in order.

    Parameters
    ----------
    themes, speeches : pandas.DataFrame
    paragraphs : pandas.DataFrame
        source, speech, paragraph, n_chars, theme (empty for none).

    Returns
    -------
    pandas.DataFrame
        speech, label, paragraph, begin and end (as shares of the speech), theme, zh, en, colour;
        zh and en are empty if none is the most probable.
    """
    labels, colours = speech_labels(speeches, 40), theme_colours(themes)
    names = {r.theme: (r.zh, r.en) for r in rows(themes)} | {"": ("", ""), NONE: ("", "")}
    groups = dict(list(paragraphs.groupby(["source", "speech"], sort=False)))
    cells = []
    for i in longest(speeches):
        own = groups.get((speeches["source"].iloc[i], speeches["speech"].iloc[i]))
        if own is None:
            continue
        ends = np.cumsum(own["n_chars"].to_numpy(float))
        begins = np.concatenate([[0.0], ends[:-1]])
        for r, begin, end in zip(rows(own), begins / ends[-1], ends / ends[-1], strict=True):
            theme = text_of(r.theme)
            key = _number(speeches, i), labels[i], int(r.paragraph), begin, end
            cells.append((*key, theme, *names[theme], colours[theme]))
    columns = ["speech", "label", "paragraph", "begin", "end", "theme", "zh", "en", "colour"]
    return pd.DataFrame(cells, columns=columns)


def stability_table(stability: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return one row per topic that was searched in subsamples.

    Parameters
    ----------
    stability : pandas.DataFrame
        The rows of the table ``stability`` of one engine.
    topics : pandas.DataFrame
        topic, zh, en, doubt; its topics are shown.

    Returns
    -------
    pandas.DataFrame
        topic, zh, en, n_found, n_samples, lower, median and upper (quartiles of the similarity
        to the partner; 0 in a subsample without one), chance (which a topic must exceed), doubt.
    """
    tried = stability[stability["kind"] == "subsample"]
    groups = dict(list(tried.groupby("topic")))
    cells = []
    for r in rows(topics):
        if (own := groups.get(r.topic)) is None:
            continue
        similarity = own["similarity"].fillna(0.0).to_numpy(float)
        quartiles = np.quantile(similarity, QUARTILES)
        counts = int(own["found"].sum()), len(own)
        chance = float(own["chance"].max())
        cells.append((r.topic, r.zh, r.en, *counts, *quartiles, chance, r.doubt))
    numbers = ["n_found", "n_samples", "lower", "median", "upper", "chance"]
    return pd.DataFrame(cells, columns=["topic", "zh", "en", *numbers, "doubt"])


def trend_table(by: pd.DataFrame, items: pd.DataFrame, key: str, n_items: int) -> pd.DataFrame:
    """Return one row per item and group.

    Its columns are the key, zh, en, group, share, low, high, n_speeches, few, carried_by (a speech
    with more than half of the share, or empty) and, of topics, doubt.

    Parameters
    ----------
    by : pandas.DataFrame
        Shares by one column, as ``themes_by`` and ``topics_by`` have them.
    items : pandas.DataFrame
        Themes or topics: their key, zh, en. The row of none of the themes is omitted.
    key : {"theme", "topic"}
    n_items : int
        Maximum number of items, the largest by the mean of their shares, in the order of
        ``items``.
    """
    names = {getattr(r, key): r for r in rows(items)}
    carried = [text_of(value) for value in by.get("carried_by", [""] * len(by))]
    by = by.assign(carried_by=carried)
    known = by[by[key].isin(names) & (by[key].astype(str) != NONE) & (by["group"] != "")]
    means = known.groupby(key)["share"].mean().sort_values(ascending=False, kind="stable")
    chosen = set(means.index[:n_items])
    columns = ["group", "share", "low", "high", "n_speeches", "few", "carried_by"]
    named = ["zh", "en", *(["doubt"] if key == "topic" else [])]
    found = [
        known.loc[known[key] == item, columns].assign(
            **{key: item} | {name: getattr(row, name) for name in named}
        )
        for item, row in names.items()
        if item in chosen
    ]
    empty = known.head(0)[columns].assign(**{name: [] for name in (key, *named)})
    table: pd.DataFrame = pd.concat(found or [empty], ignore_index=True)
    return table[[key, "zh", "en", *columns, *named[2:]]]


def word_table(topics: pd.DataFrame, terms: pd.DataFrame, n_topics: int) -> pd.DataFrame:
    """Return one row per topic and word: topic, zh, en, share, rank, term, weight, doubt.

    Parameters
    ----------
    topics : pandas.DataFrame
        topic, zh, en, share, doubt.
    terms : pandas.DataFrame
        topic, rank, term, weight.
    n_topics : int
        Maximum number of topics, the largest, in order of their ids.
    """
    largest = topics.sort_values("share", ascending=False, kind="stable").head(n_topics)
    merged = largest.merge(terms, on="topic", validate="one_to_many")
    columns = ["topic", "zh", "en", "share", "rank", "term", "weight", "doubt"]
    ordered: pd.DataFrame = merged.sort_values(["topic", "rank"], kind="stable")[columns]
    return ordered.reset_index(drop=True)


def similarity_table(topics: pd.DataFrame, ids: Sequence[int], topic_term: Floats) -> pd.DataFrame:
    """Return one row per pair of topics: topic_a, zh_a, en_a, doubt_a, those of b, similarity.

    Parameters
    ----------
    topics : pandas.DataFrame
        topic, zh, en, doubt; its topics are shown, in its order.
    ids : sequence of int
        The topic of each row of ``topic_term``.
    topic_term : float64 array, shape (n_topics, n_terms)

    Returns
    -------
    pandas.DataFrame
        ``similarity`` is 1 minus the Jensen-Shannon distance, from 0 to 1.
    """
    row_of = {topic: k for k, topic in enumerate(ids)}
    shown = topic_term[[row_of[r.topic] for r in rows(topics)]]
    values = similarities(shown, shown)
    pairs = _pairs(topics, topics)
    return pairs.assign(similarity=values.ravel())


def agreement_table(
    topics_a: pd.DataFrame, topics_b: pd.DataFrame, agreement: pd.DataFrame
) -> pd.DataFrame:
    """Return one row per pair of topics of two engines.

    Parameters
    ----------
    topics_a, topics_b : pandas.DataFrame
        engine, topic, zh, en, doubt of one engine each.
    agreement : pandas.DataFrame
        The run's table ``agreement``; pairs that it lacks have nothing in common.

    Returns
    -------
    pandas.DataFrame
        topic_a, zh_a, en_a, doubt_a, those of b, jaccard, matched, engine_a and engine_b.
    """
    pairs = _pairs(topics_a, topics_b)
    engines = {f"engine_{s}": t["engine"].iloc[0] for s, t in (("a", topics_a), ("b", topics_b))}
    own = agreement[(agreement[[*engines]] == pd.Series(engines)).all(axis=1)]
    keys = ["topic_a", "topic_b"]
    merged = pairs.merge(own[[*keys, "jaccard", "matched"]], on=keys, how="left")
    matched = merged["matched"].eq(True)
    return merged.assign(jaccard=merged["jaccard"].fillna(0.0), matched=matched, **engines)


def _pairs(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return one row per pair of topics: topic_a, zh_a, en_a, doubt_a, those of b."""
    names = ["topic", "zh", "en", "doubt"]
    return a[names].merge(b[names], how="cross", suffixes=("_a", "_b"))
