"""Apply fitted models and a coder to new texts, in batches of pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.records import Records
from topics.corpus.types import Corpus, Duplicate
from topics.models.inference import infer
from topics.models.types import TopicModel
from topics.runs.theme_tables import counts_by_theme
from topics.text.counting.matrix import count_known, nothing_known
from topics.text.lexicon.lexicon import Lexicon
from topics.text.segmentation.segmenting import segment
from topics.text.types import DocTermMatrix, Units
from topics.themes.coded import CodedParagraphs
from topics.themes.coder import Coder
from topics.themes.coding import counted_in
from topics.themes.seed_counts import count_seed_words

__all__ = ["Applied", "TextSettings", "apply_models"]

MAX_CHARS = 1_000_000
"""Maximum number of characters per batch of pieces, unless a single piece has more."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How the texts of a model were segmented and counted.

    Attributes
    ----------
    segmenter : str
    pos : tuple of str
    unit : str
    lexicon : Lexicon
    """

    segmenter: str
    pos: tuple[str, ...]
    unit: str
    lexicon: Lexicon


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """The topics and themes of new texts.

    Attributes
    ----------
    units : Units
        Those with a known word.
    models : mapping of engine to TopicModel
        The models, with units and shares of the new texts in place of their own.
    coded : CodedParagraphs
    evidence : DataFrame
        Result of `topics.themes.evidence`.
    theme_counts : float64 array, shape (n_themes + 1, n_terms)
        Result of `topics.runs.theme_tables.counts_by_theme`.
    unknown : DataFrame
        One row per speech with running text: source, speech, n_words, n_unknown.
    unknown_terms : Counter
        How often each unknown word occurs.
    """

    units: Units
    models: Mapping[str, TopicModel]
    coded: CodedParagraphs
    evidence: pd.DataFrame
    theme_counts: Floats
    unknown: pd.DataFrame
    unknown_terms: Counter[str]

    @property
    def n_words(self) -> int:
        """Number of countable words."""
        return int(self.unknown["n_words"].sum())

    @property
    def unknown_share(self) -> float:
        """Share of the countable words that are not terms of the models; nan without any."""
        n_unknown = int(self.unknown["n_unknown"].sum())
        return n_unknown / self.n_words if self.n_words else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The results of some pieces."""

    units: Units
    unit_counts: Floats
    term_counts: Floats
    shares: Mapping[str, npt.NDArray[np.float32]]
    coded: CodedParagraphs
    evidence: pd.DataFrame
    theme_counts: Floats
    unknown: pd.DataFrame
    unknown_terms: Mapping[str, int]


def apply_models(
    corpus: Corpus, models: Mapping[str, TopicModel], coder: Coder, settings: TextSettings
) -> Applied:
    """Find the topics and themes of new texts; neither models nor coder change.

    Words and counts are computed in batches of pieces. A speech is never divided and no result
    depends on another speech, so results do not depend on the batches.

    Parameters
    ----------
    corpus : Corpus
    models : mapping of engine to TopicModel
        At least one, with equal vocabularies; those without a prior of topics are ignored.
    coder : Coder
    settings : TextSettings

    Raises
    ------
    CorpusError
        If none of the terms occurs in the texts.
    """
    vocabulary = next(iter(models.values())).vocabulary
    able = {name: m for name, m in models.items() if "doc_topic_prior_" in m.params}
    parts = [_apply(part, able, coder, settings, vocabulary) for part in _parts(corpus)]
    units = Units.joined([part.units for part in parts])
    if not len(units):
        raise nothing_known(vocabulary, sum(len(p.unknown) for p in parts), "speech")
    unit_counts = np.concatenate([part.unit_counts for part in parts])
    term_counts = np.sum([part.term_counts for part in parts], axis=0)
    unknown_terms: Counter[str] = Counter()
    for part in parts:
        unknown_terms.update(part.unknown_terms)
    applied = {}
    for name, model in able.items():
        shares = np.concatenate([part.shares[name] for part in parts])
        applied[name] = replace(
            model,
            doc_topic=shares,
            share=unit_counts @ shares.astype(float) / unit_counts.sum(),
            term_counts=term_counts,
            unit_counts=unit_counts,
            units=units,
            corpus_fingerprint=corpus.fingerprint,
            starts=None,
        )
    return Applied(
        units,
        applied,
        replace(_joined([part.coded for part in parts]), corpus=corpus),
        pd.concat([part.evidence for part in parts], ignore_index=True),
        np.sum([part.theme_counts for part in parts], axis=0),
        pd.concat([part.unknown for part in parts], ignore_index=True),
        unknown_terms,
    )


def _joined(parts: Sequence[CodedParagraphs]) -> CodedParagraphs:
    return CodedParagraphs.of(
        parts[0].codebook,
        np.concatenate([part.shares for part in parts]),
        [key for part in parts for key in part.keys],
        [name.decode() for part in parts for name in part.ids.tolist()],
        np.concatenate([part.none for part in parts]),
    )


def _parts(corpus: Corpus) -> Iterator[Corpus]:
    """Yield the pieces of a corpus, small ones together, with the duplicates in them."""
    repeats: dict[str, list[Duplicate]] = {}
    for duplicate in corpus.duplicates:
        repeats.setdefault(duplicate.source, []).append(duplicate)

    def part(pieces: list[int]) -> Corpus:
        chosen = tuple(corpus.pieces[i] for i in pieces)
        names = {name for p in chosen for name in p.blocks.column("source").unique().to_pylist()}
        found = [d for name in sorted(names) for d in repeats.get(name, ())]
        return Corpus(pieces=chosen, sources=Records(), duplicates=Records.of(Duplicate, found))

    open_: list[int] = []
    n_chars = 0
    for i, piece in enumerate(corpus.pieces):
        size = piece.blocks.column("text").nbytes // 3
        if open_ and n_chars + size > MAX_CHARS:
            yield part(open_)
            open_, n_chars = [], 0
        open_.append(i)
        n_chars += size
    yield part(open_)


def _apply(
    corpus: Corpus,
    models: Mapping[str, TopicModel],
    coder: Coder,
    settings: TextSettings,
    vocabulary: tuple[str, ...],
) -> _Part:
    tokens = segment(corpus, settings.segmenter, settings.lexicon, pos=settings.pos)
    matrix = count_known(tokens, vocabulary, settings.unit, set(settings.lexicon.stop_words))
    found = count_seed_words(corpus, coder.codebook)
    counted = counted_in(found, matrix.units)
    coded = coder.code(found, counted)
    assert matrix.unknown is not None
    return _Part(
        matrix.units,
        np.asarray(matrix.counts.sum(axis=1), np.float64),
        np.asarray(matrix.counts.sum(axis=0), np.float64),
        {name: _shares(model, matrix) for name, model in models.items()},
        coded,
        coder.evidence(found, counted),
        counts_by_theme(coded, matrix),
        _by_speech(matrix.unknown.units),
        dict(zip(matrix.unknown.terms["term"], matrix.unknown.terms["count"], strict=True)),
    )


def _shares(model: TopicModel, matrix: DocTermMatrix) -> npt.NDArray[np.float32]:
    if not len(matrix.units):
        return np.zeros((0, model.n_topics), np.float32)
    return infer(model, matrix).astype(np.float32)


def _by_speech(units: pd.DataFrame) -> pd.DataFrame:
    names = ["n_words", "n_unknown"]
    return units.groupby(["source", "speech"], sort=False)[names].sum().reset_index()
