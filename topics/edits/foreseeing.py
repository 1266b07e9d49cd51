"""Find edits that cannot apply whatever a fit finds, so that a run stops before fitting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from topics.corpus.types import Corpus
from topics.edits.codes import find_paragraphs, not_counted
from topics.edits.matching import ENOUGH, KnownTopics
from topics.edits.regrouping import PER_TOPIC
from topics.edits.topic_edits import units_with
from topics.edits.types import Edits, Merge, Split, TopicEdit
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix

__all__ = ["Expected", "foreseen_problems"]

Edit = TopicEdit | Merge | Split


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of the topics of an engine before it is fitted.

    Attributes
    ----------
    n_topics : int or None
        Maximum number of new topics, with consecutive ids; None if unknown.
    model : TopicModel, optional
        The model that is continued, whose topics may keep their ids.
    """

    n_topics: int | None
    model: TopicModel | None = None

    def may_have(self, topic: int) -> bool:
        """Return whether a topic may have this id, before topics are split."""
        if self.model is not None and topic in self.model.topics:
            return True
        highest = 0 if self.model is None else self.model.highest_id
        return topic > highest and (self.n_topics is None or topic <= highest + self.n_topics)

    def proposal(self, topic: int, words: tuple[str, ...]) -> str:
        """Return a proposal of the topic that may be meant."""
        if self.model is not None:
            return KnownTopics(self.model).proposal(topic, words)
        if self.n_topics is None:
            return ""
        return f"Its topics will be 1 to {self.n_topics}. Correct the edit, or remove it."


def foreseen_problems(
    edits: Edits, corpus: Corpus, matrix: DocTermMatrix, expected: Mapping[str, Expected]
) -> list[str]:
    """Return a sentence or more for each edit that cannot apply, whatever the fit finds.

    That is so if no topic can have its id, if fewer than half of its words are terms of the
    matrix, if words that split a topic occur in no unit or in all, or if a paragraph is not
    counted. Everything else depends on the fit (`topics.edits.applying.apply_edits`).

    Parameters
    ----------
    edits : Edits
    corpus : Corpus
    matrix : DocTermMatrix
        Counts to be fitted.
    expected : mapping of str to Expected
        By engine.
    """
    terms = frozenset(matrix.vocabulary)
    found: list[str] = []
    named: list[Edit] = [*edits.splits, *edits.merges, *edits.topics]
    for edit in named:
        found += _topic_problems(edit, edits, terms, expected[edit.engine])
    for split in edits.splits:
        n, of = int(units_with(split.containing, matrix.units, corpus).sum()), len(matrix.units)
        if n in (0, of):
            which = ", ".join(split.containing)[:100]
            found.append(
                f"{split.where}: {n} of the {of} units contain {which}; some of those of topic"
                f" {split.topic} must contain one, but not all."
            )
    keys, problems = find_paragraphs(corpus, edits.codes)
    counted = matrix.units.row_of()
    found += [not_counted(edits.codes[i], key) for i, key in keys.items() if key not in counted]
    return found + problems


def _topic_problems(
    edit: Edit, edits: Edits, terms: frozenset[str], expected: Expected
) -> Iterator[str]:
    """Yield why a topic that an edit names cannot be found by the fit."""
    for topic, words in _named(edit):
        of = f"topic {topic} of {edit.engine}"
        is_part = any(
            s.engine == edit.engine and s.topic == topic // PER_TOPIC for s in edits.splits
        )
        n_words, n_terms = len(set(words)), len(terms.intersection(words))
        if not (is_part or expected.may_have(topic)):
            why = f"{edit.engine} has no topic {topic}"
        elif not words:
            why = f"words is missing, the most probable words of {of} (top_terms in topics.csv)"
        elif n_terms < ENOUGH * n_words:
            why = f"only {n_terms} of the {n_words} words of {of} are terms of the texts"
        else:
            continue
        yield f"{edit.where}: {why}. {expected.proposal(topic, words)}".rstrip()


def _named(edit: Edit) -> list[tuple[int, tuple[str, ...]]]:
    """Return the topics that an edit names, and the words that identify each."""
    if isinstance(edit, Merge):
        given = dict(zip(edit.topics, edit.words, strict=False))
        return [(topic, given.get(topic, ())) for topic in edit.topics]
    return [(edit.topic, edit.words)]
