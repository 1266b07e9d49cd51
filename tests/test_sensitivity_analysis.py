"""One model under each choice of preprocessing, from the command to its folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import topics
from topics import sensitivity_analysis
from topics.choices import choices
from topics.cli import main
from topics.config import load_settings
from topics.errors import CorpusError, GoldError
from topics.report.sensitivity_text import LEGEND
from topics.runs.files import file_hash
from topics.runs.sensitivity import FILES
from topics.sensitivity_analysis import sensitivity

CITY = (
    "街道和公园要绿化，垃圾要清理，推进公园绿化。",
    "垃圾、公园、街道，清理垃圾。",
    "绿化公园，清理垃圾，绿化街道。",
)
SCHOOL = (
    "学校的教师和学生要读书，推进课堂。",
    "教师在学校，学生在课堂。",
    "学生读书，教师读书，课堂和学校。",
)
PORT = (
    "码头和轮船，港口和货物。",
    "轮船到港口，货物到码头，推进航线。",
    "港口的航线，轮船的航线，码头的货物。",
)
THEMES = """\
[[theme]]
id = "city"
zh = "城市"
en = "City"
seed_words = ["垃圾", "公园"]
[[theme]]
id = "school"
zh = "学校"
en = "School"
seed_words = ["学校", "读书"]
"""
GOLD = (("1.txt", "city"), ("2.txt", "city"))
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning"),
]
SET = ("n_components=3", "min_df=2", "max_df=1.0", 'engines=["agglomerative", "kmeans"]')


def overrides(study: Path) -> list[str]:
    """Return the settings of a study on the command line."""
    return [*SET, f"dictionary={study / 'dictionary.txt'}"]


def call(study: Path, *arguments: str) -> Result:
    """Call the command with the study's files."""
    told = [part for text in overrides(study) for part in ("--set", text)]
    files = ["--codebook", str(study / "themes.toml"), "--gold", str(study / "gold.jsonl")]
    command = ["sensitivity", str(study / "pile"), *told, *files, *arguments]
    return CliRunner().invoke(main, command, catch_exceptions=False)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two speeches of three topics, and a study's own files."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "pile").mkdir()
    for number, paragraphs in ((1, CITY + SCHOOL), (2, SCHOOL + PORT)):
        lines = [f"在第{number}次会议上的讲话", "同志们：", *paragraphs]
        (folder / "pile" / f"{number}.txt").write_text("\n".join(lines), "utf-8")
    (folder / "pile" / "bad.txt").write_bytes(b"")
    (folder / "dictionary.txt").write_text("清理垃圾\n", "utf-8")
    (folder / "themes.toml").write_text(THEMES, "utf-8")
    gold = [
        json.dumps({"source": source, "line": 3, "role": "body", "themes": [theme]})
        for source, theme in GOLD
    ]
    (folder / "gold.jsonl").write_text("\n".join(gold), "utf-8")
    return folder


@pytest.fixture(scope="module")
def done(study: Path) -> Result:
    """Return what the command said, having written the study's folder ``out``."""
    return call(study, "--out", str(study / "out"))


def test_the_command_prints_every_choice(study: Path, done: Result) -> None:
    """The table's row and the sentence of each; a skipped source is said, and is exit code 1."""
    summary = pd.read_csv(study / "out" / "sensitivity.csv", keep_default_na=False)
    assert done.exit_code == 1
    rows, said, legend = done.stdout.rstrip("\n").split("\n\n")
    assert len(rows.splitlines()) == 1 + len(summary)
    assert len(said.splitlines()) == len(summary)
    assert said.splitlines()[0].startswith("baseline, random seeds")
    assert summary["sentence"][0].startswith("基准：")
    assert legend == LEGEND["en"]
    read, *stages, skipped = done.stderr.splitlines()
    assert read == "read: 2 sources, 1 skipped, 2 speeches, 12 paragraphs, 0 repairs"
    assert [line.split(":")[0] for line in stages[1:]] == [
        f"{setting} {value}"
        for setting, value in zip(summary["setting"], summary["value"], strict=True)
    ][1:]
    assert skipped == "skipped: bad.txt: is empty"


def test_what_cannot_be_fitted_says_why(study: Path, done: Result) -> None:
    """Two speeches are too few units for three topics; their rows hold the reason and no number."""
    summary = pd.read_csv(study / "out" / "sensitivity.csv").set_index(["setting", "value"])
    row = summary.loc[("unit", "speech")]
    assert "3 topics" in row["reason"]
    assert row["n_fits"] == 0
    assert "unit speech: could not be fitted" in done.stderr


def test_means_are_between_the_lowest_and_the_highest(study: Path, done: Result) -> None:
    """Each similarity is in [0, 1], between its bounds; random seeds share all terms."""
    assert done.exit_code == 1
    summary = pd.read_csv(study / "out" / "sensitivity.csv")
    fitted = summary[summary["n_fits"] > 0]
    for name in ("topic_similarity", "top_word_overlap", "same_themes"):
        low, mean, high = (fitted[f"{name}{end}"] for end in ("_low", "", "_high"))
        assert ((low >= 0) & (low <= mean + 1e-9) & (mean <= high + 1e-9) & (high <= 1)).all()
    assert fitted["shared_terms"].between(0, 1).all()
    assert fitted.loc[fitted["setting"] == "random_state", "shared_terms"].eq(1).all()


def test_the_folder_holds_what_was_compared(study: Path, done: Result) -> None:
    """Each file's hash, every input's, the study's settings, and each choice."""
    out = study / "out"
    assert sorted(path.name for path in out.iterdir()) == sorted([*FILES, "settings.json"])
    assert (out / "sensitivity.txt").read_text("utf-8") == done.stdout
    told = json.loads((out / "settings.json").read_text("utf-8"))
    assert told["outputs"] == {name: file_hash(out / name) for name in sorted(FILES)}
    assert told["inputs"]["seeds/1.txt"] == file_hash(study / "pile" / "1.txt")
    assert told["inputs"]["gold/gold.jsonl"] == file_hash(study / "gold.jsonl")
    assert told["settings"]["dictionary"] == "dictionary.txt"
    summary = pd.read_csv(out / "sensitivity.csv")
    assert [(row["setting"], row["value"], row["seed_words"]) for row in told["compared"]] == list(
        zip(summary["setting"], summary["value"], summary["seed_words"], strict=True)
    )
    fits = pd.read_csv(out / "fits.csv")
    fitted = fits.groupby(["setting", "value"]).size()
    assert fitted["random_state"].tolist() == [6]
    assert set(fitted.drop("random_state")) == {4}


@pytest.mark.slow
def test_a_second_time_gives_the_same_bytes(study: Path, done: Result) -> None:
    """Tables, figure and settings are replaced by the same."""
    out = study / "out"
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    assert call(study, "--out", str(out)).stdout == done.stdout
    assert {path.name: path.read_bytes() for path in out.iterdir()} == first


def test_every_choice_changes_one_setting() -> None:
    """The study's own value is never among them; the rest of the settings stay."""
    own = load_settings(overrides=["min_df=2", "unit=section", "n_components=3"])
    found = choices(own)
    assert [(c.setting, c.value) for c in found] == [
        ("segmenter", "jieba"),
        ("stop_formula", "false"),
        ("unit", "paragraph"),
        ("unit", "speech"),
        ("min_df", "1"),
        ("min_df", "3"),
        ("min_df", "5"),
        ("max_df", "0.3"),
        ("max_df", "1.0"),
        ("dictionary", "without package"),
        ("n_components", "5"),
    ]
    for choice in found:
        if choice.setting == "dictionary":
            assert choice.settings == own
        else:
            changed = getattr(choice.settings, choice.setting)
            assert str(changed).lower() == choice.value
            back = {choice.setting: getattr(own, choice.setting)}
            assert replace(choice.settings, **back) == own


@pytest.mark.slow
def test_the_model_is_the_runs_own(study: Path) -> None:
    """What every choice is compared with is what `topics run` makes of the same settings."""
    changed = ["n_init=1", "n_components=2", "min_df=1", "max_df=0.6", "stop_formula=false"]
    settings = load_settings(overrides=[*changed, f"dictionary={study / 'dictionary.txt'}"])
    run = topics.run(study / "pile", study / "run", settings=settings)
    found = sensitivity(study / "pile", settings=settings)
    # LDA starts from seed words; the second half of each table is without them.
    assert found.summary["seed_words"].tolist() == sorted(found.summary["seed_words"])[::-1]
    assert found.summary["seed_words"].sum() * 2 == len(found.summary)
    own = found.topics[found.topics["seed_words"] & (found.topics["setting"] == "random_state")]
    topics_of_lda = run.tables["topics"][run.tables["topics"]["engine"] == "lda"]
    assert own["top_terms"].tolist() == topics_of_lda["top_terms"].tolist()
    assert found.summary["n_terms"][0] == len(run.models["lda"].vocabulary)
    assert found.summary["n_units"][0] == len(run.models["lda"].units)
    assert found.summary["theme_accuracy"].isna().all()
    assert found.warnings == ()


def test_own_choices_that_cannot_be_fitted_are_an_error(study: Path) -> None:
    """There is nothing to compare with."""
    settings = load_settings(overrides=["min_df=9", "max_df=0.1"])
    with pytest.raises(CorpusError, match=r"min_df = 9 and max_df = 0\.1 exclude each other"):
        sensitivity(study / "pile", settings=settings)


def test_a_folder_with_other_work_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """That the analysis could not be written is found out at once."""
    (tmp_path / "run.json").write_text("{}")
    result = CliRunner().invoke(main, ["sensitivity", "no such seeds", "--out", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has files in it but is not a sensitivity analysis" in result.stderr


def test_gold_of_sources_that_were_not_read_ends_it_before_the_first_fit(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in `topics.run`: such lines would never count, whatever else matches."""
    gold = tmp_path / "gold.jsonl"
    other = json.dumps({"source": "no.txt", "line": 3, "role": "body", "themes": ["city"]})
    gold.write_text((study / "gold.jsonl").read_text("utf-8") + "\n" + other, "utf-8")
    monkeypatch.setattr(sensitivity_analysis, "fit_and_code", None)
    with pytest.raises(GoldError, match=r"no\.txt"):
        sensitivity(study / "pile", codebook=study / "themes.toml", gold=gold)
