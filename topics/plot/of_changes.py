"""Plots of changes: shares by year or another column, and topics in subsamples."""

from __future__ import annotations

import pandas as pd

from topics.errors import check_count, check_type
from topics.evaluate.stability import Stability
from topics.messages import Language
from topics.models.types import TopicModel
from topics.plot import sources
from topics.plot.making import WIDTH, Plot, Width, sized
from topics.report.figures import catalogue
from topics.report.figures import plot_tables as tables
from topics.report.figures.catalogue import N_TOPICS
from topics.runs.store import Run
from topics.themes.coded import CodedParagraphs
from topics.themes.types import Themes

__all__ = ["stability", "trends"]


def trends(
    source: Run | CodedParagraphs | pd.DataFrame,
    column: str = "year",
    *,
    engine: str | None = None,
    n_items: int = N_TOPICS,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot the shares of themes or topics by year or another column of the speeches.

    Parameters
    ----------
    source : Run, CodedParagraphs or DataFrame
        A DataFrame is what ``model.by(corpus, column)`` or ``coded.by(column)`` returns.
    column : str, default "year"
        A column of the speeches, e.g. ``"level"`` or one of ``metadata.csv``.
    engine : str, optional
        Plot the topics of this engine of a run instead of its themes.
    n_items : int, default 12
        Maximum number of themes or topics, the largest.
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per theme (or topic) and group: theme (or topic), zh, en, group,
        share, low, high, n_speeches, few, carried_by. Speeches without a value of the column are
        left out.

    Raises
    ------
    ModelError
        If the column does not exist.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.
    topics.plot.theme_shares : Plot the share of each theme.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.trends(coded, "source")
    >>> plot.table["group"].unique().tolist()
    ['texts']
    """
    check_count("n_items", n_items)
    by, items, name = sources.groups_of(source, column, engine)
    key = "topic" if "topic" in items else "theme"
    column = str(by["column"].iloc[0]) if len(by) else column
    table = tables.trend_table(by, items, key, n_items)
    what = ("话题", "topics") if key == "topic" else ("主题", "themes")
    name, column = f"{name}_{column}", column.removeprefix("meta_")
    titles = (f"各{what[0]}的份额（按 {column}）", f"Shares of the {what[1]} by {column}")
    return sized(catalogue.plotted(name, *titles, table, "trends"), width, language)


def stability(
    source: Run | Stability,
    *,
    engine: str | None = None,
    model: TopicModel | None = None,
    themes: Themes | None = None,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot how similar each topic is to its counterparts in subsamples of the speeches.

    Parameters
    ----------
    source : Run or Stability
        A run with the setting ``stability``, or what `topics.stability` returns.
    engine : str, optional
        Engine of a run; the first by default.
    model : TopicModel, optional
        The model that a Stability is of; it is required there.
    themes, width, language : optional
        As of `topic_shares`.

    Returns
    -------
    Plot
        Its table has one row per topic: topic, zh, en, n_found, n_samples, lower, median, upper
        (quartiles of the similarity), chance, doubt.

    See Also
    --------
    topics.stability : Fit a model again on subsamples.
    topics.plot.topic_map : Plot similar topics close to each other.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> samples = topics.stability(model, matrix, n_samples=2)
    >>> plot = topics.plot.stability(samples, model=model)
    >>> plot.table["topic"].tolist()
    [1, 2]
    """
    samples = sources.samples_of(source, engine)
    if isinstance(source, Run):
        topics = sources.topics_of(source, engine)
    else:
        check_type("model", model, TopicModel, "topics.fit(matrix)")
        assert model is not None
        topics = sources.topics_of(model, None, themes)
    table = tables.stability_table(samples, topics)
    name = str(samples["engine"].iloc[0])
    plot = catalogue.of_engine(
        "stability",
        name,
        "话题在子样本中的稳定性",
        "stability of the topics in subsamples",
        table,
        "stability",
    )
    return sized(plot, width, language)
