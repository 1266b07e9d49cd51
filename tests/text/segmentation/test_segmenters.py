from __future__ import annotations

import importlib

import numpy as np
import pytest
from hypothesis import given, settings

from tests.text.segmentation.mixed import CUTS, texts, words
from topics.corpus.types import Corpus
from topics.errors import LexiconError
from topics.text.lexicon.lexicon import Entry, Lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import SEGMENTERS, tagger, words_of
from topics.text.segmentation.segmenting import segment_texts


@given(texts)
@settings(max_examples=500, deadline=None)
def test_both_segmenters_give_the_same_words(text: str) -> None:
    """Whatever the text, rjieba and jieba cut alike, and the words join to the text."""
    lengths = CUTS["rjieba"](text)
    assert lengths.tolist() == CUTS["jieba"](text).tolist()
    assert lengths.sum() == len(text)
    assert (lengths > 0).all()


@pytest.mark.thorough
def test_both_segmenters_cut_the_seeds_alike(corpus: Corpus) -> None:
    """On every paragraph of the seeds the words are the same, the dictionary included."""
    for block in corpus.running_text():
        text = normalize(block.text)[0]
        assert np.array_equal(CUTS["rjieba"](text), CUTS["jieba"](text))


@pytest.mark.thorough
def test_the_compiled_form_cuts_as_jieba_itself(corpus: Corpus) -> None:
    """With jieba's dictionary alone, each paragraph of the seeds is cut as by `jieba.lcut`."""
    jieba = importlib.import_module("jieba")
    cut = SEGMENTERS["jieba"](())
    for block in corpus.running_text():
        assert words_of(block.text, cut(block.text)) == jieba.lcut(block.text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2010-2012年", ["2010", "-", "2012", "年"]),
        (
            "covid-19_b 1.2.3 3.14%",
            ["covid", "-", "19", "_", "b", " ", "1.2", ".", "3", " ", "3.14%"],
        ),
        ("𠀀𠀁㐀", ["𠀀", "𠀁", "㐀"]),
        ("甲\ud800乙", ["甲", "\ud800", "乙"]),
    ],
)
def test_what_the_two_forms_read_differently_is_read_as_python_does(
    text: str, parts: list[str]
) -> None:
    """Parts of joined letters and digits are words, rare ideographs and surrogates too."""
    assert words(text, "rjieba") == words(text, "jieba") == parts


@pytest.mark.parametrize("name", SEGMENTERS)
@pytest.mark.parametrize(
    ("word", "frequency", "parts"),
    [
        ("创 卫", 1000, "创 |   | 卫"),
        ("γ射线", 1000, "γ | 射线"),
        ("㐀甲乙", 1000, "㐀 | 甲乙"),
        ("的是在", 1, "的 | 是 | 在"),
    ],
)
def test_an_entry_that_would_be_ignored_is_an_error(
    name: str, word: str, frequency: int, parts: str
) -> None:
    """An entry with a blank, a character that is never joined or too low a frequency is refused."""
    with pytest.raises(LexiconError) as error:
        SEGMENTERS[name]([Entry(word, frequency, "n")])
    assert f"'{word}' of frequency {frequency}: it splits it into {parts}." in str(error.value)


@pytest.mark.parametrize("name", SEGMENTERS)
def test_a_word_that_cannot_be_cut_is_an_error(name: str) -> None:
    """Frequency 0 for a word without shorter words in it would be silently ignored."""
    with pytest.raises(LexiconError, match="'徘徊' of frequency 0: its dictionary has no shorter"):
        SEGMENTERS[name]([Entry("徘徊", 0, "v")])


@pytest.mark.parametrize("name", SEGMENTERS)
def test_entries_are_kept_whole_or_cut(name: str) -> None:
    """Entries with digits, letters and a low line are whole; one of frequency 0 is cut."""
    entries = [Entry("12345热线", 100, "n"), Entry("a_1b", 100, "n"), Entry("充分发挥", 0, "l")]
    found = words("拨打12345热线x-a_1b充分发挥", name, SEGMENTERS[name](entries))
    assert found == ["拨打", "12345热线", "x", "-", "a_1b", "充分", "发挥"]


def test_an_instance_keeps_its_words_to_itself() -> None:
    """The entries of one instance are unknown to another."""
    for make in SEGMENTERS.values():
        assert make([Entry("甲乙丙丁戊", 1000, "n")])("甲乙丙丁戊").tolist() == [5]
        assert len(make(())("甲乙丙丁戊")) > 1


def test_the_tag_of_an_entry_is_honoured() -> None:
    """An entry's own tag goes before that of the dictionary; others keep theirs."""
    entries = [Entry("北京", 30000, "xx"), Entry("甲乙丙丁戊", 1000, "nt")]
    tags = tagger(entries)("甲乙丙丁戊在北京见上海，2010-2012、a-b")
    assert tags["北京"] == "xx"
    assert tags["甲乙丙丁戊"] == "nt"
    assert tags["上海"] == "ns"
    lexicon = Lexicon(tuple(entries), frozenset())
    chunk = next(segment_texts(["2010-2012年a-b与北京"], lexicon=lexicon, pos=("m", "eng", "xx")))
    assert dict(zip(chunk.new_terms, chunk.new_tags, strict=True)) == {
        **{"2010": "m", "2012": "m", "年": "m", "a": "eng", "b": "eng", "北京": "xx"}
    }


@pytest.mark.parametrize("name", SEGMENTERS)
def test_the_segmenters_cut_unknown_words_as_jieba_does(name: str) -> None:
    """Names that no dictionary has come out as jieba finds them."""
    assert words("小明在网易杭研大厦", name) == ["小明", "在", "网易", "杭研", "大厦"]
