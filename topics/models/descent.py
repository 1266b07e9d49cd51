"""Compare two models: which topics are the same, and which are parts of another.

Topics are rows here, those of the first model and those of the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.models.alignment import SAME_TOPIC, assign, match, shared_columns, similarities
from topics.models.contract import Floats, shares
from topics.models.reseeding import found_in_starts, reseed_low
from topics.models.types import TopicModel

__all__ = ["Pair"]

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Links = list[tuple[int, int]]

MOST = 0.5
"""Share of the words of a topic's paragraphs that shows where it comes from, or goes to."""
GAIN = 0.05
"""Similarity that a second part must add before words alone show that a topic was split."""
RARE = 0.05
"""Share of the starts of a model up to which what they have is new to the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two models over their shared terms.

    Attributes
    ----------
    models : tuple of two TopicModel
    topic_term : tuple of two float64 arrays, shape (n_topics, n_shared)
    columns : tuple of two int64 arrays, shape (n_shared,)
        Columns of the shared terms in each model.
    similarity : float64 array, shape (n_topics_first, n_topics_second)
    matched : list of pairs of rows
        What `topics.models.alignment.match` returns.
    flow : float64 array, shape (n_topics_first, n_topics_second)
        Words of the paragraphs that both models have, by their main topics.
    known : tuple of two bool arrays, shape (n_topics,)
        Whether enough words of a topic are in such paragraphs to judge it by them.
    """

    models: tuple[TopicModel, TopicModel]
    topic_term: tuple[Floats, Floats]
    columns: tuple[Rows, Rows]
    similarity: Floats
    matched: Links
    flow: Floats
    known: tuple[Flags, Flags]

    @classmethod
    def of(cls, parent: TopicModel, child: TopicModel) -> Pair:
        """Return two models side by side; raise ModelError if they share no term."""
        pairs = match(parent, child)
        in_p, in_q = shared_columns(parent.vocabulary, child.vocabulary)
        p, q = parent.topic_term[:, in_p], child.topic_term[:, in_q]
        rows = parent.rows_of(pairs["topic_a"]), child.rows_of(pairs["topic_b"])
        matched = [(int(a), int(b)) for a, b in zip(*rows, strict=True)]
        flow = _flow(parent, child)
        known = _known(parent, flow), _known(child, flow.T)
        return cls((parent, child), (p, q), (in_p, in_q), similarities(p, q), matched, flow, known)

    def reversed(self) -> Pair:
        """Return the same pair with the child as the parent."""
        return Pair(
            self.models[::-1], self.topic_term[::-1], self.columns[::-1], self.similarity.T,
            [(b, a) for a, b in self.matched], self.flow.T, self.known[::-1],
        )  # fmt: skip

    def same(self) -> Links:
        """Return the pairs that are one topic; what a match leaves is matched again."""
        goes = shares(self.flow) * self.known[0][:, None]
        comes = shares(self.flow.T).T * self.known[1]
        found = (self.similarity >= SAME_TOPIC) | (goes > MOST) | (comes > MOST)
        links: Links = []
        matched = self.matched
        while new := [pair for pair in matched if found[pair]]:
            links += new
            firsts, seconds = (
                np.setdiff1d(np.arange(model.n_topics), [link[i] for link in links])
                for i, model in enumerate(self.models)
            )
            p, q, _ = assign(self.topic_term[0][firsts], self.topic_term[1][seconds])
            matched = list(zip(firsts[p].tolist(), seconds[q].tolist(), strict=True))
        return sorted(links)

    def parts(self, same: Links) -> Links:
        """Return pairs of a topic that goes on and another of the child that is a part of it."""
        goes_on, rest = dict(same), set(range(self.models[1].n_topics)) - {c for _, c in same}
        return [
            (origin, c)
            for c in sorted(rest)
            if (origin := self._origin(c)) in goes_on and self._fits(origin, goes_on[origin], c)
        ]

    def _origin(self, c: int) -> int:
        """Return the parent's topic of most words of a child's topic; -1 if there is none.

        Without a paragraph of both models it is the most similar topic.
        """
        if not self.flow.any():
            return int(self.similarity[:, c].argmax())
        most = int(self.flow[:, c].argmax())
        return most if self.known[1][c] and shares(self.flow.T)[c, most] > MOST else -1

    def _fits(self, origin: int, main: int, c: int) -> bool:
        """Return whether a topic is more like the two parts together than like the main part."""
        share = self.models[1].share
        both = share[main] * self.topic_term[1][main] + share[c] * self.topic_term[1][c]
        alike = float(similarities(self.topic_term[0][origin : origin + 1], both[None])[0, 0])
        return alike >= float(self.similarity[origin, main]) + (0.0 if self.flow.any() else GAIN)

    def lows(self) -> Floats:
        """Return how similar the same topic of two random seeds is at least; nan if unknown."""
        low = [reseed_low(m, c) for m, c in zip(self.models, self.columns, strict=True)]
        return np.asarray(np.fmin(low[0][:, None], low[1]))

    def is_new(self) -> list[bool | None]:
        """Return whether each topic of the child is more than reseeding, None if unknown."""
        before, after = (
            found_in_starts(self.topic_term[1], model, columns)
            for model, columns in zip(self.models, self.columns, strict=True)
        )
        return [
            None if np.isnan(b) else bool(b <= RARE and not a < MOST)
            for b, a in zip(before, after, strict=True)
        ]


def _flow(parent: TopicModel, child: TopicModel) -> Floats:
    """Return the words of the units of both models, by their main topics in the two."""
    flow = np.zeros((parent.n_topics, child.n_topics))
    row = {key: i for i, key in enumerate(_unit_keys(parent, child))}
    pairs = [(row[key], j) for j, key in enumerate(_unit_keys(child, parent)) if key in row]
    if pairs:
        own, other = np.array(pairs).T
        main = parent.doc_topic[own].argmax(axis=1), child.doc_topic[other].argmax(axis=1)
        np.add.at(flow, main, child.unit_counts[other])
    return flow


def _unit_keys(model: TopicModel, other: TopicModel) -> list[Any]:
    """Return what names each unit in both models: the ids of its paragraphs, if both have them."""
    units = model.units
    if not len(units.ids) or not len(other.units.ids):
        return [(unit.source, unit.speech, unit.paragraphs) for unit in units]
    ids = units.ids.tolist()
    return [tuple(ids[a:b]) for a, b in pairwise(units.indptr.tolist())]


def _known(model: TopicModel, flow: Floats) -> Flags:
    """Return whether the shared units contain at least half the expected part of each topic."""
    main = model.doc_topic.argmax(axis=1)
    words = np.bincount(main, weights=model.unit_counts, minlength=model.n_topics)
    part = flow.sum() / max(words.sum(), 1.0)
    return np.asarray(
        (words > 0) & (flow.sum(axis=1) > 0) & (flow.sum(axis=1) >= MOST * part * words)
    )
