from __future__ import annotations

import csv
import math
import re
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.peoples_daily import annotated, paragraphs
from topics.corpus.corpus import read
from topics.corpus.script import simplified
from topics.corpus.types import Corpus
from topics.text.lexicon._ngrams import cohesion, entropy, frequent_ngrams, share_where
from topics.text.lexicon.lexicon import Entry, Lexicon, load_lexicon
from topics.text.lexicon.newwords import REPEATED_RUN, NewWord, new_words
from topics.text.segmentation.segmenting import segment

HERE = Path(__file__).parent
BEFORE = "东南西北春夏秋冬"
BEHIND = "金木水火土风雨雷"


def corpus_of(tmp_path: Path, *lines: str) -> Corpus:
    (tmp_path / "x.txt").write_text("\n".join(["同志们：", *lines]), "utf-8")
    return read(tmp_path)


def found(corpus: Corpus, **options: int) -> dict[str, NewWord]:
    return {word.word: word for word in new_words(corpus, segment(corpus), **options)}


def framed(word: str) -> list[str]:
    """Return eight sentences with a word in them, each time between other characters."""
    return [f"{a}，{a}{word}{b}，{b}。" for a, b in zip(BEFORE, BEHIND, strict=True)]


@given(st.text("甲乙丙 ", max_size=40), st.integers(1, 4))
def test_counts_are_those_of_a_slow_count(text: str, min_count: int) -> None:
    """Each n-gram that runs over Chinese characters alone has its count, positions and parts."""
    symbols = np.array([ord(c) for c in text], np.int64)
    usable = np.array([c != " " for c in text], bool)
    levels = list(frequent_ngrams(symbols, usable, 4, min_count))
    names: list[list[str]] = []
    for n, level in enumerate(levels, 1):
        slow = Counter(text[i : i + n] for i in range(len(text) - n + 1))
        names.append([""] * len(level.counts))
        for position, gram in zip(level.positions.tolist(), level.ids.tolist(), strict=True):
            names[-1][gram] = text[position : position + n]
        expected = {g: c for g, c in slow.items() if " " not in g and (n == 1 or c >= min_count)}
        assert dict(zip(names[-1], level.counts.tolist(), strict=True)) == expected
        assert level.positions.tolist() == sorted(level.positions.tolist())
        if n > 1:
            assert [names[-2][i] for i in level.prefix] == [name[:-1] for name in names[-1]]
            assert [names[-2][i] for i in level.suffix] == [name[1:] for name in names[-1]]


@given(st.text("甲乙丙", min_size=3, max_size=40))
def test_cohesion_is_the_least_over_all_cuts(text: str) -> None:
    """The weakest of the cuts counts, as in the formula."""
    symbols = np.array([ord(c) for c in text], np.int64)
    levels = []
    for level in frequent_ngrams(symbols, np.ones(len(text), bool), 4, 1):
        levels.append(level)
        if level.length == 1 or not len(level.counts):
            continue
        first = dict(zip(level.ids.tolist(), level.positions.tolist(), strict=True))
        for gram, score in enumerate(cohesion(levels).tolist()):
            word = text[first[gram] : first[gram] + level.length]
            expected = min(
                math.log2(
                    count_of(text, word)
                    * len(text)
                    / (count_of(text, word[:cut]) * count_of(text, word[cut:]))
                )
                for cut in range(1, len(word))
            )
            assert score == pytest.approx(expected, abs=1e-9)


def count_of(text: str, part: str) -> int:
    return sum(text.startswith(part, i) for i in range(len(text)))


def test_entropy_by_hand() -> None:
    """Four neighbours, two alike: 1.5 bits and the correction; one neighbour: none."""
    ids, neighbours = np.array([0, 0, 0, 0, 1, 1]), np.array([7, 8, 7, 9, 7, 7])
    counts = np.array([4, 2])
    left = entropy(ids, neighbours, counts)
    assert left.tolist() == pytest.approx([1.5 + 2 / (2 * 4 * math.log(2)), 0.0])
    assert share_where(ids, neighbours == 7, counts).tolist() == [0.5, 1.0]
    assert entropy(ids[:0], neighbours[:0], counts[:0]).tolist() == []


def test_a_new_word_is_found_with_its_scores(tmp_path: Path) -> None:
    """晨间五查 occurs eight times, each time between other characters."""
    words = found(corpus_of(tmp_path, *framed("晨间五查")))
    assert list(words) == ["晨间五查"]
    word = words["晨间五查"]
    assert (word.count, word.n_speeches, word.n_sources) == (8, 1, 1)
    # 64 characters: four of the word eight times, and sixteen others twice; the weakest cut is as
    # frequent on both sides as the whole.
    assert word.pmi == pytest.approx(math.log2(8 * 64 / (8 * 8)))
    expected = 3 + 7 / (2 * 8 * math.log(2))
    assert word.left_entropy == word.right_entropy == pytest.approx(expected)
    assert word.score == pytest.approx(word.pmi * expected)
    assert word.examples[0] == "x.txt:2 东，东【晨间五查】金，金。"


def test_the_less_free_side_and_the_weakest_cut_decide(tmp_path: Path) -> None:
    """Two characters behind it say less than eight before it; common parts make no word."""
    lines = [f"去{a}，{a}晨间五查{'；、'[i % 2]}去。" for i, a in enumerate(BEFORE)]
    word = found(corpus_of(tmp_path, *lines))["晨间五查"]
    assert word.right_entropy == pytest.approx(1 + 1 / (2 * 8 * math.log(2)))
    assert word.right_entropy < word.left_entropy
    assert word.score == pytest.approx(word.pmi * word.right_entropy)
    common = [f"{a}，晨间，五查。" for a in BEFORE * 8]
    assert found(corpus_of(tmp_path, *lines, *common)) == {}


def test_examples_say_where_a_word_occurs(corpus: Corpus) -> None:
    """Source and line lead back to the seed file, whose line holds the words around it."""
    lines: dict[tuple[str, int], str] = defaultdict(str)
    for block in corpus.paragraphs:
        for char, (line, _) in zip(block.text, block.offsets.tolist(), strict=True):
            lines[block.source, line] += char
    for word in new_words(corpus, segment(corpus)):
        assert 1 <= len(word.examples) <= 3
        assert len(set(word.examples)) == len(word.examples)
        for example in word.examples:
            where, _, context = example.partition(" ")
            source, _, line = where.rpartition(":")
            shown = context.partition("【")[2].partition("】")[0]
            assert shown[0] in lines[source, int(line)]
            assert simplified(shown) == word.word


def test_what_is_in_the_dictionary_is_no_news(corpus: Corpus) -> None:
    """The first hundred, once in the dictionary, are not found again."""
    first = [word.word for word in new_words(corpus, segment(corpus))[:100]]
    lexicon = load_lexicon()
    more = Lexicon((*lexicon.entries, *(Entry(w, 1000, "n") for w in first)), lexicon.stop_words)
    again = {word.word for word in new_words(corpus, segment(corpus, lexicon=more))}
    assert again.isdisjoint(first)


def test_pieces_of_sentences_are_none(tmp_path: Path) -> None:
    """Grammar inside, a free verb before or behind, and quantities are no words."""
    pieces = (
        "城市和乡村",
        "晨间的五查",
        "加强晨间五查",
        "晨间五查亲自",
        "增长百分之二十",
        "晨间某些人",
    )
    lines = [line for piece in pieces for line in framed(piece)]
    assert list(found(corpus_of(tmp_path, *lines))) == ["晨间五查"]


def test_quotation_marks_set_a_word_apart(tmp_path: Path) -> None:
    """What its writers always quote is free, though the same marks stand beside it each time."""
    marks = framed("“晨间五查”")
    assert list(found(corpus_of(tmp_path, *marks))) == ["晨间五查"]
    assert (
        found(corpus_of(tmp_path, *[m.replace("“", "、").replace("”", "、") for m in marks])) == {}
    )


def test_numbers_beside_a_word_are_one_neighbour(tmp_path: Path) -> None:
    """Different figures before a word count as one neighbour."""
    frames = list(enumerate(zip(BEFORE, BEHIND, strict=True)))
    numbered = [f"去{a}，{n}晨间五查{b}，{b}。" for n, (a, b) in frames]
    assert found(corpus_of(tmp_path, *numbered)) == {}
    lettered = [f"去{a}，{'abcdefgh'[n]}晨间五查{b}，{b}。" for n, (a, b) in frames]
    assert list(found(corpus_of(tmp_path, *lettered))) == ["晨间五查"]


def test_fragments_of_a_longer_word_are_dropped(tmp_path: Path) -> None:
    """A sequence that nearly always occurs inside one longer candidate is dropped."""
    lines = framed("晨间五查责任制") + [f"{a}晨间五查{b}。" for a, b in ("阴晴", "圆缺", "悲欢")]
    words = found(corpus_of(tmp_path, *lines))
    assert "晨间五查责任制" in words
    assert "晨间五查" not in words


def test_a_clause_said_again_counts_once(tmp_path: Path) -> None:
    """Boilerplate cannot make a word of its parts."""
    clause = "春夏秋冬晨间五查东西南北中"
    assert len(clause) >= REPEATED_RUN
    lines = [f"{clause}，{n}月。" for n in range(1, 9)]
    assert found(corpus_of(tmp_path, *lines)) == {}
    words = found(corpus_of(tmp_path, *lines, *framed("晨间五查")))
    assert words["晨间五查"].count == 9


def test_both_scripts_are_one_word(tmp_path: Path) -> None:
    """晨間五查 counts with 晨间五查, and is shown in its own script."""
    lines = framed("晨间五查责任")
    lines[0] = "這個東，東晨間五查責任風，風。"
    word = found(corpus_of(tmp_path, *lines))["晨间五查责任"]
    assert word.count == 8
    assert word.examples[0].endswith("【晨間五查責任】風，風。")


@pytest.mark.parametrize(
    "text",
    ["哈" * 100_000, "no Chinese at all, only 1234.", "，。！？" * 50, "😀" * 50, "𠀀" * 9999],
)
def test_texts_without_words_give_none(text: str, tmp_path: Path) -> None:
    """One character over and over, or no Chinese at all, is no word and no error."""
    assert found(corpus_of(tmp_path, text + "。")) == {}


def test_longer_words_and_rarer_ones_are_found_if_asked_for(tmp_path: Path) -> None:
    """The limits on length and count are what they say."""
    corpus = corpus_of(tmp_path, *framed("晨间五查责任制")[:4])
    assert "晨间五查责任制" in found(corpus, min_count=4, max_length=7)
    assert "晨间五查责任制" not in found(corpus, min_count=5)
    assert "晨间五查责任制" not in found(corpus, max_length=6)


@pytest.fixture(scope="module")
def of_news(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the new words of the first third of the People's Daily, the best first."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "x.txt").write_text("\n".join(paragraphs()[:6000]), "utf-8")
    return list(found(read(folder)))


@pytest.mark.thorough
def test_most_of_the_first_two_hundred_are_words(of_news: list[str]) -> None:
    """In the news about three in four candidates are words, as a reader judged them."""
    with (HERE / "newword_judgements.csv").open(encoding="utf-8") as file:
        judged = {row["word"]: row["judgement"] for row in csv.DictReader(file)}
    first = of_news[:200]
    right = sum(judged.get(word) == "yes" for word in first)
    unknown = sum(word not in judged for word in first)
    assert right / 200 >= 0.7, f"{right} of 200 are words, {unknown} are not judged yet"


@pytest.mark.thorough
def test_new_words_respect_the_words_of_annotators(of_news: list[str]) -> None:
    """Of the first two hundred nine in ten occurrences start and end where hand-made words do."""
    text = "\n".join("".join(words) for words in annotated()[:6000])
    lengths = np.array([len(w) for words in annotated()[:6000] for w in [*words, "\n"]])
    edges = np.zeros(len(text) + 2, bool)
    edges[np.append(0, np.cumsum(lengths))] = True
    starts = [(m.start(), m.end()) for word in of_news[:200] for m in re.finditer(word, text)]
    assert np.mean([edges[start] and edges[end] for start, end in starts]) >= 0.9


@pytest.mark.thorough
def test_lexicon_and_discovery_know_most_terms(of_news: list[str], corpus: Corpus) -> None:
    """Five in six terms that a reader listed are in the lexicon, or found in news or seeds."""
    lines = (HERE / "newword_terms.txt").read_text("utf-8").splitlines()
    terms = [term for line in lines if not line.startswith("#") for term in line.split()]
    known = {entry.word for entry in load_lexicon().entries}
    more = {*of_news, *found(corpus)} - known
    missing = [term for term in terms if term not in known | more]
    assert len(missing) <= len(terms) / 6, f"not found: {' '.join(missing)}"
    assert len(more & set(terms)) >= 10
