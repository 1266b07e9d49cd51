"""The table of the tree of speeches."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from topics.report.figures.plot_tables import MOST_SPEECHES
from topics.report.labels import rows, speech_labels, text_of
from topics.report.palette import theme_colours

__all__ = ["tree_table"]

Tables = Mapping[str, pd.DataFrame]


def tree_table(tables: Tables) -> pd.DataFrame:
    """Return the nodes of the tree of speeches, each after its children.

    Returns
    -------
    pandas.DataFrame
        node, left, right (0 for a leaf), height, position (leaves: 0, 1, ... from
        the top; others: midway between their children), label, theme, zh, en, colour. Of more
        than `MOST_SPEECHES` leaves the topmost branches are kept: a cut branch is a
        leaf that shows the number of its speeches.
    """
    speeches, tree = tables["speeches"], tables["speech_tree"]
    n_leaves, keep = len(speeches), min(len(tree), MOST_SPEECHES - 1)
    colours = theme_colours(tables["themes"])
    children = {
        n_leaves + i: (int(r.left), int(r.right), float(r.distance))
        for i, r in enumerate(rows(tree))
    }
    first_kept = n_leaves + len(tree) - keep
    labels, themes = speech_labels(speeches, 40), [text_of(t) for t in speeches["main_theme"]]
    names = {r.theme: (r.zh, r.en) for r in rows(tables["themes"])}
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
            nodes.append((node, left, right, height, positions[node], "", "", "", "", ""))
        else:
            leaves = _leaves(node, children)
            positions[node] = float(sum(row[5] != "" for row in nodes))
            more = f" 等 {len(leaves)} 篇" if len(leaves) > 1 else ""
            theme = themes[leaves[0]] if len({themes[i] for i in leaves}) == 1 else ""
            theme = theme if theme in names else ""
            leaf = labels[leaves[0]] + more, theme, *names.get(theme, ("", "")), colours[theme]
            nodes.append((node, 0, 0, 0.0, positions[node], *leaf))
    place = ["node", "left", "right", "height", "position"]
    return pd.DataFrame(nodes, columns=[*place, "label", "theme", "zh", "en", "colour"])


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
