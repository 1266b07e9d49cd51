"""The data of the pyLDAvis page: relevance, saliency, and coordinates of topics.

Sievert and Shirley (2014), "LDAvis: A method for visualizing and interpreting topics",
doi:10.3115/v1/W14-3110.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import rel_entr

from topics.models.topic_map import (
    LAMBDA_STEP,
    TERMS_SHOWN,
    lift_of_terms,
    relevant_terms,
    smooth,
    topic_coordinates,
)
from topics.models.types import TopicModel

__all__ = ["ldavis_data"]

_Floats = npt.NDArray[np.float64]


def ldavis_data(model: TopicModel) -> dict[str, Any]:
    """Return the input of LDAvis: the fields of ``pyLDAvis.PreparedData.to_dict``.

    Equal to what ``pyLDAvis.prepare(..., sort_topics=False, lambda_step=0.05)`` computes, to
    six decimals and with ties broken by the order of the vocabulary, without its data frames and
    process pool. There are two exceptions. Coordinates are computed by an eigensolver. The total
    of a term is its count in the corpus, divided among the topics by ``p(topic | term)``, whereas
    pyLDAvis recomputes it from the model, with another result unless the topics of the model
    are distributions of counts.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.

    Returns
    -------
    dict
        Plain lists and numbers for JSON.
    """
    topics: list[int] = model.topics.tolist()
    topic_term = smooth(model.topic_term)
    lift, share = lift_of_terms(model)
    # lift * share is p(topic | term). pyLDAvis counts topic_term * words_of_topic: the same for
    # distributions of counts, but those of TF-IDF or with large priors have other totals.
    counts = lift * share[:, np.newaxis] * model.term_counts
    n_shown = min(TERMS_SHOWN, len(model.vocabulary))
    info = _topic_info(model, topic_term, lift, counts, share, n_shown)
    x, y = topic_coordinates(topic_term).T
    return {
        "mdsDat": {
            "x": _rounded(x),
            "y": _rounded(y),
            "topics": topics,
            "cluster": [1] * len(topics),
            "Freq": _rounded(share * 100),
        },
        "tinfo": _columns(info, model.vocabulary),
        "token.table": _token_table(np.unique(info["term"]), counts, model),
        "R": n_shown,
        "lambda.step": LAMBDA_STEP,
        "plot.opts": {"xlab": "PC1", "ylab": "PC2"},
        "topic.order": topics,
    }


def _topic_info(
    model: TopicModel,
    topic_term: _Floats,
    lift: _Floats,
    counts: _Floats,
    share: _Floats,
    n_shown: int,
) -> pd.DataFrame:
    """Return the terms of the overview (by saliency) and of each topic (by relevance).

    Sievert and Shirley (2014), sections 2 and 3: saliency weighs a term's proportion by
    the divergence of its topics from all topics; relevance is lambda log p(w|t) +
    (1 - lambda) log lift.
    """
    total = model.term_counts
    proportion = total / total.sum()
    topic_given_term = topic_term / topic_term.sum(axis=0)
    distinctiveness = rel_entr(topic_given_term, share[:, np.newaxis]).sum(axis=0)
    salient = np.argsort(-proportion * distinctiveness, kind="stable")[:n_shown]
    ranks = np.arange(n_shown, 0, -1.0)
    tables = [
        pd.DataFrame(
            {
                "term": salient,
                "Freq": total[salient],
                "Total": total[salient],
                "Category": "Default",
                "logprob": ranks,
                "loglift": ranks,
            }
        )
    ]
    log_probability, log_lift = np.log(topic_term), np.log(lift)
    for row, (logprob, loglift) in enumerate(zip(log_probability, log_lift, strict=True)):
        terms = relevant_terms(logprob, loglift, n_shown)
        tables.append(
            pd.DataFrame(
                {
                    "term": terms,
                    "Freq": counts[row, terms],
                    "Total": total[terms],
                    "Category": f"Topic{model.topics[row]}",
                    "logprob": logprob[terms].round(4),
                    "loglift": loglift[terms].round(4),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _columns(info: pd.DataFrame, vocabulary: Sequence[str]) -> dict[str, list[Any]]:
    return {
        "Term": [vocabulary[term] for term in info["term"]],
        "Freq": _rounded(info["Freq"]),
        "Total": _rounded(info["Total"]),
        "Category": info["Category"].tolist(),
        "logprob": _rounded(info["logprob"]),
        "loglift": _rounded(info["loglift"]),
    }


def _token_table(
    terms: npt.NDArray[np.int64], counts: _Floats, model: TopicModel
) -> dict[str, list[Any]]:
    """Return the distribution over topics of each term that may be shown, without traces."""
    shown = counts[:, terms]
    rows, columns = np.nonzero(shown >= 0.5)
    share = np.round(shown[rows, columns]) / model.term_counts[terms[columns]]
    words = [model.vocabulary[term] for term in terms[columns]]
    order = sorted(range(len(words)), key=lambda i: (words[i], rows[i]))
    return {
        "Topic": model.topics[rows[order]].tolist(),
        "Freq": _rounded(share[order]),
        "Term": [words[i] for i in order],
    }


def _rounded(values: Any) -> list[float]:
    rounded: list[float] = np.round(np.asarray(values, np.float64), 6).tolist()
    return rounded
