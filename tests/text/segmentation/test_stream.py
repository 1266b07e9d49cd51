from __future__ import annotations

import numpy as np
import pytest

import topics.text.segmentation.stream as stream
from topics.errors import CorpusError, LexiconError
from topics.text.segmentation.segmenting import segment_texts
from topics.text.segmentation.stream import tokenize_stream
from topics.text.segmentation.tokenizer import Tokenizer
from topics.text.segmentation.whole import WholeWords


def test_the_words_do_not_depend_on_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread or three, chunks are the same, in order, terms numbered by first use."""
    monkeypatch.setattr(stream, "CHUNK", 60)
    some = [
        f"第{i}次会议推进创建文明城市，ＧＤＰ增长{i}％，甲{chr(0x4E00 + i)}乙。" for i in range(60)
    ]
    one, two = (list(segment_texts(iter(some), n_jobs=n)) for n in (1, 3))
    assert len(one) == len(two) > 2 * 3 + 3  # more than are ever in progress
    for a, b in zip(one, two, strict=True):
        assert a.new_terms == b.new_terms
        for name in ("term_ids", "spans", "indptr"):
            assert np.array_equal(getattr(a, name), getattr(b, name))
    monkeypatch.undo()
    (whole,) = segment_texts(some)
    assert whole.new_terms == tuple(term for chunk in one for term in chunk.new_terms)


def test_texts_are_read_as_they_are_needed() -> None:
    """The first words come before the last text is asked for."""

    def endless() -> object:
        while True:
            yield "推进创建文明城市。" * 1000

    assert len(next(segment_texts(endless(), n_jobs=1)).term_ids) > 1000  # type: ignore[arg-type]


def test_what_goes_wrong_in_a_thread_is_raised() -> None:
    """An error of the segmenter reaches the caller as it is, and the stream ends."""

    def broken(text: str) -> object:
        raise LexiconError("no words")

    with pytest.raises(LexiconError) as error:
        list(tokenize_stream(["甲"] * 3, Tokenizer(WholeWords(broken), None, ()), n_jobs=2))  # type: ignore[arg-type]
    assert str(error.value) == "no words"


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_a_text_that_is_no_string_is_an_error(n_jobs: int) -> None:
    """A missing value of a table is reported with its position."""
    with pytest.raises(CorpusError, match="Text 2 of the stream is float, not a string"):
        list(segment_texts(["创卫", float("nan")], n_jobs=n_jobs))  # type: ignore[list-item]
