"""Whole speeches, clustered by the words they use."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from sklearn.feature_extraction.text import TfidfTransformer

from topics.corpus.types import Corpus
from topics.fingerprint import check_same_corpus
from topics.models.contract import dampen
from topics.text.counting.matrix import count
from topics.text.types import DocTermMatrix, Tokens

__all__ = ["speech_tree", "tree_of_speeches"]


def speech_tree(matrix: DocTermMatrix) -> pd.DataFrame:
    """Join speeches step by step, the nearest first, until one cluster holds all.

    TF-IDF with sublinear term frequency, cosine distance, average linkage
    (UPGMA: Sokal and Michener 1958, University of Kansas Science Bulletin 38).

    Parameters
    ----------
    matrix : DocTermMatrix
        Its rows are whole speeches.

    Returns
    -------
    pandas.DataFrame
        One row per step, one step fewer than speeches: step (from 1), left,
        right, distance (0 to 1, never falling), n_speeches. As in
        ``scipy.cluster.hierarchy.linkage``, ``left`` and ``right`` below the
        number of speeches n are rows of ``matrix``; ``n + i`` is the cluster
        made in row ``i`` of this table.
    """
    if len(matrix.units) < 2:
        steps = np.zeros((0, 4))
    else:
        weights = TfidfTransformer().fit_transform(dampen(matrix.counts))
        distances = np.clip(1.0 - (weights @ weights.T).toarray(), 0.0, 1.0)
        steps = linkage(squareform(distances, checks=False), method="average")
    return pd.DataFrame(
        {
            "step": np.arange(1, len(steps) + 1),
            "left": steps[:, 0].astype(np.int64),
            "right": steps[:, 1].astype(np.int64),
            "distance": steps[:, 2],
            "n_speeches": steps[:, 3].astype(np.int64),
        }
    )


def tree_of_speeches(corpus: Corpus, tokens: Tokens, stop_words: Iterable[str]) -> pd.DataFrame:
    """Cluster whole speeches; leaf ``i`` is the corpus' speech ``i``, words or no words.

    Parameters
    ----------
    corpus : Corpus
        The speeches.
    tokens : Tokens
        Their words.
    stop_words : iterable of str
        Terms not to count.

    Returns
    -------
    pandas.DataFrame
        As `speech_tree` has it.
    """
    check_same_corpus("corpus", corpus.fingerprint, "tokens", tokens.corpus_fingerprint)
    # Every term counts: two speeches may share few, and TF-IDF makes light of those of all.
    whole = count(tokens, "speech", min_df=1, max_df=1.0, stop_words=stop_words)
    tree = speech_tree(whole)
    n_speeches, n_leaves = len(corpus.speeches), len(whole.units)
    row_of = {(s.source, s.speech): i for i, s in enumerate(corpus.speeches)}
    speeches = zip(whole.units.sources(), whole.units.speech.tolist(), strict=True)
    leaves = [row_of[key] for key in speeches]
    row = dict(enumerate(leaves)) | {
        n_leaves + i: n_speeches + i for i in range(max(n_leaves - 1, 0))
    }
    return tree.assign(left=tree["left"].map(row), right=tree["right"].map(row))
