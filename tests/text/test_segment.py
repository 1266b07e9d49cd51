from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import LexiconError
from topics.text.lexicon import load_lexicon
from topics.text.normalize import normalize
from topics.text.segment import SEGMENTERS, segment, words_with_places

LEXICON = load_lexicon()


def corpus_of(tmp_path: Path, *lines: str) -> Corpus:
    (tmp_path / "x.txt").write_text("\n".join(["同志们：", *lines]), "utf-8")
    return read(tmp_path)


def test_both_segmenters_give_the_same_words(corpus: Corpus) -> None:
    """On every paragraph of the seeds rjieba and jieba cut alike, the dictionary included."""
    fast, slow = (make(LEXICON.entries) for make in SEGMENTERS.values())
    for block in corpus.running_text():
        text = normalize(block.text)[0]
        assert fast(text) == slow(text)


def test_tokens_slice_back_to_their_surfaces(corpus: Corpus) -> None:
    """Every token's span gives the characters it stands for, traditional script included."""
    tokens = segment(corpus)
    text = {(b.source, b.paragraph): b.text for b in corpus.paragraphs}
    assert any("創" in t for t in text.values())
    for i, unit in enumerate(tokens.units):
        surface = text[unit.source, unit.paragraphs[0]]
        spans = tokens.spans[tokens.indptr[i] : tokens.indptr[i + 1]].tolist()
        simple = normalize(surface)[0]
        for term, (start, end) in zip(tokens.words(i), spans, strict=True):
            assert normalize(surface[start:end])[0] == term or simple[start:end] == term


def test_words_of_both_scripts_are_one_term(tmp_path: Path) -> None:
    """創建文明城市 and 创建文明城市 are counted as the same words."""
    texts = (
        "創建文明城市是長期的工作任務,必須依靠長期努力。",
        "创建文明城市是长期的工作任务,必须依靠长期努力。",
    )
    traditional, simplified = (segment(corpus_of(tmp_path, text)).words(0) for text in texts)
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


def test_campaign_words_come_out_whole(tmp_path: Path) -> None:
    """Words of the lexicon are not cut in two."""
    tokens = segment(corpus_of(tmp_path, "创卫和创文要抓好门前三包，四城联创要迎检，解决脏乱差。"))
    assert {"创卫", "创文", "门前三包", "四城联创", "迎检", "脏乱差"} <= set(tokens.words(0))


def test_an_unknown_segmenter_is_an_error(corpus: Corpus) -> None:
    """A misspelt segmenter is named with what is meant."""
    with pytest.raises(LexiconError) as error:
        segment(corpus, "rjeiba")
    assert str(error.value) == (
        "There is no segmenter 'rjeiba'. Did you mean 'rjieba'? Segmenters are: rjieba, jieba."
    )


@pytest.mark.parametrize(
    "text",
    [
        "啊" * 100_000,
        "no Chinese at all",
        "，。！？",
        "😀🎉",
        "𠀀𠀁𠀂",
        "<script>alert(1)</script>",
    ],
)
def test_hostile_texts_give_words_that_join_to_the_text(text: str) -> None:
    """Nothing breaks a segmenter; what it returns joins to what it was given."""
    for make in SEGMENTERS.values():
        assert "".join(make(())(text)) == text


@given(st.lists(st.text(max_size=5), max_size=10))
def test_places_slice_back(words: list[str]) -> None:
    """Each kept word stands at its place; all with a letter or digit are kept."""
    text = "".join(words)
    found = words_with_places(words)
    assert all(text[start:end] == word for word, start, end in found)
    assert [w for w, _, _ in found] == [w for w in words if any(c.isalnum() for c in w)]


def test_tokens_table_has_one_row_per_word(corpus: Corpus) -> None:
    """The pandas view lists every word with its place."""
    tokens = segment(corpus)
    table = tokens.to_pandas()
    assert len(table) == tokens.indptr[-1]
    assert np.array_equal(table["start"], tokens.spans[:, 0])
