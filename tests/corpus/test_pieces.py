from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.columns import Paragraphs
from topics.corpus.corpus import read
from topics.corpus.packing import cut
from topics.corpus.pieces import Piece
from topics.corpus.types import ROLES, Corpus, Paragraph, Repair, Speech
from topics.errors import CorpusError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBER = st.integers(0, 2**31 - 1)
REPAIRS = st.builds(Repair, TEXT, NUMBER, NUMBER, TEXT, TEXT, TEXT)
BLOCKS = st.builds(
    Paragraph, TEXT, NUMBER, NUMBER, TEXT, st.sampled_from(ROLES), st.just(""), NUMBER, NUMBER,
    TEXT, TEXT, TEXT, TEXT, NUMBER, TEXT, st.lists(REPAIRS, max_size=3),
)  # fmt: skip
SPEECHES = st.builds(
    Speech, *[TEXT, NUMBER, TEXT, TEXT, TEXT, TEXT, NUMBER, NUMBER, st.booleans()],
    *[TEXT, TEXT, TEXT, st.booleans(), TEXT, TEXT, TEXT, TEXT],
    st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
)  # fmt: skip


@given(st.lists(BLOCKS, max_size=6), st.lists(SPEECHES, max_size=3))
def test_a_piece_comes_back_from_ipc_as_it_was(
    blocks: list[Paragraph], speeches: list[Speech]
) -> None:
    """Writing and reading back changes nothing, and the rows are those the piece was made from."""
    piece = Piece.from_rows(blocks, speeches)
    again = Piece.from_ipc(piece.to_ipc())
    assert again == piece
    assert again.to_ipc() == piece.to_ipc()
    corpus = Corpus(pieces=(again,), sources=())
    assert corpus.paragraphs == blocks
    assert corpus.speeches == speeches
    assert corpus.repairs == [repair for block in blocks for repair in block.repairs]
    assert [list(block.repairs) for block in corpus.paragraphs] == [b.repairs for b in blocks]


def test_the_pieces_of_the_seeds_come_back(corpus: Corpus) -> None:
    """Each seed is one piece, and its IPC form holds it whole."""
    assert len(corpus.pieces) == len(corpus.sources)
    for piece in corpus.pieces:
        assert Piece.from_ipc(piece.to_ipc()) == piece
    assert corpus.pieces[0] != corpus.pieces[1]


@pytest.mark.parametrize("damage", [b"", b"not Arrow at all", None])
def test_damaged_pieces_are_refused(corpus: Corpus, damage: bytes | None) -> None:
    """Bytes that are no piece, or half of one, are an error with advice."""
    data = corpus.pieces[0].to_ipc()
    with pytest.raises(CorpusError, match="damaged"):
        Piece.from_ipc(data[: len(data) // 2] if damage is None else damage)


def test_pieces_of_another_version_are_refused(corpus: Corpus) -> None:
    """A piece that another version of the package wrote is not guessed at."""
    data = corpus.pieces[0].to_ipc().replace(b"topics.piece", b"topics.other")
    with pytest.raises(CorpusError, match="version"):
        Piece.from_ipc(data)


def speech_of(n: int, size: int) -> tuple[list[Paragraph], list[Speech]]:
    block = Paragraph("a.txt", n, n, "", "body", "", n, n, "创" * size)
    return [block], [Speech("a.txt", n, "", "", "", "", n, n, True)]


@given(st.lists(st.integers(1, 30), max_size=20))
def test_pieces_hold_whole_speeches_and_few_characters(sizes: list[int]) -> None:
    """A piece is closed before it passes the limit, unless one speech alone does."""
    pieces = list(cut((speech_of(n, size) for n, size in enumerate(sizes)), max_chars=40))
    held = [[len(block.text) for block in piece.paragraphs] for piece in pieces]
    assert [size for sizes in held for size in sizes] == sizes
    assert all(sum(own) <= 40 or len(own) == 1 for own in held)
    assert all(sum(a) + b[0] > 40 for a, b in pairwise(held))


def test_a_long_source_is_cut_between_speeches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of a table are speeches; where pieces are cut changes nothing that a corpus says."""
    rows = ["text", *(f"第{i}次会议今天召开，设臵围挡。" for i in range(50))]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    whole = read(tmp_path)
    monkeypatch.setattr("topics.corpus.packing.MAX_CHARS", 100)
    parted = read(tmp_path)
    assert len(whole.pieces) == 1
    assert len(whole.speeches) == 50  # though every row is as long as the others
    assert len(parted.pieces) > 5
    assert parted.paragraphs == whole.paragraphs
    assert parted.speeches == whole.speeches
    assert parted.repairs == whole.repairs
    assert parted.fingerprint == whole.fingerprint
    assert [b.offsets.tolist() for b in parted.paragraphs] == [
        b.offsets.tolist() for b in whole.paragraphs
    ]


def test_a_paragraph_stays_with_its_repairs(corpus: Corpus) -> None:
    """The repairs of all blocks, one after the other, are those of the corpus."""
    assert [r for block in corpus.paragraphs for r in block.repairs] == list(corpus.repairs)
    assert isinstance(corpus.running_text(), Paragraphs)
