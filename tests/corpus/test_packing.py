from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus import packing
from topics.corpus.corpus import read
from topics.corpus.packing import BLOCKS_AT_ONCE, Packer
from topics.corpus.pieces import Piece
from topics.corpus.reading.content import SPEECHES_AT_ONCE, Content, Given
from topics.corpus.reading.read import Decoded
from topics.corpus.structure.splitting import split
from topics.corpus.types import Corpus, Paragraph, Repair, Source, Speech


@pytest.fixture
def earlier_objects_aside() -> Iterator[None]:
    """Hide what earlier tests left from ``gc.get_objects``, so that it is fast and exact."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def speech_of(source: str, n: int, n_blocks: int) -> tuple[list[Paragraph], list[Speech]]:
    """Return a speech of some blocks, each with as many repairs as its number says."""
    blocks = [
        Paragraph(source, n, i, "", "body", "", i, i, "创" * i, repairs=[
            Repair(source, i, k, "rule", "a", "b") for k in range(i % 3)
        ])
        for i in range(n_blocks)
    ]  # fmt: skip
    return blocks, [Speech(source, n, "", "", "", "", n, n, True)]


@settings(max_examples=settings().max_examples // 3)
@given(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=5), max_size=8))
def test_pieces_are_the_same_however_columns_are_made(sources: list[list[int]]) -> None:
    """Whether pieces share columns, or one is made in parts, their rows are those put in."""
    speeches = [
        [speech_of(f"{i}.txt", n, size) for n, size in enumerate(sizes, 1)]
        for i, sizes in enumerate(sources)
    ]
    packer = Packer(max_chars=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "BLOCKS_AT_ONCE", 7)
        for own in speeches:
            packer.add(own)
        pieces = list(packer.pieces())
    every = [block for own in speeches for blocks, _ in own for block in blocks]
    alone = [piece for own in speeches for piece in packing.cut(own, max_chars=30)]
    assert pieces == alone
    assert [piece.to_ipc() for piece in pieces[:1]] == [
        Piece.from_ipc(p.to_ipc()).to_ipc() for p in pieces[:1]
    ]
    corpus = Corpus(pieces=tuple(pieces), sources=())
    for rows in (corpus.paragraphs, packer.paragraphs):
        assert rows == every
        assert [list(block.repairs) for block in rows] == [block.repairs for block in every]
    assert corpus.speeches == packer.speeches == [s for own in speeches for _, [s] in own]


@pytest.mark.usefixtures("earlier_objects_aside")
def test_few_blocks_of_a_long_table_are_objects_at_once() -> None:
    """While a source is packed its blocks become columns, so that memory does not hold them all."""
    seen = 0

    def speeches() -> Iterator[tuple[list[Paragraph], list[Speech]]]:
        nonlocal seen
        for n in range(1, 4 * BLOCKS_AT_ONCE):
            yield speech_of("a.csv", n, 1)
            if n % BLOCKS_AT_ONCE == BLOCKS_AT_ONCE // 2:
                seen = max(seen, sum(isinstance(o, Paragraph) for o in gc.get_objects()))

    packer = Packer()
    packer.add(speeches())
    assert 0 < seen <= BLOCKS_AT_ONCE
    assert len(packer.paragraphs) == 4 * BLOCKS_AT_ONCE - 1
    assert len(list(packer.pieces())) == 1


def test_a_long_table_is_split_as_a_short_one() -> None:
    """Where a table is parted changes no number, label, id or section."""
    n_rows = 2 * SPEECHES_AT_ONCE + 3
    lines = [
        line for i in range(n_rows) for line in (f"第{i}次会议今天召开。", "一、总结；", "完成了")
    ]
    content = Content(
        tuple(lines),
        "utf-8",
        labels=tuple(f"row {i // 3}" for i in range(len(lines))),
        blocks=tuple(range(len(lines))),
        given=tuple(Given(3 * i + 1, title=f"第{i}行") for i in range(n_rows)),
        is_table=True,
    )
    source = Source("a.csv", "0" * 64, "utf-8", 1.0, 0, len(lines), "csv")
    found = list(split(Decoded(source, content)))
    blocks = [block for own, _ in found for block in own]
    assert [b.paragraph for b in blocks] == list(range(1, len(blocks) + 1))
    assert [content.labels[b.first_line - 1] for b in blocks] == [b.label for b in blocks]
    assert [b.text for b in blocks] == [lines[b.first_line - 1] for b in blocks]
    assert len({b.id for b in blocks}) == len(blocks)
    assert [(s.speech, s.title) for _, [s] in found] == [(i + 1, f"第{i}行") for i in range(n_rows)]
    assert len({tuple(b.section for b in own) for own, _ in found}) == 1


@pytest.mark.usefixtures("earlier_objects_aside")
def test_what_readers_return_is_freed_when_it_is_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many files the lines of few are in memory at once."""
    for i in range(9):
        (tmp_path / f"{i}.txt").write_text(f"第{i}次会议今天召开，我们总结工作。\n", "utf-8")
    alive: list[int] = []
    add = Packer.add

    def counted(self: Packer, speeches: object) -> None:
        gc.collect()
        alive.append(sum(isinstance(o, Decoded) for o in gc.get_objects()))
        add(self, speeches)  # type: ignore[arg-type]

    monkeypatch.setattr(Packer, "add", counted)
    read(tmp_path)
    assert 0 < max(alive) <= 2
