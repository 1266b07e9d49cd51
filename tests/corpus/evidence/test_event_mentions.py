import pytest

from tests.corpus.blocks import block
from topics.corpus.evidence.dating import date_bounds
from topics.corpus.types import Corpus


def said(text: str) -> set[tuple[str, str]]:
    """Return the side and date of each bound of a text."""
    return {(bound.kind, bound.date) for bound in date_bounds([block(text)])}


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


def test_years_counted_without_a_word_for_them_need_since() -> None:
    """改革开放30年 may be any thirty years; 以来 says that they end today."""
    assert said("改革开放30年，") == set()
    assert said("改革开放以来的30年，") == {
        ("not_before", "2007-01-01"),
        ("not_after", "2009-12-31"),
    }
    assert said("改革开放近三十年来") == {("not_before", "2005-01-01"), ("not_after", "2008-12-31")}


def test_what_is_past_is_not_to_come() -> None:
    """A speech after a congress may mention how people looked forward to it."""
    assert said("为迎接党的十八大，我们开展了活动。党的十八大以来，成效明显。") == {
        ("not_before", "2011-01-01"),
        ("not_before", "2012-11-08"),
    }
