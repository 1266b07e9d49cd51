"""All runs of a folder in order, and the changes from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from topics.errors import OutputError
from topics.parsing import shown
from topics.runs.files import file_hash
from topics.runs.inputs import all_settings
from topics.runs.integrity import read_unchanged
from topics.runs.manifest import MANIFEST_NAME
from topics.runs.tables import read_table

__all__ = ["Change", "Entry", "entries_of", "software"]

Change = tuple[str, str, str]
"""Kind of change in Chinese and in English, and the change."""
_KINDS = {
    "added": ("新增文件", "file added:"),
    "removed": ("去掉文件", "file removed:"),
    "changed": ("文件有变", "file changed:"),
    "setting": ("设置", "setting:"),
    "version": ("版本", "version:"),
    "theme": ("主题份额", "share of theme:"),
    "kept": ("延续的话题", "topics that go on:"),
    "born": ("新话题", "new topic:"),
    "split": ("分出的话题", "topic split off:"),
    "merged": ("并入其他的话题", "topic merged:"),
    "dead": ("消失的话题", "topic gone:"),
}
LEAST = 0.01
"""Minimum change of a theme's share that is listed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One run of a folder.

    Attributes
    ----------
    name : str
        Name of its folder.
    fingerprint : str
        The sha256 of its ``run.json``.
    manifest : mapping
        Empty if it cannot be read.
    n_sources, n_speeches : int or None
        Number of its sources and speeches; None if unreadable.
    problems : tuple of (str, str)
        Why it cannot be read, or files that are not as recorded, in Chinese and English.
    shares : mapping of str to (str, str, float)
        By theme: its name in Chinese and English, and its share.
    descent : tuple of Change
        The states of the topics of the run that it continues, if any.
    depth : int
        Number of its ancestors in the folder.
    previous : str
        The run with which it is compared: its parent, else the previous run without a parent.
    changes : tuple of Change
    """

    name: str
    fingerprint: str
    manifest: Mapping[str, Any]
    n_sources: int | None
    n_speeches: int | None
    problems: tuple[tuple[str, str], ...]
    shares: Mapping[str, tuple[str, str, float]]
    descent: tuple[Change, ...] = ()
    depth: int = 0
    previous: str = ""
    changes: tuple[Change, ...] = ()

    @property
    def parent(self) -> str:
        """The fingerprint of the run that it was made from; empty if there is none."""
        return str(self.manifest.get("parent", ""))


def entries_of(folder: Path) -> list[Entry]:
    """Return the runs of a folder, by name; runs made from another run follow it.

    Parameters
    ----------
    folder : Path
        Only its direct subfolders are searched.

    Raises
    ------
    OutputError
        If it cannot be read.
    """
    try:
        places = [p for p in folder.iterdir() if (p / MANIFEST_NAME).is_file() and p.name[0] != "."]
    except OSError as exc:
        raise OutputError(f"{folder}: cannot be read ({exc.strerror}).") from exc
    ordered = list(_ordered(sorted(map(_entry, places), key=lambda entry: _natural(entry.name))))
    by_print = {entry.fingerprint: entry for entry in ordered if entry.fingerprint}
    found: list[Entry] = []
    first: Entry | None = None  # for runs without a parent here, the previous one
    for entry in ordered:
        other = by_print.get(entry.parent, first)
        first = first if entry.depth else entry
        if other is None or not other.manifest or not entry.manifest:
            found.append(entry)
        else:
            found.append(replace(entry, previous=other.name, changes=tuple(_changes(other, entry))))
    return found


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a sort key that places ``seeds-10`` after ``seeds-9``."""
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name)]


def _ordered(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield each run, then those that were made from it."""
    there = {entry.fingerprint: entry for entry in reversed(entries) if entry.fingerprint}
    waiting = [(0, entry) for entry in reversed(entries) if entry.parent not in there]
    while waiting:
        depth, entry = waiting.pop()
        yield replace(entry, depth=depth)
        # If a run has copies, its descendants follow the first.
        is_first = there.get(entry.fingerprint) is entry
        made = [e for e in entries if is_first and e.parent == entry.fingerprint]
        waiting += [(depth + 1, child) for child in reversed(made)]


def _entry(folder: Path) -> Entry:
    """Return a run with the state of its files; its tables are read if they are as recorded."""
    try:
        fingerprint = file_hash(folder / MANIFEST_NAME)
        manifest, faults = read_unchanged(folder)
        problems = tuple(
            (f"{fault.where}：{fault.zh}", f"{fault.where}: {fault.what}") for fault in faults
        )
        changed = {fault.where for fault in faults}
        tables = {
            name: read_table(folder / f"{name}.csv")
            for name in ("speeches", "themes", "lineage", "topics")
            if f"{name}.csv" in manifest.get("outputs", ()) and f"{name}.csv" not in changed
        }
    except (OutputError, OSError) as exc:
        return Entry(folder.name, "", {}, None, None, ((str(exc), str(exc)),), {})
    sources = [name for name in manifest.get("inputs", ()) if name.startswith("seeds/")]
    themes = tables.get("themes")
    rows = [] if themes is None else themes[["theme", "zh", "en", "share"]].itertuples(index=False)
    return Entry(
        folder.name,
        fingerprint,
        manifest,
        len(sources) if manifest else None,
        len(tables["speeches"]) if "speeches" in tables else None,
        problems,
        {theme: (zh, en or theme, share) for theme, zh, en, share in rows},
        tuple(_descent(tables)) if {"lineage", "topics"} <= tables.keys() else (),
    )


def _descent(tables: Mapping[str, pd.DataFrame]) -> Iterator[Change]:
    """Yield how many topics of each engine go on, and each topic that does not or is new."""
    topics = tables["topics"]
    names = dict(
        zip(zip(topics["engine"], topics["topic"], strict=True), topics["label"], strict=True)
    )
    for engine, table in tables["lineage"].groupby("engine", sort=False):
        n_same = int(table["state"].isin(("kept", "moved")).sum())
        yield (*_KINDS["kept"], f"{engine} {n_same} / {table['parent'].dropna().nunique()}")
        others = table[~table["state"].isin(("kept", "moved"))]
        columns = (others[name] for name in ("parent", "child", "state", "came", "went"))
        for parent, child, state, came, went in zip(*columns, strict=True):
            if state in ("born", "split"):
                what = f"{engine} {child} {names.get((engine, child), '') or came}"
            else:
                what = f"{engine} {parent} {went}"
            yield (*_KINDS[state], what)


def _changes(before: Entry, after: Entry) -> Iterator[Change]:
    old, new = before.manifest, after.manifest
    yield from _file_changes(old["inputs"], new["inputs"])
    for kind, ours, theirs in (
        ("setting", all_settings(old), all_settings(new)),
        ("version", software(old), software(new)),
    ):
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                yield (*_KINDS[kind], f"{key} {shown(ours.get(key))} → {shown(theirs.get(key))}")
    if after.parent == before.fingerprint and "retrained" in new:
        yield from after.descent
    for theme in [*before.shares, *(t for t in after.shares if t not in before.shares)]:
        a, b = (entry.shares.get(theme, ("", "", None))[2] for entry in (before, after))
        if a is None or b is None or abs(a - b) >= LEAST:
            was, now = ("—" if share is None else f"{share:.1%}" for share in (a, b))
            yield (*_KINDS["theme"], f"{theme} {was} → {now}")


def software(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the versions of packages and the commit that ``run.json`` records."""
    commit = manifest["git_commit"]
    return {**manifest["versions"], "git commit": commit and commit[:12]}


def _file_changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Yield the inputs that were added, removed or changed, except those of the package."""
    for name in sorted({*old, *new}):
        if old.get(name) == new.get(name) or name.startswith("defaults/"):
            continue
        kind = "added" if name not in old else "removed" if name not in new else "changed"
        yield (*_KINDS[kind], name)
