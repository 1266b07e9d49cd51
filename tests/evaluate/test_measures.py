"""The registry of measures: every score of a run has a name in Chinese and a reference."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest

from topics.evaluate import measures
from topics.evaluate.measures import MEASURES, score_models
from topics.evaluate.topic_coherence import coherence
from topics.evaluate.types import Score
from topics.report.labels import score_name
from topics.runs.store import Run


def test_every_score_of_a_run_is_registered(seeds_run: Run) -> None:
    """The report has a Chinese name for each score, and the table its reference."""
    for name, reference in seeds_run.tables["scores"][["name", "reference"]].itertuples(
        index=False
    ):
        measure = MEASURES.get(name) or MEASURES[name.partition("_")[0]]
        assert score_name(name) == measure.zh
        assert reference == measure.reference


def test_a_new_measure_is_one_module_and_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the registry names is called with models and tokens, and its scores come last."""
    module = ModuleType("topics_new_measure")

    def score(models: Sequence[str], tokens: str) -> list[tuple[Score, ...]]:
        return [(Score("new", float(len(m + tokens)), (), True, "here"),) for m in models]

    module.score = score  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "topics_new_measure", module)
    monkeypatch.setattr(measures, "_OF_MODELS", ("topics_new_measure:score",) * 2)
    found = score_models(["a", "bc"], "tokens")
    assert [[s.value for s in scores] for scores in found] == [[7.0, 7.0], [8.0, 8.0]]


def test_coherence_is_a_registered_measure() -> None:
    """Models are scored by `coherence` unless the registry says otherwise."""
    assert (f"{coherence.__module__}:coherence_of_models",) == measures._OF_MODELS
