"""Twenty long addresses, made of a newspaper's real paragraphs with line breaks put into them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peoples_daily import paragraphs
from topics.corpus.corpus import read
from topics.corpus.types import Corpus

Places = set[tuple[str, int]]
"""Names of sources with the numbers of lines in them."""


def broken(text: str) -> tuple[str, str]:
    """Return a paragraph in two, broken near its middle between two Chinese characters."""
    at = len(text) // 2
    while not ("\u4e00" <= text[at - 1] <= "\u9fff" and "\u4e00" <= text[at] <= "\u9fff"):
        at += 1
    return text[:at], text[at:]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Places]:
    """Return a folder with one text file for each address, and the lines that were broken."""
    folder = tmp_path_factory.mktemp("reports")
    whole = [text for text in paragraphs() if 60 <= len(text) <= 400 and text.endswith("。")]
    breaks = set()
    for number in range(20):
        name = f"{number:02d}.txt"
        lines = [f"在全市第{number + 1}次工作会议上的讲话", "同志们："]
        for nth, text in enumerate(whole[number * 175 : (number + 1) * 175 : 7]):
            if nth % 3 == 0:
                breaks.add((name, len(lines) + 1))
                lines += broken(text)
            else:
                lines.append(text)
        (folder / name).write_text("\n".join(lines), "utf-8")
    return folder, breaks


@pytest.fixture(scope="module")
def reports(made: tuple[Path, Places]) -> Corpus:
    """Return the addresses, read once."""
    return read(made[0])


@pytest.mark.thorough
def test_each_report_is_one_speech(reports: Corpus) -> None:
    """No paragraph of the newspaper looks like a second speech's title."""
    assert len(reports.sources) == len(reports.speeches) == 20


def test_broken_lines_are_joined_and_no_others(reports: Corpus, made: tuple[Path, Places]) -> None:
    """Nearly all breaks inside a sentence are mended; a paragraph's end is never joined."""
    joined = {(r.source, r.line) for r in reports.repairs if r.rule == "broken_line"}
    assert len(joined & made[1]) >= 0.97 * len(made[1])
    assert joined <= made[1]


def test_nothing_of_the_reports_is_lost(reports: Corpus, made: tuple[Path, Places]) -> None:
    """Every line with something to see is in a block."""
    for source in reports.sources:
        lines = (made[0] / source.name).read_text("utf-8").split("\n")
        used = {
            line
            for block in reports.paragraphs
            if block.source == source.name
            for line in range(block.first_line, block.last_line + 1)
        }
        assert {number for number, line in enumerate(lines, 1) if line.strip()} <= used
