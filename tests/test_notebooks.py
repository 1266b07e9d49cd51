from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
SHOWN = {
    "07_retraining": ("经济工作", "编号都不变：True", "段旧编码相同：True", "新出现"),
}
"""What a notebook shows besides 文明城市."""


def test_there_is_a_notebook() -> None:
    """The glob below would pass over an empty folder."""
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_cleared_in_git(path: Path) -> None:
    """A notebook holds the story; what it shows is made by running it."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.slow
# The kernel's machinery warns of its own event loop; the notebook's code runs in another process.
@pytest.mark.filterwarnings("default")
def test_notebooks_run_from_top_to_bottom(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every cell of a notebook runs, in a copy so that nothing lands in the project."""
    (tmp_path / "seeds").symlink_to(path.parent.parent / "seeds")
    monkeypatch.setenv("PYTHONWARNINGS", "error::UserWarning:topics")
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    shown = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    for text in ("文明城市", *SHOWN.get(path.stem, ())):
        assert any(text in str(output) for output in shown), text
    assert (tmp_path / "reports" / "notebook" / "report.html").is_file()
