from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.corpus.script import simplified
from topics.text.chunks import Cutter

few = st.text("甲乙a ，。Ａ㈠", max_size=12)


def by_twos(text: str) -> np.ndarray:
    """Cut a text into words of two characters, blanks apart."""
    lengths = []
    for part in text.replace(" ", "\n \n").split("\n"):
        lengths += [2] * (len(part) // 2) + [1] * (len(part) % 2)
    return np.array(lengths, np.int32)


@given(st.lists(few, max_size=8))
@settings(deadline=None)
def test_words_are_numbered_by_first_use_and_placed(texts: list[str]) -> None:
    """Numbers, spans and the texts' ends are those of plain loops, whatever the cut."""
    chunk = Cutter(by_twos, None, ())(texts)
    terms: dict[str, int] = {}
    for i, text in enumerate(texts):
        plain = []
        simple = [c for c in text if c != "㈠"]  # three characters when counted: (一)
        if len(simple) < len(text):
            continue
        start = 0
        for length in by_twos(text).tolist():
            word = text[start : start + length].replace("Ａ", "a")
            if any(map(str.isalnum, word)):
                plain.append((word.replace("，", ","), [start, start + length]))
            start += length
        here = slice(*chunk.indptr[i : i + 2])
        assert [chunk.terms[j] for j in chunk.term_ids[here]] == [word for word, _ in plain]
        assert chunk.spans[here].tolist() == [span for _, span in plain]
    for j in chunk.term_ids.tolist():
        terms.setdefault(chunk.terms[j], len(terms))
    assert list(terms) == chunk.terms
    assert list(terms.values()) == list(range(len(terms)))
    assert chunk.indptr[-1] == len(chunk.term_ids)


def test_many_words_are_told_apart() -> None:
    """More different words than the table begins with each keep a number of their own."""
    text = "".join(char for char in map(chr, range(0x4E00, 0x9FA4)) if simplified(char) == char)
    text = text[: len(text) // 2 * 2]
    chunk = Cutter(by_twos, None, ())([text, text])
    n_words = len(text) // 2
    assert n_words > 5000
    assert len(chunk.terms) == n_words == len(set(chunk.terms))
    assert chunk.term_ids.tolist() == [*range(n_words)] * 2
