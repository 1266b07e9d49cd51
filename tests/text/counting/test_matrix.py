from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import CorpusError
from topics.settings_rules import UNITS
from topics.text.counting.matrix import count, counted_terms
from topics.text.segmentation.segmenting import segment
from topics.text.types import Tokens, Unit, Units

WORDS = st.sampled_from(["城市", "文明", "卫生", "经济", "gdp", "的", "一", "xx", "某某", "2024"])
STOPS = frozenset(["的"])  # the package's own take a while to load
DOCS = st.lists(st.lists(WORDS, max_size=8), min_size=1, max_size=8)


def tokens_of(docs: list[list[str]]) -> Tokens:
    terms = tuple(dict.fromkeys(word for doc in docs for word in doc))
    ids = [terms.index(word) for doc in docs for word in doc]
    return Tokens(
        units=Units.of(Unit("x", 1 + i // 2, f"{i % 3 + 1}.1", (i,)) for i in range(len(docs))),
        terms=terms,
        term_ids=np.array(ids, np.int32),
        spans=np.zeros((len(ids), 2), np.int32),
        indptr=np.cumsum([0, *map(len, docs)]).astype(np.int64),
    )


def test_counts_by_hand() -> None:
    """Terms outside the frequency limits, stop words, masks and numbers are not counted."""
    docs = [
        ["城市", "城市", "文明", "的"],
        ["城市", "卫生", "xx"],
        ["卫生", "文明", "2024"],
        ["一"],
    ]
    matrix = count(tokens_of(docs), min_df=2, max_df=0.7)
    assert matrix.vocabulary == ("卫生", "城市", "文明")
    assert matrix.counts.toarray().tolist() == [[0, 2, 1], [1, 1, 0], [1, 0, 1]]
    assert [u.paragraphs for u in matrix.units] == [(0,), (1,), (2,)]
    assert [u.paragraphs for u in matrix.empty] == [(3,)]


def test_document_frequency_limits_are_inclusive() -> None:
    """A term in exactly max_df of the units stays, in one more goes."""
    docs = [["城市", "文明"], ["城市", "文明"], ["城市"], ["卫生"]]
    assert count(tokens_of(docs), min_df=1, max_df=0.5).vocabulary == ("卫生", "文明")
    assert count(tokens_of(docs), min_df=2, max_df=0.75).vocabulary == ("城市", "文明")


@pytest.mark.parametrize(("unit", "n_units"), [("paragraph", 6), ("section", 6), ("speech", 3)])
def test_units_add_up(unit: str, n_units: int) -> None:
    """Whatever the unit, the same words are counted."""
    docs = [["城市", "文明"], ["城市"], ["卫生"], ["文明", "卫生"], ["城市"], ["经济"]]
    matrix = count(tokens_of(docs), unit, min_df=1, max_df=1.0)
    assert matrix.counts.shape[0] == n_units
    assert matrix.counts.sum() == 8
    assert sorted(n for u in matrix.units for n in u.paragraphs) == [0, 1, 2, 3, 4, 5]


@given(DOCS, st.sampled_from(UNITS))
def test_counted_terms_are_the_counts_in_order(docs: list[list[str]], unit: str) -> None:
    """Each unit's counted tokens follow its paragraphs' words, and add up to its row."""
    tokens = tokens_of(docs)
    try:
        matrix = count(tokens, unit, min_df=1, max_df=1.0, stop_words=STOPS)
    except CorpusError:
        return
    columns, indptr = counted_terms(tokens, matrix.units, matrix.vocabulary)
    for i, whole in enumerate(matrix.units):
        here = columns[indptr[i] : indptr[i + 1]]
        words = [word for n in whole.paragraphs for word in docs[n] if word in matrix.vocabulary]
        assert [matrix.vocabulary[j] for j in here] == words
        row = matrix.counts[[i]].toarray()[0]
        assert np.array_equal(np.bincount(here, minlength=len(row)), row)


def test_a_matrix_knows_its_corpus_and_its_vocabulary() -> None:
    """The fingerprint of the corpus is that of the tokens; other columns, another fingerprint."""
    tokens = replace(tokens_of([["城市"], ["文明"]]), corpus_fingerprint="abc")
    matrix = count(tokens, min_df=1, max_df=1.0, stop_words=STOPS)
    assert matrix.corpus_fingerprint == "abc"
    other = count(tokens, vocabulary=matrix.vocabulary[::-1], stop_words=STOPS)
    assert matrix.vocabulary_fingerprint != other.vocabulary_fingerprint
    again = replace(matrix, counts=matrix.counts * 2)
    assert again.vocabulary_fingerprint == matrix.vocabulary_fingerprint


def test_units_of_other_tokens_are_refused() -> None:
    """The message says how many paragraphs are missing."""
    matrix = count(tokens_of([["城市"], ["文明"]]), min_df=1, max_df=1.0, stop_words=STOPS)
    with pytest.raises(CorpusError, match="1 of 2 paragraphs of the units are not among"):
        counted_terms(tokens_of([["城市"]]), matrix.units, matrix.vocabulary)


def test_nothing_left_to_count_is_an_error() -> None:
    """The message says how many words there were and which limits they failed."""
    fault = "of 3 different words in 3 units .paragraph., none occurs in at least 3 units"
    with pytest.raises(CorpusError, match=fault):
        count(tokens_of([["城市"], ["文明"], ["卫生"]]), max_df=1.0)
    with pytest.raises(CorpusError, match="'chapter'"):
        count(tokens_of([["城市"]]), "chapter")


@pytest.mark.parametrize(
    ("n_units", "advice"),
    [(5, "Lower min_df to 2, raise max_df to 0.6"), (1, "Raise max_df to 1,")],
)
def test_limits_that_exclude_each_other_say_so(n_units: int, advice: str) -> None:
    """With few units no term can be in min_df and in max_df of them; the advice is enough."""
    tokens = tokens_of([["城市", "文明"]] * n_units)
    with pytest.raises(CorpusError, match=f"exclude each other in {n_units} units.*{advice}"):
        count(tokens)
    assert count(tokens, max_df=1.0).counts.shape == (n_units, 2)


@given(DOCS, st.randoms())
def test_permuting_documents_permutes_rows(docs: list[list[str]], random: object) -> None:
    """The order of the paragraphs changes the order of the rows and nothing else."""
    order = list(range(len(docs)))
    random.shuffle(order)  # type: ignore[attr-defined]
    try:
        matrix = count(tokens_of(docs), min_df=1, max_df=1.0, stop_words=STOPS)
    except CorpusError:
        return
    moved = count(tokens_of([docs[i] for i in order]), min_df=1, max_df=1.0, stop_words=STOPS)
    assert moved.vocabulary == matrix.vocabulary
    rows = {u.paragraphs[0]: i for i, u in enumerate(matrix.units)}
    expected = matrix.counts.toarray()[[rows[i] for i in order if i in rows]]
    assert np.array_equal(moved.counts.toarray(), expected)


def test_counts_of_the_seeds_are_those_of_the_tokens(corpus: Corpus) -> None:
    """The matrix agrees with a plain count over the tokens' table."""
    tokens = segment(corpus)
    matrix = count(tokens)
    keys = ["source", "paragraph", "term"]
    table = tokens.to_pandas().groupby(keys).size().rename("n").reset_index()
    seen = matrix.to_pandas()
    assert len(seen) == matrix.counts.nnz
    both = seen.merge(table, on=keys)
    assert len(both) == len(seen)
    assert (both["n"] == both["count"]).all()


def test_invalid_limits_are_refused_together() -> None:
    """scikit-learn's other meanings of the limits, and a string of stop words, are errors."""
    with pytest.raises(CorpusError) as error:
        count(tokens_of([["城市"]]), min_df=0.1, max_df=2, stop_words="的")  # type: ignore[arg-type]
    for part in ("min_df = 0.1: must be an integer >= 1.", "max_df = 2: must be a share > 0"):
        assert part in str(error.value)
    assert "'的' is one string" in str(error.value)


def test_a_unit_for_each_turn(tmp_path: Path) -> None:
    """Consecutive paragraphs of one speaker are a unit; a speech without speakers is one."""
    lines = [
        "座谈会纪要", "记者：垃圾分类怎么做，请您谈谈。", "县长：垃圾分类要从源头做起，先易后难。",
        "河道也要一起管护，不能分家。", "记者：河道由谁管护？", "县长：河道由乡镇管护，县里检查。",
    ]  # fmt: skip
    (tmp_path / "a.txt").write_text("\n".join(lines), "utf-8")
    (tmp_path / "b.txt").write_text("同志们：\n垃圾分类要做好。\n河道管护要做好。", "utf-8")
    tokens = segment(read(tmp_path))
    matrix = count(tokens, "turn", min_df=1, max_df=1.0)
    assert [unit.paragraphs for unit in matrix.units] == [(2,), (3, 4), (5,), (6,), (2, 3)]
    assert [unit.speech for unit in matrix.units] == [1] * 5
    joined = Units.joined([tokens.units, tokens.units])
    assert joined.turns().tolist() == [0, 1, 1, 2, 3, 0, 0] * 2
