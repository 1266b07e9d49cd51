"""An audit's folder: its report and its tables."""

from __future__ import annotations

from pathlib import Path

from topics.corpus.audit import Audit
from topics.runs.files import make_folder, write_file
from topics.runs.schema import TABLES, Table
from topics.runs.tables import write_table

__all__ = ["AUDIT", "write_audit"]

REPORT = "audit.txt"
FURNITURE = Table(
    "furniture", {"source": "text", "line": "integer", "label": "text", "text": "text"}
)
"""Text outside speeches; a run has it in its paragraphs."""
AUDIT = ("an audit", (REPORT, *(f"{name}.csv" for name in (*TABLES, "furniture"))))
"""The kind of folder, and the files it may contain."""


def write_audit(audit: Audit, out: str | Path) -> None:
    """Write an audit as ``audit.txt``, and what was found as tables like those of a run.

    Parameters
    ----------
    audit : Audit
    out : path-like
        A folder: missing, empty, or with an earlier audit, which is replaced.

    Raises
    ------
    OutputError
        If ``out`` is a file, holds something else, or cannot be written.
    """
    folder = make_folder(out, *AUDIT)
    # First, as the sign of an audit, should a table fail.
    write_file(folder / REPORT, str(audit).encode())
    for name, table in audit.tables().items():
        write_table(folder / f"{name}.csv", table, TABLES.get(name, FURNITURE))
