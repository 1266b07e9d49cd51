"""Tables of topics: ids, ranks and shares as the model holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.models.corpora import block_counts, matrix_of
from topics.evaluate.stability import Stability, no_stability
from topics.models.fitting import fit
from topics.runs.topic_tables import terms_of_topics, topics_of_model
from topics.themes.labelling import label
from topics.themes.types import Codebook, Theme

BOOK = Codebook((Theme("first", "一", "", ("w00", "w01")),), "book.toml", "")


def test_tables_of_topics_hold_ids_and_ranks() -> None:
    """Ids may be permuted and have gaps; ``rank`` at the right is the order by share."""
    model = fit(matrix_of(block_counts()), "kmeans", n_components=3, n_init=1)
    model = replace(model, topics=np.array([3, 1, 7]))
    found = Stability(no_stability(), None)
    topics = topics_of_model(model, label(model, BOOK), {}, found, ("甲", "乙", "丙"))
    assert topics["topic"].tolist() == [3, 1, 7]
    assert topics["rank"].tolist() == [1, 2, 3]
    assert topics["found"].isna().all()
    assert list(topics.columns[-4:]) == ["theme_p", "theme_hold", "runner_up", "state"]
    assert set(topics["label"]) <= {"一", "甲", "乙", "丙"}
    terms = terms_of_topics(model, found)
    assert terms["topic"].drop_duplicates().tolist() == [3, 1, 7]
    assert terms.groupby("topic").size().nunique() == 1
