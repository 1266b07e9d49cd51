"""A fit that starts from an earlier model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.models.corpora import WORDS_PER_BLOCK, block_counts, matrix_of, random_counts
from topics.errors import ModelError, WrongTypeError
from topics.models.fitting import fit
from topics.models.lda.estimator import LDA
from topics.models.lda.unexplained import unexplained
from topics.models.lineage import lineage, renamed
from topics.models.warm import start_terms
from topics.text.types import DocTermMatrix

N = WORDS_PER_BLOCK


def blocks(*wanted: int) -> DocTermMatrix:
    """Return the units of some of three blocks, over the words of these alone."""
    counts = block_counts(units_per_block=20)
    rows = [i for i in range(len(counts)) if i % 3 in wanted]
    columns = [j for j in range(counts.shape[1]) if j // N in wanted]
    matrix = matrix_of(counts[rows][:, columns])
    return replace(matrix, vocabulary=tuple(f"w{j:02d}" for j in columns))


def test_topics_go_on_and_a_new_one_starts_where_they_explain_least():
    """With new words, and in as few passes as settle two topics."""
    parent = fit(blocks(0, 1), "lda", n_components=2, n_init=1)
    parent = replace(parent, topics=np.array([5, 3]))
    child = fit(blocks(0, 1, 2), "lda", n_components=3, n_init=1, start=parent, max_iter=10)
    found = lineage(parent, child)
    assert len(found.children("kept")) == 2
    named = renamed(child, found)
    main = {t: named.topic_term[named.rows_of([t])[0]].argmax() // N for t in (3, 5, 6)}
    before = {t: parent.topic_term[parent.rows_of([t])[0]].argmax() // N for t in (3, 5)}
    assert main == {**before, 6: 2}
    assert len(child.params["start"]) == 64


def test_each_start_continues_one_of_the_parents():
    """First the one that is shown; a start that the parent lacks is random."""
    matrix = blocks(0, 1, 2)
    parent = fit(matrix, "lda", n_components=3, n_init=3)
    first = start_terms(parent, matrix, 3, 0)
    assert first is not None
    np.testing.assert_allclose(first.sum(axis=1), parent.share * matrix.counts.sum())
    np.testing.assert_allclose(first / first.sum(axis=1, keepdims=True), parent.topic_term)
    starts = parent.starts
    rows = [starts.shown, *(i for i in range(3) if i != starts.shown)]
    for number, i in enumerate(rows[1:], 1):
        terms = start_terms(parent, matrix, 3, number)
        np.testing.assert_allclose(
            terms, (starts.topic_term[i].T * starts.share[i]).T * terms.sum()
        )
    assert start_terms(parent, matrix, 3, 3) is None
    child = fit(matrix, "lda", n_components=3, n_init=4, start=parent)
    assert child.starts.matched.shape == (4, 3)
    assert child.starts.shown == 0
    assert child.random_state == child.starts.random_states[0]


def test_of_more_topics_the_largest_are_continued():
    """Of fewer, the rest of the rows are empty."""
    parent = fit(blocks(0, 1, 2), "lda", n_components=3, n_init=1)
    terms = start_terms(parent, blocks(0, 1, 2), 2, 0)
    np.testing.assert_allclose(terms / terms.sum(axis=1, keepdims=True), parent.topic_term[:2])
    assert not start_terms(parent, blocks(0, 1), 4, 0)[3].any()


@pytest.mark.parametrize("learning_method", ["batch", "online"])
def test_threads_change_nothing(monkeypatch, learning_method):
    """Neither with given topics alone, nor with new ones drawn from badly explained units."""
    monkeypatch.setattr("topics.models.lda.scoring.SMALL", 0)
    counts = random_counts()
    begin = LDA(5, max_iter=5, tol=0).fit(counts).components_
    begin[3:] = 0.0
    one, two = (
        LDA(5, max_iter=8, tol=0, n_jobs=jobs, learning_method=learning_method).fit(
            counts, start_terms=begin
        )
        for jobs in (1, 2)
    )
    assert one.components_.tobytes() == two.components_.tobytes()
    assert one.doc_topic_.tobytes() == two.doc_topic_.tobytes()


def test_new_topics_start_from_units_of_one_kind_each():
    """The first unit is drawn among the worst; units like it are taken, and not again."""
    counts = matrix_of(block_counts(units_per_block=60)).counts
    gains = np.where(np.arange(180) % 3 == 2, -1.0, 1.0) + np.linspace(0, 0.1, 180)
    gains[1::3][:10] = -1.0
    chosen = unexplained(counts, gains, 2, np.random.default_rng(0))
    assert [len(units) for units in chosen] == [6, 6]
    assert all(len(set(units % 3)) == 1 and 0 not in units % 3 for units in chosen)


def test_errors_say_what_a_fit_can_start_from():
    """An engine that cannot, seed words as well, terms of another corpus, wrong shapes."""
    matrix = blocks(0, 1)
    parent = fit(matrix, "lda", n_components=2, n_init=1)
    with pytest.raises(WrongTypeError, match="start"):
        fit(matrix, "lda", n_components=2, start="model")
    with pytest.raises(ModelError, match="'agglomerative' cannot start from a model"):
        fit(matrix, "agglomerative", n_components=2, start=parent)
    with pytest.raises(ModelError, match="give one of them"):
        fit(matrix, "lda", n_components=2, start=parent, seed_words=[["w00"]])
    other = replace(matrix, vocabulary=tuple(f"v{j}" for j in range(2 * N)))
    with pytest.raises(ModelError, match="no term in common"):
        fit(other, "lda", n_components=2, start=parent)
    with pytest.raises(ModelError, match="start_terms must have shape"):
        LDA(2).fit(matrix.counts, start_terms=np.ones((3, 2)))
