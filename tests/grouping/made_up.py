"""Speeches made up for the tests of shares by group."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.grouping.sums import SpeechSums


def sums_of(amounts: npt.ArrayLike, **columns: list[object]) -> SpeechSums:
    """Return speeches with these amounts and columns, each of one paragraph."""
    values = np.asarray(amounts, float)
    n = len(values)
    speeches = pd.DataFrame(
        {"source": ["a.txt"] * n, "speech": range(1, n + 1), "number": range(1, n + 1), **columns}
    )
    length = values.sum(axis=1).astype(np.int64)
    return SpeechSums(speeches, values, np.ones(n, np.int64), length)
