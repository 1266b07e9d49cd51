"""Documents are true: the commands and code that they show are run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbclient import NotebookClient

from topics.cli import main
from topics.exit_codes import (
    DIFFERS,
    DONE,
    DONE_WITH_SKIPS,
    EXIT_CODES,
    FAILED,
    INTERRUPTED,
    TERMINATED,
    UNFORESEEN,
)
from topics.runs.store import Run, load_run

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of one language in a document."""
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("name", [READMES[0], pytest.param(READMES[1], marks=pytest.mark.slow)])
def test_the_ten_lines_of_python_run(name: str, seeds_run: Run, tmp_path: Path) -> None:
    """The README's Python runs as it stands beside the seeds; its model is the run's own."""
    (code,) = blocks(ROOT / name, "python")
    assert sum(bool(line.strip()) for line in code.splitlines()) == 10
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    code += "print(model.share.tolist())\n"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "city_creation" in done.stdout
    assert json.loads(done.stdout.splitlines()[-1]) == seeds_run.models["lda"].share.tolist()


@pytest.mark.thorough
def test_the_lines_on_cutting_run() -> None:
    """The Python of docs/segmentation.md prints terms and their surfaces."""
    (code,) = blocks(ROOT / "docs" / "segmentation.md", "python")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    printed = set(done.stdout.splitlines())
    assert {"创建 創建", "gdp ＧＤＰ", "5% ５％", "垃圾分类 垃圾分类"} <= printed


@pytest.mark.slow
def test_the_lines_on_own_models_run(tmp_path: Path) -> None:
    """The Python of docs/own_models.md shows and saves a gensim model, and puts it into a run."""
    (code,) = blocks(ROOT / "docs" / "own_models.md", "python")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("gensim_LdaModel")
    assert "gensim_LdaModel" in load_run(tmp_path / "reports" / "own").models
    assert "new LDAvis" in (tmp_path / "ldavis.html").read_text("utf-8")


@pytest.mark.slow
def test_the_lines_on_groups_run(tmp_path: Path) -> None:
    """The Python of docs/by.md prints shares by level, crossed with years, and of topics."""
    (code,) = blocks(ROOT / "docs" / "by.md", "python")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "county" in done.stdout
    assert "level,year" in done.stdout
    assert "nmf" in done.stdout


@pytest.mark.slow
# The kernel's machinery warns of its own event loop; the code runs in another process.
@pytest.mark.filterwarnings("default")
def test_the_lines_on_notebooks_run_in_one(tmp_path: Path) -> None:
    """Each line of docs/notebook.md is a cell; objects, pages and warnings are shown as HTML."""
    (code,) = blocks(ROOT / "docs" / "notebook.md", "python")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    cells = [nbformat.v4.new_code_cell(line) for line in code.splitlines() if line]
    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=where).execute()
    shown = {
        cell.source.split("#")[0].strip(): "".join(
            output["data"].get("text/html", "") for output in cell.outputs
        )
        for cell in cells
    }
    assert "18 speeches" in shown["corpus"]
    assert "<table" in shown["model.documents(3, n=5)"]
    assert "srcdoc=" in shown["topics.show(model)"]
    assert "srcdoc=" in shown["run.show()"]
    assert "Note" in shown['run = topics.run("seeds", "reports/notebook")']
    assert (tmp_path / "run.xlsx").is_file()


@pytest.mark.slow
def test_the_lines_on_new_texts_run(seeds_run: Run, tmp_path: Path) -> None:
    """The Python of docs/infer.md prints themes, topics and unknown words of two sentences."""
    (code,) = blocks(ROOT / "docs" / "infer.md", "python")
    shutil.copytree(seeds_run.folder, tmp_path / "reports" / "seeds")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "sanitation" in done.stdout
    assert "lda_10" in done.stdout


def test_the_lines_on_comparing_run(tmp_path: Path) -> None:
    """The Python of docs/compare.md compares two runs and saves the result."""
    (code,) = blocks(ROOT / "docs" / "compare.md", "python")
    golden = ROOT / "tests" / "runs" / "golden"
    for name, version in (("seeds", 1), ("seeds-2", 2)):
        shutil.copytree(golden / f"format-{version}", tmp_path / "reports" / name)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "The two models are the same." in done.stdout
    assert (tmp_path / "comparison" / "shares.csv").is_file()


def test_both_readmes_give_the_same_commands() -> None:
    """The Chinese README tells a reader to type what the English one does."""
    commands = [
        [
            line.split("#")[0].strip()
            for block in blocks(ROOT / name, "sh")
            for line in block.splitlines()
        ]
        for name in READMES
    ]
    assert commands[0] == commands[1]
    assert "make report" in commands[0]
    assert "make test" in commands[0]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_named_is_there(path: Path) -> None:
    """Each ``topics …`` in a document is a command with these options, each ``make …`` a target."""
    text = path.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    spans = re.findall(r"`([^`\n]+)`", text) + [
        line for block in blocks(path, "sh") for line in block.splitlines()
    ]
    for span in spans:
        words = span.split("#")[0].split()
        if words[:1] == ["make"] and len(words) > 1:
            assert words[1] in targets, span
        if words and Path(words[0]).name == "topics" and len(words) > 1:
            help_text = CliRunner().invoke(main, [words[1], "--help"])
            assert help_text.exit_code == 0, span
            for option in (word for word in words[2:] if word.startswith("--")):
                assert option in help_text.stdout, span


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_linked_is_there(path: Path) -> None:
    """A link to a file of the project leads to one."""
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


LIMIT = re.compile(r"^\| .+ \| ([\d,]+) \| `([\w.]+)\.(\w+)` \|$", re.MULTILINE)


def test_the_limits_are_those_of_the_code() -> None:
    """Each number in docs/security.md is that of the constant beside it."""
    limits = LIMIT.findall((ROOT / "docs" / "security.md").read_text("utf-8"))
    assert len(limits) > 30
    wrong = [
        f"{module}.{name} is {found:,}, not {number}"
        for number, module, name in limits
        if (found := getattr(import_module(f"topics.{module}"), name))
        != int(number.replace(",", ""))
    ]
    assert wrong == []


def test_the_exit_codes_are_those_of_the_code() -> None:
    """The table of docs/runs.md has each exit code of the commands and no other."""
    text = (ROOT / "docs" / "runs.md").read_text("utf-8").split("## Exit codes")[1]
    listed = {
        int(code)
        for row in re.findall(r"^\| ([\d, ]+) \|", text, re.MULTILINE)
        for code in row.split(",")
    }
    assert listed == {
        DONE, DONE_WITH_SKIPS, FAILED, DIFFERS, UNFORESEEN, INTERRUPTED, TERMINATED
    }  # fmt: skip
    assert listed == set(map(int, re.findall(r"\b\d+\b", EXIT_CODES)))


def test_the_version_is_the_same_everywhere() -> None:
    """pyproject.toml, CITATION.cff and the first heading of the changelog name one version."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text("utf-8")
    headings = re.findall(
        r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert headings[0] == version


def test_every_page_has_its_place_in_the_site() -> None:
    """Each page of docs/ is in the ``toctree`` of an index, else `make docs` would fail."""
    folder = ROOT / "docs"
    listed = {folder / "index.md"}
    for index in folder.rglob("index.md"):
        for block in re.findall(r"```\{toctree\}\n(.*?)```", index.read_text("utf-8"), re.DOTALL):
            names = [line for line in block.split() if not line.startswith(":")]
            listed |= {(index.parent / f"{name}.md").resolve() for name in names}
    assert [str(p.relative_to(ROOT)) for p in folder.rglob("*.md") if p not in listed] == []
