"""References to blocks, as used by gold lines, edits, hand codes and links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from topics.corpus.types import Corpus
from topics.messages import Message

__all__ = ["Reference", "Resolved", "resolve"]

NONE = "-"


class Reference(NamedTuple):
    """A reference to a block: its ``id``, the ``text_hash`` of its text, or both."""

    id: str = ""
    text_hash: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The blocks that some references name.

    Attributes
    ----------
    rows : tuple of (int or None)
        For each reference the index of its block in ``corpus.paragraphs``, or None.
    problems : tuple of Message
        One for each reference without a block, in order.
    """

    rows: tuple[int | None, ...]
    problems: tuple[Message, ...]


def resolve(corpus: Corpus, references: Iterable[Reference]) -> Resolved:
    """Find the block that each reference names.

    A reference names the block with the same ``id``. If there is none, e.g. because the file was
    edited elsewhere, it names the only block with the same ``text_hash``. References to no block,
    or to more than one, are reported.

    Parameters
    ----------
    corpus : Corpus
    references : iterable of Reference

    Returns
    -------
    Resolved
    """
    by_id = {name: i for i, name in enumerate(corpus.paragraphs.column("id").to_pylist())}
    by_hash: dict[str, list[int]] = {}
    for i, digest in enumerate(corpus.paragraphs.column("text_hash").to_pylist()):
        by_hash.setdefault(digest, []).append(i)
    rows: list[int | None] = []
    problems: list[Message] = []
    for reference in references:
        same = by_hash.get(reference.text_hash, []) if reference.text_hash else []
        row = by_id.get(reference.id, same[0] if len(same) == 1 else None)
        rows.append(row)
        if row is None:
            problems.append(_problem(reference, len(same)))
    return Resolved(tuple(rows), tuple(problems))


def _problem(reference: Reference, n_same: int) -> Message:
    name, digest = reference.id or NONE, reference.text_hash or NONE
    if n_same:
        return Message("ambiguous_reference", {"id": name, "text_hash": digest, "count": n_same})
    return Message("unknown_reference", {"id": name, "text_hash": digest})
