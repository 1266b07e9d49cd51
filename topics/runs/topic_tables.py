"""The tables of topics: ``topics.csv`` and ``topic_terms.csv``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.engines import ENGINES
from topics.evaluate.stability import Stability, found_again
from topics.evaluate.types import Score
from topics.models.topic_map import (
    TERMS_SHOWN,
    lift_of_terms,
    relevant_terms,
    smooth,
    topic_coordinates,
)
from topics.models.types import TopicModel
from topics.models.words import frex_words, top_words
from topics.themes.types import Themes

__all__ = ["N_TOP", "n_starts", "terms_of_topics", "topics_of_model"]

N_TOP = 10
"""Words in ``top_terms``."""


def topics_of_model(
    model: TopicModel,
    themes: Themes,
    scores: Mapping[str, Score],
    stability: Stability,
    own_names: Sequence[str],
) -> pd.DataFrame:
    """Return the rows of ``topics.csv`` for one engine.

    Parameters
    ----------
    model : TopicModel
    themes : Themes
        Its labels.
    scores : mapping of str to Score
        Its scores by name.
    stability : Stability
        Its fits on subsamples and from other starts.
    own_names : sequence of str
        Name of each topic if it has no theme.
    """

    def per_topic(name: str) -> npt.NDArray[np.float64]:
        values = scores[name].per_topic if name in scores else ()
        return np.array(values or [np.nan] * model.n_topics, float)

    x, y = topic_coordinates(smooth(model.topic_term)).T.round(6) + 0.0  # no -0.0
    again = found_again(stability.table, model.topics.tolist())
    return pd.DataFrame(
        {
            "engine": model.engine,
            "topic": model.topics,
            "theme": list(themes.labels),
            "label": [
                themes.codebook[theme].zh if theme else name
                for theme, name in zip(themes.labels, own_names, strict=True)
            ],
            "share": model.share,
            "top_terms": [" ".join(words) for words in top_words(model, N_TOP)],
            "frex_terms": [" ".join(words) for words in frex_words(model, N_TOP)],
            "npmi": per_topic("c_npmi"),
            "c_v": per_topic("c_v"),
            "exclusivity": per_topic("exclusivity"),
            "rank": model.rank,
            **{name: again[name] for name in again.columns},
            "random_state": model.random_state,
            "n_starts": n_starts(model),
            "start_words": _start_words(model),
            "theme_p": themes.p,
            "theme_hold": themes.hold,
            "runner_up": list(themes.runner_up),
            "state": list(themes.states),
            "x": x,
            "y": y,
        }
    )


def n_starts(model: TopicModel) -> int:
    """Return the number of starts; 0 for a model that the user fitted, whose starts are unknown."""
    return int(model.engine in ENGINES) if model.starts is None else len(model.starts)


def _start_words(model: TopicModel) -> list[str]:
    """Return the seed words that each topic started from; empty for a random start."""
    words = model.params.get("seed_words", ())
    topics = model.params.get("seed_topics", ())
    started = {topic: " ".join(list_) for topic, list_ in zip(topics, words, strict=False)}
    return [started.get(int(topic), "") for topic in model.topics]


def terms_of_topics(model: TopicModel, stability: Stability) -> pd.DataFrame:
    """Return the rows of ``topic_terms.csv`` for one engine.

    A topic has its `TERMS_SHOWN` most probable terms, and those that are among the most relevant
    at a lambda below 1. ``rank`` is the order by weight among all terms, ``lift`` is
    ``p(term | topic) / p(term)``.

    Parameters
    ----------
    model : TopicModel
    stability : Stability
        Its fits on subsamples.
    """
    lift, _ = lift_of_terms(model)
    logprob, loglift = np.log(smooth(model.topic_term)), np.log(lift)
    n_terms = min(TERMS_SHOWN, len(model.vocabulary))
    order = np.argsort(-model.topic_term, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")  # of each term, from 0
    shown = [relevant_terms(*row, n_terms) for row in zip(logprob, loglift, strict=True)]
    shown = [np.union1d(terms, order[k, :n_terms]) for k, terms in enumerate(shown)]
    shown = [terms[np.argsort(rank[k, terms])] for k, terms in enumerate(shown)]
    rows = np.repeat(np.arange(model.n_topics), [len(terms) for terms in shown])
    columns = np.concatenate(shown)
    found: Any = pd.array([None] * len(rows), dtype="Int64")
    if stability.word_found is not None and (stability.table["kind"] == "subsample").any():
        counts = pd.Series(stability.word_found[rows, columns], dtype="float64")
        found = counts.astype("Int64").array
    return pd.DataFrame(
        {
            "engine": model.engine,
            "topic": model.topics[rows],
            "rank": rank[rows, columns] + 1,
            "term": [model.vocabulary[j] for j in columns],
            "weight": model.topic_term[rows, columns],
            "found": found,
            "lift": lift[rows, columns],
        }
    )
