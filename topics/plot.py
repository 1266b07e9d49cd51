"""Plots for notebooks and papers, each with the table it draws.

::

    plot = topics.plot.theme_shares(run)
    plot.table
    plot.save("shares.pdf", width="85mm", language="en")

Each function returns a `topics.report.figures.Plot`: a notebook shows it, ``plot.figure`` is a
matplotlib figure, ``plot.table`` holds every value drawn. The global state of matplotlib is not
used, and all text is in a Chinese font that is a dependency.
"""

from __future__ import annotations

import pandas as pd

from topics import plot_sources as sources
from topics.errors import ModelError, check_count, check_type
from topics.evaluate.stability import Stability
from topics.messages import Language
from topics.models.types import TopicModel
from topics.report.figures import Plot
from topics.report.figures import plot_tables as tables
from topics.report.figures.plots import checked_language, millimetres
from topics.report.labels import engine_name
from topics.runs.store import Run
from topics.themes import CodedParagraphs, Themes

__all__ = [
    "Plot",
    "ribbons",
    "stability",
    "theme_by_speech",
    "theme_shares",
    "topic_map",
    "topic_shares",
    "topic_similarity",
    "topic_words",
    "trends",
]

N_TERMS, N_TOPICS, WIDTH = 8, 12, "170mm"
Width = str | float


def _plot(
    name: str,
    titles: tuple[str, str],
    table: pd.DataFrame,
    kind: str,
    width: Width,
    language: Language | None,
) -> Plot:
    if not len(table):
        raise ModelError(f"{name}: there is nothing to draw, e.g. no speech or no topic.")
    shown = None if language is None else checked_language(language)
    return Plot(name, titles, table, kind, millimetres(width), shown)


def _of_engine(engine: str, zh: str, en: str) -> tuple[str, str]:
    return f"{engine_name(engine)}：{zh}", f"{engine_name(engine, 'en')}: {en}"


def theme_shares(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot the share of each theme with its 95% interval over speeches.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width : str or float, default "170mm"
        With its unit, e.g. ``"85mm"``; a number is in millimetres.
    language : {"zh", "en"}, optional
        Language of the labels; by default that of `topics.options` in a notebook, Chinese in files.

    Returns
    -------
    Plot
        Its table has one row per theme, largest first, none of them last: theme, zh, en, share,
        low, high.

    Raises
    ------
    ModelError
        If there are no themes, or the width or language is not one of those allowed.
    WrongTypeError
        If ``source`` is of another type.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.
    topics.plot.theme_by_speech : Plot the themes of each speech.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.theme_shares(coded)
    >>> plot.table["theme"].iloc[0]
    'economic_work'
    """
    table = tables.share_table(sources.themes_of(source), "theme")
    titles = ("各主题所占份额", "Shares of the themes")
    return _plot("theme_shares", titles, table, "shares", width, language)


def topic_shares(
    source: Run | TopicModel,
    *,
    engine: str | None = None,
    themes: Themes | None = None,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot the share of each topic with its 95% interval over speeches.

    Parameters
    ----------
    source : Run or TopicModel
    engine : str, optional
        Engine of a run; the first by default.
    themes : Themes, optional
        Names of the topics of a model; by default each is called by two of its words.
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per topic, largest first: topic, zh, en, share, low, high.

    See Also
    --------
    topics.plot.topic_map : Plot similar topics close to each other.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> plot = topics.plot.topic_shares(model)
    >>> plot.table["topic"].tolist()
    [1, 2]
    """
    name = sources.model_of(source, engine).engine
    table = tables.share_table(sources.topics_of(source, engine, themes), "topic")
    titles = _of_engine(name, "各话题所占份额", "shares of the topics")
    return _plot(f"topic_shares_{name}", titles, table, "shares", width, language)


def ribbons(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot each speech as a ribbon of its paragraphs, coloured by theme; at most 40 speeches.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per paragraph of running text: speech, label, paragraph, begin, end
        (as shares of the speech), theme, zh, en, colour.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.
    topics.plot.theme_by_speech : Plot the themes of each speech.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.ribbons(coded)
    >>> plot.table["theme"].tolist()
    ['economic_work']
    """
    themes = sources.themes_of(source)
    parts = sources.speeches_of(source), sources.paragraphs_of(source)
    titles = ("各篇讲话逐段的主题", "Themes of the paragraphs of each speech")
    return _plot("ribbons", titles, tables.ribbon_table(themes, *parts), "ribbons", width, language)


def theme_by_speech(
    source: Run | CodedParagraphs, *, width: Width = WIDTH, language: Language | None = None
) -> Plot:
    """Plot the share of each theme in each speech as a heat map; at most 40 speeches, the longest.

    Parameters
    ----------
    source : Run or CodedParagraphs
    width, language : optional
        As of `theme_shares`.

    Returns
    -------
    Plot
        Its table has one row per speech and theme: speech, label, theme, zh, en, share.

    See Also
    --------
    topics.plot.theme_shares : Plot the share of each theme.
    topics.plot.ribbons : Plot the themes of each paragraph.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> plot = topics.plot.theme_by_speech(coded)
    >>> plot.table["speech"].unique().tolist()
    [1]
    """
    table = tables.speech_table(sources.themes_of(source), sources.speeches_of(source))
    titles = ("各篇讲话的主题构成", "Themes of each speech")
    return _plot("theme_by_speech", titles, table, "speeches", width, language)


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
        share, low, high, n_speeches, few. Speeches without a value of the column are left out.

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
    return _plot(name, titles, table, "trends", width, language)


def topic_words(
    source: Run | TopicModel,
    *,
    engine: str | None = None,
    themes: Themes | None = None,
    n_terms: int = N_TERMS,
    n_topics: int = N_TOPICS,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot the most probable words of each topic as bars.

    Parameters
    ----------
    source : Run or TopicModel
    engine, themes, width, language : optional
        As of `topic_shares`.
    n_terms : int, default 8
        Words of each topic.
    n_topics : int, default 12
        Maximum number of topics, the largest.

    Returns
    -------
    Plot
        Its table has one row per topic and word: topic, zh, en, share, rank, term, weight. Each
        topic has a scale of its own.

    See Also
    --------
    topics.fit : Fit a model.
    topics.plot.topic_shares : Plot the share of each topic.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> plot = topics.plot.topic_words(model, n_terms=2)
    >>> plot.table["rank"].tolist()
    [1, 2, 1, 2]
    """
    check_count("n_terms", n_terms, 1, 30)
    check_count("n_topics", n_topics)
    model = sources.model_of(source, engine)
    topics = sources.topics_of(source, engine, themes)
    table = tables.word_table(topics, sources.terms_of(model, n_terms), n_topics)
    cut = len(topics) > n_topics
    zh = "各话题权重最高的词" + (f"（{len(topics)} 个中最大的 {n_topics} 个）" if cut else "")
    en = "top words of the topics" + (f" (largest {n_topics} of {len(topics)})" if cut else "")
    titles = _of_engine(model.engine, zh, en)
    return _plot(f"topic_words_{model.engine}", titles, table, "words", width, language)


def topic_similarity(
    source: Run | TopicModel,
    *,
    engine: str | None = None,
    themes: Themes | None = None,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot how similar the topics of a model are to each other, by Jensen-Shannon distance.

    Parameters
    ----------
    source : Run or TopicModel
    engine, themes, width, language : optional
        As of `topic_shares`.

    Returns
    -------
    Plot
        Its table has one row per pair: topic_a, zh_a, en_a, topic_b, zh_b, en_b, similarity.

    See Also
    --------
    topics.agreement : Compare the topics of two models.
    topics.plot.topic_map : Plot similar topics close to each other.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> plot = topics.plot.topic_similarity(model)
    >>> plot.table["topic_a"].tolist()
    [1, 1, 2, 2]
    """
    model, topics = sources.model_of(source, engine), sources.topics_of(source, engine, themes)
    table = tables.similarity_table(topics, model.topics.tolist(), model.topic_term)
    titles = _of_engine(model.engine, "话题之间的相似度", "similarity of the topics")
    return _plot(f"topic_similarity_{model.engine}", titles, table, "similarity", width, language)


def topic_map(
    source: Run | TopicModel,
    *,
    engine: str | None = None,
    themes: Themes | None = None,
    width: Width = WIDTH,
    language: Language | None = None,
) -> Plot:
    """Plot the topics as circles by their shares, similar ones close to each other.

    Parameters
    ----------
    source : Run or TopicModel
    engine, themes, width, language : optional
        As of `topic_shares`.

    Returns
    -------
    Plot
        Its table has one row per topic: topic, zh, en, share, x, y.

    See Also
    --------
    topics.show : Show a report or a topic map in a notebook.
    topics.plot.topic_similarity : Plot the similarity of each pair of topics.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> plot = topics.plot.topic_map(model)
    >>> plot.table["topic"].tolist()
    [1, 2]
    """
    name = sources.model_of(source, engine).engine
    topics = sources.topics_of(source, engine, themes)
    table = topics[["topic", "zh", "en", "share", "x", "y"]]
    titles = _of_engine(name, "话题图", "map of the topics")
    return _plot(f"topic_map_{name}", titles, table, "map", width, language)


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
        (quartiles of the similarity), chance.

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
    titles = _of_engine(name, "话题在子样本中的稳定性", "stability of the topics in subsamples")
    return _plot(f"stability_{name}", titles, table, "stability", width, language)
