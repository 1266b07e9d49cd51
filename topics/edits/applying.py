"""Apply edits to models, names and codes after they were computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from topics.corpus.types import Corpus
from topics.edits.codes import coded_by_hand
from topics.edits.regrouping import merge_topics, split_topic
from topics.edits.topic_edits import Mark, TopicsAtWork, units_with
from topics.edits.types import Edits
from topics.errors import EditsError
from topics.evaluate.study_coding import StudyCoding
from topics.models.types import TopicModel
from topics.text.types import DocTermMatrix
from topics.themes.own_names import own_names
from topics.themes.types import Themes

__all__ = ["Edited", "apply_edits", "regroup", "regroup_new_texts"]

Key = tuple[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """Models, names and codes after the edits.

    Attributes
    ----------
    models, themes : mapping of engine to TopicModel, Themes
        As tables and pages show them.
    coding : StudyCoding
    marks : mapping of (str, int) to Mark
        Edits of each edited topic, by engine and id.
    before : mapping of (str, int) to str
        The coder's theme of each paragraph coded by hand, by source and number.
    """

    models: Mapping[str, TopicModel]
    themes: Mapping[str, Themes]
    coding: StudyCoding
    marks: Mapping[Key, Mark] = field(default_factory=dict)
    before: Mapping[Key, str] = field(default_factory=dict)


def apply_edits(
    edits: Edits,
    corpus: Corpus,
    matrix: DocTermMatrix,
    models: Mapping[str, TopicModel],
    themes: Mapping[str, Themes],
    coding: StudyCoding,
) -> Edited:
    """Apply edits: topics are split, then merged, then named or hidden; paragraphs are coded.

    Parameters
    ----------
    edits : Edits
    corpus : Corpus
    matrix : DocTermMatrix
        Counts that the models were fitted on.
    models, themes : mapping of engine to TopicModel, Themes
    coding : StudyCoding

    Returns
    -------
    Edited

    Raises
    ------
    EditsError
        If topics or paragraphs of edits are missing or have changed; every such edit is listed,
        with a proposal.
    """
    if not edits:
        return Edited(models, themes, coding)
    shown, found = dict(models), dict(themes)
    marks: dict[Key, Mark] = {}
    problems: list[str] = []
    for engine, model in models.items():
        own = _of_engine(edits, engine)
        if not (own.topics or own.merges or own.splits):
            continue
        work = TopicsAtWork(model, _names(model, themes[engine], corpus))
        work.regroup(own, corpus, matrix)
        found[engine] = work.rename(own.topics, work.regrouped(themes[engine]))
        shown[engine] = work.model
        marks |= {(engine, topic): mark for topic, mark in work.marks.items()}
        problems += work.problems
    changed, before, others = coded_by_hand(coding, corpus, edits.codes)
    if problems := [*problems, *others]:
        raise EditsError(problems)
    return Edited(shown, found, changed, marks, before)


def regroup(
    edits: Edits, corpus: Corpus, matrix: DocTermMatrix, models: Mapping[str, TopicModel]
) -> dict[str, TopicModel]:
    """Return models with their topics split and merged, without the other edits.

    Parameters
    ----------
    edits : Edits
    corpus : Corpus
    matrix : DocTermMatrix
    models : mapping of engine to TopicModel

    Raises
    ------
    EditsError
        As `apply_edits`.
    """
    shown = {}
    problems: list[str] = []
    for engine, model in models.items():
        work = TopicsAtWork(model)
        work.regroup(_of_engine(edits, engine), corpus, matrix)
        shown[engine] = work.model
        problems += work.problems
    if problems:
        raise EditsError(problems)
    return shown


def regroup_new_texts(
    edits: Edits, corpus: Corpus, models: Mapping[str, TopicModel]
) -> dict[str, TopicModel]:
    """Return models of new texts with their topics split and merged as in the run.

    The parts of a split topic share its words, since the counts of the run are not available.

    Parameters
    ----------
    edits : Edits
        Edits that were applied to the run, so that its topics exist.
    corpus : Corpus
        The new texts.
    models : mapping of engine to TopicModel
        With the units of the new texts.
    """
    shown = dict(models)
    for split in edits.splits:
        if split.engine in shown:
            model = shown[split.engine]
            having = units_with(split.containing, model.units, corpus)
            shown[split.engine] = split_topic(model, split.topic, having)
    for merge in edits.merges:
        if merge.engine in shown:
            shown[merge.engine] = merge_topics(shown[merge.engine], merge.topics)
    return shown


def _of_engine(edits: Edits, engine: str) -> Edits:
    return replace(
        edits,
        topics=tuple(edit for edit in edits.topics if edit.engine == engine),
        merges=tuple(edit for edit in edits.merges if edit.engine == engine),
        splits=tuple(edit for edit in edits.splits if edit.engine == engine),
    )


def _names(model: TopicModel, themes: Themes, corpus: Corpus) -> list[str]:
    """Return the name of each topic in tables before any edit."""
    own = own_names(model, corpus)
    labels = zip(themes.labels, own, strict=True)
    return [themes.codebook[theme].zh if theme else name for theme, name in labels]
