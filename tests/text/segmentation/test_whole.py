"""Words that jieba never reads as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.segmentation.mixed import CUTS
from topics.corpus.corpus import read
from topics.errors import LexiconError
from topics.text.counting.matrix import count
from topics.text.lexicon.lexicon import Entry, Lexicon, load_lexicon
from topics.text.segmentation.segmenters import SEGMENTERS
from topics.text.segmentation.segmenting import segment, segment_texts
from topics.text.segmentation.whole import WholeWords

KINDS = {
    "digits and letters": ["5G", "3D打印", "A股", "T恤", "K歌", "2035年远景目标", "4K"],
    "numbers as names": ["十四五", "九一八", "三八红旗手", "百强县", "第一动力", "八一", "12345"],
    "signs": ["C++", "C#", "Wi-Fi", "AT&T", "嘎玛·泽登", "买买提•艾力", '"Color OS"', "一带-一路"],
    "rare characters": ["㓥房", "γ射线", "étude", "𠮷野家"],
}


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
@pytest.mark.parametrize("segmenter", SEGMENTERS)
@pytest.mark.parametrize("words", KINDS.values(), ids=KINDS)
def test_what_a_dictionary_holds_is_counted(
    tmp_path: Path, words: list[str], segmenter: str
) -> None:
    """Each word of a study's dictionary is one counted term, and its span is the word as shown."""
    (tmp_path / "d.txt").write_text("\n".join(words), "utf-8")
    shown = [word.strip('"') for word in words]
    text = "".join(f"我们用{word}来说明这件事情，大家都很赞成。" for word in shown)
    (tmp_path / "a.txt").write_text(text, "utf-8")
    corpus = read(tmp_path / "a.txt")
    tokens = segment(corpus, segmenter, load_lexicon(tmp_path / "d.txt"))
    matrix = count(tokens, min_df=1, max_df=1.0)
    (block,) = corpus.running_text()
    surfaces = {block.text[start:end] for start, end in tokens.spans.tolist()}
    assert set(shown) <= surfaces
    terms = {w.strip('"').lower().replace(" ", "_").replace("•", "·") for w in words}
    assert terms <= set(matrix.vocabulary)


@pytest.mark.parametrize("segmenter", SEGMENTERS)
def test_a_word_inside_another_is_left_alone(segmenter: str) -> None:
    """``color os`` is not found in color oslo, and k+ not in park+."""
    lexicon = Lexicon((Entry("color os", 9, "n"), Entry("k+", 9, "n")), frozenset())
    (chunk,) = segment_texts(["color oslo park+ color os，k+。"], segmenter, lexicon)
    assert list(chunk.new_terms) == ["color", "oslo", "park", "color_os", "k+"]


@pytest.mark.parametrize("segmenter", SEGMENTERS)
def test_no_word_is_in_two_texts(segmenter: str) -> None:
    """A word with a blank is not found where one text ends with its beginning."""
    lexicon = Lexicon((Entry("color os", 9, "n"), Entry("os x", 9, "n")), frozenset())
    (chunk,) = segment_texts(["㍿ Color", "OS X", "Color OS"], segmenter, lexicon)
    assert [chunk.new_terms[i] for i in chunk.term_ids] == ["株式会社", "color", "os_x", "color_os"]
    assert chunk.indptr.tolist() == [0, 2, 3, 4]


@given(st.text("a ·+é㓥房嘎玛泽登创文。", max_size=30))
def test_words_cover_the_text(text: str) -> None:
    """Whatever a text, its words and the characters between them are the whole text."""
    entries = [Entry(word, 9, "n") for word in ("嘎玛·泽登", "㓥房", "a+", "a é")]
    shown, found = WholeWords(CUTS["rjieba"], entries)(text)
    assert found.sum() == len(shown) == len(text)
    assert (found > 0).all()


def test_a_word_that_is_never_one_cannot_be_split() -> None:
    """Frequency 0 on a word that jieba never reads as one is an error."""
    with pytest.raises(LexiconError, match="'c\\+\\+' of frequency 0"):
        WholeWords.apart([Entry("c++", 0, "n")])


@pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning")
def test_the_stop_words_of_a_lexicon_reach_the_count(tmp_path: Path) -> None:
    """A stop list given to `load_lexicon` is used by `count` without being given again."""
    (tmp_path / "s.txt").write_text("水稻", "utf-8")
    (tmp_path / "a.txt").write_text("我们讨论水稻和小麦的种植。", "utf-8")
    corpus = read(tmp_path / "a.txt")
    lexicon = load_lexicon(stop_words=tmp_path / "s.txt")
    assert "水稻" not in count(segment(corpus, lexicon=lexicon), min_df=1, max_df=1.0).vocabulary
    assert "水稻" in count(segment(corpus), min_df=1, max_df=1.0).vocabulary
