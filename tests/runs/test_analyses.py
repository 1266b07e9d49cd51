"""Analyses beside a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.report.test_sensitivity import summary
from topics.config import load_settings
from topics.runs.analyses import sensitivity_beside
from topics.runs.sensitivity import FITS, SUMMARY, TOPICS, write_sensitivity

INPUTS = {"seeds/甲.txt": "0" * 64}


def written(folder: Path, *overrides: str) -> dict[str, Any]:
    """Write an analysis; return the manifest of a run of the same study."""
    settings = load_settings(overrides=list(overrides))
    own = [name for name in SUMMARY.columns if name != "sentence"]
    found = summary()[[*own, "seed_words"]]
    fits, topics = (pd.DataFrame(columns=[*t.columns, *t.more]) for t in (FITS, TOPICS))
    write_sensitivity(folder, found, fits, topics, settings=settings, inputs=INPUTS)
    return {"inputs": INPUTS, "settings": settings.to_dict()}


def test_an_analysis_of_the_same_study_is_found_and_others_are_named(tmp_path: Path) -> None:
    """By inputs and settings; formats of figures and numbers of starts do not matter."""
    written(tmp_path / "sensitivity-1", "min_df=9")
    manifest = written(tmp_path / "sensitivity-2", "n_init=3")
    manifest["settings"]["n_init"] = 20
    (tmp_path / "sensitivity-3").mkdir()
    (tmp_path / "sensitivity-3/settings.json").write_text("[1]")
    table, others = sensitivity_beside(manifest, tmp_path)
    assert others == ("sensitivity-1", "sensitivity-3")
    assert table is not None
    assert list(table["setting"]) == ["random_state"]
    assert set(table.columns) == {*SUMMARY.columns, *SUMMARY.more}
    assert sensitivity_beside(manifest | {"inputs": {}}, tmp_path)[0] is None
    assert sensitivity_beside(manifest, tmp_path / "none") == (None, ())


@pytest.mark.parametrize("change", ["table", "settings"])
def test_a_changed_analysis_is_left_out(tmp_path: Path, change: str) -> None:
    """Its table, or what says of which study it is."""
    manifest = written(tmp_path / "sensitivity")
    if change == "table":
        table = tmp_path / "sensitivity/sensitivity.csv"
        table.write_bytes(table.read_bytes().replace(b"0.7", b"0.9"))
    else:
        path = tmp_path / "sensitivity/settings.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"outputs": None}))
    assert sensitivity_beside(manifest, tmp_path) == (None, ("sensitivity",))
