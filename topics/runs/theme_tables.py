"""The tables of themes: shares with their intervals, codings, and the fit of the codebook."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.corpus.types import Corpus
from topics.display.view import say
from topics.evaluate.study_coding import StudyCoding
from topics.grouping.estimates import Members, estimate
from topics.runs.schema import TABLES
from topics.text.types import DocTermMatrix
from topics.themes.choice import HIGHEST
from topics.themes.coded import CodedParagraphs
from topics.themes.types import NONE, NONE_EN, NONE_ZH

__all__ = [
    "ThemesOfSpeeches",
    "codebook_fit",
    "coding_table",
    "counts_by_theme",
    "fit_line",
    "themes_table",
]

Floats = npt.NDArray[np.float64]

N_TOP = 10
"""Words in ``top_terms``."""


class ThemesOfSpeeches:
    """The characters of each speech by theme and, last, of none.

    Attributes
    ----------
    amounts : float64 array, shape (n_speeches, n_themes + 1)
        Sums of probabilities times characters of the counted paragraphs.
    n_paragraphs, n_chars : int64 array, shape (n_speeches,)
        Paragraphs of running text and their characters, counted or not.
    """

    def __init__(self, corpus: Corpus, coded: CodedParagraphs) -> None:
        blocks = corpus.running_text()
        texts = blocks.column("text").to_pylist()
        length = np.array([len(text) for text in texts], float)
        row_of = {(s.source, s.speech): i for i, s in enumerate(corpus.speeches)}
        columns = (blocks.column(name).to_pylist() for name in ("source", "speech"))
        self.coded = coded
        self.rows = np.array([row_of.get(key, -1) for key in zip(*columns, strict=True)], np.int64)
        inside = self.rows >= 0
        each = np.column_stack([coded.shares, coded.none]) * length[:, None]
        self.amounts = np.zeros((len(row_of), each.shape[1]))
        np.add.at(self.amounts, self.rows[inside], each[inside])
        n = len(row_of)
        self.n_paragraphs = np.bincount(self.rows[inside], minlength=n)
        chars = np.bincount(self.rows[inside], weights=length[inside], minlength=n)
        self.n_chars = chars.astype(np.int64)

    def shares(self) -> Floats:
        """Return the share of each theme, and of none, in each speech; 0 if nothing counted."""
        return _divided(self.amounts)

    def main(self) -> pd.DataFrame:
        """Return main_theme, main_theme2 and main_margin of each speech.

        The main theme has the largest share among the themes that are the most probable in a
        paragraph of the speech; a theme that frames speeches only counts if there is no other.
        There is none if more than half of the speech has no theme. ``main_theme2`` is the next,
        ``main_margin`` the difference of their shares.
        """
        ids, shares = self.coded.codebook.ids(), self.shares()
        themes = {theme: t for t, theme in enumerate(ids)}
        support = np.zeros(shares.shape, bool)
        for row, theme in zip(self.rows, self.coded.themes(), strict=True):
            if theme and row >= 0:
                support[row, themes[theme]] = True
        is_frame = np.array([theme.frame for theme in self.coded.codebook.themes], bool)
        found = []
        for share, has in zip(shares[:, :-1], support[:, :-1], strict=True):
            allowed = has & ~is_frame if (has & ~is_frame).any() else has
            if not allowed.any() or share.sum() < 0.5:
                found.append(("", "", np.nan))
                continue
            order = np.argsort(-np.where(allowed, share, -1.0), kind="stable")
            others = [t for t in order[1:] if allowed[t]]
            second = share[others[0]] if others else 0.0
            name = ids[others[0]] if others else ""
            found.append((ids[order[0]], name, float(share[order[0]] - second)))
        return pd.DataFrame(found, columns=["main_theme", "main_theme2", "main_margin"]).astype(
            {"main_theme": "str", "main_theme2": "str", "main_margin": "float64"}
        )

    def intervals(self) -> tuple[Floats, Floats]:
        """Return the 95% interval of the share of each theme and of none, over speeches."""
        counted = self.amounts[self.amounts.sum(axis=1) > 0]
        n = len(counted)
        if not n:
            return (np.full(self.amounts.shape[1], np.nan),) * 2
        one = Members(np.arange(n), np.zeros(n, np.int64), np.ones(n), 1)
        found = estimate(counted, one)
        return found.low[0], found.high[0]


def _divided(amounts: Floats) -> Floats:
    sums = amounts.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(amounts, sums, out=np.zeros_like(amounts), where=sums > 0)
    return shares


def themes_table(
    coded: CodedParagraphs, speeches: ThemesOfSpeeches, counts: Floats, vocabulary: Sequence[str]
) -> pd.DataFrame:
    """Return the table ``themes``: a row for each theme and, last, for none of them.

    Parameters
    ----------
    coded : CodedParagraphs
    speeches : ThemesOfSpeeches
    counts : float64 array, shape (n_themes + 1, n_terms)
        Result of `counts_by_theme`.
    vocabulary : sequence of str
    """
    if not coded.codebook.themes:
        names = ["theme", "zh", "en", "top_terms", "colour", "seed_terms"]
        empty = pd.DataFrame({name: pd.Series([], dtype="str") for name in names})
        numbers = empty.assign(share=0.0, n_paragraphs=0, low=0.0, high=0.0, frame=False)
        return numbers[[*TABLES["themes"].columns, *TABLES["themes"].more]]
    main = list(coded.themes())
    themes, ids = coded.codebook.themes, coded.codebook.ids()
    words = dict(zip(ids, _theme_words(counts, vocabulary), strict=True))
    low, high = speeches.intervals()
    amounts = speeches.amounts.sum(axis=0)
    of_none = [not theme and counted for theme, counted in zip(main, coded.counted(), strict=True)]
    return pd.DataFrame(
        {
            "theme": [*ids, NONE],
            "zh": [*(theme.zh for theme in themes), NONE_ZH],
            "en": [*(theme.en for theme in themes), NONE_EN],
            "share": amounts / max(float(amounts.sum()), 1.0),
            "top_terms": [*(" ".join(words.get(theme, ())) for theme in ids), ""],
            "n_paragraphs": [*(main.count(theme) for theme in ids), sum(of_none)],
            "colour": [*(theme.colour for theme in themes), ""],
            "low": low,
            "high": high,
            "seed_terms": [*(_among(words.get(t.id, ()), t.seed_words) for t in themes), ""],
            "frame": [*(theme.frame for theme in themes), False],
        }
    )


def _among(words: Sequence[str], seed_words: Sequence[str]) -> str:
    return " ".join(word for word in words if word in seed_words)


def counts_by_theme(coded: CodedParagraphs, matrix: DocTermMatrix) -> Floats:
    """Return the counts of each term in the units of each theme and, last, of none.

    The theme of a unit is that of its first paragraph.
    """
    row = {theme: t for t, theme in enumerate(coded.codebook.ids())}
    theme_of = dict(zip(coded.keys, coded.themes(), strict=True))
    keys = matrix.units.first_paragraphs()
    rows = np.array([row.get(theme_of.get(key, ""), len(row)) for key in keys], np.int64)
    of_theme = (rows == np.arange(len(row) + 1)[:, None]).astype(float)
    counts: Floats = np.asarray((matrix.counts.T @ of_theme.T).T)
    return counts


def _theme_words(counts: Floats, vocabulary: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the words of each theme that its paragraphs use most, relative to chance.

    Words are ordered by ``n log(n / expected)``, where ``expected`` is their count
    in a text of that length from the whole corpus.
    """
    totals = counts.sum(axis=0)
    found: list[tuple[str, ...]] = []
    for own in counts[:-1]:
        expected = np.maximum(totals * own.sum() / totals.sum(), 1e-300)
        gain = own * np.log(np.maximum(own, 1e-12) / expected)
        best = np.argsort(-gain, kind="stable")[:N_TOP]
        found.append(tuple(vocabulary[j] for j in best if gain[j] > 0))
    return found


def coding_table(coded: CodedParagraphs) -> pd.DataFrame:
    """Return the table ``coding``: the probabilities of each coded paragraph."""
    names = pd.Series(coded.sources(), dtype="str")
    keys = pd.DataFrame({"source": names, "paragraph": coded.paragraph.astype(np.int64)})
    chances = np.column_stack([coded.shares, coded.none]).round(6)
    shares = pd.DataFrame(chances, columns=[*coded.codebook.ids(), NONE])
    return pd.concat([keys, shares], axis=1)[coded.counted()].reset_index(drop=True)


def codebook_fit(coding: StudyCoding) -> pd.DataFrame:
    """Return the table ``codebook_fit``: one row, or none without a codebook."""
    coder, book = coding.coder, coding.coded.codebook
    main = set(coding.coded.themes())
    table = pd.DataFrame(
        {
            "codebook": [book.name],
            "n_themes": [len(book.themes)],
            "prior_none": [coder.prior_none],
            "none_share": [coding.none_share],
            "evidence_per_100": [coding.per_100],
            "unsupported": [" ".join(theme for theme in book.ids() if theme not in main)],
            "fits": [coding.fits],
            "n_lines": [coder.n_lines],
            "coder": [coder.fingerprint],
            "prior_at_limit": [coder.prior_none >= HIGHEST],
        }
    )
    return table if book.themes else table.head(0)


def fit_line(fit: pd.DataFrame | None) -> str:
    """Return how well the codebook fits the texts, in one line; empty without a codebook.

    In the reader's language.

    Parameters
    ----------
    fit : DataFrame or None
        The table ``codebook_fit`` of a run.
    """
    if fit is None or fit.empty:
        return ""
    row = fit.iloc[0]
    is_limit, empty = row.get("prior_at_limit", False), row["unsupported"]
    name, n = row["codebook"], row["n_themes"]
    share, prior = f"{row['none_share']:.1%}", f"{row['prior_none']:.1%}"
    evidence = f"{row['evidence_per_100']:.1f}"
    return say(
        f"编码本 {name}：{share} 的文字不属于其 {n} 个主题中的任何一个"
        f"（先验概率 {prior}{'，已达上限' if is_limit else ''}），"
        f"每百字有 {evidence} 个种子词（加权计数），没有段落归入的主题：{empty or '无'}",
        f"codebook {name}: {share} of the text belongs to none of its {n} themes"
        f" (prior {prior}{', its limit' if is_limit else ''}),"
        f" {evidence} evidence per 100 characters, themes without a paragraph: {empty or 'none'}",
    )
