"""Write the page of a finished run again, and tables of its shares by columns."""

from __future__ import annotations

import dataclasses
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

from topics.errors import ModelError, OutputError, TopicsWarning, check_path_type, shortened
from topics.fingerprint import fingerprint
from topics.grouping.columns import checked_columns
from topics.messages import Language
from topics.pipeline import beside_page, ldavis_names
from topics.progress import OnProgress, notebook_bar
from topics.report.page import report_page
from topics.report.sections import Beside
from topics.reruns import (
    N_STAGES,
    checked_run,
    edited_models,
    fingerprint_of,
    interpreted,
    study_of,
)
from topics.runs.analyses import sensitivity_beside
from topics.runs.by_tables import crossed_tables
from topics.runs.downloads import smallest
from topics.runs.files import check_folder, file_hash, make_folder, write_file, write_json
from topics.runs.manifest import versions
from topics.runs.own_models import engines_of
from topics.runs.store import Run, write_table
from topics.runs.tables import table_bytes
from topics.timed_stages import Stages

__all__ = ["analyses_of", "export", "report", "write_origin"]

EXPORT = "an export of this command", ("themes_by.csv", "topics_by.csv", "by.json")
"""Kind and files of the folder of an export."""
LONGEST_NAME = 60
"""Maximum number of characters of the columns in its name, of three bytes each (limit: 255)."""


def report(
    run: str | Path,
    language: Language = "zh",
    *,
    edits: str | Path | None = None,
    progress: OnProgress | None = None,
) -> Path:
    """Write the report of a finished run again, from its tables alone or with other edits.

    The run is not changed: the page is ``report.html`` in the folder beside it that is named
    after it with ``.analyses`` added, and ``report.json`` there identifies the run. A sensitivity
    analysis in that folder is shown if it is of the same inputs and settings.

    Parameters
    ----------
    run : path-like
        The folder of a finished run.
    language : {"zh", "en"}
        The interface that the page opens with; a switch in the page changes it.
    edits : path-like, optional
        Edits to show instead of the run's; ``"none"`` for none. The texts are then segmented and
        coded again. ``recode`` makes a run with them.
    progress : callable, optional
        As of `topics.run`; only with edits.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ModelError
        If the language is not allowed.
    OutputError
        If the run cannot be read, its tables are inconsistent, or the page cannot be written.
    EditsError
        If edits cannot be applied.
    """
    check_path_type("run", run)
    if language not in get_args(Language):
        raise ModelError(f"language = {shortened(language)}: must be zh or en.")
    done = checked_run(run)
    analyses = analyses_of(done)
    if edits is None:
        page = report_page(done.tables, done.manifest, _ldavis(done), language, _beside_page(done))
    else:
        page = _edited_page(done, edits, language, progress)
    try:
        analyses.mkdir(exist_ok=True)
    except OSError as exc:
        raise OutputError(f"{analyses}: cannot be written ({exc.strerror}).") from exc
    write_file(analyses / "report.html", page.encode())
    write_origin(analyses / "report.json", done, ["report.html"])
    return analyses / "report.html"


def _ldavis(run: Run) -> dict[str, str]:
    """Return the addresses of a run's pyLDAvis pages by engine."""
    return {
        engine: f"../{quote(run.folder.resolve().name)}/{name}"
        for engine, name in ldavis_names(engines_of(run.manifest)).items()
        if name in run.manifest["outputs"]
    }


def _edited_page(
    run: Run, edits: str | Path, language: Language, progress: OnProgress | None
) -> str:
    """Return the page of a run with other edits; the pyLDAvis pages of the run do not match."""
    check_path_type("edits", edits)
    stages = Stages(N_STAGES, progress or notebook_bar())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicsWarning)  # recorded in the run
        _, tables, study = interpreted(run, study_of(run, edits=edits), stages)
    others = {n: sha for n, sha in run.manifest["inputs"].items() if not n.startswith("edits/")}
    own = {n: sha for n, sha in study.inputs().items() if n.startswith("edits/")}
    manifest = {
        **run.manifest,
        "inputs": dict(sorted((others | own).items())),
        "settings": study.settings.to_dict(),
    }
    files = {n: table_bytes(Path(f"{n}.csv"), table) for n, table in tables.items()}
    beside = dataclasses.replace(_beside_page(run), files=smallest(files))
    return report_page(tables, manifest, {}, language, beside)


def _beside_page(run: Run) -> Beside:
    """Return the data of a finished run's page that is not in its tables."""
    model = run.models[engines_of(run.manifest)[0]]
    found, others = sensitivity_beside(run.manifest, analyses_of(run))
    return dataclasses.replace(
        beside_page(run.folder, run.tables, model),
        folder=f"../{quote(run.folder.resolve().name)}/",
        sensitivity=found,
        stale=others,
    )


def export(run: str | Path, columns: str | Sequence[str]) -> Path:
    """Write the shares of themes and topics in groups of speeches of a finished run.

    The run is not changed: ``themes_by.csv`` and ``topics_by.csv`` are written to the folder
    ``by-<columns>`` in the one beside the run that is named after it with ``.analyses`` added, and
    ``by.json`` there identifies the run. An earlier export of the same columns is replaced.

    Parameters
    ----------
    run : path-like
        The folder of a finished run.
    columns : str or sequence of str
        A column of the speeches, or several, which are crossed.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModelError
        If a column does not exist.
    OutputError
        If the run cannot be read, its tables are inconsistent, or the folder cannot be
        written or contains other files.
    """
    check_path_type("run", run)
    done = checked_run(run)
    columns = checked_columns(done.tables["speeches"], columns)
    out = analyses_of(done) / f"by-{_short_name(columns)}"
    check_folder(out, *EXPORT)
    tables = crossed_tables(done.tables, edited_models(done), columns)
    folder = make_folder(out, *EXPORT)
    for table, frame in tables.items():
        write_table(folder / f"{table}.csv", frame)
    write_origin(folder / "by.json", done, [f"{t}.csv" for t in tables], columns=columns)
    return folder


def _short_name(columns: Sequence[str]) -> str:
    """Return columns as part of a file name, with a hash if the name is not exact."""
    name = "-".join(columns)
    safe = "-".join(re.sub(r"\W", "_", column) for column in columns)[:LONGEST_NAME]
    return safe if safe == name else f"{safe}-{fingerprint(columns)[:8]}"


def analyses_of(run: Run) -> Path:
    """Return the folder of the analyses of a run."""
    folder = run.folder.resolve()
    return folder.with_name(f"{folder.name}.analyses")


def write_origin(path: Path, run: Run, files: Sequence[str], **more: Any) -> None:
    """Write the file that identifies the run and the other files of the folder."""
    outputs = {name: file_hash(path.with_name(name)) for name in files}
    made = {"run": fingerprint_of(run), "outputs": outputs, "versions": versions(), **more}
    write_json(path, made)
