"""Where compiled code is kept if neither the package nor the home can be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from topics import caches
from topics.caches import find_matplotlib_folder, private_folder

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_folder_that_others_can_write_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numba unpickles what it finds, so the folder must be this user's alone, and no link."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = private_folder()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o770)
    assert private_folder() is None
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert private_folder() is None
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert private_folder() is None


def test_matplotlib_gets_a_folder_only_if_its_own_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that the user named and a home that works are left alone."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    find_matplotlib_folder()
    assert "MPLCONFIGDIR" not in os.environ
    monkeypatch.setenv("HOME", os.devnull)
    find_matplotlib_folder()
    own = private_folder()
    assert own is not None
    assert os.environ["MPLCONFIGDIR"] == str(own / "matplotlib")


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="a home of POSIX")
@pytest.mark.parametrize("where", ["elsewhere", pytest.param("nowhere", marks=pytest.mark.slow)])
def test_a_package_that_cannot_be_written_compiles_all_the_same(tmp_path: Path, where: str) -> None:
    """Neither package nor home is writable: one line says where code is kept, or that it is not."""
    shutil.copytree(
        ROOT / "topics", tmp_path / "topics", ignore=shutil.ignore_patterns("__pycache__")
    )
    for folder in [path for path in (tmp_path / "topics").rglob("*") if path.is_dir()]:
        (folder / "__pycache__").write_bytes(b"")  # root itself cannot make a folder of it
    (tmp_path / "tmp").mkdir()
    set_up = "" if where == "elsewhere" else "import tempfile; tempfile.tempdir = '/dev/null'; "
    program = f"{set_up}import topics.models.nnls, topics.text.segmentation.interning"
    environ = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")} | {
        "HOME": os.devnull,
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(tmp_path / "tmp"),
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environ, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = "code is stored in" if where == "elsewhere" else "compiles its code again"
    assert done.stderr.count(said) == done.stderr.count("MachineWarning:") == 1
    assert caches.__file__.startswith(str(ROOT))
