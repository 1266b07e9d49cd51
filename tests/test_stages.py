"""Stages: settings reach the function that needs them."""

from tests.models.corpora import block_counts, matrix_of
from topics.config import load_settings
from topics.stages import fit_engine


def test_options_of_an_engine_reach_its_estimator_and_no_other() -> None:
    """``[engine.lda]`` changes LDA's parameters; NMF keeps its own."""
    options = ["engine.lda.tol=0.01", "engine.lda.doc_topic_prior=[1, 2, 3]", "n_components=3"]
    settings = load_settings(overrides=options)
    matrix = matrix_of(block_counts())
    lda = fit_engine(matrix, "lda", settings, starts=None, embeddings=None)
    assert lda.params["tol"] == 0.01
    assert lda.params["doc_topic_prior"] == [1, 2, 3]
    nmf = fit_engine(matrix, "nmf", settings, starts=None, embeddings=None)
    assert nmf.params["tol"] == 1e-4
