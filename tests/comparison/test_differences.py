"""What differs beside the results."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.comparison.made_up import made_run
from topics.comparison.differences import N_WORDS, differences_table
from topics.runs.store import Run, load_run

GOLDEN = Path(__file__).parent.parent / "runs" / "golden"

BOOK = """\
[[theme]]
id = "city"
zh = "{zh}"
seed_words = [{words}]
"""


def rows(a: Run, b: Run) -> list[tuple[Any, ...]]:
    """Return the rows of the table."""
    return list(differences_table(a, b).itertuples(index=False, name=None))


def changed(run: Run, **entries: Any) -> Run:
    """Return a run with other entries in its manifest."""
    return replace(run, manifest={**run.manifest, **entries})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return a run with two sources and a list of the package."""
    inputs = {"seeds/a.txt": "1" * 64, "seeds/b.txt": "2" * 64, "defaults/x.txt": "3" * 64}
    return changed(made_run(tmp_path / "run"), inputs=inputs)


def test_files_come_go_change_and_are_renamed(run: Run) -> None:
    """Each with the first digits of its hash; the same bytes under another name are renamed."""
    other = changed(
        run,
        inputs={
            "seeds/a.txt": "9" * 64,
            "seeds/c.txt": "2" * 64,
            "seeds/d.txt": "4" * 64,
            "gold/g.jsonl": "5" * 64,
            "defaults/x.txt": "6" * 64,
        },
    )
    assert rows(run, other) == [
        ("package", "defaults/x.txt", "changed", "3" * 12, "6" * 12),
        ("input", "gold/g.jsonl", "added", "", "5" * 12),
        ("source", "a.txt", "changed", "1" * 12, "9" * 12),
        ("source", "b.txt", "renamed", "2" * 12, "c.txt"),
        ("source", "d.txt", "added", "", "4" * 12),
    ]
    gone = [row[1:3] for row in rows(other, run) if row[2] == "removed"]
    assert gone == [("gold/g.jsonl", "removed"), ("d.txt", "removed")]


def test_settings_and_versions(run: Run) -> None:
    """Settings with their defaults, numbers and texts as they are, versions and the machine."""
    settings = {**run.manifest["settings"], "min_df": 9, "unit": "speech", "max_df": 0.25}
    other = changed(run, settings=settings, versions={"numpy": "3"}, machine="arm64")
    assert rows(run, other) == [
        ("setting", "max_df", "changed", "0.5", "0.25"),
        ("setting", "min_df", "changed", "3", "9"),
        ("setting", "unit", "changed", "paragraph", "speech"),
        ("version", "machine", "changed", "x86_64", "arm64"),
        ("version", "numpy", "changed", "2", "3"),
    ]


def with_file(run: Run, folder: Path, name: str, text: str) -> Run:
    """Return a run in another folder with one file of its study."""
    path = folder / "inputs" / name
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    inputs = {**run.manifest["inputs"], name: sha256(text.encode()).hexdigest()}
    return replace(changed(run, inputs=inputs), folder=folder)


def test_codebooks_are_compared_theme_by_theme(run: Run, tmp_path: Path) -> None:
    """Names and seed words that differ; a theme that only one has."""
    book = BOOK.format(zh="城市", words='"垃圾", "公园"')
    a = with_file(run, tmp_path / "a", "codebook/book.toml", book)
    later = BOOK.format(zh="都市", words='"垃圾", "街道"') + BOOK.format(
        zh="学校", words='"读书"'
    ).replace("city", "school")
    b = with_file(run, tmp_path / "b", "codebook/book.toml", later)
    assert rows(a, b) == [
        ("codebook", "city: zh", "changed", "城市", "都市"),
        ("codebook", "city: seed_words", "changed", "公园", "街道"),
        ("codebook", "school", "added", "", "学校"),
    ]


def test_word_lists_are_compared_word_by_word(run: Run, tmp_path: Path) -> None:
    """The first words of a long list are shown, with the number of the others."""
    a = with_file(run, tmp_path / "a", "dictionary/words.txt", "# 说明\n创卫\n")
    words = "".join(f"词{i}\n" for i in range(N_WORDS + 2))
    b = with_file(run, tmp_path / "b", "dictionary/words.txt", words)
    ((kind, name, change, was, now),) = rows(a, b)
    assert (kind, name, change, was) == ("dictionary", "words", "changed", "创卫")
    assert now.endswith(f"词{N_WORDS - 1} … (+2)")


def test_runs_without_copies_of_their_inputs() -> None:
    """A run of format 1 is compared by the hashes of its words and the names of its themes."""
    first, second = (load_run(GOLDEN / f"format-{version}") for version in (1, 2))
    kinds = {row[0] for row in rows(first, second)}
    assert kinds <= {"version", "package", "setting"}
    inputs = {**second.manifest["inputs"], "dictionary/words.txt": "f" * 64}
    found = rows(first, changed(second, inputs=inputs))
    assert ("dictionary", "words", "changed") in [row[:3] for row in found]
