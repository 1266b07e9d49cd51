"""The offsets of a block as they were stored beside its text before they were derived."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from topics.corpus.repair.apply import _choose_edits

Offsets = npt.NDArray[np.int32]


def stored_offsets(first_line: int, lines: Sequence[str], skip: Collection[str] = ()) -> Offsets:
    """Return line and column of each character of a repaired block, shape (n_chars, 2)."""
    raw = "\n".join(lines)
    where = np.empty((len(raw) + 1, 2), np.int32)
    start = 0
    for number, line in enumerate(lines, first_line):
        end = start + len(line) + 1
        where[start:end, 0] = number
        where[start:end, 1] = np.arange(end - start)
        start = end
    parts: list[Offsets] = []
    done = 0
    for edit, _ in _choose_edits(raw, skip):
        last = max(edit.end - 1, edit.start)
        parts.append(where[done : edit.start])
        if edit.after:
            parts.append(where[[min(edit.start + i, last) for i in range(len(edit.after))]])
        done = edit.end
    parts.append(where[done : len(raw)])
    return np.concatenate(parts).reshape(-1, 2)
