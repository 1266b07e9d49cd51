"""What the readers of more than one format share."""

from __future__ import annotations

import re

from topics.errors import SourceError

__all__ = ["broken", "missing", "split_lines"]


def missing(distribution: str, suffix: str) -> SourceError:
    """Return the error for a library of the extra ``readers`` that is not installed."""
    return SourceError(
        f"reading {suffix} files needs {distribution}: pip install 'topics-zh[readers]'"
    )


def broken(suffix: str, exc: Exception) -> SourceError:
    """Return the error for a file that its library could not read, whatever it raised."""
    said = " ".join(str(exc).split())[:120] or type(exc).__name__
    return SourceError(
        f"is damaged or not a {suffix} file ({said}); open it in its own program and save it again"
    )


def split_lines(text: str) -> list[str]:
    r"""Return the lines of a cell or a paragraph, whichever of the line ends it has."""
    return re.split(r"\r\n?|\n", text)
