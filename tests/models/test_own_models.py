"""Models of gensim, tomotopy and scikit-learn in the contract of `TopicModel`."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from gensim.corpora import Dictionary
from gensim.models import EnsembleLda, HdpModel, LdaModel, LdaSeqModel, LsiModel
from gensim.models.nmf import Nmf as GensimNmf
from scipy import sparse
from sklearn.cluster import AgglomerativeClustering, KMeans, MiniBatchKMeans
from sklearn.decomposition import NMF, LatentDirichletAllocation, TruncatedSVD

import topics
from tests.models.corpora import N_BLOCKS, block_counts, matrix_of, units_of
from topics.errors import ModelError, TopicsWarning, WrongTypeError
from topics.evaluate.engine_agreement import agreement
from topics.evaluate.stability import stability
from topics.models.inference import infer
from topics.models.storage import load_model, save_model
from topics.models.types import TopicModel
from topics.report.ldavis_data import ldavis_data
from topics.text.types import DocTermMatrix

MATRIX = matrix_of(block_counts(units_per_block=20))
BLOCK = np.arange(len(MATRIX.units)) % N_BLOCKS


def words(matrix: DocTermMatrix = MATRIX) -> list[list[str]]:
    """Return the words of each unit."""
    rows = matrix.counts.toarray().astype(int)
    return [
        [w for w, n in zip(matrix.vocabulary, row, strict=True) for _ in range(n)] for row in rows
    ]


def bags() -> tuple[Dictionary, list[list[tuple[int, int]]]]:
    """Return the units as gensim has them, with its own order of words."""
    texts = words()
    dictionary = Dictionary([sorted({w for text in texts for w in text}, reverse=True)])
    return dictionary, [dictionary.doc2bow(text) for text in texts]


def gensim_model(kind: type, **options: object) -> TopicModel:
    """Fit a gensim model, and take it over."""
    dictionary, corpus = bags()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = kind(corpus=corpus, id2word=dictionary, random_state=1, **options)
    return topics.from_gensim(model, MATRIX)


def tomotopy_model(kind: str, texts: list[list[str]], **options: object) -> object:
    """Fit a tomotopy model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tomotopy = pytest.importorskip("tomotopy")
    model = getattr(tomotopy, kind)(seed=1, **options)
    for text in texts:
        model.add_doc(text)
    model.train(200, workers=1)
    return model


def sklearn_model(estimator: object, matrix: DocTermMatrix = MATRIX) -> TopicModel:
    """Fit an estimator, and take it over."""
    return topics.from_sklearn(estimator.fit(sparse.csr_matrix(matrix.counts)), matrix)


MODELS = {
    "gensim_LdaModel": lambda: gensim_model(LdaModel, num_topics=3, passes=20, alpha=0.1),
    "gensim_Nmf": lambda: gensim_model(GensimNmf, num_topics=3, passes=20),
    "gensim_HdpModel": lambda: gensim_model(HdpModel, T=10, K=5),
    "tomotopy_LDAModel": lambda: topics.from_tomotopy(
        tomotopy_model("LDAModel", words(), k=3), MATRIX
    ),
    "tomotopy_CTModel": lambda: topics.from_tomotopy(
        tomotopy_model("CTModel", words(), k=3), MATRIX
    ),
    "tomotopy_HDPModel": lambda: topics.from_tomotopy(
        tomotopy_model("HDPModel", words(), initial_k=3), MATRIX
    ),
    "tomotopy_PAModel": lambda: topics.from_tomotopy(
        tomotopy_model("PAModel", words(), k1=2, k2=4), MATRIX
    ),
    "sklearn_LatentDirichletAllocation": lambda: sklearn_model(
        LatentDirichletAllocation(3, doc_topic_prior=0.1, random_state=1)
    ),
    "sklearn_NMF": lambda: sklearn_model(NMF(3, random_state=1, init="nndsvda")),
    "sklearn_KMeans": lambda: sklearn_model(KMeans(3, random_state=1, n_init=3)),
    "sklearn_MiniBatchKMeans": lambda: sklearn_model(MiniBatchKMeans(3, random_state=1, n_init=3)),
}


@cache
def own_model(name: str) -> TopicModel:
    """Return one of `MODELS`, fitted once."""
    return MODELS[name]()


@cache
def kmeans() -> TopicModel:
    """Return a model of the package to compare with."""
    return topics.fit(MATRIX, "kmeans", n_components=3)


EXACT = {name for name in MODELS if not name.endswith(("HdpModel", "HDPModel", "PAModel"))}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_of_another_library_keeps_the_contract(name: str, tmp_path) -> None:
    """It has the matrix's terms and units, its topics are the blocks', and every stage takes it."""
    model = own_model(name)
    assert (model.engine, model.vocabulary, model.units) == (name, MATRIX.vocabulary, MATRIX.units)
    assert model.params["class"] == name.partition("_")[2]
    assert model.term_counts.tolist() == MATRIX.counts.sum(axis=0).tolist()
    assert (np.diff(model.share) <= 0).all()
    main = model.main_topics()
    if name in EXACT:
        assert [len(set(main[b == BLOCK])) for b in range(N_BLOCKS)] == [1] * N_BLOCKS
        # Each topic has the words of the block whose units it has.
        best = [model.vocabulary[j] for j in model.topic_term.argmax(axis=1)]
        assert {int(word[1:]) // 6 for word in best} == set(range(N_BLOCKS))
        for block in range(N_BLOCKS):
            row = model.rows_of([main[block]])[0]
            assert int(best[row][1:]) // 6 == block
    save_model(model, tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.engine == name
    assert np.array_equal(loaded.topic_term, model.topic_term)
    assert loaded.params == model.params
    assert len(agreement(model, kmeans())[0])
    shown = ldavis_data(model)["tinfo"]
    counts = dict(zip(MATRIX.vocabulary, model.term_counts, strict=True))
    assert shown["Total"] == [counts[term] for term in shown["Term"]]


@pytest.mark.parametrize(
    "name", ["gensim_LdaModel", "tomotopy_LDAModel", "sklearn_LatentDirichletAllocation"]
)
def test_topics_of_new_texts_are_inferred_with_the_models_prior(name: str) -> None:
    """Latent Dirichlet allocation of any library has one."""
    model = own_model(name)
    assert np.array_equal(infer(model, MATRIX).argmax(axis=1), model.doc_topic.argmax(axis=1))


def test_the_same_model_gives_the_same_shares_and_is_not_changed() -> None:
    """Gensim's inference is random: each unit gets the same start, whatever the others are."""
    dictionary, corpus = bags()
    model = LdaModel(corpus, id2word=dictionary, num_topics=3, passes=5, random_state=1)
    state = model.random_state
    first, again = topics.from_gensim(model, MATRIX), topics.from_gensim(model, MATRIX)
    assert np.array_equal(first.doc_topic, again.doc_topic)
    assert model.random_state is state
    fewer = DocTermMatrix(MATRIX.counts[5:8], MATRIX.vocabulary, units_of(3), units_of(0))
    alone = topics.from_gensim(model, fewer)
    order = first.topics[
        [np.abs(first.topic_term - row).sum(axis=1).argmin() for row in alone.topic_term]
    ]
    assert np.allclose(alone.doc_topic, first.doc_topic[5:8][:, first.rows_of(order)], atol=1e-6)


def test_terms_are_matched_by_name() -> None:
    """Terms of one side alone are told of; they get probability 0, or are left out."""
    names = [f"x{name}" if j < 2 else name for j, name in enumerate(MATRIX.vocabulary)]
    model = NMF(3, random_state=1, init="nndsvda").fit(MATRIX.counts.toarray())
    with pytest.warns(TopicsWarning, match="lacks 2 of the 18 terms"):
        found = topics.from_sklearn(model, MATRIX, names)
    assert not found.topic_term[:, :2].any()
    reverse = NMF(3, random_state=1, init="nndsvda").fit(MATRIX.counts.toarray()[:, ::-1])
    same = topics.from_sklearn(reverse, MATRIX, MATRIX.vocabulary[::-1])
    plain = own_model("sklearn_NMF")
    assert agreement(same, plain)[1][0].value == pytest.approx(1)
    frame = pd.DataFrame(MATRIX.counts.toarray(), columns=list(MATRIX.vocabulary)).iloc[:, ::-1]
    framed = topics.from_sklearn(NMF(3, random_state=1, init="nndsvda").fit(frame), MATRIX)
    assert np.array_equal(framed.doc_topic, same.doc_topic)


def test_a_tomotopy_model_of_other_documents_is_inferred() -> None:
    """LDA infers the units; a model without a prior needs documents that are the units."""
    half = words()[::2]
    found = topics.from_tomotopy(tomotopy_model("LDAModel", half, k=3), MATRIX)
    main = found.main_topics()
    assert [len(set(main[b == BLOCK])) for b in range(N_BLOCKS)] == [1] * N_BLOCKS
    shuffled = [words()[i] for i in np.random.default_rng(1).permutation(len(BLOCK))]
    found = topics.from_tomotopy(tomotopy_model("LDAModel", shuffled, k=3), MATRIX)
    main = found.main_topics()
    assert [len(set(main[b == BLOCK])) for b in range(N_BLOCKS)] == [1] * N_BLOCKS
    with pytest.raises(ModelError, match="one document for each unit"):
        topics.from_tomotopy(tomotopy_model("CTModel", half, k=3), MATRIX)


def test_stability_needs_an_engine() -> None:
    """A model of the user's own cannot be fitted again; it is not called unstable."""
    with pytest.raises(ModelError, match="cannot be fitted again"):
        stability(own_model("sklearn_NMF"), MATRIX)


def test_a_saved_tomotopy_model_is_taken_over_without_its_documents(tmp_path) -> None:
    """Its units are inferred."""
    model = tomotopy_model("LDAModel", words(), k=3)
    model.save(str(tmp_path / "lda.bin"), full=False)
    loaded = type(model).load(str(tmp_path / "lda.bin"))
    main = topics.from_tomotopy(loaded, MATRIX).main_topics()
    assert [len(set(main[b == BLOCK])) for b in range(N_BLOCKS)] == [1] * N_BLOCKS


def test_weighted_units_are_given_to_the_model_as_weighted() -> None:
    """A model of TF-IDF is asked with TF-IDF, and the model's counts stay counts."""
    matrix = topics.weigh(MATRIX, "tfidf")
    from topics.text.counting.weights import apply

    weights = sparse.csr_matrix(apply(matrix.counts, matrix.weighting))
    kmeans = KMeans(3, random_state=1, n_init=3).fit(weights)
    found = topics.from_sklearn(kmeans, matrix)
    labels = kmeans.predict(weights)
    assert len({*zip(labels.tolist(), found.main_topics().tolist(), strict=True)}) == 3
    assert found.term_counts.tolist() == MATRIX.counts.sum(axis=0).tolist()


def test_clusterings_take_matrices_of_counted_texts() -> None:
    """These have 64-bit indices, which scikit-learn's clusterings refuse."""
    counts = MATRIX.counts.copy()
    counts.indices = counts.indices.astype(np.int64)
    counts.indptr = counts.indptr.astype(np.int64)
    model = KMeans(3, random_state=1, n_init=3).fit(MATRIX.counts.toarray())
    found = topics.from_sklearn(model, replace(MATRIX, counts=counts))
    assert np.array_equal(found.doc_topic, topics.from_sklearn(model, MATRIX).doc_topic)


def test_clusters_with_negative_centres_get_the_words_of_their_units() -> None:
    """Centres of data that were centred have no shares of words."""
    model = KMeans(3, random_state=1, n_init=3).fit(MATRIX.counts.toarray())
    model.cluster_centers_ = model.cluster_centers_ - 1e-9
    found = topics.from_sklearn(model, MATRIX)
    main = found.main_topics()
    for block in range(N_BLOCKS):
        row = found.topic_term[found.rows_of([main[block]])[0]]
        assert row[6 * block : 6 * block + 6].sum() == pytest.approx(1)


def settled_nmf() -> NMF:
    """Return a model of five terms of scikit-learn's that the matrix does not name."""
    return NMF(2, random_state=0, tol=1.0).fit(np.eye(5))


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: topics.from_gensim("lda", MATRIX), WrongTypeError, "model of gensim"),
        (lambda: topics.from_gensim(NMF(), MATRIX), WrongTypeError, "model of gensim"),
        (lambda: topics.from_sklearn(LdaModel, MATRIX), WrongTypeError, "model of sklearn"),
        (lambda: topics.from_tomotopy(None, MATRIX), WrongTypeError, "model of tomotopy"),
        (lambda: topics.from_sklearn(NMF(), "matrix"), WrongTypeError, "DocTermMatrix"),
        (lambda: topics.from_sklearn(NMF(), MATRIX), ModelError, "not fitted"),
        (lambda: sklearn_model(TruncatedSVD(3)), ModelError, "negative weights"),
        (lambda: topics.from_sklearn(AgglomerativeClustering(), MATRIX), ModelError, "components_"),
        (lambda: topics.from_gensim(object.__new__(LdaSeqModel), MATRIX), ModelError, "LdaModel"),
        (
            lambda: topics.from_sklearn(settled_nmf(), MATRIX),
            ModelError,
            "5 columns, the matrix 18 terms",
        ),
        (
            lambda: topics.from_sklearn(settled_nmf(), MATRIX, list("abcde")),
            ModelError,
            "no term in common",
        ),
        (
            lambda: topics.from_sklearn(settled_nmf(), MATRIX, list("abc")),
            ModelError,
            "vocabulary has 3 terms",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_says_why(make, error: type[Exception], says: str) -> None:
    """The error says what the model lacks, or how to match its columns."""
    with pytest.raises(error, match=says):
        make()


def test_models_without_topics_of_words_are_refused() -> None:
    """Gensim's latent semantic indexing has negative weights; an untrained sampler no topics."""
    dictionary, corpus = bags()
    with pytest.raises(ModelError, match="LdaModel"):
        topics.from_gensim(LsiModel(corpus, id2word=dictionary, num_topics=3), MATRIX)
    tomotopy = pytest.importorskip("tomotopy")
    with pytest.raises(ModelError, match="not trained"):
        topics.from_tomotopy(tomotopy.LDAModel(k=3), MATRIX)
    with pytest.raises(ModelError, match="HLDAModel"):
        topics.from_tomotopy(tomotopy.HLDAModel(depth=2), MATRIX)


@pytest.mark.thorough
def test_an_ensemble_is_taken_over() -> None:
    """Its topics are the stable ones; one without any is refused."""
    found = gensim_model(EnsembleLda, num_topics=3, passes=5, num_models=3, ensemble_workers=1)
    assert replace(found, trace=()).n_topics >= 1
