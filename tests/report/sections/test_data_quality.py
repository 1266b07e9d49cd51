"""What a reader should doubt."""

from __future__ import annotations

import pandas as pd

from topics.report.sections.data_quality import doubtful_dates, masks, similar_speeches, span


def test_spans_in_words() -> None:
    """A span has two ends, one, or none."""
    assert span("2012-01-01", "2012-11-08") == "2012-01-01 至 2012-11-08"
    assert span("2012-01-01", "") == "不早于 2012-01-01"
    assert span("", "2012-11-08") == "不晚于 2012-11-08"
    assert span("", "") == ""


def test_doubtful_dates_carry_the_words_that_show_it(tables: dict[str, pd.DataFrame]) -> None:
    """Only speeches whose date clashes are listed, each with its bounds."""
    found = doubtful_dates(tables)
    assert len(found) == int(tables["speeches"]["date_clash"].sum())
    first = found[0]
    assert (first["number"], first["printed"], first["n_bounds"]) == (1, "2019年3月5日", 1)
    assert first["bounds"][0]["words"] == "向十八大献礼"
    assert (first["earliest"], first["latest"]) == ("2012-01-01", "2012-11-08")
    assert not first["bounds"][0]["is_earliest"]
    assert first["bounds"][0]["block"] == ""
    tables["paragraphs"]["id"] = [f"b-{i}" for i in range(len(tables["paragraphs"]))]
    of_source = tables["paragraphs"].query("source == '汇编_000.txt' and first_line == 4")
    assert doubtful_dates(tables)[0]["bounds"][0]["block"] == of_source["id"].iloc[0]


def test_bounds_that_others_outweighed_are_marked(tables: dict[str, pd.DataFrame]) -> None:
    """A bound beyond the other end of the span was set aside; the others were not."""
    (bound,) = tables["bounds"].to_dict("records")
    cells = [
        ("not_after", "2012-11-08", False),
        ("not_before", "2012-01-01", False),
        ("not_before", "2012-11-09", True),
        ("not_after", "2011-12-31", True),
    ]
    tables["bounds"] = pd.DataFrame(
        [bound | {"kind": kind, "date": date} for kind, date, _ in cells]
    )
    (first,) = (d for d in doubtful_dates(tables) if d["n_bounds"])
    assert [b["set_aside"] for b in first["bounds"]] == [expected for *_, expected in cells]
    tables["speeches"][["earliest", "latest"]] = ""
    (first,) = (d for d in doubtful_dates(tables) if d["n_bounds"])
    assert not any(b["set_aside"] for b in first["bounds"])


def test_masks_are_counted_by_kind_and_form() -> None:
    """The commonest kind comes first, its forms with their counts."""
    table = pd.DataFrame(
        {"kind": ["year", "name", "name", "name"], "text": ["20_年", "X", "XX", "X"]}
    )
    assert masks(table) == [
        {"zh": "名称", "en": "names", "n": 3, "forms": [("X", 2), ("XX", 1)]},
        {"zh": "年份", "en": "years", "n": 1, "forms": [("20_年", 1)]},
    ]


def test_similar_speeches_point_to_each_other(tables: dict[str, pd.DataFrame]) -> None:
    """A pair has both speeches' numbers and the share."""
    (pair,) = similar_speeches(tables)
    assert (pair["number"], pair["of_number"], pair["share"]) == (2, 1, 0.6)
