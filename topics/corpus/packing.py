"""Cut rows into pieces, and build columns for many small pieces at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise, repeat
from typing import NamedTuple

import pyarrow as pa

from topics.corpus.columns import Paragraphs, Speeches
from topics.corpus.pieces import Counts, Piece, concatenated
from topics.corpus.rows import Paragraph, Speech

__all__ = ["MAX_CHARS", "Packer", "Shared", "Span", "cut"]

MAX_CHARS = 4_000_000
"""Maximum number of characters of a piece, unless a single speech is longer."""
BLOCKS_AT_ONCE = 2048
"""Number of blocks held as objects before they become columns."""
SOURCES_AT_ONCE = 100
"""Number of sources whose pieces share columns: one byte encodes their names."""

_Speeches = Iterable[tuple[Sequence[Paragraph], Sequence[Speech]]]
_START: Counts = (0, 0, 0)


@dataclass(slots=True)
class _Open:
    """A piece under construction: parts that are columns already, and the rows after them."""

    blocks: list[Paragraph] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    parts: list[Piece] = field(default_factory=list)
    n_chars: int = 0

    def add(self, blocks: Sequence[Paragraph], speeches: Sequence[Speech], n_chars: int) -> None:
        self.blocks += blocks
        self.speeches += speeches
        self.n_chars += n_chars
        if len(self.blocks) >= BLOCKS_AT_ONCE:
            self.pack()

    def pack(self) -> None:
        """Convert the rows to columns."""
        self.parts.append(Piece.from_rows(self.blocks, self.speeches))
        self.blocks, self.speeches = [], []


@dataclass(slots=True)
class Shared:
    """The columns that some pieces share.

    Attributes
    ----------
    rows : Piece
        The rows of all pieces, with the speeches as they were split.
    ends : list of Counts
        Where each piece ends.
    described : pyarrow.RecordBatch or None
        The speeches with the evidence found on them; None before.
    """

    rows: Piece
    ends: list[Counts]
    described: pa.RecordBatch = None


class Span(NamedTuple):
    """Some rows of shared columns: the first, and those after the last."""

    shared: Shared
    start: Counts
    end: Counts

    @property
    def size(self) -> Counts:
        """Number of rows."""
        (a, b, c), (d, e, f) = self.start, self.end
        return d - a, e - b, f - c

    @property
    def rows(self) -> Piece:
        """The rows, for `Piece.joined`."""
        return self.shared.rows.part(self.start, self.end)

    @property
    def described(self) -> pa.RecordBatch:
        """The speeches as they were described."""
        return self.shared.described.slice(self.start[1], self.size[1])


class Packer:
    """Collects the speeches of one source after the other, and keeps them as columns.

    Writing and reading a column costs as much for one row as for a hundred, so the pieces of small
    sources share columns. A long source is never in memory as objects.

    Parameters
    ----------
    max_chars : int, optional
        A piece is closed before it passes so many characters of text; `MAX_CHARS` by default.
    """

    def __init__(self, max_chars: int | None = None) -> None:
        self._max_chars = MAX_CHARS if max_chars is None else max_chars
        self._closed: list[_Open] = []
        self._kept: list[Span] = []
        self._sizes: list[Counts] = []
        self._n_blocks = 0
        self._shared: list[Shared] = []
        self.n_pieces: list[int] = []

    def add(self, speeches: _Speeches) -> None:
        """Add the blocks of each speech of a source, with the speech, in order."""
        self._share_kept()
        self.n_pieces.append(0)
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

    def keep(self, pieces: Sequence[Span]) -> None:
        """Add the pieces of a source that was read before, in order."""
        self._share_added()
        self.n_pieces.append(len(pieces))
        for piece in pieces:
            last = self._kept[-1] if self._kept else None
            if last and last.shared is piece.shared and last.end == piece.start:
                self._kept[-1] = last._replace(end=piece.end)  # one slice is cheaper than two
            else:
                self._kept.append(piece)
            self._sizes.append(piece.size)
            self._n_blocks += piece.size[0]
            if self._is_enough(self._sizes):
                self._share_kept()

    def _is_enough(self, waiting: Sequence[object]) -> bool:
        return self._n_blocks >= BLOCKS_AT_ONCE or len(waiting) >= SOURCES_AT_ONCE

    def _close(self, piece: _Open) -> None:
        self.n_pieces[-1] += 1
        if piece.parts:
            self._share_added()
            if piece.blocks:
                piece.pack()
            rows = Piece.joined(piece.parts)
            self._shared.append(Shared(rows, [_size(rows)]))
            return
        self._closed.append(piece)
        self._n_blocks += len(piece.blocks)
        if self._is_enough(self._closed):
            self._share_added()

    def _share(self) -> None:
        """Convert all pieces to columns."""
        self._share_added()
        self._share_kept()

    def _share_kept(self) -> None:
        """Join the columns of the pieces that were read before."""
        if self._kept:
            rows = Piece.joined([span.rows for span in self._kept])
            described = concatenated([span.described for span in self._kept])
            self._shared.append(Shared(rows, _ends(self._sizes), described))
            self._kept, self._sizes, self._n_blocks = [], [], 0

    def _share_added(self) -> None:
        """Convert the closed pieces to columns."""
        if not self._closed:
            return
        sizes = (
            (len(p.blocks), len(p.speeches), sum(len(block.repairs) for block in p.blocks))
            for p in self._closed
        )
        ends = _ends(sizes)
        blocks = [block for piece in self._closed for block in piece.blocks]
        speeches = [speech for piece in self._closed for speech in piece.speeches]
        self._closed, self._n_blocks = [], 0
        self._shared.append(Shared(Piece.from_rows(blocks, speeches), ends))

    @property
    def shared(self) -> Sequence[Shared]:
        """The columns so far, in order."""
        self._share()
        return self._shared

    @property
    def paragraphs(self) -> Paragraphs:
        """Every block so far, in order."""
        rows = [shared.rows for shared in self.shared]
        return Paragraphs([part.blocks for part in rows], [part.repairs for part in rows])

    @property
    def speeches(self) -> Speeches:
        """Every speech so far, in order."""
        return Speeches([shared.rows.speeches for shared in self.shared])

    def described(self) -> Iterator[Speech | None]:
        """Yield each speech as it was described when it was read before, else None."""
        for shared in self.shared:
            if shared.described is None:
                yield from repeat(None, len(shared.rows.speeches))
            else:
                yield from Speeches([shared.described])

    def pieces(self, speeches: Iterable[Speech] | None = None) -> Iterator[Piece]:
        """Yield the pieces.

        Parameters
        ----------
        speeches : iterable of Speech, optional
            Rows that replace the speeches, one for one.
        """
        others = iter(speeches or ())
        for shared in self.shared:
            rows = shared.rows
            if speeches is not None:
                rows = rows.with_speeches(list(islice(others, rows.speeches.num_rows)))
                shared.described = rows.speeches
            if len(shared.ends) == 1:
                yield rows
                continue
            for start, end in pairwise([_START, *shared.ends]):
                yield rows.slice(start, end)


def _size(piece: Piece) -> Counts:
    return piece.blocks.num_rows, piece.speeches.num_rows, piece.repairs.num_rows


def _ends(sizes: Iterable[Counts]) -> list[Counts]:
    """Return the end of each of some consecutive groups of rows, given their sizes."""
    return list(accumulate(sizes, lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2])))


def cut(speeches: _Speeches, max_chars: int | None = None) -> Iterator[Piece]:
    """Yield pieces of whole speeches; the cuts depend only on the texts.

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
