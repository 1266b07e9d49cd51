"""How often the 95% intervals of a difference in ``shares.csv`` cover the true difference, none.

Prints the table of ``docs/compare.md``: for runs of so many speeches each, of the same population,
mixed as in the seeds. ``python -m benchmarks.compare_coverage`` takes seconds.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.by_coverage import drawn, inside
from topics.grouping.estimates import difference

Floats = npt.NDArray[np.float64]

SIZES = (6, 10, 20, 50)
PRECISION = 50.0
"""Of the Dirichlet distribution from which the shares of a speech are drawn when coded anew."""


def others(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Return two sets of other speeches."""
    both = drawn(rng, 2 * n, "mixed", "as in seeds")
    first = np.arange(2 * n)[:, None] < n
    return both * first, both * ~first


def more(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Return speeches, and the same with half as many more."""
    all_of_them = drawn(rng, n + n // 2, "mixed", "as in seeds")
    return all_of_them * (np.arange(len(all_of_them))[:, None] < n), all_of_them


def coded_anew(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Return speeches, and the same with other shares of the same mean."""
    before = drawn(rng, n, "mixed", "as in seeds")
    length = before.sum(axis=1, keepdims=True)
    shares = [rng.dirichlet(PRECISION * row + 1e-6) for row in before / length]
    return before, np.array(shares) * length


DESIGNS = {"other speeches": others, "half as many more": more, "the same, coded anew": coded_anew}


def coverage(rng: np.random.Generator, n: int, size: int, design: str) -> float:
    """Return the coverage of the intervals over all themes in simulated pairs of runs."""
    found = [difference(*DESIGNS[design](rng, size)) for _ in range(n)]
    low, high = (np.array([pair[i] for pair in found]) for i in (0, 1))
    return inside(low, high, 0.0)


def main(given: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--simulations", type=int, default=2000, help="pairs of runs in a cell")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="speeches of a run")
    options = parser.parse_args(given)
    rng = np.random.default_rng(1)
    print(f"| speeches | {' | '.join(DESIGNS)} |", "|---" * (len(DESIGNS) + 1) + "|", sep="\n")
    for size in options.sizes:
        cells = [coverage(rng, options.simulations, size, design) for design in DESIGNS]
        print(f"| {size} | {' | '.join(f'{100 * cell:.1f}' for cell in cells)} |")


if __name__ == "__main__":
    main()
