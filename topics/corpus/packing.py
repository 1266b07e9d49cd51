"""Cut rows into pieces, and make columns of many small pieces at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from topics.corpus.columns import Paragraphs, Speeches
from topics.corpus.pieces import Counts, Piece
from topics.corpus.rows import Paragraph, Speech

__all__ = ["MAX_CHARS", "Packer", "cut"]

MAX_CHARS = 4_000_000
"""Characters of text that a piece does not pass, unless one speech alone is longer."""
BLOCKS_AT_ONCE = 2048
"""Blocks that are objects before they become columns."""
SOURCES_AT_ONCE = 100
"""Sources whose pieces share columns: their names are numbered in one byte."""

_Speeches = Iterable[tuple[Sequence[Paragraph], Sequence[Speech]]]
_START: Counts = (0, 0, 0)


@dataclass(slots=True)
class _Open:
    """A piece that may still grow: parts that are columns already, and the rows after them."""

    blocks: list[Paragraph] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    parts: list[Piece] = field(default_factory=list)
    n_chars: int = 0
    n_repairs: int = 0

    def add(self, blocks: Sequence[Paragraph], speeches: Sequence[Speech], n_chars: int) -> None:
        self.blocks += blocks
        self.speeches += speeches
        self.n_chars += n_chars
        if len(self.blocks) >= BLOCKS_AT_ONCE:
            self.pack()

    def pack(self) -> None:
        """Make columns of the rows."""
        self.parts.append(Piece.from_rows(self.blocks, self.speeches, self.n_repairs))
        self.n_repairs += self.parts[-1].repairs.num_rows
        self.blocks, self.speeches = [], []


@dataclass(slots=True)
class _Shared:
    """The columns that some pieces share, and where each of these ends."""

    rows: Piece
    ends: list[Counts]


class Packer:
    """Takes the speeches of one source after the other, and keeps them as columns.

    To make and to read a column costs as much for one row as for a hundred, so that the pieces of
    small sources share columns, and a long one is never in memory as objects.

    Parameters
    ----------
    max_chars : int, optional
        A piece is closed before it passes so many characters of text; `MAX_CHARS` by default.
    """

    def __init__(self, max_chars: int | None = None) -> None:
        self._max_chars = MAX_CHARS if max_chars is None else max_chars
        self._closed: list[_Open] = []
        self._n_blocks = 0
        self._shared: list[_Shared] = []

    def add(self, speeches: _Speeches) -> None:
        """Add the blocks of each speech of a source, with the speech, in order."""
        piece = _Open()
        for blocks, own in speeches:
            n_chars = sum(len(block.text) for block in blocks)
            is_begun = piece.blocks or piece.parts
            if is_begun and piece.n_chars + n_chars > self._max_chars:
                self._close(piece)
                piece = _Open()
            piece.add(blocks, own, n_chars)
        if piece.blocks or piece.parts:
            self._close(piece)

    def _close(self, piece: _Open) -> None:
        if piece.parts:
            self._share()
            if piece.blocks:
                piece.pack()
            self._keep(Piece.joined(piece.parts), [])
            return
        self._closed.append(piece)
        self._n_blocks += len(piece.blocks)
        if self._n_blocks >= BLOCKS_AT_ONCE or len(self._closed) >= SOURCES_AT_ONCE:
            self._share()

    def _share(self) -> None:
        """Make columns of the pieces that are closed."""
        if not self._closed:
            return
        ends: list[Counts] = []
        n_blocks = n_speeches = n_repairs = 0
        for piece in self._closed:
            n_blocks += len(piece.blocks)
            n_speeches += len(piece.speeches)
            n_repairs += sum(len(block.repairs) for block in piece.blocks)
            ends.append((n_blocks, n_speeches, n_repairs))
        blocks = [block for piece in self._closed for block in piece.blocks]
        speeches = [speech for piece in self._closed for speech in piece.speeches]
        self._closed, self._n_blocks = [], 0
        self._keep(Piece.from_rows(blocks, speeches), ends)

    def _keep(self, rows: Piece, ends: list[Counts]) -> None:
        n_all = (rows.blocks.num_rows, rows.speeches.num_rows, rows.repairs.num_rows)
        self._shared.append(_Shared(rows, ends or [n_all]))

    @property
    def paragraphs(self) -> Paragraphs:
        """Every block so far, in order."""
        self._share()
        rows = [shared.rows for shared in self._shared]
        return Paragraphs([part.blocks for part in rows], [part.repairs for part in rows])

    @property
    def speeches(self) -> Speeches:
        """Every speech so far, in order."""
        self._share()
        return Speeches([shared.rows.speeches for shared in self._shared])

    def pieces(self, speeches: Iterable[Speech] | None = None) -> Iterator[Piece]:
        """Yield the pieces.

        Parameters
        ----------
        speeches : iterable of Speech, optional
            Rows that replace the speeches, one for one.
        """
        self._share()
        others = iter(speeches or ())
        for shared in self._shared:
            rows = shared.rows
            if speeches is not None:
                rows = rows.with_speeches(list(islice(others, rows.speeches.num_rows)))
            if len(shared.ends) == 1:
                yield rows
                continue
            for start, end in pairwise([_START, *shared.ends]):
                yield rows.slice(start, end)


def cut(speeches: _Speeches, max_chars: int | None = None) -> Iterator[Piece]:
    """Yield pieces of whole speeches; where they are cut depends on the texts alone.

    Parameters
    ----------
    speeches : iterable of (blocks, speeches)
        The blocks of one speech of a source at a time, with the speech, in order.
    max_chars : int, optional
        A piece is closed before it passes so many characters of text; `MAX_CHARS` by default.
    """
    packer = Packer(max_chars)
    packer.add(speeches)
    yield from packer.pieces()
