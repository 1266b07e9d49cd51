"""The appendix on how to run it again."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.report.conftest import Tables
from topics.report.sections.appendix_run import manifest_view, source_rows


@pytest.mark.parametrize(
    ("inputs", "options"),
    [
        (["codebook/themes.toml"], ""),
        (["codebook/我的.toml"], " --codebook '我的.toml'"),
        (["codebook/a b.toml", "gold/g.jsonl"], " --codebook 'a b.toml' --gold g.jsonl"),
        (["codebook/themes.toml", "gold/g.jsonl"], " --gold g.jsonl"),
    ],
)
def test_the_command_names_the_studys_own_files(
    manifest: Any, inputs: list[str], options: str
) -> None:
    """To make a run again takes its own codebook and gold lines, where it had them."""
    manifest["inputs"] |= dict.fromkeys(inputs, "0" * 64)
    command = manifest_view(manifest)["command"]
    assert command == "topics run SEEDS --settings settings.toml" + options


def test_sources_are_listed_with_their_hashes(tables: Tables) -> None:
    """One row per source; an encoding that was not needed is empty."""
    tables["sources"].loc[0, "encoding"] = None
    first, second = source_rows(tables["sources"])
    assert (first["source"], first["encoding"], first["n_speeches"]) == ("汇编_000.txt", "", 3)
    assert (second["encoding"], second["confidence"]) == ("utf-8", 1.0)
    assert second["sha256"] == tables["sources"]["sha256"].iloc[1]


def test_the_settings_are_toml_that_a_run_reads(manifest: Any) -> None:
    """Also tables of options, quotes and what has no value."""
    manifest["settings"] |= {"engine": {"lda": {"tol": 0.1, "seed": None}}, "stop_words": 'a"b'}
    assert tomllib.loads(manifest_view(manifest)["settings"]) == {
        "engines": ["lda", "kmeans"],
        "n_components": 4,
        "random_state": 1,
        "engine": {"lda": {"tol": 0.1}},
        "stop_words": 'a"b',
    }
