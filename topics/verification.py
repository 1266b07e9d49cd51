"""Verify a run: check its hashes, repeat it, and compare the results."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.reading.inputs import check_path
from topics.display.view import say
from topics.errors import OutputError, TopicsWarning, check_callable, check_path_type
from topics.models.storage import load_model
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.progress import OnProgress, notebook_bar
from topics.remaking import (
    compared,
    parent_of,
    run_again,
    seed_differences,
    settings_of,
    write_page_as_recorded,
)
from topics.reruns import recode
from topics.runs.archives import scratch_folder, unpack
from topics.runs.comparing import TOLERANCE
from topics.runs.crate import CRATE_NAME, crate_hashes
from topics.runs.files import folder_hashes
from topics.runs.inputs import input_path
from topics.runs.integrity import (
    CHANGED,
    MISSING,
    Difference,
    Sentence,
    changed_files,
    read_unchanged,
    software_differences,
)
from topics.runs.manifest import read_manifest
from topics.runs.own_models import engines_of
from topics.runs.store import Run, load_run
from topics.runs.tables import read_table
from topics.runs.withholding import WITHHELD_NAME
from topics.text_tables import grid
from topics.themes.types import NONE

__all__ = ["Verification", "verify"]

_DONE = {
    "nothing": ("已核对校验码", "hashes checked"),
    "tables": (
        "已核对校验码，并由其模型重做表、图与网页",
        "hashes checked, tables, figures and pages rebuilt from its models",
    ),
    "run": (
        "已核对校验码，并由来源重做整个运行",
        "hashes checked, the whole run repeated from the seeds",
    ),
}
"""What was repeated, in Chinese and English."""
NOT_A_MEMBER = ("不属于这个压缩包", "not of the archive")
FOREIGN_FILES = (
    "文件与这次运行所记的不同，因此没有重做",
    "nothing was repeated, since files are not those of the run",
)
FOREIGN_MEMBERS = (
    "文件与压缩包所记的不同，因此没有重做",
    "nothing was repeated, since members are not those of the archive",
)
FOREIGN_SEEDS = (
    "来源不是这次运行所用的，因此没有重做",
    "nothing was repeated, since the seed files are not those of the run",
)
FORMAT_1 = (
    "格式 1 的运行没有 inputs/，无法重做",
    "a run of format 1 has no inputs/, so it cannot be repeated",
)
ABOUT_EQUAL = (
    f"软件环境或处理器不同：数值允许相差 {TOLERANCE:g}；不比较网页、图与各次起点",
    f"other software or another processor: numbers may differ by {TOLERANCE:g}; pages,"
    " figures and starts are not compared",
)


@dataclass(frozen=True, slots=True)
class Verification:
    """The result of verifying a run.

    Attributes
    ----------
    run : Path
        The run or archive that was verified.
    software : tuple of Difference
        Versions and the like that differ from the run. They alone do not count as differences.
    differences : tuple of Difference
        Files, seed files and numbers that differ from the record; empty if the run is reproduced.
    n_files : int
        Number of files with a hash.
    made_again : str
        What was repeated: ``"nothing"``, ``"tables"`` from models and texts of the run, or
        ``"run"`` from the seeds.
    notes : tuple of (str, str)
        Parts that could not be verified, and why, in Chinese and English.
    """

    run: Path
    software: tuple[Difference, ...]
    differences: tuple[Difference, ...]
    n_files: int
    made_again: str = "nothing"
    notes: tuple[Sentence, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether there are no differences."""
        return not self.differences

    def text(self) -> str:
        """Return a short table: software first, then each difference, then the result."""
        lines = _columns(say("软件环境不同：", "software:"), self.software)
        lines += _columns(say("与记录不同：", "differs:"), self.differences)
        lines += [say("说明：", "note: ") + say(*note) for note in self.notes]
        n, done = len(self.differences), say(*_DONE[self.made_again])
        result = say(
            f"{self.run}：{f'有 {n} 处不同' if n else '相同'}（{self.n_files} 个文件；{done}）。",
            f"{self.run}: {f'DIFFERS in {n}' if n else 'same'} ({self.n_files} files; {done}).",
        )
        return "\n".join([*lines, result, ""])


def _columns(title: str, found: Sequence[Difference]) -> list[str]:
    return [title, *grid(("", d.where, say(d.zh, d.what)) for d in found)] if found else []


def verify(
    run: str | Path, seeds: str | Path | None = None, *, progress: OnProgress | None = None
) -> Verification:
    """Check a finished run against its hashes, repeat it, and list the differences.

    The run is not changed; it is repeated in a temporary folder, which is removed. With the
    recorded versions and kind of processor, every byte must be equal. Otherwise numbers may differ
    by 1e-4 (relatively above 1), and pages, figures and starts are not compared.

    Parameters
    ----------
    run : path-like
        The folder of a finished run, or an archive of one (`topics.freezing.freeze`), whose sources
        are the seeds if none are named.
    seeds : path-like, optional
        Its seed files, from which the whole run is repeated, with the settings, codebook, word
        lists and gold lines of the run. Without them, only its tables, coding, figures and pages
        are repeated, from its texts and models.
    progress : callable, optional

    Returns
    -------
    Verification

    Raises
    ------
    TopicsError
        If there is no run, a later version wrote it, or it cannot be repeated.
    """
    check_path_type("run", run)
    check_callable("progress", progress)
    if seeds is not None:
        check_path(seeds)
    progress = progress or notebook_bar()
    if Path(run).is_file():
        return _verify_archive(Path(run), seeds, progress)
    return _verify_folder(Path(run), seeds, progress)


def _verify_folder(
    folder: Path, seeds: str | Path | None, progress: OnProgress | None
) -> Verification:
    manifest, faults = read_unchanged(folder)
    if not manifest:
        return Verification(folder, (), tuple(faults), 1)
    software, n_files = tuple(software_differences(manifest)), len(manifest["outputs"]) + 1
    if faults:
        return Verification(folder, software, tuple(faults), n_files, notes=(FOREIGN_FILES,))
    done = load_run(folder)
    if manifest["format_version"] == 1:
        return Verification(folder, software, (), n_files, notes=(FORMAT_1,))
    with scratch_folder() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicsWarning)
        return _made_again(done, seeds, scratch, software, progress)


def _verify_archive(
    archive: Path, seeds: str | Path | None, progress: OnProgress | None
) -> Verification:
    """Verify the members of an archive, and the run in it."""
    with scratch_folder() as scratch:
        folder = scratch / "archive"
        unpack(archive, folder)
        faults = tuple(_changed_members(folder, archive))
        own = folder / "seeds"
        seeds = own if seeds is None and own.is_dir() else seeds
        n_files = sum(path.is_file() for path in folder.rglob("*"))
        if faults:
            return Verification(archive, (), faults, n_files, notes=(FOREIGN_MEMBERS,))
        if (folder / WITHHELD_NAME).is_file():
            found = _verify_withheld(folder, archive, seeds, progress)
        else:
            found = _verify_folder(folder / "run", seeds, progress)
        return dataclasses.replace(found, run=archive, n_files=n_files)


def _changed_members(folder: Path, archive: Path) -> Iterator[Difference]:
    """Yield the members that differ from the list of the archive."""
    path = folder / CRATE_NAME
    if not path.is_file():
        raise OutputError(
            f"{archive}: has no {CRATE_NAME}. Name the folder of a run, or an archive that"
            " `topics freeze` wrote."
        )
    try:
        recorded = dict(crate_hashes(path.read_bytes()))
    except ValueError as exc:
        yield Difference(CRATE_NAME, f"有改动：{exc}", f"changed: {exc}")
        return
    here = folder_hashes(folder)
    here.pop(CRATE_NAME)
    for name in sorted({*recorded, *here}):
        if recorded.get(name) != here.get(name):
            what = NOT_A_MEMBER if name not in recorded else CHANGED
            yield Difference(name, *(what if name in here else MISSING))


def _verify_withheld(
    folder: Path, archive: Path, seeds: str | Path | None, progress: OnProgress | None
) -> Verification:
    """Verify a run whose texts are withheld: its hashes and, with the seeds, all of it."""
    run = folder / "run"
    manifest = read_manifest(run)
    withheld = _withheld_in(folder / WITHHELD_NAME, archive)
    kept = {name: sha for name, sha in manifest["outputs"].items() if name not in withheld}
    faults = [d for d in changed_files(run, kept) if d.where not in withheld]
    software = tuple(software_differences(manifest))
    if faults or seeds is None or "parent" in manifest or any("models/" in m for m in withheld):
        note = (
            f"{len(withheld)} 个文件隐去了文字；有来源时可以核对",
            f"{len(withheld)} files are without their texts; they can be verified with the seeds",
        )
        return Verification(archive, software, tuple(faults), len(kept), notes=(note,))
    tables = {"skipped": read_table(run / "skipped.csv")}
    models = {engine: load_model(run / "models" / engine) for engine in engines_of(manifest)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", TopicsWarning)
        done = Run(run, manifest, tables, models)
        return _made_again(done, seeds, folder, software, progress, withheld)


def _withheld_in(path: Path, archive: Path) -> set[str]:
    """Return the files of a run that an archive has without texts, or lacks."""
    try:
        record = load_json(read_bytes(path, MAX_BYTES), path.name)
        return {str(name) for key in ("left_out", "emptied") for name in record[key]}
    except (ParseError, KeyError, TypeError) as exc:
        raise OutputError(
            f"{archive}: {path.name} is not that of `topics freeze` ({exc}). Get the archive again."
        ) from exc


def _missing_parent(done: Run) -> Sentence:
    """Return why the models of a run that was made from another were not fitted again."""
    zh, en = (
        (
            "，但所记名称的运行不在其旁，因此没有重新拟合模型",
            "which is not beside it under the name recorded, so its models were not fitted again",
        )
        if "retrained" in done.manifest
        else (
            "，模型由那次运行拟合：请用来源核对那次运行",
            "which fitted its models: verify that run with the seeds",
        )
    )
    parent = done.manifest["parent"][:12]
    return f"来自另一次运行（{parent}）{zh}", f"made from another run ({parent}), {en}"


def _made_again(
    done: Run,
    seeds: str | Path | None,
    scratch: Path,
    software: tuple[Difference, ...],
    progress: OnProgress | None,
    withheld: Collection[str] = (),
) -> Verification:
    """Repeat a run in ``scratch``, and compare."""
    again = scratch / "again"
    notes: list[Sentence] = []
    found: list[Difference] = []
    n_files = len(done.manifest["outputs"]) + 1
    parent = parent_of(done)
    is_whole = seeds is not None and (parent is not None or "parent" not in done.manifest)
    if seeds is not None and not is_whole:
        found = seed_differences(done, read(seeds, read_options(settings_of(done))), seeds)
        notes.append(_missing_parent(done))
    elif seeds is not None:
        found = run_again(done, seeds, again, progress, parent)
    if found:
        notes.append(FOREIGN_SEEDS)
        return Verification(done.folder, software, tuple(found), n_files, notes=tuple(notes))
    if not is_whole:
        codebook = input_path(done.folder, "codebook") or NONE
        recode(done.folder, codebook, again, progress=progress)
    exactly = not [d for d in software if d.where != "git_commit"]
    if software:
        write_page_as_recorded(done, again)
    if not exactly:
        notes.append(ABOUT_EQUAL)
    found = compared(done, again, withheld, exactly=exactly)
    made = "run" if is_whole else "tables"
    return Verification(done.folder, software, tuple(found), n_files, made, tuple(notes))
