"""Pair the models of two runs, and find how their topics descend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topics.comparison.sides import Names, Side
from topics.edits.topic_edits import MERGED, SPLIT
from topics.errors import ModelError
from topics.models.lineage import Lineage, lineage
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.report.labels import doubt, rows, topic_names

__all__ = ["PairOfModels", "pairs_of_models"]

_EDITED = (
    "话题按编辑之前的模型比较：合并或拆分过的话题仍分开计。",
    "Topics are compared as they were fitted, before edits merged or split any.",
)
SAME = 1e-6
"""Numbers of two models that differ by no more count as equal."""


@dataclass(frozen=True, slots=True, eq=False)
class PairOfModels:
    """Two models, one of each run, and how the topics of the second descend from the first's.

    Attributes
    ----------
    engine : str
        The engine of both, or both engines separated by a slash.
    lineage : Lineage
    is_same : bool
        Whether both have the same topics with the same words and shares.
    models : (TopicModel, TopicModel)
    names_a, names_b : mapping of int to Names
        The name of each topic in Chinese and English.
    """

    engine: str
    lineage: Lineage
    is_same: bool
    models: tuple[TopicModel, TopicModel]
    names_a: Mapping[int, Names]
    names_b: Mapping[int, Names]

    @property
    def differs(self) -> bool:
        """Whether the topics differ by more than another random seed makes.

        True if the total difference is larger, or any birth, death, split or merger is. A moved
        topic counts only in the total, since by definition a twentieth of topics move by chance.
        If the models have too few starts for a test, every topic that is not kept counts.
        """
        if self.is_same:
            return False
        table, no_more = self.lineage.table, self.lineage.no_more_than_reseeding
        if no_more is None:
            return bool((table["state"] != "kept").any())
        changed = ~table["state"].isin(["kept", "moved"])
        return not no_more or bool((changed & table["beyond_reseeding"].fillna(False)).any())


def pairs_of_models(a: Side, b: Side) -> tuple[list[PairOfModels], list[Names]]:
    """Return the pairs of models of the same engine, else of the first engine of each run.

    Parameters
    ----------
    a, b : Side

    Returns
    -------
    pairs : list of PairOfModels
    notes : list of Names
        Why models could not be compared, and which differ from the tables.
    """
    both = [engine for engine in a.run.models if engine in b.run.models]
    pairs = [(engine, engine) for engine in both]
    if not pairs and len(a.run.models) and len(b.run.models):
        pairs = [(next(iter(a.run.models)), next(iter(b.run.models)))]
    found: list[PairOfModels] = []
    notes: list[Names] = [_EDITED] if any(map(_is_regrouped, (a, b))) else []
    for engines in pairs:
        models = a.run.models[engines[0]], b.run.models[engines[1]]
        try:
            descent = lineage(*models)
        except ModelError as exc:
            notes.append((str(exc), str(exc)))
            continue
        found.append(
            PairOfModels(
                "/".join(dict.fromkeys(engines)),
                descent,
                _is_same(*models),
                models,
                _names(a, models[0]),
                _names(b, models[1]),
            )
        )
    return found, notes


def _is_regrouped(side: Side) -> bool:
    """Return whether edits merged or split topics of a run."""
    edited = side.run.tables["topics"].get("edited", ())
    return any(not {MERGED, SPLIT}.isdisjoint(kinds.split()) for kinds in edited)


def _is_same(a: TopicModel, b: TopicModel) -> bool:
    return (
        a.vocabulary == b.vocabulary
        and a.topics.tolist() == b.topics.tolist()
        and bool((abs(a.topic_term - b.topic_term) <= SAME).all())
        and bool((abs(a.share - b.share) <= SAME).all())
    )


def _names(side: Side, model: TopicModel) -> dict[int, Names]:
    """Return the name of each topic: as in the run's tables, or its words if edits removed it."""
    tables = side.run.tables
    names = topic_names(tables["topics"], tables["themes"])
    doubts = {
        (row.engine, row.topic): (doubt(row), doubt(row, "en")) for row in rows(tables["topics"])
    }
    found = {}
    for topic, words in zip(model.topics.tolist(), top_words(model, 2), strict=True):
        key = model.engine, topic
        zh, en = names.get(key, ("·".join(words),) * 2)
        after_zh, after_en = doubts.get(key, ("", ""))
        found[topic] = zh + after_zh, en + after_en
    return found
