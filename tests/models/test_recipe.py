"""The recipe of an engine in CONTRIBUTING.md works as written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ_BY_TESTS = (".ci", "benchmarks", "docs", "notebooks", "reports", "tests", "topics")


def recipe() -> tuple[str, str, str]:
    """Return the name of the engine's module, its text, and its entry in the registry."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (name,) = re.findall(r"`topics/models/(\w+)\.py`", text)
    module, entry = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return name, module, entry


def test_the_recipe_has_one_file_and_one_entry() -> None:
    """CONTRIBUTING.md shows the two blocks that the slow tests put in place."""
    name, module, entry = recipe()
    assert "(TopicEstimator):" in module
    assert f"topics.models.{name}:" in entry


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project in which the recipe was followed, and nothing else done."""
    folder = tmp_path_factory.mktemp("house")
    ignore = shutil.ignore_patterns("*.pyc", "*.nb*")
    for name in READ_BY_TESTS:
        if name == "reports":
            (folder / name).mkdir()
            shutil.copy(ROOT / name / "README.md", folder / name)
        else:
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    name, module, entry = recipe()
    (folder / "topics" / "models" / f"{name}.py").write_text(module, "utf-8")
    registry = folder / "topics" / "engines.py"
    before, end, after = registry.read_text("utf-8").partition("\n}\n\n\n@shown")
    assert end
    registry.write_text(f"{before}\n{entry.rstrip()}{end}{after}", "utf-8")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "chosen", "n_least"),
    [
        (["tests/models/test_contract.py"], "{name}", 30),
        (["tests/models/test_scikit_learn.py"], "{name}", 40),
        (["tests/test_config.py", "tests/test_engines.py", "tests/test_house.py"], "", 50),
        (["tests/test_house_files.py", "tests/report/test_labels.py"], "", 5),
    ],
)
def test_the_engine_of_the_recipe_passes_the_tests(
    house: Path, files: list[str], chosen: str, n_least: int
) -> None:
    """With its file and its entry in place, every test that reads the registry passes."""
    name, _, _ = recipe()
    command = [sys.executable, "-m", "pytest", "-q", "-o", "addopts=", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-k", chosen.format(name=name), *files],
        cwd=house,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    n_passed = re.search(r"(\d+) passed", done.stdout)
    assert n_passed is not None
    assert int(n_passed[1]) >= n_least
