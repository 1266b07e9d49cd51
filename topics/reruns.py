"""Interpret a finished run again, with another codebook or other edits, without refitting."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from topics.config import load_settings
from topics.corpus.types import Corpus
from topics.display.view import say
from topics.edits.applying import regroup
from topics.errors import OutputError, SettingsError, check_path_type
from topics.evaluate.gold_lines import GoldLine
from topics.messages import Message, collected, message_from, warn
from topics.models.types import TopicModel
from topics.pipeline import check_types, write_run
from topics.progress import OnProgress, notebook_bar
from topics.runs.build import Results, build_tables
from topics.runs.corpus_tables import corpus_of
from topics.runs.edit_columns import stability_of
from topics.runs.files import file_hash
from topics.runs.inputs import input_path, settings_path
from topics.runs.manifest import MANIFEST_NAME
from topics.runs.own_models import engines_of
from topics.runs.references import check_references
from topics.runs.store import Run, load_run, new_run
from topics.runs.target import check_apart_from_run, check_place, numbered
from topics.stages import interpret, prepare
from topics.study import Earlier, Study, load_study
from topics.text.types import DocTermMatrix, Tokens
from topics.themes.types import NONE, Codebook
from topics.timed_stages import Stages

__all__ = [
    "N_STAGES",
    "checked_run",
    "edited_models",
    "fingerprint_of",
    "interpreted",
    "recode",
    "study_of",
    "usable_gold",
]

KEPT = (
    "sources",
    "repairs",
    "duplicates",
    "similar_speeches",
    "masks",
    "bounds",
    "skipped",
    "stability",
    "terms",
    "bundles",
    "speech_tree",
    "lineage",
)
"""Tables that depend neither on the codebook nor on edits: they are copied."""
RENEWED = (
    "missing_seed_words",
    "codebook_misfit",
    "missing_glyphs",
    "gold_without_themes",
    "groups_left_out",
)
"""Codes of messages that coding, tables and drawing issue again if they still apply."""
N_STAGES = 10


def recode(
    run: str | Path,
    codebook: str | Path | None = None,
    out: str | Path | None = None,
    *,
    edits: str | Path | None = None,
    replace: bool = False,
    progress: OnProgress | None = None,
) -> Run:
    """Code a finished run with another codebook or other edits, without refitting its models.

    Texts, models, settings, word lists and gold lines come from the run, and codebook or edits if
    they are not given; no seed files are needed.

    Parameters
    ----------
    run : path-like
        The folder of a finished run; it is not changed.
    codebook : path-like, optional
        The codebook to code with.
    out : path-like, optional
        The new run's folder; by default the run's with ``-recoded`` and, if taken, a number added.
    edits : path-like, optional
        The edits to apply instead of the run's; ``"none"`` for none.
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
        If neither codebook nor edits are given, the run or one of them cannot be used, the texts
        are not segmented as before, or ``out`` is the run itself, or contains files and
        ``replace`` is False.

    See Also
    --------
    topics.run : Do all steps and write the report.
    topics.load_codebook : Load themes and their seed words.
    topics.retrain : Continue a finished run with more texts.

    Examples
    --------
    ``reports/speeches`` is a finished run, ``themes.toml`` a codebook.

    >>> import topics
    >>> run = topics.recode("reports/speeches", "themes.toml")
    >>> run.folder.name
    'speeches-recoded'
    """
    check_types(out, replace, progress)
    _check_paths(run, codebook, edits)
    if out is not None:
        check_apart_from_run(out, run, replace=replace)
    earlier = checked_run(run)
    study = study_of(earlier, codebook, edits)
    target = Path(out) if out is not None else _beside(earlier.folder.resolve())
    stages = Stages(N_STAGES, progress or notebook_bar())
    with new_run(target) as folder, collected() as messages:
        _warn_again(earlier)
        results, tables, study = interpreted(earlier, study, stages)
        origin = _origin(earlier, study.earlier)
        write_run(folder, tables, results, study, messages, stages, origin)
    return load_run(target)


def _check_paths(run: object, codebook: object, edits: object) -> None:
    """Raise an error unless `recode` has the path of a run, and a codebook or edits."""
    for name, path in (("run", run), ("codebook", codebook), ("edits", edits)):
        if path is not None or name == "run":
            check_path_type(name, path)
    if codebook is None and edits is None:
        raise SettingsError(["recode needs a codebook or edits; give one of them."])


def study_of(
    run: Run, codebook: str | Path | None = None, edits: str | Path | None = None
) -> Study:
    """Return the inputs of a finished run, possibly with another codebook or other edits."""
    settings = load_settings(settings_path(run.folder, run.manifest))
    if edits is not None:
        settings = dataclasses.replace(settings, edits="" if edits == NONE else str(edits))
    gold, metadata = (input_path(run.folder, kind) for kind in ("gold", "metadata"))
    book = codebook or input_path(run.folder, "codebook") or NONE
    return load_study(settings, book, gold, metadata, _own_models(run))


def interpreted(
    run: Run, study: Study, stages: Stages
) -> tuple[Results, dict[str, pd.DataFrame], Study]:
    """Interpret the models of a finished run again, with the codebook and edits of a study.

    Returns
    -------
    results : Results
    tables : dict of str to DataFrame
        Those of the results, and of the run where they do not depend on codebook or edits.
    study : Study
        With the parts that it takes over from the run.
    """
    kept = _taken_over(run, study.codebook)
    study = dataclasses.replace(study, gold=usable_gold(study.gold, study.codebook), earlier=kept)
    corpus, tokens, matrix = _counted(run, study, stages)
    found = stability_of(run.tables, run.models)
    results = interpret(corpus, tokens, matrix, run.models, found, study, stages)
    return results, build_tables(results) | _kept(run), study


def _counted(run: Run, study: Study, stages: Stages) -> tuple[Corpus, Tokens, DocTermMatrix]:
    with stages.stage("read") as summary:
        corpus = corpus_of(run.tables)
        n, n_paragraphs = len(corpus.speeches), len(corpus.running_text())
        summary(say(f"{n} 篇讲话，{n_paragraphs} 段", f"{n} speeches, {n_paragraphs} paragraphs"))
    tokens, matrix = prepare(corpus, study, stages)
    _check_same(matrix, run.models)
    return corpus, tokens, matrix


def edited_models(run: Run) -> Mapping[str, TopicModel]:
    """Return the models of a finished run with topics merged and split as its tables show them."""
    if input_path(run.folder, "edits") is None:
        return run.models
    study = study_of(run)
    if not (study.edits.merges or study.edits.splits):
        return run.models
    study = dataclasses.replace(study, earlier=_taken_over(run, study.codebook))
    corpus, _, matrix = _counted(run, study, Stages(N_STAGES, None))
    return regroup(study.edits, corpus, matrix, run.models)


def _warn_again(run: Run) -> None:
    """Issue the warnings of a run that are not issued anew."""
    for message in map(message_from, run.manifest["warnings"]):
        if message.code not in RENEWED:
            warn(message)


def checked_run(run: str | Path) -> Run:
    """Return a finished run with consistent tables."""
    done = load_run(run)
    check_references(done.tables, engines_of(done.manifest), done.folder)
    return done


def _taken_over(run: Run, codebook: Codebook) -> Earlier | None:
    """Return the vocabulary and the coder of a run that continues another, else None.

    Not all of its terms follow from its settings, and its coder may be fitted to other texts.
    """
    if "lineage" not in run.tables:
        return None
    coder = run.coder() if "coder_of" in run.manifest else None
    if coder and coder.codebook.sha256 != codebook.sha256:
        coder = None
    return Earlier(next(iter(run.models.values())).vocabulary, coder)


def _origin(run: Run, kept: Earlier | None) -> dict[str, Any]:
    """Return the keys of ``run.json`` of a run that was recoded."""
    origin: dict[str, Any] = {"parent": fingerprint_of(run)}
    if "continued" in run.manifest:
        origin["continued"] = run.manifest["continued"]
    if kept and kept.coder:
        origin["coder_of"] = run.manifest["coder_of"]
    return origin


def _own_models(run: Run) -> list[TopicModel]:
    """Return the models of a run that its user fitted."""
    return [run.models[entry["engine"]] for entry in run.manifest.get("own_models", ())]


def _beside(folder: Path) -> Path:
    """Return the default folder of a run made from the one in ``folder``."""
    check_place(folder)
    return numbered(folder, "-recoded")


def fingerprint_of(run: Run) -> str:
    """Return the identifier of a run: the sha256 of its ``run.json``."""
    return file_hash(run.folder / MANIFEST_NAME)


def _kept(run: Run) -> dict[str, pd.DataFrame]:
    return {name: run.tables[name] for name in KEPT if name in run.tables}


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
