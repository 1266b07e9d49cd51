"""``topics sensitivity``: one model under each choice of preprocessing, one changed at a time.

The steps are those of a run (`topics.stages`). Texts are read once, and segmented again only if
the segmenter or the dictionary changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from topics.choices import Choice, choices, study_under
from topics.config import Settings
from topics.corpus.reading.inputs import check_path
from topics.corpus.reading.metadata import metadata_file
from topics.corpus.types import Corpus, Skipped
from topics.display.runs import sensitivity_view
from topics.display.view import say, shown
from topics.engines import ENGINES
from topics.errors import CorpusError, ModelError, check_callable
from topics.evaluate.gold import theme_scores
from topics.evaluate.model_comparison import (
    compare_codings,
    compare_models,
    compare_topics,
    size_of_move,
)
from topics.messages import Message, collected
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.pipeline import read_study
from topics.progress import OnProgress, notebook_bar
from topics.runs.sensitivity import write_sensitivity
from topics.stages import count_units, fit_and_code, segment_corpus
from topics.study import Study, load_study
from topics.text.types import Tokens
from topics.themes.coded import CodedParagraphs
from topics.timed_stages import Stages

__all__ = ["Sensitivity", "sensitivity"]

N_SEEDS = 4
"""Number of random seeds with which every choice is fitted, including the study's own."""
SEEDS = "random_state"


@shown(sensitivity_view)
@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """The effect of each choice of preprocessing.

    Attributes
    ----------
    summary : pandas.DataFrame
        One row per choice, the random seeds first: setting, value, n_fits, n_units, n_terms,
        n_topics, shared_terms, n_matched, main_topic_ari, topic_similarity, top_word_overlap,
        same_themes (each with its _low and _high), kappa, theme_accuracy, topics_move, words_move,
        themes_move, reason. Means over the fits, with the lowest and highest; for the random seeds
        over the pairs of them. ``reason`` explains why a choice could not be fitted. If the
        engine starts from seed words, all rows are repeated with ``seed_words`` False, where the
        effect of chance is that of random starts.
    fits : pandas.DataFrame
        One row per comparison of two fits; the summary has their means.
    topics : pandas.DataFrame
        One row per choice and topic of the study's own model: its partner under that choice.
    warnings : tuple of Message
        Warnings for the researcher.
    settings : Settings
        The study's own settings, with which every choice is compared.
    inputs : mapping of str to str
        Name and sha256 of every input file.
    skipped : tuple of Skipped
        Sources that could not be read.
    """

    summary: pd.DataFrame
    fits: pd.DataFrame
    topics: pd.DataFrame
    warnings: tuple[Message, ...]
    settings: Settings
    inputs: Mapping[str, str]
    skipped: tuple[Skipped, ...]

    def write(self, out: str | Path) -> None:
        """Write tables, figure and sentences to a folder.

        Raises
        ------
        OutputError
            If ``out`` is a file, contains something else, or cannot be written.
        """
        write_sensitivity(
            out,
            self.summary,
            self.fits,
            self.topics,
            settings=self.settings,
            inputs=self.inputs,
            warnings=self.warnings,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A model, its coding, and the accuracy of the coding on the gold lines (nan without gold)."""

    model: TopicModel
    coded: CodedParagraphs
    accuracy: float


def sensitivity(
    seeds: str | Path,
    *,
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    progress: OnProgress | None = None,
) -> Sensitivity:
    """Fit a study's first engine under each choice; measure the changes of topics and themes.

    Every choice is fitted with `N_SEEDS` random seeds, one start each, and compared with the
    study's own choices under the same seed; the study's own choices under different seeds show the
    effect of chance. An engine that starts from seed words is compared without them as well: a
    common start makes the effect of chance look smaller.

    Parameters
    ----------
    seeds, settings, codebook, gold, progress
        As in `topics.run`.

    Returns
    -------
    Sensitivity

    Raises
    ------
    TopicsError
        If gold lines do not fit the texts, or the study's own choices cannot be fitted. Any other
        choice that cannot be fitted has a row with the reason.

    See Also
    --------
    topics.stability : Fit a model again on subsamples.
    topics.run : Do all steps and write the report.

    Examples
    --------
    ``speeches`` is a folder of text files.

    >>> import topics
    >>> settings = topics.load_settings(overrides=["n_components=3", 'engines=["lda"]'])
    >>> found = topics.sensitivity("speeches", settings=settings)
    >>> "segmenter" in set(found.summary["setting"])
    True
    """
    check_path(seeds)
    check_callable("progress", progress)
    study = load_study(settings, codebook, gold, metadata_file(seeds))
    variants = _variants(study)
    n_fitted = sum(len(choices(variant.settings)) + 1 for variant in variants)
    stages = Stages(n_fitted + 1, progress or notebook_bar())
    with collected() as messages:
        corpus = read_study(seeds, study, gold, stages)
        summary, fits, partners = _compared(corpus, variants, stages)
    inputs = {f"seeds/{s.name}": s.sha256 for s in corpus.sources} | study.inputs()
    what = study.settings, inputs, corpus.skipped
    return Sensitivity(summary, fits, partners, tuple(messages), *what)


def _variants(study: Study) -> list[Study]:
    """Return a study, and the same without seed words if its first engine starts from them."""
    settings = study.settings
    if not settings.seed_words or not ENGINES[settings.engines[0]].takes_seeds:
        return [study]
    return [study, replace(study, settings=replace(settings, seed_words=False))]


def _compared(
    corpus: Corpus, variants: Sequence[Study], stages: Stages
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return summary, fits and topics of `Sensitivity` for all variants."""
    tokens: dict[tuple[object, ...], Tokens] = {}
    tables = [_compare_all(_Fitter(corpus, own, tokens), own, stages) for own in variants]
    summary, fits, partners = (
        pd.concat(of_all, ignore_index=True) for of_all in zip(*tables, strict=True)
    )
    return summary, fits, partners


def _compare_all(
    fitter: _Fitter, study: Study, stages: Stages
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return summary, fits and topics of `Sensitivity` for one variant."""
    own = Choice(SEEDS, _seed_names(study.settings), study.settings)
    with stages.stage(own.setting) as summary:
        base = list(fitter.fits(own))
        summary(_outcome(base))
    rows = _rows_of_seeds(base, own.value)
    reasons = {(own.setting, own.value): ""}
    partners = [_partners(own.setting, own.value, base[0].model, base[1].model)]
    for choice in choices(study.settings):
        key = choice.setting, choice.value
        with stages.stage(" ".join(key)) as summary:
            try:
                other = list(fitter.fits(choice))
            except (CorpusError, ModelError) as exc:
                reasons[key] = str(exc)
                summary(say("无法拟合", "could not be fitted"))
                continue
            reasons[key] = ""
            rows += [_row(*key, a, b) for a, b in zip(base, other, strict=True)]
            partners.append(_partners(*key, base[0].model, other[0].model))
            summary(_outcome(other))
    fits = pd.DataFrame(rows)
    tables = _summary(fits, reasons), fits, pd.concat(partners, ignore_index=True)
    seeded = study.settings.seed_words and ENGINES[study.settings.engines[0]].takes_seeds
    summary_, fits_, topics_ = (table.assign(seed_words=seeded) for table in tables)
    return summary_, fits_, topics_


def _outcome(fits: Sequence[_Fit]) -> str:
    n_terms, n = len(fits[0].model.vocabulary), len(fits)
    return say(f"{n_terms} 个词，拟合 {n} 次", f"{n_terms} terms, {n} fits")


class _Fitter:
    """Fits the first engine of a study under any choice; keeps the words of each segmentation."""

    def __init__(
        self, corpus: Corpus, study: Study, tokens: dict[tuple[object, ...], Tokens]
    ) -> None:
        self.corpus = corpus
        self.study = study
        self._tokens = tokens

    def fits(self, choice: Choice) -> Iterator[_Fit]:
        """Yield one fit for each random seed, by the stages of a run."""
        study = study_under(choice, self.study)
        matrix = count_units(self._segment(study), study)
        fits = fit_and_code(self.corpus, matrix, study, _random_states(study.settings))
        for model, coded in fits:
            yield _Fit(model, coded, self._accuracy(coded))

    def _segment(self, study: Study) -> Tokens:
        key = (study.settings.segmenter, study.settings.pos, study.lexicon.entries)
        if key not in self._tokens:
            self._tokens[key] = segment_corpus(self.corpus, study)
        return self._tokens[key]

    def _accuracy(self, coded: CodedParagraphs) -> float:
        gold = self.study.gold
        scores = theme_scores(self.corpus, coded, gold) if gold else ()
        return scores[0].value if scores else float("nan")


def _random_states(settings: Settings) -> tuple[int, ...]:
    return tuple((settings.random_state + i) % 2**32 for i in range(N_SEEDS))


def _seed_names(settings: Settings) -> str:
    return ", ".join(map(str, _random_states(settings)))


def _row(setting: str, value: str, a: _Fit, b: _Fit) -> dict[str, Any]:
    return {
        "setting": setting,
        "value": value,
        "random_state": a.model.random_state,
        "other_random_state": b.model.random_state,
        "n_units": len(b.model.units),
        "n_terms": len(b.model.vocabulary),
        "n_topics": b.model.n_topics,
        **compare_models(a.model, b.model)._asdict(),
        **compare_codings(a.coded, b.coded)._asdict(),
        "theme_accuracy": b.accuracy,
    }


def _rows_of_seeds(base: Sequence[_Fit], value: str) -> list[dict[str, Any]]:
    """Compare all pairs of fits that differ only in their seed."""
    return [
        {**_row(SEEDS, value, a, b), "theme_accuracy": (a.accuracy + b.accuracy) / 2}
        for a, b in combinations(base, 2)
    ]


def _partners(setting: str, value: str, a: TopicModel, b: TopicModel) -> pd.DataFrame:
    """Return the partner of each of the study's own topics under a choice."""
    pairs = compare_topics(a, b)
    words_a, words_b = top_words(a), top_words(b)
    return pd.DataFrame(
        {
            "setting": setting,
            "value": value,
            "topic": pairs["topic_a"],
            "other_topic": pairs["topic_b"],
            "similarity": pairs["similarity"],
            "overlap": pairs["overlap"],
            "matched": pairs["matched"],
            "top_terms": [" ".join(words_a[i]) for i in a.rows_of(pairs["topic_a"])],
            "other_top_terms": [" ".join(words_b[j]) for j in b.rows_of(pairs["topic_b"])],
        }
    )


MEANS = ("n_units", "n_terms", "n_topics", "shared_terms", "n_matched", "main_topic_ari")
MOVES = {
    "topics_move": "topic_similarity",
    "words_move": "top_word_overlap",
    "themes_move": "same_themes",
}
"""The measures of the change of topics, their top words and coded paragraphs."""


def _summary(fits: pd.DataFrame, reasons: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """Return one row per choice: means over its fits, and sizes against the random seeds."""
    chance = fits[fits["setting"] == SEEDS]
    rows = []
    for (setting, value), reason in reasons.items():
        own = fits[(fits["setting"] == setting) & (fits["value"] == value)]
        row: dict[str, Any] = {"setting": setting, "value": value, "n_fits": len(own)}
        row |= {name: own[name].mean() for name in MEANS}
        for name in MOVES.values():
            row |= {
                name: own[name].mean(),
                f"{name}_low": own[name].min(),
                f"{name}_high": own[name].max(),
            }
        row |= {name: own[name].mean() for name in ("kappa", "theme_accuracy")}
        row |= {
            name: size_of_move(list(own[measure]), list(chance[measure]))
            for name, measure in MOVES.items()
        }
        rows.append({**row, "reason": reason})
    return pd.DataFrame(rows)
