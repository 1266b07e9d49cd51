"""Fixtures that more than one package's tests use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from topics.corpus.corpus import read
from topics.corpus.types import Corpus

# A machine may be busy: no test fails for being slow.
settings.register_profile("topics", deadline=None)
settings.load_profile("topics")

ROOT = Path(__file__).parent.parent


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


@pytest.hookimpl(tryfirst=True)  # before -m picks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that opens a page in Chromium, so that none is forgotten."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
