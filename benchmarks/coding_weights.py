"""How much each kind of evidence matters to the coding of paragraphs, on the gold lines.

Prints the table of ``docs/coding.md``: accuracy and macro F1 with each weight at
zero, half and twice its value, the others as they are, with the coefficients of the package.
"""

from __future__ import annotations

from pathlib import Path

import topics
from topics.evaluate.gold import read_gold, theme_scores
from topics.themes.weighing import WEIGHTS

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the table."""
    corpus, codebook = topics.read(ROOT / "seeds"), topics.load_codebook()
    gold = read_gold(ROOT / "tests" / "gold" / "themes.jsonl")

    def scored(name: str, factor: float) -> str:
        coded = topics.code(corpus, codebook, weights={name: WEIGHTS[name] * factor})
        accuracy, macro_f1 = theme_scores(corpus, coded, gold)
        return f"{accuracy.value:.3f} / {macro_f1.value:.3f}"

    print("| evidence | weight | without it | halved | default | doubled |")
    print("|---|---|---|---|---|---|")
    for name, weight in WEIGHTS.items():
        cells = " | ".join(scored(name, factor) for factor in (0, 0.5, 1, 2))
        print(f"| {name} | {weight} | {cells} |")


if __name__ == "__main__":
    main()
