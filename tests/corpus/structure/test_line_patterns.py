from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import topics
from topics.corpus.repair.patterns import PAGE_LINE, PAGE_MARK
from topics.corpus.structure import compiler_headings, line_patterns, outline


@pytest.mark.parametrize("pattern", line_patterns.FURNITURE)
def test_furniture_shows_a_sign_of_it(pattern: re.Pattern[str]) -> None:
    """The quick look at a line passes over none that a pattern would have taken."""

    @given(st.from_regex(pattern, fullmatch=True))
    def check(text: str) -> None:
        plain = text.replace("\n", "")
        if pattern.fullmatch(plain):
            assert line_patterns.SIGN_OF_FURNITURE.search(
                plain.lower()
            ) or line_patterns.RULED.search(plain)

    check()


@given(st.from_regex(PAGE_LINE, fullmatch=True) | st.from_regex(PAGE_MARK, fullmatch=True))
def test_page_numbers_are_known_by_their_first_character(text: str) -> None:
    """No page's number is missed for the sign it opens with."""
    assert line_patterns.is_page_line(text)


@pytest.mark.parametrize("number", range(len(outline._MARKERS)))
def test_markers_are_known_by_their_first_character(number: int) -> None:
    """The first character tells which patterns may match, and leaves none of them out."""
    pattern = outline._MARKERS[number]

    @given(st.from_regex(pattern[1]))
    def check(text: str) -> None:
        # Digits of other scripts than the Chinese and the Latin number nothing.
        other = text[0].isdecimal() and text[0] not in outline._FIGURES
        if pattern[1].match(text) and not other:
            assert pattern in outline._BY_FIRST[text[0]]

    check()


@given(
    st.from_regex(compiler_headings.HEADING_PREFIX),
    st.from_regex(compiler_headings.HEADING_SUFFIX, fullmatch=True),
)
def test_heads_are_known_by_their_ends(prefixed: str, suffixed: str) -> None:
    """A numbered head opens or ends with one of few characters."""
    text = prefixed.strip()
    if compiler_headings.HEADING_PREFIX.match(text):
        assert text[0] in compiler_headings._PREFIX_OPENS
    assert suffixed[-1].isdecimal() or suffixed[-1] in compiler_headings._SUFFIX_ENDS


def test_rules_of_any_signs_are_furniture() -> None:
    """A line of stars, dashes or boxes is a rule, full-width signs included."""
    assert all(line_patterns.is_furniture(sign * 3) for sign in "＊＝＿－*=_-※●□")
    assert line_patterns.is_furniture("＊　＊　＊")


def test_site_lines_of_any_portal_are_furniture() -> None:
    """Buttons, attachments and services around a text belong to its page."""
    lines = (
        *(
            "下载 打印 全屏 【字号：大 中 小】",
            "【打印】【关闭】",
            "打印本页 | 关闭窗口",
            "扫一扫在手机打开当前页",
        ),
        *("附件：责任分工表.doc", "视力保护色：", "我要纠错"),
    )
    assert [line for line in lines if not line_patterns.is_furniture(line)] == []
    texts = (
        "附件要按时上报。",
        "扫码缴费要方便群众，不能挡在门外。",
        "打印机要节约用纸",
        "关闭小煤矿十座",
    )
    assert [line for line in texts if line_patterns.is_furniture(line)] == []


@pytest.mark.parametrize(
    "date", ["中華民國一○八年五月二十日", "民国108年5月20日", "民國一百零八年五月廿日"]
)
def test_a_date_of_the_republic_is_below_a_title(date: str) -> None:
    """It is the speech's date, and 市長施政報告 is its title, not an office and a name."""
    text = f"市長施政報告\n{date}\n議長、各位議員：\n今天到貴會報告市政，敬請指教。謝謝大家。"
    (speech,) = topics.read([text]).speeches
    assert (speech.title, speech.date_iso) == ("市長施政報告", "2019-05-20")
