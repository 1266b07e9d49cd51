"""What characters are searched as."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from topics.report.folding import fold_table


def fold(text: str, table: list[str]) -> str:
    """Fold a text as the page's script does."""
    pairs = dict(zip(*table, strict=True))
    return "".join(pairs.get(char, char) for char in text)


def test_scripts_cases_and_widths_are_one() -> None:
    """Traditional, full-width, upper-case and compatibility characters are found by the others."""
    table = fold_table("创建文明城市 2024 abc 年")
    assert fold("創建文明城市", table) == "创建文明城市"
    assert fold("ＡＢＣ Abc ２０２４", table) == "abc abc 2024"
    assert fold("\uf98e", table) == "年"


def test_the_table_has_what_a_text_needs() -> None:
    """A character whose simplified form is nowhere in the text is left out."""
    assert "創" not in fold_table("文明")[0]
    assert "創" in fold_table("创")[0]
    assert "創" in fold_table("創")[0]


@given(text=st.text(max_size=80))
def test_a_folded_text_has_the_places_of_the_text(text: str) -> None:
    """Each code unit stays where it is, and folding twice changes nothing more."""
    table = fold_table(text)
    folded = fold(text, table)
    units = [len(t.encode("utf-16-le", "surrogatepass")) for t in (text, folded)]
    assert units[0] == units[1]
    assert fold(folded, table) == folded


def test_quotation_marks_and_variants_are_searched_alike() -> None:
    """Marks of any kind are one; 覆 is found as 复, 著 as 着, 衞 as 卫."""
    old, new = fold_table("“复着卫")
    table = str.maketrans(old, new)
    assert "‚三优‛「三优」'三优＇".translate(table) == '"三优""三优""三优"'
    assert "反覆著手衞生".translate(table) == "反复着手卫生"
