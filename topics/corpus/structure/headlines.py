"""The headline of a page above its stamp, where the title of the speech is below it.

校长寄语 | 这句话让全场泪目, 2023-06-21 发表于云南, 在毕业典礼上的讲话.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from topics.corpus.structure.line_patterns import is_page_line, names_speech
from topics.corpus.structure.line_roles import Line

__all__ = ["without_headlines"]


def without_headlines(judged: Sequence[Line]) -> list[Line]:
    """Return the lines with headlines of pages as furniture.

    A title is a headline if furniture, such as the stamp of a site, is between it and a line that
    names a speech by itself. A subtitle (——在…会上的讲话) continues the headline.

    Parameters
    ----------
    judged : sequence of Line
        The lines of a source with their roles.
    """
    lines = list(judged)
    titles: list[int] = []  # since the beginning of the speech
    parted = False
    for i, line in enumerate(lines):
        if line.role == "furniture":
            parted = parted or (bool(titles) and not is_page_line(line.text))
        elif line.role == "speech_title":
            if parted and names_speech(line.text) and not line.text.startswith("——"):
                opens = any(lines[k].opens for k in titles)
                for k in titles:
                    lines[k] = replace(lines[k], role="furniture", opens=False)
                lines[i] = replace(line, opens=line.opens or opens)
                titles = []
            parted = False
            titles.append(i)
        elif line.role != "byline" or line.opens:
            titles, parted = [], False
    return lines
