"""A run read back from its folder, and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from topics.display.options import options
from topics.display.runs import on_demand_view, run_view
from topics.display.view import shown
from topics.errors import ModelError, OutputError, check_count, check_path_type, did_you_mean
from topics.hints import hinted
from topics.models.storage import load_model
from topics.models.types import TopicModel
from topics.parsing import ParseError, load_json, read_bytes
from topics.report.labels import topic_names
from topics.runs.contents import check_inside, unlisted
from topics.runs.files import CODER_NAME, file_hash
from topics.runs.frames import HEIGHT, Page
from topics.runs.holders import waiting_in
from topics.runs.manifest import MANIFEST_NAME, read_manifest
from topics.runs.own_models import engines_of
from topics.runs.schema import TABLES
from topics.runs.tables import read_table, write_table
from topics.runs.texts import TextsOfRun
from topics.runs.workbook import write_workbook
from topics.runs.writing import check_free, new_run
from topics.themes.coder import Coder

__all__ = ["Run", "check_free", "load_run", "new_run", "read_table", "write_table"]

T = TypeVar("T")
REPORT = "report.html"
MAX_CODER = 10_000_000
"""Maximum size of a coder in bytes; the largest codebook has 5,000 seed words."""


@hinted
@shown(run_view)
@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A run read back from its folder.

    Attributes
    ----------
    folder : Path
        Where it was read from.
    manifest : mapping
        The content of ``run.json``.
    tables : mapping of str to DataFrame
        The tables by name, such as ``"paragraphs"``.
    models : mapping of str to TopicModel
        The models by engine, in the order of the settings, then those of the user.
    """

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    models: Mapping[str, TopicModel]

    def coder(self) -> Coder:
        """Return the coder of the run, which codes other texts like those of the run.

        Raises
        ------
        OutputError
            If the run has none (it was made without a codebook, or by an earlier version), or its
            file was changed.
        """
        path = self.folder / CODER_NAME
        if CODER_NAME not in self.manifest["outputs"]:
            raise OutputError(f"{self.folder}: has no {CODER_NAME}. Repeat the run.")
        _check_unchanged(self.folder, self.manifest, CODER_NAME)
        try:
            return Coder.from_dict(load_json(read_bytes(path, MAX_CODER), str(path)))
        except (ParseError, ModelError) as exc:
            raise OutputError(f"{path}: {exc}") from exc

    def show(self, *, height: int = HEIGHT) -> Page:
        """Show the report inside a notebook, without network; a terminal prints its path.

        Parameters
        ----------
        height : int, default 720
            Pixels of the frame.

        Returns
        -------
        Page

        Raises
        ------
        OutputError
            If the run has no report, or it was changed since the run was loaded.
        """
        check_count("height", height, 100, 10_000)
        path = self.folder / REPORT
        if REPORT not in self.manifest["outputs"]:
            raise OutputError(f"{self.folder}: has no {REPORT}. Repeat the run.")
        _check_unchanged(self.folder, self.manifest, REPORT)
        html = path.read_text("utf-8")
        if options.language == "en":
            for chinese in ('data-ui="zh"', '"language":"zh"'):
                html = html.replace(chinese, chinese.replace("zh", "en"), 1)
        return Page(REPORT, html, path, height)

    def to_excel(self, path: str | Path) -> Path:
        """Write all tables to one Excel workbook, a sheet for each.

        Every value is kept, sections are written as ``1.10.``, and no text is run as a formula. The
        same run gives the same bytes. Needs ``pip install 'topics-zh[excel]'``.

        Parameters
        ----------
        path : path-like
            Ends in ``.xlsx``; an earlier file is replaced.

        Returns
        -------
        Path

        Raises
        ------
        OutputError
            If openpyxl is not installed, the file cannot be written, or a table is too long.
        """
        return write_workbook(path, self.tables)


def _check_files(
    folder: Path, listed: Mapping[str, str], seen: Mapping[str, str], added: Sequence[str]
) -> None:
    """Refuse a run whose files are not those of its manifest, by their hashes."""
    lost = [name for name in listed if name not in seen]
    changed = [name for name, sha in listed.items() if seen.get(name, sha) != sha]
    faults = [
        f"{what}: {', '.join(sorted(names))}"
        for what, names in (
            ("missing", lost),
            ("changed since", changed),
            (f"not listed in {MANIFEST_NAME}", added),
        )
        if names
    ]
    if faults:
        raise OutputError(
            f"{folder}: is not as it was written ({'; '.join(faults)}). Repeat the run."
        )


def load_run(folder: str | Path) -> Run:
    """Read a run back, and check that it is unchanged.

    All files are checked against their hashes at once; a table or a model is read, and checked
    again, on first access.

    Parameters
    ----------
    folder : path-like
        The folder of a finished run.

    Returns
    -------
    Run
        Its tables, models, settings and warnings.

    Raises
    ------
    OutputError
        If ``folder`` is not a run, or a file of it is missing, was changed or is a link out of the
        folder; also on access to a table that was changed since, or is invalid.
    WrongTypeError
        If ``folder`` is not a path.

    See Also
    --------
    topics.run : Do all steps and write the report.
    topics.show : Show a report or a topic map in a notebook.
    topics.compare : Compare two runs.

    Examples
    --------
    ``reports/speeches`` is a finished run.

    >>> import topics
    >>> run = topics.load_run("reports/speeches")
    >>> run.tables["topics"]["topic"].tolist() == run.models["lda"].topics.tolist()
    True
    """
    check_path_type("folder", folder)
    folder = Path(folder)
    manifest = _checked_manifest(folder)
    outputs, content = manifest["outputs"], _Content(folder, manifest)
    tables = [name for name in TABLES if f"{name}.csv" in outputs]
    engines = [e for e in engines_of(manifest) if f"models/{e}/model.json" in outputs]
    content.tables = _LazyMapping(tables, content.table)
    return Run(folder, manifest, content.tables, _LazyMapping(engines, content.model))


def _checked_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run, all of whose files are as they were written."""
    try:
        manifest = _manifest(folder)
        check_inside(folder, (MANIFEST_NAME, *manifest["outputs"]))
        paths = {name: folder / name for name in manifest["outputs"]}
        seen = {name: file_hash(path) for name, path in paths.items() if path.is_file()}
        added = unlisted(folder, manifest["outputs"])
    except OSError as exc:
        raise OutputError(f"{exc.filename or folder}: cannot be read ({exc.strerror}).") from exc
    _check_files(folder, manifest["outputs"], seen, added)
    return manifest


class _Content:
    """Reads the tables and models of a run, each checked again."""

    tables: Mapping[str, pd.DataFrame]

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest

    def table(self, name: str) -> pd.DataFrame:
        """Read a table."""
        _check_unchanged(self.folder, self.manifest, f"{name}.csv")
        return read_table(self.folder / f"{name}.csv")

    def model(self, engine: str) -> TopicModel:
        """Read a model; its units find their texts, and its topics their names, in the tables."""
        _check_unchanged(self.folder, self.manifest, f"models/{engine}/")
        path = self.folder / "models" / engine
        found = load_model(path)
        if found.engine != engine:
            raise OutputError(
                f"{path}: is a model of the engine {found.engine}. Make the run again."
            )
        units = replace(found.units, texts=TextsOfRun(self.tables))
        zh, en = (_labels(self.tables, engine, language) for language in (0, 1))
        return replace(found, units=units, labels=zh, labels_en=en)


def _labels(tables: Mapping[str, pd.DataFrame], engine: str, language: int) -> dict[int, str]:
    """Return the names of the topics of an engine, as in its report."""
    if "topics" not in tables:
        return {}
    names = topic_names(tables["topics"], tables.get("themes"))
    return {topic: both[language] for (own, topic), both in names.items() if own == engine}


def _manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a run; the error names the place of a run that was moved aside."""
    try:
        return read_manifest(folder)
    except OutputError as exc:
        earlier = None if folder.exists() else waiting_in(folder.resolve())
        if earlier is None:
            raise
        raise OutputError(
            f"{folder}: a command that was replacing this run was killed, and the run is in"
            f" {earlier}. Move it back, or repeat the command, which puts it back."
        ) from exc


def _check_unchanged(folder: Path, manifest: Mapping[str, Any], start: str) -> None:
    """Raise OutputError if files were changed since the run was loaded, e.g. by another run."""
    for name, sha in manifest["outputs"].items():
        if name.startswith(start) and not (
            (folder / name).is_file() and file_hash(folder / name) == sha
        ):
            raise OutputError(
                f"{folder / name}: was changed since the run was loaded. Load the run again."
            )


@shown(on_demand_view)
class _LazyMapping(Mapping[str, T]):
    """The contents of a run by name; each is read once, on first access."""

    def __init__(self, names: Sequence[str], read: Callable[[str], T]) -> None:
        self._names = names
        self._read = read
        self._found: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._names:
            raise KeyError(
                f"{name!r:.60} is not in this run.{did_you_mean(name, self._names)} It has:"
                f" {', '.join(self._names)}."
            )
        if name not in self._found:
            self._found[name] = self._read(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
