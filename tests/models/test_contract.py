"""The contract that every entry of ENGINES keeps."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from threadpoolctl import threadpool_limits

from tests.models.corpora import N_BLOCKS, WORDS_PER_BLOCK, block_counts, matrix_of
from topics.engines import ENGINES, EXCEPTIONS
from topics.errors import ModelError
from topics.models.fitting import fit

each_engine = pytest.mark.parametrize("engine", ENGINES)


def cannot(engine, what):
    """Say whether ENGINES has this promise for one the engine cannot give."""
    return what in ENGINES[engine].cannot


def has(engine, parameter):
    """Say whether the engine's estimator has a parameter."""
    return parameter in ENGINES[engine].build().get_params()


def fitted(engine, X, **params):
    """Fit an engine's estimator alone, three topics unless told; passes where it makes any."""
    params = {"n_components": 3, "random_state": 0, **params}
    if not has(engine, "max_iter"):
        params.pop("max_iter", None)
    return ENGINES[engine].build(**params).fit(X)


def finds_the_blocks(model):
    """Say whether each topic holds the words of one block, and each unit its block's topic."""
    mass = model.topic_term.reshape(-1, N_BLOCKS, WORDS_PER_BLOCK).sum(axis=2)
    if sorted(mass.argmax(axis=1)) != [0, 1, 2] and not (
        cannot(model.engine, "n_components") and set(mass.argmax(axis=1)) == {0, 1, 2}
    ):
        return False
    blocks = np.arange(len(model.units)) % N_BLOCKS
    return (
        np.array_equal(mass.argmax(axis=1)[model.main_topics() - 1], blocks)
        and mass.max(axis=1).min() > 0.97
        and model.doc_topic.max(axis=1).min() > 0.9
    )


@each_engine
def test_recovers_three_topics_with_private_words(engine):
    """From nearly every start, or from most, as the engine's own promise says."""
    matrix = matrix_of(block_counts())
    models = [fit(matrix, engine, n_components=3, random_state=seed) for seed in range(10)]
    assert sum(map(finds_the_blocks, models)) >= ENGINES[engine].sure_starts


@each_engine
def test_has_what_a_scikit_learn_estimator_has(engine):
    """Parameters come back, a clone fits alike, and the fitted attributes have their shapes."""
    X = block_counts()
    estimator = fitted(engine, X)
    again = clone(estimator)
    assert again.get_params() == estimator.get_params()
    assert np.array_equal(again.fit(X).doc_topic_, estimator.doc_topic_)
    n_topics = len(estimator.components_)
    assert n_topics == 3 or cannot(engine, "n_components")
    assert estimator.components_.shape == (n_topics, X.shape[1])
    assert estimator.doc_topic_.shape == (X.shape[0], n_topics)
    assert estimator.n_features_in_ == X.shape[1]
    assert estimator.n_iter_ >= 1
    assert estimator.components_.min() >= 0


@each_engine
def test_rows_sum_to_one(engine):
    """Shares of fitted and of transformed units, and words of topics, sum to 1."""
    X = block_counts()
    estimator = fitted(engine, X)
    model = fit(matrix_of(X), engine, n_components=3)
    for rows in (estimator.doc_topic_, estimator.transform(X), model.topic_term, model.doc_topic):
        np.testing.assert_allclose(rows.sum(axis=1), 1.0, atol=1e-12)
    assert model.share.sum() == pytest.approx(1.0)


def noisy_counts():
    """Return counts big enough for BLAS to spread over threads: five kinds of units, and noise."""
    rates = np.full((150, 400), 0.2)
    for kind in range(5):
        rates[kind::5, kind * 80 : (kind + 1) * 80] += 0.5
    return np.random.default_rng(5).poisson(rates).astype(float)


@each_engine
def test_same_seed_same_bytes_on_one_thread_and_on_two(engine):
    """Threads of numba and of BLAS leave no trace in the result."""
    X = sparse.csr_array(noisy_counts())
    most = numba.config.NUMBA_NUM_THREADS
    seen = set()
    for threads in (1, 2):
        numba.set_num_threads(min(threads, most))
        with threadpool_limits(threads):
            estimator = fitted(engine, X, n_components=5, max_iter=20)
            seen.add(
                estimator.components_.tobytes()
                + estimator.doc_topic_.tobytes()
                + estimator.transform(X).tobytes()
            )
    numba.set_num_threads(most)
    assert len(seen) == 1


def test_another_process_with_other_threads_gives_the_same_bytes():
    """Threads of numba, OpenMP and BLAS, and the hash seed, leave no trace, whatever the engine."""
    program = (
        "import hashlib; from tests.models.test_contract import ENGINES, fitted, noisy_counts\n"
        "X = noisy_counts()\n"
        "for engine in ENGINES:\n"
        "    m = fitted(engine, X, n_components=5, max_iter=20)\n"
        "    data = m.components_.tobytes() + m.doc_topic_.tobytes() + m.transform(X).tobytes()\n"
        "    print(engine, hashlib.sha256(data).hexdigest())"
    )
    names = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONHASHSEED")
    seen = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, **dict.fromkeys(names, n)},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for n in ("1", "2")
    ]
    assert seen[0] == seen[1]
    assert len(seen[0]) == len(ENGINES)


@each_engine
def test_transform_of_permuted_documents_gives_permuted_rows(engine):
    """A row depends on its unit alone, to the last bit."""
    X = noisy_counts()
    order = np.random.default_rng(0).permutation(len(X))
    estimator = fitted(engine, X, n_components=4, max_iter=20)
    whole = estimator.transform(X)
    assert np.array_equal(estimator.transform(X[order]), whole[order])
    assert np.array_equal(estimator.transform(X[7:8]), whole[7:8])


@each_engine
def test_a_term_never_seen_and_a_unit_that_counts_nothing_do_no_harm(engine):
    """Topics are still found; the empty unit gets equal shares, then and later."""
    X = np.zeros((37, 19))
    X[:36, :18] = block_counts()
    estimator = fitted(engine, X)
    blocks = estimator.components_[:, :18].reshape(3, N_BLOCKS, WORDS_PER_BLOCK).sum(axis=2)
    assert sorted(blocks.argmax(axis=1)) == [0, 1, 2]
    assert estimator.components_[:, 18].max() <= estimator.components_[:, :18].max() / 20
    np.testing.assert_allclose(estimator.doc_topic_[36], 1 / 3)
    only_new = np.eye(1, 19, 18)
    shares = estimator.transform(np.vstack([np.zeros((1, 19)), only_new]))
    np.testing.assert_allclose(shares[0], 1 / 3)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


@each_engine
def test_takes_real_weights(engine):
    """Weights below 1 and between whole numbers give topics as counts do, or a clear error."""
    if cannot(engine, "real weights"):
        X = block_counts()
        X[7, 6] = 0.5
        with pytest.raises(ModelError) as caught:
            fit(matrix_of(X), engine, n_components=3)
        assert str(caught.value) == (
            "tomotopy counts whole words, and weights are not rounded in silence; row 7, column 6"
            " holds 0.5 (1 such in all). Give counts, or take an engine that fits weights, such"
            " as lda."
        )
        return
    model = fit(matrix_of(block_counts() * 0.37), engine, n_components=3, random_state=0)
    mass = model.topic_term.reshape(3, N_BLOCKS, WORDS_PER_BLOCK).sum(axis=2)
    assert sorted(mass.argmax(axis=1)) == [0, 1, 2]


@each_engine
def test_takes_dense_and_sparse_alike_and_changes_neither(engine):
    """Dense, csr and csc input give the same bits, and none is written to."""
    X = block_counts()
    csr, csc = sparse.csr_matrix(X), sparse.csc_array(X)
    results = {fitted(engine, form).doc_topic_.tobytes() for form in (X, csr, csc, X.astype(int))}
    assert len(results) == 1
    assert np.array_equal(csr.toarray(), block_counts())


@each_engine
def test_takes_stored_zeros_and_entries_in_parts_and_changes_nothing(engine):
    """A csr matrix that names a cell twice, and empty cells too, counts as its sum."""
    X = block_counts()
    n_units, n_terms = X.shape
    cells = np.tile(np.arange(n_terms)[::-1], 2 * n_units)
    parts = np.hstack([X // 2, X - X // 2]).reshape(-1, n_terms)[:, ::-1].ravel()
    untidy = sparse.csr_array((parts, cells, np.arange(n_units + 1) * 2 * n_terms), shape=X.shape)
    before = untidy.data.copy(), untidy.indices.copy()
    assert np.array_equal(fitted(engine, untidy).doc_topic_, fitted(engine, X).doc_topic_)
    assert np.array_equal(untidy.data, before[0])
    assert np.array_equal(untidy.indices, before[1])


@each_engine
@pytest.mark.parametrize("shape", [(0, 0), (0, 5), (4, 0), (4, 5)])
def test_an_empty_matrix_gets_a_clear_error(engine, shape):
    """No units, no terms or nothing counted: the same sentence."""
    with pytest.raises(ModelError) as caught:
        fitted(engine, np.zeros(shape))
    no_terms = f"0 feature(s) (shape={shape}) while a minimum of 1 is required: "
    assert str(caught.value) == (
        f"{no_terms if shape[1] == 0 else ''}The document-term matrix is empty: {shape[0]} units"
        f" and {shape[1]} terms, nothing counted. Check that the sources hold running text,"
        " or lower min_df."
    )


@each_engine
@pytest.mark.parametrize(
    ("value", "opening", "told"),
    [
        (np.nan, "The", "NaN"),
        (np.inf, "The", "inf"),
        (-1.0, "Negative values in data: the", "-1.0"),
    ],
)
def test_wrong_numbers_get_a_clear_error(engine, value, opening, told):
    """The first wrong number is shown with its place, and all are counted."""
    X = block_counts()
    X[4, 2] = X[5, 1] = value
    with pytest.raises(ModelError) as caught:
        fitted(engine, X)
    assert str(caught.value) == (
        f"{opening} document-term matrix must hold finite numbers of at least 0;"
        f" row 4, column 2 holds {told} (2 such in all)."
    )


@each_engine
def test_more_topics_than_units_get_a_clear_error(engine):
    """The sentence names both numbers."""
    with pytest.raises(ModelError) as caught:
        fit(matrix_of(block_counts()), engine, n_components=500)
    assert str(caught.value) == (
        "n_components = 500 topics, but there are only 36 units;"
        " choose at most 36 topics, or add texts."
    )


@each_engine
def test_other_terms_than_the_model_get_a_clear_error(engine):
    """A matrix with another number of columns is not transformed."""
    estimator = fitted(engine, block_counts())
    with pytest.raises(ModelError) as caught:
        estimator.transform(np.ones((2, 5)))
    assert str(caught.value) == (
        f"X has 5 features, but {type(estimator).__name__} is expecting 18 features as input;"
        " count new units with the model's own vocabulary."
    )


@each_engine
@pytest.mark.parametrize("name", ["n_components", "max_iter"])
@pytest.mark.parametrize("value", [0, -1, 2.5, True, "3"])
def test_whole_parameters_get_a_clear_error(engine, name, value):
    """A number of topics or passes that is none is refused, where there are passes."""
    if not has(engine, name):
        return
    with pytest.raises(ModelError) as caught:
        fitted(engine, block_counts(), **{name: value})
    assert str(caught.value) == f"{name} = {value!r}: must be a whole number of at least 1."


@each_engine
def test_real_parameters_get_a_clear_error(engine):
    """Priors must be above 0, tolerances at least 0, where an engine has them."""
    allowed = {"doc_topic_prior": "above 0", "topic_word_prior": "above 0", "tol": "of at least 0"}
    for name in allowed.keys() & ENGINES[engine].build().get_params().keys():
        with pytest.raises(ModelError) as caught:
            fitted(engine, block_counts(), **{name: -0.5})
        assert str(caught.value) == f"{name} = -0.5: must be a number {allowed[name]}."


@each_engine
def test_says_whether_it_takes_seeds_and_what_it_promises(engine):
    """What ENGINES says is taken is true of ``fit``, and the promise is one sentence."""
    entry = ENGINES[engine]
    named = inspect.signature(entry.build().fit).parameters
    assert entry.takes_seeds == ("seed_terms" in named)
    assert entry.takes_groups == ("groups" in named)
    assert entry.takes_embeddings == ("embeddings" in named)
    assert entry.infers == hasattr(fitted(engine, block_counts()), "doc_topic_prior_")
    assert entry.zh
    assert entry.en
    assert entry.cannot <= set(EXCEPTIONS)
    assert entry.promise.endswith(".")
    assert entry.promise.count(". ") == 0
