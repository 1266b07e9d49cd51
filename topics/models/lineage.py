"""Which topics of a model go on in a later one: kept, born, dead, split and merged.

``docs/lineage.md`` explains the method and has its error rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from topics.errors import ModelError, check_type
from topics.models.alignment import SAME_TOPIC
from topics.models.descent import Links, Pair
from topics.models.reseeding import reseed_test
from topics.models.types import TopicModel
from topics.models.words import top_columns

__all__ = ["STATES", "Lineage", "lineage", "renamed"]


STATES = ("kept", "moved", "split", "merged", "dead", "born")
N_WORDS = 10
"""Top words of a topic that come and go."""
COLUMNS: dict[str, str] = {
    "parent": "Int64",
    "child": "Int64",
    "state": "str",
    "similarity": "float64",
    "reseed_low": "float64",
    "beyond_reseeding": "boolean",
    "share_before": "float64",
    "share_after": "float64",
    "came": "str",
    "went": "str",
}


@dataclass(frozen=True, slots=True, eq=False)
class Lineage:
    """How the topics of a child model descend from those of its parent.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each link: parent, child (ids; missing for a birth or a death), state (see
        `lineage`), similarity (1 minus the Jensen-Shannon distance, of the nearest topic for a
        birth or a death), reseed_low (least similarity that another random seed leaves the topic
        with), beyond_reseeding (whether the difference is more than reseeding makes; missing if
        the model has one start), share_before, share_after, came, went (top words of the child
        that are not of the parent, and the reverse).
    continued : mapping of int to int
        Id of the parent's topic that each topic of the child continues, by the child's id.
    child_topics : tuple of int
        Ids of the child's topics, in the order of its rows.
    highest_id : int
        The highest id that was ever used in the line of the parent.
    p : float
        Share of relabelled starts that differ as much as the two models' (`reseed_test`).
    no_more_than_reseeding : bool or None
        Whether the whole difference is what another random seed makes; None if unknown, because
        the models have too few starts.
    """

    table: pd.DataFrame
    continued: Mapping[int, int]
    child_topics: tuple[int, ...]
    highest_id: int
    p: float
    no_more_than_reseeding: bool | None

    def to_pandas(self) -> pd.DataFrame:
        """Return a copy of the table."""
        return self.table.copy()

    def children(self, state: str) -> list[int]:
        """Return the ids of the child's topics in a state, e.g. ``"born"``."""
        rows = self.table.loc[self.table["state"] == state, "child"]
        return [int(topic) for topic in rows.dropna()]


def lineage(parent: TopicModel, child: TopicModel) -> Lineage:
    """Return which topics of a model go on in a later one.

    Topics are matched by `topics.models.alignment.match`. A match is the same topic if the two
    are at least `SAME_TOPIC` alike, or if most words of the paragraphs of each, among the
    paragraphs of both models, are of the other. The states are

    - kept: the same topic, as similar as versions from other random seeds;
    - moved: the same topic, changed more than that;
    - split: the child's topic is a second part of a topic that goes on;
    - merged: the parent's topic became part of another's continuation;
    - dead, born: topics of the parent and of the child with none of these.

    Parameters
    ----------
    parent, child : TopicModel
        Of any engines; they must share terms.

    Returns
    -------
    Lineage
        Each topic of the child has one row as kept, moved, split or born, each of the parent one as
        kept, moved, merged or dead.

    Raises
    ------
    ModelError
        If no term is in both vocabularies.
    WrongTypeError
        If one is not a `TopicModel`.
    """
    check_type("parent", parent, TopicModel, "topics.fit(matrix)")
    check_type("child", child, TopicModel, "topics.fit(matrix)")
    pair = Pair.of(parent, child)
    same = pair.same()
    table = pd.DataFrame(_rows(pair, same), columns=list(COLUMNS)).astype(COLUMNS)
    p_value, no_more = reseed_test(parent, child)
    return Lineage(
        table,
        MappingProxyType({int(child.topics[c]): int(parent.topics[p]) for p, c in same}),
        tuple(child.topics.tolist()),
        parent.highest_id,
        p_value,
        no_more,
    )


def renamed(child: TopicModel, lineage: Lineage) -> TopicModel:
    """Return a model whose topics have the ids of those that they continue.

    Parameters
    ----------
    child : TopicModel
        The child that ``lineage`` was made with.
    lineage : Lineage

    Returns
    -------
    TopicModel
        The same topics in the same order. Other topics get the next ids that the parent's line
        has never used, by falling share.

    Raises
    ------
    ModelError
        If ``lineage`` is that of another model.
    """
    if tuple(child.topics.tolist()) != lineage.child_topics:
        raise ModelError(
            f"The lineage is of a model with the topics {lineage.child_topics}, this one has"
            f" {tuple(child.topics.tolist())}; call lineage(parent, child) with this model first."
        )
    ids = dict(lineage.continued)
    for topic in child.topics[np.argsort(child.rank)].tolist():
        if topic not in ids:
            ids[topic] = lineage.highest_id + 1 + len(ids) - len(lineage.continued)
    params = dict(child.params)
    if "seed_topics" in params:
        params["seed_topics"] = [ids[topic] for topic in params["seed_topics"]]
    return replace(
        child,
        topics=np.array([ids[topic] for topic in child.topics.tolist()], np.int64),
        params=params,
        highest_id=max(lineage.highest_id, *ids.values()),
    )


def _rows(pair: Pair, same: Links) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table: what goes on, second parts, and what has no partner."""
    back = pair.reversed()
    split = pair.parts(same)
    merged = [(p, c) for c, p in back.parts([(c, p) for p, c in same])]
    lows, new, gone = pair.lows(), pair.is_new(), back.is_new()
    for p, c in same:
        low = lows[p, c]
        is_kept = pair.similarity[p, c] >= (SAME_TOPIC if np.isnan(low) else low)
        is_more = None if np.isnan(low) else not is_kept
        yield _row(pair, p, c, "kept" if is_kept else "moved", low, is_more)
    for p, c in split:
        yield _row(pair, p, c, "split", np.nan, new[c])
    for p, c in merged:
        yield _row(pair, p, c, "merged", np.nan, gone[p])
    parents, children = (range(model.n_topics) for model in pair.models)
    for p in sorted(set(parents) - {p for p, _ in [*same, *merged]}):
        yield _row(pair, p, None, "dead", np.nan, gone[p])
    for c in sorted(set(children) - {c for _, c in [*same, *split]}):
        yield _row(pair, None, c, "born", np.nan, new[c])


def _row(
    pair: Pair, p: int | None, c: int | None, state: str, low: float, is_more: bool | None
) -> dict[str, Any]:
    """Return one row; a topic without a partner has the similarity of the nearest."""
    parent, child = pair.models
    nearest = pair.similarity[slice(None) if p is None else p, slice(None) if c is None else c]
    before, after = _words(parent, p), _words(child, c)
    return {
        "parent": None if p is None else int(parent.topics[p]),
        "child": None if c is None else int(child.topics[c]),
        "state": state,
        "similarity": float(np.max(nearest)),
        "reseed_low": low,
        "beyond_reseeding": is_more,
        "share_before": np.nan if p is None else parent.share[p],
        "share_after": np.nan if c is None else child.share[c],
        "came": " ".join(word for word in after if word not in before),
        "went": " ".join(word for word in before if word not in after),
    }


def _words(model: TopicModel, row: int | None) -> list[str]:
    if row is None:
        return []
    columns = top_columns(model.topic_term[row : row + 1], N_WORDS)[0]
    return [model.vocabulary[j] for j in columns]
