"""Retrain: a new run that continues a finished one with new seed files."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from topics.config import Settings, load_settings
from topics.corpus.reading.inputs import check_path
from topics.corpus.reading.metadata import metadata_file
from topics.corpus.types import Corpus
from topics.errors import SettingsError, check_flag, check_path_type
from topics.evaluate.gold_check import check_gold
from topics.messages import Message, collected, warn
from topics.pipeline import analyse_into, check_types, read_study
from topics.progress import OnProgress, notebook_bar
from topics.reruns import checked_run, fingerprint_of, usable_gold
from topics.runs.cache import Cache
from topics.runs.files import CODER_NAME, check_apart, place_of
from topics.runs.inputs import input_path, settings_path
from topics.runs.store import Run, load_run
from topics.runs.target import (
    check_outside_run,
    check_place,
    check_writable,
    choose_target,
    default_beside,
)
from topics.stages import n_stages
from topics.study import Earlier, Study, load_study
from topics.themes.coder import Coder
from topics.themes.types import NONE, Codebook
from topics.timed_stages import Stages

__all__ = ["continued", "retrain"]

NO_THEMES = Codebook((), NONE, "")


def retrain(
    run: str | Path,
    seeds: str | Path,
    out: str | Path | None = None,
    *,
    settings: Settings | None = None,
    overrides: Sequence[str] = (),
    codebook: str | Path | None = None,
    gold: str | Path | None = None,
    fresh: bool = False,
    refit_coder: bool = False,
    replace: bool = False,
    progress: OnProgress | None = None,
) -> Run:
    """Continue a finished run with more or other seed files, in a new run beside it.

    Settings, codebook, word lists and gold lines are those of the earlier run, which is not
    changed. Topics that continue keep their ids, and earlier paragraphs their codes.

    Parameters
    ----------
    run : path-like
        The folder of the finished run.
    seeds : path-like
        All seed files of the new run, including the earlier ones that are kept.
    out : path-like, optional
        The new run's folder; by default the earlier one's with the next number.
    settings : Settings, optional
        Replaces those of the earlier run.
    overrides : sequence of str, optional
        Changes of the earlier run's settings, e.g. ``["n_components=12"]``.
    codebook, gold : path-like, optional
        Replace those of the earlier run; ``"none"`` for none.
    fresh : bool, default False
        Do not start from the earlier models. Topics are still matched to the earlier ones.
    refit_coder : bool, default False
        Fit a new coder, as for another codebook.
    replace : bool, default False
        Replace a run of other seeds, settings or origin in ``out``.
    progress : callable, optional

    Returns
    -------
    Run
        Its table ``lineage`` has the state of each topic (``docs/retrain.md``).

    Raises
    ------
    TopicsError
        If the earlier run cannot be used, or the new one cannot start or finish.

    See Also
    --------
    topics.run : Do all steps and write the report.
    topics.compare : Compare two runs.
    topics.infer : Find the topics of new texts.

    Examples
    --------
    ``reports/speeches`` is a finished run; more files may be in ``speeches`` by now.

    >>> import topics
    >>> run = topics.retrain("reports/speeches", "speeches")
    >>> run.folder.name
    'speeches-2'
    >>> "lineage" in run.tables
    True
    """
    check_path_type("run", run)
    check_types(out, replace, progress)
    for name, flag in (("fresh", fresh), ("refit_coder", refit_coder)):
        check_flag(name, flag)
    _check_target(run, seeds, out)
    parent = checked_run(run)
    study = _study(parent, seeds, _settings(parent, settings, overrides), codebook, gold)
    how = _How(gold, fresh=fresh, refit_coder=refit_coder, replace=replace)
    return _retrain(parent, seeds, out, study, how, progress or notebook_bar())


class _How(NamedTuple):
    """How a run is continued; see `retrain`."""

    gold: str | Path | None
    fresh: bool
    refit_coder: bool
    replace: bool


def _retrain(
    parent: Run,
    seeds: str | Path,
    out: str | Path | None,
    study: Study,
    how: _How,
    progress: OnProgress | None,
) -> Run:
    default = default_beside(parent.folder)
    stages, cache = Stages(n_stages(study.settings) + 5, progress), Cache(parent.folder)
    with collected() as messages:
        study, origin = continued(study, parent, fresh=how.fresh, refit_coder=how.refit_coder)
        origin["retrained"]["folder"] = _name_beside(parent.folder, default if out is None else out)
        corpus = _read(seeds, study, parent, how.gold, stages, cache)
        inputs = {f"seeds/{s.name}": s.sha256 for s in corpus.sources} | study.inputs()
        what = study.settings, inputs, corpus.skipped
        folder = choose_target(default, out, *what, origin=origin, replace=how.replace)
        analyse_into(folder, corpus, study, messages, stages, cache, origin)
    return load_run(folder)


def _study(
    parent: Run,
    seeds: str | Path,
    settings: Settings,
    codebook: str | Path | None,
    gold: str | Path | None,
) -> Study:
    """Return the inputs of the new run; by default those of the parent."""
    return load_study(
        settings,
        codebook or input_path(parent.folder, "codebook") or NONE,
        None if gold == NONE else gold or input_path(parent.folder, "gold"),
        metadata_file(seeds),
    )


def _read(
    seeds: str | Path,
    study: Study,
    parent: Run,
    gold: str | Path | None,
    stages: Stages,
    cache: Cache,
) -> Corpus:
    """Read the seeds, and check gold lines; `continued` has checked the parent's themes."""
    corpus = read_study(seeds, study, None if gold == NONE else gold, stages, cache)
    if gold is None and (earlier := input_path(parent.folder, "gold")) is not None:
        check_gold(earlier, corpus, NO_THEMES, is_run=True)
    return corpus


def _check_target(run: str | Path, seeds: str | Path, out: str | Path | None) -> None:
    """Raise an error, before any work, if there are no seeds or no run can be written there."""
    check_path(seeds)
    check_apart(default_beside(run) if out is None else out, seeds)
    if out is None:
        check_place(default_beside(run))
    else:
        check_outside_run(out, run)
        check_writable(out)


def _settings(parent: Run, settings: Settings | None, overrides: Sequence[str]) -> Settings:
    if settings is None:
        return load_settings(settings_path(parent.folder, parent.manifest), overrides)
    if overrides:
        raise SettingsError(["overrides are changes of the earlier run's settings; give one."])
    return settings


def continued(
    study: Study, parent: Run, *, fresh: bool, refit_coder: bool
) -> tuple[Study, dict[str, Any]]:
    """Return a study that continues a run, and the keys of ``run.json`` that record it.

    Parameters
    ----------
    study : Study
        Settings and files of the new run.
    parent : Run
    fresh : bool
        Whether engines do not start from its models.
    refit_coder : bool
        Whether a new coder is fitted, as always with another codebook.

    Warns
    -----
    TopicsWarning
        For everything that is not continued.
    """
    coder = _coder_of(parent, study.codebook)
    coder = None if refit_coder else coder
    engines, known = study.settings.engines, parent.models
    if new := [engine for engine in engines if engine not in known]:
        warn(Message("engines_not_before", {"engines": ", ".join(new)}))
    if own := [entry["engine"] for entry in parent.manifest.get("own_models", ())]:
        warn(Message("models_not_continued", {"engines": ", ".join(own)}))
    models = {engine: known[engine] for engine in engines if engine in known}
    vocabulary = next(iter(known.values())).vocabulary
    earlier = Earlier(vocabulary, coder, models, is_fresh=fresh)
    mark = fingerprint_of(parent)
    origin: dict[str, Any] = {"parent": mark, "retrained": {"folder": "", "fresh": fresh}}
    if started := [name for name in engines if earlier.start(name) is not None]:
        origin["continued"] = started
    if coder:
        origin["coder_of"] = parent.manifest.get("coder_of", mark)
    gold = usable_gold(study.gold, study.codebook)
    return dataclasses.replace(study, earlier=earlier, gold=gold), origin


def _coder_of(parent: Run, codebook: Codebook) -> Coder | None:
    """Return the coder of a run; None, with a warning, if it is missing or has another codebook."""
    if not codebook.themes:
        return None
    if CODER_NAME in parent.manifest["outputs"]:
        coder = parent.coder()
        if coder.codebook.sha256 == codebook.sha256:
            return coder
    elif input_path(parent.folder, "codebook") is not None:
        warn(Message("coder_missing", {}))
        return None
    warn(Message("coder_new", {"codebook": codebook.name}))
    return None


def _name_beside(parent: Path, out: str | Path) -> str:
    """Return the name of the parent's folder if a run in ``out`` is beside it, else nothing."""
    folder = parent.resolve()
    return folder.name if folder.parent == place_of(out).parent else ""
