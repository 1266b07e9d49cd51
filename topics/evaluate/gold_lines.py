"""Gold lines: annotations of lines by careful readers, read from a file and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from topics.corpus.types import ROLES
from topics.errors import GoldError, check_path_type, did_you_mean
from topics.parsing import ParseError, load_json, read_text
from topics.themes.types import NONE

__all__ = ["GOLD_ROLES", "Fault", "GoldLine", "ParsedLine", "parse_gold", "read_gold"]

GOLD_ROLES = (*ROLES, "continuation")
"""The roles of a line; a ``continuation`` continues the sentence of the line before."""
_NAMES = ("id", "text_hash")


@dataclass(frozen=True, slots=True)
class GoldLine:
    """The annotation of one line of a source.

    Attributes
    ----------
    source : str
        Name of the source.
    line : int
        Line of the decoded source, from 1.
    role : str
        One of ``ROLES``, or ``"continuation"``; empty if the file gives none.
    themes : tuple of str
        The correct themes, one or more; ``("none",)`` if no theme of the codebook fits; empty if
        not annotated.
    id, text_hash : str
        The block that starts with the line; they take precedence over the position.
    """

    source: str
    line: int
    role: str
    themes: tuple[str, ...]
    id: str = ""
    text_hash: str = ""

    @property
    def named(self) -> bool:
        """Whether the line names its block by ``id`` or ``text_hash``."""
        return bool(self.id or self.text_hash)


class Fault(NamedTuple):
    """A problem of a line of a gold file; ``hint`` suggests a correction."""

    text: str
    hint: str = ""


class ParsedLine(NamedTuple):
    """A line of a gold file: its number, and a gold line or its problem."""

    number: int
    gold: GoldLine | None
    faults: tuple[Fault, ...]


def read_gold(path: str | Path) -> tuple[GoldLine, ...]:
    """Read gold lines: one JSON object per line with source, line, and role, themes or both.

    A line may name its block by ``id``, ``text_hash`` or both, as ``paragraphs.csv`` has them,
    instead of by ``source`` and ``line``.

    Parameters
    ----------
    path : path-like
        A ``.jsonl`` file; ``role`` or ``themes`` may be missing, other fields are ignored.

    Returns
    -------
    tuple of GoldLine

    Raises
    ------
    GoldError
        If the file cannot be read or a line is not a gold line; names the first such line.
    """
    found = []
    for number, gold, faults in parse_gold(path):
        if gold is None:
            raise GoldError(f"{Path(path)}, line {number}: {faults[0].text}")
        found.append(gold)
    return tuple(found)


def parse_gold(path: str | Path) -> Iterator[ParsedLine]:
    """Yield each line of a gold file with all its problems.

    Raises
    ------
    GoldError
        If the file cannot be read or has no lines.
    """
    check_path_type("gold", path)
    file = Path(path)
    try:
        text = read_text(file)
    except ParseError as exc:
        raise GoldError(str(exc)) from exc
    rows = [(n, row) for n, row in enumerate(text.split("\n"), 1) if row.strip()]
    if not rows:
        raise GoldError(f"{file}: contains no gold lines.")
    for number, row in rows:
        try:
            data: Any = load_json(row, "")
        except ParseError as exc:
            yield ParsedLine(number, None, (Fault(str(exc).removeprefix(": ")),))
            continue
        except (ValueError, RecursionError):
            yield ParsedLine(
                number, None, (Fault("has too long a number or is nested too deeply."),)
            )
            continue
        faults = tuple(_faults(data, row))
        yield ParsedLine(number, None if faults else _gold_line(data), faults)


def _gold_line(data: dict[str, Any]) -> GoldLine:
    names = {name: data.get(name) or "" for name in _NAMES}
    data = {"source": "", "line": 0, "themes": (), **data, "role": data.get("role") or ""}
    return GoldLine(data["source"], data["line"], data["role"], tuple(data["themes"]), **names)


def _faults(data: Any, row: str) -> Iterator[Fault]:
    """Yield the problems of the JSON of one line."""
    named = isinstance(data, dict) and any(data.get(name) for name in _NAMES)
    needed = () if named else ("source", "line")
    if (
        not isinstance(data, dict)
        or any(name not in data for name in needed)
        or not (data.get("role") or data.get("themes"))
    ):
        yield Fault(
            "a gold line is an object with 'source' and 'line' (or the 'id' or 'text_hash' of a"
            " block), and with a 'role', a list 'themes' or both; it is"
            f" {row.strip()[:60]!r}."
        )
        return
    for name in ("source", *_NAMES):
        if not isinstance(data.get(name, ""), str):
            yield Fault(f"{name} must be a string, not {data[name]!r:.80}.")
    line = data.get("line", 1)
    if not isinstance(line, int) or isinstance(line, bool) or (line < 1 and not named):
        yield Fault(f"line must be an integer >= 1, not {line!r:.80}.")
    themes = data.get("themes", [])
    if not isinstance(themes, list) or not all(isinstance(theme, str) for theme in themes):
        yield Fault(f"themes must be a list of strings, not {themes!r:.80}.")
    if isinstance(themes, list) and NONE in themes and len(themes) > 1:
        yield Fault('themes: "none" excludes every theme; give it alone.')
    role = data.get("role")
    if role is not None and role not in GOLD_ROLES:
        yield Fault(
            f"role {role!r:.80} is none of {', '.join(GOLD_ROLES)}.",
            did_you_mean(role, GOLD_ROLES),
        )
