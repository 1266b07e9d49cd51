"""How much each kind of evidence matters to the coding of paragraphs, on the gold lines.

Prints the table of ``docs/coding.md``: accuracy and macro F1 with each weight at
zero, half and twice its value, the others as they are.
"""

from __future__ import annotations

from pathlib import Path

import topics
from topics.evaluate.gold import read_gold, theme_scores
from topics.themes import coding

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Print the table."""
    corpus = topics.read(ROOT / "seeds")
    matrix = topics.count(topics.segment(corpus))
    codebook = topics.load_codebook()
    starts = topics.start_words(codebook, matrix, 10)
    model = topics.fit(matrix, "lda", n_components=10, random_state=1, seed_words=starts)
    themes = topics.label(model, codebook)
    gold = read_gold(ROOT / "tests" / "gold" / "themes.jsonl")

    def scored(name: str, factor: float) -> str:
        weight = coding.WEIGHTS[name]
        coding.WEIGHTS[name] = weight * factor
        accuracy, macro_f1 = theme_scores(corpus, topics.code(corpus, model, themes), gold)
        coding.WEIGHTS[name] = weight
        return f"{accuracy.value:.3f} / {macro_f1.value:.3f}"

    print("| evidence | weight | without it | half | as it is | twice |")
    print("|---|---|---|---|---|---|")
    for name, weight in coding.WEIGHTS.items():
        cells = " | ".join(scored(name, factor) for factor in (0, 0.5, 1, 2))
        print(f"| {name} | {weight} | {cells} |")


if __name__ == "__main__":
    main()
