"""Build every table of a run from the results of its stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.edits.topic_edits import Mark
from topics.evaluate.stability import Stability, no_stability
from topics.evaluate.study_coding import StudyCoding
from topics.evaluate.types import Score
from topics.models.types import TopicModel
from topics.runs.by_tables import by_tables
from topics.runs.edit_columns import stability_as_edited, topics_as_edited
from topics.runs.schema import TABLES
from topics.runs.text_tables import paragraphs_table, record_tables, speeches_table
from topics.runs.theme_tables import (
    ThemesOfSpeeches,
    codebook_fit,
    coding_table,
    counts_by_theme,
    themes_table,
)
from topics.runs.topic_tables import terms_of_topics, topics_of_model
from topics.text.formula.dispersion import Formula
from topics.text.types import DocTermMatrix
from topics.themes.own_names import own_names
from topics.themes.types import Themes

__all__ = ["Results", "build_tables"]

Floats = npt.NDArray[np.float64]

FORMULA = ("formula_share", "bundle_share")
"""Columns of paragraphs and speeches that measure how formulaic they are."""


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The results of the stages of a run.

    Attributes
    ----------
    corpus : Corpus
    matrix : DocTermMatrix
    models, themes : mapping of engine to TopicModel, Themes
        In the order of the settings, then those that the user fitted; with topics as edited.
    stability : mapping of engine to Stability
        Fits on subsamples and from other starts.
    coding : StudyCoding
    scores : sequence of (engine, Score)
        The name of an engine, a pair of engines as ``"lda+kmeans"``, ``"coding"`` for
        the coded paragraphs and ``"corpus"`` for the roles.
    agreement : DataFrame
        One row per pair of topics of two engines.
    speech_tree : DataFrame
        The clustering of whole speeches; leaf ``i`` is row ``i`` of the speeches.
    formula : Formula
        How formulaic each term, paragraph and speech is.
    missing_seed_words : DataFrame
        The seed words that are not terms of the first engine's model.
    fitted : mapping of engine to TopicModel
        The models before any edit.
    marks : mapping of (str, int) to Mark
        The edits of topics, by engine and id.
    by_hand : mapping of (str, int) to str
        The coder's theme of each paragraph that was coded by hand, by source and number.
    lineage : DataFrame, optional
        How topics descend from those of an earlier run, if the run continues one.
    """

    corpus: Corpus
    matrix: DocTermMatrix
    models: Mapping[str, TopicModel]
    themes: Mapping[str, Themes]
    stability: Mapping[str, Stability]
    coding: StudyCoding
    scores: Sequence[tuple[str, Score]]
    agreement: pd.DataFrame
    speech_tree: pd.DataFrame
    formula: Formula
    missing_seed_words: pd.DataFrame
    fitted: Mapping[str, TopicModel]
    marks: Mapping[tuple[str, int], Mark] = field(default_factory=dict)
    by_hand: Mapping[tuple[str, int], str] = field(default_factory=dict)
    lineage: pd.DataFrame | None = None


def build_tables(results: Results) -> dict[str, pd.DataFrame]:
    """Return the tables of a run by name, as ``topics.runs.schema`` defines them."""
    corpus, coding = results.corpus, results.coding
    speeches = ThemesOfSpeeches(corpus, coding.coded)
    records = record_tables(corpus)  # the page lists tables in this order
    return {
        "sources": records.pop("sources"),
        "speeches": speeches_table(corpus, speeches, _more_of_speeches(results)),
        "paragraphs": paragraphs_table(
            corpus,
            coding.coded,
            results.models,
            _more_of_paragraphs(results),
            results.by_hand,
        ),
        **records,
        "topics": _topics(results),
        "themes": themes_table(
            coding.coded,
            speeches,
            counts_by_theme(coding.coded, results.matrix),
            results.matrix.vocabulary,
        ),
        "coding": coding_table(coding.coded),
        "evidence": coding.evidence.round({"weight": 6}),
        "codebook_fit": codebook_fit(coding),
        "confusion": coding.confusion,
        "scores": _scores(results.scores),
        "topic_terms": pd.concat(
            [
                terms_of_topics(model, _stability_of(results, engine))
                for engine, model in results.models.items()
            ],
            ignore_index=True,
        ),
        "stability": _stability(results),
        "agreement": results.agreement,
        "terms": results.formula.terms,
        "bundles": results.formula.bundles,
        "speech_tree": results.speech_tree,
        **by_tables(corpus, coding.coded, results.models),
        "missing_seed_words": results.missing_seed_words,
        **({} if results.lineage is None else {"lineage": results.lineage}),
    }


def _topics(results: Results) -> pd.DataFrame:
    tables = [
        topics_of_model(
            model,
            results.themes[engine],
            _scores_of(results, engine),
            results.stability[engine],
            own_names(model, results.corpus),
        )
        for engine, model in results.models.items()
    ]
    return topics_as_edited(pd.concat(tables, ignore_index=True), results.marks, results.fitted)


def _stability_of(results: Results, engine: str) -> Stability:
    models = results.fitted[engine], results.models[engine]
    return stability_as_edited(results.stability[engine], *models, results.marks)


def _more_of_speeches(results: Results) -> dict[str, Floats]:
    """Return the shares of formula of each speech; missing if none of its words was counted."""
    names = ["source", "speech"]
    table = results.formula.by_speech().set_index(names)
    speeches = [(s.source, s.speech) for s in results.corpus.speeches]
    keys = pd.MultiIndex.from_tuples(speeches, names=names)
    return {name: table[name].reindex(keys).to_numpy(float) for name in FORMULA}


def _more_of_paragraphs(results: Results) -> dict[str, Floats]:
    """Return the shares of formula of each block; missing if none of its words was counted."""
    rows = results.formula.units.row_of()
    found = [rows.get((b.source, b.paragraph)) for b in results.corpus.paragraphs]
    shares = {name: getattr(results.formula, name) for name in FORMULA}
    return {
        name: np.array([np.nan if i is None else share[i] for i in found])
        for name, share in shares.items()
    }


def _scores_of(results: Results, engine: str) -> dict[str, Score]:
    return {score.name: score for name, score in results.scores if name == engine}


def _stability(results: Results) -> pd.DataFrame:
    tables = [found.table for found in results.stability.values() if len(found.table)]
    return pd.concat(tables, ignore_index=True) if tables else no_stability()


def _scores(scores: Sequence[tuple[str, Score]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "engine": [engine for engine, _ in scores],
            "name": [score.name for _, score in scores],
            "value": np.array([score.value for _, score in scores], float),
            "higher_is_better": np.array([s.higher_is_better for _, s in scores], bool),
            "reference": [score.reference for _, score in scores],
            **{
                name: np.array([getattr(score, name) for _, score in scores], float)
                for name in TABLES["scores"].more
            },
        }
    )
