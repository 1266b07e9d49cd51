"""How fast text is read, cleaned and split, and how much memory a corpus holds.

``python benchmarks/corpus.py [FOLDER ...]``: the seeds, and whatever folder is named beside them;
a folder of tables whose text is in another column is named ``FOLDER:COLUMN``. Times are the best
of five, on one core. ``held`` is what tracemalloc counts after a collection, and what Arrow has
allocated, once `topics.read` has returned; ``corpus`` is the part of it that goes when the corpus
is deleted (the rest are tables and caches of the package).
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pyarrow as pa

from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.corpus.reading.read import read_sources
from topics.corpus.structure.splitting import split

ROOT = Path(__file__).parent.parent
HEADER = (
    "| folder | MB | split MB/s | read s | paragraphs | held MB | corpus MB |\n"
    "|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print one row per folder."""
    warnings.simplefilter("ignore")
    print(HEADER)
    for name in [str(ROOT / "seeds"), *sys.argv[1:]]:
        path, _, column = name.partition(":")
        options = ReadOptions(columns={"text": column} if column else {})
        n_paragraphs, held, own = memory(Path(path), options)  # first: nothing is cached yet
        decoded, _ = read_sources(path, options)
        size = sum(len(line.encode()) + 1 for d in decoded for line in d.content.lines) / 1e6
        seconds = best(lambda decoded=decoded: [list(split(d)) for d in decoded])
        whole = best(lambda path=path, options=options: read(path, options))
        print(
            f"| {Path(path).name} | {size:.2f} | {size / seconds:.1f} | {whole:.2f} |"
            f" {n_paragraphs:,} | {held:.1f} | {own:.1f} |"
        )


def best(work: Callable[[], object]) -> float:
    """Return the least seconds of processor time that some work takes, of five."""
    times = []
    for _ in range(5):
        start = process_time()
        work()
        times.append(process_time() - start)
    return min(times)


def memory(path: Path, options: ReadOptions) -> tuple[int, float, float]:
    """Return paragraphs read, MB held after reading, and MB of them that are the corpus."""
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    corpus = read(path, options)
    gc.collect()
    n_paragraphs, held = len(corpus.paragraphs), _held(before)
    del corpus
    gc.collect()
    rest = _held(before)
    tracemalloc.stop()
    return n_paragraphs, held, held - rest


def _held(before: int) -> float:
    return (tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes() - before) / 1e6


if __name__ == "__main__":
    main()
