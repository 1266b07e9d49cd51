"""Repeat a run in a temporary folder, and list the differences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from topics.config import Settings, load_settings
from topics.corpus.reading.metadata import metadata_file
from topics.corpus.types import Corpus
from topics.errors import OutputError
from topics.messages import collected
from topics.pipeline import beside_page, ldavis_names, read_study, write_run
from topics.progress import OnProgress
from topics.report.page import report_page
from topics.reruns import fingerprint_of
from topics.retraining import continued
from topics.runs.build import build_tables
from topics.runs.comparing import file_differences, is_compared
from topics.runs.files import file_hash, write_file
from topics.runs.inputs import all_settings, input_path, settings_path
from topics.runs.integrity import FOREIGN, MISSING, Difference, Sentence
from topics.runs.manifest import origin_of, read_manifest, run_outputs
from topics.runs.own_models import engines_of
from topics.runs.store import Run, load_run
from topics.stages import analyse, n_stages
from topics.study import load_study
from topics.themes.types import NONE
from topics.timed_stages import Stages

__all__ = [
    "compared",
    "parent_of",
    "run_again",
    "seed_differences",
    "settings_of",
    "write_page_as_recorded",
]

_READ = ("seeds", "metadata")
"""Inputs that are read from the seeds."""
_PAGE = "report.html"
RECORDED = ("只在记录中", "only recorded")
REPEATED = ("只在重做的运行中", "only repeated")
WITHHELD = ("字节不同；此处隐去了文字", "other bytes; it is withheld here")
OTHERWISE = ("与重做的不同", "differs in the repeated run")


def parent_of(done: Run) -> Run | None:
    """Return the parent of a run if it is beside it and unchanged, otherwise None."""
    name = done.manifest.get("retrained", {}).get("folder")
    folder = done.folder.resolve().parent / name if name else None
    if folder is None or not folder.is_dir():
        return None
    try:
        parent = load_run(folder)
    except OutputError:
        return None
    return parent if fingerprint_of(parent) == done.manifest["parent"] else None


def run_again(
    done: Run,
    seeds: str | Path,
    again: Path,
    progress: OnProgress | None,
    parent: Run | None = None,
) -> list[Difference]:
    """Repeat a run from its seeds, and from the run that it continues if there is one.

    If the seeds differ, return the differences and do not repeat it.
    """
    codebook = input_path(done.folder, "codebook") or NONE
    gold = input_path(done.folder, "gold")
    own = [done.models[entry["engine"]] for entry in done.manifest.get("own_models", ())]
    study = load_study(settings_of(done), codebook, gold, metadata_file(seeds), own)
    stages = Stages(n_stages(study.settings) + 5, progress)
    with collected() as messages:
        if parent is not None:
            is_new, is_fresh = "coder_of" not in done.manifest, done.manifest["retrained"]["fresh"]
            study, _ = continued(study, parent, fresh=is_fresh, refit_coder=is_new)
        corpus = read_study(seeds, study, None, stages)  # gold fits the same seeds
        if found := seed_differences(done, corpus, seeds):
            return found
        results = analyse(corpus, study, stages)
        again.mkdir()
        tables, origin = build_tables(results), origin_of(done.manifest)
        write_run(again, tables, results, study, messages, stages, origin)
    return []


def seed_differences(done: Run, corpus: Corpus, seeds: str | Path) -> list[Difference]:
    """Return the seed files, and the metadata beside them, that are not those of a run."""
    inputs, skipped = done.manifest["inputs"], done.tables["skipped"]
    recorded = {name: sha for name, sha in inputs.items() if name.split("/")[0] in _READ}
    here = {f"seeds/{source.name}": source.sha256 for source in corpus.sources}
    if (metadata := metadata_file(seeds)) is not None:
        here[f"metadata/{metadata.name}"] = file_hash(metadata)
    recorded |= dict(zip("seeds/" + skipped["source"], skipped["reason"], strict=True))
    here |= {f"seeds/{source.source}": source.reason for source in corpus.skipped}
    return [
        Difference(name, *_what(recorded.get(name), here.get(name)))
        for name in sorted({*recorded, *here})
        if recorded.get(name) != here.get(name)
    ]


def _what(recorded: str | None, here: str | None) -> Sentence:
    if here is None:
        return MISSING
    return FOREIGN if recorded is None else ("运行之后有改动", "changed since the run was made")


def write_page_as_recorded(done: Run, again: Path) -> None:
    """Write the page again with the recorded versions and commit of the run, which it shows."""
    fresh = load_run(again)
    outputs = {name: sha for name, sha in fresh.manifest["outputs"].items() if name != _PAGE}
    manifest = {k: v for k, v in done.manifest.items() if k != "sha256"} | {"outputs": outputs}
    model = fresh.models[engines_of(manifest)[0]]
    beside = beside_page(again, fresh.tables, model)
    maps = ldavis_names(engines_of(manifest))
    write_file(again / _PAGE, report_page(fresh.tables, manifest, maps, beside=beside).encode())


def compared(
    done: Run, again: Path, withheld: Collection[str] = (), *, exactly: bool
) -> list[Difference]:
    """Return the differences of files, and those of the manifest.

    Parameters
    ----------
    done : Run
    again : Path
        The folder of the repeated run.
    withheld : collection of str
        Files of which the run has only a hash, so that only their bytes can be compared.
    exactly : bool
        Whether every byte must be the same.
    """
    theirs, ours = run_outputs(again), done.manifest["outputs"]
    found = []
    for name in sorted({*ours, *theirs}):
        if not is_compared(name, exactly=exactly) or (name in withheld and not exactly):
            continue
        if name not in theirs or name not in ours:
            found.append(Difference(name, *(RECORDED if name in ours else REPEATED)))
        elif theirs[name] != ours[name] and name in withheld:
            found.append(Difference(name, *WITHHELD))
        elif theirs[name] != ours[name]:
            found += file_differences(done.folder, again, name, exactly=exactly)
    made = read_manifest(again)
    for key in ("settings", "inputs", "warnings"):
        if _shown(made, key, exactly=exactly) != _shown(done.manifest, key, exactly=exactly):
            found.append(Difference(f"run.json: {key}", *OTHERWISE))
    return found


def _shown(manifest: Mapping[str, Any], key: str, *, exactly: bool) -> Any:
    """Return the part of a manifest that is compared."""
    value = manifest[key]
    if key == "inputs":  # the package's own are covered by its version
        return {name: sha for name, sha in value.items() if not name.startswith("defaults/")}
    if key == "settings":
        return all_settings(manifest)
    return value if exactly else [entry["code"] for entry in value]


def settings_of(run: Run) -> Settings:
    """Return the settings kept in a run's folder."""
    return load_settings(settings_path(run.folder, run.manifest))
