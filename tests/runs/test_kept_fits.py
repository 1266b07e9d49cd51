"""Fitted models in a cache: a command that was stopped continues after the last one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

import topics
from topics.errors import MachineWarning, TopicsWarning
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.runs.cache import Cache, cache_of
from topics.text.types import DocTermMatrix
from topics.text.units import Unit, Units

ARGUMENTS: dict[str, Any] = {
    "n_components": 2, "random_state": 1, "n_init": 3, "max_iter": 2, "seed_words": None,
    "embeddings": None, "start": None,
}  # fmt: skip


@pytest.fixture(scope="module")
def matrix() -> DocTermMatrix:
    """Return counts of six terms in twenty units."""
    counts = np.random.default_rng(1).poisson(1.0, (20, 6)) + np.eye(20, 6)
    units = Units.of(Unit("a.txt", 1 + i // 4, "", (i,)) for i in range(20))
    return DocTermMatrix(sparse.csr_array(counts), tuple("abcdef"), units, units[:0])


def fitted(run: Path, matrix: DocTermMatrix, **changes: Any) -> tuple[TopicModel, bool, list[str]]:
    """Return a model, whether it was kept, and what was said, as a new command does."""
    cache = Cache()
    cache.begin(run)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model, is_kept = cache.fit(matrix, "lda", ARGUMENTS | changes, fit)
    return model, is_kept, [str(warning.message) for warning in caught]


def check_same(a: TopicModel, b: TopicModel) -> None:
    for name in ("topic_term", "doc_topic", "share", "term_counts", "unit_counts", "topics"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    assert (a.vocabulary, a.params, a.trace) == (b.vocabulary, b.params, b.trace)
    assert list(a.units) == list(b.units)
    assert a.starts is not None
    assert b.starts is not None
    for name, array in a.starts.arrays().items():
        np.testing.assert_array_equal(array, b.starts.arrays()[name])


def test_a_fit_is_taken_with_its_warnings(tmp_path: Path, matrix: DocTermMatrix) -> None:
    """The model and what is said of it are those of the fit."""
    first, is_kept, said = fitted(tmp_path / "run", matrix)
    again, is_kept_again, said_again = fitted(tmp_path / "run", matrix)
    assert (is_kept, is_kept_again) == (False, True)
    check_same(first, again)
    assert said == said_again
    assert any("max_iter" in text for text in said)
    assert fitted(tmp_path / "another", matrix)[1] is False


def test_a_fit_of_something_else_is_not_taken(tmp_path: Path, matrix: DocTermMatrix) -> None:
    """Other parameters, another start, other counts, terms, units or corpora."""
    model = fitted(tmp_path / "run", matrix)[0]
    more = matrix.counts.copy()
    more.data[0] += 1
    others = [
        replace(matrix, counts=more),
        replace(matrix, vocabulary=tuple("abcdeg")),
        replace(matrix, corpus_fingerprint="0" * 16),
        replace(matrix, units=Units.of(Unit("b.txt", 1, "", (i,)) for i in range(20))),
    ]
    for other in others:
        assert fitted(tmp_path / "run", other)[1] is False
    for changes in (
        {"random_state": 2}, {"max_iter": 3}, {"seed_words": (("a",),)}, {"start": model},
    ):  # fmt: skip
        assert fitted(tmp_path / "run", matrix, **changes)[1] is False
    later = replace(model, highest_id=9)
    assert fitted(tmp_path / "run", matrix, start=model)[1] is True
    assert fitted(tmp_path / "run", matrix, start=later)[1] is False


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])


def link(path: Path) -> None:
    path.rename(path.with_suffix(".b"))
    path.symlink_to(path.with_suffix(".b"))


@pytest.mark.parametrize("damage", [flip, link, lambda path: path.write_bytes(b"")])
def test_a_damaged_fit_is_made_again(
    tmp_path: Path, matrix: DocTermMatrix, damage: Callable[[Path], None]
) -> None:
    """A warning says so, and the model is the same."""
    model = fitted(tmp_path / "run", matrix)[0]
    damage(cache_of(tmp_path / "run") / "fit-lda")
    again, is_kept, said = fitted(tmp_path / "run", matrix)
    assert not is_kept
    assert any("not used" in text for text in said)
    check_same(model, again)


def test_a_run_in_its_place_keeps_no_fits(tmp_path: Path, matrix: DocTermMatrix) -> None:
    """They are removed; without a run nothing is kept at all."""
    fitted(tmp_path / "run", matrix)
    Cache().keep(tmp_path / "run")
    assert list(cache_of(tmp_path / "run").iterdir()) == []
    with pytest.warns(TopicsWarning, match="max_iter"):
        Cache().fit(matrix, "lda", ARGUMENTS, fit)


def test_a_cache_that_cannot_be_written_costs_nothing_else(
    tmp_path: Path, matrix: DocTermMatrix
) -> None:
    """The model is returned, and a warning says so."""
    cache_of(tmp_path / "run").write_text("mine")
    cache = Cache()
    cache.begin(tmp_path / "run")
    with pytest.warns(MachineWarning, match="cannot be written"):
        model, is_kept = cache.fit(matrix, "lda", ARGUMENTS | {"max_iter": 999}, fit)
    assert not is_kept
    check_same(model, topics.fit(matrix, "lda", **ARGUMENTS | {"max_iter": 999}))
