"""The order of speeches in their tree, and the blocks into which the tree is cut."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from topics.report.labels import rows

__all__ = ["TreeOrder", "tree_order"]

LEAST = 2
"""Minimum number of speeches of a block; an eighth of all if that is more."""


@dataclass(frozen=True, slots=True)
class TreeOrder:
    """The order of the leaves of a tree.

    Attributes
    ----------
    leaves : list of int
        Positions of the speeches, neighbours beside each other, larger branches first.
    opens : set of int
        The speeches that begin a block: a cluster, or a sequence of speeches outside clusters.
    """

    leaves: list[int]
    opens: set[int]


def tree_order(tree: pd.DataFrame, n_speeches: int) -> TreeOrder:
    """Return the order and the blocks of a tree of speeches.

    The tree is cut at the height that leaves most clusters of at least an eighth of the speeches
    (and two), the highest such height. A speech that is in none of these is in no block.

    Parameters
    ----------
    tree : pandas.DataFrame
        The run's ``speech_tree`` table. A speech that it lacks is a separate branch.
    n_speeches : int
    """
    members = {i: [i] for i in range(n_speeches)}
    least = max(LEAST, -(-n_speeches // 8))
    clusters: dict[int, list[int]] = {}
    found: dict[int, list[int]] = {}
    for i, step in enumerate(rows(tree)):
        nodes = [int(step.left), int(step.right)]
        joined = [members.pop(node, []) for node in nodes]
        branches = sorted(filter(None, joined), key=lambda branch: (-len(branch), min(branch)))
        whole = [leaf for branch in branches for leaf in branch]
        members[n_speeches + i] = whole
        if len(whole) >= least:
            kept = {node: own for node, own in clusters.items() if node not in nodes}
            clusters = {**kept, n_speeches + i: whole}
            found = clusters if len(clusters) >= len(found) else found
    rest = sorted(filter(None, members.values()), key=lambda branch: (-len(branch), min(branch)))
    leaves = [leaf for branch in rest for leaf in branch]
    cluster_of = {leaf: i for i, cluster in enumerate(found.values()) for leaf in cluster}
    named = [cluster_of.get(leaf, -1) for leaf in leaves]
    pairs = zip(leaves[1:], named[1:], named, strict=False)
    return TreeOrder(leaves, {leaf for leaf, own, before in pairs if own != before})
