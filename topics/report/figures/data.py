"""The data of the figures: the values drawn, from the tables of a run."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from topics.report.labels import clip, engine_name, rows, speech_labels, text_of, topic_names
from topics.report.palette import theme_colours

__all__ = [
    "MOST_ROWS",
    "agreement_data",
    "speech_tree_data",
    "theme_by_speech_data",
    "theme_shares_data",
    "topic_words_data",
]

Tables = Mapping[str, pd.DataFrame]

MOST_ROWS = 60
"""Maximum number of speeches in a figure; ``speeches.csv`` contains all."""


def theme_shares_data(tables: Tables) -> pd.DataFrame:
    """Return one row per theme, largest first: theme, zh, share, colour."""
    themes = tables["themes"]
    colours = theme_colours(themes)
    data = themes[["theme", "zh", "share"]].assign(colour=[colours[t] for t in themes["theme"]])
    return data.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def topic_words_data(tables: Tables, engine: str, n_terms: int = 8) -> pd.DataFrame:
    """Return the heaviest terms of an engine's topics: topic, heading, term, weight, colour."""
    topics, terms = (tables[name] for name in ("topics", "topic_terms"))
    topics = topics[topics["engine"] == engine]
    terms = terms[(terms["engine"] == engine) & (terms["rank"] <= n_terms)]
    colours = theme_colours(tables["themes"])
    data = terms.sort_values(["topic", "rank"], kind="stable")[["topic", "term", "weight"]]
    names = topic_names(topics)
    heading = {
        r.topic: _topic_heading(r.topic, names[engine, r.topic][0], r.share) for r in rows(topics)
    }
    colour = {r.topic: colours.get(text_of(r.theme), colours[""]) for r in rows(topics)}
    return data.assign(
        heading=data["topic"].map(heading), colour=data["topic"].map(colour)
    ).reset_index(drop=True)


def _topic_heading(topic: int, name: str, share: float) -> str:
    return f"{topic}  {clip(name, 12)}  {share:.1%}"


def theme_by_speech_data(tables: Tables) -> pd.DataFrame:
    """Return one row per speech and theme: speech, label, theme, zh, share, colour.

    If there are more than `MOST_ROWS` speeches, the longest are kept, in their order.
    """
    themes, speeches = tables["themes"], tables["speeches"]
    colours = theme_colours(themes)
    labels = np.array(speech_labels(speeches), object)
    longest = np.argsort(-speeches["n_chars"].to_numpy(), kind="stable")[:MOST_ROWS]
    cells = [
        (int(i) + 1, labels[i], theme, zh, float(speeches[theme].iloc[i]), colours[theme])
        for i in np.sort(longest)
        for theme, zh in zip(themes["theme"], themes["zh"], strict=True)
    ]
    return pd.DataFrame(cells, columns=["speech", "label", "theme", "zh", "share", "colour"])


def agreement_data(tables: Tables, engine_a: str, engine_b: str) -> pd.DataFrame:
    """Return one row per pair of topics: topic_a, label_a, topic_b, label_b, jaccard, matched."""
    names = topic_names(tables["topics"])
    known = {
        (r.topic_a, r.topic_b): (r.jaccard, r.matched)
        for r in rows(tables["agreement"])
        if (r.engine_a, r.engine_b) == (engine_a, engine_b)
    }
    sides = [
        [
            (topic, f"{topic}  {clip(zh, 10)}")
            for (name, topic), (zh, _) in names.items()
            if name == engine
        ]
        for engine in (engine_a, engine_b)
    ]
    pairs = [
        (a, label_a, b, label_b, *known.get((a, b), (0.0, False)))
        for a, label_a in sides[0]
        for b, label_b in sides[1]
    ]
    columns = ["topic_a", "label_a", "topic_b", "label_b", "jaccard", "matched"]
    data = pd.DataFrame(pairs, columns=columns)
    return data.assign(engine_a=engine_name(engine_a), engine_b=engine_name(engine_b))


def speech_tree_data(tables: Tables) -> pd.DataFrame:
    """Return the nodes of the tree of speeches, each after its children.

    Returns
    -------
    pandas.DataFrame
        node, left, right (0 for a leaf), height, position (leaves: 0, 1, ... from
        the top; others: midway between their children), label, colour. Of more
        than `MOST_ROWS` leaves the topmost branches are kept: a cut branch is a
        leaf that shows the number of its speeches.
    """
    speeches, tree = tables["speeches"], tables["speech_tree"]
    n_leaves, keep = len(speeches), min(len(tree), MOST_ROWS - 1)
    colours = theme_colours(tables["themes"])
    children = {
        n_leaves + i: (int(r.left), int(r.right), float(r.distance))
        for i, r in enumerate(rows(tree))
    }
    first_kept = n_leaves + len(tree) - keep
    labels, themes = speech_labels(speeches), [text_of(t) for t in speeches["main_theme"]]
    positions: dict[int, float] = {}
    nodes = []
    stack = [(n_leaves + len(tree) - 1, False)]
    while stack:
        node, done = stack.pop()
        inner = node >= first_kept and node in children
        if inner and not done:
            left, right, _ = children[node]
            stack += [(node, True), (right, False), (left, False)]
        elif inner:
            left, right, height = children[node]
            positions[node] = (positions[left] + positions[right]) / 2
            nodes.append((node, left, right, height, positions[node], "", ""))
        else:
            leaves = _leaves(node, children)
            positions[node] = float(sum(row[5] != "" for row in nodes))
            more = f" 等 {len(leaves)} 篇" if len(leaves) > 1 else ""
            theme = themes[leaves[0]] if len({themes[i] for i in leaves}) == 1 else ""
            colour = colours.get(theme, colours[""])
            nodes.append((node, 0, 0, 0.0, positions[node], labels[leaves[0]] + more, colour))
    columns = ["node", "left", "right", "height", "position", "label", "colour"]
    return pd.DataFrame(nodes, columns=columns)


def _leaves(node: int, children: Mapping[int, tuple[int, int, float]]) -> list[int]:
    found, stack = [], [node]
    while stack:
        top = stack.pop()
        if top in children:
            left, right, _ = children[top]
            stack += [right, left]
        else:
            found.append(top)
    return sorted(found)
