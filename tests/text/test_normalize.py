from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

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
