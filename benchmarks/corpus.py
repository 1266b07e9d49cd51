"""How fast text is cleaned and split, on the seeds and on whatever folder is named beside them.

``python benchmarks/corpus.py [FOLDER ...]``: megabytes of text a second on one core, the best of
five.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from topics.corpus.reading.read import read_sources
from topics.corpus.structure.split import split

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print one row per folder."""
    print("| folder | MB | MB a second, cleaned and split |\n|---|---|---|")
    for folder in [ROOT / "seeds", *map(Path, sys.argv[1:])]:
        decoded, _ = read_sources(folder)
        size = sum(len(line.encode()) + 1 for d in decoded for line in d.content.lines) / 1e6
        times = []
        for _ in range(5):
            start = perf_counter()
            for source in decoded:
                split(source)
            times.append(perf_counter() - start)
        print(f"| {folder.name} | {size:.2f} | {size / min(times):.1f} |")


if __name__ == "__main__":
    main()
