"""Topics are named by ids: permuted or with gaps, they mean the same everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.models.corpora import block_counts, matrix_of, model_of
from topics.corpus.types import Corpus
from topics.errors import ModelError
from topics.evaluate.engine_agreement import agreement
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.report.ldavis_data import ldavis_data
from topics.text.counting.matrix import count
from topics.text.segmentation.segmenting import segment
from topics.themes.labelling import label
from topics.themes.types import Codebook, Theme

IDS = np.array([3, 1, 7])


@pytest.fixture(scope="module")
def model() -> TopicModel:
    """Return three topics under ids that are neither sorted nor without gaps."""
    counts = block_counts() * (1 + np.arange(36) % 3)[:, None]
    return replace(fit(matrix_of(counts), "lda", n_components=3, n_init=1), topics=IDS)


def test_a_first_fit_numbers_topics_by_falling_share(model: TopicModel) -> None:
    """Ids are 1, 2, ... where none are given, and equal the ranks."""
    first = fit(matrix_of(block_counts()), "kmeans", n_components=3, n_init=1)
    assert first.topics.tolist() == first.rank.tolist() == [1, 2, 3]


def test_rank_is_the_order_by_share(model: TopicModel) -> None:
    """Whatever the ids and the order of rows; ties keep the order of rows."""
    assert model.rank.tolist() == [1, 2, 3]
    order = [2, 0, 1]
    turned = replace(
        model,
        topic_term=model.topic_term[order],
        doc_topic=model.doc_topic[:, order],
        share=model.share[order],
        topics=IDS[order],
    )
    assert turned.rank.tolist() == [3, 1, 2]
    assert turned.main_topics().tolist() == model.main_topics().tolist()
    assert replace(model, share=np.full(3, 1 / 3)).rank.tolist() == [1, 2, 3]


def test_main_topics_and_tables_hold_ids(model: TopicModel) -> None:
    """A unit's main topic is an id, and so is a row of the table of topics."""
    assert model.main_topics().tolist() == IDS[model.doc_topic.argmax(axis=1)].tolist()
    assert model.to_pandas()["topic"].tolist() == [3, 1, 7]
    assert model.rows_of([7, 3, 3]).tolist() == [2, 0, 0]
    with pytest.raises(ModelError, match="no topic 2; its topics are 3, 1, 7"):
        model.rows_of([3, 2])


def test_ids_change_names_and_nothing_else(model: TopicModel) -> None:
    """Agreement and labels of a model with other ids are the same rows under these ids."""
    plain = replace(model, topics=np.arange(1, 4))
    name = dict(zip([1, 2, 3], IDS, strict=True))
    table, scores = agreement(model, plain)
    right, right_scores = agreement(plain, plain)
    expected = right.assign(topic_a=right["topic_a"].map(name))
    pd.testing.assert_frame_equal(table, expected, check_dtype=False)
    assert repr(scores) == repr(right_scores)  # nan is not equal to nan
    words = top_words(plain)[1][:4]
    book = Codebook((Theme("second", "二", "", words),), "book.toml", "")
    assert label(model, book).labels == label(plain, book).labels == ("", "second", "")


def test_the_pyldavis_page_shows_ids(model: TopicModel) -> None:
    """Circles, bars and shares by term carry the ids, and the same numbers as without."""
    data, plain = ldavis_data(model), ldavis_data(replace(model, topics=np.arange(1, 4)))
    assert data["topic.order"] == data["mdsDat"]["topics"] == [3, 1, 7]
    assert set(data["tinfo"]["Category"]) == {"Default", "Topic3", "Topic1", "Topic7"}
    name = dict(zip([1, 2, 3], IDS.tolist(), strict=True))
    assert data["token.table"]["Topic"] == [name[t] for t in plain["token.table"]["Topic"]]
    assert data["mdsDat"]["Freq"] == plain["mdsDat"]["Freq"]


def test_shares_are_float32_and_rows_still_sum_to_1(model: TopicModel) -> None:
    """Within 1e-6, summed in double precision; the share of a topic was found before."""
    assert model.doc_topic.dtype == np.float32
    np.testing.assert_allclose(model.doc_topic.sum(axis=1, dtype=float), 1.0, atol=1e-6)
    assert model.share.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("ids", [[1, 1], [0, 1], [1, 2, 3]])
def test_wrong_ids_are_refused(ids: list[int]) -> None:
    """Ids are different integers from 1 up, one for each topic."""
    with pytest.raises(ValueError, match="topics must"):
        replace(model_of(np.eye(2), np.eye(2)), topics=np.array(ids))


def test_documents_are_the_units_with_most_of_a_topic(model: TopicModel) -> None:
    """They are in order of share, of equal shares the longer first; no text without a corpus."""
    topic = int(model.topics[1])
    table = model.documents(topic, 5)
    assert list(table) == ["source", "speech", "section", "paragraph", "share"]
    shares = model.doc_topic[:, model.rows_of([topic])[0]]
    assert table["share"].tolist() == sorted(shares.tolist(), reverse=True)[:5]
    even = replace(model, doc_topic=np.full_like(model.doc_topic, 1 / 3))
    longest = np.argsort(-model.unit_counts, kind="stable")[:5]
    assert even.documents(topic, 5)["paragraph"].tolist() == [
        model.units[i].paragraphs[0] for i in longest
    ]
    with pytest.raises(ModelError, match="no topic 99"):
        model.documents(99)
    with pytest.raises(ModelError, match="topic ="):
        model.documents("1")  # type: ignore[arg-type]


def test_documents_have_the_texts_of_their_units(corpus: Corpus) -> None:
    """From the texts to the model nothing has to be given twice; a speech has all paragraphs."""
    matrix = count(segment(corpus), unit="speech")
    model = fit(matrix, "kmeans", n_components=2, n_init=1)
    table = model.documents(1, 2)
    for row in table.itertuples():
        unit = next(u for u in model.units if (u.source, u.speech) == (row.source, row.speech))
        own = [p.text for p in corpus.paragraphs if p.source == row.source]
        assert row.text.split("\n") == [own[n - 1] for n in unit.paragraphs]


def test_top_terms_are_ranked_for_each_topic(model: TopicModel) -> None:
    """One row per id, one column per rank; names where there are any."""
    table = model.top_terms(2)
    assert table.index.name == "topic"
    assert table.index.tolist() == list(IDS)
    assert list(table) == [1, 2]
    assert [" ".join(row) for row in table.to_numpy()] == model.to_pandas(2)["top_terms"].tolist()
    named = replace(model, labels={IDS[0]: "城市"}).top_terms(1)
    assert named["label"].tolist() == ["城市", "", ""]


def test_names_of_topics_follow_the_language(model: TopicModel) -> None:
    """A topic without an English name has its Chinese one."""
    named = replace(model, labels={IDS[0]: "城市", IDS[1]: "乡村"}, labels_en={IDS[0]: "City"})
    assert list(named.names("en").values()) == ["City", "乡村", ""]
    assert list(named.names("zh").values()) == ["城市", "乡村", ""]
    assert named.top_terms(1)["label"].tolist() == ["City", "乡村", ""]


def test_terms_that_a_topic_does_not_have_are_no_top_terms(model: TopicModel) -> None:
    """A row is filled up with empty texts."""
    one = np.zeros_like(model.topic_term)
    one[:, 0] = 1
    table = replace(model, topic_term=one).top_terms(3)
    assert table[[2, 3]].to_numpy().tolist() == [["", ""]] * 3
