"""The sections of the report in order.

A new section is a module here that defines ``SECTION``, its template in ``templates/sections/``,
and one entry in the list below.
"""

from topics.report.sections import (
    clusters,
    formula,
    overview,
    repairs,
    scores,
    settings,
    speeches,
    themes,
    topics,
)
from topics.report.sections.base import RunData, Section, Tables

__all__ = ["SECTIONS", "RunData", "Section", "Tables"]

SECTIONS: tuple[Section, ...] = (
    overview.SECTION,
    themes.SECTION,
    speeches.SECTION,
    topics.SECTION,
    clusters.SECTION,
    formula.SECTION,
    repairs.SECTION,
    scores.SECTION,
    settings.SECTION,
)
