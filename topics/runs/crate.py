"""The documentation in the archive of a run: README, CITATION.cff, requirements.txt, RO-Crate."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

import pandas as pd

from topics.defaults import default_path
from topics.parsing import toml_value
from topics.runs.files import json_bytes
from topics.runs.schema import TABLES

__all__ = ["CRATE_NAME", "citation", "crate", "crate_hashes", "readme", "requirements"]

CRATE_NAME = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_PROFILE = "https://w3id.org/ro/crate/1.1"
_KINDS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".toml": "application/toml",
    ".txt": "text/plain",
}


def requirements(manifest: Mapping[str, Any]) -> str:
    """Return the versions of a run as a requirements file for pip."""
    found = {name: version for name, version in manifest["versions"].items() if version}
    lines = [f"# Python {found.pop('python', 'unknown')} on {manifest['machine']}"]
    if commit := manifest["git_commit"]:
        lines.append(f"# topics-zh at git commit {commit}")
    return "\n".join([*lines, *(f"{name}=={found[name]}" for name in sorted(found)), ""])


def citation(name: str, manifest: Mapping[str, Any], fingerprint: str) -> str:
    """Return the ``CITATION.cff`` of the data set, with placeholders for its authors."""
    title, version = toml_value(f"Topic models of speeches: {name}"), _version(manifest)
    return f"""\
# Name the authors, the license and, once there is one, the DOI.
cff-version: 1.2.0
message: "If you use these data, please cite them and the software."
type: dataset
title: {title}
version: {fingerprint[:12]}
authors:
  - name: "The authors of the study"
references:
  - type: software
    title: "topics-zh: topic models of Chinese speeches"
    version: "{version}"
    authors:
      - name: "The topics-zh authors"
"""


def _version(manifest: Mapping[str, Any]) -> str:
    return manifest["versions"].get("topics-zh") or "0"


def readme(
    name: str, tables: Mapping[str, pd.DataFrame], others: Sequence[str], *, text: bool
) -> str:
    """Return the README of an archive, in Chinese and English.

    Parameters
    ----------
    name : str
        Of the run.
    tables : mapping of str to DataFrame
        Each table and each of its columns gets a line.
    others : sequence of str
        The other members, by name.
    text : bool
        Whether the archive has texts.
    """
    said = _notes()["readme"]
    parts = [
        f"# {name}",
        *("\n\n".join(said[key]) for key in ("intro", *([] if text else ["no_text"]))),
        "## 文件 Files",
        "\n".join(f"- `{other}`" for other in sorted(others) if not other.endswith(".csv")),
        "## 表格 Tables",
        "\n\n".join(said["csv"]),
        *(_table_notes(table, tables[table]) for table in TABLES if table in tables),
    ]
    return "\n\n".join(parts) + "\n"


def _table_notes(table: str, frame: pd.DataFrame) -> str:
    zh, en = _notes()["tables"][table]
    lines = [f"### run/{table}.csv", "", f"{zh} {en} ({len(frame)})", ""]
    lines += [f"- `{column}`: {_note(table, str(column))}" for column in frame.columns]
    return "\n".join(lines)


def _note(table: str, column: str) -> str:
    """Return a column of a table in one line, in both languages."""
    notes, own = _notes(), {**TABLES[table].columns, **TABLES[table].more}
    if column in own:
        zh, en = notes["columns"][column]
    else:
        ends = [key for key in notes["endings"] if key in column[-6:] or column.startswith(key)]
        zh, en = notes["endings"][ends[0] if ends else "other"]
    return f"{zh} {en} ({TABLES[table].kind(column)})"


@cache
def _notes() -> dict[str, Any]:
    return tomllib.loads(default_path("columns.toml").read_text("utf-8"))


def crate(
    name: str,
    manifest: Mapping[str, Any],
    date: str,
    files: Mapping[str, tuple[int, str]],
) -> bytes:
    """Return the RO-Crate 1.1 metadata of an archive.

    Parameters
    ----------
    name : str
        Of the run.
    manifest : mapping
        Its ``run.json``.
    date : str
        ``datePublished``, in ISO 8601.
    files : mapping of str to (int, str)
        Size in bytes and sha256 of every other member, by name.
    """
    parts = [_file(member, *files[member]) for member in sorted(files)]
    software = {
        "@id": "#topics-zh",
        "@type": "SoftwareApplication",
        "name": "topics-zh",
        "version": _version(manifest),
        **({"identifier": manifest["git_commit"]} if manifest["git_commit"] else {}),
    }
    ids = [{"@id": part["@id"]} for part in parts]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": name,
        "description": f"Topic models of Chinese speeches: the run {name} of topics-zh.",
        "datePublished": date,
        "license": {"@id": "#license"},
        "hasPart": ids,
        "mentions": {"@id": "#run"},
    }
    action = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": "topics run",
        "instrument": {"@id": "#topics-zh"},
        "object": [i for i in ids if i["@id"].startswith(("run/inputs/", "seeds/"))],
        "result": [i for i in ids if i["@id"].startswith("run/")],
    }
    about = {
        "@id": CRATE_NAME,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _PROFILE},
        "about": {"@id": "./"},
    }
    terms = {
        "@id": "#license",
        "@type": "CreativeWork",
        "name": "Not stated",
        "description": "State the license before you publish the data.",
    }
    graph = [about, root, terms, software, action, *parts]
    return json_bytes({"@context": _CONTEXT, "@graph": graph})


def _file(name: str, size: int, sha256: str) -> dict[str, Any]:
    suffix = name[name.rfind(".") :] if "." in name else ""
    return {
        "@id": quote(name),
        "@type": "File",
        "name": name,
        "contentSize": str(size),
        "encodingFormat": _KINDS.get(suffix, "application/octet-stream"),
        "sha256": sha256,
    }


def crate_hashes(metadata: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and sha256 of each file that RO-Crate metadata lists.

    Raises
    ------
    ValueError
        If the metadata is not that of an archive of this package.
    """
    try:
        for part in json.loads(metadata)["@graph"]:
            if part["@type"] == "File":
                yield str(part["name"]), str(part["sha256"])
    except (KeyError, TypeError, RecursionError) as exc:
        raise ValueError(f"{CRATE_NAME} has no files") from exc
