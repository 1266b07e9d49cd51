"""The columns of ``topics.csv`` that edits change."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from topics.edits.topic_edits import MERGED, SPLIT, Mark
from topics.evaluate.stability import Stability, no_stability
from topics.models.types import TopicModel
from topics.runs.topic_tables import n_starts

__all__ = ["stability_as_edited", "stability_of", "topics_as_edited"]

UNKNOWN = ("found", "n_samples", "share_low", "share_high")
"""Columns that were measured for topics as they were fitted, and for no others."""


def topics_as_edited(
    topics: pd.DataFrame, marks: Mapping[tuple[str, int], Mark], fitted: Mapping[str, TopicModel]
) -> pd.DataFrame:
    """Return the table ``topics`` with names by hand, the kinds of edits, and the earlier labels.

    Parameters
    ----------
    topics : DataFrame
        Of the models as edited.
    marks : mapping of (str, int) to Mark
        By engine and id.
    fitted : mapping of engine to TopicModel
        The models before any edit.
    """
    keys = zip(topics["engine"], topics["topic"], strict=True)
    own = [marks.get(key) for key in keys]
    is_other = np.array([_is_other(mark) for mark in own], bool)
    names = [mark.name if mark else "" for mark in own]
    table = topics.assign(
        label=[name or label for name, label in zip(names, topics["label"], strict=True)],
        n_starts=[n_starts(fitted[engine]) for engine in topics["engine"]],
        edited=[" ".join(mark.kinds) if mark else "" for mark in own],
        label_before=[mark.before if mark else "" for mark in own],
    )
    return table.assign(**{name: table[name].mask(is_other) for name in UNKNOWN})


def stability_as_edited(
    found: Stability,
    fitted: TopicModel,
    model: TopicModel,
    marks: Mapping[tuple[str, int], Mark],
) -> Stability:
    """Return how often words were found in subsamples, for the topics of an edited model.

    Parameters
    ----------
    found : Stability
        Stability of the model before any edit.
    fitted, model : TopicModel
        Before and after the edits.
    marks : mapping of (str, int) to Mark
    """
    if model is fitted or found.word_found is None:
        return found
    row_of = {topic: row for row, topic in enumerate(fitted.topics.tolist())}
    words = np.full(model.topic_term.shape, np.nan)
    for row, topic in enumerate(model.topics.tolist()):
        if topic in row_of and not _is_other(marks.get((model.engine, topic))):
            words[row] = found.word_found[row_of[topic]]
    return Stability(found.table, words)


def _is_other(mark: Mark | None) -> bool:
    """Return whether a topic was merged or split."""
    return mark is not None and not {MERGED, SPLIT}.isdisjoint(mark.kinds)


def stability_of(
    tables: Mapping[str, pd.DataFrame], models: Mapping[str, TopicModel]
) -> dict[str, Stability]:
    """Return the stability of the engines of a finished run, as far as it is recorded.

    How often words were found is unknown for topics that edits merged or split.

    Parameters
    ----------
    tables, models : mapping
        Those of the run.
    """
    table, terms = tables.get("stability", no_stability()), tables["topic_terms"]
    topics = tables["topics"]
    if "edited" in topics:
        kinds = topics["edited"].str.split()
        others = topics[[not {MERGED, SPLIT}.isdisjoint(own) for own in kinds]]
        keys = pd.MultiIndex.from_frame(terms[["engine", "topic"]])
        terms = terms[~keys.isin(pd.MultiIndex.from_frame(others[["engine", "topic"]]))]
    found = {}
    for engine, model in models.items():
        words = None
        own = terms[terms["engine"] == engine]
        if "found" in own and own["found"].notna().any():
            words = np.full(model.topic_term.shape, np.nan)
            column = {term: j for j, term in enumerate(model.vocabulary)}
            rows = model.rows_of(own["topic"].to_numpy())
            words[rows, [column[term] for term in own["term"]]] = own["found"].astype("float64")
        found[engine] = Stability(table[table["engine"] == engine], words)
    return found
