"""The seeds printed to other kinds of file are the same speeches, read from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.corpus.reading.readers.files import docx_of, html_of, squeeze
from topics.corpus.corpus import read
from topics.corpus.types import Corpus


def running_text(corpus: Corpus) -> dict[str, list[str]]:
    """Return the paragraphs of running text of each source, without white space."""
    texts: dict[str, list[str]] = {}
    for block in corpus.running_text():
        texts.setdefault(Path(block.source).stem, []).append(squeeze(block.text))
    return texts


@pytest.mark.thorough
@pytest.mark.parametrize(("suffix", "printer"), [(".docx", docx_of), (".html", html_of)])
def test_printed_seeds_give_the_same_speeches_and_paragraphs(
    seeds: Path,
    corpus: Corpus,
    tmp_path: Path,
    suffix: str,
    printer: Callable[[Iterable[str]], bytes],
) -> None:
    """Every block printed as a paragraph: 18 speeches, and the same running text in order."""
    for source in corpus.sources:
        lines = (seeds / source.name).read_bytes().decode().split("\n")
        blocks = {b.first_line: b for b in corpus.paragraphs if b.source == source.name}
        texts = [b.text if n < b.last_line else lines[n - 1] for n, b in blocks.items()]
        (tmp_path / source.name).with_suffix(suffix).write_bytes(printer(texts))
    printed = read(tmp_path)
    assert len(printed.speeches) == 18
    assert running_text(printed) == running_text(corpus)
