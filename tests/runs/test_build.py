"""Tables of topics: ids, ranks and shares as the model holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.models.corpora import block_counts, matrix_of
from topics.models.fitting import fit
from topics.runs.build import _topic_terms, _topics
from topics.themes.labelling import label
from topics.themes.types import Codebook, Theme

BOOK = Codebook((Theme("first", "一", "", ("w00", "w01")),), "book.toml", "")


def test_tables_of_topics_hold_ids_and_ranks() -> None:
    """Ids may be permuted and have gaps; ``rank`` at the right is the order by share."""
    model = fit(matrix_of(block_counts()), "kmeans", n_components=3)
    model = replace(model, topics=np.array([3, 1, 7]))
    topics = _topics(model, label(model, BOOK), {})
    assert topics["topic"].tolist() == [3, 1, 7]
    assert topics["rank"].tolist() == [1, 2, 3]
    assert topics.columns[-1] == "rank"
    terms = _topic_terms(model)
    assert terms["topic"].drop_duplicates().tolist() == [3, 1, 7]
    assert terms.groupby("topic").size().nunique() == 1
