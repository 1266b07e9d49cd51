"""Two runs side by side: topics, shares, paragraphs, and what the command says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

import topics
from tests.chinese import english_in
from tests.comparison.made_up import EYE, TEXTS, lda, made_run
from topics.cli import main
from topics.comparison.schema import TABLES
from topics.display.options import speaking
from topics.errors import OutputError, WrongTypeError
from topics.freezing import freeze
from topics.models.types import TopicModel
from topics.runs.files import folder_hashes
from topics.runs.tables import read_table

GOLDEN = Path(__file__).parent.parent / "runs" / "golden"
N = len(TEXTS)


def command(*arguments: object) -> Result:
    """Run ``topics compare``."""
    return CliRunner().invoke(main, ["compare", *map(str, arguments)])


def test_a_run_is_the_same_as_itself(tmp_path: Path) -> None:
    """Nothing differs, and the sentences say so."""
    run = made_run(tmp_path / "a")
    found = topics.compare(run, run)
    assert not found.differs
    assert found.no_more_than_reseeding is True
    assert found.changed.empty
    assert found.differences.empty
    assert (found.shares["difference"] == 0).all()
    assert found.summary[0] == "The two models are the same."
    assert "are the same" in found.summary[-1]


def test_a_theme_that_changed_has_its_evidence(tmp_path: Path) -> None:
    """Old and new theme with their probabilities; words that came, went and weigh otherwise."""
    before = [
        (4, "city", "words", "垃圾", 2.0),
        (4, "city", "neighbours", "", 0.5),
        (4, "school", "words", "老师", 0.2),
        (5, "city", "words", "公园", 9.0),
    ]
    after = [
        (4, "school", "words", "学校", 1.5),
        (4, "school", "words", "老师", 0.9),
        (4, "city", "neighbours", "", 0.5),
    ]
    a = made_run(tmp_path / "a", evidence=before)
    b = made_run(tmp_path / "b", evidence=after, city={4: 0.2})
    found = topics.compare(a, b)
    row = found.changed.iloc[0]
    assert len(found.changed) == 1
    assert (row["paragraph"], row["theme_a"], row["theme_b"]) == (5, "city", "school")
    chances = ["theme_a_in_a", "theme_a_in_b", "theme_b_in_a", "theme_b_in_b"]
    assert row[chances].tolist() == pytest.approx([0.7, 0.2, 0.2, 0.7])
    assert (row["came"], row["went"], row["reweighed"]) == ("学校", "垃圾", "老师")
    assert (row["cause"], bool(row["text_changed"])) == ("words", False)
    evidence = found.changed_evidence
    assert evidence["word"].tolist() == ["垃圾", "学校", "老师", ""]
    # The log odds of school against city went from 0.2 - 2.5 to 2.4 - 0.5.
    assert evidence["push"].sum() == pytest.approx(1.9 + 2.3)
    assert found.differs


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        ([(0, "city", "words", "垃圾", 1.0)], "weights"),
        ([(0, "city", "neighbours", "", 1.0)], "neighbours"),
        ([], ""),
    ],
)
def test_the_cause_of_a_change(
    tmp_path: Path, evidence: list[tuple[int, str, str, str, float]], cause: str
) -> None:
    """Other weights of the same words, neighbours, or nothing that is known."""
    a = made_run(tmp_path / "a", evidence=evidence)
    heavier = [(*row, weight / 2) for *row, weight in evidence]
    b = made_run(tmp_path / "b", evidence=heavier, city={0: 0.1})  # type: ignore[arg-type]
    assert topics.compare(a, b).changed["cause"].tolist() == [cause]


def test_the_prior_of_none_is_a_cause(tmp_path: Path) -> None:
    """Only that counts for none where the same words have the same weights."""
    evidence = [(0, "city", "words", "垃圾", 1.0)]
    a, b = (made_run(tmp_path / name, evidence=evidence) for name in "ab")
    blocks = b.tables["paragraphs"]
    none = blocks.assign(theme=blocks["theme"].where(blocks["paragraph"] > 1, ""))
    found = topics.compare(a, replace(b, tables={**b.tables, "paragraphs": none})).changed
    assert found[["theme_a", "theme_b", "cause"]].to_numpy().tolist() == [["city", "none", "prior"]]


def test_an_edited_text_is_a_cause(tmp_path: Path) -> None:
    """A paragraph whose text was changed in another version of its file."""
    texts = [TEXTS[0] + "又加了一句。", *TEXTS[1:]]
    a = made_run(tmp_path / "a")
    b = made_run(tmp_path / "b", texts=texts, sha="b" * 64, city={0: 0.1})
    row = topics.compare(a, b).changed.iloc[0]
    assert (row["cause"], bool(row["text_changed"])) == ("text", True)
    assert (row["id_a"], row["id"]) == ("aaaaaaaa-1-0", "bbbbbbbb-1-0")


def test_shares_are_compared_by_speech(tmp_path: Path) -> None:
    """A shift that all speeches share is beyond its interval, that of one is within."""
    a = made_run(tmp_path / "a", city={i: 0.7 + 0.01 * (i % 4) for i in range(N)})
    all_move = made_run(tmp_path / "b", city={i: 0.5 + 0.01 * (i % 5) for i in range(N)})
    one_moves = made_run(tmp_path / "c", city={i: 0.7 if i > 2 else 0.1 for i in range(N)})
    shares = topics.compare(a, all_move).shares.set_index("theme")
    assert shares.loc["city", "outside"]
    assert shares.loc["city", "low"] < shares.loc["city", "difference"] < -0.15
    assert not shares.loc["none", "outside"]
    assert not topics.compare(a, one_moves).shares["outside"].any()


def test_topics_that_are_new_and_gone_are_named(tmp_path: Path) -> None:
    """A topic of other words in other paragraphs is born, and one is dead."""
    later = ["完全另外的文字" + text for text in TEXTS]
    parent, child = lda(N), replace(lda(N, EYE[1:3]), random_state=2)
    a = made_run(tmp_path / "a", models=[parent])
    b = made_run(tmp_path / "b", models=[_elsewhere(child)], texts=later, sha="b" * 64)
    found = topics.compare(a, b)
    assert found.lineage["state"].tolist() == ["kept", "dead", "born"]
    assert found.lineage["engine"].tolist() == ["lda"] * 3
    said = "\n".join(found.summary)
    assert "too few starts" in said
    assert "Born (1): 2 话题2 (50.0%)." in said
    assert "Dead (1): 1 话题1" in said
    assert found.no_more_than_reseeding is None
    assert found.differs
    assert any("新出现 1 个：2 话题2" in zh for zh, _ in found.sentences)
    assert found.text() == f"A: {a.folder}\nB: {b.folder}\n{said}\n"
    with speaking("zh"):
        chinese = found.text()
    assert chinese.startswith(f"A：{a.folder}\nB：{b.folder}\n")
    assert "新出现 1 个：2 话题2" in chinese
    assert english_in(chinese) == []


def _elsewhere(model: TopicModel) -> TopicModel:
    units = [replace(unit, source="乙.txt") for unit in model.units]
    return replace(model, units=type(model.units).of(units))


def test_engines_need_not_be_the_same(tmp_path: Path) -> None:
    """Without an engine in common the first of each are compared; without a term, none."""
    a = made_run(tmp_path / "a")
    b = made_run(tmp_path / "b", models=[lda(N, engine="nmf")])
    assert set(topics.compare(a, b).lineage["engine"]) == {"lda/nmf"}
    strange = replace(lda(N), vocabulary=("q", "r", "s", "t"))
    found = topics.compare(a, made_run(tmp_path / "c", models=[strange]))
    assert found.lineage.empty
    assert "no term in common" in found.notes[0][1]
    with speaking("zh"):
        assert f"说明：{found.notes[0][0]}\n" in found.text()
    assert found.no_more_than_reseeding is None


def test_a_run_without_a_codebook_is_compared(tmp_path: Path) -> None:
    """A theme of one run alone has no difference; no paragraph changes its theme."""
    a, b = made_run(tmp_path / "a"), made_run(tmp_path / "b", coded=False)
    found = topics.compare(a, b)
    assert found.shares["share_b"].isna().all()
    assert found.shares["difference"].isna().all()
    assert "The runs have no theme in common." in found.summary
    assert found.changed.empty
    assert found.differs
    bare = topics.compare(b, b)
    assert bare.shares.empty
    assert not bare.differs


@pytest.mark.parametrize("version", [1, 2, 3])
def test_runs_of_every_format_are_compared(version: int, tmp_path: Path) -> None:
    """A golden run with itself and with the newest: tables read back, no run is changed."""
    run, newest = GOLDEN / f"format-{version}", GOLDEN / "format-3"
    before = folder_hashes(GOLDEN)
    assert command(run, run, "--out", tmp_path / "same", "--strict").exit_code == 0
    found = topics.compare(run, newest)
    folder = found.save(tmp_path / "out")
    for name, table in TABLES.items():
        frame = read_table(folder / f"{name}.csv", table)
        assert len(frame) == len(getattr(found, name)), name
    assert folder_hashes(GOLDEN) == before
    assert not found.differs


def test_strict_exits_with_3_if_results_differ(tmp_path: Path) -> None:
    """Other files and settings alone are no difference; wrong folders are an error."""
    recoded = GOLDEN / "format-3"
    done = command(recoded, GOLDEN / "format-2", "--out", tmp_path / "x", "--strict")
    assert done.exit_code == 0, done.stderr
    assert "Other differences" in done.stdout
    assert done.stdout.splitlines()[-1] == str(tmp_path / "x" / "compare.html")
    wrong = command(tmp_path, recoded)
    assert wrong.exit_code == 2
    assert "is not a run" in wrong.stderr
    inside = command(recoded, recoded, "--out", recoded / "x")
    assert inside.exit_code == 2
    assert "never changed" in inside.stderr


def test_a_comparison_is_written_beside_b(tmp_path: Path) -> None:
    """The same one replaces itself, to the byte; one with another run of the name gets a number."""
    a, b = made_run(tmp_path / "a"), made_run(tmp_path / "b", city={3: 0.1})
    folder = topics.compare(a, b).save()
    assert folder == tmp_path / "b.analyses" / "compare-a"
    first = folder_hashes(folder)
    assert topics.compare(a, b).save() == folder
    assert folder_hashes(folder) == first
    other = made_run(tmp_path / "elsewhere" / "a", settings={"min_df": 9})
    assert topics.compare(other, b).save() == tmp_path / "b.analyses" / "compare-a-2"
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match="left alone"):
        topics.compare(a, b).save(folder)


def test_archives_are_compared_as_their_runs(tmp_path: Path) -> None:
    """Archives give what their runs do, in the same folder; nothing else is left behind."""
    for name, version in (("a", 2), ("b", 3)):
        shutil.copytree(GOLDEN / f"format-{version}", tmp_path / name)
        freeze(tmp_path / name, tmp_path / f"{name}.zip")
    folder = topics.compare(tmp_path / "a", tmp_path / "b").save()
    before = folder_hashes(folder)
    found = topics.compare(tmp_path / "a.zip", tmp_path / "b.zip")
    assert found.text().startswith(f"A: {tmp_path / 'a.zip'}\nB: {tmp_path / 'b.zip'}\n")
    assert (found.save(), folder_hashes(folder)) == (folder, before)
    shutil.rmtree(tmp_path / "a")
    done = command(tmp_path / "a.zip", tmp_path / "b")
    assert done.exit_code == 0, done.stderr
    assert folder_hashes(folder).keys() == before.keys()
    freeze(tmp_path / "b", tmp_path / "bare.zip", text=False)
    with pytest.raises(OutputError, match="without texts"):
        topics.compare(tmp_path / "bare.zip", tmp_path / "b")
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(OutputError, match="cannot be unpacked"):
        topics.compare(tmp_path / "b", tmp_path / "x.zip")


def test_what_is_no_run_is_refused() -> None:
    """The error names the argument and what to pass."""
    with pytest.raises(WrongTypeError, match=r"b must be the folder of a run.* got array"):
        topics.compare(GOLDEN / "format-3", np.ones(2))  # type: ignore[arg-type]


def test_a_code_by_hand_is_the_cause(tmp_path: Path) -> None:
    """Whatever the evidence, a paragraph that either run codes by hand has its theme from there."""
    a, b = made_run(tmp_path / "a"), made_run(tmp_path / "b", city={2: 0.0})
    blocks = b.tables["paragraphs"]
    by_hand = ["hand" if i == 2 else "" for i in range(len(blocks))]
    edited = replace(b, tables={**b.tables, "paragraphs": blocks.assign(coded_by=by_hand)})
    found = topics.compare(a, edited)
    assert found.changed["cause"].tolist() == ["hand"]
    assert "由手工编码。" in (found.save(tmp_path / "out") / "compare.html").read_text("utf-8")


def test_topics_are_compared_as_they_were_fitted(tmp_path: Path) -> None:
    """A topic that an edit merged away is in no table of the run; it has its words as a name."""
    a = made_run(tmp_path / "a")
    merged = a.tables["topics"].head(1).assign(edited="merged")
    edited = replace(a, tables={**a.tables, "topics": merged})
    found = topics.compare(a, edited)
    assert "before edits merged or split any" in found.notes[0][1]
    assert found.models[0].names_b[2] == ("w01", "w01")
    assert found.models[0].names_b[1] == ("话题1（手工）", "话题1 (by hand)")
    assert "note: Topics are compared as they were fitted" in found.text()


def test_topics_that_keep_their_ids_are_said_to(tmp_path: Path) -> None:
    """As after `topics retrain`; growth and loss by a point are named."""
    parent = lda(N)
    child = replace(parent, share=np.array([0.4, 0.6]), random_state=2)
    found = topics.compare(
        made_run(tmp_path / "a", models=[parent]), made_run(tmp_path / "b", models=[child])
    )
    said = "\n".join(found.summary)
    assert "2 of 2 topics go on under the same ids: 1 话题1, 2 话题2." in said
    assert "Growing: 2 话题2 (50.0% → 60.0%)." in said
    assert "Shrinking: 1 话题1 (50.0% → 40.0%)." in said
    renamed = replace(parent, topics=np.array([2, 1]))
    crossed = topics.compare(made_run(tmp_path / "c", models=[renamed]), found.sides[1].run)
    assert "2 of 2 topics go on: " in "\n".join(crossed.summary)
