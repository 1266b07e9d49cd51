"""Label topics with the themes of their seed words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from topics.arrays import check_array
from topics.corpus.types import Corpus
from topics.errors import check_count, check_type
from topics.fingerprint import fingerprint
from topics.hints import hinted_keywords
from topics.models.types import TopicModel
from topics.settings_rules import MAX_COMPONENTS
from topics.text.normalize import normalize
from topics.text.types import DocTermMatrix
from topics.themes.chance import SeedColumns, dealt_p, hold, scores
from topics.themes.coded import CodedParagraphs
from topics.themes.showing import (
    KEPT,
    NAMED,
    SHOWN,
    divergence,
    is_in_place,
    is_seen,
    shown_by_paragraphs,
    shown_by_words,
)
from topics.themes.shuffling import shuffled_p
from topics.themes.types import Codebook, Themes

__all__ = [
    "CHANCE",
    "FOUND",
    "HOLD",
    "confirm",
    "label",
    "missing_seed_words",
    "model_fingerprint",
    "start_words",
]

CHANCE = 0.05
"""Maximum probability that a name is due to chance."""
DAMPING = 0.75
"""Power of a word's support, so that the most frequent word of a theme does not dominate its
score."""
HOLD = 0.8
"""Minimum share of resampled lists of seed words in which the theme of a name remains the best."""
FOUND = 0.5
"""Minimum share of further fits in which a topic with a name is found again."""


@hinted_keywords()
def label(
    model: TopicModel,
    codebook: Codebook,
    coded: CodedParagraphs | None = None,
    stability: npt.ArrayLike | None = None,
) -> Themes:
    r"""Label the topics of a model with the themes of a codebook.

    A word *w* supports topic *k* by ``p(w|k) * log(p(w|k) / p(w))``,
    its share of the Kullback-Leibler divergence between the topic and the
    corpus, to the power of `DAMPING`. The score of a theme is the mean support of its seed words
    times the square root of their number. A theme is a candidate if at least `SEEN` of the
    `LEADING` words with the most support are its seed words; a theme that frames speeches is one
    only if the topic is typical of first and last paragraphs. A topic has the candidate with the
    highest score if that is due to chance with a probability of at most `CHANCE`: that of seed
    words assigned to the themes at random, adjusted for the number of topics [1]_; where seed words
    started the model, also that of topics fitted from the same start to shuffled texts. The name is
    doubtful if another test fails, and dropped if neither words nor paragraphs show the theme (see
    `confirm`). ``docs/names.md`` has the figures.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.
    codebook : Codebook
        Result of `load_codebook`.
    coded : CodedParagraphs, optional
        Result of `code`: the paragraphs of a topic must agree with its name.
    stability : array of float, shape (n_topics,), optional
        Share of further fits in which each topic was found again; a topic with a name
        must be found in at least `FOUND`.

    Returns
    -------
    Themes
        Themes and states of the topics.

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, ``codebook`` not a `Codebook` but e.g. its path, or
        ``coded`` not `CodedParagraphs`.
    ModelError
        If ``stability`` is not one share per topic.

    See Also
    --------
    topics.fit : Fit a model.
    topics.load_codebook : Load themes and their seed words.
    topics.code : Code paragraphs with the themes of a codebook.

    References
    ----------
    .. [1] Benjamini, Hochberg (1995), "Controlling the false discovery rate",
       doi:10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> themes = topics.label(model, topics.load_codebook())
    >>> len(themes.names()), themes.scores.shape
    (2, (2, 11))
    """
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("codebook", codebook, Codebook, "topics.load_codebook(path)")
    return confirm(_tested(model, codebook), model, coded, stability)


def _tested(model: TopicModel, codebook: Codebook) -> Themes:
    """Return the themes of a model by the tests against chance, and how stable they are."""
    column = {term: j for j, term in enumerate(model.vocabulary)}
    if not codebook.themes:
        return Themes(codebook, np.zeros((model.n_topics, 0)), ("",) * model.n_topics, ())
    lists = [[column[w] for w in theme.seed_words if w in column] for theme in codebook.themes]
    seeds = SeedColumns.of(lists, len(column))
    apart = divergence(model)
    support = np.sign(apart) * np.abs(apart) ** DAMPING
    every = scores(support, seeds)
    found = np.where(is_seen(support, lists) & is_in_place(model, codebook), every, 0.0)
    p = false_discovery_control(dealt_p(support, seeds, found.max(axis=1)))
    of_start = shuffled_p(model)
    p = np.where(of_start > CHANCE, np.maximum(p, of_start), p)
    is_named = p <= CHANCE
    best = np.where(is_named, found.argmax(axis=1), -1)
    every_other = every.copy()
    every_other[is_named, best[is_named]] = 0.0
    runner_up = np.where(every_other.any(axis=1), every_other.argmax(axis=1), -1)
    names = np.array([*codebook.ids(), ""], object)
    return Themes(
        codebook,
        every,
        labels=tuple(names[best]),
        missing=tuple((t.id, w) for t in codebook.themes for w in t.seed_words if w not in column),
        model=model_fingerprint(model),
        p=p,
        hold=hold(support, seeds, found),
        runner_up=tuple(names[runner_up]),
    )


def confirm(
    themes: Themes,
    model: TopicModel,
    coded: CodedParagraphs | None = None,
    stability: npt.ArrayLike | None = None,
) -> Themes:
    """Decide which names are kept, which are doubtful, and which are dropped.

    A topic is ``named`` if words and paragraphs show its theme: twice the share of seed words in
    the divergence of its `LEADING` words, plus the share of the theme in its paragraphs where only
    theme and none are compared, is at least `NAMED`, and the theme has the largest share of the
    paragraphs, larger than that of none; if it remains the best in a share of at least `HOLD` of
    resampled lists of seed words; and if the topic is found in a share of at least `FOUND` of
    further fits. Otherwise the name is ``doubtful``, and below `KEPT` the topic has none. Without
    ``coded`` the words alone must show the theme (`SHOWN`); the last test needs ``stability``.

    Parameters
    ----------
    themes : Themes
        Result of `label` for the model.
    model, coded, stability
        As in `label`.

    Returns
    -------
    Themes
        The same themes with new states.
    """
    words, holds = shown_by_words(themes, model), themes.hold >= HOLD
    kept = np.array([theme != "" for theme in themes.labels], bool)
    if coded is None:
        holds &= words >= SHOWN
    else:
        check_type("coded", coded, CodedParagraphs, "topics.code(corpus, codebook)")
        is_best, among_none = shown_by_paragraphs(themes, model, coded)
        holds &= is_best & (2 * words + among_none >= NAMED)
        kept &= 2 * words + among_none >= KEPT
    if stability is not None:
        found = np.asarray(stability)
        check_array("stability", found, (model.n_topics,), low=0, high=1)
        holds &= found >= FOUND
    tests = zip(themes.labels, themes.runner_up, kept, holds, strict=True)
    named = [
        (t, r, "named" if sure else "doubtful") if k else ("", t or r, "none")
        for t, r, k, sure in tests
    ]
    labels, runner_up, states = zip(*named, strict=True) if named else ((), (), ())
    return replace(themes, labels=labels, runner_up=runner_up, states=states)


def model_fingerprint(model: TopicModel) -> str:
    """Return the hash of a model's terms and topics, which links its themes to it in `code`."""
    return fingerprint(model.vocabulary, model.topic_term)


def start_words(
    codebook: Codebook, matrix: DocTermMatrix, n_components: int
) -> tuple[tuple[str, ...], ...]:
    """Choose the themes from which a model's first topics start.

    Parameters
    ----------
    codebook : Codebook
        The themes.
    matrix : DocTermMatrix
        The matrix to be modelled.
    n_components : int
        Number of topics to be fitted. A fifth of them have no seed words.

    Returns
    -------
    tuple of tuple of str
        The seed words of each seeded topic. The themes are those whose seed words are most frequent
        in ``matrix``, in that order.

    Raises
    ------
    WrongTypeError
        If ``codebook`` is not a `Codebook`, or ``matrix`` not a `DocTermMatrix`.
    ModelError
        If ``n_components`` is not an integer >= 1.

    See Also
    --------
    topics.load_codebook : Load themes and their seed words.
    topics.fit : Fit a model.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1, max_df=1.0)
    >>> lists = topics.start_words(topics.load_codebook(), matrix, n_components=3)
    >>> "企业" in lists[0]
    True
    """
    check_type("codebook", codebook, Codebook, "topics.load_codebook(path)")
    check_type("matrix", matrix, DocTermMatrix, "topics.count(tokens)")
    check_count("n_components", n_components, high=MAX_COMPONENTS)
    column = {term: j for j, term in enumerate(matrix.vocabulary)}
    totals = np.asarray(matrix.counts.sum(axis=0)).ravel()
    found = [
        tuple(word for word in theme.seed_words if word in column) for theme in codebook.themes
    ]
    counted = [sum(totals[column[word]] for word in words) for words in found]
    order = sorted(range(len(found)), key=lambda t: (-counted[t], t))
    n_seeded = n_components - max(1, n_components // 5)
    return tuple(found[t] for t in order[:n_seeded] if counted[t] > 0)


def missing_seed_words(themes: Themes, corpus: Corpus) -> pd.DataFrame:
    """Return the seed words that are not terms of the model.

    Parameters
    ----------
    themes : Themes
        Result of `label`.
    corpus : Corpus
        The texts.

    Returns
    -------
    DataFrame
        Columns theme, word and kind: ``absent`` from the texts, or ``uncounted``, i.e. in the texts
        but not a term (a stop word, too rare, or part of longer words), so that it is used to code
        paragraphs but not to label topics.
    """
    read_for_words = [b.text for b in corpus.paragraphs if b.role in ("body", "heading")]
    texts = "\n".join(normalize(text)[0] for text in read_for_words)
    kinds = ["uncounted" if word in texts else "absent" for _, word in themes.missing]
    table = pd.DataFrame(list(themes.missing), columns=["theme", "word"], dtype="str")
    return table.assign(kind=pd.Series(kinds, dtype="str"))
