"""The table of how topics descend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from pandas.testing import assert_frame_equal

from tests.models.corpora import model_of
from topics.display.options import speaking
from topics.models.lineage import COLUMNS, lineage
from topics.runs.lineages import LINEAGE, lineage_table, lines, theme_line
from topics.runs.tables import read_table, write_table


def test_a_lineage_is_written_and_read_back(tmp_path: Path) -> None:
    """It has the engine and the columns of Lineage; what is missing stays so, also with no rows."""
    assert [*LINEAGE.columns] == ["engine", *COLUMNS]
    parent, child = (model_of(rows, np.eye(3)) for rows in (np.eye(4)[:3], np.eye(4)[1:]))
    found = lineage_table({"lda": lineage(parent, child)})
    assert list(found["state"]) == ["kept", "kept", "dead", "born"]
    path = tmp_path / "lineage.csv"
    for table in (found, lineage_table({})):
        write_table(path, table, LINEAGE)
        assert_frame_equal(read_table(path, LINEAGE), table, check_dtype=len(table) > 0)
    assert found["beyond_reseeding"].isna().all()
    assert found["parent"].isna().tolist() == [False, False, False, True]


def row(parent: int | None, child: int | None, state: str, *rest: object) -> dict[str, object]:
    """Return a row of the table; ``rest`` is whether it is beyond reseeding, and the shares."""
    values = ("lda", parent, child, state, 0.6, 0.7, *rest, "新 词", "旧")
    return dict(zip(LINEAGE.columns, values, strict=True))


def test_a_lineage_in_words() -> None:
    """A line for the engine, and for each topic that is not as before; an edit may hide a name."""
    table = pd.DataFrame(
        [
            row(1, 1, "kept", False, 0.2, 0.21),
            row(2, 2, "kept", False, 0.2, 0.3),
            row(3, 3, "moved", True, 0.2, 0.2),
            row(2, 7, "split", None, 0.2, 0.1),
            row(4, 3, "merged", False, 0.1, 0.2),
            row(5, None, "dead", True, 0.1, np.nan),
            row(None, 8, "born", True, np.nan, 0.15),
        ]
    ).astype({"beyond_reseeding": "boolean", "parent": "Int64", "child": "Int64"})
    topics = pd.DataFrame(
        {
            "engine": "lda",
            "topic": [1, 2, 7, 8],
            "label": ["甲", "", "丙", "丁"],
            "top_terms": "乙 词",
        }
    )
    assert list(lines(table, topics)) == [
        "lda: 3 of 5 topics go on, 1 split off, 1 merged into others, 1 new, 1 gone",
        "  topic 2 (乙 词) goes on, grows from 20.0% to 30.0%",
        "  topic 3 goes on, its words changed (more than another random seed makes), +新 +词, -旧",
        "  topic 7 (丙) split off from topic 2 (乙 词): 10.0%",
        "  topic 4 (旧; 10.0%) merged into topic 3; no more than another random seed makes",
        "  topic 5 (旧; 10.0%) is gone; more than another random seed makes",
        "  topic 8 (丁) is new: 15.0% of the words; more than another random seed makes",
    ]
    with speaking("zh"):
        chinese = list(lines(table, topics))
    assert chinese == [
        "lda：5 个话题中有 3 个延续，分出 1 个，并入其他话题 1 个，新出现 1 个，消失 1 个",
        "  话题 2（乙 词）：延续，份额由 20.0% 升至 30.0%",
        "  话题 3：延续，用词有变（超出更换随机种子的影响），+新 +词，-旧",
        "  话题 7（丙）：由话题 2（乙 词）分出，份额 10.0%",
        "  话题 4（旧；10.0%）：并入话题 3；不超出更换随机种子的影响",
        "  话题 5（旧；10.0%）：消失；超出更换随机种子的影响",
        "  话题 8（丁）：新出现，份额 15.0%；超出更换随机种子的影响",
    ]


def test_shares_of_themes_in_words() -> None:
    """The largest change first, themes of both runs alone."""
    before = pd.DataFrame({"theme": list("abc"), "share": [0.1, 0.2, 0.3]})
    after = pd.DataFrame({"theme": list("abd"), "en": ["A", "", "D"], "share": [0.13, 0.3, 0.5]})
    assert theme_line(before, after) == "b 20.0% → 30.0%, A 10.0% → 13.0%"
    assert theme_line(before, before.assign(en="")) == ""
    with speaking("zh"):
        said = theme_line(before, after.assign(zh=["甲", "", "丁"]))
    assert said == "b 20.0% → 30.0%，甲 10.0% → 13.0%"
