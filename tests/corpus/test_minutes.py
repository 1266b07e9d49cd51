"""Minutes made by rule, cut at a width and printed on pages, are read as they were said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, groupby
from operator import itemgetter
from pathlib import Path

import pytest

from tests.corpus.minutes import Form, Minutes, made
from topics.corpus.corpus import read
from topics.corpus.types import Corpus

INDENTED = Form(
    width=30, script="simplified", indent=True, blank=False, head="title", number="dash", airy=False
)
FORMS = {
    "council": Form(),
    "indented": INDENTED,
    "odd and even heads": Form(width=42, head="both", number="page", foot=True, form_feed=True),
    "number in the head": Form(width=37, head="both", number="beside", airy=False, hang=False),
    "numbers only": Form(width=33, head="", blank=False, indent=True, foot=True),
    "heads only": Form(width=34, number="", airy=False),
    "titles": Form(width=35, titles=True),
    "titles, indented": Form(width=30, titles=True, indent=True, blank=False, number="dash"),
}
N_SPEECHES = 60


def squashed(text: str) -> str:
    """Return a text without blanks."""
    return "".join(text.split())


def said(minutes: Minutes) -> list[str]:
    """Return each paragraph as it is printed, a speaker's name before the first of a turn."""
    texts = []
    before = 0
    for number, speaker, text in minutes.paragraphs:
        label = f"{speaker}：" if speaker and number != before else ""
        texts.append(squashed(label + text))
        before = number
    return texts


def found(corpus: Corpus) -> list[str]:
    """Return the running text of a corpus, paragraph by paragraph."""
    roles = ("body", "salutation", "heading")
    return [squashed(p.text) for p in corpus.paragraphs if p.role in roles]


def borders(texts: Iterable[str]) -> set[int]:
    """Return where paragraphs end, in characters."""
    return set(accumulate(map(len, texts)))


def border_share(seen: list[str], right: list[str]) -> float:
    """Return the share of right borders, of those there are and of those seen."""
    same = len(borders(seen) & borders(right))
    return min(same / len(seen), same / len(right))


@pytest.mark.parametrize("name", FORMS)
def test_printed_minutes(name: str, tmp_path: Path) -> None:
    """Running heads are apart, no sentence is lost, and at least 97 of 100 borders are right."""
    minutes = made(1, FORMS[name], N_SPEECHES)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    corpus = read(path)
    seen, right = found(corpus), said(minutes)
    assert "".join(seen) == "".join(right)
    assert border_share(seen, right) >= 0.97
    assert all(speech.complete for speech in corpus.speeches)


def turns(paragraphs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the speaker and text of each turn, from those of each paragraph."""
    groups = groupby(paragraphs, key=itemgetter(0))
    return [(speaker, "".join(text for _, text in group)) for speaker, group in groups]


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if not form.titles])
def test_speakers_of_minutes(name: str, tmp_path: Path) -> None:
    """At least 98 of 100 turns are whole and have their speaker."""
    minutes = made(3, FORMS[name], N_SPEECHES)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    spoken = read(path).running_text()
    seen = turns((squashed(p.speaker), squashed(p.text)) for p in spoken)
    right = turns(zip((s for _, s, _ in minutes.paragraphs), said(minutes), strict=True))
    same = sum((Counter(seen) & Counter(right)).values())
    assert same >= 0.98 * max(len(seen), len(right))


@pytest.mark.parametrize("name", ["titles", "titles, indented"])
def test_printed_speeches_with_titles(name: str, tmp_path: Path) -> None:
    """At least 98 of 100 speeches have their title and begin and end where they should."""
    minutes = made(2, FORMS[name], N_SPEECHES)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    corpus = read(path)
    right = {
        (squashed(title), "".join(squashed(t) for i, _, t in minutes.paragraphs if i == n))
        for n, title in enumerate(minutes.titles, 1)
    }
    seen = {
        (
            squashed(s.title),
            "".join(squashed(p.text) for p in corpus.running_text() if p.speech == n),
        )
        for n, s in enumerate(corpus.speeches, 1)
    }
    assert len(right & seen) >= 0.98 * max(len(right), len(seen))


@pytest.mark.parametrize(
    "form", [Form(n_lines=8), Form(n_lines=8, blank=False, indent=True, airy=False)]
)
def test_short_speeches_in_files_of_their_own(form: Form, tmp_path: Path) -> None:
    """No first line is taken for a title, and a head that occurs once is found."""
    right = {}
    for seed in range(40):
        minutes = made(seed, form, 1)
        (tmp_path / f"{seed:02}.txt").write_text(minutes.text, "utf-8")
        right[f"{seed:02}.txt"] = "".join(said(minutes))
    corpus = read(tmp_path)
    seen = dict.fromkeys(right, "")
    for paragraph in corpus.running_text():
        seen[paragraph.source] += squashed(paragraph.text)
    same = sum(seen[name] == text for name, text in right.items())
    assert same >= 0.97 * len(right)
    assert not any(speech.title for speech in corpus.speeches)


@pytest.mark.parametrize(
    "form",
    [Form(blank=False), Form(width=38, titles=True, blank=False, hang=False)],
    ids=["speakers", "titles"],
)
def test_paragraphs_without_marks(form: Form, tmp_path: Path) -> None:
    """Full lines end paragraphs as likely as the other lines of 200 speeches show."""
    minutes = made(1, form, 200)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    seen, right = found(read(path)), said(minutes)
    assert "".join(seen) == "".join(right)
    assert border_share(seen, right) >= 0.97


@pytest.mark.parametrize("amount", [1, 2])
def test_a_justified_text(amount: int, tmp_path: Path) -> None:
    """Full lines need not be equally long."""
    minutes = made(4, Form(ragged=amount), N_SPEECHES)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    seen, right = found(read(path)), said(minutes)
    assert "".join(seen) == "".join(right)
    assert border_share(seen, right) >= 0.97


@pytest.mark.parametrize(
    "form",
    [
        Form(blank=False, width=30, titles=True),
        Form(blank=False, width=36, drift=3),
        Form(blank=False, width=33, answers=True, foreign=True, head="hyphen", number=""),
        Form(blank=False, width=39, indent=True, foreign=True, hang=False),
    ],
    ids=["a blank line before titles", "width changes", "Latin words", "Latin words, indents"],
)
def test_minutes_of_other_forms(form: Form, tmp_path: Path) -> None:
    """Nine of ten borders are right at least; about 98 of 100 are."""
    minutes = made(5, form, N_SPEECHES)
    path = tmp_path / "minutes.txt"
    path.write_text(minutes.text, "utf-8")
    seen, right = found(read(path)), said(minutes)
    assert len("".join(seen)) == len("".join(right))
    assert border_share(seen, right) >= 0.93
