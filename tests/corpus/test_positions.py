from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.stored_offsets import stored_offsets
from topics.corpus.corpus import read
from topics.corpus.positions import offsets, position
from topics.corpus.reading.content import Content
from topics.corpus.reading.read import Decoded
from topics.corpus.repair.apply import repair
from topics.corpus.structure.splitting import split
from topics.corpus.types import Corpus, Paragraph, Repair, Source
from topics.repairs import REPAIR_NAMES

DIRT = st.text(
    alphabet="创城建设置臵二(.)）。，:“”‚‛ \u3000\t—-23０２．%<b>&nbsp;;#10年\ue000\uf0a7习í\u200c",
    max_size=30,
)
SKIPPED = st.sets(st.sampled_from(list(REPAIR_NAMES)), max_size=4)


def check(block: Paragraph, whole: np.ndarray, start: int) -> None:
    """Compare a block with the offsets that used to be stored, from one character on."""
    expected = whole[start : start + len(block.text)]
    assert block.offsets.dtype == np.int32
    np.testing.assert_array_equal(block.offsets, expected)
    assert [block.position(i) for i in range(len(block.text))] == list(map(tuple, expected))


def check_all(blocks: list[Paragraph], lines: list[str], skip: set[str]) -> int:
    """Compare every block of a source; return how many were parted from the one before."""
    n_parted = 0
    for earlier, block in zip([None, *blocks], blocks, strict=False):
        if earlier and block.column and block.first_line <= earlier.last_line:
            n_parted += 1
            whole = stored_offsets(
                earlier.first_line, lines[earlier.first_line - 1 : block.last_line], skip
            )
            check(block, whole, len(earlier.text))
        else:
            whole = stored_offsets(
                block.first_line, lines[block.first_line - 1 : block.last_line], skip
            )
            check(block, whole, 0)
    return n_parted


@pytest.mark.thorough
def test_derived_offsets_are_those_that_were_stored(corpus: Corpus, seeds: object) -> None:
    """On the seeds every character of every block has the line and column it always had."""
    n_parted = 0
    for source in corpus.sources:
        lines = (seeds / source.name).read_bytes().decode().split("\n")  # type: ignore[operator]
        blocks = [b for b in corpus.paragraphs if b.source == source.name]
        n_parted += check_all(blocks, lines, set())
    assert n_parted == sum(r.rule == "stuck_heading" for r in corpus.repairs) > 0


@given(st.lists(DIRT, min_size=1, max_size=4), st.integers(1, 9), SKIPPED)
def test_any_block_with_any_rules(lines: list[str], first_line: int, skip: set[str]) -> None:
    """Whatever rules apply, also without joining lines, the derived offsets are the stored ones."""
    text, repairs = repair("x", first_line, lines, skip)
    expected = stored_offsets(first_line, lines, skip)
    np.testing.assert_array_equal(offsets(text, first_line, 0, repairs), expected)
    found = [position(i, text, first_line, 0, repairs) for i in range(len(text))]
    assert found == list(map(tuple, expected.tolist()))


LINES = st.one_of(
    DIRT,
    st.sampled_from(
        [
            "第一篇：在动员会上的讲话", "同志们：", "一、提高认识", "全市上下要统一思想，",
            "把各项任务落到实处，" * 12 + "提升个人品德。(二)工作实绩要良好。",
            "（一）抓好落实。" + "各级各部门要把责任扛在肩上，" * 10 + "确保见效。（二）强化责任",
            "各级各部门要认真研究，结合实际抓好落实，做到件件有着落，事事有回音，确保各项工作见到实效。",
        ]
    ),
)  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=12), SKIPPED, st.booleans())
def test_any_source_with_labels_and_parted_headings(
    lines: list[str], skip: set[str], labelled: bool
) -> None:
    """Blocks parted from a heading and blocks with labels have the stored offsets too."""
    labels = tuple(f"row {i}" for i, _ in enumerate(lines, 1)) if labelled else ()
    source = Source("x", "0" * 64, "utf-8", 1.0, 0, len(lines), "text")
    speeches = split(Decoded(source, Content(tuple(lines), "utf-8", labels=labels)), skip)
    blocks = [block for own, _ in speeches for block in own]
    check_all(blocks, lines, skip)
    assert len({block.id for block in blocks}) == len(blocks)


def test_a_position_that_is_not_there_is_an_error() -> None:
    """A text of two characters has no third."""
    with pytest.raises(IndexError, match="2 characters"):
        position(2, "创建", 1, 0, [])


def test_a_replacement_longer_than_what_it_replaces_stays_in_it() -> None:
    """Further characters have the position of the last one that was replaced."""
    repairs = [Repair("x", 3, 1, "markup", "&\nx", "一二三四")]
    assert offsets("a一二三四b", 3, 0, repairs).tolist() == [
        [3, 0], [3, 1], [3, 2], [4, 0], [4, 0], [4, 1],
    ]  # fmt: skip


def test_rows_of_a_table_have_their_own_lines(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A block of row 12 counts lines of its reader, and says its row."""
    folder = tmp_path_factory.mktemp("table")
    rows = ["text", *(f"第{i}段，设臵围挡，抓好落实。" for i in range(2, 14))]
    (folder / "a.csv").write_text("\n".join(rows), "utf-8")
    block = read(folder).paragraphs[10]
    assert (block.label, block.first_line) == ("row 12", 11)
    assert block.position(block.text.index("置")) == (11, rows[11].index("臵"))
