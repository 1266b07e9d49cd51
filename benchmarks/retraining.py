"""What reading and segmenting cost after one file more, with the cache of the run before.

Each folder is read without its middle file by name, then with it: afresh, and with the cache.
Seconds are of the processor, the best of some rounds, afresh and again in turn; the dictionary of
the segmenter is loaded before. ``ratio`` is again over afresh, ``file`` the middle file's share
of all bytes, ``keep s`` what it costs to write the cache.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from topics.corpus.corpus import read
from topics.corpus.reading.content import ReadOptions
from topics.runs.cache import Cache, cache_of
from topics.text.lexicon.lexicon import load_lexicon
from topics.text.segmentation.segmenting import segment

ROOT = Path(__file__).parent.parent
HEADER = (
    "| folder | files | MB | afresh s | again s | ratio | file | keep s | cache MB |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print one row per folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "seeds"])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    print(HEADER)
    for folder in given.folders:
        print(row(folder, given.rounds), flush=True)


def row(folder: Path, rounds: int) -> str:
    """Return the figures of a folder."""
    with without_one(folder) as (seeds, more, run):
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        cache, keep = Cache(), []
        with_cache(cache, seeds)
        cache.keep(run)
        shutil.copy(more, seeds / more.relative_to(folder))
        fresh, again = [], []
        for _ in range(rounds):
            fresh.append(seconds(lambda: segment(read(seeds))))
            cache = Cache(run)
            again.append(seconds(lambda cache=cache: with_cache(cache, seeds)))
            keep.append(seconds(lambda cache=cache: cache.keep(run.with_name("next"))))
        n_bytes = sum(path.stat().st_size for path in cache_of(run).iterdir())
    return (
        f"| {folder.name} | {len(sizes):,} | {sum(sizes) / 1e6:.1f} | {min(fresh):.3f} |"
        f" {min(again):.3f} | {min(again) / min(fresh):.1%} |"
        f" {more.stat().st_size / sum(sizes):.1%} | {min(keep):.3f} | {n_bytes / 1e6:.1f} |"
    )


@contextmanager
def without_one(folder: Path) -> Iterator[tuple[Path, Path, Path]]:
    """Yield a copy of a folder without its middle file, that file, and a place for a run."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    more = files[len(files) // 2]
    with tempfile.TemporaryDirectory() as place:
        seeds = Path(place) / "seeds"
        shutil.copytree(folder, seeds)
        (seeds / more.relative_to(folder)).unlink()
        yield seeds, more, Path(place) / "run"


def with_cache(cache: Cache, seeds: Path) -> None:
    """Read and segment with a cache."""
    corpus = cache.read(seeds, ReadOptions())
    cache.segment(corpus, "rjieba", load_lexicon(), pos=())


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of processor time that some work takes."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main()
