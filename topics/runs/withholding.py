"""A run without its texts, for corpora that may not be shared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.columns import METADATA
from topics.runs.files import json_bytes
from topics.runs.manifest import SEAL
from topics.runs.schema import TABLES
from topics.runs.store import Run
from topics.runs.tables import table_bytes
from topics.seals import sealed

__all__ = ["N_CHARS", "WITHHELD_NAME", "Fragments", "without_text"]

WITHHELD_NAME = "withheld.json"
"""The record of withheld texts in an archive."""
N_CHARS = 12
"""Number of consecutive characters that no file may share with the texts."""
MAX_WORD = 30
"""Maximum length of a word that is kept; a dictionary could contain whole sentences."""
EMPTIED: Mapping[str, tuple[str, ...]] = {
    "speeches": ("head", "title", "occasion"),
    "paragraphs": ("heading", "text"),
    "repairs": ("before", "after"),
    "masks": ("text",),
    "bounds": ("words",),
    "bundles": ("bundle",),
    "skipped": ("values",),
}
"""Columns of texts; those of the study's own metadata are emptied too."""
LEFT_OUT = ("report.html", "ldavis", "figures/", "inputs/metadata/")
"""Files that show texts; pages and figures can be remade from the seeds."""
_BASE = np.uint64(0x9E3779B97F4A7C15)


class Fragments:
    """The sequences of `N_CHARS` characters of texts, as sorted hashes.

    Parameters
    ----------
    texts : iterable of str
    allowed : iterable of str
        Words and names that may occur; sequences within them do not count.
    """

    def __init__(self, texts: Iterable[str], allowed: Iterable[str] = ()) -> None:
        self._hashes = np.setdiff1d(_hashes(texts), _hashes(allowed))

    def occur_in(self, text: str) -> bool:
        """Return whether a text contains one of the sequences."""
        return bool(np.isin(_hashes([text]), self._hashes).any())


def _hashes(texts: Iterable[str]) -> npt.NDArray[np.uint64]:
    """Return a hash of each `N_CHARS` consecutive characters of each text, sorted."""
    joined = "\0".join(texts)  # does not occur in texts, so no sequence spans two of them
    chars = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    n = max(len(chars) - N_CHARS + 1, 0)
    found = np.zeros(n, np.uint64)
    with_break = np.zeros(n, bool)
    for i in range(N_CHARS):
        found = found * _BASE + chars[i : i + n]
        with_break |= chars[i : i + n] == 0
    return np.unique(found[~with_break])


def without_text(done: Run) -> tuple[dict[str, bytes | Path], dict[str, Any]]:
    """Return the files of a run without texts, and a record of what is withheld.

    Parameters
    ----------
    done : Run

    Returns
    -------
    files : dict of str to bytes or Path
        By path in the run's folder.
    record : dict
        ``left_out``, names of files; ``emptied``, for each table its columns without texts.
    """
    fragments = Fragments(_texts(done.tables), _allowed(done))
    files: dict[str, bytes | Path] = {}
    left_out, emptied = [], {}
    for name in sorted(done.manifest["outputs"]):
        path = done.folder / name
        table = name.removesuffix(".csv")
        if name.startswith(LEFT_OUT):
            left_out.append(name)
        elif table in TABLES and table != name:
            frame, columns = _emptied(table, done.tables[table], fragments)
            files[name] = table_bytes(path, frame) if columns else path
            if columns:
                emptied[name] = columns
        elif name.endswith(".safetensors") or not _has_fragment(path, fragments):
            files[name] = path
        else:
            left_out.append(name)
    manifest = _manifest_without_text(done, fragments)
    files["run.json"] = json_bytes(manifest)
    return files, {"left_out": left_out, "emptied": emptied}


def _texts(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield every text of the corpus that a run's tables have."""
    for table, columns in EMPTIED.items():
        for column in columns:
            if table in tables and column in tables[table] and table != "skipped":
                yield from tables[table][column]
    speeches = tables["speeches"]
    for column in speeches.columns[speeches.columns.str.startswith(METADATA)]:
        yield from speeches[column]


def _allowed(done: Run) -> Iterator[str]:
    """Yield words and names of files, which may be kept."""
    yield from done.tables["sources"]["source"]
    words = {word for model in done.models.values() for word in model.vocabulary}
    if "terms" in done.tables:
        words.update(done.tables["terms"]["term"])
    yield from (word for word in sorted(words) if len(word) <= MAX_WORD)


def _emptied(
    table: str, frame: pd.DataFrame, fragments: Fragments
) -> tuple[pd.DataFrame, list[str]]:
    """Return a table without texts, and the columns in which a cell was emptied."""
    emptied = {}
    for column in map(str, frame.columns):
        if TABLES[table].kind(column) not in ("text", "section"):
            continue
        cells = frame[column]
        if column in EMPTIED.get(table, ()) or column.startswith(METADATA):
            emptied[column] = [""] * len(cells)
        elif fragments.occur_in("\0".join(cells)):
            emptied[column] = ["" if fragments.occur_in(cell) else cell for cell in cells]
    changed = [column for column in emptied if list(frame[column]) != emptied[column]]
    return frame.assign(**{column: emptied[column] for column in changed}), changed


def _has_fragment(path: Path, fragments: Fragments) -> bool:
    return fragments.occur_in(path.read_bytes().decode("utf-8", "replace"))


def _manifest_without_text(done: Run, fragments: Fragments) -> dict[str, Any]:
    """Return the manifest; without the warnings if these have a text."""
    manifest = dict(done.manifest)
    if fragments.occur_in(json_bytes(manifest).decode()):
        manifest = sealed({**manifest, "warnings": []}, SEAL)
    return manifest
