import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.evidence.printed_dates import common_date, find_dates, read_date, span_of

FORMS = {
    "2015年1月1日": "2015-01-01",
    "2015 年 1 月 1 日": "2015-01-01",
    "二〇一五年一月一日": "2015-01-01",
    "二Ｏ一五年十二月三十一號": "2015-12-31",
    "一九七八年十二月廿二日": "1978-12-22",
    "2015年三月一五日": "2015-03-15",
    "1994年元月18日": "1994-01-18",
    "２０２３年５月１日": "2023-05-01",
    "2015年1⽉1⽇": "2015-01-01",
    "2023/5/1": "2023-05-01",
    "2023-05-01T08:30:00Z": "2023-05-01",
    "2023.5.1": "2023-05-01",
    "2023. 5. 1": "2023-05-01",
    "1994·1·18": "1994-01-18",
    "20230501": "2023-05-01",
    "20230501083000": "2023-05-01",
    "May 1, 2023": "2023-05-01",
    "1st of May, 2023": "2023-05-01",
    "Sept. 3, 1945": "1945-09-03",
    "1-May-23": "2023-05-01",
    "2023-May-01": "2023-05-01",
    "31/5/2023": "2023-05-31",
    "中華民國104年1月1日": "2015-01-01",
    "民国三十八年": "1949",
    "中華民國一○八年五月二十日": "2019-05-20",
    "民國一〇八年五月": "2019-05",
    "民國一百零八年": "2019",
    "2015年3月5-7日": "2015-03-05",
    "2015年3月5日至7日": "2015-03-05",
    "2023年5月": "2023-05",
    "2015年3月份": "2015-03",
    "2023/05": "2023-05",
    "202305": "2023-05",
    "May 2023": "2023-05",
    "二○一五年": "2015",
    "1958年冬": "1958",
    "2015年度": "2015",
    "2015": "2015",
    # Less precise where a part is masked, impossible or not certain.
    "2024年×月×日": "2024",
    "2023-13-45": "2023",
    "2023-05-45": "2023-05",
    "20230231": "2023-02",
    "5/1/2023": "2023",
}


@pytest.mark.parametrize(("printed", "iso"), FORMS.items())
def test_every_printed_form_has_its_iso_form(printed: str, iso: str) -> None:
    """A date is as precise as its parts are possible; text around it does no harm."""
    date = read_date(printed)
    assert date is not None
    assert (date.iso, date.precision) == (iso, ("year", "month", "day")[iso.count("-")])
    (inside,) = find_dates(f"在会上（{printed}）")
    assert inside.iso == iso


@pytest.mark.parametrize(
    "text",
    ["", "20XX年3月5日", "20××年", "3月5日", "20231345", "1950年代", "在2000人大会上", "第2015号",
     "e9919b7379477254", "1682899200000", "正月初五"],
)  # fmt: skip
def test_other_numbers_are_no_dates(text: str) -> None:
    """Masked years, counts, hashes and numbers of documents are no dates."""
    assert find_dates(text) == ()


@given(st.dates(), st.sampled_from(["{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "{y}/{m}/{d}"]))
def test_a_date_is_read_back(date: object, form: str) -> None:
    """Any date since 1800 in a usual form is the same in ISO form."""
    year, month, day = (int(part) for part in str(date).split("-"))
    found = read_date(form.format(y=year, m=month, d=day))
    assert found is None or 1800 <= year < 2100
    assert found is not None or not 1800 <= year < 2100
    assert found is None or found.iso == str(date)


@given(st.text("0123456789年月日-/.一二十〇○ Mayｏ民国×"))
def test_any_text_has_dates_of_the_calendar_or_none(text: str) -> None:
    """Nothing raises; what is found is in ISO form, inside the text and in order."""
    found = find_dates(text)
    assert all(re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-[0-3]\d)?)?", date.iso) for date in found)
    ends = [end for date in found for end in (date.start, date.end)]
    assert ends == sorted(ends)


def test_dates_have_in_common_what_the_most_precise_of_them_agree_on() -> None:
    """Days of one month give the month; different years give nothing."""
    said = {
        "2015-03-05至2015-03-15": "2015-03",
        "2016年—2020年": "",
        "1993年、1994-01-18": "1994-01-18",
    }
    for text, iso in said.items():
        common = common_date(find_dates(text))
        assert (common.iso if common else "") == iso


def test_a_date_spans_days() -> None:
    """A month or year is a period; ends are compared as text."""
    assert span_of("2015") == ("2015-01-01", "2015-12-31")
    assert span_of("2015-02") == ("2015-02-01", "2015-02-31")
    assert span_of("2015-02-03") == ("2015-02-03", "2015-02-03")
