"""The tables of shares by year, source, level, office, speaker and metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import OutputError
from topics.grouping.columns import checked_columns
from topics.grouping.sums import SpeechSums, Texts, theme_sums
from topics.grouping.tables import by_column, grouped, left_out_of
from topics.messages import Message, warn
from topics.models.types import TopicModel
from topics.runs.schema import TABLES
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE

__all__ = ["by_tables", "crossed_tables"]


def by_tables(
    corpus: Corpus, coded: CodedParagraphs, models: Mapping[str, TopicModel]
) -> dict[str, pd.DataFrame]:
    """Return the tables ``themes_by`` and ``topics_by`` of a run.

    Parameters
    ----------
    corpus : Corpus
    coded : CodedParagraphs
    models : mapping of engine to TopicModel

    Warns
    -----
    TopicsWarning
        If the tables leave out groups of a column.
    """
    texts = Texts.of(corpus)
    themes = [*coded.codebook.ids(), NONE]
    sums = theme_sums(texts, coded.sources(), coded.paragraph, coded.with_none())
    if left := left_out_of(sums):
        names = ", ".join(f"{column} {n:,}" for column, n in left.items())
        warn(Message("groups_left_out", {"columns": names}))
    by_topic = [by_column(m.speech_sums(texts), m.topic_keys()) for m in models.values()]
    return {
        "themes_by": by_column(sums, {"theme": themes}) if themes[:-1] else _nothing("themes_by"),
        "topics_by": pd.concat(by_topic or [_nothing("topics_by")], ignore_index=True),
    }


def crossed_tables(
    tables: Mapping[str, pd.DataFrame], models: Mapping[str, TopicModel], columns: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return the same tables of a finished run for other columns, which are crossed.

    Parameters
    ----------
    tables, models : mapping
        Those of the run.
    columns : sequence of str

    Raises
    ------
    ModelError
        If a column does not exist.
    OutputError
        If the run has no ``coding.csv``.
    """
    speeches, paragraphs = tables["speeches"], tables["paragraphs"]
    checked_columns(speeches, columns)
    if "coding" not in tables:
        raise OutputError(
            "The run has no coding.csv: an earlier version of topics-zh made it. Repeat the run."
        )
    texts = Texts.from_tables(speeches, paragraphs[paragraphs["role"] == "body"])
    by_topic = [grouped(m.speech_sums(texts), columns, m.topic_keys()) for m in models.values()]
    sums, themes = _coded(texts, tables["coding"])
    return {
        "themes_by": grouped(sums, columns, {"theme": themes})
        if themes[:-1]
        else _nothing("themes_by"),
        "topics_by": pd.concat(by_topic, ignore_index=True),
    }


def _coded(texts: Texts, coding: pd.DataFrame) -> tuple[SpeechSums, list[str]]:
    """Return the codes of a run, and the names of its themes and, last, of none."""
    names = [str(name) for name in coding.columns[2:]]
    source, paragraph = coding["source"].to_numpy(object), coding["paragraph"].to_numpy()
    return theme_sums(texts, source, paragraph, coding[names].to_numpy(float)), names


def _nothing(table: str) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in TABLES[table].columns})
