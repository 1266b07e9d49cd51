"""The type of a section of the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from topics.messages import Language

__all__ = ["RunData", "Section", "Tables"]


class Tables(dict[str, pd.DataFrame]):
    """The tables of a run by name; a missing one is empty."""

    def __missing__(self, name: str) -> pd.DataFrame:
        return pd.DataFrame()


@dataclass(frozen=True, slots=True, eq=False)
class RunData:
    """The data of the report: the contents of a run's folder, and nothing else.

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
    """

    tables: Tables
    manifest: Mapping[str, Any]
    ldavis: Mapping[str, str]
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report.

    Its template is ``templates/sections/NAME.html.j2``; its script and style, where it has them,
    are ``templates/scripts/NAME.js`` (after its parts, ``NAME_*.js``) and
    ``templates/styles/NAME.css``.

    Attributes
    ----------
    name : str
        Its id in the page, and the name of its files.
    title, title_en : str
        Its heading, also in the table of contents.
    needs : tuple of str
        The tables without which it is omitted. Any of them may have no rows.
    view : callable
        Takes `RunData` and returns the plain values that its template shows.
    """

    name: str
    title: str
    title_en: str
    needs: tuple[str, ...]
    view: Callable[[RunData], dict[str, Any]]
