"""A small model whose topics are known."""

from __future__ import annotations

import numpy as np
import pytest

from topics.models.types import TopicModel
from topics.text.types import Unit, Units
from topics.themes.types import Codebook, Theme

VOCABULARY = (
    "创卫",
    "垃圾",
    "保洁",
    "企业",
    "投资",
    "增长",
    "大会",
    *"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳",
)


@pytest.fixture
def codebook() -> Codebook:
    """Return three themes, one of them with words the model does not count."""
    return Codebook(
        (
            Theme("sanitation", "卫生", "Sanitation", ("创卫", "垃圾", "保洁", "公厕")),
            Theme("economic_work", "经济", "Economy", ("企业", "投资", "增长")),
            Theme("ritual", "礼仪", "Ritual", ("大会", "感谢"), frame=True),
        ),
        "book.toml",
        "0" * 64,
    )


@pytest.fixture
def model() -> TopicModel:
    """Return three topics: sanitation, economy, and one of no theme."""
    weights = np.full((3, len(VOCABULARY)), 0.1)
    weights[0, :3], weights[1, 3:6], weights[2, 7:] = 5.0, 5.0, 3.0
    doc_topic = np.array([[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.0, 0.0, 1.0]])
    return TopicModel(
        topic_term=weights / weights.sum(axis=1, keepdims=True),
        doc_topic=doc_topic,
        share=np.array([0.4, 0.35, 0.25]),
        term_counts=weights.sum(axis=0),
        unit_counts=np.ones(3),
        vocabulary=VOCABULARY,
        units=Units.of(Unit("x.txt", 1, "", (n,)) for n in (2, 3, 4)),
        engine="lda",
        params={},
        random_state=1,
        trace=(),
    )
