"""What became of the characters of each source."""

from __future__ import annotations

from pathlib import Path

import pytest

from topics.corpus.characters import characters, sources_without_text
from topics.corpus.corpus import read
from topics.corpus.types import Corpus, Paragraph, Piece, Source
from topics.errors import TopicsWarning
from topics.messages import merged

TEXT = "各级各部门必须把安全生产摆在首位，严格落实责任制，深入排查治理隐患。"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_every_character_is_counted_once(corpus: Corpus) -> None:
    """On the seeds, the characters of each source add up to those of its blocks."""
    for found in characters(corpus):
        blocks = [b for b in corpus.paragraphs if b.source == found.source]
        assert found.total == sum(len(b.text) for b in blocks)
        assert found.text == sum(len(b.text) for b in blocks if b.role == "body")
        assert found.share > 0.9


def test_what_is_not_counted_is_told_apart(tmp_path: Path) -> None:
    """Repeated paragraphs are apart from text, a title from both."""
    write(tmp_path, a=f"在安全生产会上的讲话\n{TEXT}\n{TEXT}")
    (found,) = characters(read(tmp_path))
    assert (found.text, found.repeated, found.heading) == (len(TEXT), len(TEXT), 10)
    assert found.share == 2 * len(TEXT) / found.total


def headings(source: str, n: int) -> Piece:
    """Return a piece with headings alone."""
    heading = "进一步加强组织领导和队伍建设"
    blocks = [Paragraph(source, 1, i, "", "heading", "", i, i, heading) for i in range(1, n + 1)]
    return Piece.from_rows(blocks)


def test_a_source_without_text_is_named_however_short() -> None:
    """A file of one heading, or of no characters at all, has no running text."""
    sources = tuple(Source(name, "0" * 64, "utf-8", 1.0, 9, 9, "text") for name in "ab")
    corpus = Corpus(pieces=(headings("a", 1),), sources=sources)
    (found,) = merged(sources_without_text(corpus, corpus.paragraphs))
    assert str(found).startswith("2 sources (a, b): no running text")


def test_a_source_with_little_text_is_named(tmp_path: Path) -> None:
    """Of five sources with less than half running text one warning names the first three."""
    headings = [f"{n}、进一步加强组织领导和队伍建设" for n in "一二三四五六七八九十"] * 2
    write(tmp_path, **{name: "\n".join([*headings, name + TEXT]) for name in "abcde"}, text=TEXT)
    with pytest.warns(TopicsWarning) as caught:
        read(tmp_path)
    (said,) = {str(w.message) for w in caught}
    assert said.startswith("5 sources (a.txt, b.txt, c.txt and 2 more): less than half")
