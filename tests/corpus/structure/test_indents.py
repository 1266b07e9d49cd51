"""Indents inside a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.corpus import read
from topics.corpus.reading.content import Content
from topics.corpus.structure.indents import split_indents

CASES = Path(__file__).parents[1] / "cases"
SIGNS = st.text(st.sampled_from("要把河道管好。：\u3000\xa0\u2003 \f"), max_size=30)


def pieces(line: str) -> list[str]:
    return [part.strip() for part in split_indents(Content((line,), "utf-8"))[0].lines]


def test_paragraphs_on_one_line_are_five() -> None:
    """Each indent begins a paragraph, which leads back to its column in the line."""
    corpus = read(CASES / "indent_joined.txt")
    line = (CASES / "indent_joined.txt").read_text("utf-8")
    assert [block.role for block in corpus.paragraphs] == ["salutation", *["body"] * 4]
    for block in corpus.paragraphs:
        number, column = block.position(0)
        assert (number, line[column : column + len(block.text)]) == (1, block.text)
        assert (
            line[block.column - (block.column > 0) :].lstrip("：。！\u3000").startswith(block.text)
        )
    assert len({block.id for block in corpus.paragraphs}) == 5


@pytest.mark.parametrize(
    "indent", ["\u3000\u3000", "\xa0" * 4, "\f", "\u2003\u2003", "\u3000 \u3000"]
)
def test_an_indent_after_a_sentence_begins_a_paragraph(indent: str) -> None:
    """Full-width and no-break spaces and form feeds count alike."""
    assert pieces(f"河道要有人巡。{indent}公厕要有人管。") == ["河道要有人巡。", "公厕要有人管。"]


@pytest.mark.parametrize(
    "line",
    [
        "政\u3000\u3000府\u3000\u3000工\u3000\u3000作",
        "张三\u3000\u3000李四。",
        "巡河。 \xa0\xa0有人管。",
    ],
)
def test_blanks_that_space_out_words_stay(line: str) -> None:
    """Titles and names may be spaced out; a few blanks after a sentence are no indent."""
    assert pieces(line) == [line]


@given(st.lists(SIGNS, min_size=1, max_size=4), st.booleans())
def test_nothing_is_lost(lines: list[str], with_blocks: bool) -> None:
    """The parts of a line are the line, each at its column, and never share a block."""
    blocks = tuple(range(len(lines))) if with_blocks else ()
    before = Content(tuple(lines), "utf-8", blocks=blocks, roles={1: "note"})
    after, origins = split_indents(before)
    if origins is None:
        assert after is before
        return
    for text, block, (number, column) in zip(after.lines, after.blocks, origins, strict=True):
        assert lines[number - 1][column:].startswith(text)
        inside = [b for b, o in zip(after.blocks, origins, strict=True) if o.line == number]
        assert inside.count(block) == 1
    for number, line in enumerate(lines, 1):
        parts = [t for t, o in zip(after.lines, origins, strict=True) if o.line == number]
        assert "".join(parts) == line
    assert {n for n, o in enumerate(origins, 1) if o.line == 1} == set(after.roles)
