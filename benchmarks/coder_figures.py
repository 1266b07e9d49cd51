"""How far the probabilities of coding can be trusted: the figures of ``docs/coding.md``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pandas as pd

import topics
from topics.themes.coder import Reference, fit_to_counts
from topics.themes.seed_counts import SeedCounts, count_seed_words

ROOT = Path(__file__).parent.parent
ROWS = "abstracts.jsonl"
N_BINS, N_DRAWS = 10, 2000

Floats = npt.NDArray[np.float64]


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
    coded, cells = cells_of(texts)
    return coded, " | ".join(f"{cell:.3f}" for cell in cells)


def cells_of(texts: topics.Corpus) -> tuple[topics.CodedParagraphs, list[float]]:
    """Return the coding of some texts, the prior of none, the evidence and how many are coded."""
    found = count_seed_words(texts, topics.load_codebook())
    coder = fit_to_counts(found)
    coded, strength = coder.code(found), coder.weigh(found).strength.sum()
    return coded, [
        coder.prior_none,
        100 * strength / found.length.sum(),
        coded.certain().mean(),
        (coded.shares.max(axis=1) >= 0.9).mean(),
    ]


def left_out(
    fits: Mapping[int, Reference], found: SeedCounts, rows: npt.NDArray[np.int64]
) -> Floats:
    """Return the probabilities of the gold lines, each speech by the fit without its lines."""
    chances = np.zeros((len(rows), len(found.codebook.themes) + 1))
    for speech, reference in fits.items():
        coded = fit_to_counts(found, reference=reference).code(found)
        mine = found.speech[rows] == speech
        chances[mine] = np.column_stack([coded.shares, coded.none])[rows[mine]]
    return chances


def error_of_part(
    fits: Mapping[int, Reference],
    found: SeedCounts,
    rows: npt.NDArray[np.int64],
    right: Floats,
    kept: list[int],
) -> float:
    """Return the calibration error with a part of the codebook, by speech left out."""
    chances = left_out(fits, with_part(found, kept), rows)
    lost = np.delete(right, kept, axis=1).any(axis=1)
    hits = np.column_stack([right[:, kept], lost])
    return calibration_error(
        chances.max(axis=1), hits[np.arange(len(rows)), chances.argmax(axis=1)]
    )


def print_parts(
    fits: Mapping[int, Reference], found: SeedCounts, rows: npt.NDArray[np.int64], right: Floats
) -> None:
    """Print how far codebooks of few themes can be trusted: one, three, and all but one."""
    n = len(found.codebook.themes)
    for size in (1, 3, n - 1):
        parts = [sorted((first + j) % n for j in range(size)) for first in range(n)]
        errors = [error_of_part(fits, found, rows, right, part) for part in parts]
        mean, most = np.mean(errors), max(errors)
        print(f"codebooks of {size:2} themes: calibration error {mean:.3f}, at most {most:.3f}")


def with_part(found: SeedCounts, kept: list[int]) -> SeedCounts:
    """Return the seed words of a part of the codebook."""
    book = found.codebook
    part = replace(book, themes=tuple(book.themes[t] for t in kept))
    words = tuple(dict.fromkeys(word for theme in part.themes for word in theme.seed_words))
    columns = [found.words.index(word) for word in words]
    counts = {kind: of_kind[:, columns] for kind, of_kind in found.counts.items()}
    return replace(found, codebook=part, words=words, counts=counts)


def print_piles(corpora: Path, n_fitted: int) -> None:
    """Print how the texts of other piles are coded, and abstracts among the speeches.

    The first ``n_fitted`` abstracts are those that the coefficients were fitted to.
    """
    print("| pile | prior of none | evidence per 100 | coded at >= 0.5 | at >= 0.9 |")
    rows = (corpora / "csl_abstracts" / "csl_joined.jsonl").read_text("utf-8").split("\n")
    tried = [row for row in rows[n_fitted:] if row]
    piles = {
        "seeds": topics.read(ROOT / "seeds"),
        "abstracts not fitted to": with_rows(tried),
        "government reports": topics.read(corpora / "prc_reports_wikisource"),
    }
    for name, pile in piles.items():
        print(f"| {name} | {described(pile)[1]} |")
    for n in (1, 2, 5, 10, 40):
        small = [tried[start : start + n] for start in range(0, min(len(tried), 200), n)]
        cells = np.mean([cells_of(with_rows(part))[1] for part in small], axis=0)
        print(f"| piles of {n} abstracts | {' | '.join(f'{cell:.3f}' for cell in cells)} |")
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
