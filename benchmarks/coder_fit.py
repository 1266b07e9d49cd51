"""Fit the coefficients of coding, and measure how far its probabilities can be trusted.

    .venv/bin/python -m benchmarks.coder_fit [CORPORA]

fits the conditional logit of ``topics/themes/choice.py`` to the gold lines of the seeds and to
scientific abstracts, which are of no theme, and writes the coefficients to
``topics/defaults/coder.json`` and the raw evidence, without text, to
``benchmarks/coding_features.csv``. The lines are used with the whole codebook and with parts of it
(`PARTS`), where lines of the themes left out are of no theme: so the coefficients serve codebooks
of few themes, too. CORPORA is the folder with ``csl_abstracts`` and ``prc_reports_wikisource``;
without it the coefficients are fitted to the stored evidence. The figures of ``docs/coding.md`` are
printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

import topics
from benchmarks.coder_figures import figures, left_out, print_parts, print_piles
from topics.defaults import default_path
from topics.evaluate.gold import coded_lines, read_gold
from topics.themes.choice import COEFFICIENTS, Choices, minimised, penalised_loss
from topics.themes.coder import Reference
from topics.themes.seed_counts import SeedCounts, count_seed_words
from topics.themes.types import NONE
from topics.themes.weighing import WEIGHTS, added_up, raw_evidence

ROOT = Path(__file__).parent.parent
FEATURES = ROOT / "benchmarks" / "coding_features.csv"
GOLD = ROOT / "tests" / "gold" / "themes.jsonl"
ABSTRACTS, SPEECH = "abstracts", "speech "
N_ABSTRACTS = 1400
"""The first of the abstracts are used; on the rest the result is tried."""
STEP_OF_ABSTRACTS = 5
"""Every fifth abstract is used with a codebook: all are, in turn, with the whole codebook."""
PARTS = (1, 3)
"""Numbers of themes of the parts of the codebook: each theme, and each three in its order."""
EVEN = 0.5
"""Share of "none" that the coefficients are for: its odds in the lines are taken out of them."""
N, PENALTY, STEP = len(COEFFICIENTS), 1.0, 1e-4
"""Coefficients; L2 penalty on them; step of the differences that give their precision."""
KINDS = ("words", "heading", "section", "position")

Floats = npt.NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]


class Evidence(NamedTuple):
    """Paragraphs with their raw evidence, the alternatives that are right, and their speeches.

    ``right`` is without any for a paragraph that is there only as the neighbour of others.
    """

    raw: dict[str, Floats]
    length: Floats
    right: Floats
    speech: npt.NDArray[np.object_]

    def with_themes(self, themes: Sequence[int]) -> tuple[Choices, Floats]:
        """Return features and right alternatives with a part of the codebook.

        Of a line of several themes, "none" is as right as the others if one is left out.
        """
        kept = list(themes)
        raw = {kind: values[:, kept] for kind, values in self.raw.items()}
        weighed = added_up(raw, self.speech, WEIGHTS)
        none = np.delete(self.right, kept, axis=1).any(axis=1, keepdims=True)
        right = np.hstack([self.right[:, kept], none.astype(float)])
        return Choices(weighed.total, weighed.strength, self.length), right

    def losses(self, left_out: str = "") -> list[Loss]:
        """Return the loss of each codebook, without the lines of one speech."""
        n_themes = self.right.shape[1] - 1
        books = [range(n_themes)] * STEP_OF_ABSTRACTS
        books += [
            sorted((i + j) % n_themes for j in range(k)) for k in PARTS for i in range(n_themes)
        ]
        is_abstract = self.speech == ABSTRACTS
        lines = np.flatnonzero(self.right.any(axis=1) & ~is_abstract & (self.speech != left_out))
        abstracts, found = np.flatnonzero(is_abstract), []
        for number, book in enumerate(books):
            rows = np.append(lines, abstracts[number % STEP_OF_ABSTRACTS :: STEP_OF_ABSTRACTS])
            choices, right = self.with_themes(book)
            none = (right[rows, -1] / right[rows].sum(axis=1)).mean()
            if none < 1:
                odds = float(np.log(none / (1 - none)))
                zero = np.zeros(N), np.zeros((N, N))
                found.append(penalised_loss(choices.take(rows), right[rows], *zero, odds))
        return found

    def fit(self, left_out: str = "") -> Reference:
        """Return what the lines say of the coefficients, perhaps without those of a speech."""
        losses = self.losses(left_out)

        def loss(coefficients: Floats) -> tuple[float, Floats]:
            values, slopes = zip(*(one(coefficients) for one in losses), strict=True)
            penalty = PENALTY * coefficients
            return (
                float(np.mean(values)) + float(penalty @ coefficients) / 2,
                np.mean(slopes, axis=0) + penalty,
            )

        fitted = minimised(loss, np.zeros(N))
        slopes = [
            (loss(fitted + h)[1] - loss(fitted - h)[1]) / (2 * STEP) for h in np.eye(N) * STEP
        ]
        precision = (np.array(slopes) + np.array(slopes).T) / 2
        return Reference(fitted, precision, EVEN)

    def fit_each(self) -> dict[int, Reference]:
        """Return a fit for each speech with gold lines, made without these."""
        is_abstract = self.speech == ABSTRACTS
        names = sorted(set(self.speech[self.right.any(axis=1) & ~is_abstract].tolist()))
        return {int(name.removeprefix(SPEECH)): self.fit(name) for name in names}


def load_features(path: Path = FEATURES) -> Evidence:
    """Return the stored evidence: one row for each paragraph and theme that has some."""
    table = pd.read_csv(path, keep_default_na=False)
    ids = [theme.id for theme in topics.load_codebook().themes]
    column = {theme: t for t, theme in enumerate([*ids, NONE])}
    paragraph = table["paragraph"].to_numpy()
    _, first, row = np.unique(paragraph, return_index=True, return_inverse=True)
    themes = table["theme"].map(column).to_numpy()
    values = dict(zip([*KINDS, "right"], np.zeros((5, len(first), len(column))), strict=True))
    for name, of_name in values.items():
        of_name[row, themes] = table[name]
    right = values.pop("right")
    raw = {kind: of_kind[:, :-1] for kind, of_kind in values.items()}
    length = table["length"].to_numpy(float)[first]
    return Evidence(raw, length, right, table["speech"].to_numpy(object)[first])


def _features(found: SeedCounts, rows: npt.NDArray[np.int64], right: Floats) -> pd.DataFrame:
    """Return the raw evidence of some paragraphs as a table."""
    raw = raw_evidence(found, found.inverse_frequencies())
    values = np.stack([np.pad(raw[kind][rows], ((0, 0), (0, 1))) for kind in KINDS], axis=2)
    shown = values.any(axis=2) | (right > 0)
    shown[:, -1] = True
    paragraph, theme = np.nonzero(shown)
    table = pd.DataFrame(values[paragraph, theme].round(4), columns=list(KINDS))
    table.insert(0, "paragraph", paragraph)
    table.insert(1, "speech", found.speech[rows][paragraph])
    table.insert(2, "length", found.length[rows][paragraph].astype(int))
    table.insert(3, "theme", np.array([*found.codebook.ids(), NONE], object)[theme])
    table["right"] = right[paragraph, theme].astype(int)
    return table


def build_features(corpora: Path) -> pd.DataFrame:
    """Return the evidence of the running text of the seeds and of the first abstracts."""
    codebook = topics.load_codebook()
    seeds = topics.read(ROOT / "seeds")
    found = count_seed_words(seeds, codebook)
    rows, right = right_of(found, seeds)
    every = np.zeros((len(found.keys), right.shape[1]))
    every[rows] = right
    gold = _features(found, np.arange(len(every)), every)
    gold["speech"] = SPEECH + gold["speech"].astype(str)
    abstracts = count_seed_words(topics.read(corpora / "csl_abstracts"), codebook)
    none = np.zeros((N_ABSTRACTS, right.shape[1]))
    none[:, -1] = 1.0
    others = _features(abstracts, np.arange(N_ABSTRACTS), none).assign(speech=ABSTRACTS)
    others["paragraph"] += len(every)
    return pd.concat([gold, others], ignore_index=True)


def right_of(found: SeedCounts, seeds: topics.Corpus) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the paragraphs of the gold lines of the seeds, and which themes are right."""
    lines = coded_lines(seeds, read_gold(GOLD))
    ids = [*found.codebook.ids(), NONE]
    rows = np.array([i for i, key in enumerate(found.keys) if key in lines], np.int64)
    right = np.array([[t in lines[found.keys[i]] for t in ids] for i in rows], float)
    return rows, right


def main() -> None:
    """Fit, write and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "corpora",
        nargs="?",
        type=Path,
        help="folder of csl_abstracts and prc_reports_wikisource; by default the stored evidence"
        " is used",
    )
    corpora = parser.parse_args().corpora
    if corpora and not (corpora / "csl_abstracts").is_dir():
        parser.error(f"{corpora} has no folder csl_abstracts.")
    if corpora:
        build_features(corpora).to_csv(FEATURES, index=False)
    features = load_features()
    fitted = features.fit()
    data = {
        "coefficients": dict(zip(COEFFICIENTS, fitted.coefficients.round(4).tolist(), strict=True)),
        "precision": fitted.precision.round(3).tolist(),
        "fitted_none": round(fitted.fitted_none, 6),
    }
    default_path("coder.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")
    print(json.dumps(data, indent=2))
    seeds = topics.read(ROOT / "seeds")
    found = count_seed_words(seeds, topics.load_codebook())
    rows, right = right_of(found, seeds)
    fits = features.fit_each()
    for name, value in figures(left_out(fits, found, rows), right).items():
        print(f"{name:25} {value:.3f}")
    print_parts(fits, found, rows, right)
    if corpora:
        print_piles(corpora, N_ABSTRACTS)


if __name__ == "__main__":
    main()
