from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.types import Corpus
from topics.errors import LexiconError
from topics.text.lexicon.phrase_finding import join, phrases
from topics.text.segmentation.segmenting import segment
from topics.text.types import Tokens, Unit, Units

PARAGRAPHS = st.lists(st.text("甲乙丙丁，", max_size=12), max_size=4)


def tokens_of(*paragraphs: str) -> Tokens:
    """Return tokens of one character each; a comma separates two clauses."""
    terms: dict[str, int] = {}
    ids, spans, indptr = [], [], [0]
    for text in paragraphs:
        for i, char in enumerate(text):
            if char != "，":
                ids.append(terms.setdefault(char, len(terms)))
                spans.append((i, i + 1))
        indptr.append(len(ids))
    return Tokens(
        units=Units.of(Unit("x", 1, "", (i,)) for i in range(len(paragraphs))),
        terms=tuple(terms),
        term_ids=np.array(ids, np.int32),
        spans=np.array(spans, np.int32).reshape(-1, 2),
        indptr=np.array(indptr, np.int64),
    )


def words(tokens: Tokens) -> list[list[str]]:
    return [tokens.words(i) for i in range(len(tokens.units))]


def test_scores_by_hand() -> None:
    """NPMI of a pair that never parts is 1; of one that half parts, less; commas part words."""
    table = phrases(tokens_of("甲乙，甲乙，丙丁，丙，丁"), min_count=1, threshold=0.1)
    # Eight tokens: p(甲乙) = p(甲) = p(乙) = 2/8; p(丙丁) = 1/8, p(丙) = p(丁) = 2/8.
    assert table["first"].tolist() == ["甲", "丙"]
    assert table["second"].tolist() == ["乙", "丁"]
    assert table["count"].tolist() == [2, 1]
    half = math.log((1 / 8) / (2 / 8 * 2 / 8)) / -math.log(1 / 8)
    assert table["score"].tolist() == pytest.approx([1.0, half])


def test_the_limits_are_what_they_say() -> None:
    """A pair at the threshold is in, a rarer one than asked for is out."""
    tokens = tokens_of("甲乙，甲乙，丙丁，丙，丁")
    assert phrases(tokens, min_count=2, threshold=1.0)["first"].tolist() == ["甲"]
    assert phrases(tokens, min_count=3, threshold=0.0).empty
    assert list(phrases(tokens_of(), min_count=1).columns) == ["first", "second", "count", "score"]


@pytest.mark.parametrize(("min_count", "threshold"), [(0, 0.5), (5, 10.0), (5, float("nan"))])
def test_limits_that_mean_nothing_are_refused(min_count: int, threshold: float) -> None:
    """Gensim's own default threshold of 10 belongs to another score."""
    with pytest.raises(LexiconError, match=f"min_count = {min_count}, threshold = {threshold}: "):
        phrases(tokens_of("甲乙"), min_count, threshold)


def test_pairs_are_joined_from_left_to_right() -> None:
    """Each word is in one pair at most, and none is joined across a comma or a paragraph."""
    tokens = tokens_of("甲甲甲乙，甲，甲", "甲乙丙", "", "丁")
    joined = join(tokens, [("甲", "甲"), ("甲", "乙"), ("丁", "没有")])
    assert words(joined) == [["甲甲", "甲乙", "甲", "甲"], ["甲乙", "丙"], [], ["丁"]]
    assert joined.spans.tolist()[:4] == [[0, 2], [2, 4], [5, 6], [7, 8]]
    assert joined.terms == ("甲甲", "甲乙", "甲", "丙", "丁")
    apart = tokens_of("甲", "，乙")  # where one paragraph's word ends, the next one's starts
    assert join(apart, [("甲", "乙")]) is apart
    assert words(join(joined, [("甲甲", "甲乙"), ("甲乙", "丙")]))[:2] == [
        ["甲甲甲乙", "甲", "甲"], ["甲乙丙"],
    ]  # fmt: skip


@given(PARAGRAPHS, st.lists(st.tuples(*[st.sampled_from("甲乙丙丁")] * 2), max_size=5))
def test_what_is_joined_slices_back(texts: list[str], pairs: list[tuple[str, str]]) -> None:
    """Every term is the text at its span, nothing is lost, and only the pairs are joined."""
    tokens = tokens_of(*texts)
    joined = join(tokens, pairs)
    assert joined.units == tokens.units
    for i, text in enumerate(texts):
        spans = joined.spans[joined.indptr[i] : joined.indptr[i + 1]].tolist()
        assert joined.words(i) == [text[start:end] for start, end in spans]
        assert "".join(joined.words(i)) == text.replace("，", "")
    assert {w for ws in words(joined) for w in ws if len(w) > 1} <= {a + b for a, b in pairs}
    assert set(joined.terms) == {w for ws in words(joined) for w in ws}


@given(PARAGRAPHS)
def test_nothing_changes_where_nothing_passes(texts: list[str]) -> None:
    """Without a pair the same tokens come back."""
    tokens = tokens_of(*texts)
    none = phrases(tokens, min_count=100)
    assert none.empty
    assert join(tokens, zip(none["first"], none["second"], strict=True)) is tokens
    assert join(tokens, [("没有", "这个")]) is tokens


@pytest.mark.thorough
def test_pairs_of_real_speeches_slice_back(corpus: Corpus) -> None:
    """Pairs found in the seeds are joined, and each surface is still at its span."""
    tokens = segment(corpus)
    table = phrases(tokens)
    assert len(table) > 10
    assert table["score"].between(0.5, 1).all()
    joined = join(tokens, zip(table["first"], table["second"], strict=True))
    assert len(joined.term_ids) < len(tokens.term_ids)
    new = set(table["first"] + table["second"])
    text = {(b.source, b.paragraph): b.text for b in corpus.running_text()}
    for i, unit in enumerate(joined.units):
        for word, (start, end) in zip(
            joined.words(i), joined.spans[joined.indptr[i] : joined.indptr[i + 1]].tolist(),
            strict=True,
        ):  # fmt: skip
            assert len(text[unit.source, unit.paragraphs[0]][start:end]) == len(word)
            assert word in tokens.terms or word in new
