"""New seeds compared with a finished run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from topics.corpus.audit import Audit, inspect
from topics.corpus.corpus import read
from topics.errors import WrongTypeError
from topics.runs.audits import write_audit
from topics.runs.store import Run

OTHER = "各级各部门必须把安全生产摆在首位，严格落实责任制，深入排查治理隐患，坚决遏制事故。"


@pytest.fixture
def pile(tmp_path: Path, seeds: Path) -> Path:
    """Return a folder with one seed as it is, one renamed, one changed, and new files."""
    folder = tmp_path / "pile"
    folder.mkdir()
    one, two, three, _ = sorted(seeds.glob("*.txt"))
    shutil.copy(one, folder)
    shutil.copy(two, folder / "copy.txt")
    (folder / three.name).write_text(three.read_text("utf-8").partition("第三篇")[0], "gb18030")
    lines = one.read_text("utf-8").split("\n")
    (folder / "new.txt").write_text("\n".join([*lines[20:40], OTHER]), "utf-8")
    (folder / "bad.docx").write_bytes(b"")
    return folder


@pytest.fixture
def found(pile: Path, seeds_run: Run) -> Audit:
    return inspect(read(pile), against=seeds_run)


def test_each_source_has_its_state(found: Audit, seeds_run: Run) -> None:
    """The same file under either name, a changed file and a new one, with what the run has."""
    table = found.tables()["against"].set_index("source")
    names = list(seeds_run.tables["sources"]["source"])
    assert table["state"].to_dict() == {
        names[0]: "same file",
        names[2]: "changed",
        "copy.txt": "same file",
        "new.txt": "new",
    }
    assert table["of_source"].to_dict() == {
        names[0]: names[0],
        names[2]: names[2],
        "copy.txt": names[1],
        "new.txt": "",
    }
    assert table.at[names[2], "encoding"] != table.at[names[2], "run_encoding"] == "utf-8"
    assert table.at["new.txt", "run_n_speeches"] == 0
    new = table.loc["new.txt"]
    assert 0 < new["n_repeated"] == new["n_paragraphs"] - 1  # all but the text of its own


def test_what_differs_is_said_first(found: Audit, seeds_run: Run) -> None:
    """Same, renamed, changed and missing files, and another encoding are each one sentence."""
    names = list(seeds_run.tables["sources"]["source"])
    assert found.attention[:5] == (
        f"2 sources ({names[0]}, copy.txt): the run has the same file.",
        f"copy.txt as {names[1]}: the run has the same file under another name.",
        f"{names[2]}: the file has changed since the run.",
        f"{names[3]}: in the run, not in this folder.",
        f"{names[2]}: another encoding than in the run.",
    )
    assert "new.txt no. 1: 9" in " ".join(found.attention)
    assert "4 sources in the run" in str(found)


def test_paragraphs_and_speeches_of_the_run_are_named(found: Audit, seeds_run: Run) -> None:
    """Each repeated paragraph points to one of the run's with the same text."""
    table = found.tables()["against_duplicates"]
    texts = seeds_run.tables["paragraphs"].set_index(["source", "paragraph"])["text"]
    new = table[table["source"] == "new.txt"]
    assert (new["similarity"] == 1).all()
    for row in new.itertuples():
        assert row.matched in texts[row.of_source, row.of_paragraph]
    speeches = found.tables()["against_speeches"]
    assert set(speeches["source"]) == {"new.txt", seeds_run.tables["sources"]["source"][2]}


def test_a_folder_is_no_run(found: Audit, seeds_run: Run) -> None:
    """The path of a run is refused with the call that reads it."""
    with pytest.raises(WrongTypeError, match=r"topics\.load_run"):
        inspect(found.corpus, against=seeds_run.folder)  # type: ignore[arg-type]


def test_a_comparison_is_written_and_removed(found: Audit, tmp_path: Path) -> None:
    """The tables of a comparison are files; an audit without one leaves none of them."""
    out = tmp_path / "audit"
    write_audit(found, out)
    assert len((out / "against.csv").read_text("utf-8").splitlines()) == 5
    write_audit(inspect(found.corpus), out)
    assert not list(out.glob("against*"))
