"""Rights notices: licences and notes of a web site below the last words of a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from topics.corpus.script import simplified
from topics.corpus.structure.line_patterns import is_salutation, names_speech
from topics.corpus.structure.outline import find_marker

__all__ = ["find_rights_notice"]

MOST_LINES = 80
MOST_CHARS = 4000
"""A longer text at the end of a file is not a licence."""
OPENING = re.compile(
    "(?:本|这部|此)(?:作品|页面?|条目|网页|译文)(?:是|在|来自|由|以|已|属|归|采用|依据|依照|根据|的(?:版权|著作权))"
    "|(?:版权|著作权|授权|许可)(?:声明|信息|协议|状况|说明)(?:[：:]|$)"
    "|(?:除非|除)另有(?:声明|说明|注明)"
    "|public domain$|creative commons",
    re.IGNORECASE,
)
"""The beginning of a rights notice."""
RIGHTS = re.compile(
    "公有领域|版权|著作权|知识共享|public domain|creative commons|cc[ -]by", re.IGNORECASE
)
"""Words that a rights notice contains."""


def find_rights_notice(texts: Mapping[int, str], headings: Collection[int]) -> list[int]:
    """Return the lines of a rights notice at the end of a file.

    They start with the first line of such a notice, mention rights, and continue to the end of the
    file. There are none if a later line is numbered, greets the audience or starts a speech.

    Parameters
    ----------
    texts : mapping of int to str
        The stripped lines, by number.
    headings : collection of int
        Lines that are a compiler's headings.
    """
    lines = list(texts.items())
    first = 0
    size = 0
    for i in range(len(lines) - 1, max(-1, len(lines) - 1 - MOST_LINES), -1):
        number, text = lines[i]
        size += len(text)
        marker = find_marker(text)
        counted = marker is not None and marker.level <= 3
        if size > MOST_CHARS or number in headings or counted or is_salutation(text):
            break
        if names_speech(text):
            break
        if OPENING.match(simplified(text)):
            first = i
    if not first:
        return []
    found = lines[first:]
    said = simplified("".join(text for _, text in found))
    return [number for number, _ in found] if RIGHTS.search(said) else []
