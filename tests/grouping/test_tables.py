"""The tables of shares by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import topics
from tests.grouping.made_up import sums_of
from topics.corpus.types import Corpus
from topics.errors import ModelError
from topics.grouping.tables import MAX_GROUPS, by_column, grouped, left_out_of
from topics.runs.by_tables import by_tables
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Codebook, Theme

THEMES = {"theme": ["a", "none"]}
BOOK = Codebook((Theme("a", "甲", "A", ("垃圾",)),), "book.toml", "")
ROWS = pd.DataFrame(
    {
        "text": [
            f"同志们：\n我们要清理{'垃圾' * n}。\n第{n}次会议已经开过了。" for n in range(1, 7)
        ],
        "date": ["2021-01-01", "2021-05-01", "2022", "", "2022-02-02", "2021"],
        "省份": ["广西", "山东", "广西", "", "山东", "广西"],
    }
)


def coded(rows: pd.DataFrame) -> tuple[Corpus, CodedParagraphs]:
    """Return a corpus with the first paragraph of each speech coded .75, the second .25."""
    corpus = topics.read(rows)
    blocks = corpus.running_text()
    shares = np.array([[0.75 if "清理" in b.text else 0.25] for b in blocks])
    keys = [(b.source, b.paragraph) for b in blocks]
    made = CodedParagraphs.of(BOOK, shares, keys, none=1 - shares[:, 0])
    return corpus, CodedParagraphs(
        made.codebook, made.shares, made.source_names, made.source, made.paragraph, none=made.none,
        corpus=corpus,
    )  # fmt: skip


def test_a_table_by_hand() -> None:
    """Groups are sorted, levels by rank, those without a name last, and all have their counts."""
    sums = sums_of([[30, 70], [10, 90], [40, 10], [1, 4]], level=["county", "city", "county", ""])
    table = grouped(sums, "level", THEMES)
    assert table["column"].unique().tolist() == ["level"]
    assert table["group"].tolist() == ["city", "city", "county", "county", "", ""]
    assert table["theme"].tolist() == ["a", "none"] * 3
    shares = [0.1, 0.9, 70 / 150, 80 / 150, 0.2, 0.8]
    assert table["share"].tolist() == pytest.approx(shares)
    assert table["n_speeches"].tolist() == [1, 1, 2, 2, 1, 1]
    assert table["n_chars"].tolist() == [100, 100, 150, 150, 5, 5]
    assert table["carried_by"].tolist() == ["2", "2", "3", "1", "4", "4"]
    assert table["few"].all()


def test_crossed_columns_have_their_values_at_the_right() -> None:
    """A speech whose date is in doubt counts in each year by its probability."""
    sums = sums_of(
        [[1, 1], [3, 1]],
        level=["city", "city"],
        date_iso=["2012", "2024"],
        date_clash=[False, True],
        earliest=["", "2011-12-31"],
        latest=["", "2012-01-01"],
    )
    table = grouped(sums, ["level", "year"], THEMES)
    assert table["column"].unique().tolist() == ["level,year"]
    assert table["group"].unique().tolist() == ["city,2011", "city,2012"]
    assert list(table.columns[-2:]) == ["level", "year"]
    assert table["year"].tolist() == ["2011", "2011", "2012", "2012"]
    assert table["share"].iloc[[0, 2]].tolist() == [0.75, pytest.approx((1 + 0.5 * 3) / 4)]
    assert table["n_expected"].tolist() == [0.5, 0.5, 1.5, 1.5]
    assert table["n_speeches"].tolist() == [1, 1, 2, 2]


def test_columns_without_values_and_names_of_single_speeches_are_left_out() -> None:
    """So are numbers that count something, and what replaces a printed title or date."""
    n = 60
    sums = sums_of(
        [[1.0, i + 1.0] for i in range(n)],
        level=[""] * n,
        meta_name=[f"t{i}" for i in range(n)],
        meta_title=["a", "b"] * (n // 2),
        meta_date=["2015", "2016"] * (n // 2),
        meta_chars=[str(i // 2) for i in range(n)],
        meta_region=["北", "南", ""] * (n // 3),
    )
    table = by_column(sums, THEMES)
    assert table["column"].unique().tolist() == ["source", "meta_region"]
    assert table.loc[table["column"] == "meta_region", "group"].unique().tolist() == [
        "北",
        "南",
        "",
    ]
    assert left_out_of(sums) == {"meta_name": n, "meta_chars": n // 2}
    assert grouped(sums, "name", THEMES)["group"].nunique() == n
    assert grouped(sums, "date", THEMES)["group"].nunique() == 2


def test_of_many_groups_the_largest_are_shown() -> None:
    """Those of a single speech are left out first, and the number left out is known."""
    names = [f"s{i:03}" for i in range(80) for _ in range(1 + (i % 2) + (i < 30))]
    sums = sums_of([[1.0, 1.0]] * len(names), speaker=names)
    table = by_column(sums, THEMES)
    shown = table.loc[table["column"] == "speaker", "group"].unique()
    assert len(shown) == MAX_GROUPS
    assert {f"s{i:03}" for i in range(30)} <= set(shown)
    assert left_out_of(sums) == {"speaker": 80 - MAX_GROUPS}
    single = sums_of([[1.0, 1.0]] * 80, speaker=[f"s{i}" for i in range(80)])
    assert "speaker" not in set(by_column(single, THEMES)["column"])


def test_coded_paragraphs_by_year_and_metadata() -> None:
    """Shares are probabilities times characters over running text."""
    corpus, made = coded(ROWS)
    table = made.by("省份")
    assert table["group"].unique().tolist() == ["山东", "广西", ""]
    length = np.array([len(text) for text in corpus.running_text().column("text").to_pylist()])
    lengths = length.reshape(6, 2)
    first, second = lengths[[1, 4]].sum(axis=0)
    expected = (0.75 * first + 0.25 * second) / (first + second)
    assert table["share"].iloc[0] == pytest.approx(expected)
    assert made.by(["year", "省份"]).groupby("group")["share"].sum().tolist() == pytest.approx(
        [1] * 5
    )
    assert dict(zip(table["theme"], table["zh"], strict=True)) == BOOK.names("zh")
    assert made.by("year")["group"].unique().tolist() == ["2021", "2022", ""]
    with pytest.raises(ModelError, match="no corpus"):
        CodedParagraphs.of(BOOK, np.zeros((0, 1)), []).by("year")


def test_the_order_of_speeches_changes_nothing() -> None:
    """But for their numbers."""
    order = [3, 0, 5, 1, 4, 2]
    tables = [coded(rows)[1].by("省份") for rows in (ROWS, ROWS.iloc[order])]
    shares = [table.drop(columns="carried_by") for table in tables]
    pd.testing.assert_frame_equal(shares[0], shares[1], rtol=1e-12)


@pytest.mark.thorough
def test_topics_by_group_sum_to_the_shares_of_the_model() -> None:
    """A single group has the model's shares; a model of another corpus is refused."""
    corpus, made = coded(ROWS)
    matrix = topics.count(topics.segment(corpus), min_df=1, max_df=1.0)
    model = topics.fit(matrix, "nmf", n_components=2, n_init=1)
    table = model.by(corpus, "source")
    assert table["share"].tolist() == pytest.approx(model.share, abs=1e-6)
    assert table["topic"].tolist() == model.topics.tolist()
    assert set(table["engine"]) == {"nmf"}
    assert "zh" not in table
    themes = topics.label(model, topics.load_codebook())
    named = model.by(corpus, "source", themes)
    assert named["zh"].tolist() == list(themes.names("zh"))
    assert named["en"].tolist() == list(themes.names("en"))
    with pytest.raises(ModelError, match="different corpora"):
        model.by(topics.read(ROWS.head(3)), "source")
    both = by_tables(corpus, made, {"nmf": model})
    whole = both["topics_by"].groupby(["column", "group"])["share"].sum()
    assert whole.tolist() == pytest.approx([1] * len(whole))
    assert {"year", "source", "meta_省份"} == set(both["themes_by"]["column"])
    none = Codebook((), "none", "")
    empty = CodedParagraphs.of(none, np.zeros((0, 0)), [])
    assert by_tables(corpus, empty, {"nmf": model})["themes_by"].empty
