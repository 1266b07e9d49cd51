"""fit(): any engine in, one frozen model out."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of
from topics.engines import ENGINES
from topics.errors import ModelError, WrongTypeError
from topics.models.fitting import fit
from topics.settings_rules import WEIGHT_NAMES
from topics.text.counting.weights import WEIGHTS

# A few passes are enough for most of what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def test_settings_and_weighting_have_the_same_names():
    """The weights that settings allow are those there are."""
    assert WEIGHT_NAMES == WEIGHTS


def test_no_engine_is_imported_before_it_is_asked_for():
    """The table of engines loads none of their libraries."""
    program = (
        "import sys, topics.models.fitting;"
        "print([m for m in ('gensim', 'numba', 'sklearn', 'tomotopy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("engine", ENGINES)
def test_topics_are_numbered_by_falling_share_of_words(engine):
    """Each topic keeps its words and units, and counts them by the length of the units."""
    counts = block_counts() * np.arange(1, 37)[:, None]
    model = fit(matrix_of(counts), engine, n_components=4, n_init=1, max_iter=20)
    own = ENGINES[engine].build(n_components=4, random_state=1)
    if "max_iter" in own.get_params():
        own.set_params(max_iter=20)
    own.fit(counts)
    share = counts.sum(axis=1) @ own.doc_topic_ / counts.sum()
    order = np.argsort(-share)
    np.testing.assert_allclose(model.share, share[order])
    assert np.array_equal(model.doc_topic, own.doc_topic_[:, order].astype(np.float32))
    words = own.components_[order]
    np.testing.assert_allclose(model.topic_term, words / words.sum(axis=1, keepdims=True))


def test_shares_by_hand():
    """Units of 9, 3 and 1 words in clusters of their own have these shares, largest first."""
    model = fit(matrix_of(np.diag([3.0, 1.0, 9.0])), "kmeans", n_components=3, n_init=1)
    np.testing.assert_allclose(model.share, np.array([9, 3, 1]) / 13)
    assert model.main_topics().tolist() == [2, 3, 1]


def test_equal_topics_keep_the_order_of_the_engine():
    """Ties in share are not shuffled."""
    model = fit(matrix_of(np.eye(4) * 5), "kmeans", n_components=4, n_init=1)
    estimator = ENGINES["kmeans"].build(n_components=4, random_state=1).fit(np.eye(4) * 5)
    assert np.array_equal(model.doc_topic, estimator.doc_topic_)


def test_the_model_knows_where_it_came_from():
    """Counts, vocabulary, units and every parameter stand in it."""
    matrix = matrix_of(block_counts())
    model = fit(matrix, "lda", n_components=3, random_state=7, n_init=1, max_iter=50)
    assert model.engine == "lda"
    assert model.random_state == 7
    assert model.params == {
        "n_components": 3,
        "doc_topic_prior": 0.1,
        "topic_word_prior": 0.05,
        "learn_priors": False,
        "seed_weight": 0.0,
        "neighbour_weight": 0.0,
        "learning_method": "auto",
        "memory_budget": 4e9,
        "max_iter": 50,
        "tol": 1e-4,
        "random_state": 7,
        "doc_topic_prior_": [0.1, 0.1, 0.1],
    }
    assert (model.vocabulary, model.units) == (matrix.vocabulary, matrix.units)
    assert model.term_counts.tolist() == block_counts().sum(axis=0).tolist()
    assert model.unit_counts.tolist() == [20.0] * 36
    assert len(model.trace) > 1


def test_a_topic_without_words_has_the_words_of_the_corpus():
    """NMF with more topics than the rank: the last has no share and no words of its own."""
    matrix = matrix_of(np.array([[4.0, 0.0], [0.0, 1.0], [4.0, 0.0]]))
    model = fit(matrix, "nmf", n_components=3)
    assert model.share[2] == 0
    np.testing.assert_allclose(model.topic_term[2], [8 / 9, 1 / 9])


def test_seed_words_start_their_topics():
    """Lists stand for topics in order; missing words and missing lists do no harm."""
    matrix = matrix_of(block_counts())
    words = [["w12", "w13", "没有"], ["w00", "w01"]]
    model = fit(matrix, "lda", n_components=3, n_init=1, seed_words=words)
    assert model.params["seed_words"] == words
    assert model.topic_term[model.params["seed_topics"][1] - 1, 0] > 0.1  # w00
    seeds = np.zeros((3, 18))
    seeds[0, [12, 13]] = seeds[1, [0, 1]] = 1
    own = ENGINES["lda"].build(n_components=3, random_state=1)
    own.fit(matrix.counts, seed_terms=seeds)
    words = own.components_ / own.components_.sum(axis=1, keepdims=True)
    assert sorted(map(tuple, model.topic_term)) == sorted(map(tuple, words))


def message(*args, **kwargs):
    """Return what fit says when it refuses."""
    with pytest.raises(ModelError) as caught:
        fit(*args, **kwargs)
    return str(caught.value)


def test_an_unknown_engine_gets_a_clear_error():
    """The sentence lists the engines and guesses what was meant."""
    assert message(matrix_of(np.eye(3)), "kmean") == (
        f"engine: 'kmean' is not one of {', '.join(ENGINES)}. Did you mean 'kmeans'?"
    )


def test_what_is_no_matrix_is_refused():
    """The message says which call makes one."""
    with pytest.raises(WrongTypeError, match="matrix must be a DocTermMatrix, got list"):
        fit([[1, 2]])


def test_seed_words_for_an_engine_without_them_get_a_clear_error():
    """They are not silently ignored."""
    assert message(matrix_of(np.eye(3)), "nmf", n_components=2, seed_words=[["w00"]]) == (
        "engine 'nmf' takes no seed words; engines that do: lda."
    )


def test_embeddings_for_an_engine_without_them_get_a_clear_error():
    """They are not silently ignored."""
    assert message(matrix_of(np.eye(3)), "nmf", n_components=2, embeddings=np.eye(3)) == (
        "engine 'nmf' takes no embeddings; engines that do: kmeans, agglomerative, hdbscan."
    )


def test_embeddings_that_are_no_numbers_get_a_clear_error():
    """A list of words is not taken for vectors."""
    assert message(matrix_of(np.eye(3)), "kmeans", n_components=2, embeddings=["a", "b", "c"]) == (
        "embeddings must be an array of numbers (could not convert string to float: 'a')."
    )


@pytest.mark.parametrize("engine", [e for e, entry in ENGINES.items() if entry.takes_embeddings])
def test_embeddings_are_clustered_in_place_of_words(engine):
    """Units are clustered by their vectors, whatever their words; ``params`` names the vectors."""
    vectors = np.repeat(np.eye(3), 12, axis=0) + np.random.default_rng(0).normal(0, 0.05, (36, 3))
    model = fit(matrix_of(block_counts()), engine, n_components=3, n_init=1, embeddings=vectors)
    mains = model.main_topics().reshape(3, 12)
    assert (mains == mains[:, :1]).all()
    assert len(set(mains[:, 0])) == 3
    right = sha256(vectors.astype(np.float32).tobytes()).hexdigest()
    assert model.params["embeddings"] == {"shape": [36, 3], "sha256": right}


def test_more_seed_lists_than_topics_get_a_clear_error():
    """The sentence names both numbers."""
    assert message(matrix_of(np.eye(3)), n_components=2, seed_words=[["w00"]] * 3) == (
        "seed_words has 3 lists, but there are only 2 topics;"
        " raise n_components to at least 3, or give fewer lists."
    )


def test_an_error_of_a_library_is_translated():
    """What scikit-learn refuses comes as ModelError, with its cause."""
    matrix = matrix_of(np.eye(3))
    matrix.counts.data[0] = np.nan
    with pytest.raises(ModelError) as caught:
        fit(matrix, "lda", n_components=2)
    assert isinstance(caught.value.__cause__, ValueError)
    assert str(caught.value) == f"engine 'lda' could not fit: {caught.value.__cause__}."


def test_our_own_error_is_not_wrapped_in_another():
    """What an engine refuses comes as it said it, once, though it is a ValueError too."""
    assert message(matrix_of(np.eye(3)), "nmf", n_components=4) == (
        "n_components = 4 topics, but there are only 3 units;"
        " choose at most 3 topics, or add texts."
    )


def test_options_go_to_the_estimator_and_are_in_params():
    """Arrays stand there as lists, so that a model can be saved."""
    matrix = matrix_of(block_counts())
    model = fit(matrix, "lda", n_components=3, n_init=1, doc_topic_prior=np.array([0.1, 0.2, 0.3]))
    assert model.params["doc_topic_prior"] == [0.1, 0.2, 0.3]
    assert fit(matrix, "lda", n_components=3, seed_weight=0.5).params["seed_weight"] == 0.5


def test_an_unknown_option_gets_a_clear_error():
    """The sentence lists what there is."""
    with pytest.raises(ModelError) as caught:
        fit(matrix_of(block_counts()), "kmeans", max_itr=3)
    assert str(caught.value) == (
        "engine 'kmeans' has no option 'max_itr'; it has max_iter, n_components, random_state."
        " Did you mean 'max_iter'?"
    )


@pytest.mark.parametrize(
    ("name", "ours"), [("num_topics", "n_components"), ("alpha", "doc_topic_prior")]
)
def test_options_of_other_libraries_are_recognised(name: str, ours: str) -> None:
    """The error proposes the name that the option has here."""
    with pytest.raises(ModelError, match=f"Did you mean '{ours}'"):
        fit(matrix_of(block_counts()), "lda", **{name: 3})


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ({("w00",)}, "must be a list of lists"),
        ([{"w00"}], "must be a list of lists"),
        ([["w00", float("nan")]], "an item of type float"),
        ([["没有"]], "none of the 1 words of list 1"),
    ],
)
def test_seed_words_have_an_order_and_a_term_in_each_list(words, key):
    """Sets give another model at each start of Python; words of another matrix seed nothing."""
    with pytest.raises(ModelError, match=key):
        fit(matrix_of(block_counts()), n_components=3, seed_words=words)
