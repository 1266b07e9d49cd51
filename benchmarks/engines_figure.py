"""The figure of held-out likelihood against time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

__all__ = ["draw", "mean_curve"]

COLOURS = {
    "topics": "#c0392b",
    "topics, batch": "#c0392b",
    "topics, learned priors": "#e67e22",
    "topics, online": "#e8a0bf",
    "tomotopy": "#2c5f9e",
    "topica": "#2e8b57",
    "topica, mean of 5 samples": "#7fbf7b",
    "topica, CVB0": "#8e6bbf",
    "gensim LdaMulticore": "#8c6d31",
    "gensim LdaModel": "#c7a76c",
    "scikit-learn, online": "#555555",
    "scikit-learn, batch": "#aaaaaa",
}
PLAIN = {"svg.fonttype": "none", "svg.hashsalt": "topics", "font.size": 8}


def mean_curve(result: dict[str, Any]) -> list[tuple[int, float, float]]:
    """Return (passes, seconds, log-likelihood per word), means over the seeds."""
    n_points = min(map(len, result["curves"]))
    means = np.mean([curve[:n_points] for curve in result["curves"]], axis=0)
    return [(int(n), float(seconds), float(score)) for n, seconds, score in means]


def draw(cases: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """Draw a panel for each case, time on a log axis; one thread is dashed."""
    with mpl.rc_context(PLAIN):
        n_rows = (len(cases) + 1) // 2
        figure = Figure(figsize=(9.0, 3.2 * n_rows + 0.8), layout="constrained")
        panels = figure.subplots(n_rows, 2, squeeze=False)
        shown: list[str] = []
        for panel, results in zip(panels.flat, cases.values(), strict=False):
            for result in results:
                _, seconds, scores = zip(*mean_curve(result), strict=True)
                style = "o-" if result["threads"] > 1 else "o--"
                colour = COLOURS[result["engine"]]
                panel.plot(seconds, scores, style, color=colour, ms=2.5, lw=1.2)
                shown.append(result["engine"])
            panel.set_xscale("log")
            panel.set_title(f"{results[0]['data']}, K = {results[0]['k']}")
            panel.set_xlabel("seconds of fitting")
            panel.set_ylabel("held-out log-likelihood per word")
            panel.grid(alpha=0.3)
        for panel in panels.flat[len(cases) :]:
            panel.set_visible(False)
        names = [name for name in COLOURS if name in shown]
        lines = [Line2D([], [], color=COLOURS[name]) for name in names]
        figure.legend(lines, names, loc="outside lower center", ncols=4)
        figure.savefig(path, metadata={"Date": None})
