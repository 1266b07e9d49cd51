"""The type of a section of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from topics.messages import Language

__all__ = ["Beside", "RunData", "Section", "Tables"]


class Tables(dict[str, pd.DataFrame]):
    """The tables of a run by name; a missing one is empty."""

    def __missing__(self, name: str) -> pd.DataFrame:
        return pd.DataFrame()


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Data of the page that is not in the tables of the run.

    Attributes
    ----------
    folder : str
        Address of the run's folder from the page, e.g. ``"../seeds/"``; empty if it is the page's.
    n_units, n_terms : int
        Size of the matrix that the models were fitted on; 0 if unknown.
    files : mapping of str to bytes
        The CSV files of the tables that the page offers for download, by table.
    sensitivity : pandas.DataFrame or None
        The summary of a sensitivity analysis of the same study.
    stale : tuple of str
        Analyses beside the run that belong to another study.
    hidden : pandas.DataFrame or None
        The rows of the table ``topics`` that edits hide.
    """

    folder: str = ""
    n_units: int = 0
    n_terms: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    sensitivity: pd.DataFrame | None = None
    stale: tuple[str, ...] = ()
    hidden: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RunData:
    """The data of the report: only the contents of a run's folder.

    Attributes
    ----------
    tables : Tables
        The tables of the run; ``themes`` in codebook order.
    manifest : mapping
        The content of ``run.json``.
    ldavis : mapping of str to str
        File name of the pyLDAvis page of each engine that has one.
    language : {"zh", "en"}
        The interface that the page opens with.
    beside : Beside
        Data that is not in the tables.
    """

    tables: Tables
    manifest: Mapping[str, Any]
    ldavis: Mapping[str, str]
    language: Language = "zh"
    beside: Beside = field(default_factory=Beside)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report.

    Its template is ``templates/sections/NAME.html.j2``; its script and style, if any,
    are ``templates/scripts/NAME.js`` (after its parts, ``NAME_*.js``) and
    ``templates/styles/NAME.css``.

    Attributes
    ----------
    name : str
        Its id in the page, and the name of its files.
    title, title_en : str
        Its heading, also in the table of contents.
    needs : tuple of str
        Tables without which the section is omitted. They may be empty.
    view : callable
        Takes `RunData` and returns the plain values that its template shows.
    """

    name: str
    title: str
    title_en: str
    needs: tuple[str, ...]
    view: Callable[[RunData], dict[str, Any]]
