"""tomotopy's samplers: what the adapter adds, refuses and leaves to the library."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from scipy import sparse

from tests.models.corpora import block_counts
from topics.engines import ENGINES
from topics.errors import ModelError
from topics.models import tomotopy as adapter
from topics.models.tomotopy import TomotopyHDP, TomotopyLDA, fold_in_units

each_sampler = pytest.mark.parametrize("kind", [TomotopyLDA, TomotopyHDP])


def message(call, *args):
    """Return what is said when a call is refused."""
    with pytest.raises(ModelError) as caught:
        call(*args)
    return str(caught.value)


@each_sampler
def test_all_sweeps_are_made_and_watched_each_ten(kind):
    """A sampler does not come to rest: 25 sweeps are 25, and three values of the likelihood."""
    model = kind(3, max_iter=25).fit(block_counts())
    assert model.n_iter_ == 25
    assert len(model.trace_) == 3
    X = np.random.default_rng(0).poisson(0.3, (40, 50))
    assert kind(4, max_iter=25).fit(X).trace_ != kind(4, max_iter=30).fit(X).trace_
    assert np.isfinite(model.trace_).all()


@each_sampler
def test_components_hold_every_word_once(kind):
    """Over all topics the weights are the words counted; a term never seen has none."""
    X = np.hstack([block_counts(), np.zeros((36, 1))])
    model = kind(3, max_iter=50).fit(X)
    assert model.components_.sum() == pytest.approx(X.sum(), rel=1e-5)
    assert not model.components_[:, 18].any()


@each_sampler
def test_words_count_and_their_order_in_the_matrix_does_not_matter_to_units_without_any(kind):
    """The sampler does not see units that count nothing: the others get the same topics."""
    X = block_counts()
    gaps = np.insert(X, [0, 7, 36], 0, axis=0)
    model, with_gaps = kind(3, max_iter=50).fit(X), kind(3, max_iter=50).fit(gaps)
    assert np.array_equal(model.components_, with_gaps.components_)
    filled = gaps.any(axis=1)
    assert np.array_equal(model.doc_topic_, with_gaps.doc_topic_[filled])
    np.testing.assert_allclose(with_gaps.doc_topic_[~filled], 1 / with_gaps.doc_topic_.shape[1])


def test_hdp_keeps_the_topics_that_have_words():
    """However many it opens and closes, each topic returned has a word or more."""
    for start in (20, 2):
        model = TomotopyHDP(start, max_iter=200).fit(block_counts())
        assert len(model.components_) >= 1
        assert model.components_.sum(axis=1).min() > 0.9
        assert model.doc_topic_.shape == (36, len(model.components_))


def test_hdp_says_what_it_cannot_start_from():
    """One topic, or a concentration that is none."""
    assert "must be an integer >= 2" in message(TomotopyHDP(1).fit, block_counts())
    assert "corpus_prior = 0.0" in message(TomotopyHDP(2, corpus_prior=0.0).fit, block_counts())


@each_sampler
def test_the_seed_is_the_samplers(kind):
    """Another seed samples otherwise."""
    X = np.random.default_rng(0).poisson(0.3, (40, 50))
    one, two = (kind(4, max_iter=20, random_state=seed).fit(X) for seed in (1, 2))
    assert one.trace_ != two.trace_


@each_sampler
def test_without_the_library_the_line_that_installs_it_is_said(kind, monkeypatch):
    """The error names the extra."""
    monkeypatch.setitem(sys.modules, "tomotopy", None)
    assert message(kind(3).fit, block_counts()) == (
        "This engine needs tomotopy, which is not installed: pip install 'topics-zh[engines]'"
    )


def slowfold_in_units(row, phi, alpha):
    """Fold one unit in, word by word."""
    theta = np.full(len(alpha), 1 / len(alpha))
    for _ in range(50):
        found = alpha.copy()
        for term in np.flatnonzero(row):
            made = phi[:, term] * theta
            if made.sum() > 0:
                found += row[term] * made / made.sum()
        theta = found / found.sum()
    return theta


def test_fold_in_is_expectation_maximisation_word_by_word(monkeypatch):
    """The same as a slow loop, in chunks of any size, with words no topic has passed over."""
    rng = np.random.default_rng(4)
    phi = rng.dirichlet(np.full(12, 0.3), size=3)
    phi[:, 11] = 0
    counts = rng.poisson(0.5, (30, 12)) * rng.choice([1.0, 0.5], (30, 1))
    counts[3] = counts[4] = 0
    counts[4, 11] = 2
    alpha = np.array([0.1, 0.4, 0.02])
    right = np.array([slowfold_in_units(row, phi, alpha) for row in counts])
    right[3] = right[4] = 1 / 3  # nothing that a topic could say anything of
    whole = fold_in_units(sparse.csr_array(counts), phi, alpha)
    np.testing.assert_allclose(whole, right, atol=1e-12)
    monkeypatch.setattr(adapter, "_CHUNK", 1)
    assert np.array_equal(fold_in_units(sparse.csr_array(counts), phi, alpha), whole)


@pytest.mark.parametrize("value", [1e-300, 1e300, 2**63 - 1])
@pytest.mark.parametrize("engine", ["tomotopy", "hdp", "lda"])
def test_a_prior_beyond_single_precision_is_refused(engine, value):
    """The library would end the process, not raise."""
    estimator = ENGINES[engine].build(n_components=2, topic_word_prior=value)
    with pytest.raises(ModelError, match="topic_word_prior"):
        estimator.check_params()
