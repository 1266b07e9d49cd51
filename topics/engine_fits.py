"""Fit the engines of a study, from scratch or as the continuation of an earlier run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.config import Settings
from topics.corpus.types import Corpus
from topics.display.view import say
from topics.engines import ENGINES
from topics.evaluate.stability import Stability, stability
from topics.evaluate.subsamples import MIN_SPEECHES
from topics.messages import Message, warn
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.progress import OnProgress
from topics.runs.cache import Cache
from topics.runs.lineages import descend, lineage_table, states_line
from topics.study import Study
from topics.text.embedding.embedding import embed
from topics.text.types import DocTermMatrix
from topics.themes.labelling import start_words
from topics.timed_stages import Stages

__all__ = ["embed_units", "fit_all", "fit_engine", "refit_all", "start_words_for"]

Vectors = npt.NDArray[np.float32]


def embed_units(
    corpus: Corpus,
    matrix: DocTermMatrix,
    settings: Settings,
    engines: Sequence[str],
    progress: OnProgress | None = None,
) -> Vectors | None:
    """Return embeddings of the units; None if none are requested or no engine takes them."""
    if not settings.embeddings or not any(ENGINES[name].takes_embeddings for name in engines):
        return None
    return embed(corpus, matrix.units, settings.embeddings, progress=progress)


def start_words_for(matrix: DocTermMatrix, study: Study) -> tuple[tuple[str, ...], ...] | None:
    """Return the seed words that topics start from; None if settings disable them."""
    if not study.settings.seed_words or not study.codebook.themes:
        return None
    return start_words(study.codebook, matrix, study.settings.n_components)


def fit_engine(
    matrix: DocTermMatrix,
    engine: str,
    settings: Settings,
    *,
    starts: tuple[tuple[str, ...], ...] | None,
    embeddings: Vectors | None,
    random_state: int | None = None,
    start: TopicModel | None = None,
) -> TopicModel:
    """Fit one engine, with seed words and embeddings if it takes them.

    With ``random_state``, which replaces that of the settings, from one start. With ``start``, the
    model that it continues, without seed words.
    """
    arguments = _arguments(engine, settings, starts, embeddings, start)
    if random_state is not None:
        arguments |= {"random_state": random_state, "n_init": 1}
    return fit(matrix, engine, **arguments)


def _arguments(
    engine: str,
    settings: Settings,
    starts: tuple[tuple[str, ...], ...] | None,
    embeddings: Vectors | None,
    start: TopicModel | None,
) -> dict[str, Any]:
    """Return the arguments of `topics.fit`; see `fit_engine`."""
    return {
        "n_components": settings.n_components,
        "random_state": settings.random_state,
        "n_init": settings.n_init,
        "max_iter": settings.max_iter,
        "seed_words": starts if ENGINES[engine].takes_seeds and start is None else None,
        "embeddings": embeddings if ENGINES[engine].takes_embeddings else None,
        "start": start,
        **settings.engine.get(engine, {}),
    }


def fit_all(
    matrix: DocTermMatrix, study: Study, vectors: Vectors | None, stages: Stages, cache: Cache
) -> tuple[dict[str, TopicModel], pd.DataFrame | None]:
    """Fit every engine of the settings, unless the cache has its model from a stopped command.

    Returns
    -------
    models : dict of str to TopicModel
        By engine. Topics that continue those of an earlier run have their ids.
    lineage : DataFrame or None
        The table ``lineage`` of a run that continues another, else None.
    """
    settings, earlier = study.settings, study.earlier
    starts = start_words_for(matrix, study)
    models, tables = {}, [lineage_table({})]
    for engine in settings.engines:
        with stages.stage(f"fit {engine}") as summary:
            start = earlier.start(engine) if earlier else None
            arguments = _arguments(engine, settings, starts, vectors, start)
            model, is_kept = cache.fit(matrix, engine, arguments, fit)
            said = _fitted(model, is_continued=start is not None)
            said += say("；在命令中止前已拟合", "; fitted before the command was stopped") * is_kept
            if earlier and (parent := earlier.models.get(engine)) is not None:
                model, table = descend(parent, model)
                tables.append(table)
                said += say("；", "; ") + states_line(table)
            models[engine] = model
            summary(said)
    lineage = pd.concat(tables[1:] or tables, ignore_index=True)
    return models, lineage if earlier and earlier.models else None


def _fitted(model: TopicModel, *, is_continued: bool) -> str:
    n_starts = 1 if model.starts is None else len(model.starts)
    said = say(f"话题 {model.n_topics} 个", f"{model.n_topics} topics")
    if is_continued:
        return said + say("，接续先前的模型", ", which continue the earlier model")
    seed = f"random_state = {model.random_state}"
    best = say(
        f"，取 {n_starts} 个起点中最优的一个（{seed}）", f", likeliest of {n_starts} starts: {seed}"
    )
    return said + (best if n_starts > 1 else "")


def refit_all(
    matrix: DocTermMatrix,
    models: dict[str, TopicModel],
    study: Study,
    vectors: Vectors | None,
) -> dict[str, Stability]:
    """Fit every engine on subsamples; warn if there are too few speeches for subsamples."""
    found = {
        engine: stability(
            model,
            matrix,
            n_samples=study.settings.stability,
            embeddings=vectors if ENGINES[engine].takes_embeddings else None,
            start=study.earlier.start(engine) if study.earlier else None,
        )
        for engine, model in models.items()
    }
    if any((result.table["sampled"] == "units").any() for result in found.values()):
        n_speeches = int(matrix.units.speech_numbers().max()) + 1
        warn(Message("units_sampled", {"n_speeches": n_speeches, "minimum": MIN_SPEECHES}))
    return found
