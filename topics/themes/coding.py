"""Code paragraphs: the probability of each theme of a codebook, and of none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import ModelError, SettingsError, WrongTypeError, check_type, did_you_mean
from topics.hints import hinted_keywords
from topics.models.types import TopicModel
from topics.text.types import Units
from topics.themes.coded import CodedParagraphs
from topics.themes.coder import Coder, fit_to_counts
from topics.themes.labelling import model_fingerprint
from topics.themes.seed_counts import SeedCounts, count_seed_words
from topics.themes.types import Codebook, Themes
from topics.themes.weighing import WEIGHTS

__all__ = ["WEIGHTS", "code", "counted_in", "evidence", "fit_coder"]

By = TopicModel | Codebook | Coder


def fit_coder(
    corpus: Corpus,
    codebook: Codebook,
    *,
    lines: Mapping[tuple[str, int], Sequence[str]] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Coder:
    """Fit a coder to the running text of a corpus.

    The weights of the seed words and the prior of "none" are estimated from the texts alone; the
    coefficients are those of the package, or fitted to a study's own coded lines.

    Parameters
    ----------
    corpus : Corpus
        Result of `read`.
    codebook : Codebook
        Result of `load_codebook`.
    lines : mapping of (str, int) to sequence of str, optional
        Themes that readers assigned to paragraphs, by source and number
        (`topics.evaluate.coded_lines`); ``"none"`` if no theme of the codebook fits. They are used
        if there are at least 100 in at least 5 speeches.
    weights : mapping of str to float, optional
        Replaces entries of `WEIGHTS`; 0 omits a kind of evidence.

    Returns
    -------
    Coder

    Raises
    ------
    SettingsError
        If ``weights`` names an unknown kind of evidence, or a weight is not a number >= 0.
    WrongTypeError
        If ``corpus`` or ``codebook`` is of another type.
    ModelError
        If a theme of ``lines`` is not in the codebook.
    """
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    check_type("codebook", codebook, Codebook, "topics.load_codebook(path)")
    return fit_to_counts(count_seed_words(corpus, codebook), lines, _checked(weights))


@hinted_keywords()
def code(
    corpus: Corpus,
    model: By,
    themes: Themes | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> CodedParagraphs:
    """Code paragraphs of running text with the themes of a codebook.

    ``code(corpus, codebook)`` needs no model and codes every paragraph that does not repeat an
    earlier one. ``code(corpus, coder)`` does the same with a fitted coder, which may come from
    other texts. ``code(corpus, model, themes)`` codes the paragraphs that a model counted, as a run
    does, with the codebook of its themes; its topics are not used as evidence.

    Parameters
    ----------
    corpus : Corpus
        Result of `read`.
    model : TopicModel, Codebook or Coder
        A model of that corpus, whose units determine which paragraphs are coded. With a codebook or
        a coder, all paragraphs that do not repeat an earlier one are coded.
    themes : Themes, optional
        Result of `label` for the model; only with a model.
    weights : mapping of str to float, optional
        Replaces entries of `WEIGHTS`; 0 omits a kind of evidence. A coder has its own.

    Returns
    -------
    CodedParagraphs
        One row per coded paragraph, with the probability of each theme and of none; they sum to 1.
        Paragraphs that are not coded have no row, and a codebook of no themes codes none.

    Raises
    ------
    SettingsError
        If ``weights`` names an unknown kind of evidence, a weight is not a number >= 0, or weights
        are given with a coder.
    WrongTypeError
        If an argument is of another type, e.g. a codebook in place of themes.
    ModelError
        If the model was fitted on another corpus, or the themes are those of another model.

    See Also
    --------
    topics.load_codebook : Load themes and their seed words.
    topics.label : Name topics with the themes of a codebook.
    topics.plot.theme_shares : Plot the share of each theme.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> coded.to_pandas()["theme"].tolist()
    ['economic_work']
    """
    coder, found, counted = _fitted(corpus, model, themes, weights)
    coded = coder.code(found, counted)
    return replace(coded.take(coded.counted()), corpus=corpus)


def evidence(
    corpus: Corpus,
    model: By,
    themes: Themes | None = None,
    *,
    weights: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return the evidence for each coded paragraph that has evidence of its own.

    Parameters
    ----------
    corpus, model, themes, weights
        As in `code`.

    Returns
    -------
    DataFrame
        Columns source, paragraph, theme, kind (a name of `WEIGHTS`, or ``strength``), word and
        weight. ``word`` is empty for evidence other than seed words. In each paragraph, the sums of
        the weights of two themes differ by the logarithm of the odds between them, so the theme
        with the largest sum is the most probable; a theme without a row has the sum 0.
    """
    coder, found, counted = _fitted(corpus, model, themes, weights)
    return coder.evidence(found, counted)


def counted_in(found: SeedCounts, units: Units) -> npt.NDArray[np.bool_]:
    """Return which paragraphs are in the units of a model.

    Raises
    ------
    ModelError
        If some of the units' paragraphs are not in the corpus.
    """
    row = units.row_of()
    counted = np.array([key in row for key in found.keys], bool)
    # A model of an earlier version has no fingerprint: compare its paragraphs.
    if lost := len(row) - int(counted.sum()):
        raise ModelError(
            f"{lost} of {len(row)} paragraphs of the model's units are not in this corpus. Pass the"
            " corpus that the model was fitted on."
        )
    return counted


def _fitted(
    corpus: Corpus, model: By, themes: Themes | None, weights: Mapping[str, float] | None
) -> tuple[Coder, SeedCounts, npt.NDArray[np.bool_] | None]:
    """Return a coder, the seed words of the corpus, and which paragraphs are counted."""
    check_type("corpus", corpus, Corpus, "topics.read(seeds)")
    chosen = _checked(weights)
    if isinstance(model, TopicModel):
        check_type("themes", themes, Themes, "topics.label(model, codebook)")
        assert themes is not None
        _check_related(corpus, model, themes)
        found = count_seed_words(corpus, themes.codebook)
        return fit_to_counts(found, None, chosen), found, counted_in(found, model.units)
    if not isinstance(model, Codebook | Coder):
        raise WrongTypeError(
            f"model must be a TopicModel, a Codebook or a Coder, got {type(model).__name__}; pass"
            " what topics.fit(matrix) or topics.load_codebook(path) returns."
        )
    if themes is not None:
        raise WrongTypeError(
            f"themes must be omitted where a {type(model).__name__} is given: they belong to a"
            " TopicModel."
        )
    if isinstance(model, Codebook):
        found = count_seed_words(corpus, model)
        return fit_to_counts(found, None, chosen), found, None
    if weights is not None:
        raise SettingsError(["weights: a Coder has its own; give them to topics.themes.fit_coder."])
    return model, count_seed_words(corpus, model.codebook), None


def _checked(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Return `WEIGHTS` with some replaced."""
    if weights is not None and not isinstance(weights, Mapping):
        raise SettingsError(
            [
                f"weights is a {type(weights).__name__}; must be a mapping of kinds of evidence to"
                ' numbers, e.g. {"section": 0}.'
            ]
        )
    given = dict(weights or {})
    problems = [
        f"weights: '{name}' is not a kind of evidence.{did_you_mean(str(name), WEIGHTS)}"
        f" Kinds of evidence are: {', '.join(WEIGHTS)}."
        for name in given
        if name not in WEIGHTS
    ]
    problems += [
        f"weights: {name} = {value!r}; must be a number >= 0."
        for name, value in given.items()
        if not isinstance(value, Real) or isinstance(value, bool) or not 0 <= value < float("inf")
    ]
    if problems:
        raise SettingsError(problems)
    return dict(WEIGHTS) | {name: float(value) for name, value in given.items()}


def _check_related(corpus: Corpus, model: TopicModel, themes: Themes) -> None:
    """Raise ModelError unless the themes are the model's, and the model is of this corpus."""
    if themes.model not in ("", model_fingerprint(model)):
        raise ModelError(
            "These themes were made for another model. Pass what topics.label(model, codebook)"
            " returns for this one."
        )
    if len(themes.labels) != model.n_topics:
        raise ModelError(
            f"themes label {len(themes.labels)} topics, but the model has {model.n_topics}. Pass"
            " what topics.label(model, codebook) returns for this model."
        )
    if model.corpus_fingerprint not in ("", corpus.fingerprint):
        raise ModelError(
            f"The model was fitted on another corpus (fingerprint {model.corpus_fingerprint}, this"
            f" one has {corpus.fingerprint}). Count and fit this corpus, or read the other one."
        )
