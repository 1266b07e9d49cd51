"""The pages of the reference, made from the code: no list of names is kept a second time."""

from __future__ import annotations

import ast
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

import topics
from topics.cli import main
from topics.defaults import default_path
from topics.engines import ENGINES, EXCEPTIONS
from topics.runs.schema import TABLES

PARTS = {
    "corpus": "Reading texts",
    "text": "Words and counts",
    "models": "Models",
    "themes": "Themes and coding",
    "evaluate": "Measures",
    "": "Runs, settings and errors",
}
"""Headings of the list of public names, by the package that defines them."""
RETURNED = (
    "comparison.comparing.Comparison",
    "config.Settings",
    "corpus.Audit",
    "inference.Inference",
    "runs.Run",
    "text.Lexicon",
)
"""Classes that public functions return and nobody calls."""


def pages(notebooks: Path) -> dict[str, str]:
    """Return the generated pages by their path below ``docs``."""
    return {
        "reference/api.rst": _api(),
        "reference/commands.md": _commands(
            "en",
            "Command line",
            "What `topics COMMAND --help` prints. [Runs on disk](../runs.md#exit-codes) explains"
            " the exit codes.",
        ),
        "zh/commands.md": _commands("zh", "命令", "`TOPICS_LANG=zh topics 命令 --help` 所示。"),
        "reference/tables.md": _tables("Tables and columns", 1, ("column", "kind", "meaning")),
        "reference/settings.md": _settings(),
        "reference/engines.md": _engines(),
        "zh/tables.md": _tables("表格与各栏", 0, ("栏目", "类型", "含义")),
        "zh/notebooks.md": "".join(_notebook_links(notebooks)),
    }


def _api() -> str:
    """List every public name under the package that defines it."""
    stub = ast.parse(Path(topics.__file__).with_name("__init__.pyi").read_text("utf-8"))
    homes = {
        alias.name: (node.module or "").split(".")[0]
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    parts = ["Python", "======", "", "Every public name of the package ``topics``.", ""]
    parts += [".. currentmodule:: topics", ""]
    for package, heading in PARTS.items():
        names = sorted(
            (n for n in topics.__all__ if (homes[n] if homes[n] in PARTS else "") == package),
            key=str.lower,
        )
        parts += [heading, "-" * len(heading), "", ".. autosummary::", "   :toctree: generated"]
        parts += ["   :nosignatures:", "", *(f"   {name}" for name in names), ""]
    parts += ["Returned objects", "----------------", "", ".. autosummary::"]
    parts += ["   :toctree: generated", "   :nosignatures:", "", *(f"   {n}" for n in RETURNED), ""]
    return "\n".join(parts)


def _commands(language: str, title: str, note: str) -> str:
    """Return what ``--help`` prints of every command."""
    os.environ["TOPICS_LANG"] = language
    parts = [f"# {title}", note]
    for context in _below(click.Context(main, info_name="topics", **main.context_settings)):
        names = context.command_path
        level = "##" if names.count(" ") < 2 else "###"
        parts += [f"{level} {names}", f"```text\n{context.command.get_help(context)}\n```"]
    del os.environ["TOPICS_LANG"]
    return "\n\n".join(parts) + "\n"


def _below(context: click.Context) -> Iterator[click.Context]:
    context.terminal_width = 76
    yield context
    if isinstance(context.command, click.Group):
        for name, command in context.command.commands.items():
            settings = command.context_settings
            yield from _below(click.Context(command, context, name, **settings))


def _tables(title: str, language: int, header: tuple[str, str, str]) -> str:
    """Return every table of a run with its columns, in one language."""
    notes = tomllib.loads(default_path("columns.toml").read_text("utf-8"))
    parts = [f"# {title}", notes["readme"]["csv"][language]]
    for table in TABLES.values():
        lines = [f"| {' | '.join(header)} |", "|---|---|---|"]
        for column, kind in (table.columns | table.more).items():
            lines.append(f"| `{column}` | {kind} | {notes['columns'][column][language]} |")
        for end, kind in table.endings.items():
            lines.append(f"| `…{end}` | {kind} | {notes['endings'][end][language]} |")
        if table.rest != "text":
            lines.append(f"| … | {table.rest} | {notes['endings']['other'][language]} |")
        said = notes["tables"][table.name][language]
        parts += [f"## {table.name}.csv", said, "\n".join(lines)]
    return "\n\n".join(parts) + "\n"


def _settings() -> str:
    text = default_path("settings.toml").read_text("utf-8").rstrip()
    return f"# Settings\n\n`topics/defaults/settings.toml`, as it is.\n\n```toml\n{text}\n```\n"


def _engines() -> str:
    """Return what each engine guarantees and cannot."""
    parts = ["# Engines", "What `topics engines` lists; the contract is in `ARCHITECTURE.md`."]
    for name, engine in ENGINES.items():
        cannot = "".join(f"- cannot: {EXCEPTIONS[what][1]}.\n" for what in sorted(engine.cannot))
        library = f"- library: {engine.library}\n" if engine.library else ""
        parts += [f"## {name}", f"{engine.en}, {engine.zh}. {engine.promise}", library + cannot]
    return "\n\n".join(parts) + "\n"


def _notebook_links(folder: Path) -> Iterator[str]:
    """Yield a line for each notebook with its first heading."""
    for path in sorted(folder.glob("*.ipynb")):
        yield f"- [{_heading(path)}](../../notebooks/{path.name})\n"


def _heading(path: Path) -> str:
    cells: list[Mapping[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    text = "".join(cells[0]["source"])
    return text.lstrip("# ").split("\n")[0]
