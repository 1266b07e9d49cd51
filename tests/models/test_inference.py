"""New texts through a model that was fitted before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.engines import ENGINES, engines_that
from topics.errors import ModelError
from topics.models.fitting import fit
from topics.models.inference import infer
from topics.models.storage import load_model, save_model
from topics.text.counting.weights import apply, weigh
from topics.text.types import DocTermMatrix

# A few passes are enough for most of what is tested here.
pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

NEW = np.eye(18)[[1, 8, 15]] * 6 + np.eye(18)[[0, 6, 12]] * 2


def refusal(matrix: DocTermMatrix) -> str:
    model = fit(matrix_of(block_counts()), "lda", n_components=3, n_init=1)
    with pytest.raises(ModelError) as error:
        infer(model, matrix)
    return str(error.value)


@pytest.mark.parametrize(
    "options", [{}, {"learn_priors": True}, {"doc_topic_prior": [0.1, 0.2, 2]}]
)
def test_it_is_what_the_estimator_says_in_the_model_s_order(options: dict[str, object]) -> None:
    """`LDA.transform`, its columns moved as the model's topics were."""
    matrix = matrix_of(block_counts())
    model = fit(matrix, "lda", n_components=3, n_init=1, **options)
    lda = ENGINES["lda"].build(n_components=3, random_state=1, max_iter=1000, **options)
    lda.fit(matrix.counts, groups=np.ones(36))
    share = matrix.counts.sum(axis=1) @ lda.doc_topic_
    expected = lda.transform(NEW)[:, np.argsort(-share, kind="stable")]
    np.testing.assert_allclose(infer(model, matrix_of(NEW)), expected, atol=1e-9)


@pytest.mark.parametrize("engine", engines_that("infers"))
def test_new_units_get_shares_of_a_model_read_back(engine: str, tmp_path: Path) -> None:
    """Any engine with a prior infers after its model was saved and loaded, with the same bytes."""
    if ENGINES[engine].extra:
        pytest.importorskip(ENGINES[engine].library)
    model = fit(matrix_of(block_counts()), engine, n_components=3, n_init=1, max_iter=20)
    save_model(model, tmp_path)
    shares = infer(load_model(tmp_path), matrix_of(NEW))
    assert shares.shape == (3, model.n_topics)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares.tobytes() == infer(model, matrix_of(NEW)).tobytes()


def test_new_units_get_the_topic_of_their_words() -> None:
    """Topics with private words, in whatever order, are found by these words."""
    phi = np.repeat(np.eye(3)[[2, 0, 1]], 6, axis=1) / 6
    model = replace(model_of(phi, np.eye(3)), params={"doc_topic_prior_": [0.1, 0.2, 0.1]})
    assert infer(model, matrix_of(NEW)).argmax(axis=1).tolist() == [1, 2, 0]


@pytest.mark.parametrize("name", ["tfidf", "bm25"])
def test_new_units_are_weighed_as_the_old_ones_were(name: str, tmp_path: Path) -> None:
    """A unit gets the same shares alone as among those fitted; counts in the model stay counts."""
    matrix = weigh(matrix_of(block_counts()), name)
    save_model(fit(matrix, "lda", n_components=3, n_init=1), tmp_path)
    model = load_model(tmp_path)
    lda = ENGINES["lda"].build(n_components=3, random_state=1, max_iter=1000)
    lda.fit(apply(matrix.counts, matrix.weighting))
    expected = np.sort(lda.transform(apply(matrix.counts, matrix.weighting))[:5])
    found = infer(model, matrix_of(block_counts()[:5]))
    np.testing.assert_allclose(np.sort(found), expected, atol=1e-9)
    assert model.term_counts.tolist() == block_counts().sum(axis=0).tolist()
    assert model.unit_counts.tolist() == [20.0] * 36


def test_an_engine_that_weighs_itself_is_given_counts() -> None:
    """TF-IDF of TF-IDF would be neither; the model does not say it was weighed."""
    plain = matrix_of(block_counts())
    counted, weighed = (fit(m, "nmf", n_components=3) for m in (plain, weigh(plain, "tfidf")))
    assert np.array_equal(counted.topic_term, weighed.topic_term)
    assert counted.params == weighed.params


def test_weights_are_no_words_to_tomotopy() -> None:
    """The engine refuses them; they are not rounded in silence."""
    pytest.importorskip("tomotopy")
    with pytest.raises(ModelError) as error:
        fit(weigh(matrix_of(block_counts()), "tfidf"), "tomotopy", n_components=3)
    assert "tomotopy takes integer counts only" in str(error.value)


def test_another_vocabulary_is_refused() -> None:
    """The message says how the terms differ."""
    matrix, advice = matrix_of(block_counts()), " Count new texts with topics.count(tokens,"
    advice += " vocabulary=model.vocabulary)."
    start = "The matrix has other columns than the model: "
    other = replace(matrix, vocabulary=("new", *matrix.vocabulary[1:]))
    assert refusal(other) == f"{start}1 of its 18 terms are not the model's.{advice}"
    fewer = matrix_of(block_counts()[:, :16])
    assert refusal(fewer) == f"{start}it lacks 2 of the model's 18 terms.{advice}"
    moved = replace(matrix, vocabulary=matrix.vocabulary[::-1])
    assert refusal(moved) == f"{start}its terms are in another order.{advice}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("doc_topic_prior_", "x"),
        ("doc_topic_prior_", [[1.0], 2]),
        ("doc_topic_prior_", [0.1]),
        ("doc_topic_prior_", [-1.0, 1, 1]),
        ("doc_topic_prior_", [0, 0, 0]),
        ("weights", []),
        ("weights", {"name": "tfidf", "idf": [1.0], "mean_length": 3}),
        ("weights", {"name": "words", "idf": [1.0] * 18, "mean_length": 3}),
        ("weights", {"name": "bm25", "idf": [1.0] * 18, "mean_length": "x"}),
        ("weights", {"name": "bm25", "idf": [1.0] * 18, "mean_length": 0}),
    ],
)
def test_parameters_that_no_fit_leaves_are_refused(name: str, value: object) -> None:
    """A model may be read from a file that was changed with its hashes."""
    model = fit(matrix_of(block_counts()), "lda", n_components=3, n_init=1, max_iter=5, tol=0)
    with pytest.raises(ModelError, match=f"parameter {name} is not"):
        infer(replace(model, params={**model.params, name: value}), matrix_of(NEW))


def test_a_model_without_a_prior_is_refused() -> None:
    """The message names engines that have one."""
    model = model_of([[0.5, 0.5]], [[1.0]], engine="kmeans")
    with pytest.raises(ModelError) as error:
        infer(model, matrix_of(np.ones((1, 2))))
    assert "'kmeans' has no prior of topics in units" in str(error.value)
    assert str(error.value).endswith("Engines that can: lda, tomotopy, hdp.")
