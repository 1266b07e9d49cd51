"""What is special to each library's engine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.optimize import nnls
from sklearn.feature_extraction.text import TfidfTransformer

from tests.models.corpora import block_counts
from topics.errors import ModelError
from topics.models.clustering import KMeansTopics
from topics.models.gensim import GensimLDA
from topics.models.nmf import NMFTopics, _residual

tiny = arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    elements=st.sampled_from([0.0, 0.0, 0.3, 1.0, 2.0]),
).filter(lambda X: X.any())


def test_kmeans_rows_are_one_hot_and_transform_finds_the_fitted_clusters():
    """Each unit belongs to one cluster, and stays there."""
    X = block_counts()
    model = KMeansTopics(3).fit(X)
    assert sorted(np.unique(model.doc_topic_)) == [0.0, 1.0]
    assert np.array_equal(model.transform(X), model.doc_topic_)


def test_kmeans_components_are_mean_weights_of_the_cluster():
    """A cluster of one unit and one of two alike have their TF-IDF, worked out by hand."""
    X = np.array([[3.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    idf = np.log(4 / np.array([2, 4, 3])) + 1
    right = np.log1p(X) * idf
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    model = KMeansTopics(2).fit(X)
    np.testing.assert_allclose(
        model.components_[model.doc_topic_.argmax(axis=1)], right, atol=1e-12
    )


def test_kmeans_takes_units_that_point_the_same_way_for_one():
    """Units that differ in length alone, up to rounding, are one point, and empty ones none."""
    lengths = np.arange(1, 8)[:, None] / 3
    X = np.vstack([lengths * [1, 1, 1, 0], [[0, 0, 1, 1]], np.zeros((2, 4))])
    model = KMeansTopics(2).fit(X)
    assert sorted(model.doc_topic_[:8].sum(axis=0)) == [1, 7]
    with pytest.raises(ModelError) as caught:
        KMeansTopics(3).fit(X)
    assert str(caught.value) == (
        "n_components = 3 topics, but there are only 2 units that differ;"
        " choose at most 2 topics, or add texts."
    )


@given(tiny, st.data())
def test_kmeans_fits_any_small_matrix_with_as_many_units_that_differ(X, data):
    """Fewer terms or units than dimensions do no harm, and no cluster is without units."""
    n_components = data.draw(st.integers(1, len(np.unique(X[X.any(axis=1)] > 0, axis=0))))
    model = KMeansTopics(n_components).fit(X)
    assert model.doc_topic_[X.any(axis=1)].sum(axis=0).min() >= 1
    assert np.all(np.isfinite(model.components_))
    np.testing.assert_allclose(model.transform(X).sum(axis=1), 1.0)


@given(tiny, st.data())
def test_nmf_fits_any_small_matrix(X, data):
    """More topics than terms or than the rank do no harm: what has no use is a row of zeros."""
    model = NMFTopics(data.draw(st.integers(1, len(X)))).fit(X)
    assert np.all(np.isfinite(model.components_) & (model.components_ >= 0))
    np.testing.assert_allclose(model.doc_topic_.sum(axis=1), 1.0)
    assert model.components_.any(axis=1).sum() <= np.linalg.matrix_rank(np.log1p(X))


def test_nmf_shares_are_of_the_weight_given_to_the_unit():
    """Scaling a component against its weights changes no share, also of mixed units."""
    X = np.random.default_rng(0).poisson(0.5, size=(40, 30))
    model = NMFTopics(3).fit(X)
    before = model.transform(X)
    model.components_ = model.components_ * np.array([[1.0], [10.0], [0.1]])
    np.testing.assert_allclose(model.transform(X), before, atol=1e-6)


def test_nmf_watches_the_residual_fall():
    """The trace falls, one value for each ten rounds, and never beyond ``max_iter``."""
    X = np.random.default_rng(0).poisson(0.5, size=(40, 30))
    model = NMFTopics(5, max_iter=25, tol=0).fit(X)
    assert model.n_iter_ == 25
    assert len(model.trace_) == 3
    assert sorted(model.trace_, reverse=True) == list(model.trace_)


def test_residual_is_that_of_the_whole_product():
    """Without forming the product, the same as with it, whatever the factors."""
    rng = np.random.default_rng(0)
    X, W, H = rng.random((6, 5)), rng.random((6, 2)), rng.random((2, 5))
    right = np.linalg.norm(X - W @ H) / np.linalg.norm(X)
    assert _residual(sparse.csr_array(X), W, H) == pytest.approx(right)


def test_nmf_ends_where_scipy_would():
    """The residual is what the best weights leave of the TF-IDF."""
    X = np.random.default_rng(0).poisson(0.5, size=(40, 30))
    weights = TfidfTransformer().fit(X).transform(np.log1p(X)).toarray()
    model = NMFTopics(5, max_iter=1000, tol=0).fit(X)
    H = model.components_
    left = weights - np.array([nnls(H.T, row)[0] for row in weights]) @ H
    right = np.linalg.norm(left) / np.linalg.norm(weights)
    assert model.trace_[-1] == pytest.approx(right, abs=1e-5)


def test_nmf_leaves_nothing_of_a_matrix_of_rank_one():
    """One topic matches it."""
    X = np.outer([1.0, 1.0, 1.0], [1.0, 1.0, 0.0])
    assert NMFTopics(1).fit(X).trace_[-1] == pytest.approx(0.0, abs=1e-6)


def test_gensim_stops_once_little_moves():
    """A pass that moves less than ``tol`` is the last, and more passes are counted as made."""
    X = block_counts()
    model = GensimLDA(3).fit(X)
    assert model.trace_[-1] < 0.02 <= model.trace_[-2]
    assert GensimLDA(3, tol=0, max_iter=4).fit(X).n_iter_ == 4


def test_gensim_keeps_the_size_of_the_corpus_over_passes():
    """Components hold each counted word once, however many passes were made."""
    X = block_counts()
    model = GensimLDA(3, tol=0, max_iter=30).fit(X)
    assert model.components_.sum() == pytest.approx(X.sum() + 0.5 * 3 * 18, rel=0.01)
