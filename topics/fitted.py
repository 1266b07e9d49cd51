"""The models and settings for new texts: those of a finished run, or a model alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from topics.config import Settings, load_settings
from topics.corpus.reading.content import ReadOptions, read_options
from topics.corpus.records import Records
from topics.corpus.types import Corpus
from topics.edits.types import NO_EDITS, Edits
from topics.errors import OutputError
from topics.inferring import TextSettings
from topics.models.types import TopicModel
from topics.reruns import fingerprint_of, study_of
from topics.runs.corpus_tables import corpus_of
from topics.runs.inputs import input_path, settings_path
from topics.runs.store import Run, load_run
from topics.study import lexicon_of
from topics.text.counting.leaving_out import left_out
from topics.text.counting.limits import choose_terms
from topics.text.counting.matrix import count
from topics.text.segmentation.segmenting import segment
from topics.themes.coder import Coder, fit_to_counts
from topics.themes.seed_counts import count_seed_words
from topics.themes.types import NONE, Codebook

__all__ = ["ENOUGH_WORDS", "Fitted", "fitted_model", "fitted_run"]

ENOUGH_WORDS = 100
"""Minimum number of countable words of a speech, or of new texts, to judge the unknown ones."""
HIGHEST = 0.95
"""Share of the run's speeches, each held out, whose share of unknown words is within the limit."""
NO_THEMES = Codebook((), NONE, "")


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The models and settings with which new texts are read, counted and coded.

    Attributes
    ----------
    models : mapping of engine to TopicModel
    coder : Coder
    texts : TextSettings
    options : ReadOptions
    known : DataFrame
        The table ``topics`` of the run.
    limit : float
        Limit of the share of unknown words; nan if it is unknown.
    edits : Edits
        The edits of the run, since its topics are also merged and split in new texts.
    """

    models: Mapping[str, TopicModel]
    coder: Coder
    texts: TextSettings
    options: ReadOptions
    known: pd.DataFrame
    limit: float
    edits: Edits = NO_EDITS


def fitted_model(model: TopicModel, texts: TextSettings) -> Fitted:
    """Return the equivalent for a model alone: topics without names, and no themes."""
    known = model.to_pandas().assign(engine=model.engine, theme="", label="")
    return Fitted({model.engine: model}, _no_coder(), texts, ReadOptions(), known, float("nan"))


def _no_coder() -> Coder:
    """Return a coder without themes."""
    return fit_to_counts(count_seed_words(Corpus(pieces=(), sources=Records()), NO_THEMES))


def fitted_run(run: Run) -> Fitted:
    """Return the models and settings of a run."""
    settings = _settings_of(run)
    has_themes = input_path(run.folder, "codebook") is not None
    return Fitted(
        dict(run.models),
        run.coder() if has_themes else _no_coder(),
        _texts_of(settings),
        read_options(settings),
        run.tables["topics"],
        _limit(run.folder.resolve(), fingerprint_of(run)),
        study_of(run).edits if input_path(run.folder, "edits") else NO_EDITS,
    )


def _settings_of(run: Run) -> Settings:
    return load_settings(settings_path(run.folder, run.manifest))


def _texts_of(settings: Settings) -> TextSettings:
    lexicon = lexicon_of(settings)
    return TextSettings(settings.segmenter, tuple(settings.pos), settings.unit, lexicon)


@lru_cache(maxsize=8)
def _limit(folder: Path, _: str) -> float:
    """Return the share of unknown words that 5% of the speeches of a run exceed.

    Each speech is counted with the vocabulary of all others. The texts are segmented again, which
    shows whether the words are still the same. Nan with fewer than two long speeches.
    """
    run = load_run(folder)
    settings = _settings_of(run)
    how = _texts_of(settings)
    corpus = corpus_of(run.tables)
    tokens = segment(corpus, how.segmenter, how.lexicon, pos=how.pos)
    stops = how.lexicon.stop_words
    matrix = count(tokens, how.unit, min_df=1, max_df=1.0, stop_words=stops)
    min_df, max_df = settings.min_df, settings.max_df
    n_units, terms = len(matrix.units), matrix.vocabulary
    df = np.bincount(matrix.counts.indices, minlength=len(terms))
    chosen = choose_terms(df, terms, n_units, unit=how.unit, min_df=min_df, max_df=max_df)
    vocabulary = tuple(terms[j] for j in chosen)
    if "lineage" in run.tables:  # it also has the terms of the run that it continues
        earlier = next(iter(run.models.values())).vocabulary
        there, kept = set(terms), set(earlier)
        vocabulary = (
            *(term for term in earlier if term in there),
            *(term for term in vocabulary if term not in kept),
        )
    if any(model.vocabulary != vocabulary for model in run.models.values()):
        raise OutputError(
            f"{folder}: the texts of the run are not segmented as when its models were fitted: a"
            " segmenter or the lexicon has changed since. Repeat the run."
        )
    n_words, n_unknown = left_out(matrix, min_df, max_df)
    is_long = n_words >= ENOUGH_WORDS
    if is_long.sum() < 2:
        return float("nan")
    return float(np.quantile(n_unknown[is_long] / n_words[is_long], HIGHEST, method="higher"))
