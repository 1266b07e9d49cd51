"""The table ``lineage`` of a run that continues another, and its summary in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from topics.display.view import say
from topics.models.lineage import Lineage, lineage, renamed
from topics.models.types import TopicModel
from topics.report.labels import rows
from topics.runs.schema import TABLES

__all__ = ["LINEAGE", "descend", "lineage_table", "lines", "states_line", "theme_line"]

LINEAGE = TABLES["lineage"]
"""The columns of `topics.models.lineage.Lineage.table` after the engine; a born topic has
no parent, a dead one no child."""

LEAST = 0.02
"""Minimum change of a topic's share that is mentioned."""
_OTHERS = {
    "split": ("分出", "split off"),
    "merged": ("并入其他话题", "merged into others"),
    "born": ("新出现", "new"),
    "dead": ("消失", "gone"),
}
"""States of topics that do not go on, in Chinese and English."""
_CHANCE = {
    True: ("超出更换随机种子的影响", "more than another random seed makes"),
    False: ("不超出更换随机种子的影响", "no more than another random seed makes"),
}


def lineage_table(found: Mapping[str, Lineage]) -> pd.DataFrame:
    """Return the table ``lineage``.

    Parameters
    ----------
    found : mapping of str to Lineage
        By engine, in order; it may be empty.
    """
    parts = [one.table.assign(engine=engine) for engine, one in found.items()]
    columns = [*LINEAGE.columns]
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]


def descend(parent: TopicModel, child: TopicModel) -> tuple[TopicModel, pd.DataFrame]:
    """Give the topics of a model the ids of those that they continue.

    Parameters
    ----------
    parent, child : TopicModel
        Of the same engine.

    Returns
    -------
    child : TopicModel
        With ids of the parent's line (`topics.models.lineage.renamed`).
    table : DataFrame
        ``Lineage.table`` with the engine and these ids.

    Raises
    ------
    ModelError
        If the two share no term.
    """
    found = lineage(parent, child)
    own = renamed(child, found)
    ids = dict(zip(child.topics.tolist(), own.topics.tolist(), strict=True))
    table = lineage_table({child.engine: found})
    table["child"] = table["child"].map(ids, na_action="ignore").astype("Int64")
    return own, table


def states_line(table: pd.DataFrame) -> str:
    """Return the number of topics of an engine that go on, and the states of the others.

    In the reader's language, as all sentences here.

    Parameters
    ----------
    table : DataFrame
        The rows of one engine of the table ``lineage``.
    """
    n_parents = table["parent"].dropna().nunique()
    n_same = int(table["state"].isin(("kept", "moved")).sum())
    counts = [(int((table["state"] == state).sum()), what) for state, what in _OTHERS.items()]
    others = [say(f"{zh} {n} 个", f"{n} {en}") for n, (zh, en) in counts if n]
    head = say(f"{n_parents} 个话题中有 {n_same} 个延续", f"{n_same} of {n_parents} topics go on")
    return say("，", ", ").join([head, *others])


def lines(table: pd.DataFrame, topics: pd.DataFrame) -> Iterator[str]:
    """Yield a line for each engine, and for each changed topic of the first engine.

    Unchanged topics have no line.

    Parameters
    ----------
    table, topics : DataFrame
        The tables ``lineage`` and ``topics`` of a run.
    """
    for i, (engine, part) in enumerate(table.groupby("engine", sort=False)):
        yield f"{engine}{say('：', ': ')}{states_line(part)}"
        if i == 0:
            own = topics[topics["engine"] == engine]
            yield from (f"  {line}" for line in _topic_lines(part, own))


def theme_line(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Return the themes of two runs whose shares differ by two points or more, else nothing.

    Parameters
    ----------
    before, after : DataFrame
        The tables ``themes`` of the two runs.
    """
    shares = dict(zip(before["theme"], before["share"], strict=True))
    both = [row for row in rows(after) if row.theme in shares]
    changed = [row for row in both if abs(row.share - shares[row.theme]) >= LEAST]
    changed.sort(key=lambda row: -abs(row.share - shares[row.theme]))
    name = say("zh", "en")
    return say("，", ", ").join(
        f"{getattr(row, name) or row.theme} {shares[row.theme]:.1%} → {row.share:.1%}"
        for row in changed
    )


def _topic_lines(table: pd.DataFrame, topics: pd.DataFrame) -> Iterator[str]:
    names = {
        int(topic): say(f"话题 {topic}", f"topic {topic}") for topic in table["child"].dropna()
    }  # also if edited away
    names |= {int(row.topic): _name(row) for row in rows(topics)}
    goes_on = table[table["state"].isin(("kept", "moved"))]
    for row in rows(goes_on.sort_values("child")):
        change = row.share_after - row.share_before
        if row.state == "kept" and abs(change) < LEAST:
            continue
        name = names[int(row.child)]
        said = [say(f"{name}：延续", f"{name} goes on")]
        if abs(change) >= LEAST:
            zh, en = ("升", "grows") if change > 0 else ("降", "shrinks")
            before, after = f"{row.share_before:.1%}", f"{row.share_after:.1%}"
            said.append(say(f"份额由 {before} {zh}至 {after}", f"{en} from {before} to {after}"))
        if row.state == "moved":
            zh, en = _CHANCE[True]
            is_known = row.reseed_low >= 0
            said.append(say(f"用词有变（{zh}）", f"its words changed ({en})") if is_known else "")
            said.append("".join(f"+{w} " for w in row.came.split()[:4]).strip())
            said.append("".join(f"-{w} " for w in row.went.split()[:4]).strip())
        yield say("，", ", ").join(part for part in said if part)
    origin = dict(zip(goes_on["parent"], goes_on["child"], strict=True))
    for row in rows(table[table["state"].isin(_OTHERS)]):
        yield _other_line(row, names, origin)


def _other_line(row: Any, names: Mapping[int, str], origin: Mapping[int, int]) -> str:
    """Return the line of a topic that has no continuation, or continues none."""
    is_more = row.beyond_reseeding
    chance = "" if pd.isna(is_more) else say("；", "; ") + say(*_CHANCE[bool(is_more)])
    if row.state in ("born", "split"):
        name, share = names[int(row.child)], f"{row.share_after:.1%}"
        if row.state == "born":
            said = say(f"{name}：新出现，份额 {share}", f"{name} is new: {share} of the words")
        else:
            other = names[int(origin[row.parent])]
            said = say(
                f"{name}：由{other}分出，份额 {share}", f"{name} split off from {other}: {share}"
            )
        return said + chance
    words, share = " ".join(row.went.split()[:5]), f"{row.share_before:.1%}"
    was = say(
        f"话题 {int(row.parent)}（{words}；{share}）", f"topic {int(row.parent)} ({words}; {share})"
    )
    if row.state == "merged":
        into = names[int(row.child)]
        return say(f"{was}：并入{into}", f"{was} merged into {into}") + chance
    return say(f"{was}：消失", f"{was} is gone") + chance


def _name(row: Any) -> str:
    """Return id and name of a topic."""
    name = row.label or " ".join(row.top_terms.split()[:5])
    return say(f"话题 {int(row.topic)}（{name}）", f"topic {int(row.topic)} ({name})")
