"""Retraining: what a new run takes over from the one that it continues."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import topics
from tests.runs.golden_study import CODEBOOK, SET, SPEECH
from topics.cli import main
from topics.errors import OutputError, TopicsError
from topics.retraining import retrain
from topics.runs.files import folder_hashes
from topics.runs.store import Run, load_run
from topics.verification import verify

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning"),
]
NEW = """\
在项目建设会议上的讲话
（2020年5月{n}日）
同志们：
企业投资项目，工厂招商，企业招商第{n}次，工厂{n}个。
公园和街道，企业在{n}个工厂投资，清理垃圾。
学校和课堂，教师读书，招商项目有{n}个，工厂投资第{n}期。
谢谢大家！
"""
SETTINGS = ["engines=['lda','kmeans']", *SET[:-1], "stability=2"]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a run of two files (reports/old) and one with two more (reports/old-2).

    The seeds of the first are in ``before``, all of them in ``after``.
    """
    folder = tmp_path_factory.mktemp("retraining")
    for pile in ("before", "after"):
        (folder / pile).mkdir()
        for n in (2, 4):
            (folder / pile / f"{n}.txt").write_text(SPEECH.format(n=n), "utf-8")
    for n in (1, 5):  # before and after the earlier ones
        (folder / "after" / f"{n}.txt").write_text(NEW.format(n=n), "utf-8")
    (folder / "book.toml").write_text(CODEBOOK, "utf-8")
    settings = topics.load_settings(overrides=SETTINGS)
    old = folder / "reports" / "old"
    topics.run(folder / "before", old, settings=settings, codebook=folder / "book.toml")
    (folder / "book.toml").unlink()
    before = folder_hashes(old)
    assert retrain(old, folder / "after").folder == folder / "reports" / "old-2"
    assert folder_hashes(old) == before
    return folder


@pytest.fixture(scope="module")
def runs(study: Path) -> tuple[Run, Run]:
    """Return both runs."""
    return load_run(study / "reports" / "old"), load_run(study / "reports" / "old-2")


def test_earlier_paragraphs_keep_their_codes(runs: tuple[Run, Run]) -> None:
    """To the last digit: the coder is that of the earlier run, though there are more texts."""
    old, new = (run.tables["coding"].set_index(["source", "paragraph"]) for run in runs)
    assert len(new) > len(old) > 0
    pd.testing.assert_frame_equal(new.loc[old.index], old, check_exact=True)
    assert runs[1].coder().to_dict() == runs[0].coder().to_dict()


def test_earlier_terms_keep_their_columns_and_counts(runs: tuple[Run, Run]) -> None:
    """New terms come after them, and some are new."""
    for engine in ("lda", "kmeans"):
        old, new = (run.models[engine] for run in runs)
        assert new.vocabulary[: len(old.vocabulary)] == old.vocabulary
        assert {"企业", "投资"} <= set(new.vocabulary) - set(old.vocabulary)
        at = new.units.row_of()
        rows = [at[key] for key in old.units.first_paragraphs()]
        assert (new.unit_counts[rows] >= old.unit_counts).all()


def test_topics_that_go_on_keep_their_ids(runs: tuple[Run, Run]) -> None:
    """The table has ids of both runs, and every id of the new run is in it and in its topics."""
    old, new = runs
    table = new.tables["lineage"]
    for engine, model in new.models.items():
        rows = table[table["engine"] == engine]
        goes_on = rows[rows["state"].isin(("kept", "moved"))]
        assert (goes_on["parent"] == goes_on["child"]).all()
        assert set(rows["parent"].dropna()) == set(old.models[engine].topics)
        assert set(rows["child"].dropna()) - set(goes_on["child"]) <= {3, 4}
        assert set(rows[rows["state"] != "merged"]["child"].dropna()) == set(model.topics)
        assert model.highest_id >= max(model.topics)
        listed = new.tables["topics"]
        assert set(listed[listed["engine"] == engine]["topic"]) == set(model.topics)
    assert "start" in new.models["lda"].params
    assert "start" not in new.models["kmeans"].params


def test_the_manifest_names_the_parent(study: Path, runs: tuple[Run, Run]) -> None:
    """By its hash and the name of its folder; so does the list of runs."""
    told = CliRunner().invoke(main, ["runs", str(study / "reports")])
    assert "  old-2: 4 sources, 4 speeches; as recorded; made from old" in told.stdout
    assert "    topics that go on: lda 2 / 2" in told.stdout
    record = runs[1].manifest["retrained"]
    assert record == {"folder": "old", "fresh": False}
    assert runs[1].manifest["coder_of"] == runs[1].manifest["parent"]
    assert runs[1].manifest["continued"] == ["lda"]
    page = (runs[1].folder / "report.html").read_text("utf-8")
    assert "which started from the model of an earlier run" in page
    assert "which started from the model" not in (runs[0].folder / "report.html").read_text("utf-8")


@pytest.mark.slow
def test_a_new_run_is_verified_with_its_parent_and_without(study: Path, tmp_path: Path) -> None:
    """With it all is made again; alone its tables are, by the coder that it keeps."""
    found = verify(study / "reports" / "old-2", study / "after")
    assert (found.is_same, found.made_again) == (True, "run"), found.text()
    alone = shutil.copytree(study / "reports" / "old-2", tmp_path / "alone")
    found = verify(alone, study / "after")
    assert (found.is_same, found.made_again) == (True, "tables"), found.text()
    assert any("not beside it" in note for _, note in found.notes)


@pytest.mark.slow
def test_a_new_run_needs_its_parent_no_more(study: Path, tmp_path: Path) -> None:
    """It can be recoded, used for new texts and continued in turn; ids go on."""
    alone = shutil.copytree(study / "reports" / "old-2", tmp_path / "alone")
    recoded = topics.recode(alone, alone / "inputs" / "codebook" / "book.toml")
    pd.testing.assert_frame_equal(recoded.tables["coding"], load_run(alone).tables["coding"])
    assert recoded.manifest["coder_of"] == load_run(alone).manifest["coder_of"]
    assert verify(recoded.folder).is_same
    assert len(topics.infer(alone, ["企业招商，学校读书。"]).tables["coding"]) == 1
    third = retrain(recoded.folder, study / "before")
    assert third.manifest["coder_of"] == recoded.manifest["coder_of"]
    assert third.models["lda"].highest_id >= recoded.models["lda"].highest_id
    assert "企业" not in third.models["lda"].vocabulary  # which occurs nowhere any more


def test_the_command_says_what_became_of_the_topics(study: Path, tmp_path: Path) -> None:
    """On stderr, with the themes whose shares changed."""
    old = study / "reports" / "old"
    args = ["retrain", str(old), str(study / "after")]
    told = CliRunner().invoke(main, [*args, "--n-components", "3", "--out", str(tmp_path / "a")])
    assert told.exit_code == 0, told.stderr
    assert "lda: 2 of 2 topics go on, 1 " in told.stderr
    assert "shares of themes: " in told.stderr
    assert load_run(tmp_path / "a").manifest["retrained"]["folder"] == ""


@pytest.mark.slow
def test_the_same_retraining_replaces_itself_and_another_gets_the_next_number(study: Path) -> None:
    """A fresh fit is another one: it has seed words and no start, and is matched all the same."""
    args = ["retrain", str(study / "reports" / "old"), str(study / "after")]
    again = CliRunner().invoke(main, args)
    assert again.stdout == f"{study / 'reports' / 'old-2' / 'report.html'}\n"
    fresh = CliRunner().invoke(main, [*args, "--fresh"])
    assert fresh.stdout == f"{study / 'reports' / 'old-3' / 'report.html'}\n"
    model = load_run(study / "reports" / "old-3").models["lda"]
    assert "start" not in model.params
    assert "seed_words" in model.params
    assert set(load_run(study / "reports" / "old-3").tables["lineage"]["engine"]) == {
        "lda",
        "kmeans",
    }


@pytest.mark.slow
def test_another_codebook_means_a_new_coder(study: Path, tmp_path: Path) -> None:
    """A message says so; the same codebook under another name keeps the coder."""
    old, after = study / "reports" / "old", study / "after"
    (tmp_path / "same.toml").write_text(CODEBOOK, "utf-8")
    (tmp_path / "new.toml").write_text(CODEBOOK.replace("公园", "企业"), "utf-8")
    same = retrain(old, after, tmp_path / "1", codebook=tmp_path / "same.toml")
    assert same.coder().inverse.tolist() == load_run(old).coder().inverse.tolist()
    new = retrain(old, after, tmp_path / "2", codebook=tmp_path / "new.toml")
    own = retrain(old, after, tmp_path / "3", refit_coder=True)
    for run, n_said in ((same, 0), (new, 1), (own, 0)):
        codes = [message["code"] for message in run.manifest["warnings"]]
        assert codes.count("coder_new") == n_said
        assert ("coder_of" in run.manifest) == (run is same)
    assert own.coder().n_paragraphs > load_run(old).coder().n_paragraphs


def test_what_cannot_be_continued_is_said(study: Path, tmp_path: Path) -> None:
    """A parent that is gone, in the way, or of a later version; seeds that are not there."""
    old, after = study / "reports" / "old", study / "after"
    with pytest.raises(OutputError, match=r"is not a run.*topics run"):
        retrain(tmp_path / "gone", after)
    with pytest.raises(OutputError, match="never changed"):
        retrain(old, after, old, replace=True)
    with pytest.raises(OutputError, match="replace=True"):
        retrain(old, after, study / "reports" / "old-2", overrides=["n_components=3"])
    with pytest.raises(TopicsError, match="nowhere"):
        retrain(old, tmp_path / "nowhere")
    later = shutil.copytree(old, tmp_path / "later")
    text = (later / "run.json").read_text("utf-8")
    (later / "run.json").write_text(text.replace('"format_version": 3', '"format_version": 9'))
    with pytest.raises(OutputError, match="Install a newer"):
        retrain(later, after)
    assert np.all([path.name != "later-2" for path in tmp_path.iterdir()])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["format-2", "format-3"])
def test_runs_of_earlier_versions_are_continued(study: Path, tmp_path: Path, name: str) -> None:
    """With a new coder, as they have none; those of format 1 have no settings."""
    golden = Path(__file__).parent / "runs" / "golden"
    parent = shutil.copytree(golden / name, tmp_path / name)
    done = retrain(parent, study / "after", gold="none")
    assert done.folder == tmp_path / f"{name}-2"
    assert "coder_missing" in [message["code"] for message in done.manifest["warnings"]]
    assert len(done.tables["lineage"])
    with pytest.raises(OutputError, match=r"format version 1.*Repeat the run"):
        retrain(golden / "format-1", study / "after", tmp_path / "out")
