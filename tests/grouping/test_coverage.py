"""The benchmark of coverage behind ``docs/by.md``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.by_coverage import coverage, main, percentiles


def test_intervals_cover() -> None:
    """Of groups of eight mixed speeches; the limits are wider than chance can make them."""
    ours = coverage(np.random.default_rng(1), 400, 8, "mixed", "as in seeds")
    assert 0.925 < ours < 0.985


@pytest.mark.thorough
def test_percentiles_do_not_cover() -> None:
    """They are why the intervals are not percentiles of draws."""
    assert percentiles(np.random.default_rng(1), 150, 8, "mixed", "as in seeds") < 0.92


def test_the_tables_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each size, in both tables; ``--help`` lists the options."""
    main(["--simulations", "3", "--sizes", "5", "6"])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[0] for row in rows if row.startswith(("| 5", "| 6"))] == [
        "| 5",
        "| 6",
        "| 5",
        "| 6",
    ]
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert "--sizes" in capsys.readouterr().out


def test_speeches_of_a_run_as_the_population(capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each theme of the run."""
    golden = Path(__file__).parents[1] / "runs" / "golden" / "format-3"
    main(["--simulations", "3", "--sizes", "5", "--run", str(golden)])
    rows = capsys.readouterr().out.splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == ["| city", "| school"]
