from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
SHOWN = {
    "01_from_seeds_to_themes": ("文明城市创建", "18 篇讲话", "303 个单位", "iframe"),
    "02_corpus_and_repairs": ("18 篇讲话", "215 处文本修复", "stuck_heading", "2005-12-31"),
    "03_words_and_choices": ("303 个单位", "42,970 个词次", "全国文明城市测评体系", "speech"),
    "04_lda_beside_clustering": ("ari_lda_kmeans", "topic_diversity", "10 个子样本", "企业"),
    "05_codes_and_trust": ("11 个主题", "theme_accuracy", "不属于任何主题", "county"),
    "06_your_own_folder": ("meta_文件", "18 篇讲话", "notebook.xlsx", "iframe"),
    "07_retraining": ("经济工作", "编号都不变：True", "段旧编码相同：True", "新出现"),
}
"""What the outputs of each notebook contain: values of the seeds, and what it is about."""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Return a folder with the seeds and their gold lines, where nothing of the project changes."""
    project = NOTEBOOKS[0].parent.parent
    (tmp_path / "seeds").symlink_to(project / "seeds")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "gold").symlink_to(project / "tests" / "gold")
    return tmp_path


def outputs(notebook: nbformat.NotebookNode) -> str:
    shown = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    return "\n".join(map(str, shown))


def test_every_notebook_is_known() -> None:
    """Each notebook has values to check, and each name above is a notebook."""
    assert [path.stem for path in NOTEBOOKS] == list(SHOWN)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_cleared_in_git(path: Path) -> None:
    """A notebook holds the story; what it shows is made by running it."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS[:6], ids=lambda path: path.stem)
def test_a_reader_changes_one_cell_for_texts_of_their_own(path: Path) -> None:
    """One cell has the tag that papermill replaces, before anything is read."""
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    tagged = [c for c in cells if "parameters" in c.metadata.get("tags", ())]
    assert tagged == cells[:1]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.slow
# The kernel's machinery warns of its own event loop; the notebook's code runs in another process.
@pytest.mark.filterwarnings("default")
def test_notebooks_run_from_top_to_bottom(
    path: Path, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell of a notebook runs and shows what it is about."""
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning:topics")
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=500, kernel_name="python3", resources={"metadata": {"path": str(study)}}
    ).execute()
    shown = outputs(notebook)
    for text in SHOWN[path.stem]:
        assert text in shown


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_papermill_runs_a_notebook_on_other_texts(study: Path) -> None:
    """The folder named as a parameter is read in place of the seeds."""
    own = study / "own"
    own.mkdir()
    text = (
        "在全市卫生工作会议上的讲话\n同志们：\n　　今天我们召开爱国卫生工作会议，部署创卫工作。\n"
    )
    (own / "a.txt").write_text(text, encoding="utf-8")
    done = papermill.execute_notebook(
        str(NOTEBOOKS[1]),
        str(study / "done.ipynb"),
        parameters={"FOLDER": str(own)},
        cwd=str(study),
        kernel_name="python3",
        progress_bar=False,
    )
    assert "1 篇讲话" in outputs(done)
    assert "爱国卫生工作会议" in outputs(done)


@pytest.fixture
def lab(study: Path) -> Iterator[str]:
    """Start JupyterLab on the notebooks, and yield its address."""
    for path in NOTEBOOKS:
        (study / path.name).write_bytes(path.read_bytes())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = ["--no-browser", "--allow-root", "--ServerApp.token=", f"--ServerApp.port={port}"]
    folders = {f"JUPYTER_{name}_DIR": str(study / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *settings, f"--ServerApp.root_dir={study}"],
        env={**os.environ, **folders, "TOPICS_LANG": "zh"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/api", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, "JupyterLab has ended"
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.slow
@pytest.mark.browser
def test_a_notebook_runs_in_jupyterlab(lab: str, browser: Any) -> None:
    """Opened in Chromium, a notebook runs to its last cell, which is the report, inline."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{lab}/lab/tree/{NOTEBOOKS[5].name}")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    page.get_by_text("(ipykernel) | Idle").wait_for()  # the kernel is connected
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    report = page.frame_locator(".jp-OutputArea iframe").first
    report.locator("h1").wait_for(state="attached", timeout=400_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type*='error']").count() == 0
    context.close()
