"""The models of two runs side by side: which are compared, and how their topics descend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from topics.comparison.sides import Names, Side
from topics.errors import ModelError
from topics.models.lineage import Lineage, lineage
from topics.models.types import TopicModel

__all__ = ["PairOfModels", "pairs_of_models"]

SAME = 1e-6
"""Numbers of two models that differ by no more are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class PairOfModels:
    """Two models, one of each run, and how the topics of the second descend from the first's.

    Attributes
    ----------
    engine : str
        The engine of both, or the two with a slash between.
    engines : (str, str)
    lineage : Lineage
    is_same : bool
        Whether both have the same topics with the same words and shares.
    names_a, names_b : mapping of int to Names
        The name of each topic in Chinese and English.
    """

    engine: str
    engines: tuple[str, str]
    lineage: Lineage
    is_same: bool
    names_a: Mapping[int, Names]
    names_b: Mapping[int, Names]

    @property
    def differs(self) -> bool:
        """Whether the topics differ by more than another random seed makes.

        If the whole difference is more, or any birth, death, split or merger is. A topic that moved
        counts only with the whole difference: by definition a twentieth of them do by chance. Where
        the models have too few starts for a test, whatever is not kept counts.
        """
        if self.is_same:
            return False
        table, no_more = self.lineage.table, self.lineage.no_more_than_reseeding
        if no_more is None:
            return bool((table["state"] != "kept").any())
        changed = ~table["state"].isin(["kept", "moved"])
        return not no_more or bool((changed & table["beyond_reseeding"].fillna(False)).any())


def pairs_of_models(a: Side, b: Side) -> tuple[list[PairOfModels], list[str]]:
    """Return the pairs of models of the same engine, else of the first engine of each run.

    Parameters
    ----------
    a, b : Side

    Returns
    -------
    pairs : list of PairOfModels
    problems : list of str
        Why models could not be compared.
    """
    both = [engine for engine in a.run.models if engine in b.run.models]
    pairs = [(engine, engine) for engine in both]
    if not pairs and len(a.run.models) and len(b.run.models):
        pairs = [(next(iter(a.run.models)), next(iter(b.run.models)))]
    found, problems = [], []
    for engines in pairs:
        models = a.run.models[engines[0]], b.run.models[engines[1]]
        try:
            descent = lineage(*models)
        except ModelError as exc:
            problems.append(str(exc))
            continue
        found.append(
            PairOfModels(
                "/".join(dict.fromkeys(engines)),
                engines,
                descent,
                _is_same(*models),
                _names(a, engines[0]),
                _names(b, engines[1]),
            )
        )
    return found, problems


def _is_same(a: TopicModel, b: TopicModel) -> bool:
    return (
        a.vocabulary == b.vocabulary
        and a.topics.tolist() == b.topics.tolist()
        and bool((abs(a.topic_term - b.topic_term) <= SAME).all())
        and bool((abs(a.share - b.share) <= SAME).all())
    )


def _names(side: Side, engine: str) -> dict[int, Names]:
    """Return the name of each topic: of its theme, or its own words."""
    themes = side.theme_names()
    return {topic: _name(row, themes) for topic, row in side.topic_rows(engine).items()}


def _name(row: Mapping[str, Any], themes: Mapping[str, Names]) -> Names:
    words = str(row["frex_terms"]).split() or str(row["top_terms"]).split()
    zh = row["label"] or "·".join(words[:2])
    en = themes[row["theme"]][1] if row["theme"] in themes else zh
    is_doubtful = row.get("state") == "doubtful"
    return (zh + "（存疑）", en + " (doubtful)") if is_doubtful else (zh, en)
