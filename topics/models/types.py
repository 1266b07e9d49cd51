"""What the model layer hands on: one frozen topic model, whatever engine made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.text.types import Units

__all__ = ["TopicModel"]


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """A fitted model. Topics are numbered from 1 by falling share: topic ``t`` is row ``t - 1``.

    Attributes
    ----------
    topic_term : float64 array, shape (n_topics, n_terms)
        Share of each term in each topic; rows sum to 1.
    doc_topic : float64 array, shape (n_units, n_topics)
        Share of each topic in each unit; rows sum to 1.
    share : float64 array, shape (n_topics,)
        Share of all counted words that each topic accounts for; falls, sums to 1.
    term_counts : float64 array, shape (n_terms,)
        How often each term was counted.
    unit_counts : float64 array, shape (n_units,)
        How many words each unit counts.
    vocabulary : tuple of str
        Terms of the columns of ``topic_term``.
    units : Units
        Units of the rows of ``doc_topic``.
    engine : str
        Name in ``ENGINES``.
    params : mapping of str to plain data
        The estimator's parameters.
    random_state : int
        Seed it was fitted with.
    trace : tuple of float
        What the engine watched while it fitted, one value per check; may be empty.
    """

    topic_term: npt.NDArray[np.float64]
    doc_topic: npt.NDArray[np.float64]
    share: npt.NDArray[np.float64]
    term_counts: npt.NDArray[np.float64]
    unit_counts: npt.NDArray[np.float64]
    vocabulary: tuple[str, ...]
    units: Units
    engine: str
    params: Mapping[str, Any]
    random_state: int
    trace: tuple[float, ...]

    def __post_init__(self) -> None:
        n_topics, n_units, n_terms = len(self.share), len(self.units), len(self.vocabulary)
        for name, right in (
            ("topic_term", (n_topics, n_terms)),
            ("doc_topic", (n_units, n_topics)),
            ("term_counts", (n_terms,)),
            ("unit_counts", (n_units,)),
        ):
            array = getattr(self, name)
            if array.shape != right:
                raise ValueError(f"{name} must have shape {right}, has {array.shape}")
        for name in ("topic_term", "doc_topic"):
            if not np.allclose(getattr(self, name).sum(axis=1), 1.0, atol=1e-6):
                raise ValueError(f"rows of {name} must sum to 1")

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return len(self.share)

    def main_topics(self) -> npt.NDArray[np.int64]:
        """Return each unit's largest topic, numbered from 1, shape (n_units,)."""
        return np.asarray(self.doc_topic.argmax(axis=1) + 1, dtype=np.int64)

    def to_pandas(self, n_terms: int = 10) -> pd.DataFrame:
        """Return one row per topic: topic, share, its ``n_terms`` most probable terms."""
        top = np.argsort(-self.topic_term, axis=1, kind="stable")[:, :n_terms]
        return pd.DataFrame(
            {
                "topic": np.arange(1, self.n_topics + 1),
                "share": self.share,
                "top_terms": [" ".join(self.vocabulary[j] for j in row) for row in top],
            }
        )
