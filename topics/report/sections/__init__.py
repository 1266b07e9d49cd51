"""The sections of the report in order.

A new section is a module here that defines ``SECTION``, its template in ``templates/sections/``,
and one entry in the list below.
"""

from topics.report.sections import (
    appendix,
    formula,
    overview,
    reading,
    speeches,
    themes,
    topics,
    trust,
)
from topics.report.sections.base import RunData, Section, Tables
from topics.report.sections.shared import codebook_state

__all__ = ["SECTIONS", "RunData", "Section", "Tables", "sections_of"]

SECTIONS: tuple[Section, ...] = (
    overview.SECTION,
    themes.SECTION,
    speeches.SECTION,
    reading.SECTION,
    topics.SECTION,
    formula.SECTION,
    trust.SECTION,
    appendix.SECTION,
)


def sections_of(tables: Tables) -> list[Section]:
    """Return the sections that a run has tables for, in order.

    Topics come before themes where the codebook does not fit the texts; without a codebook there
    are no themes.
    """
    found = [section for section in SECTIONS if set(section.needs) <= set(tables)]
    state = codebook_state(tables)
    if state == "none":
        found = [section for section in found if section is not themes.SECTION]
    if state != "fits":
        order = (overview.SECTION, topics.SECTION)
        found.sort(key=lambda s: order.index(s) if s in order else len(order))
    return found
