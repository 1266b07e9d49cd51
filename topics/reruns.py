"""New runs, pages and tables from a finished run, without refitting."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import pandas as pd

from topics.config import Settings, load_settings
from topics.errors import ModelError, OutputError, check_path_type, shortened
from topics.evaluate.gold_lines import GoldLine
from topics.evaluate.stability import Stability, no_stability
from topics.fingerprint import fingerprint
from topics.grouping.columns import checked_columns
from topics.messages import Language, Message, collected, message_from, warn
from topics.models.types import TopicModel
from topics.pipeline import beside_page, check_types, ldavis_names, write_run
from topics.progress import OnProgress, Stages, notebook_bar
from topics.report.page import report_page
from topics.report.sections import Beside
from topics.runs.analyses import sensitivity_beside
from topics.runs.build import build_tables
from topics.runs.by_tables import crossed_tables
from topics.runs.corpus_tables import corpus_of
from topics.runs.files import check_folder, file_hash, make_folder, write_file, write_json
from topics.runs.inputs import input_path, settings_path
from topics.runs.manifest import MANIFEST_NAME, versions
from topics.runs.own_models import engines_of
from topics.runs.references import check_references
from topics.runs.store import Run, load_run, new_run, write_table
from topics.runs.target import check_apart_from_run, check_place, numbered
from topics.stages import interpret, prepare
from topics.study import Earlier, load_study
from topics.text.types import DocTermMatrix
from topics.themes.types import NONE, Codebook

__all__ = ["checked_run", "export", "fingerprint_of", "recode", "report", "usable_gold"]

KEPT = (
    "sources",
    "repairs",
    "duplicates",
    "similar_speeches",
    "masks",
    "bounds",
    "skipped",
    "agreement",
    "topic_terms",
    "stability",
    "terms",
    "bundles",
    "speech_tree",
    "lineage",
)
"""Tables that do not depend on the codebook: they are copied."""
RENEWED = (
    "missing_seed_words",
    "codebook_misfit",
    "missing_glyphs",
    "gold_without_themes",
    "groups_left_out",
)
"""Codes of messages that coding, tables and drawing issue again if they still apply."""
N_STAGES = 10
EXPORT = "an export of this command", ("themes_by.csv", "topics_by.csv", "by.json")
"""What the folder of an export is, and its files."""
LONGEST_NAME = 60
"""Characters of the columns in its name; three bytes each may be 255 in all."""


def recode(
    run: str | Path,
    codebook: str | Path,
    out: str | Path | None = None,
    *,
    replace: bool = False,
    progress: OnProgress | None = None,
) -> Run:
    """Code a finished run with another codebook, without refitting its models.

    Texts, models, settings, word lists and gold lines come from the run; no seed files are needed.

    Parameters
    ----------
    run : path-like
        The folder of a finished run; it is not changed.
    codebook : path-like
        The codebook to code with.
    out : path-like, optional
        The new run's folder; by default the run's with ``-recoded`` and perhaps a number added.
    replace : bool, default False
        Whether an untouched run in ``out`` is replaced.
    progress : callable, optional

    Returns
    -------
    Run
        Its manifest records the sha256 of the earlier run's ``run.json`` as ``parent``.

    Raises
    ------
    TopicsError
        If the run or the codebook cannot be used, the texts are not segmented as they were, or
        ``out`` is the run itself, or holds files and ``replace`` is False.
    """
    for name, path in (("run", run), ("codebook", codebook)):
        check_path_type(name, path)
    check_types(out, replace, progress)
    if out is not None:
        check_apart_from_run(out, run, replace=replace)
    earlier = checked_run(run)
    gold, metadata = (input_path(earlier.folder, kind) for kind in ("gold", "metadata"))
    study = load_study(_settings_of(earlier), codebook, gold, metadata, _own_models(earlier))
    target = Path(out) if out is not None else _beside(earlier.folder.resolve())
    stages = Stages(N_STAGES, progress or notebook_bar())
    with new_run(target) as folder, collected() as messages:
        _warn_again(earlier)
        kept = _taken_over(earlier, study.codebook)
        lines = usable_gold(study.gold, study.codebook)
        study = dataclasses.replace(study, gold=lines, earlier=kept)
        with stages.stage("read") as summary:
            corpus = corpus_of(earlier.tables)
            summary(f"{len(corpus.speeches)} speeches, {len(corpus.running_text())} paragraphs")
        tokens, matrix = prepare(corpus, study, stages)
        models, found = earlier.models, _stability(earlier)
        _check_same(matrix, models)
        results = interpret(corpus, tokens, matrix, models, found, study, stages)
        tables = build_tables(results) | _kept(earlier)
        write_run(folder, tables, results, study, messages, stages, _origin(earlier, kept))
    return load_run(target)


def _warn_again(run: Run) -> None:
    """Issue the warnings of a run that are not issued anew."""
    for message in map(message_from, run.manifest["warnings"]):
        if message.code not in RENEWED:
            warn(message)


def checked_run(run: str | Path) -> Run:
    """Return a finished run whose tables fit each other."""
    done = load_run(run)
    check_references(done.tables, engines_of(done.manifest), done.folder)
    return done


def _taken_over(run: Run, codebook: Codebook) -> Earlier | None:
    """Return the vocabulary and the coder of a run that continues another, else None.

    Its terms are not all chosen by its settings, and its coder may be fitted to other texts.
    """
    if "lineage" not in run.tables:
        return None
    coder = run.coder() if "coder_of" in run.manifest else None
    if coder and coder.codebook.sha256 != codebook.sha256:
        coder = None
    return Earlier(next(iter(run.models.values())).vocabulary, coder)


def _origin(run: Run, kept: Earlier | None) -> dict[str, Any]:
    """Return the keys of ``run.json`` of a run that was recoded."""
    origin = {"parent": fingerprint_of(run)}
    if kept and kept.coder:
        origin["coder_of"] = run.manifest["coder_of"]
    return origin


def _settings_of(run: Run) -> Settings:
    return load_settings(settings_path(run.folder, run.manifest))


def _own_models(run: Run) -> list[TopicModel]:
    """Return the models of a run that its user fitted."""
    return [run.models[entry["engine"]] for entry in run.manifest.get("own_models", ())]


def _beside(folder: Path) -> Path:
    """Return the default folder of a run made from the one in ``folder``."""
    check_place(folder)
    return numbered(folder, "-recoded")


def report(run: str | Path, language: Language = "zh") -> Path:
    """Write the report of a finished run again, from its tables alone.

    The run is not changed: the page is ``report.html`` in the folder beside it that is named
    after it with ``.analyses`` added, and ``report.json`` there identifies the run. A sensitivity
    analysis in that folder is shown if it is of the same inputs and settings.

    Parameters
    ----------
    run : path-like
        The folder of a finished run.
    language : {"zh", "en"}
        The interface that the page opens with; a switch in the page changes it.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    ModelError
        If the language is another one.
    OutputError
        If the run cannot be read, its tables do not fit each other, or the page cannot be written.
    """
    check_path_type("run", run)
    if language not in get_args(Language):
        raise ModelError(f"language = {shortened(language)}: must be zh or en.")
    done = checked_run(run)
    analyses = _analyses_of(done)
    folder = f"../{quote(done.folder.resolve().name)}/"
    ldavis = {
        engine: folder + name
        for engine, name in ldavis_names(engines_of(done.manifest)).items()
        if name in done.manifest["outputs"]
    }
    beside = _beside_page(done)
    page = report_page(done.tables, done.manifest, ldavis, language, beside).encode()
    try:
        analyses.mkdir(exist_ok=True)
    except OSError as exc:
        raise OutputError(f"{analyses}: cannot be written ({exc.strerror}).") from exc
    write_file(analyses / "report.html", page)
    _write_manifest(analyses / "report.json", done, ["report.html"])
    return analyses / "report.html"


def _beside_page(run: Run) -> Beside:
    """Return what the page of a finished run shows that is in none of its tables."""
    model = run.models[engines_of(run.manifest)[0]]
    found, others = sensitivity_beside(run.manifest, _analyses_of(run))
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
        If the run cannot be read, its tables do not fit each other, or the folder cannot be
        written or contains other files.
    """
    check_path_type("run", run)
    done = checked_run(run)
    columns = checked_columns(done.tables["speeches"], columns)
    out = _analyses_of(done) / f"by-{_short_name(columns)}"
    check_folder(out, *EXPORT)
    tables = crossed_tables(done.tables, done.models, columns)
    folder = make_folder(out, *EXPORT)
    for table, frame in tables.items():
        write_table(folder / f"{table}.csv", frame)
    _write_manifest(folder / "by.json", done, [f"{t}.csv" for t in tables], columns=columns)
    return folder


def _short_name(columns: Sequence[str]) -> str:
    """Return columns as part of a file name, with a hash where it does not show them exactly."""
    name = "-".join(columns)
    safe = "-".join(re.sub(r"\W", "_", column) for column in columns)[:LONGEST_NAME]
    return safe if safe == name else f"{safe}-{fingerprint(columns)[:8]}"


def _analyses_of(run: Run) -> Path:
    """Return the folder of what is made from a run."""
    folder = run.folder.resolve()
    return folder.with_name(f"{folder.name}.analyses")


def _write_manifest(path: Path, run: Run, files: Sequence[str], **more: Sequence[str]) -> None:
    """Write what identifies the run and the files beside that were made from it."""
    outputs = {name: file_hash(path.with_name(name)) for name in files}
    made = {"run": fingerprint_of(run), "outputs": outputs, "versions": versions(), **more}
    write_json(path, made)


def fingerprint_of(run: Run) -> str:
    """Return the identifier of a run: the sha256 of its ``run.json``."""
    return file_hash(run.folder / MANIFEST_NAME)


def _kept(run: Run) -> dict[str, pd.DataFrame]:
    return {name: run.tables[name] for name in KEPT if name in run.tables}


def _stability(run: Run) -> dict[str, Stability]:
    """Return what a run knows of the stability of its engines, nothing if it is an earlier one."""
    table = run.tables.get("stability", no_stability())
    return {name: Stability(table[table["engine"] == name], None) for name in run.models}


def usable_gold(gold: Sequence[GoldLine], codebook: Codebook) -> tuple[GoldLine, ...]:
    """Return gold lines without their themes if some are not in the codebook, and warn of it."""
    unknown = sorted({theme for line in gold for theme in line.themes} - {*codebook.ids(), NONE})
    if not unknown:
        return tuple(gold)
    warn(Message("gold_without_themes", {"codebook": codebook.name, "themes": ", ".join(unknown)}))
    return tuple(dataclasses.replace(line, themes=()) for line in gold)


def _check_same(matrix: DocTermMatrix, models: Mapping[str, TopicModel]) -> None:
    """Raise OutputError unless the units and terms are those that the models were fitted on."""
    for engine, model in models.items():
        if tuple(matrix.vocabulary) != tuple(model.vocabulary) or list(matrix.units) != list(
            model.units
        ):
            raise OutputError(
                f"The texts of the run are not segmented and counted as when {engine} was fitted:"
                " a segmenter or the lexicon has changed since. Repeat the run."
            )
