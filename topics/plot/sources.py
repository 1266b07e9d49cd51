"""The sources of plots: tables in one form from a run, a model or coded paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import ModelError, OutputError, WrongTypeError, did_you_mean, shortened
from topics.evaluate.stability import Stability
from topics.grouping.columns import checked_columns
from topics.grouping.estimates import Members, estimate
from topics.grouping.sums import SpeechSums, Texts, theme_sums
from topics.models.topic_map import smooth, topic_coordinates
from topics.models.types import TopicModel
from topics.models.words import frex_words, top_words
from topics.report.figures.catalogue import named_topics
from topics.report.hiding import without_hidden
from topics.reruns import edited_models
from topics.runs.by_tables import crossed_tables
from topics.runs.own_models import engines_of
from topics.runs.store import Run
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE, NONE_EN, NONE_ZH, Themes

__all__ = [
    "groups_of",
    "model_of",
    "paragraphs_of",
    "samples_of",
    "speeches_of",
    "terms_of",
    "themes_of",
    "topics_of",
]

Floats = npt.NDArray[np.float64]

N_WORDS = 10
"""Number of words in the name of a topic without a theme."""


def _wrong(name: str, value: object, allowed: str) -> WrongTypeError:
    hint = ""
    if isinstance(value, TopicModel):
        hint = (
            " For its topics use topics.plot.topic_shares(model), or"
            ' topics.plot.trends(model.by(corpus, "year")); for themes pass what'
            " topics.code(corpus, model, themes) returns."
        )
    return WrongTypeError(f"{name} must be {allowed}, got {type(value).__name__}.{hint}")


def _corpus_of(coded: CodedParagraphs) -> Corpus:
    if coded.corpus is None:
        raise ModelError("source has no corpus. Pass what topics.code returns.")
    return coded.corpus


def _sums_of(coded: CodedParagraphs) -> SpeechSums:
    texts = Texts.of(_corpus_of(coded))
    return theme_sums(texts, coded.sources(), coded.paragraph, coded.with_none())


def _intervals(amounts: Floats) -> tuple[Floats, Floats]:
    """Return the 95% interval of the share of each item, over speeches."""
    n = len(amounts)
    one = Members(np.arange(n), np.zeros(n, np.int64), np.ones(n), 1)
    found = estimate(amounts, one)
    return found.low[0], found.high[0]


def themes_of(source: Run | CodedParagraphs) -> pd.DataFrame:
    """Return theme, zh, en, share, low, high and colour of each theme and, last, of none.

    Raises
    ------
    ModelError
        If there are no themes.
    WrongTypeError
        If ``source`` is of another type.
    """
    if isinstance(source, Run):
        themes = source.tables["themes"]
        if not len(themes):
            raise ModelError(f"{source.folder}: was coded without a codebook, so it has no themes.")
        return themes
    if not isinstance(source, CodedParagraphs):
        raise _wrong("source", source, "a Run or CodedParagraphs")
    if not source.codebook.themes:
        raise ModelError("source was coded without a codebook, so it has no themes.")
    amounts = _sums_of(source).amounts
    if not len(amounts):
        raise ModelError("source has no coded paragraph.")
    low, high = _intervals(amounts)
    return pd.DataFrame(
        {
            "theme": [*source.codebook.ids(), NONE],
            "zh": [*(theme.zh for theme in source.codebook.themes), NONE_ZH],
            "en": [*(theme.en for theme in source.codebook.themes), NONE_EN],
            "share": amounts.sum(axis=0) / amounts.sum(),
            "low": low,
            "high": high,
            "colour": [*(theme.colour for theme in source.codebook.themes), ""],
        }
    )


def speeches_of(source: Run | CodedParagraphs) -> pd.DataFrame:
    """Return the speeches as in a run, with the share of each theme."""
    if isinstance(source, Run):
        return source.tables["speeches"]
    sums = _sums_of(source)
    shares = (sums.amounts / sums.amounts.sum(axis=1, keepdims=True)).T
    themes = dict(zip([*source.codebook.ids(), NONE], shares, strict=True))
    found: pd.DataFrame = sums.speeches.assign(n_chars=sums.n_chars, **themes)
    return found.sort_values("number", ignore_index=True)


def paragraphs_of(source: Run | CodedParagraphs) -> pd.DataFrame:
    """Return source, speech, paragraph, n_chars and theme of each paragraph of running text."""
    if isinstance(source, Run):
        table = source.tables["paragraphs"]
        table = table[table["role"] == "body"]
    else:
        names = ("source", "speech", "paragraph", "text")
        table = _corpus_of(source).running_text().to_pandas(*names)
        theme_of = dict(zip(source.keys, source.themes(), strict=True))
        keys = zip(table["source"], table["paragraph"], strict=True)
        table = table.assign(theme=[theme_of.get(key, "") for key in keys])
    n_chars = np.array([max(len(text), 1) for text in table["text"]], np.int64)
    return table[["source", "speech", "paragraph", "theme"]].assign(n_chars=n_chars)


def engine_of(run: Run, engine: str | None) -> str:
    """Return an engine of a run, the first by default; raise ModelError if it does not exist."""
    engines = engines_of(run.manifest)
    if engine is None:
        return engines[0]
    if engine not in engines:
        raise ModelError(
            f"engine = {shortened(engine)}: must be one of those of the run,"
            f" {', '.join(engines)}.{did_you_mean(engine, engines)}"
        )
    return engine


def model_of(source: Run | TopicModel, engine: str | None) -> TopicModel:
    """Return the model of a source, with topics merged and split as the run's tables show them."""
    if isinstance(source, TopicModel):
        return source
    if not isinstance(source, Run):
        raise _wrong("source", source, "a Run or TopicModel")
    return _models(source)[engine_of(source, engine)]


@lru_cache(maxsize=1)
def _models(run: Run) -> Mapping[str, TopicModel]:
    """Return the edited models of a run, cached for several plots, since texts may be segmented."""
    return edited_models(run)


def topics_of(
    source: Run | TopicModel, engine: str | None = None, themes: Themes | None = None
) -> pd.DataFrame:
    """Return topic, zh, en, doubt, share, low, high, x and y of each topic, in order of ids.

    Parameters
    ----------
    source : Run or TopicModel
    engine : str, optional
        Of a run; the first by default.
    themes : Themes, optional
        Names of the topics of a model; by default each is called by two of its words.
    """
    model = model_of(source, engine)
    if isinstance(source, Run):
        shown = without_hidden(source.tables)
        own = shown["topics"][shown["topics"]["engine"] == model.engine]
        named = named_topics(own, shown["themes"])
    else:
        own = _topics_table(model, themes)
        named = named_topics(own, None if themes is None else _names(themes))
    low, high = _intervals(_amounts(model))
    x, y = topic_coordinates(smooth(model.topic_term)).T
    values = pd.DataFrame(
        {
            "topic": model.topics,
            "share": model.share,
            "low": low,
            "high": high,
            "x": x.round(6) + 0.0,
            "y": y.round(6) + 0.0,
        }
    )
    names = named[["topic", "zh", "en", "doubt"]]
    merged = names.merge(values, on="topic", validate="one_to_one")
    return merged.sort_values("topic", kind="stable", ignore_index=True)


def _amounts(model: TopicModel) -> Floats:
    """Return the counted words of each speech that are of each topic."""
    keys = pd.MultiIndex.from_arrays([model.units.sources(), model.units.speech])
    words = model.doc_topic.astype(float) * model.unit_counts[:, None]
    sums = pd.DataFrame(words).groupby(keys.factorize()[0]).sum().to_numpy(float)
    return np.asarray(sums[sums.sum(axis=1) > 0])


def _topics_table(model: TopicModel, themes: Themes | None) -> pd.DataFrame:
    """Return the columns of a model's topics that `topic_names` reads."""
    if themes is not None and len(themes.labels) != model.n_topics:
        raise ModelError(
            f"themes names {len(themes.labels)} topics, the model has {model.n_topics}. Pass what"
            " topics.label(model, codebook) returns for this model."
        )
    labels = [""] * model.n_topics if themes is None else list(themes.labels)
    names = {} if themes is None else {theme.id: theme.zh for theme in themes.codebook.themes}
    return pd.DataFrame(
        {
            "engine": model.engine,
            "topic": model.topics,
            "theme": labels,
            "label": [names.get(theme, "") for theme in labels],
            "share": model.share,
            "state": "" if themes is None else list(themes.states),
            "top_terms": [" ".join(words) for words in top_words(model, N_WORDS)],
            "frex_terms": [" ".join(words) for words in frex_words(model, N_WORDS)],
        }
    )


def _names(themes: Themes) -> pd.DataFrame:
    book = themes.codebook.themes
    return pd.DataFrame({"theme": [t.id for t in book], "en": [t.en for t in book]})


def terms_of(model: TopicModel, n_terms: int) -> pd.DataFrame:
    """Return topic, rank, term and weight of the most probable words of each topic."""
    order = np.argsort(-model.topic_term, axis=1, kind="stable")[:, :n_terms]
    rows = np.repeat(np.arange(model.n_topics), order.shape[1])
    columns = order.ravel()
    weight = model.topic_term[rows, columns]
    table = pd.DataFrame(
        {
            "topic": model.topics[rows],
            "rank": np.tile(np.arange(1, order.shape[1] + 1), model.n_topics),
            "term": [model.vocabulary[j] for j in columns],
            "weight": weight,
        }
    )
    return table[weight > 0]


def samples_of(source: Run | Stability, engine: str | None) -> pd.DataFrame:
    """Return the fits on subsamples of one engine.

    Raises
    ------
    ModelError
        If there are none.
    """
    if isinstance(source, Stability):
        table = source.table
    elif isinstance(source, Run):
        table = source.tables.get("stability", pd.DataFrame(columns=["engine", "kind"]))
        table = table[table["engine"] == engine_of(source, engine)]
    else:
        raise _wrong("source", source, "a Run or what topics.stability returns")
    if "kind" not in table or not (table["kind"] == "subsample").any():
        raise ModelError(
            "No model was fitted on subsamples. Make a run with the setting stability = 20, or call"
            " topics.stability(model, matrix)."
        )
    return table


def groups_of(
    source: Run | CodedParagraphs | pd.DataFrame, column: str, engine: str | None
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return shares by a column, the themes or topics that have them, and the plot's name.

    Parameters
    ----------
    source : Run, CodedParagraphs or DataFrame
    column : str
        Ignored for a DataFrame, which has its own.
    engine : str, optional
        Of a run: its topics instead of the themes.
    """
    if isinstance(source, pd.DataFrame):
        if not {"column", "group", "share", "low", "high", "n_speeches", "few"} <= set(source):
            raise ModelError("source is not a table of shares by groups, as coded.by returns it.")
        key = "topic" if "topic" in source else "theme"
        items = source.drop_duplicates(key)[[key, *({"zh", "en"} & set(source))]]
        for name, word in (("zh", "话题 "), ("en", "Topic ")):
            said = (word if key == "topic" else "") + items[key].astype(str)
            items[name] = items[name].where(items[name] != "", said) if name in items else said
        return source, items.assign(doubt=""), "trends"
    if engine is not None:
        if not isinstance(source, Run):
            raise _wrong("source", source, "a Run, if an engine is named")
        name = f"trends_{engine_of(source, engine)}"
        return _by(source, column, "topics_by", engine), topics_of(source, engine), name
    items = themes_of(source)
    if isinstance(source, Run):
        return _by(source, column, "themes_by", None), items, "trends"
    return source.by(column), items, "trends"


def _by(source: Run, column: str, table: str, engine: str | None) -> pd.DataFrame:
    """Return the shares of a run by one column from a table, ``themes_by`` or ``topics_by``."""
    (column,) = checked_columns(source.tables["speeches"], column)
    found: pd.DataFrame | None = source.tables.get(table)
    if found is None or column not in set(found["column"]):
        tables: Mapping[str, Any] = source.tables
        found = crossed_tables(tables, _models(source), [column])[table]
    found = found[found["column"] == column]
    if table == "topics_by":
        found = found[found["engine"] == engine_of(source, engine)]
    if not (found["group"] != "").any():
        raise OutputError(f"{source.folder}: no speech has a value of {column!r}.")
    return found
