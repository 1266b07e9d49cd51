"""Edits in runs: applied, copied, applied again by report, recode, retrain and verify."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import topics
from tests.test_reruns import BOOK, TEXT, content
from topics import engine_fits
from topics.cli import main
from topics.errors import EditsError, SettingsError
from topics.reporting import export, report
from topics.reruns import recode
from topics.runs.inputs import input_path
from topics.runs.store import Run, load_run
from topics.runs.tables import read_table
from topics.verification import verify

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning"),
]
SETTINGS = [
    "engines=['nmf','lda']",
    "n_init=1",
    "stability=1",
    "n_components=3",
    "min_df=1",
    "max_df=1.0",
]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with seeds and a codebook."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "pile").mkdir()
    for n in (1, 2, 3):
        (folder / "pile" / f"{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    city = BOOK.format(id="city", zh="城市", words='["垃圾", "公园"]')
    school = BOOK.format(id="school", zh="学校", words='["学校", "教师"]')
    (folder / "book.toml").write_text(city + school, "utf-8")
    return folder


def made(study: Path, name: str, *more: str) -> Run:
    """Return a run of the study with further settings."""
    settings = topics.load_settings(overrides=[*SETTINGS, *more])
    return topics.run(
        study / "pile", study / name, settings=settings, codebook=study / "book.toml", replace=True
    )


@pytest.fixture(scope="module")
def plain(study: Path) -> Run:
    """Return a run without edits."""
    return made(study, "plain")


@pytest.fixture(scope="module")
def edits(study: Path, plain: Run) -> Path:
    """Return edits of the run: two topics merged, one named, one hidden, two paragraphs coded."""
    table = plain.tables["topics"]
    words = {(r.engine, r.topic): r.top_terms for r in table.itertuples()}
    paragraphs = plain.tables["paragraphs"]
    body = paragraphs[paragraphs["theme"] == "city"]
    text = f"""
[[merge]]
topics = [1, 3]
words = ["{words["nmf", 1]}", "{words["nmf", 3]}"]

[[topic]]
topic = 1
words = "{words["nmf", 1]}"
name = "我的话题"

[[topic]]
engine = "lda"
topic = 2
words = "{words["lda", 2]}"
hide = true

[[code]]
id = "{body["id"].iloc[0]}"
theme = "school"

[[code]]
id = "{body["id"].iloc[1]}"
theme = "none"
"""
    (study / "edits.toml").write_text(text, "utf-8")
    return study / "edits.toml"


@pytest.fixture(scope="module")
def edited(study: Path, edits: Path) -> Run:
    """Return a run with the edits."""
    return made(study, "edited", f"edits={edits}")


def test_an_empty_file_changes_inputs_and_settings_alone(study: Path, plain: Run) -> None:
    """Every table, model, figure and pyLDAvis page has the same bytes."""
    (study / "empty.toml").write_text("", "utf-8")
    run = made(study, "empty", f"edits={study / 'empty.toml'}")
    before, after = content(plain.folder), content(run.folder)
    others = {name for name in after if before.get(name) != after[name]}
    assert others == {"inputs/edits/empty.toml", "inputs/settings.toml", "report.html"}
    page = after["report.html"].decode()
    assert page.count("empty.toml") >= 1  # the page lists inputs and settings


def test_tables_have_the_edits_and_models_are_as_fitted(plain: Run, edited: Run) -> None:
    """What was edited is marked at the right, with what was before."""
    before, after = (r.tables["topics"].set_index(["engine", "topic"]) for r in (plain, edited))
    assert after.index.tolist() == [key for key in before.index if key != ("nmf", 3)]
    row = after.loc["nmf", 1]
    assert (row["label"], row["edited"]) == ("我的话题", "merged name")
    assert before.loc[("nmf", 3), "label"] in row["label_before"]
    assert row["share"] == pytest.approx(before.loc["nmf"]["share"][[1, 3]].sum())
    assert after.groupby("engine")["share"].sum().tolist() == pytest.approx([1, 1])
    assert after.loc[("lda", 2), "edited"] == "hidden"
    assert after["edited"].eq("").sum() == len(after) - 2
    assert edited.models["nmf"].n_topics == 3
    for name in content(plain.folder):
        if name.startswith("models/"):
            assert content(plain.folder)[name] == content(edited.folder)[name]


def test_codes_by_hand_are_in_every_table(plain: Run, edited: Run) -> None:
    """Paragraphs, probabilities, evidence and the shares of themes and speeches agree."""
    paragraphs = edited.tables["paragraphs"]
    hand = paragraphs[paragraphs["coded_by"] == "hand"]
    assert hand["theme"].tolist() == ["school", ""]
    assert hand["theme_before"].tolist() == ["city", "city"]
    assert hand["theme_share"].iloc[0] == 1
    keys = ["source", "paragraph"]
    coding = edited.tables["coding"].set_index(keys).loc[list(hand[keys].itertuples(index=False))]
    assert coding.to_numpy().tolist() == [[0, 1, 0], [0, 0, 1]]
    evidence = edited.tables["evidence"].query("kind == 'hand'")
    assert evidence["theme"].tolist() == ["school", "none"]
    before, after = (r.tables["themes"].set_index("theme")["share"] for r in (plain, edited))
    assert after["city"] < before["city"]
    assert after.sum() == pytest.approx(1)
    speeches = edited.tables["speeches"]
    assert speeches[["city", "school", "none"]].sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_the_page_has_the_names_and_not_what_is_hidden(edited: Run) -> None:
    """A hidden topic is in the tables, but not in the page."""
    page = (edited.folder / "report.html").read_text("utf-8")
    assert "我的话题" in page
    assert '"nmf-1"' in page
    assert '"lda-2"' not in page


@pytest.mark.slow
def test_an_edited_run_verifies(study: Path, edited: Run) -> None:
    """From its seeds, and from its own texts and models."""
    for seeds in (study / "pile", None):
        found = verify(edited.folder, seeds)
        assert found.is_same, found.text()


@pytest.mark.slow
def test_recode_applies_the_same_edits(edited: Run, plain: Run, edits: Path) -> None:
    """Recoded with the same codebook an edited run is the same, and so is the plain one edited."""
    book = input_path(plain.folder, "codebook")
    assert book is not None
    for run, more in ((edited, {"codebook": book}), (plain, {"edits": edits})):
        again = content(
            recode(run.folder, out=run.folder.with_name("again"), replace=True, **more).folder
        )
        assert [name for name, data in content(edited.folder).items() if again[name] != data] == []


@pytest.mark.slow
def test_recode_without_edits_is_as_before(plain: Run, edited: Run, tmp_path: Path) -> None:
    """What was merged is two topics again; codes by hand are forgotten."""
    back = content(recode(edited.folder, out=tmp_path / "back", edits="none").folder)
    for name in ("topics.csv", "coding.csv", "themes.csv", "paragraphs.csv", "agreement.csv"):
        assert back[name] == content(plain.folder)[name], name
    with pytest.raises(SettingsError, match="needs a codebook or edits"):
        recode(edited.folder)


@pytest.mark.slow
def test_report_shows_other_edits_and_leaves_the_run(edits: Path, plain: Run) -> None:
    """The page is that of the edits; the run is not changed."""
    before = content(plain.folder)
    result = CliRunner().invoke(main, ["report", str(plain.folder), "--edits", str(edits)])
    assert result.exit_code == 0, result.output
    page = Path(result.output.splitlines()[-1]).read_text("utf-8")
    assert "我的话题" in page
    assert '"lda-2"' not in page
    assert content(plain.folder) == before
    assert "我的话题" not in report(plain.folder).read_text("utf-8")


@pytest.mark.slow
def test_export_and_infer_show_topics_as_edited(study: Path, edited: Run) -> None:
    """The topics of every table are those of the run's."""
    known = set(zip(*(edited.tables["topics"][c] for c in ("engine", "topic")), strict=True))
    table = read_table(export(edited.folder, "speaker") / "topics_by.csv")
    assert set(zip(table["engine"], table["topic"], strict=True)) == known
    found = topics.infer(edited, study / "pile").tables["topics"]
    assert found["topic"].tolist() == [1, 2, 3]  # lda's; nmf finds no topics of new texts


@pytest.mark.slow
def test_retrain_applies_edits_to_the_topics_that_go_on(study: Path, edited: Run) -> None:
    """Ids persist, so the name is still there after new seeds; the file is in the new run."""
    (study / "more").mkdir()
    for n in (1, 2, 3, 4):
        (study / "more" / f"{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    child = topics.retrain(edited.folder, study / "more", study / "child")
    row = child.tables["topics"].set_index(["engine", "topic"]).loc["nmf", 1]
    assert (row["label"], row["edited"]) == ("我的话题", "merged name")
    assert (child.tables["paragraphs"]["coded_by"] == "hand").sum() == 2


@pytest.mark.slow
def test_edits_that_fit_no_longer_stop_the_run_with_a_proposal(study: Path, edits: Path) -> None:
    """The message names every one; nothing is written. What no fit can give is found before it."""
    text = edits.read_text("utf-8").replace('engine = "lda"\ntopic = 2', "topic = 9")
    (study / "old.toml").write_text(text, "utf-8")
    with pytest.raises(EditsError, match=r"old.toml, line 11: nmf has no topic 9"):
        made(study, "old", f"edits={study / 'old.toml'}")
    assert not any(path.name.startswith("old") and path.is_dir() for path in study.iterdir())
    text = edits.read_text("utf-8").replace('engine = "lda"\ntopic = 2', "topic = 2")
    (study / "old.toml").write_text(text, "utf-8")
    with pytest.raises(
        EditsError, match=r"old.toml, line 11: topic 2 of nmf has other words"
    ) as caught:
        made(study, "old", f"edits={study / 'old.toml'}")
    assert "paste:" in str(caught.value)
    assert not (study / "old").exists()
    (study / "gone.toml").write_text('[[code]]\nid = "00000000-1-0"\ntheme = "city"\n', "utf-8")
    with pytest.raises(EditsError, match="no paragraph has the id"):
        made(study, "gone", f"edits={study / 'gone.toml'}")


@pytest.mark.slow
def test_a_run_that_stopped_at_its_edits_continues_after_its_fits(
    study: Path, plain: Run, edits: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Corrected, nothing is fitted again, and the run is the same; `verify` makes all of it."""
    fits: list[str] = []
    fit = engine_fits.fit
    monkeypatch.setattr(
        engine_fits,
        "fit",
        lambda matrix, engine, **kw: (fits.append(engine), fit(matrix, engine, **kw))[1],
    )
    right = edits.read_text("utf-8")
    for text in (right.replace("topic = 1", "topic = 2"), right):
        (study / "stopped.toml").write_text(text, "utf-8")
        with suppress(EditsError):
            made(study, "stopped", f"edits={study / 'stopped.toml'}")
    assert fits == ["nmf", "lda"]
    assert {path.name for path in (study / "stopped.cache").iterdir()} == {"readings", "words"}
    stopped, whole = (
        load_run(study / "stopped"),
        made(study, "whole", f"edits={study / 'stopped.toml'}"),
    )
    assert stopped.manifest["outputs"] == whole.manifest["outputs"]
    assert stopped.manifest["warnings"] == whole.manifest["warnings"]
    del fits[:]
    assert verify(stopped.folder, study / "pile").is_same
    assert fits == ["nmf", "lda"]
