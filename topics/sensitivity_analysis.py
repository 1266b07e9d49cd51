"""``topics sensitivity``: one model under each choice of preprocessing, one changed at a time.

Each step is the one that `topics.pipeline` takes; nothing is read twice, and texts are segmented
anew only where segmenter or dictionary change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from topics.config import SEGMENTER_NAMES, UNITS, Settings
from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.types import Corpus, Skipped
from topics.engines import ENGINES
from topics.errors import CorpusError, ModelError
from topics.evaluate.gold import theme_scores
from topics.evaluate.model_comparison import (
    compare_codings,
    compare_models,
    match_topics,
    size_of_move,
)
from topics.messages import Message, collected
from topics.models.fitting import fit
from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.pipeline import Study, Tell, load_study
from topics.runs.sensitivity import write_sensitivity
from topics.text.counting.matrix import count
from topics.text.counting.weights import weigh
from topics.text.embedding.embed import embed
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.segmentation.segment import segment
from topics.text.types import Tokens
from topics.themes.coding import code
from topics.themes.labelling import label, start_words
from topics.themes.types import CodedParagraphs

__all__ = ["Choice", "Sensitivity", "choices", "sensitivity"]

N_SEEDS = 4
"""Random seeds that every choice is fitted with, the study's own among them."""
ALTERNATIVES: Mapping[str, Sequence[Any]] = {
    "segmenter": SEGMENTER_NAMES,
    "stop_formula": (True, False),
    "unit": UNITS,
    "min_df": (1, 3, 5),
    "max_df": (0.3, 0.5, 1.0),
}
"""What each setting of preprocessing may be instead."""
MORE_TOPICS = (-2, 2)
"""Other numbers of topics, which are no preprocessing, as a second yardstick."""
SEEDS = "random_state"


@dataclass(frozen=True, slots=True)
class Choice:
    """One setting changed from the study's own.

    Attributes
    ----------
    setting : str
        Name of what is changed.
    value : str
        What it is instead.
    settings : Settings
        All settings under this choice.
    without_words : str
        ``"package"`` or ``"study"``: whose dictionary entries are left out; or empty.
    """

    setting: str
    value: str
    settings: Settings
    without_words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """What each choice changes.

    Attributes
    ----------
    summary : pandas.DataFrame
        One row per choice, the random seeds first: setting, value, n_fits, n_units, n_terms,
        n_topics, shared_terms, n_matched, main_topic_ari, topic_similarity, top_word_overlap,
        same_themes (each with its _low and _high), kappa, theme_accuracy, topics_move, words_move,
        themes_move, reason. Means over the fits, with the lowest and highest; for the random seeds
        over the pairs of them. ``reason`` says why a choice could not be fitted.
    fits : pandas.DataFrame
        One row per comparison of two fits, what the means are taken over.
    topics : pandas.DataFrame
        One row per choice and topic of the study's own model: its partner under that choice.
    warnings : tuple of Message
        What the researcher should know.
    settings : Settings
        The study's own, which every choice is compared with.
    inputs : mapping of str to str
        Name and sha256 of every file that had a part.
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
            If ``out`` is a file, holds something else, or cannot be written.
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
    """One model, its coding, and that coding's accuracy on the gold lines (nan without)."""

    model: TopicModel
    coded: CodedParagraphs
    accuracy: float


def choices(settings: Settings) -> tuple[Choice, ...]:
    """Return every choice beside a study's own settings, one changed at a time."""
    found = [
        Choice(name, str(value).lower(), replace(settings, **{name: value}))
        for name, values in ALTERNATIVES.items()
        for value in values
        if value != getattr(settings, name)
    ]
    owners = ("package", "study") if settings.dictionary else ("package",)
    found += [Choice("dictionary", f"without {w}", settings, without_words=w) for w in owners]
    numbers = [settings.n_components + more for more in MORE_TOPICS]
    found += [
        Choice("n_components", str(n), replace(settings, n_components=n)) for n in numbers if n >= 2
    ]
    return tuple(found)


def sensitivity(
    seeds: str | Path,
    *,
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    tell: Tell = lambda _stage, _result: None,
) -> Sensitivity:
    """Fit a study's first engine under each choice and say how far topics and themes move.

    Every choice is fitted with `N_SEEDS` random seeds and compared with the study's own choices
    under the same seed; the study's own choices under different seeds say what is chance.

    Parameters
    ----------
    seeds, settings, codebook, gold, tell
        As `topics.run` has them.

    Returns
    -------
    Sensitivity

    Raises
    ------
    TopicsError
        If the study's own choices cannot be fitted. Another choice that cannot
        has a row that says why.
    """
    study = load_study(settings, codebook, gold)
    with collected() as messages:
        fitter = _Fitter(corpus := read(seeds, read_options(study.settings)), study)
        tell("read", f"{len(corpus.sources)} sources, {len(corpus.running_text())} paragraphs")
        own = Choice(SEEDS, _seed_names(study.settings), study.settings)
        base = list(fitter.fits(own))
        rows = _rows_of_seeds(base, own.value)
        reasons = {(own.setting, own.value): ""}
        partners = [_partners(own.setting, own.value, base[0].model, base[1].model)]
        for choice in choices(study.settings):
            key = choice.setting, choice.value
            try:
                other = list(fitter.fits(choice))
            except (CorpusError, ModelError) as exc:
                reasons[key] = str(exc)
                tell(" ".join(key), "could not be fitted")
                continue
            reasons[key] = ""
            rows += [_row(*key, a, b) for a, b in zip(base, other, strict=True)]
            partners.append(_partners(*key, base[0].model, other[0].model))
            tell(" ".join(key), f"{len(other[0].model.vocabulary)} terms, {len(other)} fits")
    return Sensitivity(
        _summary(fits := pd.DataFrame(rows), reasons),
        fits,
        pd.concat(partners, ignore_index=True),
        tuple(messages),
        study.settings,
        {f"seeds/{s.name}": s.sha256 for s in corpus.sources} | dict(study.inputs),
        corpus.skipped,
    )


class _Fitter:
    """Fits the first engine of a study under any choice; remembers the words of each cutting."""

    def __init__(self, corpus: Corpus, study: Study) -> None:
        self.corpus = corpus
        self.study = study
        self._tokens: dict[tuple[object, ...], Tokens] = {}

    def fits(self, choice: Choice) -> Iterator[_Fit]:
        """Yield one fit for each random seed; all else is as `topics.pipeline.analyse` has it."""
        settings, codebook = choice.settings, self.study.codebook
        lexicon = _lexicon(choice, self.study)
        matrix = count(
            self._segment(settings, lexicon),
            settings.unit,
            min_df=settings.min_df,
            max_df=settings.max_df,
            stop_words=lexicon.stop_words,
        )
        matrix = weigh(matrix, settings.weights)
        engine, n_topics = settings.engines[0], settings.n_components
        seeded = settings.seed_words and ENGINES[engine].takes_seeds
        embedded = settings.embeddings and ENGINES[engine].takes_embeddings
        starts = start_words(codebook, matrix, n_topics) if seeded else None
        vectors = embed(self.corpus, matrix.units, settings.embeddings) if embedded else None
        for random_state in _random_states(settings):
            model = fit(
                matrix,
                engine,
                n_components=n_topics,
                random_state=random_state,
                max_iter=settings.max_iter,
                seed_words=starts,
                embeddings=vectors,
            )
            coded = code(self.corpus, model, label(model, codebook))
            yield _Fit(model, coded, self._accuracy(coded))

    def _segment(self, settings: Settings, lexicon: Lexicon) -> Tokens:
        key = (settings.segmenter, settings.pos, lexicon.entries)
        if key not in self._tokens:
            self._tokens[key] = segment(self.corpus, settings.segmenter, lexicon, pos=settings.pos)
        return self._tokens[key]

    def _accuracy(self, coded: CodedParagraphs) -> float:
        gold = self.study.gold
        scores = theme_scores(self.corpus, coded, gold) if gold else ()
        return scores[0].value if scores else float("nan")


def _lexicon(choice: Choice, study: Study) -> Lexicon:
    same = choice.settings.stop_formula == study.settings.stop_formula
    lexicon = study.lexicon if same else load_study(choice.settings).lexicon
    package = load_lexicon().entries
    if choice.without_words == "study":
        return replace(lexicon, entries=package)
    if choice.without_words == "package":
        own = frozenset(package)
        return replace(lexicon, entries=tuple(e for e in lexicon.entries if e not in own))
    return lexicon


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
    """Compare every two of the fits that differ in their seed alone."""
    return [
        {**_row(SEEDS, value, a, b), "theme_accuracy": (a.accuracy + b.accuracy) / 2}
        for a, b in combinations(base, 2)
    ]


def _partners(setting: str, value: str, a: TopicModel, b: TopicModel) -> pd.DataFrame:
    """Return the partner of each of the study's own topics under a choice."""
    pairs = match_topics(a, b)
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
            "top_terms": [" ".join(words_a[k - 1]) for k in pairs["topic_a"]],
            "other_top_terms": [" ".join(words_b[k - 1]) for k in pairs["topic_b"]],
        }
    )


MEANS = ("n_units", "n_terms", "n_topics", "shared_terms", "n_matched", "main_topic_ari")
MOVES = {
    "topics_move": "topic_similarity",
    "words_move": "top_word_overlap",
    "themes_move": "same_themes",
}
"""Which measure says how far topics, their top words and coded paragraphs move."""


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
