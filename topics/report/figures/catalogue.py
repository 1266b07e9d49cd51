"""The figures of a run: title, values and kind of drawing of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from topics.report.figures.data import (
    MOST_ROWS,
    agreement_data,
    speech_tree_data,
    theme_by_speech_data,
    theme_shares_data,
    topic_words_data,
)
from topics.report.figures.formula_data import formula_by_speech_data, formula_terms_data
from topics.report.labels import engine_name, engines
from topics.report.sensitivity_data import sensitivity_data

__all__ = ["Figure", "all_figures", "sensitivity_figure"]

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure and the values it shows.

    Attributes
    ----------
    name : str
        File name without suffix.
    title : str
        Chinese title, also its alternative text.
    table : pandas.DataFrame
        Every value drawn.
    kind : str
        Kind of drawing: a name in `topics.report.figures.drawing.DRAWINGS`.
    """

    name: str
    title: str
    table: pd.DataFrame
    kind: str


def all_figures(tables: Tables) -> tuple[Figure, ...]:
    """Return every figure for which these tables have data, in the order of the report.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run; ``themes`` in codebook order.

    Returns
    -------
    tuple of Figure
    """
    names = engines(tables["topics"])
    figures = [
        Figure("theme_shares", "各主题所占份额", theme_shares_data(tables), "shares"),
        Figure("theme_by_speech", _speech_title(tables), theme_by_speech_data(tables), "heatmap"),
    ]
    for engine in names:
        title = f"{engine_name(engine)}：各话题权重最高的词"
        figures.append(
            Figure(f"topic_words_{engine}", title, topic_words_data(tables, engine), "words")
        )
    for a, b in combinations(names, 2):
        title = f"{engine_name(a)} 与 {engine_name(b)}：话题的重合（Jaccard，方框为配对）"
        figures.append(
            Figure(f"agreement_{a}_{b}", title, agreement_data(tables, a, b), "agreement")
        )
    if len(tables["speech_tree"]):
        data = speech_tree_data(tables)
        figures.append(Figure("speech_tree", "讲话的层次聚类", data, "tree"))
    figures += [
        Figure(
            "formula_terms",
            "套话与实质：各词的次数与离散度",
            formula_terms_data(tables),
            "formula_terms",
        ),
        Figure(
            "formula_by_speech",
            "各篇讲话的套话份额",
            formula_by_speech_data(tables),
            "formula_by_speech",
        ),
    ]
    return tuple(figure for figure in figures if len(figure.table))


def sensitivity_figure(summary: pd.DataFrame) -> Figure:
    """Return the figure of the effect of each choice of preprocessing."""
    data = sensitivity_data(summary)
    return Figure("sensitivity", "预处理选择对模型的影响", data, "sensitivity")


def _speech_title(tables: Tables) -> str:
    n_speeches = len(tables["speeches"])
    title = "各篇讲话的主题构成（%）"
    return title if n_speeches <= MOST_ROWS else f"{title}：{n_speeches} 篇中最长的 {MOST_ROWS} 篇"
