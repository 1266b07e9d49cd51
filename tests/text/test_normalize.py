from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.script import simplified
from topics.text.normalize import normalize, simplify


def test_traditional_text_is_simplified_for_counting() -> None:
    """A text in traditional script is counted in simplified, character for character."""
    text = "創建省級文明縣城,徹底改變農貿市場的臟亂差現狀"
    assert simplify(text) == "创建省级文明县城,彻底改变农贸市场的脏乱差现状"
    assert len(simplify(text)) == len(text)


def test_simplified_text_with_a_few_old_characters_is_left_alone() -> None:
    """乾 in a name is no reason to convert a simplified text."""
    text = (
        "乾安县召开创建文明城市动员大会，全面部署下一步工作，要求各级各部门抓好落实，确保取得实效。"
    )
    assert simplify(text) == text


WRITTEN_FOR_ZHE = """
跟著 隨著 朝著 沿著 看著 對著 接著 本著 憑著 圍繞著 意味著 伴隨著 存在著 討論著 結合著 刷新著
著手 著重 著力 著眼 著想 著落 著陸 執著 沉著
"""
ZHU = "著名 著作 著稱 著述 著書 顯著 卓著 昭著 名著 土著 專著 原著 論著 編著 譯著"


@pytest.mark.parametrize("word", f"{WRITTEN_FOR_ZHE}{ZHU}".split())
def test_zhe_of_traditional_text_is_counted_with_the_mainland_form(word: str) -> None:
    """著 is counted as 着 where it is written for it: in a sentence, and alone in a word list."""
    simple = simplified(word)
    expected = simple if word in ZHU.split() else simple.replace("著", "着")
    assert normalize(word)[0] == expected
    assert expected in normalize(f"我們認為，{word}這個詞經濟發展報告裡經常出現。")[0]


def test_zhu_is_no_zhe_between_words() -> None:
    """The characters around 著 decide, and a simplified text keeps it."""
    assert simplify("我們看著名單，跟著作業的進度，這裡有著作用") == (
        "我们看着名单，跟着作业的进度，这里有着作用"
    )
    assert simplify("他是著名學者，著有多部論著") == "他是著名学者，著有多部论著"
    text = "他的论著和专著摆在书店显著的位置，著名学者写了序。"
    assert simplify(text) == text


def test_counted_form_is_nfkc_and_lower_case() -> None:
    """Full-width letters and ligatures are folded; each leads back to its character."""
    counted, index = normalize("ＧＤＰ㈠ﬁ")
    assert counted == "gdp(一)fi"
    assert index.tolist() == [0, 1, 2, 3, 3, 3, 4, 4, 5]


@given(st.text(max_size=50))
def test_every_counted_character_leads_back(text: str) -> None:
    """The index rises, stays inside the text, and has one entry more than the counted text."""
    counted, index = normalize(text)
    places = index.tolist()
    assert len(places) == len(counted) + 1
    assert places[-1] == len(text)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places[:-1])


@given(st.text(max_size=50))
def test_the_counted_form_is_nfkc_of_each_character(text: str) -> None:
    """Normalising is done character by character."""
    simple = simplify(text)
    expected = "".join(unicodedata.normalize("NFKC", c).lower() for c in simple)
    assert normalize(text)[0] == expected
