"""Begin a study: a folder with settings, codebook, metadata, notebook and README."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from topics.corpus.reading.folders import walk
from topics.corpus.reading.formats import READERS
from topics.corpus.reading.metadata import FILLED, METADATA_NAME
from topics.defaults import default_path
from topics.errors import OutputError, check_path_type

__all__ = ["init"]

SEEDS = "seeds"


def init(folder: str | Path) -> list[Path]:
    """Create the folder of a study; existing files are not changed.

    ``settings.toml`` with every setting and its default, ``codebook.toml``, ``edits.toml`` with
    examples, ``seeds/metadata.csv`` with a row for each seed file, ``study.ipynb``, which runs the
    study, and ``README.md``.

    Parameters
    ----------
    folder : path-like
        Created if it is missing, as is ``seeds`` in it.

    Returns
    -------
    list of Path
        The files that were written; existing files are kept.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    check_path_type("folder", folder)
    folder = Path(folder)
    written = []
    try:
        (folder / SEEDS).mkdir(parents=True, exist_ok=True)
        for name, data in _files(folder).items():
            try:
                with (folder / name).open("xb") as file:
                    file.write(data)
            except FileExistsError:
                continue
            written.append(folder / name)
    except OSError as exc:
        raise OutputError(
            f"{exc.filename or folder}: cannot be written ({exc.strerror}). Name a folder in a"
            " place where you may write."
        ) from exc
    return written


def _files(folder: Path) -> Mapping[str, bytes]:
    return {
        "settings.toml": default_path("settings.toml").read_bytes(),
        "codebook.toml": default_path("themes.toml").read_bytes(),
        "edits.toml": default_path("study_edits.toml").read_bytes(),
        f"{SEEDS}/{METADATA_NAME}": _metadata(folder / SEEDS),
        "study.ipynb": _notebook(),
        "README.md": default_path("study_readme.md").read_bytes(),
    }


def _metadata(seeds: Path) -> bytes:
    """Return an empty table of metadata: a row for each seed file, to be filled in."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(["source", *FILLED])
    writer.writerows([name, *[""] * len(FILLED)] for name in sorted(_sources(seeds)))
    return buffer.getvalue().encode("utf-8-sig", "replace")


def _sources(seeds: Path) -> Iterator[str]:
    for path, is_folder, error in walk(seeds):
        if error is not None:
            raise error
        below = path.relative_to(seeds)
        is_hidden = any(part.startswith((".", "~$")) for part in below.parts)
        is_other = is_folder or is_hidden or path.name == METADATA_NAME
        if not is_other and path.suffix.lower() in READERS:
            yield below.as_posix()


def _notebook() -> bytes:
    """Return a notebook that runs the study, without outputs."""
    text = default_path("study_notebook.md").read_text("utf-8")
    cells = [_cell(i, part) for i, part in enumerate(text.strip().split("\n---\n"))]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _cell(number: int, part: str) -> dict[str, Any]:
    """Return a cell; code cells are written as a fenced block of Python."""
    is_code = part.strip().startswith("```python")
    source = part.strip().removeprefix("```python").removesuffix("```").strip() if is_code else part
    cell: dict[str, Any] = {
        "cell_type": "code" if is_code else "markdown",
        "id": f"cell-{number:02}",
        "metadata": {},
        "source": source.strip().splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if is_code else {})
