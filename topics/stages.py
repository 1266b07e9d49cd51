"""The stages between a corpus and its results, one function each, according to the settings.

`topics.pipeline`, `topics.reruns` and `topics.sensitivity_analysis` use these stages. `analyse`
runs all of them; `prepare` and `interpret` are its beginning and its end, and `fit_and_code` is
the short version for a single model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.config import Settings
from topics.corpus.types import Corpus
from topics.display.view import say
from topics.edits.applying import apply_edits
from topics.edits.codes import find_paragraphs
from topics.edits.foreseeing import Expected, foreseen_problems
from topics.engine_fits import embed_units, fit_all, fit_engine, refit_all, start_words_for
from topics.engines import ENGINES
from topics.errors import EditsError
from topics.evaluate.engine_agreement import agreement, no_pairs, start_agreement
from topics.evaluate.gold import role_score
from topics.evaluate.measures import score_model
from topics.evaluate.stability import Stability, found_again, no_stability
from topics.evaluate.study_coding import StudyCoding, code_study
from topics.evaluate.types import Score
from topics.messages import Message, warn
from topics.models.speech_tree import tree_of_speeches
from topics.models.types import TopicModel
from topics.runs.build import Results
from topics.runs.cache import Cache
from topics.runs.own_models import check_matrix
from topics.runs.theme_tables import codebook_fit, fit_line
from topics.study import Study
from topics.text.counting.extending import count_extended
from topics.text.counting.matrix import count
from topics.text.counting.weights import weigh
from topics.text.formula.dispersion import formula
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.segmentation.segmenting import segment
from topics.text.types import DocTermMatrix, Tokens
from topics.themes.coded import CodedParagraphs
from topics.themes.coding import code
from topics.themes.labelling import confirm, label, missing_seed_words
from topics.themes.types import Themes
from topics.timed_stages import Stages

__all__ = [
    "analyse",
    "count_units",
    "fit_and_code",
    "interpret",
    "n_stages",
    "prepare",
    "segment_corpus",
]

UNITS_PER_TOPIC = 5
"""Below this number of units per topic a warning is issued."""

Vectors = npt.NDArray[np.float32]


def segment_corpus(corpus: Corpus, study: Study, cache: Cache | None = None) -> Tokens:
    """Segment a corpus, with a cache if there is one."""
    segmented = segment if cache is None else cache.segment
    return segmented(corpus, study.settings.segmenter, study.lexicon, pos=study.settings.pos)


def count_units(tokens: Tokens, study: Study) -> DocTermMatrix:
    """Count and weight the units of a model, with the terms of an earlier one if there is one."""
    settings, stops = study.settings, study.lexicon.stop_words
    min_df, max_df = settings.min_df, settings.max_df
    if study.earlier is None:
        matrix = count(tokens, settings.unit, min_df=min_df, max_df=max_df, stop_words=stops)
    else:
        terms = study.earlier.vocabulary
        matrix = count_extended(
            tokens, terms, settings.unit, min_df=min_df, max_df=max_df, stop_words=stops
        )
    return weigh(matrix, settings.weights)


def fit_and_code(
    corpus: Corpus, matrix: DocTermMatrix, study: Study, random_states: Sequence[int]
) -> Iterator[tuple[TopicModel, CodedParagraphs]]:
    """Fit the first engine of a study with each random seed, and code the paragraphs.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    matrix : DocTermMatrix
        What `count_units` returns for it.
    study : Study
        Settings and codebook.
    random_states : sequence of int
        Replace the one of the settings; one start from each.

    Yields
    ------
    (TopicModel, CodedParagraphs)
        The same as `analyse` returns for settings with that random seed and ``n_init = 1``.
    """
    engine = study.settings.engines[0]
    starts = start_words_for(matrix, study)
    vectors = embed_units(corpus, matrix, study.settings, [engine])
    for random_state in random_states:
        model = fit_engine(
            matrix,
            engine,
            study.settings,
            starts=starts,
            embeddings=vectors,
            random_state=random_state,
        )
        yield model, code(corpus, model, label(model, study.codebook))


def n_stages(settings: Settings) -> int:
    """Return the number of stages of `analyse`."""
    return 6 + len(settings.engines) + bool(settings.embeddings)


def analyse(corpus: Corpus, study: Study, stages: Stages, cache: Cache | None = None) -> Results:
    """Segment, count, fit every engine, label its topics, code the paragraphs, score.

    Parameters
    ----------
    corpus : Corpus
        What `read` returns.
    study : Study
        Settings, codebook, lexicon and gold lines.
    stages : Stages
        Times and reports them.
    cache : Cache, optional
        Provides words of an earlier run and models of a stopped command; keeps those of this run.

    Returns
    -------
    Results
        Everything the tables are built from.

    Warns
    -----
    TopicsWarning
        For fewer than `UNITS_PER_TOPIC` units per topic, and for seed words that are not terms.
    """
    if problems := find_paragraphs(corpus, study.edits.codes)[1]:
        raise EditsError(problems)
    tokens, matrix = prepare(corpus, study, stages, cache)
    if problems := foreseen_problems(study.edits, corpus, matrix, _expected(study)):
        raise EditsError(problems)  # before anything is fitted
    check_matrix(study.models, matrix, study.settings)
    _warn_of_few_units(matrix.counts.shape[0], study.settings.n_components)
    vectors = _embed(corpus, matrix, study.settings, stages)
    models, lineage = fit_all(matrix, study, vectors, stages, cache or Cache())
    with stages.stage("stability") as summary:
        found = refit_all(matrix, models, study, vectors)
        n = study.settings.stability
        summary(say(f"{n} 个子样本", f"{n} subsamples"))
    models |= study.models
    found |= dict.fromkeys(study.models, Stability(no_stability(), None))
    results = interpret(corpus, tokens, matrix, models, found, study, stages)
    return replace(results, lineage=lineage)


def prepare(
    corpus: Corpus, study: Study, stages: Stages, cache: Cache | None = None
) -> tuple[Tokens, DocTermMatrix]:
    """Segment a corpus and count its units."""
    with stages.stage("segment") as summary:
        tokens = segment_corpus(corpus, study, cache)
        n, n_terms = len(tokens.term_ids), len(tokens.terms)
        summary(say(f"共 {n} 词，不同的词 {n_terms} 个", f"{n} words, {n_terms} different"))
    with stages.stage("count") as summary:
        matrix = count_units(tokens, study)
        n, n_terms = matrix.counts.shape
        summary(say(f"{n} 个单位 × {n_terms} 个词", f"{n} units x {n_terms} terms"))
    return tokens, matrix


def interpret(
    corpus: Corpus,
    tokens: Tokens,
    matrix: DocTermMatrix,
    models: Mapping[str, TopicModel],
    found: Mapping[str, Stability],
    study: Study,
    stages: Stages,
) -> Results:
    """Label the topics of fitted models, code the paragraphs, score."""
    first = study.settings.engines[0]
    with stages.stage("code") as summary:
        themes = {engine: label(model, study.codebook) for engine, model in models.items()}
        coder = study.earlier.coder if study.earlier else None
        coding = code_study(corpus, study.codebook, study.gold, matrix.units, coder)
        themes = {
            engine: confirm(
                themes[engine], model, coding.coded, _found_shares(found[engine], model)
            )
            for engine, model in models.items()
        }
        missing = _missing(themes[first], corpus)
        edited = apply_edits(study.edits, corpus, matrix, models, themes, coding)
        themes, coding = dict(edited.themes), edited.coding
        named, doubtful = map(themes[first].states.count, ("named", "doubtful"))
        n_coded = sum(map(bool, coding.coded.themes()))
        said = say(
            f"命名话题 {named} 个，存疑 {doubtful} 个，编码 {n_coded} 段",
            f"{named} topics named, {doubtful} doubtful, {n_coded} paragraphs coded",
        )
        summary(say("；", "; ").join(filter(None, (said, fit_line(codebook_fit(coding))))))
    with stages.stage("evaluate") as summary:
        scores, pairs = _evaluate(models, edited.models, tokens)
        scores += _gold_scores(corpus, coding, study)
        tree = tree_of_speeches(corpus, tokens, study.lexicon.stop_words)
        summary(say(f"{len(scores)} 项评分", f"{len(scores)} scores"))
    with stages.stage("formula") as summary:
        common = formula(tokens, stop_words=load_lexicon(stop_formula=False).stop_words)
        n, n_bundles = len(common.terms), len(common.bundles)
        summary(say(f"词 {n} 个，词串 {n_bundles} 个", f"{n} words, {n_bundles} bundles"))
    return Results(
        corpus,
        matrix,
        dict(edited.models),
        themes,
        found,
        coding,
        scores,
        pairs,
        tree,
        common,
        missing,
        models,
        edited.marks,
        edited.before,
    )


def _expected(study: Study) -> dict[str, Expected]:
    """Return what is known about the topics of each engine before it is fitted."""
    earlier = study.earlier.models if study.earlier else {}
    n_topics = study.settings.n_components
    found = {
        name: Expected(None if "n_components" in ENGINES[name].cannot else n_topics, model)
        for name, model in ((name, earlier.get(name)) for name in study.settings.engines)
    }
    return found | {name: Expected(0, model) for name, model in study.models.items()}


def _found_shares(found: Stability, model: TopicModel) -> npt.NDArray[np.float64] | None:
    """Return the share of subsamples that have each topic; None without subsamples."""
    again = found_again(found.table, model.topics.tolist())
    if again["n_samples"].isna().any():
        return None
    shares: npt.NDArray[np.float64] = (again["found"] / again["n_samples"]).to_numpy(np.float64)
    return shares


def _embed(
    corpus: Corpus, matrix: DocTermMatrix, settings: Settings, stages: Stages
) -> Vectors | None:
    """Embed the units if the settings name a model."""
    if not settings.embeddings:
        return None
    with stages.stage("embed") as summary:
        vectors = embed_units(corpus, matrix, settings, settings.engines, stages.report_items)
        if vectors is not None:
            n, size = vectors.shape
            summary(say(f"{n} 个单位 × {size} 维", f"{n} units x {size} dimensions"))
    return vectors


def _missing(themes: Themes, corpus: Corpus) -> pd.DataFrame:
    """Return the seed words that are not terms, and warn if there are any."""
    table = missing_seed_words(themes, corpus)
    if len(table):
        total = sum(len(theme.seed_words) for theme in themes.codebook.themes)
        warn(Message("missing_seed_words", {"missing": len(table), "total": total}))
    return table


def _evaluate(
    models: Mapping[str, TopicModel], edited: Mapping[str, TopicModel], tokens: Tokens
) -> tuple[list[tuple[str, Score]], pd.DataFrame]:
    """Return the scores of every engine and pair of engines, and the pairs of topics.

    Engines are scored as they were fitted, topics as they were edited.
    """
    scores = [
        (engine, score)
        for engine, model in models.items()
        for score in (*_scores_of(model, edited[engine], tokens), *start_agreement(model))
    ]
    pairs = [no_pairs()]
    for a, b in combinations(models, 2):
        table, alike = agreement(models[a], models[b])
        if (edited[a], edited[b]) != (models[a], models[b]):
            table, _ = agreement(edited[a], edited[b])
        pairs.append(table)
        scores += [(f"{a}+{b}", score) for score in alike]
    return scores, pd.concat(pairs[1:] or pairs, ignore_index=True)


def _scores_of(model: TopicModel, edited: TopicModel, tokens: Tokens) -> Sequence[Score]:
    """Return the scores of a model, those of its topics from the edited one."""
    scores = score_model(model, tokens)
    if edited is model:
        return scores
    own = {score.name: score.per_topic for score in score_model(edited, tokens)}
    return [replace(score, per_topic=own[score.name]) for score in scores]


def _gold_scores(corpus: Corpus, coding: StudyCoding, study: Study) -> list[tuple[str, Score]]:
    scores = [("coding", score) for score in coding.scores]
    if not any(line.role for line in study.gold):
        return scores
    return [("corpus", role_score(corpus, study.gold)), *scores]


def _warn_of_few_units(n_units: int, n_topics: int) -> None:
    if n_units < UNITS_PER_TOPIC * n_topics:
        values = {"n_units": n_units, "n_topics": n_topics, "minimum": UNITS_PER_TOPIC}
        warn(Message("few_units", values))
