"""The form in which characters are counted: NFKC, simplified, lower case.

The text as shown is never changed; an index leads from each counted
character back to the one it stands for.
"""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt

from topics.corpus.script import simplified

__all__ = ["normalize", "simplify"]

TRADITIONAL_SHARE = 0.03
"""A text is in traditional script where more of its characters than this would change.

A simplified text has a few characters that a converter would change (乾, 瞭, 藉); there
they are right as they stand.
"""


def simplify(text: str) -> str:
    """Return a text in simplified script, character for character.

    Parameters
    ----------
    text : str
        Text in either script; simplified text comes back as it is.
    """
    converted = simplified(text)
    changed = sum(a != b for a, b in zip(text, converted, strict=True)) if converted != text else 0
    return converted if changed > TRADITIONAL_SHARE * len(text) else text


def normalize(text: str) -> tuple[str, npt.NDArray[np.int32]]:
    """Return a text as it is counted, and where each of its characters comes from.

    Parameters
    ----------
    text : str
        Text as shown.

    Returns
    -------
    counted : str
        NFKC, simplified, lower case.
    index : int32 array, shape (len(counted) + 1,)
        ``index[i]`` is the place in ``text`` of the character that
        ``counted[i]`` comes from; the last entry is ``len(text)``.
    """
    simple = simplify(text)
    # Character by character, so that a ligature's parts all lead back to it.
    pieces = [unicodedata.normalize("NFKC", char).lower() for char in simple]
    index = np.repeat(np.arange(len(text), dtype=np.int32), [len(piece) for piece in pieces])
    return "".join(pieces), np.append(index, np.int32(len(text)))
