"""Bundles: found by hand in small texts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.text.speeches import tokens_of
from topics.text.formula.lexical_bundles import BUNDLE_SPEECHES, bundles


def test_bundles_by_hand() -> None:
    """Four words that stand in three speeches cover their words there, two speeches do not do."""
    phrase = ["以", "人", "为", "本"]
    speeches = [[["要", *phrase]], [[*phrase, "的", "城市"]], [[*phrase], ["为", "本"]]]
    table, shares = bundles(tokens_of(speeches, ["a.txt", "a.txt", "b.txt"]))
    assert shares == pytest.approx([4 / 5, 4 / 6, 1, 0])
    assert table.to_dict("records") == [
        {"bundle": "以 人 为 本", "count": 3, "n_speeches": 3, "n_sources": 2}
    ]
    table, shares = bundles(tokens_of([*speeches[:2], [["城市"]], [[]]]))
    assert shares == pytest.approx([0, 0, 0, np.nan], nan_ok=True)
    assert list(table.columns) == ["bundle", "count", "n_speeches", "n_sources"]
    assert len(table) == 0


def test_bundles_come_by_their_spread() -> None:
    """Those of most speeches first, then the most frequent, then by their words."""
    texts = [["一", "二", "三", "四"], ["丙", "丙", "丙", "丙"], ["乙", "乙", "乙", "乙"]]
    table, _ = bundles(tokens_of([[*texts, texts[1]], *([texts] * 2), [texts[0]]]))
    assert list(table["bundle"].str[0]) == ["一", "丙", "乙"]
    assert list(table["n_speeches"]) == [4, 3, 3]
    assert list(table["count"]) == [4, 4, 3]


def test_a_bundle_stays_in_its_paragraph() -> None:
    """Words on both sides of a paragraph's end are no run, and overlapping runs count once."""
    split = [["以", "人"], ["为", "本"]]
    assert bundles(tokens_of([split] * BUNDLE_SPEECHES))[1].tolist() == [0.0] * 6
    long = [["以", "人", "为", "本", "的", "城市"]]
    assert bundles(tokens_of([long] * BUNDLE_SPEECHES))[1].tolist() == [1.0] * 3


def test_repeating_oneself_makes_no_bundle() -> None:
    """A phrase said ten times in one speech is not common stock."""
    phrase = ["以", "人", "为", "本"]
    _, shares = bundles(tokens_of([[phrase] * 10, [["城市"]], [["文明"]]]))
    assert shares.tolist() == [0.0] * 12


def listed(speeches: list[list[list[str]]]) -> list[str]:
    """Return the bundles; ``，`` is punctuation, which is between the tokens around it."""
    words = [[[w for w in p if w != "，"] for p in speech] for speech in speeches]
    tokens = tokens_of(words)
    spans = []
    for paragraph in (p for speech in speeches for p in speech):
        ends = np.cumsum([len(word) for word in paragraph])
        spans += [(e - len(w), e) for w, e in zip(paragraph, ends, strict=True) if w != "，"]
    return list(bundles(replace(tokens, spans=np.array(spans, np.int32)))[0]["bundle"])


def test_a_bundle_does_not_cross_punctuation() -> None:
    """The same words with a comma among them are two phrases of two words."""
    joined, apart = ["提高", "市民", "文明", "素质"], ["提高", "市民", "，", "文明", "素质"]
    assert listed([[joined]] * 3) == ["提高 市民 文明 素质"]
    assert listed([[apart]] * 9) == []
    assert listed([[joined]] * 2 + [[apart]] * 9) == []


def test_a_part_of_a_phrase_is_no_bundle() -> None:
    """新的更高 is extended to the phrase that speeches share, in whole and once."""
    phrase = ["提出", "了", "新", "的", "更", "高", "的", "要求"]
    assert listed([[["中央", *phrase]], [["省", *phrase]], [phrase]]) == [" ".join(phrase)]
    others = [[[*phrase[:-1], noun, "，", "好"]] for noun in ("目标", "标准", "水平")]
    assert listed(others) == []


def test_a_phrase_within_a_longer_one_is_counted_where_it_is_free() -> None:
    """It is a bundle of its own in three speeches outside the longer one, and not in two."""
    short = ["国防", "和", "军队", "建设"]
    longer = ["支持", *short]
    within = [[[longer[0], *short]] for _ in range(3)]
    free = [[["加强", *short]], [["推进", *short]], [["搞好", *short]]]
    assert listed([*within, *free]) == [" ".join(short), " ".join(longer)]
    assert listed([*within, *free[:2]]) == [" ".join(longer)]


@pytest.mark.parametrize(
    "phrase",
    [
        "为 主要 内容 的",
        "的 社会主义 民族 关系",
        "我 代表 国务院 向",
        "改革 发展 的 基础 上",
        "经济 建设 为 中心",
    ],
)
def test_a_phrase_has_both_its_ends(phrase: str) -> None:
    """Particles connect it with a word outside, and frames have two parts."""
    assert listed([[phrase.split()]] * 3) == []
    whole = {"改革 发展 的 基础 上": "在", "经济 建设 为 中心": "以"}.get(phrase)
    if whole:
        assert listed([[[whole, *phrase.split()]]] * 3) == [f"{whole} {phrase}"]


def test_a_long_clause_is_one_bundle() -> None:
    """A clause that is copied is a bundle, up to a length that no phrase has."""
    clause = [f"词{i}" for i in range(150)]
    table, shares = bundles(tokens_of([[clause[:40]]] * 3))
    assert shares.tolist() == [1.0] * 3
    assert list(table["bundle"]) == [" ".join(clause[:40])]
    assert len(bundles(tokens_of([[clause]] * 3))[0]) == 0
