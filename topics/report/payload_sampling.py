"""Select the paragraphs of the page: all, or a sample that does not depend on their order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.report.html import visible

__all__ = ["json_size", "sample", "text_sizes"]

ESCAPED = "<>&"
SMALLEST = 200
"""With fewer bytes left, the search ends."""


def json_size(data: Any) -> int:
    """Return the size in bytes of plain data in the page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "replace")) + 5 * sum(map(text.count, ESCAPED))


def text_sizes(texts: pd.Series) -> npt.NDArray[np.int64]:
    """Return the size in bytes of each text in the page.

    Characters that the page shows by their names count as written by their names.
    """
    return np.array([_size(text) for text in texts], np.int64)


def _size(text: Any) -> int:
    if not isinstance(text, str):
        return 2
    return json_size(visible(text))


def sample(
    blocks: pd.DataFrame,
    sizes: npt.NDArray[np.int64],
    speech_sizes: Mapping[int, int],
    budget: int,
) -> npt.NDArray[np.int64]:
    """Return the positions of the blocks of the page, in order.

    All of them, if they fit. Otherwise only running paragraphs: first the most certain of
    each speech, then the others, both in the order of the sha256 of their ids. Paragraphs that do
    not fit are skipped.

    Parameters
    ----------
    blocks : pandas.DataFrame
        With columns id, number, role and theme_share.
    sizes : int64 array, shape (n_blocks,)
        Bytes of each.
    speech_sizes : mapping of int to int
        Bytes of each speech by running number, counted with its first paragraph.
    budget : int
        Maximum number of bytes in total.
    """
    if sizes.sum() + sum(speech_sizes.values()) <= budget:
        return np.arange(len(blocks))
    kept, left, speeches = [], budget, set()
    numbers = blocks["number"].tolist()
    for i in _in_order(blocks):
        number = numbers[i]
        cost = int(sizes[i]) + (0 if number in speeches else speech_sizes.get(number, 0))
        if cost <= left:
            kept.append(i)
            speeches.add(number)
            left -= cost
        elif left < SMALLEST:
            break
    return np.sort(np.array(kept, np.int64))


def _in_order(blocks: pd.DataFrame) -> list[int]:
    """Return the positions of running paragraphs in the order of sampling."""
    hashes = [sha256(str(name).encode("utf-8", "replace")).hexdigest() for name in blocks["id"]]
    table = pd.DataFrame(
        {
            "at": np.arange(len(blocks)),
            "number": blocks["number"].to_numpy(),
            "certainty": blocks["theme_share"].fillna(-1.0).to_numpy(),
            "hash": hashes,
        }
    )[blocks["role"].eq("body").to_numpy()]
    first = table.sort_values(["number", "certainty", "hash"], ascending=[True, False, True])
    table["stratum"] = ~table["at"].isin(first.drop_duplicates("number")["at"])
    return table.sort_values(["stratum", "hash"])["at"].tolist()
