"""An audit's folder: its report and its tables."""

from __future__ import annotations

from pathlib import Path

from topics.corpus.audit import Audit
from topics.errors import OutputError
from topics.runs.files import write_file
from topics.runs.schema import TABLES, Table
from topics.runs.tables import write_table

__all__ = ["check_audit_folder", "write_audit"]

REPORT = "audit.txt"
FURNITURE = Table(
    "furniture", {"source": "text", "line": "integer", "label": "text", "text": "text"}
)
"""What was left out; a run has it in its paragraphs."""


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
    check_audit_folder(out)
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise OutputError(
            f"{out}: cannot be written ({exc.strerror}). Name a folder in a place where you may"
            " write."
        ) from exc
    # The report goes first: with it the folder is known as an audit's, should a table fail.
    write_file(folder / REPORT, str(audit).encode())
    for name, table in audit.tables().items():
        write_table(folder / f"{name}.csv", table, TABLES.get(name, FURNITURE))


def check_audit_folder(out: str | Path) -> None:
    """Raise OutputError unless an audit may be written to ``out`` without losing anything."""
    folder = Path(out)
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{out}: is a file. Name a folder for the audit.")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / REPORT).is_file():
            raise OutputError(
                f"{out}: has files in it but is not an audit (no {REPORT}), so it is left alone."
                " Name a new or an empty folder."
            )
    except OSError as exc:
        raise OutputError(f"{out}: cannot be read ({exc.strerror}). Name another folder.") from exc
