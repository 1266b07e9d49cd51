"""Label topics with the themes whose seed words they favour."""

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
from topics.models.types import TopicModel
from topics.settings_rules import MAX_COMPONENTS
from topics.text.normalize import normalize
from topics.text.types import DocTermMatrix
from topics.themes.chance import SeedColumns, dealt_p, hold, scores
from topics.themes.shuffling import shuffled_p
from topics.themes.types import Codebook, CodedParagraphs, Themes

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
"""Power of a word's support, so that a theme is not decided by its most frequent word alone."""
LEADING = 20
"""Words of a topic, by their support, among which a reader looks for a theme."""
SEEN = 2
"""Minimum number of them that are seed words of the theme: a single word is no theme."""
HOLD = 0.8
"""Minimum share of resampled lists of seed words in which the theme of a name stays the best."""
FOUND = 0.5
"""Minimum share of further fits in which a topic with a name is found again."""


def label(
    model: TopicModel,
    codebook: Codebook,
    coded: CodedParagraphs | None = None,
    stability: npt.ArrayLike | None = None,
) -> Themes:
    r"""Label the topics of a model with the themes of a codebook.

    A word supports topic :math:`k` by :math:`c_{kw} = p(w|k) \log (p(w|k)/p(w))`,
    its share of the Kullback-Leibler divergence between the topic and the
    corpus, to the power of `DAMPING`. The score of a theme is the mean support of its seed words
    times the root of their number. A theme is a candidate if at least `SEEN` of the `LEADING` words
    with the most support are its seed words. A topic has the candidate with the highest score if
    that is due to chance with a probability of at most `CHANCE`: that of seed words dealt to the
    themes at random, adjusted for the number of topics [1]_; where seed words started the model,
    also that of topics fitted from the same start to shuffled texts. The name is doubtful if
    another test fails (see `confirm`). ``docs/names.md`` has the figures.

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

    References
    ----------
    .. [1] Benjamini, Hochberg (1995), "Controlling the false discovery rate",
       doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("codebook", codebook, Codebook, "topics.load_codebook(path)")
    return confirm(_tested(model, codebook), model, coded, stability)


def _tested(model: TopicModel, codebook: Codebook) -> Themes:
    """Return the themes of a model by the tests of chance, and how they hold."""
    column = {term: j for j, term in enumerate(model.vocabulary)}
    if not codebook.themes:
        return Themes(codebook, np.zeros((model.n_topics, 0)), ("",) * model.n_topics, ())
    lists = [[column[w] for w in theme.seed_words if w in column] for theme in codebook.themes]
    seeds = SeedColumns.of(lists, len(column))
    support = _support(model)
    every = scores(support, seeds)
    found = np.where(_is_seen(support, lists), every, 0.0)
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
    """Decide which names are doubtful.

    A topic with a theme is ``named`` if the theme stays the best in a share of at least `HOLD` of
    resampled lists of seed words, if it is the theme with the largest share of the topic's
    paragraphs, larger than that of no theme, and if the topic is found in a share of at least
    `FOUND` of further fits. Otherwise the name is ``doubtful``. The last two tests need ``coded``
    and ``stability``.

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
    holds = themes.hold >= HOLD
    if coded is not None:
        check_type("coded", coded, CodedParagraphs, "topics.code(corpus, codebook)")
        coding = _themes_of_paragraphs(model, coded)
        holds &= np.array([a == b for a, b in zip(themes.labels, coding, strict=True)], bool)
    if stability is not None:
        found = np.asarray(stability)
        check_array("stability", found, (model.n_topics,), low=0, high=1)
        holds &= found >= FOUND
    states = zip(themes.labels, holds, strict=True)
    return replace(
        themes,
        states=tuple(("named" if sure else "doubtful") if t else "none" for t, sure in states),
    )


def _is_seen(support: npt.NDArray[np.float64], lists: list[list[int]]) -> npt.NDArray[np.bool_]:
    """Return whether each topic's leading words show each theme, shape (n_topics, n_themes)."""
    leading = np.argsort(-support, axis=1, kind="stable")[:, :LEADING]
    return np.array([np.isin(leading, words).sum(axis=1) >= SEEN for words in lists]).T


def _themes_of_paragraphs(model: TopicModel, coded: CodedParagraphs) -> tuple[str, ...]:
    """Return the theme with the largest share of each topic's paragraphs; empty if that is none."""
    row_of = model.units.row_of()
    rows = np.array([row_of.get(key, -1) for key in coded.keys], np.int64)
    shares = np.column_stack([coded.none, coded.shares])[rows >= 0]
    main = model.doc_topic.argmax(axis=1)[rows[rows >= 0]]
    totals = np.zeros((model.n_topics, shares.shape[1]))
    np.add.at(totals, main, shares)
    ids = ("", *coded.codebook.ids())
    return tuple(ids[j] for j in totals.argmax(axis=1))


def model_fingerprint(model: TopicModel) -> str:
    """Return the hash of a model's terms and topics, by which `code` knows its themes."""
    return fingerprint(model.vocabulary, model.topic_term)


def _support(model: TopicModel) -> npt.NDArray[np.float64]:
    """Return how much each term sets each topic apart from the corpus."""
    in_corpus = model.term_counts / model.term_counts.sum()
    topic = model.topic_term
    ratio = np.divide(topic, in_corpus, out=np.ones_like(topic), where=in_corpus > 0)
    shares = topic * np.log(np.maximum(ratio, np.finfo(float).tiny))
    support: npt.NDArray[np.float64] = np.sign(shares) * np.abs(shares) ** DAMPING
    return support


def start_words(
    codebook: Codebook, matrix: DocTermMatrix, n_components: int
) -> tuple[tuple[str, ...], ...]:
    """Choose the themes that a model's first topics start from.

    Parameters
    ----------
    codebook : Codebook
        The themes.
    matrix : DocTermMatrix
        The matrix to be modelled.
    n_components : int
        Topics to be fitted. A fifth of them has no seed words.

    Returns
    -------
    tuple of tuple of str
        The seed words of each seeded topic: the themes whose seed words are
        counted most in ``matrix``, in that order.

    Raises
    ------
    WrongTypeError
        If ``codebook`` is not a `Codebook`, or ``matrix`` not a `DocTermMatrix`.
    ModelError
        If ``n_components`` is not an integer >= 1.
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
        but not a term (a stop word, too rare, or part of longer words), so that it codes paragraphs
        but labels no topic.
    """
    read_for_words = [b.text for b in corpus.paragraphs if b.role in ("body", "heading")]
    texts = "\n".join(normalize(text)[0] for text in read_for_words)
    kinds = ["uncounted" if word in texts else "absent" for _, word in themes.missing]
    table = pd.DataFrame(list(themes.missing), columns=["theme", "word"], dtype="str")
    return table.assign(kind=pd.Series(kinds, dtype="str"))
