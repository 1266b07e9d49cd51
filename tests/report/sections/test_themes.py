"""The section on the themes."""

from __future__ import annotations

from tests.report.conftest import Tables
from topics.report.sections.themes import theme_cards


def test_long_paragraphs_represent_a_theme_first(tables: Tables) -> None:
    """A short paragraph wholly of a theme comes after every longer one."""
    paragraphs = tables["paragraphs"]
    body = paragraphs.index[paragraphs["role"] == "body"]
    mine = body[:3]
    paragraphs.loc[body, ["theme", "heading"]] = ["sanitation", ""]
    paragraphs.loc[mine, "theme"] = "ritual"
    paragraphs.loc[mine, "text"] = ["谢" * 39, "今" * 40, "今" * 41]
    paragraphs.loc[mine, "theme_share"] = [1.0, 0.4, 0.5]
    (card,) = (c for c in theme_cards(tables) if c["id"] == "ritual")
    assert [p["text"][0] for p in card["best"]] == ["今", "今", "谢"]


def test_cards_come_by_falling_share_in_the_colour_of_the_codebook(tables: Tables) -> None:
    """The position of a card's colour is that of its theme in the codebook."""
    cards = theme_cards(tables)
    assert [c["share"] for c in cards] == sorted(tables["themes"]["share"], reverse=True)
    assert {c["id"]: c["position"] for c in cards} == {
        theme: i for i, theme in enumerate(tables["themes"]["theme"])
    }
