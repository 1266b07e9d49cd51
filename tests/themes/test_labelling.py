from __future__ import annotations

import numpy as np
import pytest

from topics.corpus.types import Corpus
from topics.models.types import TopicModel
from topics.runs.store import Run
from topics.text.counting.matrix import count
from topics.text.segmentation.segmenting import segment
from topics.themes.codebook import load_codebook
from topics.themes.labelling import FITS, label, missing_seed_words, start_words
from topics.themes.types import Codebook


def test_topics_are_labelled_where_a_theme_fits(model: TopicModel, codebook: Codebook) -> None:
    """Two topics speak with a theme's words, the third with none of them."""
    themes = label(model, codebook)
    assert themes.labels == ("sanitation", "economic_work", "")


def test_scores_by_hand(model: TopicModel, codebook: Codebook) -> None:
    """A score is the seed words' sum above chance, in standard deviations."""
    themes = label(model, codebook)
    topic = model.topic_term[0]
    corpus = model.term_counts / model.term_counts.sum()
    speaks = topic * np.log(topic / corpus)
    right = (speaks[:3].sum() - 3 * speaks.mean()) / (np.sqrt(3) * speaks.std())
    assert np.isclose(themes.scores[0, 0], right)
    assert right >= FITS
    assert themes.scores[0, 1] == 0


def test_seed_words_outside_the_vocabulary_are_listed(
    model: TopicModel, codebook: Codebook
) -> None:
    """What is not counted is named with its theme."""
    assert label(model, codebook).missing == (("sanitation", "公厕"), ("ritual", "感谢"))


def test_missing_seed_words_are_absent_or_uncounted(
    corpus: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """A word that the texts hold is uncounted, any other absent."""
    table = missing_seed_words(label(model, codebook), corpus)
    texts = "".join(block.text for block in corpus.paragraphs)
    assert list(zip(table["theme"], table["word"], strict=True)) == [
        ("sanitation", "公厕"),
        ("ritual", "感谢"),
    ]
    assert list(table["kind"]) == [
        "uncounted" if word in texts else "absent" for word in table["word"]
    ]


def test_start_words_are_those_counted_most_and_leave_topics_free(corpus: Corpus) -> None:
    """A fifth of the topics stays free; every start word is in the vocabulary."""
    matrix = count(segment(corpus))
    chosen = start_words(load_codebook(), matrix, 10)
    assert len(chosen) == 8
    assert all(word in matrix.vocabulary for words in chosen for word in words)
    assert len(start_words(load_codebook(), matrix, 2)) == 1


@pytest.mark.parametrize("engine", ["lda", "kmeans"])
def test_campaign_topics_of_the_seeds_are_named(seeds_run: Run, engine: str) -> None:
    """City creation, sanitation and economic work come out as topics with telling words."""
    telling = {
        "city_creation": {"文明城市", "测评"},
        "sanitation": {"创卫", "国家卫生城市"},
        "economic_work": {"企业", "经济", "投资"},
    }
    table = seeds_run.tables["topics"]
    for theme, expected in telling.items():
        named = table[(table["engine"] == engine) & (table["theme"] == theme)]
        assert any(expected & set(words.split()) for words in named["top_terms"]), theme
