"""Wrong values of each argument of the public types; `wrong_calls` has the functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from tests.attack.given import Given

__all__ = ["TYPES", "Wrong", "integers", "paths", "types"]


@dataclass(frozen=True)
class Wrong:
    """A public function, its good arguments, and wrong values of each."""

    good: Callable[[Given], dict[str, Any]]
    wrong: Mapping[str, Callable[[Given], list[Any]]]
    words: Mapping[str, str] | None = None


def types(*names: str) -> Callable[[Given], list[Any]]:
    """Return what makes wrong values for an object: None, a number, a path and others of ours."""
    return lambda g: [None, 3, "seeds", [], *(getattr(g, name) for name in names)]


def integers(given: Given) -> list[Any]:
    return [None, "3", 2.5, float("nan"), True, 0, -1, [3], np.array([2, 3])]


def paths(given: Given) -> list[Any]:
    return [5, 2.5, ["a"], given.frame, b"a", "a\0b"]


TYPES: dict[str, Wrong] = {
    "Tokens": Wrong(
        lambda g: {
            name: getattr(g.tokens, name)
            for name in ("units", "terms", "term_ids", "spans", "indptr")
        },
        {
            "units": types("corpus"),
            "terms": lambda g: [None, 3, "词"],
            "term_ids": lambda g: [None, [1, 2], np.zeros(1, np.int32), g.tokens.term_ids * 0 - 1],
            "spans": lambda g: [None, [], np.zeros((1, 2), np.int32)],
            "indptr": lambda g: [None, [], np.zeros(1, np.int64), np.zeros(0, np.int64)],
        },
    ),
    "DocTermMatrix": Wrong(
        lambda g: {
            name: getattr(g.matrix, name) for name in ("counts", "vocabulary", "units", "empty")
        },
        {
            "counts": lambda g: [
                None, 3, [], g.nan, g.frame, sparse.csr_array((1, 1)), sparse.csr_array(g.nan),
                sparse.csr_array(-g.matrix.counts), g.matrix.counts.toarray(),
            ],
            "vocabulary": lambda g: [None, 3, "词", (), [3] * g.matrix.counts.shape[1]],
            "units": types("tokens"),
            "empty": types("tokens"),
        },
    ),
    "TopicModel": Wrong(
        lambda g: {
            name: getattr(g.model, name)
            for name in (
                "topic_term", "doc_topic", "share", "term_counts", "unit_counts", "vocabulary",
                "units", "engine", "params", "random_state", "trace",
            )
        },
        {
            "topic_term": lambda g: [
                None, 3, [], g.model.topic_term * 2, g.model.topic_term * np.nan,
            ],
            "doc_topic": lambda g: [None, "x", [], np.ones((1, 1)), g.model.doc_topic * np.nan],
            "share": lambda g: [None, 3, []],
            "term_counts": lambda g: [None, 3, [1.0]],
            "vocabulary": lambda g: [None, 3, "词"],
            "units": types("tokens"),
            "topics": lambda g: [np.array([1, 1]), np.array([0, 1]), "x", [1.5, "b"], 10**40],
        },
        # Shares that are missing have no length to compare the others with.
        {"share": "share|topic_term", "vocabulary": "vocabulary|topic_term"},
    ),
    "Codebook": Wrong(
        lambda g: {"themes": g.codebook.themes, "name": "a", "sha256": ""},
        {"themes": lambda g: [None, 3, "theme", [3], [{"id": "a"}], (), g.themes]},
    ),
    "Themes": Wrong(
        lambda g: {
            "codebook": g.codebook, "scores": g.themes.scores, "labels": g.themes.labels,
            "missing": (),
        },
        {
            "codebook": types("themes"),
            "scores": lambda g: [None, 3, [], np.zeros((1, 9)), g.themes.scores * np.nan],
            "labels": lambda g: [None, 3, "", ("a",), ("no theme", "x"), (3, 4)],
        },
    ),
    "CodedParagraphs": Wrong(
        lambda g: {
            name: getattr(g.coded, name)
            for name in ("codebook", "shares", "source_names", "source", "paragraph")
        },
        {
            "codebook": types("themes"),
            "shares": lambda g: [None, 3, [], np.zeros((1, 9)), g.coded.shares * np.nan],
            "source": lambda g: [None, 3, [], np.zeros(99, np.int32), g.coded.source + 9],
            "paragraph": lambda g: [None, 3, [], np.zeros(99, np.int32)],
        },
    ),
    "Corpus": Wrong(
        lambda g: {"pieces": g.corpus.pieces, "sources": g.corpus.sources},
        {
            "pieces": lambda g: [None, 3, "seeds", [3], g.corpus, g.frame],
            "sources": lambda g: [None, 3, "seeds", ["a.txt"]],
            "skipped": lambda g: [None, 3, ["a.txt"]],
        },
    ),
}  # fmt: skip
