"""``topics infer``: the topics and themes of new texts, without fitting anything again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.corpus import read
from topics.corpus.reading.inputs import Seeds, check_path
from topics.corpus.types import Corpus
from topics.display.runs import inference_view
from topics.display.view import say, shown
from topics.edits.applying import regroup_new_texts
from topics.errors import WrongTypeError, check_type
from topics.fitted import ENOUGH_WORDS, Fitted, fitted_model, fitted_run
from topics.inferring import Applied, TextSettings, apply_models
from topics.messages import Message, collected, warn
from topics.models.inference import infer as infer_matrix
from topics.models.types import TopicModel
from topics.progress import OnProgress
from topics.reruns import fingerprint_of
from topics.runs.files import check_apart, check_folder
from topics.runs.inferences import (
    INFERENCE,
    free_folder,
    inference_tables,
    topics_of_new_texts,
    write_inference,
)
from topics.runs.store import Run, load_run
from topics.runs.target import check_outside_run, default_target
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.types import DocTermMatrix, Tokens
from topics.timed_stages import Stages

__all__ = ["Inference", "infer", "infer_files"]

N_TERMS = 5
"""Maximum number of unknown words that the warning names."""


@shown(inference_view)
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
        Share of the countable words that are not terms of the models; nan without any.
    unknown_limit : float
        Limit above which texts differ from those of the run; nan if unknown.
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


@overload
def infer(  # noqa: D418
    run_or_model: TopicModel, texts: DocTermMatrix
) -> npt.NDArray[np.float64]:
    """Return the shares of topics in the units of a matrix."""


@overload
def infer(  # noqa: D418
    run_or_model: str | Path | Run | TopicModel,
    texts: Seeds | Corpus,
    *,
    segmenter: str = ...,
    lexicon: Lexicon | None = ...,
    unit: str = ...,
) -> Inference:
    """Return the topics and themes of texts."""


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
        For a model alone: how its texts were segmented and counted; see `segment` and `count`,
        also for the defaults. A run has its own.

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

    See Also
    --------
    topics.fit : Fit a model.
    topics.load_run : Read a finished run.
    topics.retrain : Continue a finished run with more texts.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> found = topics.infer(model, ["市场推动改革。"])
    >>> found.topics.filter(like="lda_").shape
    (1, 2)
    """
    if isinstance(texts, DocTermMatrix | Tokens):
        return _of_matrix(run_or_model, texts)
    given = _given(run_or_model, segmenter, lexicon, unit)
    with collected() as messages:
        corpus = texts if isinstance(texts, Corpus) else read(texts, given.options)
        return _infer(corpus, given, messages)


def _of_matrix(model: TopicModel, matrix: DocTermMatrix | Tokens) -> npt.NDArray[np.float64]:
    """Return the shares of topics in the units of a matrix."""
    check_type("run_or_model", model, TopicModel, "topics.fit(matrix)")
    made_by = "topics.count(tokens, vocabulary=model.vocabulary)"
    check_type("texts", matrix, DocTermMatrix, made_by)
    return infer_matrix(model, matrix)  # type: ignore[arg-type]


def _given(run_or_model: Any, segmenter: str, lexicon: Lexicon | None, unit: str) -> Fitted:
    """Return what is applied to new texts: the parts of a run, or a model alone."""
    if not isinstance(run_or_model, TopicModel):
        return fitted_run(_run(run_or_model))
    lexicon = load_lexicon() if lexicon is None else lexicon
    check_type("lexicon", lexicon, Lexicon, "topics.load_lexicon(dictionary)")
    return fitted_model(run_or_model, TextSettings(segmenter, (), unit, lexicon))


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
            given = fitted_run(done)
        with stages.stage("read") as summary:
            corpus = read(files, given.options)
            n, n_speeches = len(corpus.sources), len(corpus.speeches)
            summary(say(f"{n} 个来源，{n_speeches} 篇讲话", f"{n} sources, {n_speeches} speeches"))
        with stages.stage("infer") as summary:
            found = _infer(corpus, given, messages)
            n, unknown = len(found.topics), f"{found.unknown_share:.1%}"
            summary(
                say(f"{n} 个单位，未知词占 {unknown}", f"{n} units, {unknown} of the words unknown")
            )
        with stages.stage("tables") as summary:
            how = _how(done, corpus, given, found)
            if out is None:
                out = _beside(done, files, how)
                _check_out(out, run, files)
            folder = write_inference(out, found.tables, how)
            summary(say(f"{len(found.tables)} 个表", f"{len(found.tables)} tables"))
    return folder, found


def _how(run: Run, corpus: Corpus, given: Fitted, found: Inference) -> dict[str, Any]:
    """Return the content of ``infer.json``."""
    return {
        "run": fingerprint_of(run),
        "inputs": {source.name: source.sha256 for source in corpus.sources},
        "settings": run.manifest["settings"],
        "engines": [name for name in given.models if f"{name}_topic" in found.paragraphs],
        "coder": given.coder.fingerprint if given.coder.codebook.themes else None,
        "unknown_share": _number(found.unknown_share),
        "unknown_limit": _number(found.unknown_limit),
        "warnings": [message.to_dict() for message in found.warnings],
    }


def _beside(run: Run, files: str | Path, how: Mapping[str, Any]) -> Path:
    """Return the default folder of an inference."""
    folder = run.folder.resolve()
    analyses = folder.with_name(f"{folder.name}.analyses")
    return free_folder(analyses / f"infer-{default_target(files).name}", how["run"], how["inputs"])


def _check_out(out: str | Path, run: str | Path, files: str | Path) -> None:
    check_apart(out, files)
    check_outside_run(out, run)
    check_folder(out, *INFERENCE)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _infer(corpus: Corpus, given: Fitted, messages: Any) -> Inference:
    """Infer, warn, and build the tables."""
    found = apply_models(corpus, given.models, given.coder, given.texts)
    if unable := [name for name in given.models if name not in found.models]:
        warn(Message("engines_cannot_infer", {"engines": ", ".join(unable)}))
    _warn_of_unknown(found, given.limit)
    models = regroup_new_texts(given.edits, corpus, found.models)
    vocabulary = next(iter(given.models.values())).vocabulary
    tables = inference_tables(
        corpus, found.coded, models, found.theme_counts, vocabulary, found.unknown
    )
    tables["topics"] = topics_of_new_texts(models, given.known)
    tables["evidence"] = found.evidence.round({"weight": 6})
    shares = [
        pd.DataFrame(model.doc_topic, columns=[f"{name}_{topic}" for topic in model.topics])
        for name, model in models.items()
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
