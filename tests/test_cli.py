from __future__ import annotations

import re
import shutil
from importlib import metadata
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from topics.cli import main
from topics.corpus.reading.formats import READERS
from topics.engines import ENGINES
from topics.exit_codes import EXIT_CODES
from topics.runs.store import Run


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def pile(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "pile"
    folder.mkdir()
    for name, data in files.items():
        (folder / name.replace("_", ".")).write_bytes(data)
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def refused(result: Result, out: Path) -> str:
    """Return what a failed run said, having left nothing behind."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert not out.exists()
    assert not [p for p in out.parent.iterdir() if p.name.startswith(".")]
    return result.stderr


def test_an_empty_folder_is_refused(tmp_path: Path, out: Path) -> None:
    """Nothing to read: one sentence, exit code 2, nothing written."""
    folder = pile(tmp_path)
    said = refused(call("run", str(folder), "--out", str(out)), out)
    assert said.startswith(f"topics: {folder}: ")
    assert "no seed files" in said
    assert all(suffix in said for suffix in READERS)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, out: Path) -> None:
    """A misspelt folder is named."""
    said = refused(call("run", str(tmp_path / "sedes"), "--out", str(out)), out)
    assert said.startswith(f"topics: {tmp_path / 'sedes'}: there is no such folder")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path, out: Path) -> None:
    """A lone binary file cannot start a run."""
    folder = pile(tmp_path, a_txt=b"\x00\x01")
    first, second = refused(call("run", str(folder), "--out", str(out)), out).splitlines()
    assert first.startswith(f"topics: {folder}: none of its files can be read")
    assert second.startswith("a.txt: is not text")


def test_the_name_of_a_file_does_nothing_to_the_terminal(tmp_path: Path) -> None:
    """Escape sequences and direction characters in a name are shown, and lines stay lines."""
    folder = tmp_path / "pile"
    folder.mkdir()
    (folder / "a\x1b[2J\u202e.txt").write_bytes(b"\x00")
    said = CliRunner().invoke(main, ["run", str(folder), "--out", "o"], color=True).stderr
    assert said.splitlines()[1].startswith("a‹U+001B›[2J‹U+202E›.txt: is not text")


def test_misspelt_settings_come_all_at_once(seeds: Path, out: Path, tmp_path: Path) -> None:
    """Every wrong setting of the file and of the command line is named in one go."""
    file = tmp_path / "s.toml"
    file.write_text('n_component = 12\nunit = "paragraf"\nengines = ["lda", "kmean"]\n', "utf-8")
    said = refused(
        call("run", str(seeds), "--out", str(out), "--settings", str(file), "--set", "min_df=0"),
        out,
    )
    for word in ("n_component'", "Did you mean 'n_components'?", "paragraf", "kmean", "min_df"):
        assert word in said


def test_a_theme_given_twice_is_refused(seeds: Path, out: Path, tmp_path: Path) -> None:
    """A broken codebook stops the run before any work."""
    theme = '[[theme]]\nid = "a"\nzh = "甲"\nen = "A"\nseed_words = ["创卫"]\n'
    book = tmp_path / "book.toml"
    book.write_text(theme * 2, "utf-8")
    said = refused(call("run", str(seeds), "--out", str(out), "--codebook", str(book)), out)
    assert "book.toml: theme 'a' occurs twice, as theme 1 and theme 2" in said


@pytest.mark.thorough
def test_more_topics_than_units_are_refused(seeds: Path, out: Path) -> None:
    """K larger than the paragraphs allow says how many there are."""
    said = refused(call("run", str(seeds), "--out", str(out), "--set", "n_components=500"), out)
    assert re.search(r"only (\d+) units; choose at most \1 topics", said.splitlines()[-1])


def test_an_output_folder_that_cannot_be_written_is_refused(seeds: Path, tmp_path: Path) -> None:
    """A path below a file cannot be made; it is said before any work is done."""
    (tmp_path / "file").write_text("x")
    out = tmp_path / "file" / "out"
    result = call("run", str(seeds), "--out", str(out))
    assert result.exit_code == 2
    assert result.stderr.startswith("topics: ")
    assert str(out) in result.stderr
    assert "read:" not in result.stderr


@pytest.mark.thorough
def test_a_skipped_source_is_said_and_the_exit_code_is_one(
    seeds: Path, tmp_path: Path, out: Path
) -> None:
    """The others go on; the report is there; stderr names what was skipped."""
    folder = tmp_path / "pile"
    shutil.copytree(seeds, folder)
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02")
    result = call(
        "run", str(folder), "--out", str(out), "--set", "engines=['kmeans']", "--set", "stability=1"
    )
    assert result.exit_code == 1
    assert result.stdout == f"{out}/report.html\n"
    assert (out / "report.html").is_file()
    assert result.stderr.splitlines()[-1].startswith("skipped: bad.txt: is not text")
    assert "is not text" in (out / "report.html").read_text("utf-8")


@pytest.mark.thorough
def test_progress_is_plain_lines_in_a_log(seeds: Path, out: Path) -> None:
    """Without a terminal each stage is one line on stderr, and stdout holds the report's path."""
    result = call("run", str(seeds), "--out", str(out), "--set", "n_init=2", "--set", "stability=1")
    assert result.exit_code == 0
    stages = [line.split(":")[0] for line in result.stderr.splitlines() if "warning" not in line]
    assert stages == [
        "read", "segment", "count", "fit lda", "fit kmeans", "stability", "code",
        "evaluate", "formula", "tables", "topic maps", "figures", "report",
    ]  # fmt: skip
    assert "\x1b" not in result.stderr
    assert result.stdout == f"{out}/report.html\n"


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("run", "--out --settings --codebook --gold --set --replace"),
        ("inspect", "--out --against --settings --set"),
        ("words", "--out --reviewed --min-count --settings --set"),
        ("sensitivity", "--out --settings --codebook --gold --set"),
    ],
)
def test_help_names_every_option_and_the_exit_codes(command: str, options: str) -> None:
    """Every command says the same of what it shares with the others."""
    said = call(command, "--help").stdout
    table = said.partition("Options:")[2]
    assert re.findall(r"^  (--[a-z-]+)", table, re.MULTILINE) == options.split()
    assert said.startswith(f"Usage: main {command} [OPTIONS] [SEEDS]\n")
    assert " ".join(said.split()).endswith(f"Show this message and exit. {EXIT_CODES}")
    assert "A TOML file of settings." in said
    assert ("A TOML file of themes" in said) == ("--codebook" in options)


def test_engines_shows_what_each_promises_and_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise, library, what is taken, what cannot be promised, and how to get what is missing."""
    real = metadata.version

    def version(name: str) -> str:
        if name == "tomotopy":
            raise metadata.PackageNotFoundError(name)
        return "1.9" if name == "scikit-learn" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    result = call("engines")
    assert result.exit_code == 0
    told = {text.split()[0]: " ".join(text.split()[1:]) for text in result.stdout.split("\n\n")}
    assert list(told) == list(ENGINES)
    assert all(told[name].startswith(engine.promise) for name, engine in ENGINES.items())
    assert " Library: our own. Takes seed words." in told["lda"]
    assert (
        " Library: scikit-learn 1.9. Takes embeddings. Cannot promise as many topics as requested:"
        " it finds their number. The last digits depend on the processor" in told["hdbscan"]
    )
    assert "processor" not in told["lda"]
    assert " Library: tomotopy, not installed: pip install 'topics-zh[engines]'." in told["hdp"]
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_engines_are_explained_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """With TOPICS_LANG=zh every sentence on an engine is Chinese, and no line is too wide."""
    monkeypatch.setenv("TOPICS_LANG", "zh")
    lines = call("engines").stdout.splitlines()
    assert max(map(cell_len, lines)) <= 80
    text = "".join(line[15:] for line in lines)
    assert all(engine.promise_zh[:10] in text for engine in ENGINES.values())
    assert len(re.findall("[a-z]+ [a-z]+ [a-z]+", text)) == 0


def test_a_run_under_the_next_number_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that is kept and the one that is written are both named."""

    def numbered(*_: object, **__: object) -> Run:
        tables = {"skipped": pd.DataFrame({"source": [], "reason": []})}
        return Run(Path("reports/pile-2"), {"warnings": []}, tables, {})

    monkeypatch.setattr("topics.pipeline.run", numbered)
    result = call("run", "pile")
    assert (result.exit_code, result.stdout) == (0, "reports/pile-2/report.html\n")
    assert "reports/pile contains another run" in result.stderr
    assert call("run", "pile", "--out", "reports/pile-2").stderr == ""


def test_inspect_prints_and_writes_the_audit(seeds: Path, out: Path) -> None:
    """What is printed stands in the folder too, beside the tables."""
    result = call("inspect", str(seeds), "--out", str(out))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (out / "audit.txt").read_text("utf-8")
    assert "第一篇" not in result.stdout.partition("Speeches")[0]
    assert (out / "repairs.csv").is_file()


def test_inspect_reports_what_was_skipped(seeds: Path, tmp_path: Path) -> None:
    """A file that cannot be read is said first, and the exit code is 1."""
    folder = tmp_path / "pile"
    folder.mkdir()
    shutil.copy(next(iter(sorted(seeds.glob("*.txt")))), folder)
    (folder / "bad.txt").write_bytes(b"")
    result = call("inspect", str(folder))
    assert result.exit_code == 1
    assert "bad.txt was not read" in result.stdout.partition("Look at first")[2].splitlines()[2]


def test_a_run_that_fails_prints_what_was_odd_in_the_texts(tmp_path: Path) -> None:
    """The warnings of reading are on stderr before the error, each once."""
    folder = tmp_path / "pile"
    folder.mkdir()
    headings = [f"{n}、进一步加强组织领导和队伍建设" for n in "一二三四五六七八九十"] * 2
    text = "各级各部门必须把安全生产摆在首位，严格落实责任制，深入排查治理隐患。"
    for name in "ab":
        (folder / f"{name}.txt").write_text("\n".join([*headings, text]), "utf-8")
    result = call("run", str(folder), "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    warning, error = result.stderr.splitlines()[-2:]
    assert warning.startswith("warning: 2 sources (a.txt, b.txt): less than half")
    assert error.startswith("topics: ")


def test_the_same_error_is_said_once(seeds: Path, tmp_path: Path) -> None:
    """Of 33 damaged files stderr has one line, beside a readable file and alone."""
    folder = tmp_path / "pile"
    folder.mkdir()
    for n in range(33):
        (folder / f"{n:02}.docx").write_bytes(b"PK no archive")
    alone = call("inspect", str(folder))
    assert (alone.exit_code, alone.stderr.count("is damaged")) == (2, 1)
    shutil.copy(next(iter(sorted(seeds.glob("*.txt")))), folder)
    result = call("words", str(folder))
    (said,) = (line for line in result.stderr.splitlines() if line.startswith("skipped"))
    assert "33 files (00.docx, 01.docx, 02.docx and 30 more): is damaged" in said


def test_inspect_against_a_run_reads_by_its_settings(tmp_path: Path) -> None:
    """The settings of the run apply and --set changes them; --settings beside a run is refused."""
    run = tmp_path / "run"
    shutil.copytree(Path(__file__).parent / "runs" / "golden" / "format-2", run)
    pile = tmp_path / "pile"
    pile.mkdir()
    (pile / "甲.txt").write_text("在会上的讲话\n今天开会，主要任务是动员全市上下。", "gb18030")
    (pile / "bad.txt").write_bytes(b"")
    result = call("inspect", str(pile), "--against", str(run))
    assert (result.exit_code, result.stderr) == (1, "")
    assert "甲.txt: the file has changed since the run." in result.stdout
    assert "Against run: 2 sources in the run" in result.stdout
    wrong = call("inspect", str(pile), "--against", str(run), "--set", "encoding=utf-8")
    assert (wrong.exit_code, "leave encoding empty" in wrong.stderr) == (2, True)
    both = call("inspect", str(pile), "--against", str(run), "--settings", "x.toml")
    assert (both.exit_code, both.stdout) == (2, "")
    assert "--set" in both.stderr


@pytest.mark.thorough
def test_inspect_takes_settings(seeds: Path) -> None:
    """A repair that is switched off is not made; a misspelt rule or key is refused."""
    with_repair = call("inspect", str(seeds)).stdout
    without = call("inspect", str(seeds), "--set", 'skip_repairs=["base_quotes"]').stdout
    assert "\n  base_quotes: " in with_repair
    assert "\n  base_quotes: " not in without
    assert call("inspect", str(seeds), "--set", "encodin=gbk").exit_code == 2


def test_inspect_refuses_a_folder_with_other_work(tmp_path: Path) -> None:
    """That the audit could not be written is found out before anything is read."""
    (tmp_path / "run.json").write_text("{}")
    result = call("inspect", "no such seeds", "--out", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"topics: {tmp_path}: has files in it but is not an audit")


@pytest.mark.parametrize("command", ["run", "inspect", "words", "sensitivity"])
def test_nothing_is_written_among_the_seeds(tmp_path: Path, command: str) -> None:
    """What is in the seed folder, by a link too, the next command would read."""
    folder = pile(tmp_path, a_txt=b"")
    (tmp_path / "link").symlink_to(folder)
    out = tmp_path / "link" / "deep" / "out"
    result = call(command, str(folder), "--out", str(out))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"topics: {out}: is in the seed folder {folder}")
    assert [path.name for path in folder.iterdir()] == ["a.txt"]


@pytest.mark.thorough
def test_words_are_found_reviewed_and_used(seeds: Path, tmp_path: Path) -> None:
    """The table, its kept words as a dictionary, and a second look that finds them no more."""
    table, dictionary = tmp_path / "words.csv", tmp_path / "dictionary.txt"
    result = call("words", str(seeds), "--out", str(table))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    text = table.read_text("utf-8")
    word = text.splitlines()[1].split(",")[0]
    assert f"{word},," in text
    table.write_text(text.replace(f"{word},,", f"{word},yes,"), "utf-8")
    assert call("words", "--reviewed", str(table)).stdout == f"{word}\n"
    result = call("words", "--reviewed", str(table), "--out", str(dictionary))
    assert (result.exit_code, result.stdout) == (0, "")
    first = call("words", str(seeds)).stdout.splitlines()
    again = call("words", str(seeds), "--set", f"dictionary={dictionary}").stdout.splitlines()
    assert word in [line.split()[0] for line in first[2:]]
    assert word not in [line.split()[0] for line in again[2:]]


def test_words_are_not_written_over_a_review(tmp_path: Path) -> None:
    """That the file is there is found out before anything is read."""
    (tmp_path / "words.csv").write_text("word,keep", "utf-8")
    result = call("words", "no such seeds", "--out", str(tmp_path / "words.csv"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"topics: {tmp_path / 'words.csv'}: is there already")


@pytest.mark.thorough
def test_words_take_a_count_and_report_what_was_skipped(seeds: Path, tmp_path: Path) -> None:
    """Rarer words make a longer list; a file that cannot be read is exit code 1."""
    few, many = (
        int(call("words", str(seeds), "--min-count", n).stdout.split()[0]) for n in ("9", "3")
    )
    assert 0 < few < many
    folder = tmp_path / "pile"
    folder.mkdir()
    shutil.copy(next(iter(sorted(seeds.glob("*.txt")))), folder)
    (folder / "bad.txt").write_bytes(b"")
    result = call("words", str(folder))
    assert (result.exit_code, result.stderr) == (1, "skipped: bad.txt: is empty\n")
