from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.audit import inspect
from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import OutputError
from topics.runs.audits import write_audit
from topics.runs.tables import read_table


def test_an_audit_is_written_and_replaced(corpus: Corpus, tmp_path: Path) -> None:
    """The report and every table a run knows are there, and again the same when written twice."""
    told, out = inspect(corpus), tmp_path / "new" / "audit"
    write_audit(told, out)
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert first.pop("audit.txt").decode() == str(told)
    assert set(first) == {f"{name}.csv" for name in told.tables()}
    assert set(first) >= {"sources.csv", "speeches.csv", "repairs.csv", "skipped.csv"}
    assert len(read_table(out / "repairs.csv")) == len(corpus.repairs)
    write_audit(told, out)
    assert {p.name: p.read_bytes() for p in out.iterdir() if p.suffix == ".csv"} == first


def test_an_audit_has_the_studys_columns_and_what_was_left_out(tmp_path: Path) -> None:
    """Metadata stand with their speech; furniture in a table of its own."""
    seeds, out = tmp_path / "seeds", tmp_path / "audit"
    seeds.mkdir()
    (seeds / "a.txt").write_text("在会上的讲话\n同志们：\n今天开会。\n来源：本站", "utf-8")
    (seeds / "metadata.csv").write_text("source,region\na.txt,east\n", "utf-8")
    write_audit(inspect(read(seeds)), out)
    assert read_table(out / "speeches.csv")["meta_region"].tolist() == ["east"]
    assert (out / "furniture.csv").read_text("utf-8-sig").splitlines() == [
        "source,line,label,text",
        "a.txt,4,,来源：本站",
    ]


def test_other_work_is_left_alone(corpus: Corpus, tmp_path: Path) -> None:
    """A folder with something else in it, or a file, is refused."""
    out = tmp_path / "run"
    out.mkdir()
    (out / "run.json").write_text("{}")
    with pytest.raises(OutputError) as caught:
        write_audit(inspect(corpus), out)
    assert str(caught.value) == (
        f"{out}: has files in it but is not an audit (no audit.txt, or files beside its own), so it"
        " is left alone. Name a new or an empty folder."
    )
    with pytest.raises(OutputError) as caught:
        write_audit(inspect(corpus), out / "run.json")
    assert str(caught.value) == f"{out}/run.json: is a file. Name a folder for an audit."
    assert [path.name for path in out.iterdir()] == ["run.json"]
