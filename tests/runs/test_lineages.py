"""The table of how topics descend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pandas.testing import assert_frame_equal

from tests.models.corpora import model_of
from topics.models.lineage import COLUMNS, lineage
from topics.runs.lineages import LINEAGE, lineage_table
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
