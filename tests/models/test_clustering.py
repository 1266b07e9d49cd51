"""Clusterings: Ward's method, HDBSCAN with its outliers, and embeddings in place of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.cluster.hierarchy import cut_tree, ward
from scipy.spatial.distance import cdist
from sklearn.cluster import HDBSCAN
from sklearn.metrics import adjusted_rand_score

from tests.models.corpora import block_counts
from topics.errors import ModelError
from topics.models.clustering import AgglomerativeTopics, KMeansTopics
from topics.models.hdbscan import HDBSCANTopics
from topics.models.vectors import Embedded, squared_distances

each_clustering = pytest.mark.parametrize(
    "kind", [KMeansTopics, AgglomerativeTopics, HDBSCANTopics]
)
tiny = arrays(
    np.float64,
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    elements=st.sampled_from([0.0, 0.0, 0.3, 1.0, 2.0]),
).filter(lambda X: X.any())


def message(call, *args, **kwargs):
    """Return what is said when a call is refused."""
    with pytest.raises(ModelError) as caught:
        call(*args, **kwargs)
    return str(caught.value)


def groups(sizes, spread=0.05, seed=0):
    """Return vectors around orthogonal directions, so many around each, in order."""
    centres = np.repeat(np.eye(len(sizes)), sizes, axis=0)
    return centres + np.random.default_rng(seed).normal(0, spread, centres.shape)


def with_outlier():
    """Return two groups of twenty 60 degrees apart, one opposite, and a unit apart."""
    one, two = np.array([1, 0, 0]), np.array([0.5, 0.75**0.5, 0])
    centres = np.repeat([one, two, -one - two], 20, axis=0)
    noise = np.random.default_rng(0).normal(0, 0.01, centres.shape)
    return np.vstack([centres + noise, [[0.75, 0.43, 1.6]]])


def words(n_units):
    """Return counts that say nothing of the groups: every unit has the same word."""
    return np.ones((n_units, 1))


# -- Ward ------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_components", [2, 5, 9])
def test_agglomerative_is_wards_tree_cut(n_components):
    """The partition is the one that SciPy's tree of the same points gives."""
    vectors = np.random.default_rng(1).normal(size=(60, 4))
    model = AgglomerativeTopics(n_components).fit(words(60), embeddings=vectors)
    tree = ward(Embedded.fit(vectors).points(vectors))
    right = cut_tree(tree, n_components).ravel()
    assert adjusted_rand_score(right, model.labels_) == 1.0
    assert np.array_equal(model.doc_topic_, np.eye(n_components)[model.labels_])


def test_agglomerative_gives_new_units_the_nearest_centre():
    """A unit beside a group belongs to it, whatever its length."""
    model = AgglomerativeTopics(3).fit(words(15), embeddings=groups([5, 5, 5]))
    mean = groups([5, 5, 5]).mean(axis=0)
    new = mean + 7 * (np.eye(3) - mean)
    assert np.array_equal(model.transform(words(3), embeddings=new), model.doc_topic_[[0, 5, 10]])


@given(tiny, st.data())
def test_agglomerative_fits_any_small_matrix_with_as_many_units_that_differ(X, data):
    """Fewer terms or units than dimensions do no harm, and no cluster is without units."""
    n_components = data.draw(st.integers(1, len(np.unique(X[X.any(axis=1)] > 0, axis=0))))
    model = AgglomerativeTopics(n_components).fit(X)
    known = X.any(axis=1)
    assert model.doc_topic_[known].sum(axis=0).min() >= 1
    assert np.array_equal(model.labels_ == -1, ~known)
    np.testing.assert_allclose(model.transform(X).sum(axis=1), 1.0)


def test_agglomerative_takes_points_that_look_like_distances():
    """Two units apart are two clusters or one, and no warning is given of their looks."""
    assert AgglomerativeTopics(2).fit(np.eye(2)).doc_topic_.sum(axis=0).tolist() == [1, 1]


# -- HDBSCAN ---------------------------------------------------------------------------------


def by_trying(points, n_components):
    """Return the labels of the smallest clusters from 5 up that are no more than asked for."""
    for size in range(5, len(points) // 2 + 1):
        tree = HDBSCAN(size, min_samples=5, cluster_selection_method="leaf", copy=True)
        labels = tree.fit(points).labels_
        if labels.max() < n_components:
            return size, labels
    return None


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n_components", [3, 6])
def test_hdbscan_takes_the_smallest_clusters_that_are_few_enough(seed, n_components):
    """Searching by halves ends where trying every size from 5 up does."""
    vectors = groups([14, 9, 20, 7, 12, 30, 26], spread=0.25, seed=seed)
    size, right = by_trying(Embedded.fit(vectors).points(vectors), n_components)
    model = HDBSCANTopics(n_components).fit(words(len(vectors)), embeddings=vectors)
    assert model.min_cluster_size_ == size
    assert np.array_equal(model.labels_, right)
    assert 2 <= len(model.components_) <= n_components


def test_hdbscan_shares_an_outlier_among_all_topics():
    """Memberships go with the inverse of the squared distance from each centre, by hand."""
    vectors = with_outlier()
    model = HDBSCANTopics(3).fit(words(61), embeddings=vectors)
    inside = model.labels_ >= 0
    assert model.labels_[60] == -1
    assert inside.sum() > 45
    points = Embedded.fit(vectors).points(vectors)
    centres = [points[model.labels_ == k].mean(axis=0) for k in range(3)]
    weights = np.array([1 / ((points[60] - centre) ** 2).sum() for centre in centres])
    np.testing.assert_allclose(model.doc_topic_[60], weights / weights.sum())
    assert 1 / 3 < model.doc_topic_[60].max() < 0.5
    assert np.array_equal(model.doc_topic_[inside], np.eye(3)[model.labels_[inside]])


def test_hdbscan_finds_new_outliers_by_the_reach_of_their_cluster():
    """Within the farthest unit of a cluster one is in it wholly; beyond one has shares in all."""
    vectors = groups([20, 20], spread=0.02)
    model = HDBSCANTopics(2).fit(words(40), embeddings=vectors)
    mean = vectors.mean(axis=0)
    centre = model.transform(words(1), embeddings=vectors[:20].mean(axis=0, keepdims=True))
    assert sorted(centre[0]) == [0, 1]
    aside = mean + np.array([[0.3, 1.0]])
    assert 0 < model.transform(words(1), embeddings=aside).min() < 0.5


def test_hdbscan_describes_a_topic_by_its_members_alone():
    """Outliers lend a topic no words."""
    counts = np.ones((61, 2)) * [[5, 0]]
    counts[60] = [0, 5]
    model = HDBSCANTopics(3).fit(counts, embeddings=with_outlier())
    assert model.labels_[60] == -1
    assert model.components_[:, 1].tolist() == [0, 0, 0]


def test_hdbscan_says_what_to_do_where_it_finds_nothing():
    """One cluster, none, or too many at once: each has its sentence."""
    assert message(HDBSCANTopics(1).fit, block_counts()) == (
        "n_components = 1: must be an integer >= 2."
    )
    assert message(HDBSCANTopics(2).fit, np.eye(9)) == (
        "HDBSCAN finds no two clusters of 5 units or more in these 9 units: no part of them is"
        " denser than the rest. Take kmeans or agglomerative, or add texts."
    )
    vectors = groups([12, 12, 12], spread=0.001)
    assert message(HDBSCANTopics(2).fit, words(36), embeddings=vectors) == (
        "HDBSCAN finds 3 clusters in these 36 units or none, but not 2 or fewer: choose"
        " n_components of at least 3."
    )


@given(st.lists(st.integers(5, 12), min_size=2, max_size=4), st.integers(0, 99))
def test_hdbscan_takes_units_that_are_the_same(sizes, seed):
    """Twins lie at distance 0 from each other, which harms nothing."""
    vectors = np.repeat(np.random.default_rng(seed).normal(size=(len(sizes), 6)), sizes, axis=0)
    try:
        model = HDBSCANTopics(len(sizes)).fit(words(len(vectors)), embeddings=vectors)
    except ModelError:
        assert len(sizes) == 2  # two points less their mean are each other's mirror, or one
        return
    assert np.isfinite(model.doc_topic_).all()
    np.testing.assert_allclose(model.doc_topic_.sum(axis=1), 1.0)


def test_distances_do_not_depend_on_who_else_is_asked_for():
    """Squared distances are SciPy's, and of one point the same bits as of many."""
    rng = np.random.default_rng(0)
    points, centres = rng.normal(size=(999, 51)), rng.normal(size=(7, 51))
    whole = squared_distances(points, centres)
    np.testing.assert_allclose(whole, cdist(points, centres, "sqeuclidean"))
    order = rng.permutation(999)
    assert np.array_equal(squared_distances(points[order], centres), whole[order])
    for row in (0, 7, 998):
        assert np.array_equal(squared_distances(points[row : row + 1], centres)[0], whole[row])


# -- embeddings ------------------------------------------------------------------------------


@each_clustering
def test_what_all_embeddings_share_is_of_no_account(kind):
    """A vector added to all of them changes nothing, and nor does a unit without words."""
    vectors = groups([12, 12, 12]).round(3)
    one = kind(3).fit(words(36), embeddings=vectors)
    two = kind(3).fit(words(36), embeddings=vectors + 8.0)
    assert np.array_equal(one.labels_, two.labels_)
    counts = words(36)
    counts[:5] = 0
    assert np.array_equal(kind(3).fit(counts, embeddings=vectors).doc_topic_, one.doc_topic_)


@each_clustering
def test_embedded_rows_of_transform_depend_on_their_unit_alone(kind):
    """Permuted units give permuted rows, one unit its own, to the last bit."""
    vectors = groups([12, 12, 12], spread=0.2)
    model = kind(3).fit(words(36), embeddings=vectors)
    new = np.random.default_rng(3).normal(size=(50, 3))
    order = np.random.default_rng(0).permutation(50)
    whole = model.transform(words(50), embeddings=new)
    assert np.array_equal(model.transform(words(50), embeddings=new[order]), whole[order])
    assert np.array_equal(model.transform(words(1), embeddings=new[7:8]), whole[7:8])
    np.testing.assert_allclose(whole.sum(axis=1), 1.0)


def test_embeddings_that_do_not_fit_get_a_clear_error():
    """Shape, numbers and dimensions are checked, at first and later."""
    fit = KMeansTopics(2).fit
    assert message(fit, words(4), embeddings=np.ones((3, 2))) == (
        "embeddings must have shape (4, n_dims), one row per unit, have shape (3, 2)."
    )
    assert message(fit, words(4), embeddings=np.ones(4)) == (
        "embeddings must have shape (4, n_dims), one row per unit, have shape (4,)."
    )
    vectors = groups([2, 2])
    assert message(fit, words(4), embeddings=[["a"]] * 4) == (
        "embeddings must be an array of numbers (could not convert string to float: 'a')."
    )
    vectors[2, 1] = np.nan
    assert message(fit, words(4), embeddings=vectors) == (
        "embeddings must be finite numbers; row 2 is not."
    )
    model = fit(words(4), embeddings=groups([2, 2]))
    assert message(model.transform, words(1), embeddings=np.ones((1, 3))) == (
        "The model was fitted on embeddings of 2 dimensions, these have 3; embed new units with"
        " the same embedding model."
    )


def test_a_model_wants_at_transform_what_it_was_fitted_on():
    """Embeddings forgotten, or given to a model of words, are not passed over."""
    embedded = KMeansTopics(2).fit(words(4), embeddings=groups([2, 2]))
    assert message(embedded.transform, words(4)) == (
        "The model was fitted on embeddings; pass those of the new units too."
    )
    plain = KMeansTopics(3).fit(block_counts())
    assert message(plain.transform, block_counts(), embeddings=np.ones((36, 2))) == (
        "The model was fitted without embeddings; transform without them."
    )


def test_embeddings_that_are_all_the_same_get_a_clear_error():
    """There is nothing to tell units apart by."""
    said = message(KMeansTopics(2).fit, words(4), embeddings=np.ones((4, 3)))
    assert "embeddings must differ between units, but all 4 rows are equal" in said
