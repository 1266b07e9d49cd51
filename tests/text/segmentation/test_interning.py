from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topics.corpus.script import simplified
from topics.text.normalize import codes_of, normalize
from topics.text.segmentation.interning import Interner
from topics.text.segmentation.stream import tokenize_stream
from topics.text.segmentation.tokenizer import Tokenizer
from topics.text.segmentation.whole import WholeWords

few = st.text("甲乙a ，。Ａ\ud800", max_size=12)


def by_twos(text: str) -> np.ndarray:
    """Cut a text into words of two characters, blanks apart."""
    lengths = []
    for part in text.replace(" ", "\n \n").split("\n"):
        lengths += [2] * (len(part) // 2) + [1] * (len(part) % 2)
    return np.array(lengths, np.int32)


@given(st.lists(few, max_size=8))
def test_words_get_ids_by_first_use(texts: list[str]) -> None:
    """Over several texts the ids are those of a dictionary, and each word is new once."""
    interner, seen = Interner(), {}
    for text in texts:
        lengths = by_twos(text)
        ids, new = interner.intern(codes_of(text), lengths)
        ends = np.cumsum(lengths)
        words = [text[i:j] for i, j in zip(ends - lengths, ends, strict=True)]
        known = len(seen)
        assert ids.tolist() == [seen.setdefault(word, len(seen)) for word in words]
        assert new == list(seen)[known:]


@given(st.lists(few, max_size=8))
def test_words_have_their_positions_in_their_texts(texts: list[str]) -> None:
    """Spans and ends of texts are those of plain loops, whatever the segmentation."""
    for chunk in tokenize_stream(texts, Tokenizer(WholeWords(by_twos), None, ()), n_jobs=1):
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


def test_many_words_are_distinguished() -> None:
    """More distinct words than the initial capacity each keep their id."""
    text = "".join(char for char in map(chr, range(0x4E00, 0x9FA4)) if simplified(char) == char)
    text = text[: len(text) // 2 * 2]
    (chunk,) = tokenize_stream([text, text], Tokenizer(WholeWords(by_twos), None, ()), n_jobs=1)
    n_words = len(text) // 2
    assert n_words > 5000
    assert len(chunk.new_terms) == n_words == len(set(chunk.new_terms))
    assert chunk.term_ids.tolist() == [*range(n_words)] * 2
