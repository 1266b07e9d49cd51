"""The report: one HTML file, built only from the tables of a run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from topics.messages import Language
from topics.report.hiding import hidden_topics, without_hidden
from topics.report.html import TEMPLATES, data_block, fill, joined, whole_page
from topics.report.palette import on_dark, theme_colours
from topics.report.payload import page_data
from topics.report.sections import Beside, RunData, Section, Tables, sections_of

__all__ = ["report_page"]

COMMENT = re.compile(r"^ *(?://.*|/\*\*.*?\*/)\n", re.MULTILINE)
"""A comment line of a script; comments are for readers of the source, not of the page."""


def report_page(
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    ldavis: Mapping[str, str] | None = None,
    language: Language = "zh",
    beside: Beside | None = None,
) -> str:
    """Return the report of a run as one HTML file that needs no network.

    Every text from the tables is escaped: shown, never executed.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables of a run; ``themes`` in codebook order. A section is omitted if a
        table that it needs is missing.
    manifest : mapping
        The content of ``run.json``.
    ldavis : mapping of str to str, optional
        File name of the pyLDAvis page of each engine that has one.
    language : {"zh", "en"}
        The interface that the page opens with; a switch in the page changes it.
    beside : Beside, optional
        Data outside the tables: files for download, analyses, the size of the matrix.

    Returns
    -------
    str
    """
    beside = replace(beside or Beside(), hidden=hidden_topics(tables.get("topics", pd.DataFrame())))
    shown = Tables(without_hidden(tables))
    run = RunData(shown, manifest, ldavis or {}, language, beside)
    sections = sections_of(run.tables)
    data = page_data(run)
    fold = data.pop("fold")
    body = fill(
        "report.html.j2",
        sections=sections,
        bodies=[_filled(section, run) for section in sections],
        data=data_block(data, {"fold": fold}),
        digest=_digest(manifest),
    )
    title = data["title"][language == "en"]
    script = _script([section.name for section in sections])
    return whole_page(title, body, _style(run, sections), [script], language=language)


def _filled(section: Section, run: RunData) -> Markup:
    return fill(f"sections/{section.name}.html.j2", section=section, **section.view(run))


def _script(sections: Sequence[str]) -> str:
    """Return the script of the page: the core, the scripts of its sections, and the start.

    Each section has its own scope, so that sections may use the same names.
    """
    folder = TEMPLATES / "scripts"
    parts = [joined("scripts", "js", ["core", "filters"])]
    for name in sections:
        files = [*sorted(folder.glob(f"{name}_*.js")), *folder.glob(f"{name}.js")]
        parts += [f"{{\n{joined('scripts', 'js', [f.stem for f in files])}}}\n"] if files else []
    parts.append(joined("scripts", "js", ["start"]))
    return f'"use strict";\n(() => {{\n{COMMENT.sub("", "".join(parts))}}})();\n'


def _style(run: RunData, sections: Sequence[Section]) -> str:
    """Return the style of the page: the base, the themes' colours, and those of its sections."""
    colours = theme_colours(run.tables["themes"])
    none = colours.pop("")
    light = [*((f"t{i}", colour) for i, colour in enumerate(colours.values())), ("tn", none)]
    own_to_run = fill(
        "styles/run.css.j2",
        light=light,
        dark=[(c, on_dark(v)) for c, v in light],
        digest=_digest(run.manifest),
    )
    own = [s.name for s in sections if (TEMPLATES / "styles" / f"{s.name}.css").exists()]
    return joined("styles", "css", ["base"]) + str(own_to_run) + joined("styles", "css", own)


def _digest(manifest: Mapping[str, Any]) -> str:
    """Return one hash of all inputs of a run, for the footer of printed pages.

    It is the hash of the output of ``sha256sum`` for the inputs in the order of their names.
    """
    inputs = manifest.get("inputs", {})
    lines = "".join(f"{inputs[name]}  {name}\n" for name in sorted(inputs))
    return hashlib.sha256(lines.encode()).hexdigest()
