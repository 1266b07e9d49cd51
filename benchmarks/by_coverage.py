"""How often the 95% intervals of ``themes_by.csv`` cover the share that a population has.

Prints the tables of ``docs/by.md``: the coverage for groups of 5 to 50 speeches, of populations in
which speeches are alike, mixed or each of its own theme, and the same for percentiles of a
bootstrap with Poisson weights. ``python -m benchmarks.by_coverage`` takes seconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy import sparse

import topics
from topics.evaluate.bootstrap import resample
from topics.grouping.estimates import Members, estimate

Floats = npt.NDArray[np.float64]

SHARES = np.array([0.30, 0.25, 0.20, 0.12, 0.08, 0.05])
"""Themes of a population, by their shares of the text."""
SPREADS = {"alike": 20.0, "mixed": 6.0, "own theme": 2.5}
"""Precision of the Dirichlet distribution of the shares of speeches; in the seeds it is about 6."""
LENGTHS = {"similar": 0.3, "as in seeds": 0.55, "unequal": 1.0}
"""Standard deviation of the logarithm of the length of speeches."""
SIZES = (5, 6, 8, 10, 15, 20, 30, 50)
MEAN_LENGTH = 4000
DOUBTFUL = 0.4
"""Share of speeches of which either of two years may be true, where dates are in doubt."""


def drawn(rng: np.random.Generator, n: int, spread: str, lengths: str) -> Floats:
    """Return the characters of each theme in some speeches, shape (n, n_themes)."""
    shares = rng.dirichlet(SHARES * SPREADS[spread], n).round(6)
    length = np.rint(MEAN_LENGTH * np.exp(rng.normal(0.0, LENGTHS[lengths], n)))
    return np.asarray(shares * np.maximum(length, 50.0)[:, None])


def inside(low: Floats, high: Floats, shares: Floats | float = SHARES) -> float:
    """Return the coverage of intervals, shape (n_simulations, n_themes), of those there are."""
    covers = (low <= shares) & (shares <= high)
    return float(covers[~np.isnan(low)].mean())


def coverage(
    rng: np.random.Generator,
    n: int,
    size: int,
    spread: str,
    lengths: str,
    themes: slice = slice(None),
) -> float:
    """Return the coverage of our intervals in simulated groups of speeches."""
    amounts = drawn(rng, n * size, spread, lengths)
    group = np.repeat(np.arange(n), size)
    found = estimate(amounts, Members(np.arange(n * size), group, np.ones(n * size), n))
    return inside(found.low[:, themes], found.high[:, themes], SHARES[themes])


def percentiles(rng: np.random.Generator, n: int, size: int, spread: str, lengths: str) -> float:
    """Return the coverage of percentiles of a bootstrap, in the same groups."""
    lows, highs = [], []
    for _ in range(n):
        amounts = np.rint(drawn(rng, size, spread, lengths)).astype(np.int32)
        keys = rng.integers(0, 2**63, size).astype(np.uint64)
        totals = resample(sparse.csr_array(amounts), keys).astype(float)
        sums = totals.sum(axis=1, keepdims=True)
        has = sums[:, 0] > 0
        low, high = np.percentile(totals[has] / sums[has], [2.5, 97.5], axis=0)
        lows.append(low)
        highs.append(high)
    return inside(np.array(lows), np.array(highs))


def in_doubt(rng: np.random.Generator, n: int, size: int, spread: str, lengths: str) -> float:
    """Return the coverage of the shares of a year, of which some speeches may be of the next.

    About half of the speeches are of each year, and both years have the same shares.
    """
    n_all = n * size * 2
    amounts = drawn(rng, n_all, spread, lengths)
    is_doubtful, is_first = rng.random((2, n_all)) < np.array([[DOUBTFUL], [0.5]])
    chance = np.where(is_doubtful, 0.5, is_first.astype(float))
    rows = np.flatnonzero(chance)
    group = np.repeat(np.arange(n), size * 2)[rows]
    found = estimate(amounts, Members(rows, group, chance[rows], n))
    return inside(found.low, found.high)


OTHERS = {
    "percentiles of a bootstrap": percentiles,
    "dates in doubt": in_doubt,
    "the rarest theme": partial(coverage, themes=slice(-1, None)),
}
"""What the second table compares, for mixed speeches of lengths as in the seeds."""


def rows_of(rng: np.random.Generator, n: int, sizes: Sequence[int]) -> list[str]:
    """Return the lines of the tables for simulated speeches."""
    head = f"| speeches | {' | '.join(f'{s}, {x}' for s in SPREADS for x in LENGTHS)} | mean |"
    lines = [head, "|---" * (len(SPREADS) * len(LENGTHS) + 2) + "|"]
    for size in sizes:
        cells = [coverage(rng, n, size, s, x) for s in SPREADS for x in LENGTHS]
        values = " | ".join(f"{100 * cell:.1f}" for cell in cells)
        lines.append(f"| {size} | {values} | {100 * np.mean(cells):.1f} |")
    lines += ["", f"| speeches | {' | '.join(OTHERS)} |", "|---" * (len(OTHERS) + 1) + "|"]
    for size in sizes:
        cells = [f(rng, n, size, "mixed", "as in seeds") for f in OTHERS.values()]
        lines.append(f"| {size} | {' | '.join(f'{100 * cell:.1f}' for cell in cells)} |")
    return lines


def resampled(folder: str, rng: np.random.Generator, n: int, sizes: Sequence[int]) -> list[str]:
    """Return a table of the coverage if the speeches of a finished run are the population."""
    run = topics.load_run(folder)
    speeches, themes = run.tables["speeches"], run.tables["themes"]["theme"].tolist()
    amounts = speeches[themes].to_numpy() * speeches["n_chars"].to_numpy()[:, None]
    share = amounts.sum(axis=0) / amounts.sum()
    columns = []
    for size in sizes:
        rows = rng.integers(0, len(amounts), n * size)
        group = np.repeat(np.arange(n), size)
        found = estimate(amounts[rows], Members(np.arange(n * size), group, np.ones(n * size), n))
        columns.append(
            [inside(found.low[:, [t]], found.high[:, [t]], share[t]) for t in range(len(share))]
        )
    most = amounts.max(axis=0) / amounts.sum(axis=0)
    lines = [f"| theme | held by one speech | {' | '.join(map(str, sizes))} |"]
    lines.append("|---" * (len(sizes) + 2) + "|")
    for theme, held, *cells in zip(themes, most, *columns, strict=True):
        values = " | ".join(f"{100 * cell:.1f}" for cell in cells)
        lines.append(f"| {theme} | {100 * held:.0f}% | {values} |")
    return lines


def main(given: Sequence[str] | None = None) -> None:
    """Print the coverage."""
    parser = argparse.ArgumentParser(prog="by_coverage", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--simulations", type=int, default=1000, help="groups for each cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="speeches in a group")
    parser.add_argument("--run", help="draw from the speeches of this finished run instead")
    arguments = parser.parse_args(given)
    rng = np.random.default_rng(arguments.seed)
    if arguments.run:
        lines = resampled(arguments.run, rng, arguments.simulations, arguments.sizes)
    else:
        lines = rows_of(rng, arguments.simulations, arguments.sizes)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
