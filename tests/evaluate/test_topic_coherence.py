"""Coherence, diversity and exclusivity of top words."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from gensim.corpora import Dictionary
from gensim.models.coherencemodel import CoherenceModel
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluate.coherence_reference import Reference, gensim_windows, windows
from tests.models.corpora import model_of, units_of
from tests.peoples_daily import annotated
from topics.errors import ModelError, WrongTypeError
from topics.evaluate.texts import texts_of
from topics.evaluate.topic_coherence import coherence, mean_scores
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.settings_rules import UNITS
from topics.text.counting.matrix import count
from topics.text.types import Tokens, Unit, Units

NAMES = ["c_v", "c_npmi", "topic_diversity", "exclusivity"]


def by_name(scores):
    """Return scores in a dict."""
    return {score.name: score for score in scores}


def tokens_of(texts: list[list[str]], units: Units | None = None) -> Tokens:
    """Return the words of some paragraphs, by default those of `units_of`, as tokens."""
    terms = tuple(dict.fromkeys(word for text in texts for word in text))
    ids = [terms.index(word) for text in texts for word in text]
    return Tokens(
        units=units_of(len(texts)) if units is None else units,
        terms=terms,
        term_ids=np.array(ids, np.int32),
        spans=np.zeros((len(ids), 2), np.int32),
        indptr=np.cumsum([0, *map(len, texts)]).astype(np.int64),
    )


def model_over(n_texts: int, topic_term: list[list[float]], vocabulary: str = "") -> TopicModel:
    """Make a model by hand whose topics share each text equally."""
    shares = np.full((n_texts, len(topic_term)), 1 / len(topic_term))
    return model_of(topic_term, shares, vocabulary=vocabulary)


def blocks() -> list[list[str]]:
    """Return 36 texts, each of 20 words of one of three sets of six."""
    draw = np.random.default_rng(0)
    sets = [[f"词{'甲乙丙'[k]}{'一二三四五六'[j]}" for j in range(6)] for k in range(3)]
    return [draw.choice(sets[i % 3], 20).tolist() for i in range(36)]


def test_names_order_and_references():
    """Four scores, the higher the better, each with the paper that defines it."""
    tokens = tokens_of(blocks())
    matrix = count(tokens, stop_words=())
    scores = coherence(fit(matrix, "lda", n_components=3, random_state=0, n_init=1), tokens)
    assert [score.name for score in scores] == NAMES
    assert all(score.higher_is_better for score in scores)
    assert [score.reference for score in scores] == [
        "Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
        "Bouma 2009; Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
        "Dieng, Ruiz and Blei 2020, doi:10.1162/tacl_a_00325",
        "Bischof and Airoldi 2012, arXiv:1206.4631",
    ]
    assert [len(score.per_topic) for score in scores] == [3, 3, 0, 3]
    for score in scores:
        assert not score.per_topic or score.value == pytest.approx(np.mean(score.per_topic))


def people(n_texts: int = 60) -> tuple[list[list[str]], TopicModel]:
    """Return the first longer paragraphs of the People's Daily, and a model of four topics."""
    words = [[w for w in text if w[0].isalnum()] for text in annotated()]
    texts = [text for text in words if len(text) > 40][:n_texts]
    frequent = [w for w, _ in Counter(w for t in texts for w in t).most_common(60)]
    draw = np.random.default_rng(1)
    topic_term = np.zeros((4, 60))
    for row, n in zip(topic_term, (10, 10, 5, 2), strict=True):
        row[draw.permutation(60)[:n]] = np.arange(n, 0, -1) / (n * (n + 1) / 2)
    return texts, model_over(n_texts, topic_term, " ".join(frequent))


def gensims(texts: list[list[str]], model: TopicModel, measure: str) -> list[float]:
    """Return gensim's coherence of each topic, of topics with equally many words."""
    found = []
    for words in top_words(model, 10):
        found += CoherenceModel(
            topics=[list(words)],
            texts=texts,
            dictionary=Dictionary(texts),
            coherence=measure,
            topn=len(words),
            processes=1,
        ).get_coherence_per_topic()
    return found


@pytest.mark.parametrize(("measure", "size"), [("c_v", 110), ("c_npmi", 10)])
def test_coherence_is_the_published_one(measure, size):
    """On real text each topic has the value of its formulas, and gensim that of its fault."""
    texts, model = people()
    ours = by_name(coherence(model, tokens_of(texts)))[measure].per_topic
    right, faulty = Reference(windows(texts, size)), Reference(gensim_windows(texts, size))
    topics = top_words(model, 10)
    assert list(ours) == pytest.approx([getattr(right, measure)(t) for t in topics], abs=1e-9)
    expected = [getattr(faulty, measure)(t) for t in topics]
    assert gensims(texts, model, measure) == pytest.approx(expected, abs=1e-9)
    assert np.abs(np.subtract(ours, expected)).max() > 1e-3


@pytest.mark.parametrize("measure", ["c_v", "c_npmi"])
def test_coherence_is_that_of_gensim_where_no_word_repeats(measure):
    """In texts without a repeated word gensim has nothing to forget."""
    texts, model = people()
    texts = [list(dict.fromkeys(text)) for text in texts]
    ours = by_name(coherence(model, tokens_of(texts)))[measure].per_topic
    assert list(ours) == pytest.approx(gensims(texts, model, measure), abs=1e-9)


def test_bare_topics_have_the_scores_of_their_models():
    """Several sets of topics at once; rows of zeros, for topics without a partner, are none."""
    texts, model = people()
    sets = [model.topic_term, model.topic_term[:2], np.roll(model.topic_term, 3, axis=1)]
    padded = [np.vstack([sets[1], np.zeros((2, 60))]) if s is sets[1] else s for s in sets]
    found = mean_scores(padded, texts_of(model, tokens_of(texts)))
    assert list(found) == NAMES
    for i, topic_term in enumerate(sets):
        other = model_over(len(texts), topic_term, " ".join(model.vocabulary))
        for score in coherence(other, tokens_of(texts)):
            assert found[score.name][i] == pytest.approx(score.value)


def test_scores_have_the_spread_of_the_starts():
    """Mean and standard deviation over all starts, of which the likeliest has the value."""
    tokens = tokens_of(blocks())
    matrix = count(tokens, stop_words=())
    model = fit(matrix, "lda", n_components=5, n_init=3)
    single = [
        by_name(coherence(fit(matrix, "lda", n_components=5, n_init=1, random_state=i), tokens))
        for i in (1, 2, 3)
    ]
    for score in coherence(model, tokens):
        values = [scores[score.name].value for scores in single]
        assert score.value == pytest.approx(values[model.random_state - 1])
        # Starts are kept in float32, which may swap words of nearly equal probability.
        assert score.mean_starts == pytest.approx(np.mean(values), abs=1e-3)
        assert score.sd_starts == pytest.approx(np.std(values, ddof=1), abs=1e-3)
        assert math.isnan(single[0][score.name].mean_starts)


def test_windows_run_over_all_words_of_a_text():
    """Words that are not counted keep two others nine words apart, or ten."""
    for gap, together in ((8, 1), (9, 0)):
        texts = [["创建", *["的"] * gap, "文明"], *[["其他"]] * 3]
        model = model_over(4, [[0.5, 0.5]], "创建 文明")
        value = by_name(coherence(model, tokens_of(texts)))["c_npmi"].value
        assert (value > 0.5) == together


def test_paragraphs_without_a_counted_word_are_texts_too():
    """Their windows count, as the formulas have it; none is joined to another text."""
    texts = [["创建", "文明"], ["谢谢"], ["创建"], ["大家", "好"]]
    model = replace(model_over(2, [[0.5, 0.5]], "创建 文明"), units=units_of(4).take([0, 2]))
    found = by_name(coherence(model, tokens_of(texts)))["c_npmi"].value
    assert found == pytest.approx(Reference(windows(texts, 10)).c_npmi(["创建", "文明"]))


def test_npmi_by_hand():
    """Two words in 2 and 3 of 4 texts, together in 2: log(4/3) / log(2)."""
    model = model_over(4, [[0.4, 0.4, 0.2]], "创建 文明 其他")
    texts = [["创建", "文明"], ["文明", "没有", "创建"], ["文明"], ["其他"]]
    scores = by_name(coherence(model, tokens_of(texts), n_words=2))
    assert scores["c_npmi"].value == pytest.approx(math.log(4 / 3) / math.log(2))
    assert scores["topic_diversity"].value == 1.0
    assert scores["exclusivity"].value == 1.0


def test_words_never_seen_together_are_near_minus_one():
    """A pair in no common window counts by the epsilon of the paper, and is a number."""
    model = model_over(2, [[0.5, 0.5]], "创建 文明")
    score = by_name(coherence(model, tokens_of([["创建"], ["文明"]])))["c_npmi"]
    assert score.value == pytest.approx(math.log(1e-12 / 0.25) / -math.log(1e-12))


def test_topics_without_a_pair_in_the_texts_score_zero():
    """One word only, words in no text, or texts without words: no coherence, no NaN."""
    model = model_over(3, [[1, 0, 0, 0], [0, 0, 0.5, 0.5], [0.5, 0.5, 0, 0]], "创建 文明 未见 没有")
    scores = by_name(coherence(model, tokens_of([["创建", "文明"], ["创建"], ["其他"]])))
    assert scores["c_v"].per_topic[:2] == scores["c_npmi"].per_topic[:2] == (0.0, 0.0)
    assert scores["c_npmi"].per_topic[2] > 0
    assert [s.value for s in coherence(model, tokens_of([[]] * 3))[:2]] == [0.0, 0.0]


def test_diversity_is_the_share_of_different_words():
    """Three different words among four; of many words, the first 25 of each topic."""
    model = model_over(1, [[0.6, 0.4, 0], [0.6, 0, 0.4]])
    scores = by_name(coherence(model, tokens_of([["w00"]]), n_words=2))
    assert scores["topic_diversity"].value == 0.75
    falling = np.arange(40, 0, -1.0)
    model = model_over(1, np.array([falling, np.roll(falling, 5)]) / falling.sum())
    assert by_name(coherence(model, tokens_of([["w00"]])))["topic_diversity"].value == 30 / 50


def test_topics_of_a_text_are_more_coherent_than_mixed_ones():
    """Words of one block go together, words of three blocks do not."""
    tokens = tokens_of(blocks())
    words = " ".join(sorted(tokens.terms))  # set by set: 丙, 乙, 甲
    good = np.repeat(np.eye(3), 6, axis=1) / 6
    mixed = np.tile(np.eye(6) + 1e-3, (1, 3))[:3] / (3 + 18e-3)
    for name in ("c_v", "c_npmi"):
        models = [model_over(36, weights, words) for weights in (good, mixed)]
        scores = [by_name(coherence(model, tokens, 3))[name].value for model in models]
        assert scores[0] > scores[1]


@pytest.mark.parametrize("unit", UNITS)
def test_the_texts_are_the_units_of_the_model(unit):
    """Paragraphs, sections, turns or speeches: each is one text, its paragraphs' words in order."""
    # Two words that never share a paragraph share a section and a turn, two others a speech only.
    paragraphs = [["创建"], ["文明"], ["卫生"], ["其他"]]
    sections = ["1.1", "1.2", "2", "2"]
    units = Units.of(Unit("a.txt", 1, s, (i,)) for i, s in enumerate(sections, 1))
    more = Units.of([*units, Unit("a.txt", 2, "1", (5,))])
    more = replace(more, turn=np.array([0, 0, 1, 1, 0], np.int32))
    tokens = tokens_of([*paragraphs, ["其他"]], more)
    matrix = count(tokens, unit, min_df=1, max_df=1.0, stop_words=())
    pairs = {"paragraph": [], "section": ["文明"], "turn": ["文明"], "speech": ["文明", "卫生"]}[
        unit
    ]
    for word in ("文明", "卫生"):
        weights = [[float(term in ("创建", word)) / 2 for term in matrix.vocabulary]]
        model = model_of(weights, np.ones((len(matrix.units), 1)))
        model = replace(model, vocabulary=matrix.vocabulary, units=matrix.units)
        value = by_name(coherence(model, tokens, 2))["c_npmi"].value
        assert (value > 0) == (word in pairs)


@pytest.mark.parametrize(
    "texts", [[["城市"]], "城市", None, np.eye(2)], ids=["list", "text", "None", "array"]
)
def test_texts_in_another_form_are_refused(texts):
    """Whatever is not `Tokens` is named, and what to give instead."""
    model = model_over(1, [[0.5, 0.5]])
    said = f"tokens must be a Tokens, got {type(texts).__name__}. Pass what topics.segment"
    with pytest.raises(WrongTypeError, match=said):
        coherence(model, texts)


def test_a_matrix_is_no_model():
    """The message says which call makes one."""
    with pytest.raises(WrongTypeError, match="model must be a TopicModel, got Tokens"):
        coherence(tokens_of([["w00"]]), tokens_of([["w00"]]))


def test_no_words_are_refused():
    """There is nothing to score, and no warning of a library."""
    with pytest.raises(ModelError, match="n_words = 0"):
        coherence(model_over(1, [[0.5, 0.5]]), tokens_of([["w00"]]), n_words=0)


def test_tokens_of_another_corpus_are_refused():
    """The message names both corpora; without a fingerprint only the paragraphs are compared."""
    model, tokens = model_over(1, [[0.5, 0.5]]), tokens_of([["w00"]])
    counts = {"term_counts": np.array([1.0, 0.0]), "unit_counts": np.ones(1)}
    model = replace(model, corpus_fingerprint="fitted", **counts)
    coherence(model, tokens)
    coherence(model, replace(tokens, corpus_fingerprint="fitted"))
    with pytest.raises(ModelError, match="from corpus other, the model was fitted on corpus fitt"):
        coherence(model, replace(tokens, corpus_fingerprint="other"))


def test_tokens_of_another_segmentation_are_refused():
    """The same texts with other words give other counts than the model has."""
    model = replace(model_over(1, [[0.5, 0.5]]), corpus_fingerprint="fitted")
    with pytest.raises(ModelError, match="they give other counts"):
        coherence(model, tokens_of([["w00"]]))


def test_tokens_of_other_texts_are_refused():
    """A model's paragraphs that are not among the tokens are counted."""
    with pytest.raises(ModelError, match="2 of 3 paragraphs of the units are not among"):
        coherence(model_over(3, [[0.5, 0.5]]), tokens_of([["w00"]]))


TEXTS = st.lists(
    st.lists(st.sampled_from(["w00", "w01", "w02", "x"]), max_size=16), min_size=1, max_size=6
)


@settings(max_examples=30)
@given(TEXTS)
def test_no_texts_give_nan(texts):
    """Whatever the texts, every score is a finite number, that of the formulas, within bounds."""
    model = model_over(len(texts), [[0.5, 0.3, 0.2], [0.0, 0.5, 0.5], [1.0, 0.0, 0.0]])
    scores = by_name(coherence(model, tokens_of(texts)))
    for score in scores.values():
        assert math.isfinite(score.value)
        assert all(-1.0001 <= value <= 1.0001 for value in score.per_topic)
    if any(texts):
        reference = Reference(windows(texts, 10))
        expected = [reference.c_npmi(words) for words in top_words(model, 10)]
        assert list(scores["c_npmi"].per_topic) == pytest.approx(expected)
