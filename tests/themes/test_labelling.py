from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus.types import Corpus
from topics.errors import ModelError, WrongTypeError
from topics.models.types import TopicModel
from topics.runs.store import Run
from topics.text.counting.matrix import count
from topics.text.segmentation.segmenting import segment
from topics.themes.codebook import load_codebook
from topics.themes.coded import CodedParagraphs
from topics.themes.labelling import CHANCE, DAMPING, label, missing_seed_words, start_words
from topics.themes.types import Codebook, Theme

PARAGRAPHS = [("x.txt", n) for n in (2, 3, 4)]


def dealt(codebook: Codebook, seed: int) -> Codebook:
    """Return a codebook whose seed words are dealt to its themes at random."""
    words = [word for theme in codebook.themes for word in theme.seed_words]
    words = list(np.random.default_rng(seed).permutation(words))
    themes = []
    for theme in codebook.themes:
        n = len(theme.seed_words)
        themes.append(replace(theme, seed_words=tuple(dict.fromkeys(words[:n]))))
        words = words[n:]
    return replace(codebook, themes=tuple(themes))


def test_topics_are_labelled_where_a_theme_fits(model: TopicModel, codebook: Codebook) -> None:
    """Two topics speak with a theme's words, the third with none of them."""
    themes = label(model, codebook)
    assert themes.labels == ("sanitation", "economic_work", "")
    assert themes.states == ("named", "named", "none")
    assert (themes.p[:2] <= CHANCE).all()
    assert themes.p[2] == 1
    assert themes.runner_up[2] == ""


def test_scores_by_hand(model: TopicModel, codebook: Codebook) -> None:
    """A score is the mean of the seed words' support, times the root of their number."""
    themes = label(model, codebook)
    topic = model.topic_term[0]
    corpus = model.term_counts / model.term_counts.sum()
    speaks = (topic * np.log(topic / corpus))[:3] ** DAMPING
    assert np.isclose(themes.scores[0, 0], speaks.mean() * np.sqrt(3))
    assert themes.scores[0, 1] == 0


def test_a_single_word_names_no_topic(model: TopicModel, codebook: Codebook) -> None:
    """However strong it is, one seed word is no theme."""
    one = replace(codebook["sanitation"], seed_words=("创卫",))
    book = replace(codebook, themes=(one, *codebook.themes[1:]))
    themes = label(model, book)
    assert (themes.states[0], themes.labels[0]) == ("none", "")
    assert themes.runner_up[0] == "sanitation"


def test_coding_and_stability_make_a_name_doubtful(model: TopicModel, codebook: Codebook) -> None:
    """A name stays if the paragraphs agree and the topic is found again."""
    agreeing = CodedParagraphs.of(codebook, np.eye(3), PARAGRAPHS)
    assert label(model, codebook, agreeing, np.ones(3)).states == ("named", "named", "none")
    other = CodedParagraphs.of(codebook, np.eye(3)[[0, 0, 2]], PARAGRAPHS)
    assert label(model, codebook, other).states == ("named", "doubtful", "none")
    uncoded = CodedParagraphs.of(codebook, np.eye(3) * 0.4, PARAGRAPHS, none=np.full(3, 0.6))
    assert label(model, codebook, uncoded).states == ("doubtful", "doubtful", "none")
    lost = label(model, codebook, stability=[0.1, 1, 1])
    assert lost.states == ("doubtful", "named", "none")
    assert lost.labels == ("sanitation", "economic_work", "")


def test_wrong_evidence_is_refused(model: TopicModel, codebook: Codebook) -> None:
    """One share per topic, from 0 to 1; coded paragraphs are those of `code`."""
    with pytest.raises(ModelError, match="stability"):
        label(model, codebook, stability=[0.5, 0.5])
    with pytest.raises(ModelError, match="stability"):
        label(model, codebook, stability=[18, 20, 20])
    with pytest.raises(WrongTypeError, match="coded"):
        label(model, codebook, codebook)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(3)))
def test_labels_do_not_depend_on_the_order_of_topics(order: list[int]) -> None:
    """Topics in another order have the same tests."""
    rng = np.random.default_rng(5)
    phi = rng.dirichlet(np.full(30, 0.2), 3)
    words = tuple(f"w{j:02d}" for j in range(30))
    book = Codebook(
        tuple(Theme(f"t{i}", f"t{i}", "", words[i * 8 : i * 8 + 8]) for i in range(3)), "b", ""
    )
    from tests.models.corpora import model_of

    plain = label(model_of(phi, np.eye(3)), book)
    moved = label(model_of(phi[order], np.eye(3)), book)
    assert moved.labels == tuple(plain.labels[k] for k in order)
    assert moved.states == tuple(plain.states[k] for k in order)
    assert (moved.p == plain.p[order]).all()
    assert (moved.hold == plain.hold[order]).all()


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
    """City creation and economic work, and sanitation in LDA, are topics with telling words.

    The likeliest of four starts of k-means has no cluster for sanitation, that of twenty has one.
    """
    telling = {
        "city_creation": {"文明城市", "测评"},
        "sanitation": {"创卫", "国家卫生城市"},
        "economic_work": {"企业", "经济", "投资"},
    }
    if engine == "kmeans":
        del telling["sanitation"]
    table = seeds_run.tables["topics"]
    for theme, expected in telling.items():
        named = table[(table["engine"] == engine) & (table["theme"] == theme)]
        assert any(expected & set(words.split()) for words in named["top_terms"]), theme


@pytest.mark.parametrize("engine", ["lda", "kmeans"])
def test_topics_of_the_seeds_have_few_names_if_seed_words_are_dealt(
    seeds_run: Run, engine: str
) -> None:
    """Themes whose words have nothing in common hardly name a topic."""
    model = seeds_run.models[engine]
    states = Counter(
        state for seed in range(4) for state in label(model, dealt(load_codebook(), seed)).states
    )
    assert states["named"] <= 4
    assert Counter(label(model, load_codebook()).states)["none"] <= model.n_topics // 2


def test_states_and_labels_of_the_seeds_agree(seeds_run: Run) -> None:
    """A topic has a theme unless its state is none, and always a label that is no number."""
    table = seeds_run.tables["topics"]
    assert set(table["state"]) <= {"named", "doubtful", "none"}
    assert ((table["state"] == "none") == (table["theme"] == "")).all()
    assert (table.loc[table["state"] != "none", "theme_p"] <= CHANCE).all()
    assert table["theme_hold"].between(0, 1).all()
    assert (table["runner_up"] != table["theme"]).all()
    assert not table["label"].str.fullmatch(r"\d*").any()
