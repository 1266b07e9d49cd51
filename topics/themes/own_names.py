"""Name topics without a theme by their own words."""

from __future__ import annotations

from collections.abc import Sequence

from topics.corpus.types import Corpus
from topics.models.types import TopicModel
from topics.models.words import frex_words, top_words
from topics.text.lexicon.edges import edges
from topics.text.normalize import normalize

__all__ = ["own_names"]

N_PARTS = 3
"""Maximum number of words or phrases in a name."""
N_CANDIDATES = 12
"""Number of FREX words from which a name is selected."""
PHRASE_COUNT = 3
"""Minimum count of a phrase in the paragraphs of its topic."""
PHRASE_SHARE = 0.25
"""Minimum share of the occurrences of a phrase's rarer word that are in the phrase."""


def own_names(model: TopicModel, corpus: Corpus) -> tuple[str, ...]:
    """Return a name for each topic from its own words.

    A name has up to `N_PARTS` of the topic's FREX words. Two of them that are often adjacent in its
    paragraphs form one phrase (市民 and 素质 become 市民素质). Single characters and function
    words (应该, 这种, 去年) are used only if there are no other words.

    Parameters
    ----------
    model : TopicModel
        A model of any engine.
    corpus : Corpus
        The corpus it was fitted on.

    Returns
    -------
    tuple of str
        Such as ``"青年文明号·集体·行业"``; never empty.
    """
    texts = _texts_of_topics(model, corpus)
    column = {term: j for j, term in enumerate(model.vocabulary)}
    names = []
    for row, frex, top, text in zip(
        model.topic_term,
        frex_words(model, N_CANDIDATES),
        top_words(model, N_CANDIDATES),
        texts,
        strict=True,
    ):
        words = _telling(frex) or _telling(top) or _longer(frex) or _longer(top) or top
        names.append(_name(sorted(words, key=lambda word: -row[column[word]]), text))
    return tuple(names)


def _longer(words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) > (2 if word.isascii() else 1)]


def _telling(words: Sequence[str]) -> list[str]:
    """Return the longer words that are not function words, e.g. modal verbs and pronouns."""
    inside = edges()[0]
    return [word for word in _longer(words) if word not in inside]


def _name(words: Sequence[str], text: str) -> str:
    parts: list[str] = []
    used: set[str] = set()
    for word in words:
        if word in used or len(parts) == N_PARTS:
            continue
        phrase, members = _phrase(word, [w for w in words if w not in used], text)
        parts.append(phrase)
        used.update(members)
    return "·".join(parts)


def _phrase(word: str, others: Sequence[str], text: str) -> tuple[str, tuple[str, ...]]:
    """Return the most frequent phrase of a word and another word, and its words."""
    members: tuple[str, ...] = (word,)
    best, most = word, 0
    for other in others:
        for pair in ((word, other), (other, word)):
            if other == word or (n := text.count("".join(pair))) <= most:
                continue
            if n >= PHRASE_COUNT and n >= PHRASE_SHARE * min(map(text.count, pair)):
                best, members, most = "".join(pair), pair, n
    return best, members


def _texts_of_topics(model: TopicModel, corpus: Corpus) -> list[str]:
    """Return the normalized paragraphs of each topic, i.e. those in which it is the largest."""
    row_of, main = model.units.row_of(), model.doc_topic.argmax(axis=1)
    texts: list[list[str]] = [[] for _ in range(model.n_topics)]
    blocks = corpus.running_text()
    columns = (blocks.column(name).to_pylist() for name in ("source", "paragraph", "text"))
    for source, paragraph, text in zip(*columns, strict=True):
        if (row := row_of.get((source, paragraph))) is not None:
            texts[main[row]].append(normalize(text)[0])
    return ["\n".join(parts) for parts in texts]
