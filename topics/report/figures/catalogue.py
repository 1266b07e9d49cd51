"""Every plot: name, titles, table and kind of drawing of each.

`topics.plot` and a run make their plots with these functions alone, from the same tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from topics.report.figures import plot_tables as tables_of
from topics.report.figures.formula_data import formula_by_speech_table, formula_terms_table
from topics.report.figures.plots import Plot
from topics.report.figures.tree_data import tree_table
from topics.report.labels import doubt_of, engine_name, engines, rows, topic_names
from topics.report.sensitivity_data import sensitivity_table

__all__ = [
    "N_TERMS",
    "N_TOPICS",
    "WIDTH",
    "all_figures",
    "named_topics",
    "of_engine",
    "plotted",
    "sensitivity_figure",
    "theme_by_speech",
    "theme_shares",
    "topic_words",
]

Tables = Mapping[str, pd.DataFrame]
N_TERMS, N_TOPICS = 8, 12
WIDTH = 170.0
"""Width of plots in millimetres, if no other is asked for."""


def plotted(name: str, zh: str, en: str, table: pd.DataFrame, kind: str) -> Plot:
    """Return a plot of a table at the default width."""
    return Plot(name, (zh, en), table, kind, WIDTH)


def of_engine(
    name: str, engine: str, zh: str, en: str, table: pd.DataFrame, kind: str = ""
) -> Plot:
    """Return a plot of topics, whose name and titles have that of an engine.

    The kind of drawing is ``name`` by default.
    """
    titles = f"{engine_name(engine)}：{zh}", f"{engine_name(engine, 'en')}: {en}"
    return plotted(f"{name}_{engine}", *titles, table, kind or name)


def theme_shares(themes: pd.DataFrame) -> Plot:
    """Return the shares of themes with their intervals."""
    table = tables_of.share_table(themes, "theme")
    return plotted("theme_shares", "各主题所占份额", "Shares of the themes", table, "shares")


def theme_by_speech(themes: pd.DataFrame, speeches: pd.DataFrame) -> Plot:
    """Return the shares of themes in each speech; the titles say if only some are shown."""
    table = tables_of.speech_table(themes, speeches)
    n, most = len(speeches), tables_of.MOST_SPEECHES
    zh, en = (
        ("", "") if n <= most else (f"（{n} 篇中最长的 {most} 篇）", f" (longest {most} of {n})")
    )
    titles = f"各篇讲话的主题构成{zh}", f"Themes of each speech{en}"
    return plotted("theme_by_speech", *titles, table, "speeches")


def topic_words(
    engine: str, topics: pd.DataFrame, terms: pd.DataFrame, n_topics: int = N_TOPICS
) -> Plot:
    """Return the heaviest words of topics; the titles say if only the largest are shown."""
    table = tables_of.word_table(topics, terms, n_topics)
    n = len(topics)
    some = n > n_topics
    zh = "各话题权重最高的词" + (f"（{n} 个中最大的 {n_topics} 个）" if some else "")
    en = "top words of the topics" + (f" (largest {n_topics} of {n})" if some else "")
    return of_engine("topic_words", engine, zh, en, table, "words")


def named_topics(topics: pd.DataFrame, themes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return engine, topic, zh, en, doubt and share of each topic.

    Parameters
    ----------
    topics : pandas.DataFrame
        The run's table ``topics``, or the columns of it that `topic_names` reads.
    themes : pandas.DataFrame, optional
        For the English names.
    """
    names = topic_names(topics, themes)
    cells = [(r.engine, r.topic, *names[r.engine, r.topic], doubt_of(r)) for r in rows(topics)]
    table = pd.DataFrame(cells, columns=["engine", "topic", "zh", "en", "doubt"])
    return table.assign(share=topics["share"].to_numpy(float))


def all_figures(tables: Tables) -> tuple[Plot, ...]:
    """Return every plot for which the tables of a run alone have data, in order.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run, without hidden topics; ``themes`` in codebook order.

    Returns
    -------
    tuple of Plot
    """
    topics, terms = named_topics(tables["topics"], tables["themes"]), tables["topic_terms"]
    of = {name: topics[topics["engine"] == name] for name in engines(topics)}
    figures = [
        theme_shares(tables["themes"]),
        theme_by_speech(tables["themes"], tables["speeches"]),
    ]
    for engine, own in of.items():
        words = terms[(terms["engine"] == engine) & (terms["rank"] <= N_TERMS)]
        figures.append(topic_words(engine, own, words.drop(columns="engine")))
    figures += [_agreement(of[a], of[b], tables["agreement"]) for a, b in combinations(of, 2)]
    if len(tables["speech_tree"]):
        titles = "讲话的层次聚类", "Hierarchical clustering of the speeches"
        figures.append(plotted("speech_tree", *titles, tree_table(tables), "tree"))
    titles = (
        "套话与实质：各词的次数与离散度",
        "Formula and substance: count and spread of words",
    )
    figures.append(plotted("formula_terms", *titles, formula_terms_table(tables), "formula_terms"))
    titles, kind = ("各篇讲话的套话份额", "Formulaic share of each speech"), "formula_by_speech"
    figures.append(plotted(kind, *titles, formula_by_speech_table(tables), kind))
    return tuple(figure for figure in figures if len(figure.table))


def _agreement(a: pd.DataFrame, b: pd.DataFrame, agreement: pd.DataFrame) -> Plot:
    table = tables_of.agreement_table(a, b, agreement)
    names = [table[f"engine_{side}"].iloc[0] for side in "ab"]
    zh, en = ([engine_name(name, language) for name in names] for language in ("zh", "en"))
    titles = f"{zh[0]} 与 {zh[1]}：话题的重合", f"{en[0]} and {en[1]}: overlap of topics"
    return plotted(f"agreement_{names[0]}_{names[1]}", *titles, table, "agreement")


def sensitivity_figure(summary: pd.DataFrame) -> Plot:
    """Return the plot of the effect of each choice of preprocessing."""
    titles = "预处理选择对模型的影响", "Effect of the choices of preprocessing on the model"
    return plotted("sensitivity", *titles, sensitivity_table(summary), "sensitivity")
