"""Fit the coefficients of coding, and measure how far its probabilities can be trusted.

    .venv/bin/python benchmarks/coder_fit.py [CORPORA]

fits the conditional logit of ``topics/themes/choice.py`` to the gold lines of the seeds and to
scientific abstracts, which are of no theme, and writes the coefficients to
``topics/defaults/coder.json`` and the numeric features, without text, to
``benchmarks/coding_features.csv``. CORPORA is the folder with ``csl_abstracts``; without it the
coefficients are fitted to the stored features. The figures of ``docs/coding.md`` are printed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

import topics
from topics.defaults import default_path
from topics.evaluate.gold import coded_lines, read_gold
from topics.themes.choice import COEFFICIENTS, Choices, fit_coefficients, penalised_loss
from topics.themes.coder import Reference, fit_to_counts
from topics.themes.seed_counts import SeedCounts, count_seed_words
from topics.themes.types import NONE
from topics.themes.weighing import WEIGHTS, weigh_evidence

ROOT = Path(__file__).parent.parent
FEATURES = ROOT / "benchmarks" / "coding_features.csv"
GOLD = ROOT / "tests" / "gold" / "themes.jsonl"
N_ABSTRACTS = 1400
"""The first of the abstracts are used; on the rest the result is tried."""
REFERENCE_NONE = 0.2
"""Prior of none in piles of fewer than 50 paragraphs: one speech, or a page of something else."""
ROWS = "abstracts.jsonl"
N_BINS, N_DRAWS = 10, 2000
N, PENALTY, STEP = len(COEFFICIENTS), 1.0, 1e-4
"""Coefficients; L2 penalty on them; step of the differences that give their precision."""

Floats = npt.NDArray[np.float64]


class Fitted(NamedTuple):
    """Paragraphs with their features, the alternatives that are right, and their speeches."""

    choices: Choices
    right: Floats
    speech: npt.NDArray[np.object_]

    def fit(self, rows: npt.ArrayLike | None = None) -> Reference:
        """Return what some rows say of the coefficients; of all, if omitted, with the precision."""
        chosen = np.arange(len(self.right)) if rows is None else np.asarray(rows)
        given = self.choices.take(chosen), self.right[chosen], np.zeros(N), np.eye(N) * PENALTY
        fitted, precision = fit_coefficients(*given), np.eye(N)
        if rows is None:
            loss, steps = penalised_loss(*given), np.eye(N) * STEP
            slopes = [(loss(fitted + h)[1] - loss(fitted - h)[1]) / (2 * STEP) for h in steps]
            precision = (np.array(slopes) + np.array(slopes).T) / 2
        return Reference(fitted, precision, float(given[1][:, -1].mean()), REFERENCE_NONE)


def load_features(path: Path = FEATURES) -> Fitted:
    """Return the stored features: one row for each paragraph and theme with evidence."""
    table = pd.read_csv(path, keep_default_na=False)
    ids = [theme.id for theme in topics.load_codebook().themes]
    column = {theme: t for t, theme in enumerate([*ids, NONE])}
    paragraph = table["paragraph"].to_numpy()
    _, first, row = np.unique(paragraph, return_index=True, return_inverse=True)
    total, strength, right = np.zeros((3, len(first), len(column)))
    themes = table["theme"].map(column).to_numpy()
    for values, name in ((total, "total"), (strength, "strength"), (right, "right")):
        values[row, themes] = table[name]
    choices = Choices(total[:, :-1], strength[:, :-1], table["length"].to_numpy(float)[first])
    return Fitted(choices, right, table["speech"].to_numpy(object)[first])


def _features(found: SeedCounts, rows: npt.NDArray[np.int64], right: Floats) -> pd.DataFrame:
    """Return the features of some paragraphs as a table."""
    weighed = weigh_evidence(found, found.inverse_frequencies(), WEIGHTS)
    ids = [*found.codebook.ids(), NONE]
    lines = []
    for row, is_right in zip(rows.tolist(), right, strict=True):
        values = zip(
            ids, [*weighed.total[row], 0.0], [*weighed.strength[row], 0.0], is_right, strict=True
        )
        lines += [
            (int(found.speech[row]), int(found.length[row]), theme, total, strength, int(ok))
            for theme, total, strength, ok in values
            if total or ok or theme == NONE
        ]
    names = ["speech", "length", "theme", "total", "strength", "right"]
    table = pd.DataFrame(lines, columns=names).round({"total": 5, "strength": 4})
    table.insert(0, "paragraph", (table["theme"] == NONE).shift(fill_value=False).cumsum())
    return table


def build_features(corpora: Path) -> pd.DataFrame:
    """Return the features of the gold lines and of the first abstracts."""
    codebook = topics.load_codebook()
    seeds = topics.read(ROOT / "seeds")
    found = count_seed_words(seeds, codebook)
    rows, right = right_of(found, seeds)
    gold = _features(found, rows, right)
    gold["speech"] = "speech " + gold["speech"].astype(str)
    abstracts = count_seed_words(topics.read(corpora / "csl_abstracts"), codebook)
    none = np.zeros((N_ABSTRACTS, right.shape[1]))
    none[:, -1] = 1.0
    others = _features(abstracts, np.arange(N_ABSTRACTS), none).assign(speech="abstracts")
    others["paragraph"] += len(rows)
    return pd.concat([gold, others], ignore_index=True)


def right_of(found: SeedCounts, seeds: topics.Corpus) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the paragraphs of the gold lines of the seeds, and which themes are right."""
    lines = coded_lines(seeds, read_gold(GOLD))
    ids = [*found.codebook.ids(), NONE]
    rows = np.array([i for i, key in enumerate(found.keys) if key in lines], np.int64)
    right = np.array([[t in lines[found.keys[i]] for t in ids] for i in rows], float)
    return rows, right


def left_out(features: Fitted, found: SeedCounts, rows: npt.NDArray[np.int64]) -> Floats:
    """Return the probabilities of the gold lines, each speech by a fit without its lines."""
    chances = np.zeros((len(rows), features.right.shape[1]))
    for speech in np.unique(found.speech[rows]):
        others = np.flatnonzero(features.speech != f"speech {speech}")
        coded = fit_to_counts(found, reference=features.fit(others)).code(found)
        mine = found.speech[rows] == speech
        chances[mine] = np.column_stack([coded.shares, coded.none])[rows[mine]]
    return chances


def calibration_error(chance: Floats, hit: Floats, n_bins: int = N_BINS) -> float:
    """Return the expected calibration error in bins of equal numbers of paragraphs."""
    parts = np.array_split(np.argsort(chance, kind="stable"), n_bins)
    gaps = [abs(chance[rows].mean() - hit[rows].mean()) * len(rows) for rows in parts]
    return float(sum(gaps) / len(chance))


def figures(chances: Floats, right: Floats) -> dict[str, float]:
    """Return accuracy, calibration error with the 95% point of its own draws, and log loss."""
    best, chance = chances.argmax(axis=1), chances.max(axis=1)
    hit = right[np.arange(len(right)), best]
    draw = np.random.default_rng(0)
    drawn = [
        calibration_error(chance, (draw.random(len(chance)) < chance).astype(float))
        for _ in range(N_DRAWS)
    ]
    frequencies = right.sum(axis=0) / right.sum()
    return {
        "accuracy": float(hit.mean()),
        "ece": calibration_error(chance, hit),
        "ece_95": float(np.quantile(drawn, 0.95)),
        "log_loss": float(-np.log((chances * right).sum(axis=1)).mean()),
        "log_loss_of_frequencies": float(-np.log((right * frequencies).sum(axis=1)).mean()),
    }


def described(texts: topics.Corpus) -> tuple[topics.CodedParagraphs, str]:
    """Return the coding of some texts by a coder fitted to them, and a row of a table."""
    found = count_seed_words(texts, topics.load_codebook())
    coder = fit_to_counts(found)
    coded, strength = coder.code(found), coder.weigh(found).strength.sum()
    cells = (
        coder.prior_none,
        100 * strength / found.length.sum(),
        coded.certain().mean(),
        (coded.shares.max(axis=1) >= 0.9).mean(),
    )
    return coded, " | ".join(f"{cell:.3f}" for cell in cells)


def print_piles(corpora: Path) -> None:
    """Print how the texts of other piles are coded, and abstracts among the speeches."""
    print("| pile | prior of none | evidence per 100 | coded at >= 0.5 | at >= 0.9 |")
    rows = (corpora / "csl_abstracts" / "csl_joined.jsonl").read_text("utf-8").split("\n")
    tried = [row for row in rows[N_ABSTRACTS:] if row]
    piles = {
        "seeds": topics.read(ROOT / "seeds"),
        "abstracts not fitted to": with_rows(tried),
        "government reports": topics.read(corpora / "prc_reports_wikisource"),
    }
    for name, pile in piles.items():
        print(f"| {name} | {described(pile)[1]} |")
    for n in (len(piles["seeds"].running_text()), 2):
        mixed = with_rows(tried[:n], *(ROOT / "seeds").glob("*.txt"))
        coded, row = described(mixed)
        is_abstract = coded.sources() == ROWS
        print(f"| seeds and {n} abstracts | {row} | AUC {auc(coded.none, is_abstract):.3f} |")


def with_rows(rows: list[str], *files: Path) -> topics.Corpus:
    """Return a corpus of rows of JSON and some files."""
    with TemporaryDirectory() as folder:
        (Path(folder) / ROWS).write_text("\n".join(rows), "utf-8")
        for file in files:
            copy(file, folder)
        return topics.read(folder)


def auc(score: Floats, positive: npt.NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve."""
    rank = pd.Series(score).rank().to_numpy()
    n = int(positive.sum())
    return float((rank[positive].sum() - n * (n + 1) / 2) / n / (len(score) - n))


def main() -> None:
    """Fit, write and print."""
    if corpora := sys.argv[1:]:
        build_features(Path(corpora[0])).to_csv(FEATURES, index=False)
    features = load_features()
    fitted = features.fit()
    data = {
        "coefficients": dict(zip(COEFFICIENTS, fitted.coefficients.round(4).tolist(), strict=True)),
        "precision": fitted.precision.round(3).tolist(),
        "fitted_none": round(fitted.fitted_none, 6),
        "reference_none": fitted.reference_none,
    }
    default_path("coder.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    print(json.dumps(data, indent=2))
    seeds = topics.read(ROOT / "seeds")
    found = count_seed_words(seeds, topics.load_codebook())
    rows, right = right_of(found, seeds)
    for name, value in figures(left_out(features, found, rows), right).items():
        print(f"{name:25} {value:.3f}")
    if corpora:
        print_piles(Path(corpora[0]))


if __name__ == "__main__":
    main()
