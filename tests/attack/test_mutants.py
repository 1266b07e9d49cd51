"""Mutated files: read, or refused with our error, and their neighbours are read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tests.attack.mutants import example, mutate_files, mutate_folders
from tests.attack.samples import SUFFIXES, whole_file
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.formats import READERS


@pytest.mark.parametrize("suffix", [s for s in READERS if s != ".pdf"])
def test_the_file_before_its_mutation_is_read(suffix: str) -> None:
    """What is attacked is a whole speech, so that each mutation starts from one."""
    content = READERS[suffix](BytesIO(whole_file(suffix)), ReadOptions())
    assert "创建文明城市" in "".join(content.lines)


def test_a_mutated_file_is_the_same_each_time_and_not_the_whole_one() -> None:
    """An attack can be repeated from its seed and number."""
    for number in range(2 * len(SUFFIXES)):
        suffix, data = example(number, 7)
        assert (suffix, data) == example(number, 7)
        assert data != whole_file(suffix)


@pytest.mark.parametrize("n", [42, pytest.param(1500, marks=pytest.mark.slow)], ids=["few", "many"])
def test_mutated_files_are_read_or_refused(n: int) -> None:
    """No other exception leaves a reader, and none takes longer than ten seconds."""
    outcomes = mutate_files(n, 3)
    assert {name for name in outcomes if not name.startswith("slow")} == {"read", "refused"}
    assert outcomes["read"] > n / 6


@pytest.mark.parametrize("n", [22, pytest.param(400, marks=pytest.mark.slow)], ids=["few", "many"])
def test_neighbours_of_mutated_files_are_read(n: int) -> None:
    """Each file of a folder is read or has its reason; the whole ones are read as they are."""
    outcomes = mutate_folders(n, 3)
    assert {name for name in outcomes if not name.startswith("slow")} == {
        "read", "refused", "folders"
    }  # fmt: skip


def test_a_reader_that_fails_is_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another exception than ours counts as wrong, with what repeats it."""

    def broken(file: BytesIO, options: ReadOptions) -> None:
        raise KeyError("a")

    monkeypatch.setitem(READERS, ".txt", broken)  # type: ignore[misc, arg-type]
    assert any(name.startswith("crashed: .txt 3 0: KeyError") for name in mutate_files(1, 3))
