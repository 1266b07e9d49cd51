"""Edit the topics of one engine: split, merge, name and hide them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from topics.corpus.types import Corpus
from topics.edits.matching import KnownTopics, guard_line
from topics.edits.regrouping import merge_topics, new_id, split_topic
from topics.edits.types import Edits, Merge, Split, TopicEdit
from topics.models.types import TopicModel
from topics.text.normalize import normalize
from topics.text.types import DocTermMatrix, Units
from topics.themes.types import NONE, Themes

__all__ = ["HIDDEN", "NAMED", "Mark", "TopicsAtWork", "units_with"]

NAMED, THEMED, MERGED, SPLIT, HIDDEN = "name", "theme", "merged", "split", "hidden"
"""Kinds of edits, as in the column ``edited``."""
FEWEST = 2
"""Minimum number of topics of an engine after edits, and of visible ones."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The edits of one topic.

    Attributes
    ----------
    kinds : tuple of str
        In the order of application.
    before : str
        Its former name, or the topics that were merged into it.
    name : str
        Name given by hand, or the empty string.
    """

    kinds: tuple[str, ...]
    before: str
    name: str = ""


class TopicsAtWork:
    """The topics of one engine while edits are applied to them.

    Attributes
    ----------
    model : TopicModel
    marks : dict of int to Mark
        The topics edited so far.
    problems : list of str
        One for each edit that could not be applied.
    """

    def __init__(self, model: TopicModel, names: Sequence[str] = ()) -> None:
        self.model = model
        self.marks: dict[int, Mark] = {}
        self.problems: list[str] = []
        self._known = KnownTopics(model)
        self._names = dict(zip(model.topics.tolist(), names, strict=False))
        self._origin = {topic: topic for topic in model.topics.tolist()}  # by id: as fitted
        self._fitted = model

    def regroup(self, edits: Edits, corpus: Corpus, matrix: DocTermMatrix) -> None:
        """Split topics, then merge them, both in the order of the file."""
        for split in edits.splits:
            self._split(split, corpus, matrix)
        for merge in edits.merges:
            self._merge(merge)

    def _split(self, edit: Split, corpus: Corpus, matrix: DocTermMatrix) -> None:
        if not self._is_there(edit):
            return
        having = units_with(edit.containing, self.model.units, corpus)
        own = self.model.main_topics() == edit.topic
        if not having[own].any() or having[own].all():
            n, of = int(having[own].sum()), int(own.sum())
            self.problems.append(
                f"{edit.where}: {n} of the {of} units of which topic {edit.topic} is the largest"
                f" contain {', '.join(edit.containing)[:100]}; some must, but not all."
            )
            return
        new = new_id(self.model, edit.topic)
        self.model = split_topic(self.model, edit.topic, having, matrix)
        self._known.renew(self.model)
        before = self._called(edit.topic)
        self._mark(edit.topic, SPLIT, before)
        self._mark(new, SPLIT, before, edit.name)
        self._names[new] = edit.name or f"/ {self._names.get(edit.topic, '')}"

    def _merge(self, edit: Merge) -> None:
        given = dict(zip(edit.topics, edit.words, strict=False))
        words = [given.get(topic, ()) for topic in edit.topics]
        pairs = list(zip(edit.topics, words, strict=True))
        if whys := [why for topic, own in pairs if (why := self._known.problem(topic, own))]:
            self.problems.append(f"{edit.where}: {'; '.join(whys)}.{self._proposed(pairs)}")
            return
        if self.model.n_topics - len(edit.topics) + 1 < FEWEST:
            self.problems.append(f"{edit.where}: would leave one topic of {edit.engine} alone.")
            return
        before = " + ".join(map(self._called, edit.topics))
        self.model = merge_topics(self.model, edit.topics)
        self._known.renew(self.model)
        for topic in edit.topics[1:]:
            self.marks.pop(topic, None)
        self._mark(edit.topics[0], MERGED, before)

    def _proposed(self, pairs: Sequence[tuple[int, Sequence[str]]]) -> str:
        """Return the lines of a merge of the nearest topics."""
        near = [self._known.nearest(topic, own) for topic, own in pairs]
        topics = [topic for topic in dict.fromkeys(near) if topic is not None]
        if len(topics) < FEWEST:
            return " No two topics have these words. Remove the edit."
        lines = ", ".join(guard_line(self._known.now[t]).partition(" = ")[2] for t in topics)
        return f" If the nearest are meant, paste:\n    topics = {topics}\n    words = [{lines}]"

    def _is_there(self, edit: Split | TopicEdit) -> bool:
        why = self._known.problem(edit.topic, edit.words)
        if why:
            proposal = self._known.proposal(edit.topic, edit.words)
            self.problems.append(f"{edit.where}: {why}. {proposal}")
        return not why

    def _called(self, topic: int) -> str:
        return f"{topic} {self._names.get(topic, '')}".strip()

    def _mark(self, topic: int, kind: str, before: str, name: str = "") -> None:
        old = self.marks.get(topic, Mark((), before))
        kinds = tuple(dict.fromkeys((*old.kinds, kind)))
        # If a topic is split and then merged, the topics of the merge are recorded.
        self.marks[topic] = Mark(kinds, before if kind == MERGED else old.before, name or old.name)

    def regrouped(self, themes: Themes) -> Themes:
        """Return the themes of the topics: those that were merged or split were not tested."""
        row_of = {topic: row for row, topic in enumerate(self._fitted.topics.tolist())}
        ids = self.model.topics.tolist()
        rows = [row_of.get(topic, -1) for topic in ids]
        if rows == list(range(self._fitted.n_topics)):
            return themes
        is_same = np.array([topic in row_of and topic not in self.marks for topic in ids])

        def texts(values: Sequence[str], otherwise: str = "") -> tuple[str, ...]:
            return tuple(values[row] if row >= 0 else otherwise for row in rows)

        return replace(
            themes,
            scores=np.where(np.array(rows)[:, None] >= 0, themes.scores[rows], 0.0),
            labels=texts(themes.labels),
            states=texts(themes.states, "none"),
            runner_up=texts(themes.runner_up),
            p=np.where(is_same, themes.p[rows], np.nan),
            hold=np.where(is_same, themes.hold[rows], np.nan),
        )

    def rename(self, edits: Sequence[TopicEdit], themes: Themes) -> Themes:
        """Name and hide topics; return their themes."""
        labels, states, runner_up = map(list, (themes.labels, themes.states, themes.runner_up))
        p, hold = themes.p.copy(), themes.hold.copy()
        for edit in edits:
            if not self._is_there(edit):
                continue
            row = self.model.rows_of([edit.topic])[0]
            before = self._names.get(edit.topic, "")
            if edit.theme is not None:
                labels[row] = "" if edit.theme == NONE else edit.theme
                states[row], runner_up[row] = ("named" if labels[row] else "none"), ""
                p[row] = hold[row] = np.nan
                self._mark(edit.topic, THEMED, before)
            if edit.name:
                self._mark(edit.topic, NAMED, before, edit.name)
            if edit.hide:
                self._mark(edit.topic, HIDDEN, before)
        hidden = sum(HIDDEN in mark.kinds for mark in self.marks.values())
        if hidden and self.model.n_topics - hidden < FEWEST:
            wheres = [edit.where for edit in edits if edit.hide]
            self.problems.append(f"{wheres[-1]}: at least {FEWEST} topics must not be hidden.")
        return replace(
            themes,
            labels=tuple(labels),
            states=tuple(states),
            runner_up=tuple(runner_up),
            p=p,
            hold=hold,
        )


def units_with(words: Sequence[str], units: Units, corpus: Corpus) -> npt.NDArray[np.bool_]:
    """Return the units in whose text one of the words occurs, whatever the script."""
    wanted = [normalize(word)[0] for word in words]
    row_of = units.row_of()
    found = np.zeros(len(units), bool)
    blocks = corpus.running_text()
    columns = (blocks.column(name).to_pylist() for name in ("source", "paragraph", "text"))
    for source, paragraph, text in zip(*columns, strict=True):
        row = row_of.get((source, paragraph))
        if row is not None and not found[row]:
            own = normalize(text)[0]
            found[row] = any(word in own for word in wanted)
    return found
