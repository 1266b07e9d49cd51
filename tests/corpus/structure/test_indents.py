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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("要管好。\u2028把河道管好。", ["要管好。", "把河道管好。"]),
        ("要管\u2028好。", ["要管\u2028好。"]),
        ("讲话\u2028\u2028要管好。", ["讲话", "要管好。"]),
        ("讲话 \u2029要管“好。”\x85把", ["讲话", "要管“好。”", "把"]),
        ("\u2029要管好。\u2028", ["要管好。"]),
    ],
)
def test_separators_inside_a_line_begin_paragraphs(line: str, expected: list[str]) -> None:
    """U+2029 begins a paragraph; U+2028 and NEL do so doubled or after a sentence."""
    assert pieces(line) == expected


def test_a_separator_is_removed_on_record(tmp_path: Path) -> None:
    """A paragraph after U+2029 leads back to its line and column, and the mark is a repair."""
    path = tmp_path / "a.txt"
    path.write_text(
        "各位代表：\n今天我们开会。\u2029主要任务是动员。\u2028要管\u2028好河道。\n", "utf-8"
    )
    corpus = read(path)
    texts = ["各位代表：", "今天我们开会。", "主要任务是动员。", "要管好河道。"]
    assert [block.text for block in corpus.paragraphs] == texts
    assert [block.first_line for block in corpus.paragraphs] == [1, 2, 2, 2]
    assert [(r.line, r.before, r.after) for r in corpus.repairs] == [
        (2, "\u2029", ""),
        (2, "\u2028", ""),
        (2, "\u2028", ""),
    ]
