from __future__ import annotations

import numpy as np
import pytest

from tests.peoples_daily import paragraphs
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import SEGMENTERS
from topics.text.segmentation.whole import WholeWords


@pytest.mark.thorough
@pytest.mark.parametrize("step", [40, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("with_lexicon", [False, True])
def test_both_segmenters_agree_on_the_peoples_daily(with_lexicon: bool, step: int) -> None:
    """Each of the 19,484 paragraphs gives the same words, as shown and as counted."""
    entries = WholeWords.apart(load_lexicon().entries)[0] if with_lexicon else ()
    rust, compiled = (make(entries) for make in SEGMENTERS.values())
    texts = paragraphs()
    assert len(texts) == 19_484
    both = [t for shown in texts[::step] for t in (shown, normalize(shown)[0])]
    assert [text for text in both if not np.array_equal(rust(text), compiled(text))] == []
