"""Label topics with the themes whose seed words they favour."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.errors import check_count, check_type
from topics.fingerprint import fingerprint
from topics.models.types import TopicModel
from topics.settings_rules import MAX_COMPONENTS
from topics.text.normalize import normalize
from topics.text.types import DocTermMatrix
from topics.themes.types import Codebook, Themes

__all__ = ["FITS", "label", "missing_seed_words", "model_fingerprint", "start_words"]

FITS = 3.0
"""Minimum score for a theme to fit a topic, in standard deviations above chance."""


def label(model: TopicModel, codebook: Codebook) -> Themes:
    r"""Label the topics of a model with the themes of a codebook.

    A word supports topic :math:`k` by :math:`c_{kw} = p(w|k) \log (p(w|k)/p(w))`,
    its share of the Kullback-Leibler divergence between the topic and the
    corpus. A theme's score is how far the sum over its seed words is above
    that of as many words drawn at random from the vocabulary, in standard
    deviations. So long and short seed lists are comparable, and a score near 0 is
    chance.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.
    codebook : Codebook
        Result of `load_codebook`.

    Returns
    -------
    Themes
        A topic gets the theme of its highest score if that is at least `FITS`.

    Raises
    ------
    WrongTypeError
        If ``model`` is not a `TopicModel`, or ``codebook`` not a `Codebook` but e.g. its path.
    """
    check_type("model", model, TopicModel, "topics.fit(matrix)")
    check_type("codebook", codebook, Codebook, "topics.load_codebook(path)")
    column = {term: j for j, term in enumerate(model.vocabulary)}
    speaks = _divergence_shares(model)
    mean, spread = speaks.mean(axis=1), speaks.std(axis=1)
    scores = np.zeros((model.n_topics, len(codebook.themes)))
    missing: list[tuple[str, str]] = []
    for t, theme in enumerate(codebook.themes):
        seeds = [column[word] for word in theme.seed_words if word in column]
        missing += [(theme.id, word) for word in theme.seed_words if word not in column]
        if seeds:
            n = len(seeds)
            above = speaks[:, seeds].sum(axis=1) - n * mean
            scores[:, t] = above / np.maximum(np.sqrt(n) * spread, np.finfo(float).tiny)
    scores = np.maximum(scores, 0.0)
    best = scores.argmax(axis=1)
    ids = codebook.ids()
    labels = tuple(ids[t] if scores[k, t] >= FITS else "" for k, t in enumerate(best))
    return Themes(codebook, scores, labels, tuple(missing), model_fingerprint(model))


def model_fingerprint(model: TopicModel) -> str:
    """Return the hash of a model's terms and topics, by which `code` knows its themes."""
    return fingerprint(model.vocabulary, model.topic_term)


def _divergence_shares(model: TopicModel) -> npt.NDArray[np.float64]:
    in_corpus = model.term_counts / model.term_counts.sum()
    topic = model.topic_term
    ratio = np.divide(topic, in_corpus, out=np.ones_like(topic), where=in_corpus > 0)
    shares: npt.NDArray[np.float64] = topic * np.log(np.maximum(ratio, np.finfo(float).tiny))
    return shares


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
