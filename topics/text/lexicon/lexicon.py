"""Word lists: words that the segmenter keeps whole, and stop words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import stopwordsiso

from topics.defaults import default_path
from topics.display.counts import lexicon_view
from topics.display.view import shown
from topics.errors import LexiconError, check_flag, check_path_type, did_you_mean
from topics.parsing import ParseError, read_text
from topics.settings_rules import FOREIGN_WORDS
from topics.text.normalize import fold, normalize

__all__ = ["LEXICON_FILES", "Entry", "Lexicon", "load_lexicon"]

LEXICON_FILES = (
    "words.txt",
    "stop_words.txt",
    "formula_words.txt",
    "counted_words.txt",
    "foreign_words.txt",
)
"""The lists of the package, in the folder ``lexicon`` of its defaults."""


COMMENT = re.compile(r"(?<![A-Za-z0-9])#.*")
"""The sign of C# does not start a comment."""
ENTRY = re.compile(r'(?:"([^"]*\S[^"]*)"|([^\s"]+))(?:\s+([0-9]+))?(?:\s+([a-z]{1,8}))?')
SIGNS = "·-+&.'/_"
WORD = re.compile(rf"\w(?:[\w {re.escape(SIGNS)}]*[\w+#])?")
DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・", "·"))
"""Characters that are printed in place of the middle dot of names."""
MAX_WORD = 100
"""Maximum number of characters in a word; the segmenter looks for words of every length that
occurs."""
MAX_FREQUENCY = 1_000_000_000
DEFAULT_FREQUENCY = 1000


@dataclass(frozen=True, slots=True)
class Entry:
    """A word that the segmenter keeps whole, its frequency and part-of-speech tag.

    Attributes
    ----------
    word : str
        As it is counted: NFKC, simplified, lower case.
    frequency : int
        The weight of the word in segmentation. 0: never one word; this splits
        a phrase that is a word in the general dictionary.
    tag : str
        Part of speech, as jieba names them (``n``, ``v``, ``nt``, ``l`` ...).
    """

    word: str
    frequency: int
    tag: str

    @property
    def term(self) -> str:
        """The word as one term: a blank in it is ``_``."""
        return self.word.replace(" ", "_")


@shown(lexicon_view)
@dataclass(frozen=True, slots=True)
class Lexicon:
    """The dictionary entries and stop words of a run.

    Attributes
    ----------
    entries : tuple of Entry
        Words to keep whole, each once; those of the package first, then those of the study.
    stop_words : frozenset of str
        Terms that are never counted.
    foreign_words : {"auto", "keep", "stop", "leave_out"}
        Which words of an alphabet are kept (`load_lexicon`).
    """

    entries: tuple[Entry, ...]
    stop_words: frozenset[str]
    foreign_words: str = "auto"

    @property
    def kept(self) -> frozenset[str]:
        """The terms that are kept whole, and counted unless they are stop words."""
        return frozenset(entry.term for entry in self.entries if entry.frequency)


def load_lexicon(
    dictionary: str | Path = "",
    stop_words: str | Path = "",
    *,
    stop_formula: bool = True,
    foreign_words: str = "auto",
) -> Lexicon:
    """Load the word lists of the package, and additional lists of a study.

    Stop words have two tiers: function words (the list of the package stopwordsiso without
    ``counted_words.txt``, and ``stop_words.txt``), and formulaic verbs and nouns
    (``formula_words.txt``: 加强, 推进, 工作).

    Parameters
    ----------
    dictionary : path-like, optional
        A study's words to keep whole: one per line, ``word frequency tag``, the last two
        optional; ``#`` starts a comment. A word with a blank is in double quotes. The study's entry
        replaces that of the package, and is counted even if the package stops it.
    stop_words : path-like, optional
        A study's stop words, any number per line. Not even the dictionary makes them counted.
    stop_formula : bool, default True
        Whether the second tier is included.
    foreign_words : {"auto", "keep", "stop", "leave_out"}
        keep: all words of an alphabet are kept. stop: no function words (of, the, und).
        leave_out: only those of the dictionaries. auto: as stop, and no paragraphs in another
        language are kept, unless most of the texts are in one.

    Returns
    -------
    Lexicon

    Raises
    ------
    LexiconError
        If a list cannot be read, an entry would be ignored, or a list has a word twice with
        different frequencies or tags.
    WrongTypeError
        If ``dictionary`` or ``stop_words`` is not a path but e.g. a list of words.

    See Also
    --------
    topics.segment : Split the texts into words.
    topics.count : Count the words of each unit.

    Examples
    --------
    >>> import topics
    >>> lexicon = topics.load_lexicon()
    >>> "的" in lexicon.stop_words
    True
    """
    _check_arguments(dictionary, stop_words, stop_formula, foreign_words)
    entries = {entry.word: entry for entry in _package_entries()}
    stops = _package_stop_words(stop_formula)
    studied = {entry.word: entry for entry in _read_entries(Path(dictionary))} if dictionary else {}
    for word in studied:
        entries.pop(word, None)
    stops -= {entry.term for entry in studied.values() if entry.frequency}
    if stop_words:
        stops |= _normalized(_read_words(Path(stop_words)))
    return Lexicon((*entries.values(), *studied.values()), stops, foreign_words)


def _check_arguments(
    dictionary: str | Path, stop_words: str | Path, stop_formula: bool, foreign_words: str
) -> None:
    check_path_type("dictionary", dictionary)
    check_path_type("stop_words", stop_words)
    check_flag("stop_formula", stop_formula)
    if foreign_words not in FOREIGN_WORDS:
        raise LexiconError(
            f"foreign_words = {foreign_words!r} is unknown."
            f"{did_you_mean(foreign_words, FOREIGN_WORDS)} It must be one of:"
            f" {', '.join(FOREIGN_WORDS)}."
        )


@cache
def _package_entries() -> tuple[Entry, ...]:
    return tuple(_read_entries(_package_list("words.txt")))


@cache
def _package_stop_words(stop_formula: bool) -> frozenset[str]:
    stops = set(stopwordsiso.stopwords("zh"))
    stops -= set(_read_words(_package_list("counted_words.txt")))
    stops |= set(_read_words(_package_list("stop_words.txt")))
    if stop_formula:
        stops |= set(_read_words(_package_list("formula_words.txt")))
    return _normalized(stops)


def _package_list(name: str) -> Path:
    return default_path(f"lexicon/{name}")


def _normalized(words: Iterable[str]) -> frozenset[str]:
    return frozenset(normalize(word)[0] for word in words)


def _read_lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = read_text(path)
    except ParseError as exc:
        raise LexiconError(str(exc)) from exc
    lines = ((n, COMMENT.sub("", line).strip()) for n, line in enumerate(text.splitlines(), 1))
    return [(n, line) for n, line in lines if line]


def _read_words(path: Path) -> list[str]:
    return [word for _, line in _read_lines(path) for word in line.split()]


def _read_entries(path: Path) -> list[Entry]:
    numbered = [(number, _parse_entry(path, number, line)) for number, line in _read_lines(path)]
    _refuse_two_values(path, numbered)
    return [*_unsimplified(path, numbered), *(entry for _, entry in numbered)]


def _unsimplified(path: Path, numbered: Sequence[tuple[int, Entry]]) -> list[Entry]:
    """Return the words with a traditional character in simplified texts, e.g. 乾县.

    In these words the character is not converted, so the word is counted as written.
    """
    own = {entry.word for _, entry in numbered}
    lines = dict(_read_lines(path))
    found: dict[str, Entry] = {}
    for number, entry in numbered:
        match = ENTRY.fullmatch(lines[number])
        shown = fold((match[1] or match[2]) if match else "").translate(DOTS)
        if entry.frequency and shown not in own:
            frequency = max(entry.frequency, DEFAULT_FREQUENCY)
            found[shown] = Entry(shown, frequency, entry.tag)
    return list(found.values())


def _refuse_two_values(path: Path, numbered: Sequence[tuple[int, Entry]]) -> None:
    """Raise if a word has two different entries: the segmenter would use the last."""
    first: dict[str, tuple[int, Entry]] = {}
    for number, entry in numbered:
        line, earlier = first.setdefault(entry.word, (number, entry))
        if entry != earlier:
            raise LexiconError(
                f"{path}, line {number}: '{entry.word}' has frequency {entry.frequency} and tag"
                f" '{entry.tag}', but {earlier.frequency} and '{earlier.tag}' in line {line}. Keep"
                " one of the two lines."
            )


def _parse_entry(path: Path, number: int, line: str) -> Entry:
    shown = repr(line[:MAX_WORD])
    match = ENTRY.fullmatch(line)
    if match is None:
        raise LexiconError(
            f"{path}, line {number}: {shown} is not an entry. Write 'word', 'word frequency' or"
            " 'word frequency tag'; put a word with a blank in double quotes."
        )
    given = match[1] or match[2]
    if len(given) > MAX_WORD:
        raise LexiconError(
            f"{path}, line {number}: {shown}… has {len(given)} characters; a word has at most"
            f" {MAX_WORD}."
        )
    word = normalize(given)[0].translate(DOTS)
    if len(word) < 2 or not WORD.fullmatch(word):
        raise LexiconError(
            f"{path}, line {number}: {given!r} is not a word. A word has at least two characters:"
            " letters, digits or Chinese characters, between them also blanks and the signs"
            f" {' '.join(SIGNS)}, and at its end + or #."
        )
    digits = match[3] or str(DEFAULT_FREQUENCY)
    if len(digits) > len(str(MAX_FREQUENCY)) or int(digits) > MAX_FREQUENCY:
        raise LexiconError(
            f"{path}, line {number}: frequency {digits[:20]} of {given!r}: must be an integer"
            f" from 0 to {MAX_FREQUENCY}; the most frequent word of the general dictionary has"
            " 883634."
        )
    return Entry(word, int(digits), match[4] or "n")
