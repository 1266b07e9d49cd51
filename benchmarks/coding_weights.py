"""How much each kind of evidence matters to the coding of paragraphs, on the gold lines.

Prints the table of ``docs/coding.md``: accuracy and macro F1 with each weight at
zero, half and twice its value, the others as they are; means over LDA's random
states 0 to 9, which alone move either by a point or two.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import topics
from topics.evaluate.gold import read_gold, theme_scores
from topics.themes.coding import WEIGHTS

ROOT = Path(__file__).parent.parent
STARTS = range(10)


def main() -> None:
    """Print the table."""
    corpus = topics.read(ROOT / "seeds")
    matrix = topics.count(topics.segment(corpus))
    codebook = topics.load_codebook()
    starts = topics.start_words(codebook, matrix, 10)
    models = [
        topics.fit(matrix, "lda", n_components=10, random_state=state, seed_words=starts)
        for state in STARTS
    ]
    named = [(model, topics.label(model, codebook)) for model in models]
    gold = read_gold(ROOT / "tests" / "gold" / "themes.jsonl")

    def scored(name: str, factor: float) -> str:
        weights = {name: WEIGHTS[name] * factor}
        scores = [
            [score.value for score in theme_scores(corpus, coded, gold)]
            for coded in (
                topics.code(corpus, model, themes, weights=weights) for model, themes in named
            )
        ]
        accuracy, macro_f1 = np.mean(scores, axis=0)
        return f"{accuracy:.3f} / {macro_f1:.3f}"

    print("| evidence | weight | without it | half | as it is | twice |")
    print("|---|---|---|---|---|---|")
    for name, weight in WEIGHTS.items():
        cells = " | ".join(scored(name, factor) for factor in (0, 0.5, 1, 2))
        print(f"| {name} | {weight} | {cells} |")


if __name__ == "__main__":
    main()
