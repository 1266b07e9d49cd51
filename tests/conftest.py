"""Fixtures that more than one package's tests use."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browsing import browser, visit  # noqa: F401  (fixtures)
from topics.config import load_settings
from topics.corpus.corpus import read
from topics.corpus.types import Corpus
from topics.errors import TopicsWarning
from topics.pipeline import run
from topics.runs.store import Run, load_run

# Examples are the same at every run. A machine may be busy: no test fails for being slow.
settings.register_profile(
    "topics",
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("fast", settings.get_profile("topics"), max_examples=12)
settings.load_profile("topics")

ROOT = Path(__file__).parent.parent
# A process that a test starts, in whichever folder, imports this copy of the package.
os.environ["PYTHONPATH"] = str(ROOT)
# Objects show themselves in one language, whatever the locale of the machine.
os.environ["TOPICS_LANG"] = "en"


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what opens a page or looks at a whole run; leave out a check that skips itself."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "seeds_run" in fixtures:
            item.add_marker(pytest.mark.thorough)
    # scikit-learn skips it unless array API support is switched on, which no engine needs.
    left_out = [item for item in items if "check_array_api_input" in item.name]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def once(place: Path, make: Callable[[Path], object]) -> Path:
    """Return ``place``, made by the first worker that asks and awaited by the others.

    ``make`` writes to a folder that is renamed to ``place`` when it is complete. If it fails, the
    others fail at once; if its worker dies, they do after ten minutes.
    """
    claim, failed = place.with_suffix(".claimed"), place.with_suffix(".failed")
    try:
        claim.mkdir()
    except FileExistsError:
        for _ in range(6000):
            if place.exists():
                return place
            if failed.exists():
                break
            time.sleep(0.1)
        pytest.fail(f"{place.name} was not made: see the worker that tried first")
    try:
        make(place.with_suffix(".part"))
        place.with_suffix(".part").rename(place)
    except BaseException:
        failed.mkdir()
        raise
    return place


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of this test session see; read what is in it only."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Return the folder of the four seed files."""
    return ROOT / "seeds"


@pytest.fixture(scope="session")
def gold() -> Path:
    """Return the folder of what careful readers saw in the seeds."""
    return ROOT / "tests" / "gold"


@pytest.fixture(scope="session")
def corpus(seeds: Path) -> Corpus:
    """Return the seeds, read once for all tests."""
    return read(seeds)


@pytest.fixture(scope="session")
def seeds_run(shared_folder: Path, seeds: Path, gold: Path) -> Run:
    """Return the run of the seeds with their gold, made once for all workers: only to be read."""
    settings_of_run = load_settings(overrides=["stability=4"])

    def make(out: Path) -> None:
        with pytest.warns(TopicsWarning, match="seed words"):
            run(seeds, out, settings=settings_of_run, gold=gold / "themes.jsonl")

    return load_run(once(shared_folder / "seeds-run", make))
