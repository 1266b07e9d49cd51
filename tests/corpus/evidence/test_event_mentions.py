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


B18, B19 = ("not_before", "2011-01-01"), ("not_before", "2016-01-01")
"""Nobody speaks of a congress before the year before."""
HELD18, HELD19 = ("not_before", "2012-11-08"), ("not_before", "2017-10-18")
LEFT18, LEFT19 = ("not_after", "2012-11-08"), ("not_after", "2017-10-18")


def years(first: int, last: int) -> set[tuple[str, str]]:
    """Return the bounds of whole years."""
    return {("not_before", f"{first}-01-01"), ("not_after", f"{last}-12-31")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What was to come, or present, in a past that is retold is not so today.
        ("五年前的今天，我们召开了迎接党的十八大的动员会", {B18}),
        ("当时，全市上下正在为迎接党的十八大营造氛围", {B18}),
        ("那年夏天，街道办了一场喜迎党的十八大的晚会。", {B18}),
        ("还记得备战北京奥运会的那些日子吗？", {("not_before", "2001-07-13")}),
        ("去年，我们开展了喜迎党的十九大系列活动。", {B19}),
        ("2017年，我县为迎接党的十九大排查了隐患。", {B19}),
        ("三年前，国际金融危机正在蔓延，企业订单减少。", {("not_before", "1997-07-02")}),
        ("当年，胡锦涛总书记来到我们村。", {("not_before", "2002-11-15")}),
        ("上次会议提出，要为党的十八大献礼。", {B18}),
        ("几年前，我们做好05年各项工作的时候，", {("not_before", "2004-07-01")}),
        ("五年前，我们开了大会。会上说，要以优异成绩迎接党的十八大。", {B18}),
        ("我们为迎接党的十八大搞过一次整治，那是五年前的事了。", {B18}),
        ("在党的十八大召开前夕，村里曾经修过一次路。", {B18}),
        ("前些年，为了迎接党的十八大，全市开展了整治。", {B18}),
        ("早些时候，我市为迎接党的十八大开展了整治。", {B18}),
        ("在喜迎党的十八大期间，我们完成了任务。", {B18}),
        ("两年多来，从迎接党的十八大到现在，我们不断努力。", {B18}),
        ("在喜迎党的十八大期间，要抓好安全。", {B18, LEFT18}),
        # What is said of today beside it is.
        ("五年前，我们开了大会。今天，我们迎接党的十九大。", {B19, LEFT19}),
        ("去年我们贯彻党的十八大精神，今年我们迎接党的十九大。", {HELD18, B19, LEFT19}),
        ("两个月后的今天，我们以新的面貌迎接党的十八大。", {B18, LEFT18}),
        # Quotations and titles keep the words of their day.
        ("一位老党员说：“我们要以优异成绩迎接党的十八大。”", {B18}),
        ("墙上还写着“迎接党的十八大”的标语。", {B18}),
        ("按照《关于迎接党的十八大做好安全工作的通知》执行。", {B18}),
        ("重温《胡锦涛总书记在座谈会上的讲话》。", {("not_before", "2002-11-15")}),
        ("《关于学习贯彻党的十八大精神的意见》已经印发。", {HELD18}),
        # Supposed, awaited, denied.
        ("待党的十八大召开后，我们再作部署。", {B18}),
        ("如果党的十八大作出新的部署，我们就及时跟进。", {B18}),
        ("如果没有党的十八大以来的改革，就没有今天。", {HELD18}),
        ("党的十八大尚未召开，大家要稳住。", {B18, LEFT18}),
        ("我们做这项工作不是为了迎接党的十八大。", {B18}),
        # Past, whatever is to come.
        ("党的十八大召开以来，城乡面貌变化很大。", {HELD18}),
        ("刚刚闭幕的党的十八大描绘了蓝图。", {HELD18}),
        ("迎接党的十九大和十八大精神宣讲两不误。", {HELD18, B19, LEFT19}),
        ("自筹备上海世博会以来，市民素质提高了。", {("not_before", "2002-12-03")}),
        # An anniversary is counted from an event that is past.
        ("我们纪念党的十八大召开十周年。", {HELD18}),
        ("今年是党的十八大召开十周年。", {HELD18} | years(2022, 2022)),
        ("迎接党的十八大召开一周年，我们办了展览。", {HELD18} | years(2011, 2013)),
        ("今年是汶川地震十周年。", {("not_before", "2008-05-12")} | years(2018, 2018)),
        ("今年是香港回归祖国五周年。", years(2002, 2002)),
        # A year of a plan is a year.
        ("今年是“十二五”的开局之年。", years(2011, 2011)),
        ("今年（2015年）是“十二五”规划收官之年。", years(2015, 2015)),
        ("明年是“十三五”的开局之年，要早谋划。", years(2015, 2015)),
        ("去年是“十三五”的收官之年。", years(2021, 2021)),
        ("今年是“十三五”时期的第三年。", years(2018, 2018)),
        ("今年是“十四五”规划承上启下的关键之年。", years(2021, 2025)),
        ("2011年是“十二五”开局之年。", {("not_before", "2006-01-01")}),
        ("去年我们说过，今年是“十二五”开局之年。", {("not_before", "2011-01-01")}),
        ("力争在“十二五”收官之年见效。", years(2006, 2015)),
        ("“十一五”规划实施以来，投入增加。", {("not_before", "2006-01-01")}),
    ],
)  # fmt: skip
def test_a_sentence_bounds_the_day_it_is_spoken(text: str, expected: set[tuple[str, str]]) -> None:
    """What is retold, quoted, supposed, denied or counted from does not pass for today."""
    assert said(text) == expected


def test_the_next_paragraph_is_of_today_again() -> None:
    """A tale ends with its paragraph."""
    blocks = [block("五年前，我们开了大会。", 1), block("我们要迎接党的十九大。", 2)]
    assert {bound.date for bound in date_bounds(blocks)} == {"2016-01-01", "2017-10-18"}


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
