"""How stable topics are, as the page says it."""

from __future__ import annotations

import pandas as pd

from tests.report.conftest import Tables
from topics.report.sections.topic_stability import stability_of_topics


def some_tables() -> dict[str, pd.DataFrame]:
    """Return two topics: one found in three of four subsamples, one in none."""
    common = {"engine": "lda", "random_state": 7, "n_starts": 20, "n_samples": 4}
    topics = pd.DataFrame(
        [
            {**common, "topic": 1, "found": 3, "share_low": 0.4, "share_high": 0.6,
             "start_words": "垃圾 保洁"},
            {**common, "topic": 2, "found": 0, "share_low": None, "share_high": None,
             "start_words": ""},
        ]
    )  # fmt: skip
    terms = pd.DataFrame(
        {
            "engine": "lda",
            "topic": [1, 1, 1, 2],
            "rank": [1, 2, 11, 1],
            "term": ["垃圾", "保洁", "城市", "学校"],
            "found": [3, 1, 0, 0],
        }
    )
    rows = [
        {"engine": "lda", "kind": kind, "start": start, "random_state": state, "found": found}
        for kind, start, state, founds in (
            ("start", 1, 6, (True, True)),
            ("start", 2, 7, (True, True)),
            ("random_start", 1, 6, (True, False)),
            ("subsample", 1, 8, (True, False)),
            ("subsample", 2, 9, (False, False)),
        )
        for found in founds
    ]
    return {"topics": topics, "topic_terms": terms, "stability": pd.DataFrame(rows)}


def test_a_card_has_counts_ranges_and_words_that_come_and_go() -> None:
    """A word is passing if it is rarely at the top where its topic is found."""
    found = stability_of_topics(some_tables())
    assert found["lda", 1] == {
        "found": 3, "n_samples": 4, "low": 0.4, "high": 0.6, "words": ["保洁"],
    }  # fmt: skip
    assert (found["lda", 2]["low"], found["lda", 2]["words"]) == (None, [])


def test_runs_of_earlier_versions_have_nothing_to_say(tables: Tables) -> None:
    """Their tables have no such columns."""
    names = ["found", "n_starts"]
    tables["topics"] = tables["topics"].drop(columns=names, errors="ignore")
    assert stability_of_topics(tables) == {}
