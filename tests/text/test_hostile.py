from __future__ import annotations

import numpy as np
import pytest

from tests.text.segmentation.mixed import CUTS
from topics.text.segmentation.segmenters import SEGMENTERS
from topics.text.segmentation.segmenting import segment_texts

HOSTILE = {
    "one character": lambda n: "啊" * n,
    "one word": lambda n: "创建" * (n // 2),
    "no Chinese": lambda n: "no Chinese at all, " * (n // 20),
    "only punctuation": lambda n: "，。！？、…—" * (n // 7),
    "emoji": lambda n: "😀🎉👪\u200d" * (n // 4),
    "four bytes": lambda n: "𠀀𠀁𠀂𰀀" * (n // 4),
    "markup": lambda n: "<p class='a'>创建&nbsp;</p><script>alert(1)</script>" * (n // 50),
    "lone surrogates": lambda n: "创\ud800建\udfff" * (n // 4),
    "controls": lambda n: "\x00创建\x1b[0m\x7f\r\n" * (n // 10),
    "combining marks": lambda n: "é\u0301\u0302创\u20dd" * (n // 5),
    "one number": lambda n: "1.2-3_" * (n // 6),
    "ligatures": lambda n: "ﷺ㈠ﬁ" * (n // 20),
    "unknown characters": lambda n: "亃亄鿖龥" * (n // 4),
}


@pytest.mark.parametrize("name", SEGMENTERS)
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_texts_give_words_that_join_to_the_text(name: str, what: str) -> None:
    """A text of one long line of anything is cut, in time that grows as the line does."""
    text = HOSTILE[what](200_000)
    lengths = CUTS[name](text)
    assert lengths.min() > 0
    assert lengths.sum() == len(text)


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_texts_give_tokens_at_their_places(what: str) -> None:
    """Each gives tokens inside its text that do not overlap, and none to the texts beside it."""
    text = HOSTILE[what](50_000)
    chunks = list(segment_texts(["创卫", text, "创卫"]))
    assert len(chunks) == 1
    first, last = chunks[0].indptr[1], chunks[0].indptr[2]
    spans = chunks[0].spans[first:last]
    assert chunks[0].spans[[0, -1]].tolist() == [[0, 2], [0, 2]]
    assert (spans[:, 0] < spans[:, 1]).all()
    if len(spans):
        assert spans.min() >= 0
        assert spans.max() <= len(text)
    if what != "ligatures":  # the parts of one are words of one place
        assert (spans[1:, 0] >= spans[:-1, 1]).all()
    assert (len(spans) > 0) == (what not in ("only punctuation", "emoji"))


def test_a_long_line_among_short_ones_is_one_text() -> None:
    """A line of five megabytes is neither parted nor mixed with its neighbours."""
    line = "推进创建文明城市工作。" * 150_000
    chunks = list(segment_texts(["甲", line, "乙"], n_jobs=1))
    counts = np.concatenate([np.diff(chunk.indptr) for chunk in chunks])
    assert counts.tolist()[0] == counts.tolist()[2] == 1
    assert counts[1] % 150_000 == 0
