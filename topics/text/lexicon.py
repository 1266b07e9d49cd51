"""Word lists: what the segmenter keeps whole, and what is not counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import stopwordsiso

from topics.defaults import default_path
from topics.errors import LexiconError
from topics.text.normalize import normalize

__all__ = ["Entry", "Lexicon", "load_lexicon"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that the segmenter keeps whole, its frequency and part-of-speech tag."""

    word: str
    frequency: int
    tag: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The dictionary entries and stop words of a run.

    Attributes
    ----------
    entries : tuple of Entry
        Words to keep whole, the package's own first, then the study's.
    stop_words : frozenset of str
        Terms that are never counted.
    """

    entries: tuple[Entry, ...]
    stop_words: frozenset[str]


def load_lexicon(dictionary: str | Path = "", stop_words: str | Path = "") -> Lexicon:
    """Load the package's word lists and a study's own beside them.

    Parameters
    ----------
    dictionary : path-like, optional
        A study's words to keep whole: one a line, ``word frequency tag``, the
        last two optional; ``#`` opens a comment.
    stop_words : path-like, optional
        A study's words not to count, one a line.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If a list cannot be read, or an entry would be silently ignored.
    """
    entries = _read_entries(default_path("lexicon/words.txt"))
    stops = _read_words(default_path("lexicon/stop_words.txt"))
    if dictionary:
        entries += _read_entries(Path(dictionary))
    if stop_words:
        stops += _read_words(Path(stop_words))
    counted = (normalize(word)[0] for word in [*stopwordsiso.stopwords("zh"), *stops])
    return Lexicon(tuple(entries), frozenset(counted))


def _read_lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except OSError as exc:
        raise LexiconError(f"{path}: cannot be read ({exc.strerror}).") from exc
    except UnicodeDecodeError as exc:
        raise LexiconError(f"{path}: is not UTF-8 text; save it as UTF-8.") from exc
    lines = ((n, line.split("#")[0].strip()) for n, line in enumerate(text.splitlines(), 1))
    return [(n, line) for n, line in lines if line]


def _read_words(path: Path) -> list[str]:
    return [word for _, line in _read_lines(path) for word in line.split()]


def _read_entries(path: Path) -> list[Entry]:
    return [_parse_entry(path, number, line) for number, line in _read_lines(path)]


def _parse_entry(path: Path, number: int, line: str) -> Entry:
    match = re.fullmatch(r"(\S+)(?:\s+(\d+))?(?:\s+([a-z]+))?", line)
    if match is None:
        raise LexiconError(
            f"{path}, line {number}: {line!r} is not an entry. Write 'word', 'word frequency' or"
            " 'word frequency tag'; a word with a space inside cannot be kept whole."
        )
    word = normalize(match[1])[0]
    if len(word) < 2 or not re.fullmatch(r"\w+", word):
        raise LexiconError(
            f"{path}, line {number}: the segmenter would ignore {match[1]!r}. A word has at least"
            " two characters, all of them letters, digits or Chinese characters."
        )
    return Entry(word, int(match[2] or 1000), match[3] or "n")
