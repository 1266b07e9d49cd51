"""The columns that group speeches: which there are, and which years a doubtful date may be of."""

from __future__ import annotations

import pandas as pd
import pytest

from topics.errors import ModelError, WrongTypeError
from topics.grouping.columns import checked_columns, values_of


def years(
    iso: str, earliest: str = "", latest: str = "", *, clash: bool = False
) -> dict[str, float]:
    """Return the years of a speech with their probabilities."""
    row = {"date_iso": iso, "earliest": earliest, "latest": latest, "date_clash": clash}
    return dict(values_of(pd.DataFrame([row]), "year")[0])


def test_a_date_that_is_not_in_doubt_is_one_year() -> None:
    """However precise it is, and whatever else the text proves."""
    assert years("2023-05-01", "2021-01-01", "2023-12-31") == {"2023": 1}
    assert years("1998") == {"1998": 1}


def test_a_date_in_doubt_is_of_each_year_between_its_bounds_by_days() -> None:
    """2011 has 365 of the 678 days until 2012-11-08; an undated speech is treated alike."""
    bounds = "2011-01-01", "2012-11-08"
    expected = {"2011": pytest.approx(365 / 678), "2012": pytest.approx(313 / 678)}
    assert years("2024-08-07", *bounds, clash=True) == expected
    assert years("", *bounds) == expected
    assert years("", "2008-01-01", "2008-12-31") == {"2008": 1}


def test_a_date_with_one_bound_or_with_bounds_that_contradict_is_unknown() -> None:
    """The speech is in the group with the empty name."""
    assert years("2014", "2017-10-18", clash=True) == {"": 1}
    assert years("", latest="2012-12-31") == {"": 1}
    assert years("2014", "2017-10-18", "2012-01-01", clash=True) == {"": 1}
    assert years("") == {"": 1}


def test_a_table_of_an_earlier_version_lacks_columns() -> None:
    """Their values are unknown."""
    table = pd.DataFrame({"source": ["a.txt"]})
    assert values_of(table, "year") == [(("", 1.0),)]
    assert values_of(table, "level") == [(("", 1.0),)]


def test_columns_of_the_metadata_are_named_with_or_without_prefix() -> None:
    """A column is named once; an unknown one is refused with what is near and what is allowed."""
    table = pd.DataFrame({"source": ["a.txt"], "meta_省份": ["广西"], "meta_level": ["x"]})
    assert checked_columns(table, ["省份", "meta_省份", "level"]) == ["meta_省份", "level"]
    with pytest.raises(ModelError, match=r"'levle'.*Did you mean 'level'.*year, source.*meta_省份"):
        checked_columns(table, "levle")
    with pytest.raises(ModelError, match="at least one"):
        checked_columns(table, [])
    with pytest.raises(WrongTypeError, match="columns must be a list of texts"):
        checked_columns(table, 3)  # type: ignore[arg-type]
