"""The main pipeline, from a folder of seed files to the folder of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from topics.config import Settings
from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.reading.inputs import check_path
from topics.corpus.reading.metadata import metadata_file
from topics.corpus.types import Corpus
from topics.display.view import say
from topics.errors import check_callable, check_flag, check_path_type
from topics.evaluate.gold_check import check_gold
from topics.hints import hinted_keywords
from topics.messages import Message, collected
from topics.models.storage import save_model
from topics.models.types import TopicModel
from topics.progress import OnProgress, notebook_bar
from topics.report.figures import Plot, all_figures
from topics.report.hiding import without_hidden
from topics.report.html import spaced
from topics.report.labels import engine_name, marked_names
from topics.report.ldavis import ldavis_page
from topics.report.page import report_page
from topics.report.sections import Beside
from topics.runs.build import Results, build_tables
from topics.runs.cache import Cache
from topics.runs.downloads import held_tables
from topics.runs.files import CODER_NAME, check_apart, write_file, write_json
from topics.runs.inputs import write_inputs
from topics.runs.manifest import build_manifest, run_outputs, write_manifest
from topics.runs.store import Run, load_run, new_run, write_table
from topics.runs.target import check_place, check_writable, choose_target, default_target
from topics.stages import analyse, n_stages
from topics.study import Study, load_study
from topics.timed_stages import Stages

__all__ = [
    "analyse_into",
    "beside_page",
    "check_types",
    "ldavis_names",
    "read_study",
    "run",
    "write_run",
]


@hinted_keywords(
    (field.name for field in fields(Settings)),
    "settings=topics.load_settings(overrides=[{setting}])",
)
def run(
    seeds: str | Path,
    out: str | Path | None = None,
    *,
    settings: Settings | None = None,
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    models: Sequence[TopicModel] = (),
    replace: bool = False,
    progress: OnProgress | None = None,
) -> Run:
    """Read, model, code, score and report a folder of seed files.

    Parameters
    ----------
    seeds : path-like
        The seed folder, or a single file.
    out : path-like, optional
        The run's own folder. By default ``reports/`` and the seed folder's name, with the next
        number if that folder contains a run of other seeds or settings.
    settings : Settings, optional
        Result of `load_settings`; the defaults if omitted.
    codebook, gold : path-like, optional
        A study's own codebook, and gold lines to score roles and themes against.
    models : sequence of TopicModel, optional
        Your own, over the matrix that the run counts, e.g. from `topics.from_gensim`.
    replace : bool, default False
        Whether a run of other seeds or settings in ``out`` is replaced.
    progress : callable, optional
        Called with each `topics.progress.Progress`; by default a notebook shows a bar.

    Returns
    -------
    Run
        The run as read back from its folder.

    Raises
    ------
    TopicsError
        If the run cannot start or finish; no partial output remains.

    Warns
    -----
    TopicsWarning
        Once for each message in ``run.json``, at the end of the run.

    See Also
    --------
    topics.load_settings : Resolve the settings of a run.
    topics.load_run : Read a finished run.
    topics.recode : Code a finished run with another codebook.
    topics.retrain : Continue a finished run with more texts.

    Examples
    --------
    ``speeches`` is a folder of text files.

    >>> import topics
    >>> settings = topics.load_settings(overrides=["n_components=3", 'engines=["lda"]'])
    >>> run = topics.run("speeches", settings=settings)
    >>> run.folder.as_posix()
    'reports/speeches'
    >>> run.models["lda"].n_topics
    3
    """
    check_path(seeds)
    check_types(out, replace, progress)
    study = load_study(settings, codebook, gold, metadata_file(seeds), models)
    _check_target(out, seeds)
    stages, cache = Stages(n_stages(study.settings) + 5, progress or notebook_bar()), Cache()
    with collected() as messages:
        corpus = read_study(seeds, study, gold, stages, cache)
        inputs = {f"seeds/{s.name}": s.sha256 for s in corpus.sources} | study.inputs()
        what = study.settings, inputs, corpus.skipped
        folder = choose_target(default_target(seeds), out, *what, replace=replace)
        analyse_into(folder, corpus, study, messages, stages, cache)
    return load_run(folder)


def analyse_into(
    folder: Path,
    corpus: Corpus,
    study: Study,
    messages: Sequence[Message],
    stages: Stages,
    cache: Cache,
    origin: Mapping[str, Any] | None = None,
) -> None:
    """Analyse a corpus, write the run to its folder and keep its cache; see `write_run`."""
    cache.begin(folder)
    with new_run(folder) as part:
        results = analyse(corpus, study, stages, cache)
        write_run(part, build_tables(results), results, study, messages, stages, origin)
    cache.keep(folder)


def check_types(out: object, replace: object, progress: object) -> None:
    """Raise WrongTypeError for arguments of `run` or `recode` with a wrong type."""
    if out is not None:
        check_path_type("out", out)
    check_flag("replace", replace)
    check_callable("progress", progress)


def _check_target(out: str | Path | None, seeds: str | Path) -> None:
    """Raise OutputError, before any work, if no run can be written there."""
    if out is None:
        check_apart(default_target(seeds), seeds)
        check_place(default_target(seeds))
    else:
        check_apart(out, seeds)
        check_writable(out)


def read_study(
    seeds: str | Path,
    study: Study,
    gold: str | Path | None,
    stages: Stages,
    cache: Cache | None = None,
) -> Corpus:
    """Read the seeds of a study, before anything is fitted.

    Parameters
    ----------
    seeds : path-like
    study : Study
    gold : path-like or None
        The file of the study's gold lines.
    stages : Stages
    cache : Cache, optional
        Provides the texts that an earlier run read, and keeps those of this run.

    Raises
    ------
    TopicsError
        If nothing can be read, or gold lines do not match the texts.
    """
    with stages.stage("read") as summary:
        options = read_options(study.settings)
        corpus = read(seeds, options) if cache is None else cache.read(seeds, options)
        summary(_describe(corpus))
    if gold is not None:
        check_gold(gold, corpus, study.codebook, is_run=True)
    return corpus


def _describe(corpus: Corpus) -> str:
    n, skipped, repeated = len(corpus.sources), len(corpus.skipped), len(corpus.duplicates)
    n_speeches, n_paragraphs = len(corpus.speeches), len(corpus.running_text())
    n_repairs = len(corpus.repairs)
    return say(
        f"{n} 个来源{f'（另有 {skipped} 个未读取）' if skipped else ''}，{n_speeches} 篇讲话，"
        f"{n_paragraphs} 段{f'（{repeated} 段重复）' if repeated else ''}，修复 {n_repairs} 处",
        f"{n} sources{f', {skipped} skipped' if skipped else ''}, {n_speeches} speeches,"
        f" {n_paragraphs} paragraphs{f' ({repeated} repeated)' if repeated else ''},"
        f" {n_repairs} repairs",
    )


def write_run(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    results: Results,
    study: Study,
    messages: Sequence[Message],
    stages: Stages,
    origin: Mapping[str, Any] | None = None,
) -> None:
    """Write a run's folder: tables, models, inputs, figures, pages, and the manifest last.

    Parameters
    ----------
    folder : Path
        An empty folder.
    tables : mapping of str to DataFrame
        By name, as `build_tables` returns them.
    results : Results
        Models are written as they were fitted, the coder as ``coder.json`` if its codebook has
        themes.
    study : Study
    messages : sequence of Message
        The warnings so far; it may grow while figures are drawn.
    stages : Stages
    origin : mapping, optional
        Which run this one was made from, and how (`topics.runs.manifest.ORIGIN`).
    """
    settings, models, coder = study.settings, results.fitted, results.coding.coder
    with stages.stage("tables") as summary:
        for name, table in tables.items():
            write_table(folder / f"{name}.csv", table)
        for engine, model in models.items():
            save_model(model, folder / "models" / engine)
        if coder.codebook.themes:
            write_json(folder / CODER_NAME, coder.to_dict())
        write_inputs(folder, settings, study.files)
        n, n_models = len(tables), len(models)
        summary(say(f"{n} 个表，{n_models} 个模型", f"{n} tables, {n_models} models"))
    with stages.stage("topic maps") as summary:
        maps = ldavis_names([*models])
        for engine, name in maps.items():
            names = marked_names(tables["topics"], engine)
            page = ldavis_page(results.models[engine], _map_title(engine), names)
            write_file(folder / name, page.encode())
        summary(say(f"{len(maps)} 个 pyLDAvis 网页", f"{len(maps)} pyLDAvis pages"))
    with stages.stage("figures") as summary:
        drawn = all_figures(without_hidden(tables))
        _write_figures(folder / "figures", drawn, settings.figure_formats)
        summary(say(f"{len(drawn)} 幅", f"{len(drawn)} figures"))
    with stages.stage("report") as summary:
        inputs, own = _inputs(tables, study), study.models
        manifest = build_manifest(settings, inputs, folder, messages, origin, own)
        beside = beside_page(folder, tables, next(iter(models.values())))
        page = report_page(tables, manifest, maps, beside=beside)
        write_file(folder / "report.html", page.encode())
        summary("report.html")
    write_manifest(folder, manifest | {"outputs": run_outputs(folder)})
    stages.watch.write(folder)


def _map_title(engine: str) -> str:
    return f"{spaced(engine_name(engine))}话题图"


def beside_page(folder: Path, tables: Iterable[str], model: TopicModel) -> Beside:
    """Return the data of the page that is not in tables: files, size of the matrix.

    Parameters
    ----------
    folder : Path
        The run's folder, with its tables.
    tables : iterable of str
        Their names.
    model : TopicModel
        Any model of the run.
    """
    held = held_tables(folder, tables)
    return Beside(n_units=len(model.units), n_terms=len(model.vocabulary), files=held)


def _inputs(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, str]:
    """Return the sha256 of everything read, by name."""
    sources = tables["sources"]
    seeds = zip(sources["source"], sources["sha256"], strict=True)
    return {f"seeds/{name}": sha256 for name, sha256 in seeds} | study.inputs()


def _write_figures(folder: Path, drawn: Sequence[Plot], formats: Sequence[str]) -> None:
    folder.mkdir()
    for plot in drawn:
        for kind in formats:
            write_file(folder / f"{plot.name}.{kind}", plot.to_bytes(kind))


def ldavis_names(engines: Sequence[str]) -> dict[str, str]:
    """Return each engine's pyLDAvis page; the first has the plain name."""
    first, *others = engines
    return {first: "ldavis.html"} | {engine: f"ldavis-{engine}.html" for engine in others}
