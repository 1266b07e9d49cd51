"""Whether the topic that an edit names is still the one it was written for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topics.models.types import TopicModel
from topics.models.words import top_words
from topics.parsing import toml_value

__all__ = ["ENOUGH", "N_WORDS", "KnownTopics", "guard_line"]

N_WORDS = 10
"""Number of words that identify a topic in an edit, as in ``top_terms``."""
AMONG = 2 * N_WORDS
"""Number of its most probable words now, among which they are searched."""
ENOUGH = 0.5
"""Minimum share of the words of an edit that must be among them."""


def guard_line(words: Sequence[str]) -> str:
    """Return the line of an edit that identifies a topic."""
    return f"words = {toml_value(' '.join(words[:N_WORDS]))}"


class KnownTopics:
    """The topics of one engine by id: as fitted, and as edits have changed them so far."""

    def __init__(self, model: TopicModel) -> None:
        self.engine = model.engine
        self._earlier: dict[int, list[tuple[str, ...]]] = {}
        self.now: Mapping[int, tuple[str, ...]] = {}
        self.renew(model)

    def renew(self, model: TopicModel) -> None:
        """Replace the current topics by those of an edited model."""
        words = top_words(model, AMONG)
        self.now = dict(zip(model.topics.tolist(), words, strict=True))
        for topic, own in self.now.items():
            self._earlier.setdefault(topic, []).append(own)

    def problem(self, topic: int, words: Sequence[str]) -> str:
        """Return why an edit does not apply to a topic, or the empty string.

        A topic has the words of an edit if at least half of them are among its 20 most probable
        ones, as fitted or after earlier edits.
        """
        if topic not in self.now:
            return f"{self.engine} has no topic {topic}"
        if not words:
            return f"words is missing, the most probable words of topic {topic} of {self.engine}"
        most = max(self._shared(own, words) for own in self._earlier[topic])
        if most >= ENOUGH * len(set(words)):
            return ""
        return (
            f"topic {topic} of {self.engine} has other words: only {most} of {len(set(words))} are"
            f" among its {AMONG} most probable"
        )

    def nearest(self, topic: int, words: Sequence[str]) -> int | None:
        """Return the topic with most of the words, or the one named if no words are given."""
        if not words:
            return topic if topic in self.now else None
        best = max(self.now, key=lambda t: (self._shared(self.now[t], words), -t))
        return best if self._shared(self.now[best], words) else None

    def proposal(self, topic: int, words: Sequence[str]) -> str:
        """Return the lines that name the nearest topic, to be pasted into the edit."""
        near = self.nearest(topic, words)
        if near is None:
            return "No topic has any of its words. Remove the edit."
        n = self._shared(self.now[near], words)
        why = f"The nearest has {n} of its {len(set(words))} words. If" if words else "If"
        return f"{why} it is meant, paste:\n    topic = {near}\n    {guard_line(self.now[near])}"

    def _shared(self, own: Sequence[str], words: Sequence[str]) -> int:
        return len({*own} & {*words})
