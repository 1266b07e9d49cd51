"""The contract that every entry of ENGINES keeps."""

from __future__ import annotations

import dataclasses
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

# A few passes are enough for most of what is tested here.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
]
each_engine = pytest.mark.parametrize("engine", ENGINES)


def cannot(engine, what):
    """Return whether ENGINES declares this promise as one the engine cannot give."""
    return what in ENGINES[engine].cannot


def has(engine, parameter):
    """Return whether the engine's estimator has a parameter."""
    return parameter in ENGINES[engine].build().get_params()


def fitted(engine, X, **params):
    """Fit an engine's estimator alone, with three topics by default; passes where it makes any."""
    params = {"n_components": 3, "random_state": 0, **params}
    if not has(engine, "max_iter"):
        params.pop("max_iter", None)
    return ENGINES[engine].build(**params).fit(X)


def finds_the_blocks(model):
    """Return whether each topic holds the words of one block, and each unit its block's topic."""
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
    """From all ten starts where that is promised; where a library draws otherwise, from some."""
    matrix, entry = matrix_of(block_counts()), ENGINES[engine]
    found = (
        finds_the_blocks(fit(matrix, engine, n_components=3, random_state=seed, n_init=1))
        for seed in range(10)
    )
    if entry.bits_depend_on_processor and entry.sure_starts < 10:
        assert any(found)
    else:
        assert sum(found) >= entry.sure_starts


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
    model = fit(matrix_of(X), engine, n_components=3, n_init=1)
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


@pytest.mark.slow
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
    """The term gets next to no weight in any topic; the empty unit gets equal shares."""
    X = np.zeros((37, 19))
    X[:36, :18] = block_counts()
    estimator = fitted(engine, X)
    equal = 1 / len(estimator.components_)
    assert estimator.components_[:, 18].max() <= estimator.components_[:, :18].max() / 20
    np.testing.assert_allclose(estimator.doc_topic_[36], equal)
    only_new = np.eye(1, 19, 18)
    shares = estimator.transform(np.vstack([np.zeros((1, 19)), only_new]))
    np.testing.assert_allclose(shares[0], equal)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


@each_engine
def test_takes_real_weights(engine):
    """Weights below 1 and between whole numbers give topics as counts do, or a clear error."""
    if cannot(engine, "real weights"):
        X = block_counts()
        X[7, 6] = 0.5
        with pytest.raises(ModelError) as caught:
            fit(matrix_of(X), engine, n_components=3, n_init=1)
        assert "tomotopy takes integer counts only" in str(caught.value)
        assert "row 7, column 6 is 0.5 (1 in all)" in str(caught.value)
        return
    matrix = matrix_of(block_counts() * 0.37)
    starts = (
        fit(matrix, engine, n_components=3, random_state=seed, n_init=1) for seed in range(10)
    )
    masses = (m.topic_term.reshape(-1, N_BLOCKS, WORDS_PER_BLOCK).sum(axis=2) for m in starts)
    assert any(sorted(mass.argmax(axis=1)) == [0, 1, 2] for mass in masses)


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
    """No units, no terms or nothing counted: the shape and what to do."""
    with pytest.raises(ModelError) as caught:
        fit(matrix_of(np.zeros(shape)), engine, n_components=3)
    assert f"is empty: {shape[0]} units and {shape[1]} terms" in str(caught.value)
    assert "lower min_df" in str(caught.value)
    with pytest.raises(ValueError, match=r"minimum of 1 is required|is empty"):
        fitted(engine, np.zeros(shape))


@each_engine
@pytest.mark.parametrize(
    ("value", "fragment"), [(np.nan, "NaN"), (np.inf, "infinity"), (-1.0, "Negative values")]
)
def test_wrong_numbers_get_a_clear_error(engine, value, fragment):
    """An estimator raises what scikit-learn does; a `DocTermMatrix` of them cannot be made."""
    X = block_counts()
    X[4, 2] = value
    with pytest.raises(ValueError, match=fragment):
        fitted(engine, X)
    with pytest.raises(ModelError, match="counts must be finite numbers >= 0"):
        dataclasses.replace(matrix_of(block_counts()), counts=sparse.csr_array(X))


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
    with pytest.raises(ValueError, match=r"X has 5 features, but .* is expecting 18 features"):
        estimator.transform(np.ones((2, 5)))


@each_engine
def test_fit_transform_is_the_shares_of_the_fit(engine):
    """Both ways give the same bytes; ``transform`` gives those shares unless excepted."""
    X = block_counts()
    kept = fitted(engine, X)
    assert cannot(engine, "transform") or np.allclose(kept.transform(X), kept.doc_topic_)
    again = clone(fitted(engine, X)).fit_transform(X)
    assert again.tobytes() == fitted(engine, X).doc_topic_.tobytes()


@each_engine
def test_parameters_have_the_same_defaults(engine):
    """Ten topics and seed 1, as in `topics.fit`; ``max_iter`` is the engine's own there."""
    params = ENGINES[engine].build().get_params()
    assert (params["n_components"], params["random_state"]) == (10, 1)
    model = fit(matrix_of(block_counts()), engine, n_components=3, n_init=1)
    own = ENGINES[engine].build(n_components=3).fit(block_counts())
    assert model.params.get("max_iter") == params.get("max_iter")
    assert len(model.share) == len(own.components_)


@each_engine
@pytest.mark.parametrize("name", ["n_components", "max_iter", "random_state"])
@pytest.mark.parametrize("value", [-1, 2.5, True, "3", None])
def test_integer_parameters_get_a_clear_error(engine, name, value):
    """A wrong number of topics or passes, or a wrong seed, is refused before the fit."""
    if not has(engine, name):
        return
    with pytest.raises(ModelError) as caught:
        ENGINES[engine].build(**{name: value}).check_params()
    assert str(caught.value).startswith(f"{name} = {value!r}: must be an integer ")


@each_engine
def test_real_parameters_get_a_clear_error(engine):
    """Priors must be above 0, tolerances at least 0, where an engine has them."""
    allowed = {"doc_topic_prior": "> 0", "topic_word_prior": "> 0", "tol": ">= 0"}
    for name in allowed.keys() & ENGINES[engine].build().get_params().keys():
        for value in (-0.5, np.nan, np.inf, "1"):
            with pytest.raises(ModelError) as caught:
                ENGINES[engine].build(**{name: value}).check_params()
            right = f"{name} = {value!r}: must be a finite number {allowed[name]}."
            assert str(caught.value) == right


@each_engine
def test_says_whether_it_takes_seeds_and_what_it_promises(engine):
    """What ENGINES says is taken is true of ``fit``, and the promise is one sentence."""
    entry = ENGINES[engine]
    named = inspect.signature(entry.build().fit).parameters
    assert entry.takes_seeds == ("seed_terms" in named)
    assert entry.takes_start == ("start_terms" in named)
    assert entry.takes_groups == ("groups" in named)
    assert entry.takes_embeddings == ("embeddings" in named)
    assert entry.infers == hasattr(fitted(engine, block_counts()), "doc_topic_prior_")
    assert entry.zh
    assert entry.en
    assert entry.cannot <= set(EXCEPTIONS)
    assert entry.promise.endswith(".")
    assert entry.promise.count(". ") == 0
