from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.text.segmentation.mixed import CUTS, texts
from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import CorpusError, LexiconError, WrongTypeError
from topics.text.lexicon.lexicon import Entry, Lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import SEGMENTERS, words_of
from topics.text.segmentation.segmenting import segment, segment_texts
from topics.text.segmentation.stream import TokenChunk, tokenize_stream
from topics.text.segmentation.tokenizer import Tokenizer
from topics.text.segmentation.whole import WholeWords
from topics.text.types import Tokens, Unit, Units


def corpus_of(tmp_path: Path, *lines: str) -> Corpus:
    (tmp_path / "x.txt").write_text("\n".join(["同志们：", *lines]), "utf-8")
    return read(tmp_path)


def all_of(chunks: list[TokenChunk]) -> Tokens:
    """Put the chunks of a stream together, each text a unit."""
    lengths = [np.diff(chunk.indptr) for chunk in chunks]
    return Tokens(
        units=Units.of(Unit("x", 1, "", (i,)) for i in range(sum(map(len, lengths)))),
        terms=tuple(term for chunk in chunks for term in chunk.new_terms),
        term_ids=np.concatenate([np.zeros(0, np.int32), *(c.term_ids for c in chunks)]),
        spans=np.concatenate([np.zeros((0, 2), np.int32), *(c.spans for c in chunks)]),
        indptr=np.concatenate([np.zeros(1, np.int64), *lengths]).cumsum(),
    )


def cut_all(some: list[str], name: str = "rjieba") -> Tokens:
    """Cut texts with a segmenter that is there already: loading one takes most of a second."""
    return all_of(
        list(tokenize_stream(some, Tokenizer(WholeWords(CUTS[name]), None, ()), n_jobs=1))
    )


def surfaces(text: str, tokens: Tokens, unit: int) -> list[str]:
    spans = tokens.spans[tokens.indptr[unit] : tokens.indptr[unit + 1]].tolist()
    return [text[start:end] for start, end in spans]


@given(st.lists(texts, max_size=6), st.sampled_from(list(SEGMENTERS)))
def test_the_words_of_a_stream_are_those_of_each_text(some: list[str], name: str) -> None:
    """Texts cut together give the words that each gives alone, those with a letter or digit."""
    tokens = cut_all(some, name)
    for i, text in enumerate(some):
        alone = words_of(*WholeWords(CUTS["rjieba"])(normalize(text)[0]))
        assert tokens.words(i) == [w for w in alone if any(map(str.isalnum, w))]
    assert len(set(tokens.terms)) == len(tokens.terms)
    assert list(dict.fromkeys(tokens.term_ids.tolist())) == list(range(len(tokens.terms)))


@given(st.lists(texts, max_size=6))
def test_every_token_slices_back(some: list[str]) -> None:
    """A span contains the characters of its term, in either script and width."""
    tokens = cut_all(some)
    for i, text in enumerate(some):
        counted, index = normalize(text)
        start = 0
        for term, surface, span in zip(
            tokens.words(i),
            surfaces(text, tokens, i),
            tokens.spans[tokens.indptr[i] :],
            strict=False,
        ):
            # Found by the index, one after the other: the position of the term in the counted text.
            start = counted.index(term, start)
            assert span.tolist() == [index[start], index[start + len(term) - 1] + 1]
            assert 0 < len(surface) <= len(term)
            start += len(term)


def test_tokens_lead_to_their_surfaces_in_the_seeds(corpus: Corpus) -> None:
    """Each token's surface, counted for itself, is its term, traditional script included."""
    tokens = segment(corpus)
    text = {(b.source, b.paragraph): b.text for b in corpus.paragraphs}
    assert any("創" in t for t in text.values())
    for i, unit in enumerate(tokens.units):
        shown = text[unit.source, unit.paragraphs[0]]
        simple = normalize(shown)[0]
        spans = tokens.spans[tokens.indptr[i] : tokens.indptr[i + 1]].tolist()
        for term, (start, end) in zip(tokens.words(i), spans, strict=True):
            assert term in (normalize(shown[start:end])[0], simple[start:end])


def test_widths_and_ligatures_lead_back() -> None:
    """Full-width letters are one word with their own span; a ligature's word covers all of it."""
    text = "全市ＧＤＰ增长５％，ﬁnance㈠创建"
    tokens = all_of(list(segment_texts([text])))
    found = dict(zip(tokens.words(0), surfaces(text, tokens, 0), strict=True))
    assert found["gdp"] == "ＧＤＰ"
    assert found["finance"] == "ﬁnance"
    assert found["5%"] == "５％"
    assert found["一"] == "㈠"


def test_words_of_both_scripts_are_one_term(tmp_path: Path) -> None:
    """創建文明城市 and 创建文明城市 are counted as the same words."""
    lines = (
        "創建文明城市是長期的工作任務,必須依靠長期努力。",
        "创建文明城市是长期的工作任务,必须依靠长期努力。",
    )
    traditional, simplified = (segment(corpus_of(tmp_path, line)).words(0) for line in lines)
    assert traditional == simplified
    assert "文明城市" in traditional


def test_words_do_not_cross_punctuation(tmp_path: Path) -> None:
    """Punctuation is dropped after segmenting, so no word joins two clauses."""
    tokens = segment(corpus_of(tmp_path, "要推进民主，法制建设要加强。"))
    assert tokens.words(0) == ["要", "推进", "民主", "法制建设", "要", "加强"]


def test_repeated_paragraphs_are_counted_once(tmp_path: Path) -> None:
    """A paragraph that stood before gives no tokens."""
    line = "全市上下要统一思想、提高认识，把各项任务落到实处，确保完成目标。"
    tokens = segment(corpus_of(tmp_path, line, line))
    assert [u.paragraphs for u in tokens.units] == [(2,)]


def test_units_are_the_running_text_of_the_corpus(corpus: Corpus) -> None:
    """Each paragraph is a unit with its id, and the tokens carry the fingerprint of the corpus."""
    tokens = segment(corpus)
    repeated = {(d.source, d.paragraph) for d in corpus.duplicates}
    blocks = [b for b in corpus.running_text() if (b.source, b.paragraph) not in repeated]
    assert tokens.units == [Unit(b.source, b.speech, b.section, (b.paragraph,)) for b in blocks]
    assert tokens.units.ids.astype(str).tolist() == [b.id for b in blocks]
    assert tokens.corpus_fingerprint == corpus.fingerprint != ""
    assert tokens.spans.dtype == tokens.term_ids.dtype == np.int32
    assert tokens.indptr.dtype == tokens.units.indptr.dtype == np.int64


def test_campaign_words_come_out_whole(tmp_path: Path) -> None:
    """Words of the lexicon are not cut in two."""
    tokens = segment(corpus_of(tmp_path, "创卫和创文要抓好门前三包，四城联创要迎检，解决脏乱差。"))
    assert {"创卫", "创文", "门前三包", "四城联创", "迎检", "脏乱差"} <= set(tokens.words(0))


def test_an_unknown_segmenter_is_an_error(corpus: Corpus) -> None:
    """A misspelt segmenter is named with what is meant."""
    with pytest.raises(LexiconError, match="Did you mean 'rjieba'"):
        segment(corpus, "rjeiba")


@pytest.mark.parametrize("name", SEGMENTERS)
@pytest.mark.thorough
def test_parts_of_speech_are_a_filter(corpus: Corpus, name: str) -> None:
    """With pos only words whose tag begins so are kept, with the same spans as without it."""
    text = "我们要认真推进创卫工作，建设北京。"
    kept = list(segment_texts([text], name, pos=("n", "v")))
    all_words, some = all_of(list(segment_texts([text], name))), all_of(kept)
    assert all_words.words(0) == ["我们", "要", "认真", "推进", "创卫", "工作", "建设", "北京"]
    assert some.words(0) == ["要", "推进", "创卫", "工作", "建设", "北京"]
    assert kept[0].new_tags == ("v", "v", "v", "vn", "vn", "ns")
    assert {tuple(s) for s in some.spans.tolist()} <= {tuple(s) for s in all_words.spans.tolist()}
    assert all_of(list(segment_texts([text], name, pos=("ns",)))).words(0) == ["北京"]


def test_an_unknown_part_of_speech_is_an_error() -> None:
    """A tag that no word can have would keep nothing: it is refused with those there are."""
    lexicon = Lexicon((Entry("甲乙丙", 9, "zzz"),), frozenset())
    with pytest.raises(LexiconError) as error:
        segment_texts([], lexicon=lexicon, pos=("n", "N"))
    assert "'N' is unknown. Tags are: a, ad, ag, " in str(error.value)
    assert str(error.value).endswith(" z, zg, zzz.")


def test_tokens_have_tags_only_if_asked_for(corpus: Corpus) -> None:
    """Without pos there are none; with it each term has one."""
    assert segment(corpus).tags == ()
    tokens = segment(corpus, pos=["n"])
    assert len(tokens.tags) == len(tokens.terms) > 100
    assert {tag[0] for tag in tokens.tags} == {"n"}


def test_a_number_of_threads_that_is_none_is_an_error() -> None:
    """Fewer than one thread cannot cut."""
    with pytest.raises(CorpusError, match="n_jobs = 0: must be an integer >= 1"):
        segment_texts(["甲"], n_jobs=0)


def test_a_dictionary_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segmenting text by text does not load the dictionary for each."""
    made: list[object] = []
    monkeypatch.setitem(SEGMENTERS, "jieba", lambda entries: made.append(entries) or CUTS["jieba"])
    lexicon = Lexicon((Entry("甲乙丙丁戊己", 1000, "n"),), frozenset())
    for text in ("创卫", "创文"):
        assert len(list(segment_texts([text], lexicon=lexicon))) == 1
    assert len(made) == 1


def test_a_string_where_a_list_is_meant_is_an_error() -> None:
    """A string is a sequence of strings too: its characters are not taken for texts or tags."""
    with pytest.raises(CorpusError, match="got a single string"):
        segment_texts("推进创建")
    with pytest.raises(WrongTypeError, match=r"pos must be a list of texts.* is one string"):
        segment_texts(["推进创建"], pos="ns")


def test_nothing_in_gives_nothing_out() -> None:
    """No texts give no chunks, empty ones empty rows."""
    assert list(segment_texts([])) == []
    assert all_of(list(segment_texts(["", "，。", "创卫", ""]))).indptr.tolist() == [0, 0, 0, 1, 1]


def test_tokens_table_has_one_row_per_word(corpus: Corpus) -> None:
    """The pandas view lists every word with its position."""
    tokens = segment(corpus)
    table = tokens.to_pandas()
    assert len(table) == tokens.indptr[-1]
    assert np.array_equal(table["start"], tokens.spans[:, 0])
