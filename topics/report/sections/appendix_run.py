"""Cite and repeat the run: settings, sources, hashes and versions."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import pandas as pd

from topics.defaults import default_path
from topics.parsing import toml_value
from topics.report.labels import rows, text_of
from topics.report.sections.shared import number_of

__all__ = ["manifest_view", "source_rows"]


def manifest_view(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data for citing and repeating the run.

    ``settings`` is a TOML file that ``topics run --settings`` reads.
    """
    settings = manifest["settings"]
    lines = [f"{key} = {toml_value(value)}" for key, value in sorted(settings.items())]
    outputs = {k: v for k, v in manifest.get("outputs", {}).items() if k != "report.html"}
    return {
        "command": _command(manifest["inputs"]),
        "format_version": manifest["format_version"],
        "settings": "\n".join([*lines, ""]),
        "seed": settings.get("random_state", "—"),
        "inputs": sorted(manifest["inputs"].items()),
        "outputs": sorted(outputs.items()),
        "own_models": manifest.get("own_models", []),
        "versions": [(k, v or "") for k, v in sorted(manifest["versions"].items())],
        "version": manifest["versions"].get("topics-zh", "—"),
        "commit": text_of(manifest["git_commit"]),
        "modified": bool(manifest.get("git_modified")),
        "machine": text_of(manifest.get("machine")),
    }


def _command(inputs: Mapping[str, str]) -> str:
    """Return the command that repeats the run, with the study's own files if it had any."""
    command = "topics run SEEDS --settings settings.toml"
    for kind in ("codebook", "gold"):
        names = [name.removeprefix(f"{kind}/") for name in inputs if name.startswith(f"{kind}/")]
        for name in names:
            if (kind, name) != ("codebook", default_path("themes.toml").name):
                command += f" --{kind} {shlex.quote(name)}"
    return command


def source_rows(sources: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the sources as read."""
    return [
        {
            "source": r.source,
            "encoding": text_of(r.encoding),
            "confidence": number_of(r.encoding_confidence),
            "n_bytes": int(r.n_bytes),
            "n_lines": int(r.n_lines),
            "n_speeches": int(r.n_speeches),
            "sha256": r.sha256,
        }
        for r in rows(sources)
    ]
