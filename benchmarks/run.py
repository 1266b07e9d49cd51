"""What `make bench` measures: the main job by stage, reading text, the engines side by side.

Each engine is fitted once to compile and load, then timed three times; the
best counts. Ratios are to gensim, in the same run on the same matrix.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from time import perf_counter

import corpus
import segmentation

import topics
from topics.models.types import TopicModel

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the tables."""
    stages()
    print()
    corpus.main()
    print()
    segmentation.main([])
    print()
    engines()


def stages() -> None:
    """Print seconds and peak memory of each stage of the main job on the seeds."""
    with tempfile.TemporaryDirectory() as folder:
        topics.run(ROOT / "seeds", Path(folder) / "warm")
        run = topics.run(ROOT / "seeds", Path(folder) / "timed")
        timings = json.loads((run.folder / "timings.json").read_text("utf-8"))
    print("| stage | seconds | peak MB |\n|---|---|---|")
    for stage in timings["stages"]:
        print(f"| {stage['stage']} | {stage['seconds']:.2f} | {stage['peak_mb']:.0f} |")
    print(f"| all | {timings['total_seconds']:.2f} | {timings['peak_mb']:.0f} |")


def engines() -> None:
    """Print seconds, speed relative to gensim and coherence of every engine on the seeds."""
    tokens = topics.segment(topics.read(ROOT / "seeds"))
    matrix = topics.count(tokens)
    seconds: dict[str, float] = {}
    models: dict[str, TopicModel] = {}
    for engine in topics.ENGINES:
        times = []
        for _ in range(4):
            start = perf_counter()
            models[engine] = topics.fit(matrix, engine, n_components=10, random_state=1)
            times.append(perf_counter() - start)
        seconds[engine] = min(times[1:])
    print("| engine | seconds | times as fast as gensim | c_v | NPMI |\n|---|---|---|---|---|")
    for engine, model in models.items():
        scores = {s.name: s.value for s in topics.coherence(model, tokens)}
        ratio = seconds["gensim"] / seconds[engine]
        print(
            f"| {engine} | {seconds[engine]:.3f} | {ratio:.1f}"
            f" | {scores['c_v']:.3f} | {scores['c_npmi']:.3f} |"
        )


if __name__ == "__main__":
    main()
