"""Tables of topics: ids, ranks and shares as the model holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.models.corpora import block_counts, matrix_of
from tests.report.conftest import make_model
from topics.evaluate.stability import Stability, no_stability
from topics.models.fitting import fit
from topics.runs.topic_tables import terms_of_topics, topics_of_model
from topics.themes.labelling import label
from topics.themes.types import Codebook, Theme

BOOK = Codebook((Theme("first", "一", "", ("w00", "w01")),), "book.toml", "")

WORDS = tuple(f"词{i:02d}" for i in range(90))


def test_tables_of_topics_hold_ids_and_ranks() -> None:
    """Ids may be permuted and have gaps; ``rank`` at the right is the order by share."""
    model = fit(matrix_of(block_counts()), "kmeans", n_components=3, n_init=1)
    model = replace(model, topics=np.array([3, 1, 7]))
    found = Stability(no_stability(), None)
    topics = topics_of_model(model, label(model, BOOK), {}, found, ("甲", "乙", "丙"))
    assert topics["topic"].tolist() == [3, 1, 7]
    assert topics["rank"].tolist() == [1, 2, 3]
    assert topics["found"].isna().all()
    assert list(topics.columns[-6:]) == ["theme_p", "theme_hold", "runner_up", "state", "x", "y"]
    assert set(topics["label"]) <= {"一", "甲", "乙", "丙"}
    terms = terms_of_topics(model, found)
    assert terms["topic"].drop_duplicates().tolist() == [3, 1, 7]
    assert terms.groupby("topic").size().nunique() == 1


def test_terms_of_a_topic_are_those_of_any_lambda() -> None:
    """The most probable ones by rank, then those that only lift brings; lift is p(w|t) / p(w)."""
    draw = np.random.default_rng(3)
    model = make_model(draw.dirichlet(np.full(90, 0.3), size=3), np.full((4, 3), 1 / 3), WORDS)
    terms = terms_of_topics(model, Stability(no_stability(), None))
    of_word = model.topic_term.mean(axis=0)
    for k, (_, own) in enumerate(terms.groupby("topic", sort=False)):
        assert own["rank"].is_monotonic_increasing
        assert own["rank"].tolist()[:30] == list(range(1, 31))
        lift = model.topic_term[k] / of_word
        columns = [WORDS.index(term) for term in own["term"]]
        assert np.allclose(own["lift"], lift[columns])
        assert set(np.argsort(-lift)[:30]) <= set(columns)
        assert len(own) == own["term"].nunique() < 90
