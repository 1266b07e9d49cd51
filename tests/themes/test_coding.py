from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import ModelError, SettingsError, WrongTypeError
from topics.evaluate.gold import read_gold, theme_scores
from topics.models.types import TopicModel
from topics.text.normalize import normalize
from topics.text.types import Unit, Units
from topics.themes.choice import FLOOR, Choices
from topics.themes.codebook import load_codebook
from topics.themes.coding import code, evidence, fit_coder
from topics.themes.labelling import label
from topics.themes.seed_counts import count_seed_words
from topics.themes.types import Codebook
from topics.themes.weighing import WEIGHTS


@pytest.fixture
def three(tmp_path: Path) -> Corpus:
    lines = [
        "同志们：",
        "一、创卫要抓好。垃圾要清、保洁要勤，公厕要净，大家都来动手，人人都要参与进来。",
        "二、经济要发展。企业要做强，投资要做大，增长要加快，各项指标都要名列前茅才行。",
        "甲乙丙丁戊，这里什么主题也没有说到，只是一些别的话而已。",
        "这一段没有计数。",
    ]
    (tmp_path / "x.txt").write_text("\n".join(lines), "utf-8")
    return read(tmp_path)


def test_paragraphs_take_the_theme_of_their_words(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """Seed words decide; a paragraph that was not counted has no row."""
    coded = code(three, model, label(model, codebook))
    assert coded.keys == (("x.txt", 2), ("x.txt", 3), ("x.txt", 4))
    assert coded.themes() == ("sanitation", "economic_work", "")


def test_probabilities_sum_to_one(three: Corpus, model: TopicModel, codebook: Codebook) -> None:
    """Every row sums to 1, whether a model counted the paragraphs, or all are coded."""
    coded = code(three, model, label(model, codebook))
    for found in (coded, code(three, codebook), code(three, fit_coder(three, codebook))):
        assert np.allclose(found.with_none().sum(axis=1), 1)
        assert len(found.ids) == len(found.keys)
    table = coded.to_pandas()
    assert list(table.columns) == [
        *("source", "paragraph", "theme", "theme_share", "theme2", "theme2_share", "certain")
    ]
    has = table["theme"] != ""
    assert np.array_equal(table["theme_share"][has], coded.shares.max(axis=1)[has])
    assert table["theme_share"][~has].isna().all()
    assert (table["theme2_share"][has] <= table["theme_share"][has]).all()
    assert table["certain"].equals(table["theme_share"] >= 0.5)


def test_coding_needs_no_model(three: Corpus, model: TopicModel, codebook: Codebook) -> None:
    """A codebook is enough; a model only says which paragraphs were counted, a coder is reused."""
    alone, coder = code(three, codebook), fit_coder(three, codebook)
    counted = code(three, model, label(model, codebook))
    assert np.array_equal(alone.shares[:3], counted.shares[:3])
    assert (len(alone.keys), len(counted.keys)) == (4, 3)
    assert np.array_equal(code(three, coder).shares, alone.shares)
    with pytest.raises(WrongTypeError, match="themes must be omitted"):
        code(three, codebook, label(model, codebook))
    with pytest.raises(SettingsError, match="a Coder has its own"):
        evidence(three, coder, weights={"section": 0})
    wrong: Any = "themes.toml"
    with pytest.raises(WrongTypeError, match="a Codebook or a Coder, got str"):
        code(three, wrong)


def test_no_codebook_codes_nothing(three: Corpus, model: TopicModel) -> None:
    """Without themes no paragraph is said to be of none of them."""
    nothing = Codebook((), "none", "")
    assert code(three, nothing).keys == ()
    assert code(three, model, label(model, nothing)).by("source").empty
    assert evidence(three, nothing).empty


def test_evidence_adds_up_to_the_log_odds(three: Corpus, codebook: Codebook) -> None:
    """In each paragraph with evidence, sums of weights differ as the logarithms of the odds."""
    coded, table = code(three, codebook), evidence(three, codebook)
    assert set(table["kind"]) >= {"words", "position", "neighbours", "strength"}
    assert table["word"].ne("").equals(table["kind"].isin(["words", "heading", "section"]))
    for (_, number), own in table.groupby(["source", "paragraph"]):
        sums = own.groupby("theme")["weight"].sum().reindex(codebook.ids(), fill_value=0.0)
        chances = coded.shares[coded.paragraph == number][0]
        odds = np.log(chances / chances.max())
        assert np.allclose(sums - sums.max(), odds)


def test_topics_and_neighbours_alone_carry_no_theme(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """A paragraph that says nothing of any theme gets none, whatever stands about it."""
    named = replace(label(model, codebook), labels=("sanitation",) * 3)
    assert code(three, model, named).themes() == ("sanitation", "economic_work", "")


def test_a_speech_cut_at_its_end_has_no_closing(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """The last paragraph closes a speech that is whole, and nothing where the text breaks off."""
    units = Units.of([*model.units[:2], Unit("x.txt", 1, "", (5,))])
    counted = replace(model, units=units)
    found = {}
    for cut in ("", "start", "end", "start end"):
        speeches = [replace(speech, cut=cut) for speech in three.speeches]
        pieces = (three.pieces[0].with_speeches(speeches),)
        table = evidence(replace(three, pieces=pieces), counted, label(model, codebook))
        found[cut] = "position" in set(table.loc[table["paragraph"] == 5, "kind"])
    assert found == {"": True, "start": True, "end": False, "start end": False}


def test_a_single_paragraph_neither_opens_nor_closes(tmp_path: Path, codebook: Codebook) -> None:
    """Position speaks in speeches of several paragraphs, not in an abstract."""
    rows = [{"text": "本文研究垃圾的处理。"}, {"text": "本文研究企业的增长。"}]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "a.jsonl").write_text(lines, "utf-8")
    assert set(evidence(read(tmp_path), codebook)["kind"]) == {"words", "strength"}


def test_longer_seed_words_win_over_those_inside_them(tmp_path: Path, model: TopicModel) -> None:
    """卫生服务 speaks for livelihood only, though 卫生 inside it is a word of sanitation."""
    (tmp_path / "x.txt").write_text(
        "同志们：\n要完善社区卫生服务，方便群众看病，解决实际困难。\n天气很好，万里无云。\n"
        "山高水长，鸟语花香。",
        "utf-8",
    )
    codebook = load_codebook()
    coded = code(read(tmp_path), model, label(model, codebook))
    best = coded.codebook.ids()[coded.shares[0].argmax()]
    assert best == "livelihood"


def test_weights_replace_those_of_the_package(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """Given weights change the shares, their own values change nothing, 0 leaves evidence out."""
    themes = label(model, codebook)
    own = code(three, model, themes)
    same = code(three, model, themes, weights=WEIGHTS)
    assert np.array_equal(own.shares, same.shares)
    none = code(three, model, themes, weights=dict.fromkeys(WEIGHTS, 0.0))
    assert set(none.themes()) == {""}
    words = evidence(three, model, themes, weights=dict.fromkeys(WEIGHTS, 0.0) | {"words": 1})
    assert set(words["kind"]) == {"words", "strength"}
    assert set(words["paragraph"]) == {2, 3}


def test_evidence_without_weight_grounds_no_paragraph(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """Left out, the kinds of a paragraph's own say nothing: topics and neighbours never replace."""
    themes = replace(label(model, codebook), labels=("sanitation",) * 3)
    own = dict.fromkeys(("words", "heading", "section", "position"), 0)
    assert set(code(three, model, themes, weights=own).themes()) == {""}
    assert evidence(three, model, themes, weights=own).empty


def test_the_codebook_says_which_themes_frame_a_speech(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """A theme of any id may; two share the evidence of the position; without one there is none."""
    first, second, ritual = codebook.themes
    only = {name: float(name == "position") for name in WEIGHTS}
    for frames, expected in (
        ((True, False, False), [1, 0, 0]),
        ((True, False, True), [0.5, 0, 0.5]),
        ((False, False, False), [0, 0, 0]),
    ):
        chosen = zip((first, second, ritual), frames, strict=True)
        book = replace(codebook, themes=tuple(replace(t, frame=frame) for t, frame in chosen))
        table = evidence(three, model, label(model, book), weights=only)
        found = table[(table["paragraph"] == 2) & (table["kind"] == "position")]
        weight = found.set_index("theme")["weight"]
        shares = [weight.get(theme, 0) / max(weight.sum(), 1e-9) for theme in book.ids()]
        assert shares == pytest.approx(expected)
        assert set(table["kind"]) <= {"position", "strength"}
        assert 3 not in set(table["paragraph"])


def test_paragraphs_are_known_by_source_number_and_id(three: Corpus, codebook: Codebook) -> None:
    """Columns of the same length as the shares; ``keys`` puts two of them together."""
    coded, texts = code(three, codebook), three.running_text()
    assert [name.decode() for name in coded.ids] == [block.id for block in texts]
    assert (coded.source_names, coded.source.tolist()) == (("x.txt",), [0] * len(texts))
    assert coded.paragraph.tolist() == [block.paragraph for block in texts]
    assert coded.keys == tuple((block.source, block.paragraph) for block in texts)


def test_arguments_of_another_type_are_named(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """A codebook in place of themes, a path in place of a codebook, and swapped arguments."""
    wrong: Any = codebook
    with pytest.raises(WrongTypeError, match=re.escape("topics.label(model, codebook)")):
        code(three, model, wrong)
    wrong = model
    with pytest.raises(WrongTypeError, match="corpus must be a Corpus, got TopicModel"):
        code(wrong, model, label(model, codebook))
    wrong = "themes.toml"
    with pytest.raises(WrongTypeError, match=re.escape("topics.load_codebook(path)")):
        label(model, wrong)
    wrong = codebook
    with pytest.raises(WrongTypeError, match="model must be a TopicModel, got Codebook"):
        label(wrong, codebook)


def test_numbers_of_numpy_are_weights(three: Corpus, model: TopicModel, codebook: Codebook) -> None:
    """They are numbers like any other."""
    themes = label(model, codebook)
    weights = {"words": np.int64(2), "section": np.float32(0.5)}
    given = code(three, model, themes, weights=weights)
    same = code(three, model, themes, weights={"words": 2, "section": 0.5})
    assert np.array_equal(given.shares, same.shares)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"word": 1.0}, "Did you mean 'words'"),
        ({"words": -1.0}, "words = -1.0"),
        ({"section": float("nan")}, "section = nan"),
        ({"section": "1"}, "section = '1'"),
        ({"section": True}, "section = True"),
        ({"topics": 0}, "'topics' is not a kind of evidence"),
        ([1], "weights is a list"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(
    three: Corpus, model: TopicModel, codebook: Codebook, weights: Any, said: str
) -> None:
    """A misspelt kind gets the right one, a weight that is no number >= 0 is shown."""
    with pytest.raises(SettingsError, match=re.escape(said)):
        code(three, model, label(model, codebook), weights=weights)


def test_a_model_of_another_corpus_is_refused(
    three: Corpus, model: TopicModel, codebook: Codebook
) -> None:
    """So are the themes of another model; what does not know its origin is taken."""
    themes = label(model, codebook)
    other = replace(model, corpus_fingerprint="0123456789abcdef")
    with pytest.raises(ModelError, match="another corpus"):
        code(three, other, label(other, codebook))
    own = replace(model, corpus_fingerprint=three.fingerprint)
    assert code(three, own, themes).themes() == code(three, model, themes).themes()
    swapped = replace(model, topic_term=model.topic_term[[1, 0, 2]])
    with pytest.raises(ModelError, match="another model"):
        evidence(three, swapped, themes)
    assert code(three, swapped, replace(themes, model=""))


def test_evidence_adds_up(corpus: Corpus) -> None:
    """Weights of a theme sum to its utility, without what every theme has."""
    codebook = load_codebook()
    found, table = count_seed_words(corpus, codebook), evidence(corpus, codebook)
    coder = fit_coder(corpus, codebook)
    weighed = coder.weigh(found)
    choices = Choices(weighed.total, weighed.strength, found.length)
    utility = choices.design()[:, :-1] @ coder.coefficients
    utility -= coder.coefficients[1] * np.log(FLOOR)
    sums = table.pivot_table("weight", ["source", "paragraph"], "theme", "sum", fill_value=0.0)
    keys = pd.MultiIndex.from_tuples(found.keys)
    right = pd.DataFrame(utility, keys, codebook.ids())[weighed.grounded & ~found.repeats]
    assert len(sums) == len(right)
    aligned = sums.reindex(index=right.index, columns=right.columns, fill_value=0.0)
    assert np.allclose(aligned, right)
    assert set(table["kind"]) == {*WEIGHTS, "strength"}
    texts = {(b.source, b.paragraph): normalize(b.text)[0] for b in corpus.running_text()}
    words = table[table["kind"] == "words"]
    names = zip(words["source"], words["paragraph"], words["word"], strict=True)
    assert all(word in texts[source, number] for source, number, word in names)


def test_gold_themes_of_the_seeds(corpus: Corpus, gold: Path) -> None:
    """Four of five gold lines get their theme."""
    coded = code(corpus, load_codebook())
    accuracy, macro_f1 = theme_scores(corpus, coded, read_gold(gold / "themes.jsonl"))
    assert accuracy.value >= 0.8
    assert macro_f1.value >= 0.6


def test_what_does_not_belong_together_is_refused_without_fingerprints(
    three: Corpus, model: TopicModel, codebook: Codebook, tmp_path: Path
) -> None:
    """Models and themes of earlier versions have none: their paragraphs and topics are compared."""
    themes = replace(label(model, codebook), model="")
    assert model.corpus_fingerprint == ""
    code(three, model, themes)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/y.txt").write_text("同志们：\n要完善社区卫生服务，方便群众看病。", "utf-8")
    with pytest.raises(ModelError, match="3 of 3 paragraphs of the model's units are not in this"):
        code(read(tmp_path / "other"), model, themes)
    fewer = replace(themes, scores=themes.scores[:2], labels=themes.labels[:2])
    with pytest.raises(ModelError, match="label 2 topics, but the model has 3"):
        code(three, model, fewer)
