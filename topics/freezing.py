"""Freeze a run: one archive to share, publish and verify."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from topics.corpus.corpus import read
from topics.corpus.reading.content import read_options
from topics.corpus.reading.folders import walk
from topics.corpus.reading.inputs import check_path
from topics.corpus.reading.metadata import METADATA_NAME
from topics.errors import ModelError, OutputError, check_flag, check_path_type
from topics.remaking import seed_differences, settings_of
from topics.runs.archives import write_archive
from topics.runs.crate import CRATE_NAME, citation, crate, readme, requirements
from topics.runs.files import check_apart, check_can_make, file_hash, json_bytes, place_of
from topics.runs.manifest import MANIFEST_NAME
from topics.runs.store import Run, load_run
from topics.runs.withholding import WITHHELD_NAME, without_text

__all__ = ["freeze"]

Members = dict[str, bytes | Path]


def freeze(
    run: str | Path,
    out: str | Path | None = None,
    *,
    sources: str | Path | None = None,
    text: bool = True,
) -> Path:
    """Write a finished run to one archive, with everything that others need to check it.

    Tables, models, inputs and pages of the run, ``README.md`` with each table and column in Chinese
    and English, ``CITATION.cff``, ``requirements.txt`` and RO-Crate metadata. The same run gives
    the same bytes. ``datePublished`` is the date of ``run.json``, or of ``SOURCE_DATE_EPOCH``.

    Parameters
    ----------
    run : path-like
        The folder of a finished run; it is not changed.
    out : path-like, optional
        The archive, by default beside the run and named after it; it must not exist.
    sources : path-like, optional
        The seed files, which are included if they are those of the run.
    text : bool, default True
        Whether the archive contains texts. If not, columns of texts and of the study's own metadata
        are empty and pages and figures are omitted. No 12 consecutive characters are then those of
        a text, except within words of the vocabulary and names of files.

    Returns
    -------
    Path
        The archive.

    Raises
    ------
    ModelError
        If ``sources`` are given and ``text`` is False.
    TopicsError
        If the run or the sources were changed, or the archive cannot be written.
    """
    check_path_type("run", run)
    check_flag("text", text)
    if sources is not None:
        check_path(sources)
        if not text:
            raise ModelError("sources are texts: omit them, or text=False (--no-text).")
    done = load_run(run)
    target = _target(done, out)
    if sources is not None:
        check_apart(target, sources)
    write_archive(target, _members(done, sources, text=text))
    return target


def _members(done: Run, sources: str | Path | None, *, text: bool) -> Members:
    """Return the members of the archive of a run by name."""
    name = done.folder.resolve().name
    members: Members = {}
    if sources is not None:
        members |= {f"seeds/{n}": path for n, path in _checked_sources(done, sources)}
    if text:
        files: Members = {n: done.folder / n for n in (MANIFEST_NAME, *done.manifest["outputs"])}
    else:
        files, record = without_text(done)
        members[WITHHELD_NAME] = json_bytes(record)
    members |= {f"run/{n}": content for n, content in files.items()}
    members |= _documents(done, name, members, text=text)
    listed = {n: _size_and_hash(content) for n, content in members.items()}
    date = _date(done.folder / MANIFEST_NAME)
    return members | {CRATE_NAME: crate(name, done.manifest, date, listed)}


def _target(done: Run, out: str | Path | None) -> Path:
    """Return the path of the archive; raise OutputError if it exists."""
    folder = done.folder.resolve()
    target = folder.with_name(f"{folder.name}.zip") if out is None else Path(out)
    if place_of(target).is_relative_to(folder):
        raise OutputError(f"{target}: is in the folder of the run, which is never changed.")
    if os.path.lexists(target):
        raise OutputError(f"{target}: exists. Move it away, or name another file with --out.")
    check_can_make(target)
    if not target.parent.is_dir():
        raise OutputError(f"{target.parent}: is not a folder. Make it, or name another place.")
    return target


def _checked_sources(done: Run, sources: str | Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and path of each seed file; raise OutputError if they are not the run's."""
    corpus = read(sources, read_options(settings_of(done)))
    if found := seed_differences(done, corpus, sources):
        named = "; ".join(f"{d.where}: {d.what}" for d in found[:5])
        raise OutputError(f"{sources}: are not the seed files of the run ({named}).")
    root = Path(sources)
    if root.is_file():
        yield root.name, root
        return
    names = [source.name for source in corpus.sources] + [METADATA_NAME]
    names += [source.source for source in corpus.skipped]
    for path, is_folder, error in walk(root):
        if error is not None:
            raise OutputError(f"{error.filename}: cannot be read ({error.strerror}).") from error
        name = path.relative_to(root).as_posix()
        if not is_folder and any(n == name or n.startswith(f"{name}/") for n in names):
            yield name, path


def _documents(done: Run, name: str, members: Members, *, text: bool) -> Members:
    """Return the members that are written for the archive only."""
    tables = {table: done.tables[table] for table in done.tables}
    fingerprint = file_hash(done.folder / MANIFEST_NAME)
    return {
        "README.md": readme(name, tables, [*members], text=text).encode(),
        "CITATION.cff": citation(name, done.manifest, fingerprint).encode(),
        "requirements.txt": requirements(done.manifest).encode(),
    }


def _size_and_hash(content: bytes | Path) -> tuple[int, str]:
    if isinstance(content, bytes):
        return len(content), sha256(content).hexdigest()
    return content.stat().st_size, file_hash(content)


def _date(path: Path) -> str:
    """Return the day that `SOURCE_DATE_EPOCH` names, or on which a file was written."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdecimal() else int(path.stat().st_mtime)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
