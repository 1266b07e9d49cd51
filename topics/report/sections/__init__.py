"""The sections of the report in order.

A new section is a module here that defines ``SECTION``, its template in ``templates/sections/``,
and one entry in the list below.
"""

from topics.report.sections import (
    appendix,
    findings,
    formula,
    reading,
    topics,
    trust,
    when,
    who,
)
from topics.report.sections.base import Beside, RunData, Section, Tables
from topics.report.sections.shared import codebook_state

__all__ = ["SECTIONS", "Beside", "RunData", "Section", "Tables", "sections_of"]

SECTIONS: tuple[Section, ...] = (
    findings.SECTION,
    who.SECTION,
    when.SECTION,
    reading.SECTION,
    topics.SECTION,
    formula.SECTION,
    trust.SECTION,
    appendix.SECTION,
)


def sections_of(tables: Tables) -> list[Section]:
    """Return the sections that a run has tables for, in order.

    Topics follow the findings if there is no codebook or it does not fit the texts.
    """
    found = [section for section in SECTIONS if set(section.needs) <= set(tables)]
    if when.SECTION in found and not when.applies(tables):
        found.remove(when.SECTION)
    if codebook_state(tables) != "fits":
        order = (findings.SECTION, topics.SECTION)
        found.sort(key=lambda s: order.index(s) if s in order else len(order))
    return found
