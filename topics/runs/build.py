"""Build every table of a run from the results of its stages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Bound, Corpus, Duplicate, Mask, Repair, SimilarSpeech, Skipped
from topics.evaluate.stability import Stability, no_stability
from topics.evaluate.study_coding import StudyCoding
from topics.evaluate.types import Score
from topics.models.types import TopicModel
from topics.runs.by_tables import by_tables
from topics.runs.schema import TABLES
from topics.runs.theme_tables import (
    ThemesOfSpeeches,
    codebook_fit,
    coding_table,
    themes_table,
)
from topics.runs.topic_tables import terms_of_topics, topics_of_model
from topics.text.formula.dispersion import Formula
from topics.text.types import DocTermMatrix
from topics.themes.own_names import own_names
from topics.themes.types import NONE, Themes

__all__ = ["Results", "build_tables"]

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
        In the order of the settings, then those that the user fitted.
    stability : mapping of engine to Stability
        Fits on subsamples and from other starts.
    coding : StudyCoding
    scores : sequence of (engine, Score)
        Engine by name, a pair of engines as ``"lda+kmeans"``, ``"coding"`` for
        the coded paragraphs and ``"corpus"`` for the roles.
    agreement : DataFrame
        One row per pair of topics of two engines.
    speech_tree : DataFrame
        The clustering of whole speeches; leaf ``i`` is row ``i`` of the speeches.
    formula : Formula
        How formulaic each term, paragraph and speech is.
    missing_seed_words : DataFrame
        The seed words that are not terms of the first engine's model.
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


def build_tables(results: Results) -> dict[str, pd.DataFrame]:
    """Return the tables of a run by name, as ``topics.runs.schema`` defines them."""
    corpus, coding = results.corpus, results.coding
    speeches = ThemesOfSpeeches(corpus, coding.coded)
    return {
        "sources": _sources(corpus),
        "speeches": _speeches(results, speeches),
        "paragraphs": _paragraphs(results),
        "repairs": _plain(corpus.repairs, Repair),
        "duplicates": _plain(corpus.duplicates, Duplicate),
        "similar_speeches": _plain(corpus.similar_speeches, SimilarSpeech),
        "masks": _plain(corpus.masks, Mask),
        "bounds": _plain(corpus.bounds, Bound),
        "skipped": _plain(corpus.skipped, Skipped),
        "topics": pd.concat(
            [
                topics_of_model(
                    model,
                    results.themes[engine],
                    _scores_of(results, engine),
                    results.stability[engine],
                    own_names(model, corpus),
                )
                for engine, model in results.models.items()
            ],
            ignore_index=True,
        ),
        "themes": themes_table(coding.coded, speeches, results.matrix),
        "coding": coding_table(coding.coded),
        "evidence": coding.evidence.round({"weight": 6}),
        "codebook_fit": codebook_fit(coding),
        "confusion": coding.confusion,
        "scores": _scores(results.scores),
        "topic_terms": pd.concat(
            [
                terms_of_topics(model, results.stability[engine])
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
    }


def _plain(rows: Sequence[object], kind: type) -> pd.DataFrame:
    names = [field.name for field in fields(kind)]
    return pd.DataFrame({name: [getattr(row, name) for row in rows] for name in names})


def _sources(corpus: Corpus) -> pd.DataFrame:
    columns = ["name", "sha256", "encoding", "encoding_confidence", "n_bytes", "n_lines"]
    table = corpus.to_pandas()["sources"][columns].rename(columns={"name": "source"})
    speeches = [s.source for s in corpus.speeches]
    return table.assign(n_speeches=[speeches.count(name) for name in table["source"]])


def _speeches(results: Results, speeches: ThemesOfSpeeches) -> pd.DataFrame:
    corpus, ids = results.corpus, results.coding.coded.codebook.ids()
    own = TABLES["speeches"]
    table = corpus.to_pandas()["speeches"].assign(
        n_paragraphs=speeches.n_paragraphs,
        n_chars=speeches.n_chars,
        number=np.arange(1, len(speeches.n_chars) + 1),
        **_formula_of_speeches(results),
    )
    # Not keywords of `assign`, where a theme may be called like a parameter.
    shares = pd.DataFrame(speeches.shares(), columns=[*ids, NONE])
    shares = shares if ids else shares[[]]
    table = pd.concat([table, speeches.main(), shares], axis=1)
    known = [*own.columns, *ids, *(name for name in own.more if name in table.columns)]
    return table[[*known, *(c for c in table.columns if c not in known)]]


def _formula_of_speeches(results: Results) -> dict[str, npt.NDArray[np.float64]]:
    """Return the shares of formula of each speech; missing where no word of it was counted."""
    names = ["source", "speech"]
    table = results.formula.by_speech().set_index(names)
    speeches = [(s.source, s.speech) for s in results.corpus.speeches]
    keys = pd.MultiIndex.from_tuples(speeches, names=names)
    return {name: table[name].reindex(keys).to_numpy(float) for name in FORMULA}


def _paragraphs(results: Results) -> pd.DataFrame:
    corpus = results.corpus
    keys = [(b.source, b.paragraph) for b in corpus.paragraphs]
    coded = results.coding.coded.to_pandas().set_index(["source", "paragraph"])
    coded = coded.reindex(pd.MultiIndex.from_tuples(keys, names=["source", "paragraph"]))
    first = {(d.source, d.paragraph): f"{d.of_source}#{d.of_paragraph}" for d in corpus.duplicates}
    table = corpus.to_pandas()["paragraphs"]
    label, ids = table.pop("label"), table.pop("id")
    del table["text_hash"]
    table = table.assign(
        theme=coded["theme"].fillna("").to_numpy(),
        theme_share=coded["theme_share"].to_numpy(),
        duplicate_of=[first.get(key, "") for key in keys],
    )
    for engine, model in results.models.items():
        rows = model.units.row_of()
        found = [rows.get(key) for key in keys]
        main = model.main_topics()
        # The shortest decimals that read back as the float32 share.
        best = [float(str(share)) for share in model.doc_topic.max(axis=1)]
        topic = [None if i is None else int(main[i]) for i in found]
        table[f"{engine}_topic"] = pd.array(topic, dtype="Int64")
        table[f"{engine}_share"] = np.array([np.nan if i is None else best[i] for i in found])
    rows = results.formula.units.row_of()
    found = [rows.get(key) for key in keys]
    shares = {name: getattr(results.formula, name) for name in FORMULA}
    return table.assign(
        label=label,
        **{
            name: np.array([np.nan if i is None else share[i] for i in found])
            for name, share in shares.items()
        },
        id=ids,
        theme2=coded["theme2"].fillna("").to_numpy(),
        theme2_share=coded["theme2_share"].to_numpy(),
        certain=coded["certain"].eq(True).to_numpy(),
    )


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
