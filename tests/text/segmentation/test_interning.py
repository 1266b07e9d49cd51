from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus.script import simplified
from topics.text.normalize import codes_of, normalize
from topics.text.segmentation.interning import Numbers
from topics.text.segmentation.stream import cut_stream
from topics.text.segmentation.tokenizer import Cutter

few = st.text("甲乙a ，。Ａ\ud800", max_size=12)


def by_twos(text: str) -> np.ndarray:
    """Cut a text into words of two characters, blanks apart."""
    lengths = []
    for part in text.replace(" ", "\n \n").split("\n"):
        lengths += [2] * (len(part) // 2) + [1] * (len(part) % 2)
    return np.array(lengths, np.int32)


@given(st.lists(few, max_size=8))
@settings(deadline=None)
def test_words_are_numbered_by_first_use(texts: list[str]) -> None:
    """Over several texts the numbers are those of a dictionary, and each word is new once."""
    numbers, seen = Numbers(), {}
    for text in texts:
        lengths = by_twos(text)
        ids, new = numbers.of(codes_of(text), lengths)
        ends = np.cumsum(lengths)
        words = [text[i:j] for i, j in zip(ends - lengths, ends, strict=True)]
        known = len(seen)
        assert ids.tolist() == [seen.setdefault(word, len(seen)) for word in words]
        assert new == list(seen)[known:]


@given(st.lists(few, max_size=8))
@settings(deadline=None)
def test_words_are_placed_in_their_texts(texts: list[str]) -> None:
    """Spans and the texts' ends are those of plain loops, whatever the cut."""
    for chunk in cut_stream(texts, Cutter(by_twos, None, ()), n_jobs=1):
        for i, text in enumerate(texts):
            spans = []
            start = 0
            for length in by_twos(text).tolist():
                if any(map(str.isalnum, text[start : start + length])):
                    spans.append([start, start + length])
                start += length
            here = slice(*chunk.indptr[i : i + 2])
            assert chunk.spans[here].tolist() == spans
            terms = [chunk.new_terms[j] for j in chunk.term_ids[here]]
            assert terms == [normalize(text[a:b])[0] for a, b in spans]


def test_many_words_are_told_apart() -> None:
    """More different words than there is room for at first each keep a number of their own."""
    text = "".join(char for char in map(chr, range(0x4E00, 0x9FA4)) if simplified(char) == char)
    text = text[: len(text) // 2 * 2]
    (chunk,) = cut_stream([text, text], Cutter(by_twos, None, ()), n_jobs=1)
    n_words = len(text) // 2
    assert n_words > 5000
    assert len(chunk.new_terms) == n_words == len(set(chunk.new_terms))
    assert chunk.term_ids.tolist() == [*range(n_words)] * 2
