"""The registry of measures: every score of a run has a name in Chinese and a reference."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from topics.evaluate import measures
from topics.evaluate.measures import MEASURES, score_model
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
    """What the registry names is called with model and tokens; scores come in its order."""
    module = ModuleType("topics_new_measure")

    def score(model: str, tokens: str) -> tuple[Score, ...]:
        return (Score("new", float(len(model + tokens)), (), True, "here"),)

    module.score = score  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "topics_new_measure", module)
    monkeypatch.setattr(measures, "_OF_MODELS", ("topics_new_measure:score",) * 2)
    assert [s.value for s in score_model("bc", "tokens")] == [8.0, 8.0]


def test_coherence_is_a_registered_measure() -> None:
    """Models are scored by `coherence` unless the registry says otherwise."""
    assert (f"{coherence.__module__}:coherence",) == measures._OF_MODELS
