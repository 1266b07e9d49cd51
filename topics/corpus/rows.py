"""The rows of a corpus: sources, speeches, paragraphs, repairs and findings in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.corpus import positions
from topics.display.view import brief
from topics.messages import Message

__all__ = [
    "LEVELS",
    "ROLES",
    "Bound",
    "Duplicate",
    "Mask",
    "Paragraph",
    "Repair",
    "SimilarSpeech",
    "Skipped",
    "Source",
    "Speech",
]

LEVELS = ("province", "city", "county", "township", "unit")
"""Levels of administration at which a speech is given, the highest first."""
ROLES = (
    "furniture",
    "doc_title",
    "speech_head",
    "speech_title",
    "byline",
    "salutation",
    "heading",
    "body",
    "note",
)
"""The roles of a block. The rest of a broken line belongs to its ``body`` block; footnotes and
endnotes (``note``) are kept for reading and not counted."""


@dataclass(frozen=True, slots=True)
class Source:
    r"""A seed file as it was read.

    Attributes
    ----------
    name : str
        Path below the seed folder, with forward slashes.
    sha256 : str
        Hash of its bytes.
    encoding : str
        Encoding it was decoded with.
    encoding_confidence : float
        In [0, 1].
    n_bytes, n_lines : int
        Size in bytes; lines counted by ``\n``.
    reader : str
        Name of the reader, such as ``"text"``.
    """

    name: str
    sha256: str
    encoding: str
    encoding_confidence: float
    n_bytes: int
    n_lines: int
    reader: str


@dataclass(frozen=True, slots=True)
class Repair:
    r"""One change to the decoded text.

    ``before`` is the text of ``source`` at ``line`` (1-based) and ``column``
    (0-based, in characters of that line), and ``after`` replaces it. A
    joined line has ``before == "\n"``.
    """

    source: str
    line: int
    column: int
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why.

    ``reason`` is an English sentence; ``code`` and ``values`` (JSON) are its `Message`.
    """

    source: str
    reason: str
    code: str = field(default="", compare=False)
    values: str = field(default="", compare=False)

    @classmethod
    def of(cls, source: str, why: Message) -> Skipped:
        """Return the row of a file."""
        values = json.dumps(why.to_dict()["values"], ensure_ascii=False, sort_keys=True)
        return cls(source, str(why), why.code, values)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A paragraph that repeats an earlier one, which is not itself a repetition.

    ``similarity`` is the Jaccard similarity of their shingles, from 0.7 to 1;
    ``matched`` is the longest text that both contain.
    """

    source: str
    paragraph: int
    of_source: str
    of_paragraph: int
    similarity: float
    matched: str


@dataclass(frozen=True, slots=True)
class SimilarSpeech:
    """A speech that repeats an earlier one; ``share`` of its characters occurs there too."""

    source: str
    speech: int
    of_source: str
    of_speech: int
    share: float


@dataclass(frozen=True, slots=True)
class Mask:
    """Characters (``text``) with which a compiler replaced a name, a number or a year."""

    source: str
    line: int
    column: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound on the date of a speech, found in its own text.

    ``words`` at ``line`` mention the dated ``event``, which implies that the speech was held
    ``"not_before"`` or ``"not_after"`` (``kind``) an ISO ``date``.
    """

    source: str
    speech: int
    line: int
    words: str
    event: str
    kind: str
    date: str


@brief
@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of a source: running text, or a title, heading or furniture.

    Attributes
    ----------
    source : str
        Name of the source.
    speech : int
        Speech within the source, from 1; 0 outside any speech.
    paragraph : int
        Block within the source, from 1.
    section : str
        Path in the outline of the speech such as ``"2.1"``; empty before the first heading.
    role : str
        One of `ROLES`.
    heading : str
        The run-in heading at the beginning of ``text``, or empty.
    first_line, last_line : int
        Lines of the decoded source, 1-based, inclusive.
    text : str
        Repaired text in its own script.
    label : str
        Position of its first line in a file that has no lines, such as a PDF:
        ``"p. 3"`` or ``"row 12"``; else empty.
    id : str
        Identifies the block in links, gold lines, edits and caches; see `topics.corpus.identity`.
    text_hash : str
        16 hexadecimal digits of the sha256 of ``text``.
    column : int
        Column of ``first_line`` at which the block starts: 0, except for a heading that was
        split from the end of a paragraph.
    speaker : str
        The speaker if a text names several before a colon (记者：); else empty.
    repairs : sequence of Repair
        The repairs made in it, in order of position.
    """

    source: str
    speech: int
    paragraph: int
    section: str
    role: str
    heading: str
    first_line: int
    last_line: int
    text: str
    label: str = ""
    id: str = ""
    text_hash: str = ""
    column: int = 0
    speaker: str = ""
    repairs: Sequence[Repair] = field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError(f"role {self.role!r} is not one of {', '.join(ROLES)}")
        if not self.text.startswith(self.heading):
            raise ValueError(f"text does not start with its heading {self.heading!r}")

    @property
    def offsets(self) -> npt.NDArray[np.int32]:
        """Line (1-based) and column (0-based) of each character, shape (len(text), 2).

        Computed from the repairs on each access; use `position` for a single character.
        """
        return positions.offsets(self.text, self.first_line, self.column, self.repairs)

    def position(self, index: int) -> tuple[int, int]:
        """Return line (1-based) and column (0-based) of ``text[index]`` in the decoded source."""
        start = self.first_line, self.column
        return positions.position(index, self.text, *start, self.repairs)


@brief
@dataclass(frozen=True, slots=True)
class Speech:
    """One address in a source.

    Attributes
    ----------
    source : str
        Name of the source.
    speech : int
        Number within the source, from 1.
    head : str
        The compiler's heading at its beginning, or empty.
    title, date, speaker : str
        As printed in the text, or as stated by the format or ``metadata.csv``; else empty. Title
        and speaker may come from the name of a file that contains one speech.
    first_line, last_line : int
        Lines of the decoded source, 1-based, inclusive.
    complete : bool
        False if the text breaks off in mid-sentence or starts in mid-text.
    cut : {"", "start", "end", "start end"}
        Which ends are missing.
    earliest, latest : str
        Earliest and latest ISO dates that the text allows, or empty.
    date_clash : bool
        Whether the printed date is outside these bounds, or they contradict each other.
    occasion : str
        The meeting at which it was held, if the text or title names it.
    level : {"", "province", "city", "county", "township", "unit"}
        Level of the speaker's office or of the body, if the text states it.
    office, place : str
        The speaker's office and the town or county, if the text states them.
    metadata : tuple of (str, str)
        Further columns from the study's metadata, by name.
    date_iso : str
        The date as ``2023-05-01``, ``2023-05`` or ``2023``; empty if there is none.
    date_precision : {"", "day", "month", "year"}
        Precision of ``date_iso``.
    date_from : str
        Where ``date_iso`` comes from: ``"metadata"`` (``metadata.csv``), ``"format"`` (the row of
        a table, a web page), ``"printed"`` above the text, at its ``"end"``, ``"page"``
        (发布时间), ``"title"`` (a year in it), ``"file_name"``, ``"folder"``; or empty.
    """

    source: str
    speech: int
    head: str
    title: str
    date: str
    speaker: str
    first_line: int
    last_line: int
    complete: bool
    cut: str = ""
    earliest: str = ""
    latest: str = ""
    date_clash: bool = False
    occasion: str = ""
    level: str = ""
    office: str = ""
    place: str = ""
    metadata: tuple[tuple[str, str], ...] = ()
    date_iso: str = ""
    date_precision: str = ""
    date_from: str = ""

    def with_values(self, **values: Any) -> Speech:
        """Return the speech with other values; faster than `dataclasses.replace`."""
        return Speech(**{**dict(zip(_SPEECH_NAMES, _SPEECH_VALUES(self), strict=True)), **values})


_SPEECH_NAMES = tuple(f.name for f in fields(Speech))
_SPEECH_VALUES = attrgetter(*_SPEECH_NAMES)
