"""Document completion: score, perplexity, grid search."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

from tests.models.corpora import block_counts
from topics.errors import ModelError
from topics.models.lda.estimator import LDA


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
