from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.blocks import block
from tests.peoples_daily import paragraphs
from topics.corpus.evidence.dating import Dating, date_bounds, judge_date, one_year_ranges
from topics.corpus.types import Bound, Corpus


def bound(event: str, kind: str, day: str) -> Bound:
    """Return a bound without a source."""
    return Bound("a.txt", 1, 3, event, event, kind, day)


def judged(corpus: Corpus, source: str, number: int) -> Dating:
    """Return the dating of one speech of the seeds."""
    (speech,) = (s for s in corpus.speeches if s.source.startswith(source) and s.speech == number)
    own = [b for b in corpus.paragraphs if (b.source, b.speech) == (speech.source, number)]
    return judge_date(speech.date, speech.title, date_bounds(own))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全面启动；2024年—2024年深入推进", ["2024年—2024年"]),
        ("工作规划（2024-2024年）", ["2024-2024年"]),
        ("2021—2035年，2024年至2025年，电话2024-2024123，20242024", []),
    ],
)
def test_a_range_of_one_year_was_overwritten(text: str, words: list[str]) -> None:
    """No plan begins and ends with the same year; line and words are returned."""
    assert one_year_ranges(block(text, line=7)) == [(7, found) for found in words]


def test_a_bound_has_its_words_and_line() -> None:
    """The evidence is the words as written, in their own script, and their line."""
    (first, second) = date_bounds([block("我們要向黨的十八大獻禮。", line=5)])
    assert {first.words, second.words} == {"黨的十八大", "黨的十八大獻禮"}
    assert {first.line, second.line} == {5}
    assert {first.event, second.event} == {"党的十八大"}


def test_each_bound_is_in_its_own_block() -> None:
    """Words of one block do not affect those of the next."""
    blocks = [block("同志们：", 1), block("我们迎接", 2), block("党的十八大以来", 3), block("", 4)]
    (found,) = date_bounds([*blocks, block("《2024年", 5), block("方案》", 6)])
    assert (found.line, found.words, found.date) == (3, "党的十八大以来", "2012-11-08")


def test_titles_and_furniture_give_no_bounds() -> None:
    """What a compiler may have written is no evidence."""
    roles = ("speech_title", "speech_head", "byline", "furniture", "doc_title")
    assert date_bounds([block("党的十九大以来", role=role) for role in roles]) == ()


def test_a_printed_date_is_held_against_the_bounds() -> None:
    """A date inside the bounds is no clash; one outside is, with the words that say so."""
    bounds = [bound("甲", "not_before", "2011-01-01"), bound("乙", "not_after", "2012-11-08")]
    assert judge_date("2012年8月7日", "", bounds) == Dating("2011-01-01", "2012-11-08", False, ())
    assert judge_date("二○一二年八月", "", bounds).clash is False
    assert judge_date("2024年8月7日", "", bounds) == Dating(
        "2011-01-01",
        "2012-11-08",
        True,
        ("“乙” (line 3) says not after 2012-11-08, and the printed date is 2024年8月7日",),
    )
    assert judge_date("", "2010年工作会上的讲话", bounds).clash is False
    assert judge_date("", "2009年工作会上的讲话", bounds).clash is True
    assert judge_date("", "2013年工作会上的讲话", bounds).clash is False
    assert judge_date("", "2014年工作会上的讲话", bounds).clash is True


@pytest.mark.parametrize("printed", ["", "20XX年3月1日", "20_年", "某年某月", "3月1日"])
def test_a_masked_year_says_nothing(printed: str) -> None:
    """Where no year is printed there is nothing to clash with."""
    assert judge_date(
        printed, "在20xx年大会上", [bound("甲", "not_after", "2012-11-08")]
    ) == Dating("", "2012-11-08", False, ())


def test_years_in_figures_do_not_outvote_events() -> None:
    """An overwritten year that occurs many times in the text is still no evidence."""
    bounds = [
        bound("05年", "not_after", "2005-12-31"),
        bound("2024年", "not_before", "2024-01-01"),
        bound("2023年", "not_before", "2023-01-01"),
    ]
    dating = judge_date("", "", bounds)
    assert (dating.earliest, dating.latest, dating.clash) == ("", "2005-12-31", True)
    assert dating.reasons == (
        "“2024年” (line 3) says not before 2024-01-01, which the events of the text exclude",
        "“2023年” (line 3) says not before 2023-01-01, which the events of the text exclude",
    )


def test_one_odd_mention_is_outvoted() -> None:
    """Bounds that exclude each other are put to the vote, and a tie says nothing."""
    early, late = bound("甲", "not_after", "2005-12-31"), bound("乙", "not_before", "2017-10-18")
    also = bound("丙", "not_after", "2006-06-30")
    assert judge_date("", "", [early, also, late]) == Dating(
        "",
        "2005-12-31",
        True,
        ("“乙” (line 3) says not before 2017-10-18, which most other words exclude",),
    )
    assert judge_date("", "", [early, late]) == Dating(
        "",
        "",
        True,
        (
            "the words of the text exclude each other: “甲” (line 3) says not after 2005-12-31;"
            " “乙” (line 3) says not before 2017-10-18",
        ),
    )


@pytest.mark.parametrize(
    ("source", "number", "true"),
    [
        ("000", 3, "2012-08-07"),
        ("000", 4, "2005-01-15"),
        ("002", 3, "2015-03-31"),
        ("002", 1, "2006-06-01"),
    ],
)
def test_overwritten_years_of_the_seeds_clash(
    corpus: Corpus, source: str, number: int, true: str
) -> None:
    """The bounds hold the true date, and the clash with 2024 is shown."""
    dating = judged(corpus, source, number)
    assert dating.clash
    assert dating.earliest <= true <= dating.latest


def test_no_other_speech_of_the_seeds_clashes(corpus: Corpus) -> None:
    """Where the readers saw no overwritten date, none is shown."""
    clashing = {
        (speech.source[:3], speech.speech)
        for speech in corpus.speeches
        if judged(corpus, speech.source, speech.speech).clash
    }
    assert clashing == {("000", 3), ("000", 4), ("002", 1), ("002", 3)}


@pytest.mark.parametrize(
    ("source", "number", "inferred"),
    [("000", 1, 2018), ("000", 2, 2010), ("000", 5, 2007), ("001", 2, 2012), ("001", 3, 2021),
     ("001", 4, 2020), ("001", 5, 2008), ("002", 2, 2018), ("002", 4, 2005), ("002", 5, 2019),
     ("003", 1, 2017), ("003", 2, 2009), ("003", 3, 2013)],
)  # fmt: skip
def test_bounds_hold_what_readers_inferred(
    corpus: Corpus, source: str, number: int, inferred: int
) -> None:
    """The year that a careful reader gave lies within the bounds."""
    dating = judged(corpus, source, number)
    assert dating.earliest[:4] <= str(inferred)
    assert not dating.latest or str(inferred) <= dating.latest[:4]


@pytest.mark.thorough
def test_bounds_hold_the_month_of_a_newspaper() -> None:
    """A hundred paragraphs of January 1998 bound their date on the right side, nearly always."""
    whole = paragraphs()
    datings = [
        judge_date("", "", date_bounds([block(text, n) for n, text in enumerate(page, 1)]))
        for page in (whole[start : start + 100] for start in range(0, len(whole), 100))
    ]
    bounded = [dating for dating in datings if dating.earliest or dating.latest]
    right = [
        dating
        for dating in bounded
        if dating.earliest <= "1998-01-31" and (dating.latest or "9") >= "1998-01-01"
    ]
    assert len(bounded) > len(datings) / 2
    assert len(right) >= 0.97 * len(bounded)


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=20))
def test_any_text_can_be_dated(text: str, printed: str, title: str) -> None:
    """Nothing raises, and the words of bounds occur in the text."""
    bounds = date_bounds([block(text)], title)
    assert all(bound.words in text for bound in bounds)
    judge_date(printed, title, bounds)


_CLAUSES = [
    "迎接党的十八大",
    "党的十八大以来",
    "2011年以来",
    "当前国际金融危机",
    "05年",
    "改革开放",
    "十八届",
    "99多年来",
    "周年",
    "“十五”期间",
    "力争",
    "三中、四中全会精神",
    "，",
    "。",
    "今年是",
    "建国",
    "0",
    "深圳",
    "建市",
    "撤地设市",
    "999多年来",
    "近",
    "特区成立",
]


@given(
    st.lists(st.sampled_from(_CLAUSES), max_size=12).map("".join), st.sampled_from(["", "2024年"])
)
def test_any_mixture_of_clauses_can_be_dated(text: str, printed: str) -> None:
    """Bounds are ISO dates, the earliest is not after the latest, and a clash has its reason."""
    bounds = date_bounds([block(text)], "珠海")
    assert all(date.fromisoformat(bound.date) for bound in bounds)
    dating = judge_date(printed, "", bounds)
    assert not dating.latest or dating.earliest <= dating.latest
    assert dating.clash == bool(dating.reasons)
