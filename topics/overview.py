"""The runs of a study: a list, and a page with the changes from one to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from topics.comparison.schema import MANIFEST, PAGE
from topics.display.view import say
from topics.errors import OutputError, check_path_type
from topics.parsing import MAX_BYTES, ParseError, load_json, read_bytes
from topics.report.runs_page import MARK, runs_page
from topics.runs.files import file_hash, write_file
from topics.runs.listing import Entry, entries_of

__all__ = ["Overview", "runs"]

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Overview:
    """All runs of a folder.

    Attributes
    ----------
    page : Path
        The page that shows them.
    entries : tuple of Entry
        Each run with the changes since the previous one or the one it was made from.
    """

    page: Path
    entries: tuple[Entry, ...]

    def text(self) -> str:
        """Return a line for each run, followed by its problems and changes."""
        lines = []
        for entry in self.entries:
            outer, inner = "  " * entry.depth, "  " * (entry.depth + 1)
            lines.append(f"{outer}{entry.name}{_size(entry)}{_origin(entry, self.entries)}")
            lines += [f"{inner}! {say(*problem)}" for problem in entry.problems]
            lines += [f"{inner}{say(f'{zh}：', f'{en} ')}{what}" for zh, en, what in entry.changes]
        return "\n".join([*lines, str(self.page), ""])


def runs(folder: str | Path = "reports") -> Overview:
    """List the runs of a folder, and write ``index.html`` there with the changes between them.

    A run that was made from another comes after it and is compared with it, any other with the one
    before it that has no parent. Nothing in the page depends on the time; no run is changed.

    Parameters
    ----------
    folder : path-like, default "reports"
        The folder that has the runs.

    Returns
    -------
    Overview

    Raises
    ------
    OutputError
        If the folder cannot be read, or has an ``index.html`` that this command did not write.
    """
    check_path_type("folder", folder)
    folder = Path(folder)
    if not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder. Name the folder that has your runs.")
    page = folder / INDEX
    try:
        is_other = page.exists() and MARK not in page.read_text("utf-8", "replace")
    except OSError as exc:
        raise OutputError(f"{page}: cannot be read ({exc.strerror}).") from exc
    if is_other or page.is_symlink():
        raise OutputError(f"{page}: was not written by `topics runs`. Move it away.")
    entries = tuple(entries_of(folder))
    themes = {theme: names for entry in entries for theme, names in entry.shares.items()}
    shares = [
        (zh, en, [entry.shares[theme][2] if theme in entry.shares else None for entry in entries])
        for theme, (zh, en, _) in themes.items()
    ]
    views = [_view(folder, entry, entries) for entry in entries]
    write_file(page, runs_page(folder.resolve().name, views, shares).encode())
    return Overview(page, entries)


def _view(folder: Path, entry: Entry, entries: tuple[Entry, ...]) -> dict[str, Any]:
    """Return the data of a run for the page."""
    has_page = (folder / entry.name / "report.html").is_file()
    return {
        "name": entry.name,
        "page": f"{quote(entry.name)}/report.html" if has_page else "",
        "depth": entry.depth,
        "n_sources": "—" if entry.n_sources is None else entry.n_sources,
        "n_speeches": "—" if entry.n_speeches is None else entry.n_speeches,
        "parent": _parent(entry, entries),
        "is_orphan": bool(entry.parent) and not _named(entry, entries),
        "previous": entry.previous,
        "problems": entry.problems,
        "changes": entry.changes,
        "comparisons": list(_comparisons(folder, entry, entries)),
    }


def _comparisons(
    folder: Path, entry: Entry, entries: tuple[Entry, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each run with which `topics compare` compared this one, and the page.

    Comparisons with runs that were removed or replaced since are omitted.
    """
    names = {other.fingerprint: other.name for other in reversed(entries) if other.fingerprint}
    analyses = f"{entry.name}.analyses"
    for path in sorted((folder / analyses).glob(f"*/{MANIFEST}")):
        try:
            found = load_json(read_bytes(path, MAX_BYTES), MANIFEST)
            a, b, page = found["a"], found["b"], found["outputs"][PAGE]
            if b != entry.fingerprint or a not in names or file_hash(path.with_name(PAGE)) != page:
                continue
        except (ParseError, OSError, KeyError, TypeError):
            continue  # of something else, or incomplete
        yield names[a], f"{quote(analyses)}/{quote(path.parent.name)}/{PAGE}"


def _named(entry: Entry, entries: tuple[Entry, ...]) -> str:
    return next((e.name for e in entries if entry.parent and e.fingerprint == entry.parent), "")


def _parent(entry: Entry, entries: tuple[Entry, ...]) -> str:
    return _named(entry, entries) or entry.parent[:12]


def _origin(entry: Entry, entries: tuple[Entry, ...]) -> str:
    if not entry.parent:
        return ""
    parent, is_here = _parent(entry, entries), bool(_named(entry, entries))
    return say(
        f"；来自 {parent}{'' if is_here else '（不在此文件夹中）'}",
        f"; made from {parent}{'' if is_here else ', which is not in this folder'}",
    )


def _size(entry: Entry) -> str:
    """Return the number of sources and speeches of a run, and whether it is as recorded."""
    n_sources, n_speeches = (
        "?" if n is None else str(n) for n in (entry.n_sources, entry.n_speeches)
    )
    is_changed = bool(entry.problems)
    return say(
        f"：{n_sources} 个来源，{n_speeches} 篇讲话；{'有变动' if is_changed else '与所记一致'}",
        f": {n_sources} sources, {n_speeches} speeches;"
        f" {'CHANGED' if is_changed else 'as recorded'}",
    )
