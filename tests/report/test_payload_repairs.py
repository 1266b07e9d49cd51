"""The repairs of paragraphs: where they are, and the original that they lead back to."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from topics.corpus.identity import column_of
from topics.report.payload_blocks import page_blocks
from topics.report.payload_repairs import APART, UNKNOWN, edits, places, repair_rows, rule_names
from topics.report.sections.base import Tables

Change = namedtuple("Change", "line column rule before after")


def undone(text: str, changes: list[Any]) -> str:
    """Return the original of a text, as the page's script makes it."""
    parts, end = [], 0
    for _, _, _, before, after, at in changes:
        if at != APART:
            parts += [text[end:at], before]
            end = at + len(after)
    return "".join([*parts, text[end:]])


def test_places_count_what_was_removed_and_added() -> None:
    """Blanks at the front, a joined line, a character of two code units before a wrong glyph."""
    changes = [
        Change(3, 0, "outer_space", "  ", ""),
        Change(3, 4, "broken_line", "\n", ""),
        Change(4, 1, "wrong_glyph", "臵", "置"),
        Change(5, 0, "stuck_heading", "", "\n"),
    ]
    # source: two blanks, 创建, a line end, the character of two units, 臵
    assert places("创建\U00020000置", 3, 0, changes) == [0, 2, 4, APART]


def test_line_ends_that_remain_are_walked_over() -> None:
    """A block of several lines, repaired in its second."""
    assert places("一行\n二行置", 7, 4, [Change(8, 2, "wrong_glyph", "臵", "置")]) == [5]


def test_a_text_that_its_repairs_do_not_make_has_no_places() -> None:
    """The list remains, without a place in the text."""
    change = Change(1, 1, "wrong_glyph", "臵", "置")
    assert places("设备", 1, 0, [change]) == [UNKNOWN]
    assert places("设", 1, 0, [change._replace(column=9)]) == [UNKNOWN]
    assert places("设置", 1, 5, [change]) == [UNKNOWN]


def test_a_block_has_the_repairs_up_to_the_next_one() -> None:
    """By source, line and column; those before the first block of a source are of that block."""
    paragraphs = pd.DataFrame(
        {
            "source": ["a", "a", "b"],
            "first_line": [1, 3, 2],
            "id": ["0a-1-0", "0a-3-5", "0b-2-0"],
        }
    )
    repairs = pd.DataFrame(
        {
            "source": ["a", "a", "a", "b", "b"],
            "line": [1, 3, 3, 1, 9],
            "column": [0, 4, 5, 0, 0],
        }
    )
    assert repair_rows(paragraphs, repairs).tolist() == [0, 0, 1, 2, 2]
    assert repair_rows(paragraphs.drop(columns="id"), repairs).tolist() == [-1] * 5


def test_every_original_of_the_seeds_is_restored(seeds_run: Any, seeds: Path) -> None:
    """Undone, the repairs of each block of the seeds give the characters of its file."""
    tables = Tables(seeds_run.tables)
    blocks = page_blocks(tables)
    owners = repair_rows(tables["paragraphs"], tables["repairs"])
    found = edits(blocks, tables["repairs"], owners)
    sources = tables["sources"].set_index("source")
    texts = {
        name: (seeds / name).read_bytes().decode(encoding).replace("\r\n", "\n").split("\n")
        for name, encoding in sources["encoding"].items()
    }
    assert len(found) > 50
    assert np.isin(owners, tables["paragraphs"].index).all()
    for at, changes in found.items():
        row = blocks.iloc[int(at)]
        assert UNKNOWN not in [change[5] for change in changes]
        lines = texts[row["source"]][row["first_line"] - 1 :]
        assert "\n".join(lines)[column_of(row["id"]) :].startswith(undone(row["text"], changes))


def test_a_rule_that_is_not_known_keeps_its_name() -> None:
    """Tables of other versions may have rules that this one lacks."""
    repairs = pd.DataFrame({"rule": ["wrong_glyph", "later_rule"]})
    assert rule_names(repairs) == {
        "later_rule": ["later_rule", "later_rule"],
        "wrong_glyph": ["误字", "wrong glyphs"],
    }
