"""Tables and figure of what `engines` measured: ``python benchmarks/engines_report.py [FOLDER]``.

Reads ``engines.json`` in the folder, writes ``engines.md`` and ``engines.svg`` beside it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import engines_figure
import numpy as np
from data import load
from engines_figure import mean_curve

__all__ = ["main"]

FOLDER = Path(__file__).parent.parent / "reports" / "benchmarks"
GIBBS = ("tomotopy", "topica")
MEAN = "topica, mean of 5 samples"
LEARNED = "topics, learned priors"

Result = dict[str, Any]
Curve = list[tuple[int, float, float]]


def main(folder: Path = FOLDER) -> None:
    """Print and write the tables; draw the figure."""
    found = json.loads((folder / "engines.json").read_text("utf-8"))
    text = "\n".join(_lines(found, folder)) + "\n"
    (folder / "engines.md").write_text(text, "utf-8")
    print(text)
    engines_figure.draw(cases_of(found), folder / "engines.svg")


def cases_of(found: dict[str, Any]) -> dict[str, list[Result]]:
    """Return the results of each case that has curves, in the order they were measured."""
    cases: dict[str, list[Result]] = {}
    for result in found["results"]:
        if "curves" in result:
            cases.setdefault(result["case"], []).append(result)
    return cases


def is_ours(result: Result) -> bool:
    """Tell whether this package made it."""
    return str(result["engine"]).startswith("topics")


def _lines(found: dict[str, Any], folder: Path) -> Iterator[str]:
    machine = found["machine"]
    yield from [
        "# Engines side by side",
        "",
        "How this is measured and read: `docs/benchmarks.md`.",
        "",
    ]
    yield f"{machine['date']}, {machine['processor']}, {machine['n_processors']} processors,"
    yield f"load by others when it began {machine['load']}, {found['plan']} plan;"
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    yield f"Python {machine['python']}, {versions}."
    for name, results in cases_of(found).items():
        yield from ["", f"## {_title(results[0])}", ""]
        yield from _engines(results)
        yield from ["", *_to_the_samplers(results)]
        if name.startswith("people"):
            yield from ["", *_coherence(results, folder)]
    yield from _traffic(found["results"])
    failed = [result for result in found["results"] if "failed" in result]
    if failed:
        yield from ["", "Not measured:", ""]
    for result in failed:
        what = f"{result['case']}, {result['engine']}, {result['threads']} threads"
        yield f"- {what}: {result['failed']}"


def _title(result: Result) -> str:
    size = f"{result['n_documents']:,} documents, {result['n_terms']:,} terms"
    return f"{result['data']}, K = {result['k']}: {size}, {result['n_nonzero']:,} non-zeros"


def _engines(results: Sequence[Result]) -> Iterator[str]:
    """Yield a row for each engine: where it ends, and when ours is as good."""
    yield "| engine | threads | passes | seconds | per word | peak MB | `topics` there in | ratio |"
    yield "|---|---|---|---|---|---|---|---|"
    ours = [mean_curve(r) for r in results if is_ours(r) and r["engine"] != LEARNED]
    for result in results:
        n, seconds, score = mean_curve(result)[-1]
        there = min(filter(None, (_reaches(curve, score) for curve in ours)), default=None)
        cells = ["", ""] if is_ours(result) else _time_and_ratio(there, seconds)
        row = [result["engine"], result["threads"], n, _short(seconds), f"{score:.3f}"]
        yield _row(*row, f"{result['peak_mb']:.0f}", *cells)


def _to_the_samplers(results: Sequence[Result]) -> Iterator[str]:
    """Yield how soon ours is as good as the best sampler, and how that is to the fastest."""
    yield "| to the best of | per word | fastest | `topics` | threads | passes | seconds | ratio |"
    yield "|---|---|---|---|---|---|---|---|"
    for what, names in (("last sweeps", GIBBS), ("means of samples", (MEAN,))):
        curves = [mean_curve(r) for r in results if r["engine"] in names]
        if not curves:
            continue
        n_sweeps = max(curve[-1][0] for curve in curves)
        best = max(score for curve in curves for _, _, score in curve)
        fastest = min(curve[-1][1] for curve in curves if curve[-1][0] == n_sweeps)
        known = [what, f"{best:.3f}", f"{_short(fastest)} s, {n_sweeps} sweeps"]
        for result in filter(is_ours, results):
            curve = mean_curve(result)
            there = _reaches(curve, best)
            n = next((n for n, seconds, _ in curve if seconds == there), "")
            cells = _time_and_ratio(there, fastest)
            yield _row(*known, result["engine"], result["threads"], n, *cells)


def _reaches(curve: Curve, score: float) -> float | None:
    """Return the seconds of the first point measured that is at least as good."""
    return next((seconds for _, seconds, own in curve if own >= score), None)


def _time_and_ratio(there: float | None, seconds: float) -> list[str]:
    return ["not reached", ""] if there is None else [_short(there), _short(seconds / there)]


def _coherence(results: Sequence[Result], folder: Path) -> Iterator[str]:
    """Yield NPMI of the ten first words of each topic, in windows of ten words of training text."""
    from gensim.corpora import Dictionary
    from gensim.models.coherencemodel import CoherenceModel

    texts = load(folder, results[0]["data"]).documents()
    dictionary = Dictionary(texts)
    # A term that occurs in no training text can only be among the words of an empty topic.
    words = [[w for w in t if w in dictionary.token2id] for r in results for t in r["words"]]
    settings: dict[str, Any] = {"coherence": "c_npmi", "topn": 10, "processes": 1}
    model = CoherenceModel(topics=words, texts=texts, dictionary=dictionary, **settings)
    each = iter(model.get_coherence_per_topic())
    yield "| engine | threads | NPMI, mean over topics and fits |\n|---|---|---|"
    for result in results:
        own = [next(each) for _ in result["words"]]
        yield _row(result["engine"], result["threads"], f"{np.mean(own):.4f}")


def _traffic(results: Sequence[Result]) -> Iterator[str]:
    """Yield the memory traffic of a pass beside that of an update in place."""
    measured = [result for result in results if "in_place" in result]
    if not measured:
        return
    yield from ["", "## Memory traffic of a pass, against an update in place", ""]
    yield "| data | K | threads | GB a pass | a pass, GB/s | in place, GB/s | share |"
    yield "|---|---|---|---|---|---|---|"
    for result in measured:
        own, plain = result["lda"], result["in_place"]
        known = result["data"], result["k"], result["threads"], f"{result['moved_gb']:.2f}"
        yield _row(*known, f"{own:.1f}", f"{plain:.1f}", f"{own / plain:.0%}")


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _short(number: float) -> str:
    """Return three significant digits, never as a power of ten."""
    return f"{number:.0f}" if number >= 100 else f"{number:#.3g}".rstrip(".")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
