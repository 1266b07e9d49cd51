"""The documents of a model as columns: the speech and the paragraphs of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.display.counts import units_view
from topics.display.view import shown

__all__ = ["HasTexts", "Unit", "Units", "numbered"]

_Ints = npt.NDArray[np.int32]


class HasTexts(Protocol):
    """An object with the texts of paragraphs: a corpus or a run."""

    def texts_of(self, keys: Sequence[tuple[str, int]]) -> list[str]:
        """Return the texts of paragraphs, by source and number."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A document of a model: one or more paragraphs of one speech.

    Attributes
    ----------
    source : str
        Name of the source.
    speech : int
        Speech within the source.
    section : str
        Position in the outline, e.g. ``"2.1"``; empty for a whole speech.
    paragraphs : tuple of int
        Numbers of its paragraphs within the source, in order.
    """

    source: str
    speech: int
    section: str
    paragraphs: tuple[int, ...]


@shown(units_view)
@dataclass(frozen=True, slots=True, eq=False)
class Units(Sequence[Unit]):
    """An immutable sequence of `Unit`, stored as columns; items are created on access.

    Attributes
    ----------
    source_names : tuple of str
        Names of sources, each once.
    source : int32 array, shape (n_units,)
        Index into ``source_names``.
    speech : int32 array, shape (n_units,)
        Speech within the source.
    section_names : tuple of str
        Positions in an outline.
    section : int32 array, shape (n_units,)
        Index into ``section_names``.
    paragraphs : int32 array, shape (n_paragraphs,)
        Numbers of the paragraphs of all units, one unit after another.
    indptr : int64 array, shape (n_units + 1,)
        Paragraphs of unit ``i`` are ``paragraphs[indptr[i]:indptr[i + 1]]``, at least one.
    ids : bytes array, shape (n_paragraphs,) or (0,)
        Id of each paragraph, the same whatever else is in the corpus; empty if unknown. Not part
        of a `Unit`.
    turn : int32 array, shape (n_units,) or (0,)
        Number of the turn within its speech, from 0, where there are several speakers; empty if
        unknown. Not part of a `Unit`.
    texts : HasTexts, optional
        The object with the texts of the paragraphs, e.g. the corpus; None if unknown.
    """

    source_names: tuple[str, ...]
    source: _Ints
    speech: _Ints
    section_names: tuple[str, ...]
    section: _Ints
    paragraphs: _Ints
    indptr: npt.NDArray[np.int64]
    ids: npt.NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, np.bytes_))
    turn: _Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    texts: HasTexts | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name in ("source", "speech", "section", "paragraphs", "indptr"):
            if getattr(self, name).dtype.kind not in "iu":
                raise ValueError(f"{name} must be integers, has type {getattr(self, name).dtype}")
        if not len(self.indptr) or self.indptr[0] != 0 or (np.diff(self.indptr) < 1).any():
            raise ValueError("indptr must start at 0 and give each unit at least one paragraph")
        n_units = len(self.indptr) - 1
        n_paragraphs = int(self.indptr[-1])
        sizes = {"source": n_units, "speech": n_units, "section": n_units, "turn": n_units}
        for name, size in {**sizes, "paragraphs": n_paragraphs, "ids": n_paragraphs}.items():
            shape = getattr(self, name).shape
            if shape != (size,) and not (shape == (0,) and name in ("turn", "ids")):
                raise ValueError(f"{name} must have shape {(size,)}, has {shape}")
        for name in ("source", "section"):
            codes, n_names = getattr(self, name), len(getattr(self, f"{name}_names"))
            if n_units and not 0 <= codes.min() <= codes.max() < n_names:
                raise ValueError(f"{name} must index {name}_names, from 0 to {n_names - 1}")

    @classmethod
    def of(cls, units: Iterable[Unit]) -> Units:
        """Return some units as columns.

        Parameters
        ----------
        units : iterable of Unit
        """
        sources: dict[str, int] = {}
        sections: dict[str, int] = {}
        rows = [
            (
                sources.setdefault(unit.source, len(sources)),
                unit.speech,
                sections.setdefault(unit.section, len(sections)),
                unit.paragraphs,
            )
            for unit in units
        ]
        lengths = [len(paragraphs) for *_, paragraphs in rows]
        return cls(
            source_names=tuple(sources),
            source=np.array([source for source, *_ in rows], np.int32),
            speech=np.array([speech for _, speech, _, _ in rows], np.int32),
            section_names=tuple(sections),
            section=np.array([section for _, _, section, _ in rows], np.int32),
            paragraphs=np.array([p for *_, paragraphs in rows for p in paragraphs], np.int32),
            indptr=np.cumsum([0, *lengths], dtype=np.int64),
        )

    @classmethod
    def joined(cls, parts: Sequence[Units]) -> Units:
        """Concatenate units.

        Parameters
        ----------
        parts : sequence of Units
        """

        def numbers(name: str) -> tuple[tuple[str, ...], list[_Ints]]:
            number: dict[str, int] = {}
            codes = []
            for part in parts:
                names = getattr(part, f"{name}_names")
                own = np.array([number.setdefault(n, len(number)) for n in names], np.int64)
                codes.append(own[getattr(part, name)])
            return tuple(number), codes

        def together(arrays: Iterable[_Ints]) -> npt.NDArray[np.int32]:
            return np.concatenate([np.zeros(0, np.int32), *arrays]).astype(np.int32)

        (source_names, source), (section_names, section) = numbers("source"), numbers("section")
        has_ids = all(len(part.ids) for part in parts if len(part))
        return cls(
            source_names=source_names,
            source=together(source),
            speech=together(part.speech for part in parts),
            section_names=section_names,
            section=together(section),
            paragraphs=together(part.paragraphs for part in parts),
            indptr=np.append(0, np.cumsum(together(np.diff(part.indptr) for part in parts))),
            ids=np.concatenate([np.zeros(0, np.bytes_), *(p.ids for p in parts if has_ids)]),
            turn=together(part.turns() for part in parts),
        )

    def __len__(self) -> int:
        return len(self.source)

    @overload
    def __getitem__(self, index: int) -> Unit: ...

    @overload
    def __getitem__(self, index: slice) -> Units: ...

    def __getitem__(self, index: int | slice) -> Unit | Units:
        if isinstance(index, slice):
            return self.take(np.arange(len(self))[index])
        row = range(len(self))[index]
        return Unit(
            self.source_names[self.source[row]],
            int(self.speech[row]),
            self.section_names[self.section[row]],
            tuple(self.paragraphs[self.indptr[row] : self.indptr[row + 1]].tolist()),
        )

    def __iter__(self) -> Iterator[Unit]:
        return (self[row] for row in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def take(self, rows: npt.ArrayLike) -> Units:
        """Return the selected units.

        Parameters
        ----------
        rows : array-like of int, shape (n_taken,)
            Rows to select, in their new order.

        Returns
        -------
        Units
        """
        rows = np.asarray(rows, np.int64)
        lengths = np.diff(self.indptr)[rows]
        indptr = np.append(0, np.cumsum(lengths))
        shift = self.indptr[:-1][rows] - indptr[:-1]
        at = np.arange(indptr[-1]) + np.repeat(shift, lengths)
        return replace(
            self,
            source=self.source[rows],
            speech=self.speech[rows],
            section=self.section[rows],
            paragraphs=self.paragraphs[at],
            indptr=indptr,
            ids=self.ids[at] if len(self.ids) else self.ids,
            turn=self.turn[rows] if len(self.turn) else self.turn,
        )

    def merged(self, group: npt.NDArray[np.int64]) -> Units:
        """Return one unit per group; source, speech and section are those of its first member.

        Parameters
        ----------
        group : int64 array, shape (n_units,)
            Group of each unit, every number from 0 to the highest in use.

        Returns
        -------
        Units
            By number of group, the paragraphs of its members in order.
        """
        order = np.argsort(group, kind="stable")
        members = self.take(order)
        first = np.flatnonzero(np.diff(group[order], prepend=-1))
        return replace(
            members,
            source=members.source[first],
            speech=members.speech[first],
            section=members.section[first],
            turn=members.turn[first] if len(members.turn) else members.turn,
            indptr=members.indptr[np.append(first, len(self))],
        )

    def top_sections(self) -> Units:
        """Return the same units, each with the top level of its section (2 of 2.1) only."""
        names: dict[str, int] = {}
        tops = [names.setdefault(n.partition(".")[0], len(names)) for n in self.section_names]
        section = np.array(tops, np.int32)[self.section]
        return replace(self, section_names=tuple(names), section=section)

    def without_sections(self) -> Units:
        """Return the same units with an empty section."""
        return replace(self, section_names=("",), section=np.zeros_like(self.section))

    def turns(self) -> npt.NDArray[np.int32]:
        """Return the turn of each unit within its speech, shape (n_units,); 0 if unknown."""
        return self.turn if len(self.turn) else np.zeros(len(self), np.int32)

    def speech_numbers(self) -> npt.NDArray[np.int64]:
        """Return the number of each unit's speech by first appearance, shape (n_units,)."""
        speech = self.speech.astype(np.int64)
        n_speeches = int(speech.max(initial=0)) + 1
        return numbered(self.source * np.int64(n_speeches) + speech)

    def sources(self) -> npt.NDArray[np.object_]:
        """Return the name of each unit's source, shape (n_units,)."""
        return np.array(self.source_names, object)[self.source]

    def first_paragraphs(self) -> list[tuple[str, int]]:
        """Return the source and the first paragraph of each unit."""
        first = self.paragraphs[self.indptr[:-1]].tolist()
        return list(zip(self.sources().tolist(), first, strict=True))

    def row_of(self) -> dict[tuple[str, int], int]:
        """Return the row of each paragraph, by its source and number."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        keys = zip(self.sources()[rows].tolist(), self.paragraphs.tolist(), strict=True)
        return dict(zip(keys, rows.tolist(), strict=True))

    def text(self) -> list[str] | None:
        """Return the text of each unit, one paragraph per line; None if unknown."""
        if self.texts is None:
            return None
        rows = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        keys = list(zip(self.sources()[rows].tolist(), self.paragraphs.tolist(), strict=True))
        parts = np.split(np.array(self.texts.texts_of(keys), object), self.indptr[1:-1])
        return ["\n".join(part) for part in parts] if len(self) else []

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per unit: source, speech, section, paragraph (its first)."""
        return pd.DataFrame(
            {
                "source": self.sources(),
                "speech": self.speech.astype(np.int64),
                "section": np.array(self.section_names, object)[self.section],
                "paragraph": self.paragraphs[self.indptr[:-1]].astype(np.int64),
            }
        )


def numbered(codes: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Return codes numbered from 0 by first appearance.

    Parameters
    ----------
    codes : int array, shape (n,)

    Returns
    -------
    int64 array, shape (n,)
    """
    _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]
