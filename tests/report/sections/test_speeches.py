"""The section on the speeches."""

from __future__ import annotations

from tests.report.conftest import Tables, build_tables
from topics.report.sections.speeches import FULL_TEXT, OPENING, speech_cards, text_limit


def test_a_card_holds_the_blocks_of_its_speech(tables: Tables) -> None:
    """Six cards in order, each with its own blocks and without furniture."""
    cards = speech_cards(tables)
    assert [card["number"] for card in cards] == [1, 2, 3, 4, 5, 6]
    for card in cards:
        assert len(card["blocks"]) == 9
        assert all(b["anchor"].startswith(f"p{card['number']}-") for b in card["blocks"])
        assert all(b["role"] != "furniture" for b in card["blocks"])
    assert (cards[0]["span"], cards[0]["setting"]) == ("2012-01-01 至 2012-11-08", "甲市 市级")
    assert [card["complete"] for card in cards] == [True, True, False] * 2


def test_a_large_corpus_shows_openings() -> None:
    """Beyond a size each paragraph is cut, and the card says how long it is."""
    tables = build_tables(1, 1, 8)
    assert text_limit(tables["paragraphs"]) == 0
    tables["paragraphs"]["text"] = "字" * FULL_TEXT
    assert text_limit(tables["paragraphs"]) == OPENING
    block = speech_cards(tables)[0]["blocks"][0]
    assert (len(block["rest"]), block["is_cut"], block["length"]) == (OPENING, True, FULL_TEXT)


def test_a_theme_that_the_codebook_lacks_has_no_colour(tables: Tables) -> None:
    """An older table may name a theme that was removed."""
    tables["themes"] = tables["themes"].iloc[1:]
    blocks = [b for card in speech_cards(tables) for b in card["blocks"]]
    assert {b["position"] for b in blocks if not b["theme"]} == {None}
