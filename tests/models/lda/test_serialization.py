"""LDA on disk, and exchanged with gensim."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.corpora import block_counts, block_seeds
from topics.errors import ModelError, OutputError
from topics.models.lda.estimator import LDA


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
    assert str(caught.value).startswith(f"{path}: is damaged")
