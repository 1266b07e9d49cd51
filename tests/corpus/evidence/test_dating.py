from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.blocks import block
from tests.peoples_daily import paragraphs
from topics.corpus.evidence.dating import Dating, date_bounds, judge_date, one_year_ranges
from topics.corpus.evidence.events import EVENT_KINDS, FOUNDING_KINDS, load_events, load_foundings
from topics.corpus.types import Bound, Corpus
from topics.defaults import default_path


def said(text: str) -> set[tuple[str, str]]:
    """Return the side and date of each bound of a text."""
    return {(bound.kind, bound.date) for bound in date_bounds([block(text)])}


def bound(event: str, kind: str, day: str) -> Bound:
    """Return a bound without a source."""
    return Bound("a.txt", 1, 3, event, event, kind, day)


def judged(corpus: Corpus, source: str, number: int) -> Dating:
    """Return the dating of one speech of the seeds."""
    (speech,) = (s for s in corpus.speeches if s.source.startswith(source) and s.speech == number)
    own = [b for b in corpus.paragraphs if (b.source, b.speech) == (speech.source, number)]
    return judge_date(speech.date, speech.title, date_bounds(own))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("向党的十八大献礼", {("not_before", "2011-01-01"), ("not_after", "2012-11-08")}),
        ("迎接党的十八大胜利召开", {("not_before", "2011-01-01"), ("not_after", "2012-11-08")}),
        ("在党的十八大召开在即之时", {("not_before", "2011-01-01"), ("not_after", "2012-11-08")}),
        ("党的十八大以来，", {("not_before", "2012-11-08")}),
        ("贯彻党的十八大精神", {("not_before", "2012-11-08"), ("not_after", "2018-04-16")}),
        (
            "落实十八届三中、四中全会精神",
            {("not_before", "2014-10-23"), ("not_after", "2018-04-16")},
        ),
        ("贯徹黨的十九大報告", {("not_before", "2017-10-18")}),
        ("十六届六中全会提出", {("not_before", "2006-10-11")}),
        ("十大工程，十二大产业，二十大类", set()),
        ("表彰了第四届全国文明城市", {("not_before", "2015-02-28")}),
        ("荣获第五届全国文明城市提名资格", {("not_before", "2015-02-28")}),
        ("精准扶贫", {("not_before", "2013-11-03")}),
        ("当前国际金融危机", {("not_before", "1997-07-02"), ("not_after", "2011-12-31")}),
        ("战胜了国际金融危机", {("not_before", "1997-07-02")}),
        ("国务院总理朱镕基", {("not_before", "1998-03-17"), ("not_after", "2003-04-30")}),
        ("国务院副总理朱镕基", set()),
        ("县地税局", {("not_before", "1994-01-01"), ("not_after", "2018-12-31")}),
        ("原地税局", set()),
        ("“十一五”以来", {("not_before", "2006-01-01")}),
        ("抓紧编制“十二五”规划", {("not_before", "2006-01-01"), ("not_after", "2012-06-30")}),
        ("力争在“十五”期间", {("not_before", "1996-01-01"), ("not_after", "2005-12-31")}),
        ("今年是改革开放40周年", {("not_before", "2018-01-01"), ("not_after", "2018-12-31")}),
        ("喜迎建党100周年", {("not_before", "2019-01-01"), ("not_after", "2021-12-31")}),
        ("到建党一百周年时", set()),
        ("改革开放30多年来", {("not_before", "2008-01-01"), ("not_after", "2018-12-31")}),
        ("建国六十年来", {("not_before", "2008-01-01"), ("not_after", "2010-12-31")}),
        ("2011年以来", {("not_before", "2011-01-01")}),
        ("2021—2035年以来", set()),
        ("做好05年各项工作", {("not_before", "2004-07-01"), ("not_after", "2005-12-31")}),
        ("去年（2004年）", {("not_before", "2005-01-01"), ("not_after", "2005-12-31")}),
        ("20_年以来，20XX年，XX年", set()),
        ("今天天气很好", set()),
    ],
)  # fmt: skip
def test_a_text_gives_its_bounds(text: str, expected: set[tuple[str, str]]) -> None:
    """What is past, present and to come bounds a date on the right side."""
    assert said(text) == expected


FOUNDINGS = [
    # A city founded once, 1982 to 1983.
    ("东营市", "经过建市20多年的建设，", "2002-01-01", "2013-12-31"),
    ("东营", "建市以来的二十多年", "2002-01-01", "2013-12-31"),
    ("东营", "回顾建市近20年，", "1999-01-01", "2003-12-31"),
    ("東營", "今年是我市建市三十週年", "2012-01-01", "2013-12-31"),
    ("东营", "今年是建市30周年", "2012-01-01", "2013-12-31"),
    ("东营", "建市30周年", "", ""),
    ("东营", "建市已30年", "2011-01-01", "2014-12-31"),
    ("东营", "到建市30年时", "", ""),
    # First a city in 1980, of higher rank in 2000: who says 建市 may mean either.
    ("周口", "撤地设市十年来", "2009-01-01", "2011-12-31"),
    ("周口", "升格为地级市10多年来", "2010-01-01", "2020-12-31"),
    ("周口", "撤县设市20多年来", "2000-01-01", "2010-12-31"),
    ("周口", "建市10年来", "1989-01-01", "2011-12-31"),
    # When it first was a city is not certain.
    ("临汾", "建市20多年来", "", ""),
    ("临汾", "撤地设市10多年来", "2010-01-01", "2020-12-31"),
    # No place, one without a row, and what is no founding.
    ("", "建市20多年来", "", ""),
    ("某某", "建市20多年来", "", ""),
    ("东营", "创建市级文明单位20多年来", "", ""),
    ("东营", "建设市20多年来", "", ""),
    # Another place than the speaker's.
    ("东营", "深圳建市30多年来", "2009-01-01", "2019-12-31"),
    ("东营", "深圳经济特区成立30年来", "2009-01-01", "2011-12-31"),
    ("东营", "某某市建市20多年来", "", ""),
    ("东营", "昆明建市20多年来", "", ""),
    ("", "内蒙古自治区成立六十多年来", "2007-01-01", "2017-12-31"),
    ("重庆", "直辖以来的十多年", "2007-01-01", "2017-12-31"),
    ("海南", "建省近30年来", "2015-01-01", "2018-12-31"),
]


@pytest.mark.parametrize(("place", "text", "first", "last"), FOUNDINGS)
def test_years_are_counted_from_a_places_founding(
    place: str, text: str, first: str, last: str
) -> None:
    """Where the founding is known the years counted from it bound the date, else nothing does."""
    found = {(b.kind, b.date) for b in date_bounds([block(text)], place)}
    assert found == ({("not_before", first), ("not_after", last)} if first else set())


def test_the_seeds_own_founding_is_counted(corpus: Corpus) -> None:
    """The words of a speech give its place, and the place the year it counts from."""
    counted = [b for b in corpus.bounds if "建市" in b.event]
    assert [(b.event, b.kind, b.date) for b in counted] == [
        ("河源建市20多年", "not_after", "2018-12-31"),
        ("河源建市20多年", "not_before", "2008-01-01"),
    ]


def test_the_table_of_foundings_is_sound() -> None:
    """Kinds are known, years in order, no city is of higher rank before it was one."""
    table = load_foundings()
    assert len(table) > 400
    for place, kinds in table.items():
        assert 2 <= len(place) <= 5
        assert set(kinds) <= set(FOUNDING_KINDS)
        assert all(1900 < first <= last < 2030 for first, last in kinds.values()), place
        if set(kinds) >= {"city", "prefecture"}:
            assert kinds["city"][0] <= kinds["prefecture"][0], place
    rows = default_path("cities.tsv").read_text("utf-8").splitlines()
    named = [tuple(row.split("\t")[:2]) for row in rows if not row.startswith("#")]
    assert len(named) == len(set(named))


def test_years_counted_without_a_word_for_them_need_since() -> None:
    """改革开放30年 may be any thirty years; 以来 says that they end today."""
    assert said("改革开放30年，") == set()
    assert said("改革开放以来的30年，") == {
        ("not_before", "2007-01-01"),
        ("not_after", "2009-12-31"),
    }
    assert said("改革开放近三十年来") == {("not_before", "2005-01-01"), ("not_after", "2008-12-31")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全面启动；2024年—2024年深入推进", ["2024年—2024年"]),
        ("工作规划（2024-2024年）", ["2024-2024年"]),
        ("2021—2035年，2024年至2025年，电话2024-2024123，20242024", []),
    ],
)
def test_a_range_of_one_year_was_overwritten(text: str, words: list[str]) -> None:
    """No plan begins and ends with the same year; the line and the words are told."""
    assert one_year_ranges(block(text, line=7)) == [(7, found) for found in words]


def test_a_bound_has_its_words_and_line() -> None:
    """The evidence is the words as they stand, in their own script, and their line."""
    (first, second) = date_bounds([block("我們要向黨的十八大獻禮。", line=5)])
    assert {first.words, second.words} == {"黨的十八大", "黨的十八大獻禮"}
    assert {first.line, second.line} == {5}
    assert {first.event, second.event} == {"党的十八大"}


def test_each_bound_stands_in_its_own_block() -> None:
    """Words of one block say nothing of those of the next."""
    blocks = [block("同志们：", 1), block("我们迎接", 2), block("党的十八大以来", 3), block("", 4)]
    (found,) = date_bounds([*blocks, block("《2024年", 5), block("方案》", 6)])
    assert (found.line, found.words, found.date) == (3, "党的十八大以来", "2012-11-08")


def test_what_is_past_is_not_to_come() -> None:
    """A speech after a congress may tell how it was looked forward to."""
    assert said("为迎接党的十八大，我们开展了活动。党的十八大以来，成效明显。") == {
        ("not_before", "2011-01-01"),
        ("not_before", "2012-11-08"),
    }


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
    """An overwritten year that stands in the text many times is still no evidence."""
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


def test_the_table_of_events_is_sound() -> None:
    """Dates are in order, kinds are known, names are told once, words are plain and two or more."""
    table = load_events()
    plenums = [event for c in table.congresses.values() for event in c.plenums]
    events = [*table.events, *plenums, *(c.congress for c in table.congresses.values())]
    assert len({event.name for event in events}) == len(events)
    for event in events:
        assert event.kind in EVENT_KINDS
        assert event.announced <= event.first <= (event.last or date.max), event.name
        assert event.kind == "formula" or event.last is not None, event.name
    for entry in [*table.events, *table.anniversaries]:
        assert entry.words
        assert all(len(word) > 1 for word in entry.words), entry.name
    assert [p.first for p in plenums] == sorted(p.first for p in plenums)


@given(st.text(max_size=60), st.text(max_size=12), st.text(max_size=20))
def test_any_text_can_be_dated(text: str, printed: str, title: str) -> None:
    """Nothing raises, and bounds stand in the text."""
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
