"""The details of one topic: words, paragraphs, stability, name, partner and themes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.report.labels import (
    before_edits,
    clip,
    engine_name,
    engines,
    rows,
    text_of,
    topic_names,
)
from topics.report.sections.groups import group_names
from topics.report.sections.shared import coded_rows, number_of, numbered
from topics.report.sections.topic_stability import stability_of_topics
from topics.themes.labelling import CHANCE, FOUND, HOLD
from topics.themes.types import NONE

__all__ = ["partners", "topic_details", "why"]

Tables = Mapping[str, pd.DataFrame]
Key = tuple[str, int]

QUOTES = 3
LONGEST_QUOTE = 110
MOST_TERMS = 12_000
"""Maximum number of words of all topics in total; ``topic_terms.csv`` has all."""
FEWEST_TERMS = 20
SIGNIFICANT = 4
"""Number of digits of a word's two numbers."""


def topic_details(tables: Tables) -> dict[str, Any]:
    """Return the data of the script: all topics by key, e.g. ``lda-4``, and the words they share.

    Returns
    -------
    dict
        ``words`` (texts), ``engines`` (Chinese and English name by id) and ``topics``, for
        ``templates/scripts/topics.js``.
    """
    names = topic_names(tables["topics"], tables["themes"])
    stability = stability_of_topics(tables)
    partner, texts = partners(tables), _paragraphs(tables)
    words: dict[str, int] = {}
    terms = _terms(tables["topic_terms"], words)
    groups = _groups(tables["topics_by"])
    found = {}
    for r in rows(tables["topics"]):
        key = (r.engine, r.topic)
        found[f"{r.engine}-{r.topic}"] = {
            "engine": r.engine,
            "number": r.topic,
            "zh": names[key][0],
            "en": names[key][1],
            "share": float(r.share),
            "state": text_of(getattr(r, "state", "")) or ("named" if text_of(r.theme) else "none"),
            "why": why(r, tables["themes"]),
            **({"edited": before} if (before := before_edits(r)) else {}),
            "terms": terms.get(key, []),
            "frex": text_of(r.frex_terms).split(),
            "scores": [number_of(r.npmi), number_of(r.c_v), number_of(r.exclusivity)],
            "stability": stability.get(key),
            "partners": partner.get(key, []),
            "groups": groups.get(key, []),
            **texts.get(key, {"n": 0, "themes": [], "quotes": []}),
        }
    known = {
        name: [engine_name(name, x) for x in ("zh", "en")] for name in engines(tables["topics"])
    }
    return {"words": list(words), "engines": known, "topics": found}


def _terms(table: pd.DataFrame, words: dict[str, int]) -> dict[Key, list[list[Any]]]:
    """Return the words of each topic: number of the word, probability, lift (None if unknown)."""
    found: dict[Key, list[list[Any]]] = {}
    for r in rows(table):
        if r.weight > 0:
            number = words.setdefault(text_of(r.term), len(words))
            lift = number_of(getattr(r, "lift", None))
            own = found.setdefault((r.engine, r.topic), [])
            own.append([number, _short(r.weight), None if lift is None else _short(lift)])
    most = max(FEWEST_TERMS, MOST_TERMS // max(len(found), 1))
    return {key: _either_end(own, most) for key, own in found.items()}


def _either_end(terms: list[list[Any]], most: int) -> list[list[Any]]:
    """Return at most ``most`` words in order: the most probable, and those of largest lift."""
    if len(terms) <= most:
        return terms
    by_lift = sorted(range(len(terms)), key=lambda i: -(terms[i][2] or 0.0))
    kept = dict.fromkeys([*range(most - most // 2), *by_lift])
    return [terms[i] for i in sorted(list(kept)[:most])]


def _short(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT}g}")


def why(row: Any, themes: pd.DataFrame) -> list[tuple[str, str]]:
    """Return why the name of a topic is doubtful or missing, in both languages.

    Parameters
    ----------
    row : named tuple
        A row of the table ``topics``.
    themes : DataFrame
        The table ``themes``.
    """
    known = {text_of(t.theme): (text_of(t.zh), text_of(t.en)) for t in rows(themes)}
    other = known.get(text_of(getattr(row, "runner_up", "")))
    state, p = getattr(row, "state", ""), number_of(getattr(row, "theme_p", None))
    if state == "none" and other:
        by_chance = (f"，偶然相符的概率 {p:.2f}", f", p = {p:.2f}") if p is not None else ("", "")
        if p is not None and p <= CHANCE:
            by_chance = ("，但词语和段落都不足以支持", ", but words and paragraphs hardly show it")
        return [
            (
                f"没有相符的主题，以其高频词命名；最接近的是{other[0]}{by_chance[0]}",
                f"no theme fits, so its own words name it; {other[1]} is closest{by_chance[1]}",
            )
        ]
    if state != "doubtful":
        return []
    reasons = []
    hold, found = (number_of(getattr(row, name, None)) for name in ("theme_hold", "found"))
    if hold is not None and hold < HOLD:
        rival = (f"，其次是{other[0]}", f"; {other[1]} is next") if other else ("", "")
        reasons.append(
            (
                f"更换种子词后，只有 {hold:.0%} 仍得此名（应有 {HOLD:.0%}）{rival[0]}",
                f"only {hold:.0%} of resampled seed words give this name, not {HOLD:.0%}{rival[1]}",
            )
        )
    if found is not None and found < FOUND * row.n_samples:
        reasons.append(
            (
                f"{row.n_samples} 个子样本中只有 {found:.0f} 个复现该话题",
                f"only {found:.0f} of {row.n_samples} subsamples have the topic",
            )
        )
    return reasons or [
        (
            "其词语或段落不足以支持该主题",
            "its words or its paragraphs do not show the theme clearly",
        )
    ]


def partners(tables: Tables) -> dict[Key, list[dict[str, Any]]]:
    """Return the matched topics of other engines: key, similarity, differ.

    ``similarity`` is that of words, or Jaccard's of units in earlier runs; ``differ`` is true
    if the two have the names of different themes.
    """
    themes = {(r.engine, r.topic): text_of(r.theme) for r in rows(tables["topics"])}
    found: dict[Key, list[dict[str, Any]]] = {}
    agreement = tables["agreement"]
    for r in rows(agreement[agreement["matched"].astype(bool)] if len(agreement) else agreement):
        a, b = (r.engine_a, r.topic_a), (r.engine_b, r.topic_b)
        words = number_of(getattr(r, "similarity", None))
        names = themes.get(a, ""), themes.get(b, "")
        for own, other in ((a, b), (b, a)):
            found.setdefault(own, []).append(
                {
                    "key": f"{other[0]}-{other[1]}",
                    "similarity": round(float(r.jaccard if words is None else words), 3),
                    "of_words": words is not None,
                    "differ": bool(all(names)) and names[0] != names[1],
                }
            )
    return found


def _groups(table: pd.DataFrame) -> dict[Key, list[list[Any]]]:
    """Return the shares of each topic by level and year.

    Each is column, group, its Chinese and English name, share, low, high, and whether the group has
    fewer than five speeches.
    """
    found: dict[Key, list[list[Any]]] = {}
    for r in rows(table):
        if r.column in ("year", "level"):
            interval = [v if v is None else round(v, 3) for v in map(number_of, (r.low, r.high))]
            group = text_of(r.group)
            row = [r.column, group, *group_names(r.column, group), round(float(r.share), 4)]
            found.setdefault((r.engine, r.topic), []).append([*row, *interval, bool(r.few)])
    return found


def _paragraphs(tables: Tables) -> dict[Key, dict[str, Any]]:
    """Return for each topic: n (running paragraphs), themes (id, number), quotes (surest first)."""
    if not {"paragraphs", "speeches"} <= set(tables):
        return {}
    table = numbered(tables).assign(coded=coded_rows(tables))
    table = table[(table["role"] == "body") & (table["number"] > 0)]
    if "id" not in table:
        table = table.assign(id=table["source"] + "#" + table["paragraph"].astype(str))
    found = {}
    for engine in dict.fromkeys(tables["topics"].get("engine", ())):
        if f"{engine}_topic" not in table:
            continue
        own = table.assign(share=table[f"{engine}_share"]).dropna(subset=f"{engine}_topic")
        topics = own[f"{engine}_topic"].astype(int)
        for topic in topics.unique().tolist():
            part = own[topics == topic]
            themes = part.loc[part["coded"], "theme"].map(text_of).replace("", NONE)
            # In a clustering every share is 1; then the longest are shown.
            part = part.assign(length=part["text"].str.len())
            quoted = part.sort_values(["share", "length"], ascending=False, kind="stable")
            found[engine, topic] = {
                "n": len(part),
                "themes": [[t, int(n)] for t, n in themes.value_counts().items()],
                "quotes": [
                    [r.id, clip(text_of(r.text), LONGEST_QUOTE), int(r.number), float(r.share)]
                    for r in rows(quoted.head(QUOTES))
                ],
            }
    return found
