"""The section on formula and substance."""

from __future__ import annotations

from tests.report.conftest import Tables, build_tables
from topics.report.sections.formula import formula_view


def test_the_view_names_paragraphs_at_both_ends(tables: Tables) -> None:
    """Three with the highest share, falling, and three with the lowest, rising; none is both."""
    tables["paragraphs"]["text"] = "字" * 40
    view = formula_view(tables)
    shares = tables["paragraphs"]["formula_share"].dropna().sort_values()
    assert [p["share"] for p in view["most"]] == list(shares[::-1][:3])
    assert [p["share"] for p in view["least"]] == list(shares[:3])
    assert view["bundles"] == [{"words": "把责任落实到", "n_speeches": 6}]


def test_one_speech_has_nothing_in_common() -> None:
    """Every list is empty."""
    tables = build_tables(1, 1, 8)
    view = formula_view(tables)
    assert [view[name] for name in ("words", "substance", "bundles", "most", "least")] == [[]] * 5
