"""Labels of figures and page in Chinese and English: names of engines, roles, scores, speeches."""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from topics.edits.topic_edits import HIDDEN, NAMED
from topics.engines import ENGINES
from topics.evaluate.measures import MEASURES
from topics.messages import Language

__all__ = [
    "DOUBTFUL",
    "DOUBT_MARKS",
    "before_edits",
    "clip",
    "doubt",
    "doubt_mark",
    "doubt_of",
    "engine_name",
    "engines",
    "marked_names",
    "rows",
    "score_name",
    "speech_labels",
    "text_of",
    "topic_names",
    "word_parts",
]

DOUBTFUL, BY_HAND = "doubtful", "by_hand"
_MARKS = {
    "": ("", ""),
    DOUBTFUL: ("（存疑）", " (doubtful)"),
    BY_HAND: ("（手工）", " (by hand)"),
    HIDDEN: ("（已隐藏）", " (hidden)"),
}
DOUBT_MARKS = tuple(mark for marks in _MARKS.values() for mark in marks if mark)
"""The suffixes of names that are doubtful, by hand or hidden."""
_CONJUNCTION = re.compile(r"(?=[与和及])|(?<=[·、])|(?<= )")
"""Places at which a Chinese name may be broken."""

PARTS = {"coding": ("段落编码", "coding of paragraphs"), "corpus": ("语料", "corpus")}
"""Scored items besides the engines."""
ROLES = {
    "furniture": "网页附带文字",
    "doc_title": "汇编标题",
    "speech_head": "编者标题",
    "speech_title": "讲话标题",
    "byline": "署名与日期",
    "salutation": "称呼",
    "heading": "小标题",
    "body": "正文",
    "note": "注释",
}
ROLES_EN = {
    "furniture": "web page furniture",
    "doc_title": "title of the compilation",
    "speech_head": "compiler's heading",
    "speech_title": "title of the speech",
    "byline": "byline and date",
    "salutation": "salutation",
    "heading": "heading",
    "body": "paragraph",
    "note": "note",
}
LEVEL_NAMES = {
    "province": ("省级", "province"),
    "city": ("市级", "city"),
    "county": ("县级", "county"),
    "township": ("乡镇级", "township"),
    "unit": ("单位", "work unit"),
}
"""Chinese and English name of each of `topics.corpus.rows.LEVELS`."""


def text_of(value: Any) -> str:
    """Return a cell as text; a missing value is the empty string."""
    return "" if value is None or value is pd.NA or value != value else str(value)


def rows(table: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as named tuples, as ``table.itertuples(index=False)`` does.

    ``itertuples`` takes each column by position, which is slow for the small tables here.
    """
    columns = [table[name].tolist() for name in table.columns] if len(table) else [[]]
    yield from map(_row_type(tuple(table.columns))._make, zip(*columns, strict=True))


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("_Row", names, rename=True)


def clip(text: str, length: int) -> str:
    """Return ``text`` cut to at most ``length`` characters, the last of them ``…`` if cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def word_parts(name: str) -> list[str]:
    """Return the parts of a name between which a line may end, e.g. 市民, 素质, 与文化.

    A line ends before 与, 和 and 及, after a point, a comma and a space, and between pairs of
    characters, which most words are. No part is a single Chinese character, unless the name is.
    """
    parts: list[str] = []
    for part in _CONJUNCTION.split(name):
        if parts and len(parts[-1].strip()) == 1:
            part = parts.pop() + part
        start = int(part[:1] in "与和及" and len(part) > 2)
        ends = list(range(start + 2, len(part) - 1, 2)) if _is_chinese(part) else []
        parts += [part[a:b] for a, b in zip([0, *ends], [*ends, len(part)], strict=True)]
    if len(parts) > 1 and len(parts[-1].strip()) == 1:
        parts[-2:] = ["".join(parts[-2:])]
    return parts


def _is_chinese(text: str) -> bool:
    return all("\u3400" <= c <= "\u9fff" for c in text.rstrip("·、"))


def engine_name(engine: str, language: Language = "zh") -> str:
    """Return the displayed name of an engine, or of a pair such as ``"lda+kmeans"``.

    An unknown engine keeps its own name.
    """
    names = PARTS | {name: (entry.zh, entry.en) for name, entry in ENGINES.items()}
    position = int(language == "en")
    parts = [names[part][position] if part in names else part for part in engine.split("+")]
    return " × ".join(parts)


def score_name(name: str, language: Language = "zh") -> str:
    """Return the name of a score, or the empty string if it has none."""
    measure = MEASURES.get(name) or MEASURES.get(name.partition("_")[0])
    return getattr(measure, language) if measure else ""


def engines(topics: pd.DataFrame) -> tuple[str, ...]:
    """Return the engines of a ``topics`` table in order."""
    return tuple(dict.fromkeys(topics.get("engine", ())))


def topic_names(
    topics: pd.DataFrame, themes: pd.DataFrame | None = None
) -> dict[tuple[str, int], tuple[str, str]]:
    """Return the Chinese and English name of each topic: by hand, its theme's, or its own words.

    If topics of one engine share a name, a word that the others lack is appended to it.

    Parameters
    ----------
    topics : pandas.DataFrame
        The run's ``topics`` table; in earlier runs, topics without a theme have no ``label``.
    themes : pandas.DataFrame, optional
        The run's ``themes`` table, for the English names.

    Returns
    -------
    dict
        By engine and number of the topic.
    """
    known = {} if themes is None else {text_of(r.theme): text_of(r.en) for r in rows(themes)}
    alike: dict[tuple[str, str], list[Any]] = {}
    for row in rows(topics):
        words = text_of(row.frex_terms).split() or text_of(row.top_terms).split()
        name = text_of(row.label) or "·".join(words[:2])
        alike.setdefault((row.engine, name), []).append(row)
    found = {
        (engine, row.topic): (
            name + word,
            (name if _is_by_hand(row) else known.get(text_of(row.theme)) or name) + word,
        )
        for (engine, name), same in alike.items()
        for row, word in zip(same, _own_words(same), strict=True)
    }
    return {(r.engine, r.topic): found[r.engine, r.topic] for r in rows(topics)}


def _own_words(same: list[Any]) -> list[str]:
    """Return the suffixes of topics that share a name."""
    if len(same) == 1:
        return [""]
    frex = [text_of(row.frex_terms).split() for row in same]
    every = [{*own, *text_of(row.top_terms).split()} for own, row in zip(frex, same, strict=True)]
    found = []
    for i, own in enumerate(frex):
        others = {word for j, words in enumerate(every) if j != i for word in words}
        word = next((word for word in own if word not in others), str(same[i].topic))
        found.append(f"·{word}")
    return found


def _is_by_hand(row: Any) -> bool:
    """Return whether a topic has a name by hand, which is the same in both languages."""
    return NAMED in text_of(getattr(row, "edited", "")).split()


def before_edits(row: Any) -> str:
    """Return the name of a topic before it was edited by hand; empty if it was not."""
    return text_of(getattr(row, "label_before", "")) if text_of(getattr(row, "edited", "")) else ""


def doubt_of(row: Any) -> str:
    """Return whether the name of a topic is doubtful, by hand or hidden; otherwise empty."""
    edited = text_of(getattr(row, "edited", "")).split()
    if edited:
        return HIDDEN if HIDDEN in edited else BY_HAND
    return DOUBTFUL if text_of(getattr(row, "state", "")) == DOUBTFUL else ""


def doubt_mark(kind: str, language: Language = "zh") -> str:
    """Return the suffix of a name by what `doubt_of` returns."""
    return _MARKS[kind][int(language == "en")]


def doubt(row: Any, language: Language = "zh") -> str:
    """Return the suffix of a name that is doubtful or by hand; otherwise empty."""
    return doubt_mark(doubt_of(row), language)


def marked_names(topics: pd.DataFrame, engine: str) -> list[str]:
    """Return the names of an engine's topics, in order, the doubtful ones marked."""
    names = topic_names(topics)
    own = (row for row in rows(topics) if row.engine == engine)
    return [names[engine, row.topic][0] + doubt(row) for row in own]


def speech_labels(speeches: pd.DataFrame, length: int = 20) -> list[str]:
    """Return one short label per speech: its number in the table and its title.

    Parameters
    ----------
    speeches : pandas.DataFrame
        The run's ``speeches`` table.
    length : int
        Maximum length of a title in characters.

    Returns
    -------
    list of str
        Such as ``"7　在创卫动员大会上的讲话"``; a speech without title and head has
        the name of its source.
    """
    labels = []
    for number, row in enumerate(rows(speeches), 1):
        title = text_of(row.title) or text_of(row.head)
        title = title or f"{PurePosixPath(text_of(row.source)).stem} 之{row.speech}"
        labels.append(f"{number}\u3000{clip(' '.join(title.split()), length)}")
    return labels
