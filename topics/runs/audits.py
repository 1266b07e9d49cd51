"""The folder of an audit: its report and its tables."""

from __future__ import annotations

from pathlib import Path

from topics.corpus.audit import Audit
from topics.runs.files import make_folder, write_file
from topics.runs.schema import TABLES, Table
from topics.runs.tables import write_table

__all__ = ["AUDIT", "write_audit"]

REPORT = "audit.txt"
_OWN = (
    Table("furniture", {"source": "text", "line": "integer", "label": "text", "text": "text"}),
    Table(
        "characters",
        {
            "source": "text",
            **dict.fromkeys(("text", "heading", "note", "furniture", "repeated"), "integer"),
            "share": "number",
        },
    ),
    Table(
        "against",
        {
            **dict.fromkeys(("source", "state", "of_source", "encoding", "run_encoding"), "text"),
            "n_speeches": "integer",
            "run_n_speeches": "integer",
            "n_paragraphs": "integer",
            "n_repeated": "integer",
        },
    ),
    Table("against_duplicates", TABLES["duplicates"].columns, more=TABLES["duplicates"].more),
    Table("against_speeches", TABLES["similar_speeches"].columns),
)
OWN = {table.name: table for table in _OWN}
"""Tables that a run lacks, since its paragraphs include furniture."""
AUDIT = ("an audit", (REPORT, *(f"{name}.csv" for name in (*TABLES, *OWN))))
"""The kind of folder, and the files it may contain."""


def write_audit(audit: Audit, out: str | Path) -> None:
    """Write an audit as ``audit.txt``, and its findings as tables like those of a run.

    Parameters
    ----------
    audit : Audit
    out : path-like
        A folder: missing, empty, or with an earlier audit, which is replaced.

    Raises
    ------
    OutputError
        If ``out`` is a file, contains something else, or cannot be written.
    """
    folder = make_folder(out, *AUDIT)
    # Written first, so that the folder is recognised as an audit if a table fails.
    write_file(folder / REPORT, str(audit).encode())
    tables = audit.tables()
    for name in OWN.keys() - tables.keys():
        (folder / f"{name}.csv").unlink(missing_ok=True)  # of an earlier audit
    for name, table in tables.items():
        write_table(folder / f"{name}.csv", table, TABLES.get(name) or OWN[name])
