"""LDA by CVB0: passes, threads, chunks, and what holds for any matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning

from tests.models.corpora import block_counts, random_counts
from topics.errors import ModelError, TopicsWarning
from topics.models.lda.estimator import LDA
from topics.models.lda.online import chunks
from topics.models.lda.passes import width


def test_stops_once_assignments_settle_and_keeps_a_trace():
    """It looks at every fifth pass, ends once little moves, with one plain pass more."""
    X = block_counts()
    model = LDA(3, random_state=1).fit(X)
    assert model.n_iter_ == 5 * len(model.trace_) + 1 < 300
    assert model.converged_
    assert LDA(3, random_state=1, tol=1.0).fit(X).n_iter_ == 6


@pytest.mark.parametrize("method", ["batch", "online"])
def test_a_fit_that_reaches_the_limit_says_so(method):
    """It warns as scikit-learn does, with a message of ours; with ``tol`` 0 it does not."""
    X = random_counts()
    options = {"random_state": 1, "learning_method": method, "max_iter": 4}
    with pytest.warns(ConvergenceWarning, match="LDA: max_iter = 4 was reached") as caught:
        model = LDA(6, **options).fit(X)
    assert isinstance(caught[0].message, TopicsWarning)
    assert not model.converged_
    assert model.n_iter_ == (4 if method == "batch" else 6)
    assert not LDA(6, tol=0, **options).fit(X).converged_
    assert LDA(6, tol=0, random_state=1, max_iter=1).fit(X).n_iter_ == 1


def test_components_are_expected_counts():
    """Without the prior they sum to each term's count."""
    X = block_counts()
    model = LDA(3, random_state=1, topic_word_prior=0.5).fit(X)
    np.testing.assert_allclose((model.components_ - 0.5).sum(axis=0), X.sum(axis=0))


def test_a_small_prior_of_topics_gives_purer_units():
    """Units of two blocks half and half are shared; a huge prior evens all shares out."""
    X = block_counts()
    sharp = LDA(3, random_state=0).fit(X)
    flat = LDA(3, random_state=0, doc_topic_prior=1000.0).fit(X)
    assert sharp.transform(X).max(axis=1).mean() > 0.95
    assert flat.transform(X).max(axis=1).mean() < 0.4
    mixed = sharp.transform(X[:1] + X[1:2])
    np.testing.assert_allclose(np.sort(mixed[0]), [0.0, 0.5, 0.5], atol=0.01)


def test_a_generator_is_taken_for_a_seed():
    """``random_state`` may be a numpy Generator."""
    X = block_counts()
    own = LDA(3, random_state=np.random.default_rng(1)).fit_transform(X)
    assert np.array_equal(own, LDA(3, random_state=1).fit_transform(X))


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 6), st.integers(1, 6)),
        elements=st.floats(0, 1e6).map(lambda x: 0.0 if x < 1e-6 else x),
    ).filter(lambda X: X.any()),
    st.data(),
)
def test_any_matrix_gives_shares(X, data):
    """Finite components above 0, rows that sum to 1, equal shares for empty rows."""
    n_components = data.draw(st.integers(1, len(X)))
    model = LDA(n_components, random_state=data.draw(st.integers(0, 9)), max_iter=20, tol=0).fit(X)
    assert np.all(np.isfinite(model.components_) & (model.components_ > 0))
    for shares in (model.doc_topic_, model.transform(X)):
        assert np.all(shares > 0)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)
        np.testing.assert_allclose(shares[~X.any(axis=1)], 1 / n_components)


@pytest.mark.parametrize("n_jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("method", ["batch", "online"])
def test_any_number_of_threads_gives_the_same_bits(n_jobs, method, monkeypatch):
    """Components, shares and priors are equal bit for bit, whoever did the work."""
    monkeypatch.setattr("topics.models.lda.scoring.SMALL", 0)
    X = random_counts()
    options = {"learn_priors": True, "learning_method": method, "memory_budget": 5e4, "tol": 0}
    one, more = (
        LDA(6, random_state=1, max_iter=30, n_jobs=n, **options).fit(X) for n in (1, n_jobs)
    )
    for name in ("components_", "doc_topic_", "doc_topic_prior_"):
        assert getattr(one, name).tobytes() == getattr(more, name).tobytes()
    assert one.trace_ == more.trace_
    assert one.transform(X).tobytes() == more.transform(X).tobytes()


def test_online_comes_near_batch_in_a_fiftieth_of_the_memory():
    """Held-out likelihood within 1.5% of what all responsibilities at once give."""
    X, new = random_counts(n_units=800), random_counts(n_units=200)
    whole = LDA(5, random_state=1).fit(X)
    budget = 4 * width(5) * X.nnz / 50
    parts = LDA(5, random_state=1, memory_budget=budget, max_iter=60, tol=0).fit(X)
    assert len(list(chunks(X, 5, budget))) >= 50
    assert np.log(parts.perplexity(new)) < 1.015 * np.log(whole.perplexity(new))


def test_the_budget_counts_what_is_held_beyond_the_topics():
    """Five topics take the room of eight: with a byte less, the fit goes chunk by chunk."""
    X = sparse.csr_array(block_counts())
    enough = 4 * 8 * X.nnz
    assert len(list(chunks(X, 5, enough))) == 1
    assert len(list(chunks(X, 5, enough - 1))) == 2
    fitted = (LDA(5, memory_budget=room, max_iter=10, tol=0) for room in (enough, enough - 1))
    batch, online = (model.fit(X).n_iter_ for model in fitted)
    assert (batch, online) == (10, 12)


def test_three_planted_topics_are_recovered_against_wrong_starts():
    """Seeds that hold bring a rare topic out, whatever the start, though few words speak of it."""
    rng = np.random.default_rng(3)
    phi = np.hstack([np.zeros((8, 18)), rng.dirichlet(np.full(102, 0.1), 8)])
    planted = np.zeros((3, 120))
    for topic in range(3):
        planted[topic, topic * 6 : topic * 6 + 6] = 1 / 6
    theta = rng.dirichlet(np.full(8, 0.3), 400)
    X = np.array([rng.multinomial(40, row @ phi) for row in theta]).astype(float)
    for unit in range(400):
        X[unit] += rng.multinomial(4, planted[unit % 3])
    seeds = np.zeros((11, 120))
    for topic in range(3):
        seeds[topic, topic * 6 : topic * 6 + 2] = 1.0
    for seed in range(5):
        model = LDA(11, random_state=seed, seed_weight=1.0).fit(X, seed_terms=seeds)
        found = model.components_.argmax(axis=0)
        for topic in range(3):
            assert np.mean(found[topic * 6 : topic * 6 + 6] == topic) >= 5 / 6


def test_wrong_parameters_get_clear_errors():
    """Each is named with what was seen and what is allowed."""
    wrong = {
        "learning_method": ("batsch", "must be one of auto, batch, online. Did you mean 'batch'?"),
        "memory_budget": (0, "must be a finite number > 0."),
        "seed_weight": (-1, "must be a finite number >= 0."),
        "tol": (np.nan, "must be a finite number >= 0."),
        "learn_priors": ("no", "must be True or False."),
        "random_state": (None, "must be an integer from 0 to 4294967295."),
        "n_jobs": (0, "must be an integer other than 0, or None."),
    }
    for name, (value, allowed) in wrong.items():
        with pytest.raises(ModelError) as caught:
            LDA(3, **{name: value}).fit(block_counts())
        assert str(caught.value) == f"{name} = {value!r}: {allowed}"
