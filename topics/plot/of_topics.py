"""Plots of topics: shares, words, similarity, map."""

from __future__ import annotations

from topics.errors import check_count
from topics.messages import Language
from topics.models.types import TopicModel
from topics.plot import sources
from topics.plot.making import WIDTH, Plot, Width, sized
from topics.report.figures import catalogue
from topics.report.figures import plot_tables as tables
from topics.report.figures.catalogue import N_TERMS, N_TOPICS
from topics.runs.store import Run
from topics.themes.types import Themes

__all__ = ["topic_map", "topic_shares", "topic_similarity", "topic_words"]


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
        Its table has one row per topic, largest first: topic, zh, en, share, low, high,
        doubt (``"doubtful"``, ``"by_hand"`` or empty).

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
    titles = "各话题所占份额", "shares of the topics"
    plot = catalogue.of_engine("topic_shares", name, *titles, table, "shares")
    return sized(plot, width, language)


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
        Its table has one row per topic and word: topic, zh, en, share, rank, term, weight,
        doubt. Each topic has a scale of its own.

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
    plot = catalogue.topic_words(model.engine, topics, sources.terms_of(model, n_terms), n_topics)
    return sized(plot, width, language)


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
        Its table has one row per pair: topic_a, zh_a, en_a, doubt_a, those of b,
        similarity.

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
    titles = "话题之间的相似度", "similarity of the topics"
    plot = catalogue.of_engine("topic_similarity", model.engine, *titles, table, "similarity")
    return sized(plot, width, language)


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
        Its table has one row per topic: topic, zh, en, share, x, y, doubt.

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
    table = topics[["topic", "zh", "en", "share", "x", "y", "doubt"]]
    plot = catalogue.of_engine("topic_map", name, "话题图", "map of the topics", table, "map")
    return sized(plot, width, language)
