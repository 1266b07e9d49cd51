"""The table of new words that a person reviews, and the dictionary made from it."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from topics.console import Section
from topics.corpus.reading.readers.xlsx import read_sheets
from topics.display.view import say
from topics.errors import LexiconError, SourceError
from topics.text.lexicon.newwords import N_EXAMPLES, NewWord
from topics.text_tables import text_table

__all__ = ["dictionary_from", "review_table", "summary"]

YES = frozenset({"yes", "y", "x", "1", "true", "是", "✓", "√"})
NO = frozenset({"no", "n", "0", "false", "否", ""})
"""Answers allowed in the column ``keep``; an empty cell means no."""
NAMES = ("word", "keep")
"""The columns that are read; others are ignored."""
DIGITS = 3
N_SHOWN = 50


def review_table(words: Iterable[NewWord]) -> pd.DataFrame:
    """Return new words as the table to review.

    Parameters
    ----------
    words : iterable of NewWord
        What `new_words` finds.

    Returns
    -------
    DataFrame
        One row per word: word, keep (empty), count, n_speeches, n_sources,
        score, pmi, left_entropy, right_entropy (bits), example_1 to example_3.
    """
    rows = [
        {
            "word": word.word,
            "keep": "",
            "count": word.count,
            "n_speeches": word.n_speeches,
            "n_sources": word.n_sources,
            "score": round(word.score, DIGITS),
            "pmi": round(word.pmi, DIGITS),
            "left_entropy": round(word.left_entropy, DIGITS),
            "right_entropy": round(word.right_entropy, DIGITS),
            **{
                f"example_{i + 1}": word.examples[i] if i < len(word.examples) else ""
                for i in range(N_EXAMPLES)
            },
        }
        for word in words
    ]
    columns = ["word", "keep", "count", "n_speeches", "n_sources", "score", "pmi"]
    columns += ["left_entropy", "right_entropy", *(f"example_{i + 1}" for i in range(N_EXAMPLES))]
    return pd.DataFrame(rows, columns=columns)


def summary(words: Sequence[NewWord]) -> str:
    """Return the first new words as lines for a terminal, in the reader's language.

    Parameters
    ----------
    words : sequence of NewWord
        What `new_words` finds.
    """
    rows = tuple(
        (word.word, word.count, word.n_speeches, f"{word.score:.1f}", word.examples[0])
        for word in words[:N_SHOWN]
    )
    n, is_more = len(words), len(words) > N_SHOWN
    head = say(
        f"候选词 {n} 个{f'，此处列出前 {N_SHOWN} 个' if is_more else ''}。"
        "用 `--out words.csv` 可将全部候选词写入文件，供审阅。",
        f"{n} candidates{f', the first {N_SHOWN} here' if is_more else ''}."
        " `--out words.csv` writes all of them for review.",
    )
    header = (
        *(say("词", "word"), say("次数", "count"), say("讲话数", "speeches")),
        *(say("得分", "score"), say("首个例句", "first example")),
    )
    table = Section("", "", header, rows)
    return "\n".join([head, *(text_table(table) if rows else ())]) + "\n"


def dictionary_from(table: str | Path) -> str:
    """Return the words that a reviewer kept, in the format of the setting ``dictionary``.

    Parameters
    ----------
    table : path-like
        A reviewed table as CSV, with columns ``word`` and ``keep`` at least: as
        written by ``topics words``, or saved again by Excel (UTF-8 or GB18030;
        comma, semicolon or tab), or as a workbook (.xlsx), of which the first
        sheet with these columns is read.

    Returns
    -------
    str
        One word per line, in the order of the table, each once.

    Raises
    ------
    LexiconError
        If the table cannot be read, ``keep`` is neither yes nor no, the
        segmenter would ignore a kept word, or no word is kept.
    """
    path = Path(table)
    rows = _workbook_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    header = [_plain(cell) for cell in next(rows, ("", []))[1]]
    for name in NAMES:
        if name not in header:
            raise LexiconError(
                f"{table}: has no column {name!r}. Give a table that `topics words` wrote."
            )
    kept: dict[str, None] = {}
    positions = [header.index(name) for name in NAMES]
    for where, cells in rows:
        word, keep = ((cells[j] if j < len(cells) else "") for j in positions)
        if _is_kept(where, word, keep):
            kept[word.strip().removeprefix("'")] = None
    if not kept:
        raise LexiconError(
            f"{table}: keeps no word. Write yes in the column 'keep' of the words to keep."
        )
    return "".join(f"{word}\n" for word in kept)


def _csv_rows(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the position and cells of each row of a CSV file."""
    text = _read(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in lines:
            yield f"{path}, line {lines.line_num}", cells
    except csv.Error as exc:
        raise LexiconError(f"{path}, line {lines.line_num}: is not CSV ({exc}).") from exc


def _workbook_rows(path: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the position and cells of each row of a workbook, from its header on."""
    try:
        with path.open("rb") as file:
            sheets, _ = read_sheets(file)
    except OSError as exc:
        raise LexiconError(f"{path}: cannot be read ({exc.strerror}).") from exc
    except SourceError as exc:
        raise LexiconError(f"{path}: {exc}.") from exc
    for rows in sheets.values():
        for top, cells in enumerate(rows):
            if set(NAMES) <= {_plain(cell) for cell in cells}:
                yield from ((f"{path}, row {i}", row) for i, row in enumerate(rows[top:], top + 1))
                return


def _is_kept(where: str, word: str, keep: str) -> bool:
    answer = _plain(keep)
    if answer not in YES | NO:
        raise LexiconError(
            f"{where}: keep is {keep.strip()!r} for {word!r}. Write yes (or y, x, 1, 是) to keep a"
            " word, no (or n, 0, 否) or nothing to reject it."
        )
    if answer in NO:
        return False
    if not re.fullmatch(r"'?\w{2,}", word.strip()):
        raise LexiconError(
            f"{where}: the segmenter would ignore {word!r}. A word has at least two characters, all"
            " of them letters, digits or Chinese characters."
        )
    return True


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def _delimiter(text: str) -> str:
    """Return the delimiter of a table's first line."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _read(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise LexiconError(f"{path}: cannot be read ({exc.strerror}).") from exc
    for encoding in ("utf-8", "gb18030"):  # Excel in Chinese saves CSV as GB18030
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise LexiconError(f"{path}: is neither UTF-8 nor GB18030 text; save it as 'CSV UTF-8'.")
