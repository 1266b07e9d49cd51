"""From a finished run: another coding and another page, without fitting and without the seeds."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import topics
from topics.cli import main
from topics.corpus.columns import Speeches
from topics.errors import CodebookError, ModelError, OutputError, TopicsError
from topics.reporting import report
from topics.reruns import recode
from topics.runs.corpus_tables import corpus_of
from topics.runs.manifest import run_outputs, write_manifest
from topics.runs.store import Run, load_run

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore::topics.errors.TopicsWarning"),
]
TEXT = """\
在{n}会议上的讲话
（2019年3月{n}日）
同志们：
一、提高认识
（一）街道和公园要绿化，垃圾要清理，推进公园绿化第{n}期。
垃圾、公园、街道，{n}次清理垃圾，清理街道。
二、办好学校。学校的教师和学生要读书，推进课堂第{n}课。
学生读书，教师读书，课堂和学校，{n}个学校。
谢谢大家！
"""
BOOK = '[[theme]]\nid = "{id}"\nzh = "{zh}"\nseed_words = {words}\n'
SET = [
    "engines=['kmeans','nmf']",
    "n_init=2",
    "stability=2",
    "n_components=2",
    "min_df=1",
    "max_df=1.0",
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return a small run with a codebook, a dictionary and gold of its own; its seeds are gone."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "pile").mkdir()
    for n in (1, 2, 3):
        (folder / "pile" / f"{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    (folder / "pile" / "bad.txt").write_bytes(b"\0")
    (folder / "pile" / "metadata.csv").write_text("source,party\n1.txt,=1+1\n", "utf-8")
    (folder / "words.txt").write_text("清理垃圾\n", "utf-8")
    book = BOOK.format(id="city", zh="城市", words='["垃圾", "公园", "潜水艇"]')
    (folder / "book.toml").write_text(book, "utf-8")
    gold = {"source": "1.txt", "line": 5, "role": "body", "themes": ["city"]}
    (folder / "gold.jsonl").write_text(json.dumps(gold), "utf-8")
    settings = topics.load_settings(overrides=[*SET, f"dictionary={folder / 'words.txt'}"])
    files = {"codebook": folder / "book.toml", "gold": folder / "gold.jsonl"}
    run = topics.run(folder / "pile", folder / "run", settings=settings, **files)
    for name in ("pile", "words.txt", "book.toml", "gold.jsonl"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return run


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a run that must be the same when it is made again."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {name: files[name] for name in files if name not in ("run.json", "timings.json")}


def test_the_same_codebook_gives_the_same_run(done: Run, tmp_path: Path) -> None:
    """Every table, model, figure and page has the same bytes; the manifest names the parent."""
    before = content(done.folder)
    again = recode(done.folder, done.folder / "inputs/codebook/book.toml", tmp_path / "again")
    assert content(again.folder) == before == content(done.folder)
    parent = sha256((done.folder / "run.json").read_bytes()).hexdigest()
    own = dict(done.manifest)
    same = {**own, "parent": parent, "sha256": again.manifest["sha256"]}  # which hashes the rest
    assert again.manifest == same


def test_another_codebook_changes_themes_and_nothing_else(done: Run, tmp_path: Path) -> None:
    """Texts, models and topics' words stay; themes, names and shares are those of the new book."""
    book = tmp_path / "new.toml"
    book.write_text(BOOK.format(id="school", zh="学校", words='["学校", "读书"]'), "utf-8")
    run = recode(done.folder, book, tmp_path / "out")
    assert set(run.tables["paragraphs"]["theme"]) == {"", "school"}
    assert list(run.tables["themes"]["theme"]) == ["school", "none"]
    assert "city" not in run.tables["speeches"]
    for name, model in done.models.items():
        assert (run.models[name].doc_topic == model.doc_topic).all()
    fixed = [c for c in done.tables["paragraphs"] if not c.startswith(("theme", "certain"))]
    pd.testing.assert_frame_equal(run.tables["paragraphs"][fixed], done.tables["paragraphs"][fixed])
    named = ("theme", "label", "theme_p", "theme_hold", "runner_up", "state")
    fixed = [c for c in done.tables["topics"] if c not in named]
    pd.testing.assert_frame_equal(run.tables["topics"][fixed], done.tables["topics"][fixed])
    assert "codebook/new.toml" in run.manifest["inputs"]
    assert "潜水艇" not in set(run.tables["missing_seed_words"]["word"])
    codes = [message["code"] for message in run.manifest["warnings"]]
    assert codes.count("gold_without_themes") == 1
    assert "theme_accuracy" not in set(run.tables["scores"]["name"])


def test_the_corpus_of_a_run_is_the_one_that_was_read(
    corpus: topics.Corpus, seeds_run: Run
) -> None:
    """Speeches, blocks, repairs and near-duplicates come back from the tables, positions too."""
    back = corpus_of(seeds_run.tables)
    assert back.speeches == list(corpus.speeches)
    assert list(back.duplicates) == list(corpus.duplicates)
    assert back.paragraphs == list(corpus.paragraphs)
    assert back.repairs == list(corpus.repairs)
    assert back.fingerprint == corpus.fingerprint
    for seen, block in zip(back.paragraphs, corpus.paragraphs, strict=True):
        assert seen.offsets.tolist() == block.offsets.tolist()


def test_a_metadata_file_is_an_input_of_a_run(done: Run, tmp_path: Path) -> None:
    """Its bytes and hash are kept, in a recoded run too; another column makes another run."""
    table = "source,party\n1.txt,=1+1\n"
    book = done.folder / "inputs/codebook/book.toml"
    for run in (done, recode(done.folder, book, tmp_path / "again")):
        assert (run.folder / "inputs/metadata/metadata.csv").read_text("utf-8") == table
        assert run.manifest["inputs"]["metadata/metadata.csv"] == sha256(table.encode()).hexdigest()
    pile, out = tmp_path / "pile", tmp_path / "out"
    pile.mkdir()
    for n in (1, 2):
        (pile / f"{n}.txt").write_text(TEXT.format(n=n), "utf-8")
    settings = topics.load_settings(overrides=[*SET, "engines=['nmf']"][1:])
    topics.run(pile, out, settings=settings)
    (pile / "metadata.csv").write_text("source,party\n1.txt,x\n", "utf-8")
    with pytest.raises(OutputError, match="--replace"):
        topics.run(pile, out, settings=settings)


@pytest.mark.parametrize("max_chars", [1, 2500, 4_000_000])
def test_the_corpus_of_a_run_is_cut_into_the_same_pieces(
    seeds: Path, seeds_run: Run, monkeypatch: pytest.MonkeyPatch, max_chars: int
) -> None:
    """Whole speeches, closed before they pass the limit."""
    monkeypatch.setattr("topics.corpus.packing.MAX_CHARS", max_chars)
    whole, back = topics.read(seeds), corpus_of(seeds_run.tables)
    assert len(back.pieces) == len(whole.pieces)
    for seen, piece in zip(back.pieces, whole.pieces, strict=True):
        assert list(seen.paragraphs) == list(piece.paragraphs)
        assert Speeches([seen.speeches]) == Speeches([piece.speeches])


def forged(done: Run, folder: Path, changes: dict[str, tuple[str, str]]) -> Path:
    """Return a copy of a run with texts replaced in its files, and all hashes computed again."""
    shutil.copytree(done.folder, folder)
    for name, (before, after) in changes.items():
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_bytes(text.replace(before, after, 1).encode())
    write_manifest(folder, {**done.manifest, "outputs": run_outputs(folder)})
    return folder


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("inputs/settings.toml", "min_df = 1", "min_df = 2", "min_df is 2, in run.json 1"),
        ("inputs/settings.toml", '"nmf"]', '"nmf", "lda"]', "engines is"),
        ("inputs/settings.toml", '"nmf"]', '"stm"]', 'no engine "stm"'),
        ("speeches.csv", "1.txt,1", "1.txt,7", "are inconsistent"),
        ("paragraphs.csv", "1.txt,1", "1.txt,7", "are inconsistent"),
    ],
)
def test_a_run_that_was_changed_with_its_hashes_is_refused(
    done: Run, tmp_path: Path, name: str, before: str, after: str, message: str
) -> None:
    """What does not fit the rest of the run is one error of ours before the texts are cut."""
    run = forged(done, tmp_path / "run", {name: (before, after)})
    with pytest.raises(TopicsError, match=message):
        recode(run, done.folder / "inputs/codebook/book.toml", tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_default_folder_is_never_taken_twice(done: Run) -> None:
    """The first is RUN-recoded, the next RUN-recoded-2."""
    book = done.folder / "inputs/codebook/book.toml"
    names = [recode(done.folder, book).folder.name for _ in range(2)]
    assert names == ["run-recoded", "run-recoded-2"]


def test_recoding_destroys_no_run(done: Run, tmp_path: Path) -> None:
    """The run itself is refused always, another run unless it is to be replaced."""
    book = done.folder / "inputs/codebook/book.toml"
    before = content(done.folder)
    for out in (done.folder, done.folder / "within"):
        with pytest.raises(OutputError, match="never changed"):
            recode(done.folder, book, out, replace=True)
    out = tmp_path / "out"
    recode(done.folder, book, out)
    (tmp_path / "new.toml").write_text(
        BOOK.format(id="school", zh="学校", words='["学校"]'), "utf-8"
    )
    there = content(out)
    with pytest.raises(OutputError, match="--replace"):
        recode(done.folder, tmp_path / "new.toml", out)
    assert content(out) == there
    command = ["recode", str(done.folder), "--codebook", str(tmp_path / "new.toml")]
    command += ["--out", str(out)]
    refused = CliRunner().invoke(main, command)
    assert (refused.exit_code, "--replace" in refused.stderr) == (2, True)
    assert CliRunner().invoke(main, [*command, "--replace"]).exit_code == 1  # bad.txt
    assert list(load_run(out).tables["themes"]["theme"]) == ["school", "none"]
    assert content(done.folder) == before


def test_a_broken_codebook_writes_nothing(done: Run, tmp_path: Path) -> None:
    """It is refused before any work."""
    (tmp_path / "book.toml").write_text("[[thema]]\n", "utf-8")
    with pytest.raises(CodebookError):
        recode(done.folder, tmp_path / "book.toml", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_texts_that_are_cut_otherwise_now_are_refused(
    done: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Models of other terms cannot be used; the message says to make the run again."""
    monkeypatch.setattr("topics.stages.segment_corpus", _without_last_word)
    with pytest.raises(OutputError, match="Repeat the run"):
        recode(done.folder, done.folder / "inputs/codebook/book.toml", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def _without_last_word(corpus: topics.Corpus, *_: object) -> topics.Tokens:
    return topics.segment(corpus, "jieba", pos=["n"])


def test_the_page_is_written_beside_the_run(done: Run) -> None:
    """It is the run's own page but for the way to its files; the run is untouched."""
    before = content(done.folder)
    page = report(done.folder)
    assert page == done.folder.with_name("run.analyses") / "report.html"
    assert content(done.folder) == before
    text = page.read_text("utf-8")
    # The run's own page cannot have the hash of a manifest that has the hash of the page.
    own = text.replace("../run/", "").replace(done.manifest["sha256"], "")
    assert own == before["report.html"].decode()
    for name in ("ldavis.html", "ldavis-nmf.html"):
        assert f"../run/{name}" in text
    made = json.loads((page.parent / "report.json").read_text("utf-8"))
    assert made["run"] == sha256((done.folder / "run.json").read_bytes()).hexdigest()
    assert made["outputs"] == {"report.html": sha256(page.read_bytes()).hexdigest()}


def test_the_page_opens_in_the_language_that_is_given(done: Run) -> None:
    """Chinese without a word of it; any other language is refused."""
    assert '<html lang="zh-CN" data-ui="zh">' in report(done.folder).read_text("utf-8")
    result = CliRunner().invoke(main, ["report", str(done.folder), "--lang", "en"])
    page = Path(result.stdout.strip()).read_text("utf-8")
    assert '<html lang="en" data-ui="en">' in page
    with pytest.raises(ModelError, match="zh or en"):
        report(done.folder, language="de")  # type: ignore[arg-type]


def test_the_commands_print_where_the_page_is(done: Run, tmp_path: Path) -> None:
    """A source that the run skipped is exit code 1 of recode too."""
    result = CliRunner().invoke(main, ["report", str(done.folder)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert Path(result.stdout.strip()).is_file()
    book = str(done.folder / "inputs/codebook/book.toml")
    out = str(tmp_path / "out")
    result = CliRunner().invoke(
        main, ["recode", str(done.folder), "--codebook", book, "--out", out]
    )
    assert (result.exit_code, result.stdout) == (1, f"{out}/report.html\n")
    assert "skipped: bad.txt" in result.stderr
    assert load_run(out).manifest["parent"]


@pytest.mark.parametrize("command", [["report"], ["recode", "--codebook", "x.toml"]])
def test_what_is_no_run_is_refused(command: list[str], tmp_path: Path) -> None:
    """A folder without run.json is exit code 2."""
    result = CliRunner().invoke(main, [*command, str(tmp_path)])
    assert result.exit_code == 2
    assert "is not a run" in result.stderr
