"""The input of `topics.read`: paths of seed files, or texts in memory."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, TypeAlias, TypeGuard

from topics.corpus.reading.readers.memory import Memory, frame_rows, is_frame, text_rows
from topics.errors import CorpusError, SourceError
from topics.messages import Message

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Seeds", "check_path", "check_regular", "inputs_of", "is_path"]

Seeds: TypeAlias = "str | os.PathLike[str] | pd.DataFrame | Iterable[Any]"
"""A folder or file; a DataFrame; texts, pairs of title and text, or paths."""

LONGEST_PATH = 1_000
LONGEST_NAME = 255
SHOWN = 40
FORMS = (
    "a folder, a file, a list of paths, a pandas DataFrame, a list of texts, or a list of"
    " (title, text)"
)


def inputs_of(seeds: Any, suffixes: Iterable[str]) -> tuple[Path, ...] | Memory:
    """Return the paths to read, or the rows of input in memory.

    Parameters
    ----------
    seeds : object
        See `topics.read`.
    suffixes : iterable of str
        Suffixes of readable files: a list whose strings have these suffixes is a list of paths.

    Returns
    -------
    tuple of Path, or Memory
        The paths exist.

    Raises
    ------
    CorpusError
        If a path does not exist, or the object has none of the accepted types.
    """
    if is_path(seeds):
        return (check_path(seeds),)
    if is_frame(seeds):
        return frame_rows(seeds)
    if isinstance(seeds, Mapping | Set | bytes | bytearray | io.IOBase) or not hasattr(
        seeds, "__iter__"
    ):
        raise CorpusError(_wrong(seeds))
    try:
        items = list(seeds)
    except TypeError as exc:  # e.g. an array without dimensions, or a type itself
        raise CorpusError(_wrong(seeds)) from exc
    if _are_paths(items, tuple(suffixes)):
        return tuple(dict.fromkeys(_listed(i, item) for i, item in enumerate(items, 1)))
    return text_rows(items)


def is_path(seeds: object) -> TypeGuard[str | os.PathLike[str]]:
    """Whether an object is a path by its type; a string is one."""
    return isinstance(seeds, str | os.PathLike)


def check_path(seeds: Any) -> Path:
    """Return the path of an existing folder or file, as a run requires.

    Raises
    ------
    CorpusError
        If it does not exist or is not a path. A string that can only be a text gets its own
        message.
    """
    if not is_path(seeds):
        raise CorpusError(
            f"seeds must be a folder or a file here, because a run records its files; got"
            f" {type(seeds).__name__}. Write texts to a separate file first, e.g."
            " frame.to_csv('seeds/speeches.csv', index=False)."
        )
    text = os.fspath(seeds)
    exists = _exists(text)
    if isinstance(seeds, str) and not exists and _is_text(text):
        shown = text.strip()[:SHOWN].splitlines()
        said = f"'{shown[0]}…' is a text" if shown else "an empty string"
        raise CorpusError(
            f"seeds: {said}, not the path of a folder or file. Pass a text as a list: [text]."
        )
    if not exists:
        advice = (
            " If it is a text, pass it as a list: [text]."
            if isinstance(seeds, str) and not text.isascii()
            else ""
        )
        raise CorpusError(
            f"{text}: there is no such folder or file. Pass the folder of seed files.{advice}"
        )
    return Path(text)


def _is_text(text: str) -> bool:
    """Whether a string that is not a path can only be a text."""
    return not text.strip() or _is_long(text) or "。" in text or len(text) > LONGEST_NAME


def check_regular(path: Path, base: Path) -> None:
    """Raise SourceError unless a path is a file in a folder, not a pipe, device or link out of it.

    Nothing is opened: opening a pipe would block until its other end is open.

    Parameters
    ----------
    path : Path
        A file that a folder lists.
    base : Path
        The folder inside which links must stay.
    """
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(base.resolve()):
            raise SourceError(Message("refused_link_outside"))
        if not path.is_file():
            raise SourceError(_kind(path))
    except RuntimeError as exc:  # links in a circle, before Python 3.13
        raise SourceError(_unopened(Message("phrase_link_circle"))) from exc
    except OSError as exc:
        is_circle = exc.errno == errno.ELOOP
        reason = Message("phrase_link_circle") if is_circle else exc.strerror or str(exc)
        raise SourceError(_unopened(reason)) from exc


def _unopened(reason: str | Message) -> Message:
    return Message("refused_unopened", {"reason": reason})


def _kind(path: Path) -> Message:
    """Return the kind of a path that is not a file."""
    try:
        path.stat()  # unlike `exists`, raises for links in a circle
    except FileNotFoundError:
        return Message("refused_dead_link")
    if path.is_dir():
        if path.is_symlink():
            return Message("refused_folder_link")
        return Message("refused_folder")
    return Message("refused_not_regular")


def _is_long(text: str) -> bool:
    """Whether a string is longer than the path of a file, or has several lines."""
    return "\n" in text or "\r" in text or len(text) > LONGEST_PATH


def _exists(text: str) -> bool:
    try:
        return bool(text.strip()) and not _is_long(text) and Path(text).exists()
    except (OSError, ValueError):  # a name that no system allows
        return False


def _are_paths(items: Sequence[Any], suffixes: tuple[str, ...]) -> bool:
    """Whether a list contains paths: one is a Path or an existing file, or all look like files."""
    if not items or not all(map(is_path, items)):
        return any(isinstance(item, os.PathLike) for item in items)
    if any(isinstance(item, os.PathLike) for item in items):
        return True
    if any(_exists(item) and Path(item).is_file() for item in items):
        return True
    return all(_looks_like_file(item, suffixes) or _exists(item) for item in items)


def _looks_like_file(text: str, suffixes: tuple[str, ...]) -> bool:
    is_name = not _is_long(text) and "。" not in text
    return is_name and PurePath(text).suffix.lower() in (*suffixes, ".zip")


def _listed(number: int, item: Any) -> Path:
    if not is_path(item) or not _exists(os.fspath(item)):
        shown = str(item)[:SHOWN].splitlines() or [""]
        raise CorpusError(
            f"Item {number} of the list of paths: there is no folder or file '{shown[0]}'."
            " Pass paths that exist, or texts alone."
        )
    return Path(item)


def _wrong(seeds: Any) -> str:
    kind = type(seeds).__name__
    advice = {
        "dict": " Pass pandas.DataFrame(seeds), or for titles and texts list(seeds.items()).",
        "set": " A set has no order; pass a list.",
        "bytes": " Decode them and pass a list: [text].",
        "Corpus": " It is already a corpus.",
    }.get(kind, "")
    if isinstance(seeds, io.IOBase):
        advice = " Pass the path of the file."
    return f"seeds must be {FORMS}, got {kind}.{advice}"
