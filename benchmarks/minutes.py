"""How well paragraphs are found in text that is cut at a width.

``python -m benchmarks.minutes`` makes minutes by rule (`tests/corpus/minutes.py`): texts of 200
turns or titled speeches for each form, 30 to 42 characters a line. It prints the table of
``docs/plain.md``: the share of turns or speeches that are whole, with their speaker or title, and
the share of borders of paragraphs, of those there are or of those found, whichever is lower; lowest
and mean over the texts. ``--texts N`` sets the number of texts for each form (20), ``--first N``
the first seed.
"""

from __future__ import annotations

import argparse
import tempfile
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tests.corpus.minutes import Form, Minutes, made
from tests.corpus.test_minutes import border_share, found, said
from topics.corpus.corpus import Corpus, read

N_SPEECHES = 200
WIDTHS = (30, 33, 36, 39, 42)
BARE = Form(blank=False)
MIXED = Form(answers=True, foreign=True, drift=2, head="hyphen", number="dash")
FORMS = {
    "indents": Form(blank=False, indent=True),
    "empty lines": Form(),
    "empty lines, titles": Form(titles=True),
    "neither, speakers": BARE,
    "neither, titles": replace(BARE, titles=True),
    "neither, width changes by up to 3 from page to page": replace(BARE, drift=3),
    "neither, full lines differ by up to 2": replace(BARE, ragged=2),
    "indents, Latin words, short answers, width changes": replace(MIXED, blank=False, indent=True),
    "empty lines, Latin words, short answers, width changes": MIXED,
    "neither, Latin words, short answers, width changes": replace(MIXED, blank=False),
}


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--first", type=int, default=1001)
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    print("| form | speeches or turns, lowest | borders, lowest | mean |")
    print("|---|---|---|---|")
    for name, form in FORMS.items():
        shares = [measured(form, seed) for seed in range(given.first, given.first + given.texts)]
        speeches, borders = zip(*shares, strict=True)
        mean = sum(borders) / len(borders)
        print(f"| {name} | {min(speeches):.1%} | {min(borders):.1%} | {mean:.1%} |", flush=True)


def measured(form: Form, seed: int, n_speeches: int = N_SPEECHES) -> tuple[float, float]:
    """Return the share of whole speeches or turns, and that of borders, of one text.

    Closing marks hang beyond the width in every other text.
    """
    form = replace(form, width=WIDTHS[seed % len(WIDTHS)], hang=seed % 2 == 0)
    minutes = made(seed, form, n_speeches)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "minutes.txt"
        path.write_text(minutes.text, "utf-8")
        corpus = read(path)
    whole = titled if form.titles else turns
    seen, right = whole(corpus, minutes)
    same = sum((Counter(seen) & Counter(right)).values())
    printed = [plain(text) for text in found(corpus)]
    spoken = [plain(text) for text in said(minutes)]
    borders = border_share(printed, spoken) if "".join(printed) == "".join(spoken) else 0.0
    return same / max(len(seen), len(right)), borders


def plain(text: str) -> str:
    """Return a text without blanks; reading makes full-width letters half-width, on record."""
    return unicodedata.normalize("NFKC", "".join(text.split()))


Speeches = list[tuple[str, str]]  # speaker or title, and text


def turns(corpus: Corpus, minutes: Minutes) -> tuple[Speeches, Speeches]:
    """Return the turns that were found and those that were made."""
    seen = _turns((plain(p.speaker), plain(p.text)) for p in corpus.running_text())
    speakers = (plain(speaker) for _, speaker, _ in minutes.paragraphs)
    return seen, _turns(zip(speakers, map(plain, said(minutes)), strict=True))


def _turns(paragraphs: Iterable[tuple[str, str]]) -> Speeches:
    groups = groupby(paragraphs, key=itemgetter(0))
    return [(speaker, "".join(text for _, text in group)) for speaker, group in groups]


def titled(corpus: Corpus, minutes: Minutes) -> tuple[Speeches, Speeches]:
    """Return the titled speeches that were found and those that were made."""
    seen = dict.fromkeys(range(1, len(corpus.speeches) + 1), "")
    for paragraph in corpus.running_text():
        seen[paragraph.speech] += plain(paragraph.text)
    right = dict.fromkeys(range(1, len(minutes.titles) + 1), "")
    for number, _, text in minutes.paragraphs:
        right[number] += plain(text)
    titles = (plain(speech.title) for speech in corpus.speeches)
    return list(zip(titles, seen.values(), strict=True)), list(
        zip(map(plain, minutes.titles), right.values(), strict=True)
    )


if __name__ == "__main__":
    main()
