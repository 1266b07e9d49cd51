"""The edits of a study, as in its file."""

from __future__ import annotations

from dataclasses import dataclass

from topics.display.runs import edits_view
from topics.display.view import shown

__all__ = ["NO_EDITS", "Edits", "HandCode", "Merge", "Split", "TopicEdit"]


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """The name, the theme or the hiding of a topic: a table ``[[topic]]``.

    Attributes
    ----------
    where : str
        File and line, with which messages begin.
    engine : str
    topic : int
        Id of the topic.
    words : tuple of str
        Its most probable words when the edit was written.
    name : str
        Its name; unchanged if empty.
    theme : str or None
        Id of its theme, ``"none"`` for none of the codebook's; unchanged if None.
    hide : bool
        Whether pages omit it.
    """

    where: str
    engine: str
    topic: int
    words: tuple[str, ...]
    name: str = ""
    theme: str | None = None
    hide: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Topics that are merged into one, with the id of the first: a table ``[[merge]]``.

    Attributes
    ----------
    where, engine : str
    topics : tuple of int
        At least two ids.
    words : tuple of tuples of str
        The most probable words of each when the edit was written.
    """

    where: str
    engine: str
    topics: tuple[int, ...]
    words: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Part of a topic that becomes a new topic: a table ``[[split]]``.

    Attributes
    ----------
    where, engine : str
    topic : int
    words : tuple of str
        Its most probable words when the edit was written.
    containing : tuple of str
        The units in which one of these occurs give their share of the topic to the new one.
    name : str
        Name of the new topic.
    """

    where: str
    engine: str
    topic: int
    words: tuple[str, ...]
    containing: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class HandCode:
    """The theme of a paragraph: a table ``[[code]]``.

    Attributes
    ----------
    where : str
    theme : str
        Id of its theme, or ``"none"``.
    id, text_hash, text : str
        Id and hash of the paragraph, and how its text begins; at least one is not empty.
    """

    where: str
    theme: str
    id: str = ""
    text_hash: str = ""
    text: str = ""


@shown(edits_view)
@dataclass(frozen=True, slots=True)
class Edits:
    """All edits of a study, in the order of its file; false if there are none.

    Attributes
    ----------
    topics : tuple of TopicEdit
    merges : tuple of Merge
    splits : tuple of Split
    codes : tuple of HandCode
    """

    topics: tuple[TopicEdit, ...] = ()
    merges: tuple[Merge, ...] = ()
    splits: tuple[Split, ...] = ()
    codes: tuple[HandCode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.merges or self.splits or self.codes)


NO_EDITS = Edits()
