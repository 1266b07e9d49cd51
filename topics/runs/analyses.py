"""Find the analyses beside a run, for its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from topics.errors import OutputError
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.runs.files import file_hash
from topics.runs.sensitivity import SETTINGS_NAME, SUMMARY
from topics.runs.tables import read_table

__all__ = ["sensitivity_beside"]

OWN = ("edits", "figure_formats", "n_init", "stability")
"""Settings that a sensitivity analysis does not use."""


def sensitivity_beside(
    manifest: Mapping[str, Any], analyses: Path
) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
    """Return the summary of a sensitivity analysis of the same study as a run.

    Parameters
    ----------
    manifest : mapping
        The run's ``run.json``.
    analyses : Path
        The folder of the run's analyses; ``sensitivity`` or any folder in it that begins so.

    Returns
    -------
    summary : pandas.DataFrame or None
        That of the first folder with the run's inputs and settings; None if there is none.
    others : tuple of str
        Names of folders with other inputs or settings, or that were changed.
    """
    found, others = None, []
    for path in sorted(analyses.glob(f"sensitivity*/{SETTINGS_NAME}")):
        summary = _summary(path, manifest) if found is None else None
        if summary is not None:
            found = summary
        else:
            others.append(path.parent.name)
    return found, tuple(others)


def _summary(path: Path, manifest: Mapping[str, Any]) -> pd.DataFrame | None:
    try:
        made = load_json(read_bytes(path, MAX_BYTES), str(path))
        table = path.with_name("sensitivity.csv")
        if _study(made) != _study(manifest) or file_hash(table) != made["outputs"][table.name]:
            return None
        return read_table(table, SUMMARY)
    except (ParseError, OutputError, OSError, KeyError, TypeError, AttributeError):
        return None  # it is not an analysis, or was changed


def _study(manifest: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the inputs and settings that matter to a sensitivity analysis."""
    settings = {name: v for name, v in manifest["settings"].items() if name not in OWN}
    inputs = manifest["inputs"].items()
    return {name: sha for name, sha in inputs if not name.startswith("edits/")}, settings
