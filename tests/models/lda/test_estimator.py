"""LDA by CVB0: seeds, trace and what holds for any matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from tests.models.corpora import WORDS_PER_BLOCK, block_counts
from topics.errors import ModelError, OutputError
from topics.models.lda.estimator import LDA
from topics.models.lda.learning import chunks
from topics.models.lda.passes import width


def block_seeds():
    """Return two seed words for each block, the last block's for the first topic."""
    seeds = np.zeros((3, 18))
    for topic, block in enumerate((2, 0, 1)):
        seeds[topic, block * WORDS_PER_BLOCK : block * WORDS_PER_BLOCK + 2] = 1.0
    return seeds


@pytest.mark.parametrize("seed", range(5))
def test_topics_start_from_their_seed_terms(seed):
    """Whatever the random start, each topic finds the block its seeds are from."""
    model = LDA(3, random_state=seed).fit(block_counts(), seed_terms=block_seeds())
    mass = model.components_.reshape(3, 3, WORDS_PER_BLOCK).sum(axis=2)
    assert mass.argmax(axis=1).tolist() == [2, 0, 1]


def test_seed_terms_are_only_a_start():
    """A word seeded in the wrong topic goes home."""
    seeds = block_seeds()
    seeds[:, 5] = [1.0, 0.0, 0.0]  # a word of the second topic's block
    model = LDA(3, random_state=1).fit(block_counts(), seed_terms=seeds)
    assert model.components_[:, 5].argmax() == 1


def test_no_seed_at_all_is_the_random_start():
    """Seed terms of zeros change nothing."""
    X = block_counts()
    free = LDA(3, random_state=1).fit_transform(X)
    assert np.array_equal(
        LDA(3, random_state=1).fit_transform(X, seed_terms=np.zeros((3, 18))), free
    )


def test_seed_terms_of_another_shape_get_a_clear_error():
    """The sentence names both shapes."""
    with pytest.raises(ModelError) as caught:
        LDA(3).fit(block_counts(), seed_terms=np.ones((2, 18)))
    assert str(caught.value) == (
        "seed_terms must have shape (3, 18) (n_components, n_features), has (2, 18)."
    )


def test_negative_seed_terms_get_a_clear_error():
    """A weight below 0 or NaN is refused."""
    for wrong in (-1.0, np.nan):
        with pytest.raises(ModelError) as caught:
            LDA(3).fit(block_counts(), seed_terms=np.full((3, 18), wrong))
        assert str(caught.value) == "seed_terms must hold finite numbers of at least 0."


def test_stops_once_the_likelihood_rests_and_keeps_a_trace():
    """It looks at every fifth pass, ends once that changes little, with one plain pass more."""
    X = block_counts()
    model = LDA(3, random_state=1).fit(X)
    assert model.n_iter_ == 5 * len(model.trace_) + 1 < 300
    assert abs(model.trace_[-1] - model.trace_[-2]) < 5e-5 * abs(model.trace_[-1])
    assert LDA(3, random_state=1, max_iter=4, tol=0).fit(X).n_iter_ == 4
    assert LDA(3, random_state=1, tol=1.0).fit(X).n_iter_ == 11
    assert LDA(3, random_state=1, max_iter=1).fit(X).n_iter_ == 1


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
    model = LDA(n_components, random_state=data.draw(st.integers(0, 9)), max_iter=20).fit(X)
    assert np.all(np.isfinite(model.components_) & (model.components_ > 0))
    for shares in (model.doc_topic_, model.transform(X)):
        assert np.all(shares > 0)
        np.testing.assert_allclose(shares.sum(axis=1), 1.0)
        np.testing.assert_allclose(shares[~X.any(axis=1)], 1 / n_components)


def random_counts(seed=0, n_units=300, n_terms=200):
    """Return a sparse matrix of a few topics, large enough for threads to share."""
    rng = np.random.default_rng(seed)
    phi = rng.dirichlet(np.full(n_terms, 0.05), 5)
    theta = rng.dirichlet(np.full(5, 0.2), n_units)
    return sparse.csr_array([rng.multinomial(60, row @ phi) for row in theta]).astype(float)


@pytest.mark.parametrize("n_jobs", [1, 2, 3, 8])
@pytest.mark.parametrize("method", ["batch", "online"])
def test_any_number_of_threads_gives_the_same_bits(n_jobs, method, monkeypatch):
    """Components, shares and priors are equal bit for bit, whoever did the work."""
    monkeypatch.setattr("topics.models.lda.scoring.SMALL", 0)
    X = random_counts()
    options = {"learn_priors": True, "learning_method": method, "memory_budget": 5e4}
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
    parts = LDA(5, random_state=1, memory_budget=budget, max_iter=60).fit(X)
    assert len(list(chunks(X, 5, budget))) >= 50
    assert np.log(parts.perplexity(new)) < 1.015 * np.log(whole.perplexity(new))


def test_the_budget_counts_what_is_held_beyond_the_topics():
    """Five topics take the room of eight: with a byte less, the fit goes chunk by chunk."""
    X = sparse.csr_array(block_counts())
    enough = 4 * 8 * X.nnz
    assert len(list(chunks(X, 5, enough))) == 1
    assert len(list(chunks(X, 5, enough - 1))) == 2
    fitted = (LDA(5, memory_budget=room, max_iter=10) for room in (enough, enough - 1))
    batch, online = (model.fit(X).n_iter_ for model in fitted)
    assert (batch, online) == (10, 12)


def test_chunks_are_the_matrix():
    """Every unit is in one chunk, in order; one that is too large is alone."""
    X = sparse.csr_array(np.vstack([np.ones(5), np.eye(5), np.zeros(5)]))
    found = [chunk.toarray() for chunk in chunks(X, 2, 4 * width(2) * 3)]
    assert [len(chunk) for chunk in found] == [1, 3, 3]
    assert np.array_equal(np.vstack(found), X.toarray())


def test_partial_fit_goes_on_where_it_was():
    """Two halves learned one after the other know the topics of both."""
    X = block_counts(units_per_block=20)
    halves = LDA(3, random_state=1).partial_fit(X[::2]).partial_fit(X[1::2])
    mass = halves.components_.reshape(3, 3, WORDS_PER_BLOCK).sum(axis=2)
    assert sorted(mass.argmax(axis=1)) == [0, 1, 2]
    assert (mass.max(axis=1) / mass.sum(axis=1)).min() > 0.8
    fitted = LDA(3, random_state=1).fit(X[::2])
    before = fitted.components_.argmax(axis=0)
    assert np.array_equal(fitted.partial_fit(X[1::2]).components_.argmax(axis=0), before)


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


def test_a_seed_weight_holds_a_word_where_the_texts_would_not():
    """A word seeded in the wrong topic stays there once its weight is great."""
    seeds = block_seeds()
    seeds[:, 5] = [1.0, 0.0, 0.0]  # a word of the second topic's block
    model = LDA(3, random_state=1, seed_weight=20.0).fit(block_counts(), seed_terms=seeds)
    assert model.components_[:, 5].argmax() == 0


def test_learned_priors_know_which_topics_are_common():
    """The topic of most units has the largest alpha; given ones stay as they are."""
    X = block_counts(units_per_block=30)
    X = X[(np.arange(90) % 3 == 0) | (np.arange(90) < 20)]
    model = LDA(3, random_state=1, learn_priors=True).fit(X)
    common = model.components_.argmax(axis=0)[0]
    assert model.doc_topic_prior_.argmax() == common
    assert LDA(3, random_state=1).fit(X).doc_topic_prior_.tolist() == [0.1, 0.1, 0.1]


def test_what_seeds_add_does_not_count_as_text_when_eta_is_learned():
    """Seeds in the right topics leave the topics as they are, and so eta, whatever they weigh."""
    etas = [
        LDA(3, random_state=1, learn_priors=True, seed_weight=weight)
        .fit(block_counts(units_per_block=20), seed_terms=block_seeds())
        .topic_word_prior_
        for weight in (0.0, 1.0, 20.0)
    ]
    np.testing.assert_allclose(etas, etas[0], rtol=0.01)


def test_learned_priors_do_not_harm_new_units():
    """Held-out perplexity with them is no worse than without."""
    X, new = random_counts(), random_counts(seed=0, n_units=500)[300:]
    given, learned = (LDA(5, random_state=1, learn_priors=on).fit(X) for on in (False, True))
    assert learned.perplexity(new) < 1.005 * given.perplexity(new)


def test_score_is_what_one_half_says_of_the_other():
    """Two topics of two words, worked out by hand: three words of one topic foretell the fourth."""
    model = LDA(2, doc_topic_prior=1.0)
    model.components_ = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]]) + 1e-12
    model.doc_topic_prior_, model.n_features_in_ = np.ones(2), 4
    # The first term (three tokens) is given, the second (one) is scored: the topic has 4 of 5.
    assert np.isclose(model.score(np.array([[3.0, 1, 0, 0]])), np.log(0.8 * 0.5))
    assert np.isclose(model.perplexity(np.array([[3.0, 2, 0, 0]])), 1 / (0.8 * 0.5))


def test_perplexity_of_units_with_one_term_gets_a_clear_error():
    """Nothing foretells anything there."""
    with pytest.raises(ModelError) as caught:
        LDA(3, random_state=1).fit(block_counts()).perplexity(np.eye(18))
    assert str(caught.value) == (
        "perplexity: no unit has two different terms, so none predicts another; give longer units."
    )


def test_grid_search_finds_the_number_of_topics():
    """In a pipeline, by held-out score: three blocks are three topics."""
    pipeline = Pipeline(
        [("counts", FunctionTransformer(sparse.csr_array)), ("lda", LDA(max_iter=60))]
    )
    search = GridSearchCV(
        pipeline, {"lda__n_components": [1, 3]}, cv=KFold(3, shuffle=True, random_state=0)
    )
    assert search.fit(block_counts(units_per_block=20)).best_params_ == {"lda__n_components": 3}


def test_to_gensim_and_back_keeps_topics_and_priors():
    """Gensim has the same topics under the same numbers, with the terms' names."""
    X = block_counts()
    model = LDA(3, random_state=1, doc_topic_prior=[0.1, 0.2, 0.3]).fit(X)
    terms = [f"词{j}" for j in range(18)]
    theirs = model.to_gensim(terms)
    right = model.components_ / model.components_.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(theirs.get_topics(), right)
    assert theirs.show_topic(0, 1)[0][0] == terms[right[0].argmax()]
    back = LDA.from_gensim(theirs)
    np.testing.assert_allclose(back.components_, model.components_)
    np.testing.assert_allclose(back.transform(X), model.transform(X))
    with pytest.raises(ModelError) as caught:
        model.to_gensim(["一"])
    assert str(caught.value) == "vocabulary has 1 terms, but the topics have 18."


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


def test_a_short_unit_leans_on_its_neighbours():
    """One word that two topics share goes with the units around it, if they are of its group."""
    X = np.vstack([block_counts(units_per_block=20)])
    order = np.argsort(np.arange(60) % 3, kind="stable")
    X = X[order]  # twenty units of each topic in a row
    X[10], X[30] = 0.0, 0.0
    X[:, 5] = X[:, 11] = X[:, [5, 11]].sum(axis=1)  # two words that two topics share
    X[10, 5] = X[30, 5] = 1.0
    groups = np.repeat([0, 1, 2], 20)
    tied = LDA(3, random_state=1, neighbour_weight=0.5).fit(X, groups=groups)
    assert tied.doc_topic_[10].argmax() == tied.doc_topic_[9].argmax()
    assert tied.doc_topic_[30].argmax() == tied.doc_topic_[29].argmax()
    assert tied.doc_topic_[10].max() > LDA(3, random_state=1).fit(X).doc_topic_[10].max()
    np.testing.assert_allclose(tied.doc_topic_.sum(axis=1), 1.0)


def test_units_of_other_groups_are_no_neighbours():
    """Each unit in a group of its own is as if nothing were tied."""
    X = block_counts()
    alone = LDA(3, random_state=1, neighbour_weight=0.5).fit(X, groups=np.arange(len(X)))
    np.testing.assert_allclose(
        alone.doc_topic_, LDA(3, random_state=1).fit(X).doc_topic_, atol=1e-6
    )


def test_neighbours_of_the_wrong_number_get_a_clear_error():
    """The sentence names both shapes; a fit in chunks knows no neighbours."""
    with pytest.raises(ModelError) as caught:
        LDA(3).fit(block_counts(), groups=[1, 2])
    assert str(caught.value) == "groups must have shape (36,), has (2,)."
    with pytest.raises(ModelError) as caught:
        LDA(3, neighbour_weight=0.1, learning_method="online").fit(block_counts())
    assert str(caught.value) == "neighbour_weight: needs learning_method 'batch' or 'auto'."


def test_save_and_load_is_identity(tmp_path):
    """Every number comes back bit for bit, and the loaded one transforms and learns on alike."""
    X = block_counts()
    model = LDA(3, random_state=1, doc_topic_prior=[0.1, 0.2, 0.3], seed_weight=0.5)
    model.fit(X, seed_terms=block_seeds())
    model.save(tmp_path / "lda")
    again = LDA.load(tmp_path / "lda")
    for name in ("components_", "doc_topic_", "doc_topic_prior_"):
        assert getattr(again, name).tobytes() == getattr(model, name).tobytes()
    assert again.trace_ == model.trace_
    assert again.transform(X).tobytes() == model.transform(X).tobytes()
    left, right = model.partial_fit(X[:9]), again.partial_fit(X[:9])
    assert left.components_.tobytes() == right.components_.tobytes()


def test_a_damaged_estimator_gets_a_clear_error(tmp_path):
    """What is no estimator of ours is said to be damaged, by its file."""
    LDA(3, random_state=1).fit(block_counts()).save(tmp_path)
    path = tmp_path / "model.json"
    path.write_text(path.read_text("utf-8").replace('"params"', '"parms"'), "utf-8")
    with pytest.raises(OutputError) as caught:
        LDA.load(tmp_path)
    assert str(caught.value) == f"{path}: is damaged (KeyError: 'params'). Fit the model again."
