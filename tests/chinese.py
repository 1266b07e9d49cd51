"""What a Chinese text has of English."""

import re

__all__ = ["english_in"]


def english_in(text: str) -> list[str]:
    """Return runs of three English words; names of files, settings and versions are no such run."""
    return re.findall(r"[A-Za-z]+,? [A-Za-z]+,? [A-Za-z]+", text)
