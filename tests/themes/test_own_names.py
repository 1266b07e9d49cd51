from __future__ import annotations

from pathlib import Path

import numpy as np

import topics
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix
from topics.themes.own_names import own_names

WRITTEN = "提高市民素质，市民素质是基础，市民素质要抓紧。道路硬化。"
OTHER = "的 道路通畅，绿化道路，管网道路。"


def test_a_name_is_made_of_phrases_and_words(tmp_path: Path) -> None:
    """Words that the topic's paragraphs write together are one phrase; no single characters."""
    (tmp_path / "a.txt").write_text(f"在会上的讲话\n\n{WRITTEN}\n\n{OTHER}\n", "utf-8")
    corpus = topics.read(tmp_path)
    units = topics.count(topics.segment(corpus), min_df=1).units
    terms = ("市民", "素质", "道路", "的", "绿化")
    counts = np.array([[3.0, 3, 1, 0, 0], [0, 0, 3, 4, 1]])
    assert len(units) == 2
    model = _model(counts, terms, units)
    first, second = own_names(model, corpus)
    assert first.split("·")[0] == "市民素质"
    assert "的" not in second.split("·")
    assert second.split("·")[0] == "道路"


def test_a_topic_of_single_characters_is_called_by_them(tmp_path: Path) -> None:
    """A name is never empty."""
    (tmp_path / "a.txt").write_text(
        "在会上的讲话\n\n水在山中，山在水边，水落石出。\n\n加强领导，狠抓落实，健全机制。\n",
        "utf-8",
    )
    corpus = topics.read(tmp_path)
    units = topics.count(topics.segment(corpus), min_df=1).units
    counts = np.array([[2.0, 3], [2, 3]])[: len(units)]
    name = own_names(_model(counts, ("山", "水"), units), corpus)[0]
    assert set(name.split("·")) == {"山", "水"}


def test_a_function_word_names_a_topic_only_alone(tmp_path: Path) -> None:
    """Modal verbs, pronouns and relative times give way to any other word."""
    (tmp_path / "a.txt").write_text(
        f"在会上的讲话\n\n{WRITTEN}去年应该节约。\n\n{OTHER}可能应该去年完工。\n", "utf-8"
    )
    corpus = topics.read(tmp_path)
    units = topics.count(topics.segment(corpus), min_df=1).units
    assert len(units) == 2
    terms = ("应该", "去年", "可能", "节约", "浪费")
    counts = np.array([[9.0, 9, 9, 2, 1], [9, 3, 1, 0, 0]])
    first, second = own_names(_model(counts, terms, units), corpus)
    assert set(first.split("·")) == {"节约", "浪费"}
    assert set(second.split("·")) == {"应该", "去年", "可能"}


def test_topics_of_the_seeds_have_names_of_their_own(seeds_run: topics.Run) -> None:
    """Every name is of a few different words."""
    table = seeds_run.tables["topics"]
    unnamed = table[table["theme"] == ""]
    assert all(1 <= len(set(name.split("·"))) <= 3 for name in unnamed["label"])


def _model(counts: np.ndarray, terms: tuple[str, ...], units: DocTermMatrix) -> TopicModel:
    n = len(counts)
    return TopicModel(
        topic_term=counts / counts.sum(axis=1, keepdims=True),
        doc_topic=np.eye(n),
        share=np.full(n, 1 / n),
        term_counts=counts.sum(axis=0),
        unit_counts=counts.sum(axis=1),
        vocabulary=terms,
        units=units,
        engine="kmeans",
        params={},
        random_state=1,
        trace=(),
    )
