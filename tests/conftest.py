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
