"""Views of models, their starts and stability."""

from __future__ import annotations

from typing import Any

import numpy as np

from topics.console import Section
from topics.display.view import View, counted, say

__all__ = ["model_view", "stability_view", "starts_view"]

TOPICS = 30
"""Number of topics shown."""
WORDS = 10
"""Number of words shown of a topic."""
STARTS = 10


def model_view(model: Any) -> View:
    """Return the size of a model and the words of its largest topics."""
    facts = [
        str(model.engine),
        counted(model.n_topics, "个话题", "topic"),
        say(
            f"{len(model.units):,} 个单位 × {len(model.vocabulary):,} 个词",
            f"{len(model.units):,} units × {len(model.vocabulary):,} terms",
        ),
    ]
    own = f"random_state={model.random_state}"
    if model.starts is not None:
        n = len(model.starts)
        own = say(f"{n} 个起点中最优者 {own}", f"best of {n} starts: {own}")
    facts.append(own)
    order = np.argsort(-model.share, kind="stable")[:TOPICS]
    labels = model.names()
    rows: list[tuple[str | int | float, ...]] = []
    for row in order.tolist():
        terms = model.topic_term[row]
        top = [j for j in np.argsort(-terms, kind="stable")[:WORDS] if terms[j] > 0]
        words = " ".join(model.vocabulary[j] for j in top)
        topic = int(model.topics[row])
        name = (labels[topic],) if model.labels else ()
        rows.append((topic, *name, float(model.share[row]), words))
    names = (say("命名", "label"),) if model.labels else ()
    header = (say("话题", "topic"), *names, say("份额", "share"), say("最可能的词", "top terms"))
    note = say(
        "model.documents(话题) 是该话题最多的单位；topics.show(model) 是话题图。",
        "model.documents(topic) has the units with most of it; topics.show(model) is the map.",
    )
    if model.n_topics > len(rows):
        note = say(f"前 {len(rows)} 个话题。", f"The {len(rows)} largest topics. ") + note
    return View("TopicModel", tuple(facts), (Section("", note, header, tuple(rows)),))


def starts_view(starts: Any) -> View:
    """Return the number of starts and how much each agrees with the one that is shown."""
    n = len(starts)
    rows = tuple(
        (
            str(starts.random_states[i]),
            f"{starts.objective[i]:.4f}",
            f"{starts.main_topic_ari[i]:.2f}",
        )
        for i in range(min(n, STARTS))
    )
    header = (
        "random_state",
        say("目标值", "objective"),
        say("与所示者一致（ARI）", "agreement (ARI)"),
    )
    facts = (
        counted(n, "个起点", "start"),
        say(f"所示为第 {starts.shown + 1} 个", f"start {starts.shown + 1} is shown"),
    )
    return View("Starts", facts, (Section("", "", header, rows),))


def stability_view(stability: Any) -> View:
    """Return in how many subsamples each topic was found again."""
    table = stability.table
    own = table[table["kind"] == "subsample"]
    n = own["start"].nunique()
    rows = tuple(
        (int(topic), int(group["found"].sum()), float(group["similarity"].mean()))
        for topic, group in own.groupby("topic", sort=False)
    )
    header = (say("话题", "topic"), say("复现次数", "found"), say("平均相似度", "mean similarity"))
    facts = (
        counted(int(table["topic"].nunique()), "个话题", "topic"),
        counted(int(n), "个子样本", "subsample"),
    )
    return View("Stability", facts, (Section("", "", header, rows[:TOPICS]),))
