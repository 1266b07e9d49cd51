"""Three speeches, and a model of them made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import topics
from topics.corpus.types import Corpus
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix
from topics.text.units import Unit, Units
from topics.themes.types import Codebook, Theme

VOCABULARY = ("公园", "公厕", "垃圾", "学校", "教师", "企业", "投资")
TEXTS = [
    "街道的垃圾要清理，公园要绿化，这是一件大事。\n学校的教师要读书。\n公厕的垃圾要清理。",
    "企业要投资，投资要落实，企业要发展。\n街道的垃圾要清理，公厕要打扫干净。",
    "教师和学校都要努力，学校要办好。",
]


@pytest.fixture(scope="session")
def small() -> Corpus:
    """Return six paragraphs in three speeches."""
    titles = [f"第{i}次讲话" for i in range(1, len(TEXTS) + 1)]
    return topics.read(pd.DataFrame({"title": titles, "text": TEXTS}))


@pytest.fixture(scope="session")
def counted(small: Corpus) -> DocTermMatrix:
    """Return the counts of the vocabulary in the paragraphs, in order."""
    blocks = list(small.running_text())
    counts = [[float(block.text.count(word)) for word in VOCABULARY] for block in blocks]
    units = Units.of(Unit(b.source, b.speech, "", (b.paragraph,)) for b in blocks)
    empty = Units.of([])
    return DocTermMatrix(sparse.csr_array(np.array(counts)), VOCABULARY, units, empty)


@pytest.fixture(scope="session")
def model(counted: DocTermMatrix) -> TopicModel:
    """Return the topics 1 (streets), 2 (schools), 3 (firms) and 5 (schools as well)."""
    words = np.array(
        [
            [3.0, 3, 8, 0, 0, 0, 0],
            [0, 0, 0, 5, 5, 0, 0],
            [0, 0, 0, 0, 0, 5, 5],
            [0, 0, 0, 4, 2, 0, 0.5],
        ]
    )
    topic_term = words / words.sum(axis=1, keepdims=True)
    own = counted.counts @ topic_term.T + 0.01
    doc_topic = np.asarray(own / own.sum(axis=1, keepdims=True))
    unit_counts = np.asarray(counted.counts.sum(axis=1), float)
    share = (doc_topic * unit_counts[:, None]).sum(axis=0) / unit_counts.sum()
    return TopicModel(
        topic_term=topic_term,
        doc_topic=doc_topic,
        share=share,
        term_counts=np.asarray(counted.counts.sum(axis=0), float),
        unit_counts=unit_counts,
        vocabulary=VOCABULARY,
        units=counted.units,
        engine="lda",
        params={},
        random_state=1,
        trace=(),
        topics=np.array([1, 2, 3, 5]),
    )


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """Return two themes."""
    return Codebook(
        (
            Theme("city", "城市", "City", ("垃圾", "公园")),
            Theme("school", "学校", "School", ("学校", "教师")),
        ),
        "book.toml",
        "0" * 64,
    )
