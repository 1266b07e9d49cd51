"""Verify a run: its hashes, and what it gives when it is made again."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topics.config import Settings, load_settings
from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.reading.inputs import check_path
from topics.corpus.reading.metadata import metadata_file
from topics.corpus.types import Corpus
from topics.errors import OutputError, TopicsWarning, check_callable, check_path_type
from topics.messages import collected
from topics.pipeline import beside_page, ldavis_names, read_study, write_run
from topics.progress import OnProgress, Stages, notebook_bar
from topics.report.page import report_page
from topics.reruns import recode
from topics.runs.build import build_tables
from topics.runs.comparing import TOLERANCE, file_differences, is_compared
from topics.runs.files import file_hash, write_file
from topics.runs.holders import Holder, recover
from topics.runs.inputs import all_settings, input_path, settings_path
from topics.runs.integrity import Difference, read_unchanged, software_differences
from topics.runs.manifest import read_manifest, run_outputs
from topics.runs.own_models import engines_of
from topics.runs.store import Run, load_run
from topics.signals import shielded
from topics.stages import analyse, n_stages
from topics.study import load_study
from topics.themes.types import NONE

__all__ = ["Verification", "verify"]

_READ = ("seeds", "metadata")
"""Inputs that are read from the seeds."""
_PAGE = "report.html"


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a run has found.

    Attributes
    ----------
    run : Path
        What was verified.
    software : tuple of Difference
        Versions and the like that are not those of the run. They alone make no difference.
    differences : tuple of Difference
        Files, seed files and numbers that are not as recorded; empty if the run is the same.
    n_files : int
        Files with a hash.
    made_again : str
        What was made again: ``"nothing"``, ``"tables"`` from models and texts of the run, or
        ``"run"`` from the seeds.
    notes : tuple of str
        What could not be verified, and why.
    """

    run: Path
    software: tuple[Difference, ...]
    differences: tuple[Difference, ...]
    n_files: int
    made_again: str = "nothing"
    notes: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def text(self) -> str:
        """Return a short table: software first, then each difference, then the result."""
        lines = _columns("software", self.software) + _columns("differs", self.differences)
        lines += [f"note: {note}" for note in self.notes]
        done = {
            "nothing": "hashes checked",
            "tables": "hashes checked, tables, figures and pages made again from its models",
            "run": "hashes checked, the whole run made again from the seeds",
        }[self.made_again]
        found = "same" if self.is_same else f"DIFFERS in {len(self.differences)}"
        return "\n".join([*lines, f"{self.run}: {found} ({self.n_files} files; {done}).", ""])


def _columns(title: str, found: Sequence[Difference]) -> list[str]:
    if not found:
        return []
    width = max(len(difference.where) for difference in found)
    return [f"{title}:", *(f"  {d.where:<{width}}  {d.what}" for d in found)]


def verify(
    run: str | Path, seeds: str | Path | None = None, *, progress: OnProgress | None = None
) -> Verification:
    """Check a finished run against its hashes, and make it again to see what differs.

    The run is not changed; what is made again is in a temporary folder, which is removed. With the
    versions and the kind of processor that the run records every byte must be the same; else
    numbers may differ by 1e-4 (relatively above 1), and pages, figures and starts are not compared.

    Parameters
    ----------
    run : path-like
        The folder of a finished run.
    seeds : path-like, optional
        Its seed files: the whole run is made again from them, with the settings, codebook, word
        lists and gold lines of the run. Without them its tables, coding, figures and pages are
        made again from its texts and models.
    progress : callable, optional

    Returns
    -------
    Verification

    Raises
    ------
    TopicsError
        If there is no run, a later version wrote it, or it cannot be made again.
    """
    check_path_type("run", run)
    check_callable("progress", progress)
    if seeds is not None:
        check_path(seeds)
    folder = Path(run)
    manifest, faults = read_unchanged(folder)
    if not manifest:
        return Verification(folder, (), tuple(faults), 1)
    software, n_files = tuple(software_differences(manifest)), len(manifest["outputs"]) + 1
    if faults:
        note = "nothing was made again, since files are not those of the run"
        return Verification(folder, software, tuple(faults), n_files, notes=(note,))
    done = load_run(folder)
    if manifest["format_version"] == 1:
        note = "a run of format 1 has no inputs/, so it cannot be made again"
        return Verification(folder, software, (), n_files, notes=(note,))
    with _scratch() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicsWarning)
        return _made_again(done, seeds, scratch, software, progress or notebook_bar())


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a temporary folder that no command leaves behind, or the next one removes."""
    place = Path(tempfile.gettempdir()) / "topics-verify"
    holder = Holder(place)
    try:
        recover(place.parent)
        holder.make()
        yield holder.fresh
    except OSError as exc:
        raise OutputError(
            f"{place.parent}: cannot be written ({exc.strerror}). Name another folder for temporary"
            " files with the environment variable TMPDIR."
        ) from exc
    finally:
        with shielded():
            holder.remove()


def _made_again(
    done: Run,
    seeds: str | Path | None,
    scratch: Path,
    software: tuple[Difference, ...],
    progress: OnProgress | None,
) -> Verification:
    """Make a run again in ``scratch``, and compare."""
    again = scratch / "again"
    notes: list[str] = []
    found: list[Difference] = []
    n_files = len(done.manifest["outputs"]) + 1
    is_whole = seeds is not None and "parent" not in done.manifest
    if seeds is not None and not is_whole:
        found = _seed_differences(done, read(seeds, read_options(_settings_of(done))), seeds)
        notes.append(
            f"made from another run ({done.manifest['parent'][:12]}), which fitted its models:"
            " verify that run with the seeds"
        )
    elif seeds is not None:
        found = _run_again(done, seeds, again, progress)
    if found:
        notes.append("nothing was made again, since the seed files are not those of the run")
        return Verification(done.folder, software, tuple(found), n_files, notes=tuple(notes))
    if not is_whole:
        codebook = input_path(done.folder, "codebook") or NONE
        recode(done.folder, codebook, again, progress=progress)
    exactly = not [d for d in software if d.where != "git_commit"]
    if software:
        _write_page_as_recorded(done, again)
    if not exactly:
        notes.append(
            f"other software or another processor: numbers may differ by {TOLERANCE:g}; pages,"
            " figures and starts are not compared"
        )
    found = _compared(done, again, exactly=exactly)
    made = "run" if is_whole else "tables"
    return Verification(done.folder, software, tuple(found), n_files, made, tuple(notes))


def _run_again(
    done: Run, seeds: str | Path, again: Path, progress: OnProgress | None
) -> list[Difference]:
    """Make a run again from its seeds; return what differs in these, and then make nothing."""
    codebook = input_path(done.folder, "codebook") or NONE
    gold = input_path(done.folder, "gold")
    own = [done.models[entry["engine"]] for entry in done.manifest.get("own_models", ())]
    study = load_study(_settings_of(done), codebook, gold, metadata_file(seeds), own)
    stages = Stages(n_stages(study.settings) + 5, progress)
    with collected() as messages:
        corpus = read_study(seeds, study, None, stages)  # gold fits the same seeds
        if found := _seed_differences(done, corpus, seeds):
            return found
        results = analyse(corpus, study, stages)
        again.mkdir()
        made = build_tables(results), results.models, results.coding.coder
        write_run(again, *made, study, messages, stages)
    return []


def _seed_differences(done: Run, corpus: Corpus, seeds: str | Path) -> list[Difference]:
    """Return the seed files, and the metadata beside them, that are not those of a run."""
    inputs, skipped = done.manifest["inputs"], done.tables["skipped"]
    recorded = {name: sha for name, sha in inputs.items() if name.split("/")[0] in _READ}
    here = {f"seeds/{source.name}": source.sha256 for source in corpus.sources}
    if (metadata := metadata_file(seeds)) is not None:
        here[f"metadata/{metadata.name}"] = file_hash(metadata)
    recorded |= dict(zip("seeds/" + skipped["source"], skipped["reason"], strict=True))
    here |= {f"seeds/{source.source}": source.reason for source in corpus.skipped}
    return [
        Difference(name, _what(recorded.get(name), here.get(name)))
        for name in sorted({*recorded, *here})
        if recorded.get(name) != here.get(name)
    ]


def _what(recorded: str | None, here: str | None) -> str:
    if here is None:
        return "missing"
    return "not of the run" if recorded is None else "changed since the run was made"


def _write_page_as_recorded(done: Run, again: Path) -> None:
    """Write the page once more with the versions and the commit of the run, which it names."""
    fresh = load_run(again)
    outputs = {name: sha for name, sha in fresh.manifest["outputs"].items() if name != _PAGE}
    manifest = {k: v for k, v in done.manifest.items() if k != "sha256"} | {"outputs": outputs}
    model = fresh.models[engines_of(manifest)[0]]
    beside = beside_page(again, fresh.tables, model)
    maps = ldavis_names(engines_of(manifest))
    write_file(again / _PAGE, report_page(fresh.tables, manifest, maps, beside=beside).encode())


def _compared(done: Run, again: Path, *, exactly: bool) -> list[Difference]:
    """Return the files that differ, and what of the manifest does."""
    theirs, ours = run_outputs(again), done.manifest["outputs"]
    found = []
    for name in sorted({*ours, *theirs}):
        if not is_compared(name, exactly=exactly):
            continue
        if name not in theirs or name not in ours:
            found.append(Difference(name, f"only {'recorded' if name in ours else 'made again'}"))
        elif theirs[name] != ours[name]:
            found += file_differences(done.folder, again, name, exactly=exactly)
    made = read_manifest(again)
    for key in ("settings", "inputs", "warnings"):
        if _shown(made, key, exactly=exactly) != _shown(done.manifest, key, exactly=exactly):
            found.append(Difference(f"run.json: {key}", "others when made again"))
    return found


def _shown(manifest: Mapping[str, Any], key: str, *, exactly: bool) -> Any:
    """Return part of a manifest as it is compared."""
    value = manifest[key]
    if key == "inputs":  # the package's own are compared with its version
        return {name: sha for name, sha in value.items() if not name.startswith("defaults/")}
    if key == "settings":
        return all_settings(manifest)
    return value if exactly else [entry["code"] for entry in value]


def _settings_of(run: Run) -> Settings:
    return load_settings(settings_path(run.folder, run.manifest))
