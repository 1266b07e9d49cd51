"""``topics infer``: the topics and themes of new texts, without fitting anything again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.config import Settings, load_settings
from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions, read_options
from topics.corpus.reading.inputs import Seeds, check_path
from topics.corpus.types import Corpus
from topics.errors import OutputError, WrongTypeError, check_type
from topics.inferring import Applied, TextSettings, apply_models
from topics.messages import Message, collected, warn
from topics.models.inference import infer as infer_matrix
from topics.models.types import TopicModel
from topics.progress import OnProgress, Stages
from topics.reruns import fingerprint_of
from topics.runs.corpus_tables import corpus_of
from topics.runs.files import check_apart, check_folder
from topics.runs.inferences import (
    INFERENCE,
    free_folder,
    inference_tables,
    topics_of_new_texts,
    write_inference,
)
from topics.runs.inputs import input_path, settings_path
from topics.runs.store import Run, load_run
from topics.runs.target import check_outside_run, default_target
from topics.study import load_study
from topics.text.counting.leaving_out import left_out
from topics.text.counting.matrix import choose_terms, count
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segmenting import segment
from topics.text.types import DocTermMatrix, Tokens
from topics.themes.coder import Coder, fit_to_counts
from topics.themes.seed_counts import count_seed_words
from topics.themes.types import NONE, Codebook

__all__ = ["Inference", "infer", "infer_files"]

ENOUGH_WORDS = 100
"""Countable words of a speech, or of new texts, whose share of unknown words is judged."""
HIGHEST = 0.95
"""Share of the run's speeches, each left out, that have no more unknown words than the limit."""
N_TERMS = 5
"""Unknown words that the warning names."""
NO_THEMES = Codebook((), NONE, "")


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """The topics and themes of new texts.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        As those of a run: sources, speeches (at the right ``unknown_share``), paragraphs, coding,
        evidence, themes, topics and others.
    topics : DataFrame
        One row per unit: source, speech, section, paragraph (its first), and the share of each
        topic, such as ``lda_3``. Units without a known word have no row.
    unknown_share : float
        Share of the countable words that are no terms of the models; nan without any.
    unknown_limit : float
        The share from which texts differ from those of the run; nan if it is unknown.
    warnings : tuple of Message
    """

    tables: Mapping[str, pd.DataFrame]
    topics: pd.DataFrame
    unknown_share: float
    unknown_limit: float
    warnings: tuple[Message, ...]

    @property
    def paragraphs(self) -> pd.DataFrame:
        """Every block in order, with theme and topics."""
        return self.tables["paragraphs"]

    @property
    def coding(self) -> pd.DataFrame | None:
        """The probability of each theme and of none; None without a codebook."""
        return self.tables["coding"] if len(self.tables["themes"]) else None


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """What new texts are read, counted and coded with."""

    models: Mapping[str, TopicModel]
    coder: Coder
    texts: TextSettings
    options: ReadOptions
    known: pd.DataFrame
    limit: float


@overload
def infer(run_or_model: TopicModel, texts: DocTermMatrix) -> npt.NDArray[np.float64]: ...


@overload
def infer(
    run_or_model: str | Path | Run | TopicModel,
    texts: Seeds | Corpus,
    *,
    segmenter: str = ...,
    lexicon: Lexicon | None = ...,
    unit: str = ...,
) -> Inference: ...


def infer(
    run_or_model: Any,
    texts: Any,
    *,
    segmenter: str = "rjieba",
    lexicon: Lexicon | None = None,
    unit: str = "paragraph",
) -> Any:
    """Find the topics and themes of new texts, without fitting anything again.

    Parameters
    ----------
    run_or_model : path-like, Run or TopicModel
        A finished run, whose segmenter, word lists, vocabulary, models and coder are used; it is
        not changed. Or a model alone, which gives topics and no themes.
    texts : list of str, DataFrame, path-like, Corpus or DocTermMatrix
        As for `topics.read`. A matrix that was counted with the vocabulary of a model gives the
        array of `topics.models.infer`.
    segmenter, lexicon, unit
        For a model alone: how its texts were segmented and counted; see `segment` and `count`.
        By default as these do by default. A run has its own.

    Returns
    -------
    Inference

    Raises
    ------
    TopicsError
        If the run or the texts cannot be used, or none of the words is known.

    Warns
    -----
    TopicsWarning
        If more words are unknown than in the texts of the run (``docs/infer.md``), and for engines
        that cannot find the topics of new texts.
    """
    if isinstance(texts, DocTermMatrix | Tokens):
        return infer_matrix(run_or_model, texts)  # type: ignore[arg-type]
    if isinstance(run_or_model, TopicModel):
        lexicon = load_lexicon() if lexicon is None else lexicon
        check_type("lexicon", lexicon, Lexicon, "topics.load_lexicon(dictionary)")
        given = _of_model(run_or_model, TextSettings(segmenter, (), unit, lexicon))
    else:
        given = _of_run(_run(run_or_model))
    with collected() as messages:
        corpus = texts if isinstance(texts, Corpus) else read(texts, given.options)
        return _infer(corpus, given, messages)


def _run(run: Any) -> Run:
    if isinstance(run, Run):
        return run
    if isinstance(run, str | Path):
        return load_run(run)
    raise WrongTypeError(
        f"run_or_model must be a run or a TopicModel, got {type(run).__name__}. Pass the folder of"
        " a run, or what topics.load_run(folder) or topics.fit(matrix) returns."
    )


def infer_files(
    run: str | Path,
    files: str | Path,
    out: str | Path | None = None,
    progress: OnProgress | None = None,
) -> tuple[Path, Inference]:
    """Find the topics and themes of new files, and write tables beside the run.

    Parameters
    ----------
    run : path-like
        The folder of a finished run; it is not changed.
    files : path-like
        A folder or file, as for `topics.run`.
    out : path-like, optional
        A folder for the tables; by default ``<run>.analyses/infer-NAME``, with the next number if
        other texts of that name are there.
    progress : callable, optional

    Returns
    -------
    folder : Path
    inference : Inference

    Raises
    ------
    TopicsError
        As in `infer`, or if ``out`` cannot be written.
    """
    check_path(files)
    stages = Stages(4, progress)
    done = load_run(run)
    if out is not None:
        _check_out(out, run, files)
    with collected() as messages:
        with stages.stage("load run"):
            given = _of_run(done)
        with stages.stage("read") as summary:
            corpus = read(files, given.options)
            summary(f"{len(corpus.sources)} sources, {len(corpus.speeches)} speeches")
        with stages.stage("infer") as summary:
            found = _infer(corpus, given, messages)
            summary(f"{len(found.topics)} units, {found.unknown_share:.1%} of the words unknown")
        with stages.stage("tables") as summary:
            inputs = {source.name: source.sha256 for source in corpus.sources}
            fingerprint, settings = fingerprint_of(done), done.manifest["settings"]
            if out is None:
                folder = done.folder.resolve()
                folder = folder.with_name(f"{folder.name}.analyses")
                folder /= f"infer-{default_target(files).name}"
                out = free_folder(folder, fingerprint, inputs)
                _check_out(out, run, files)
            how = {
                "run": fingerprint,
                "inputs": inputs,
                "settings": settings,
                "engines": [name for name in given.models if f"{name}_topic" in found.paragraphs],
                "coder": given.coder.fingerprint if given.coder.codebook.themes else None,
                "unknown_share": _number(found.unknown_share),
                "unknown_limit": _number(found.unknown_limit),
                "warnings": [message.to_dict() for message in found.warnings],
            }
            folder = write_inference(out, found.tables, how)
            summary(f"{len(found.tables)} tables")
    return folder, found


def _check_out(out: str | Path, run: str | Path, files: str | Path) -> None:
    check_apart(out, files)
    check_outside_run(out, run)
    check_folder(out, *INFERENCE)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _of_model(model: TopicModel, texts: TextSettings) -> _Given:
    known = model.to_pandas().assign(engine=model.engine, theme="", label="")
    return _Given({model.engine: model}, _no_coder(), texts, ReadOptions(), known, float("nan"))


def _no_coder() -> Coder:
    """Return a coder of no themes."""
    return fit_to_counts(count_seed_words(Corpus(pieces=(), sources=()), NO_THEMES))


def _of_run(run: Run) -> _Given:
    """Return what a run reads, counts and codes texts with."""
    settings = _settings_of(run)
    has_themes = input_path(run.folder, "codebook") is not None
    return _Given(
        dict(run.models),
        run.coder() if has_themes else _no_coder(),
        _texts_of(settings),
        read_options(settings),
        run.tables["topics"],
        _limit(run.folder.resolve(), fingerprint_of(run)),
    )


def _settings_of(run: Run) -> Settings:
    return load_settings(settings_path(run.folder, run.manifest))


def _texts_of(settings: Settings) -> TextSettings:
    lexicon = load_study(settings, NONE).lexicon
    return TextSettings(settings.segmenter, tuple(settings.pos), settings.unit, lexicon)


@lru_cache(maxsize=8)
def _limit(folder: Path, _: str) -> float:
    """Return the share of unknown words that one in twenty speeches of a run exceeds.

    Each speech is counted with the vocabulary of all others. The texts are segmented again, which
    shows whether the words are still those of the run. Nan with fewer than two long speeches.
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


def _infer(corpus: Corpus, given: _Given, messages: Any) -> Inference:
    """Infer, warn, and build the tables."""
    found = apply_models(corpus, given.models, given.coder, given.texts)
    if unable := [name for name in given.models if name not in found.models]:
        warn(Message("engines_cannot_infer", {"engines": ", ".join(unable)}))
    _warn_of_unknown(found, given.limit)
    vocabulary = next(iter(given.models.values())).vocabulary
    tables = inference_tables(
        corpus, found.coded, found.models, found.theme_counts, vocabulary, found.unknown
    )
    tables["topics"] = topics_of_new_texts(found.models, given.known)
    tables["evidence"] = found.evidence.round({"weight": 6})
    shares = [
        pd.DataFrame(model.doc_topic, columns=[f"{name}_{topic}" for topic in model.topics])
        for name, model in found.models.items()
    ]
    units = pd.concat([found.units.to_pandas(), *shares], axis=1)
    return Inference(tables, units, found.unknown_share, given.limit, tuple(messages))


def _warn_of_unknown(found: Applied, limit: float) -> None:
    if found.n_words < ENOUGH_WORDS or not found.unknown_share > limit:
        return
    often = sorted(found.unknown_terms.items(), key=lambda pair: (-pair[1], pair[0]))
    values = {
        "share": f"{found.unknown_share:.1%}",
        "limit": f"{limit:.1%}",
        "terms": ", ".join(term for term, _ in often[:N_TERMS]),
    }
    warn(Message("unknown_words", values))
