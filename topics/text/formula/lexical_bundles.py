"""Phrases that recur across speeches: lexical bundles.

A bundle is a sequence of words that several texts share, found by counting
alone [1]_. Bundles catch formulaic language that single words do not (提高 市民 文明 素质).
Counts of one length are mostly fragments of phrases (新 的 更 高), so a sequence is extended
until both of its ends are free [2]_, an end of a phrase must occur next to punctuation [3]_, and a
sequence that occurs only inside longer bundles is not a bundle itself [4]_.

References
----------
.. [1] Biber, Conrad, Cortes (2004), "If you look at ...: lexical bundles in university
   teaching and textbooks", doi:10.1093/applin/25.3.371
.. [2] Feng, Chen, Deng, Zheng (2004), "Accessor variety criteria for Chinese word
   extraction", doi:10.1162/089120104773633394
.. [3] Li, Sun (2009), "Punctuation as implicit annotations for Chinese word segmentation",
   doi:10.1162/coli.2009.35.4.35403
.. [4] Frantzi, Ananiadou, Mima (2000), "Automatic recognition of multi-word terms: the
   C-value/NC-value method", doi:10.1007/s007999900023
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.text.types import Tokens
from topics.text.units import numbered

__all__ = ["BUNDLE_SPEECHES", "BUNDLE_WORDS", "bundles"]

BUNDLE_WORDS = 4
"""Minimum number of words in a bundle."""
BUNDLE_SPEECHES = 3
"""Minimum number of speeches in which a bundle occurs; three to five texts are usual."""
_MOST_WORDS = 100
"""Maximum number of words in a bundle; limits the time for hostile texts."""
_VARIETY = 2
"""Minimum number of different accessors on each side."""
_ENDS = 0.05
"""Minimum share of the occurrences of a bundle that end a clause; fragments rarely end one."""
_BEFORE_ANY = (
    "的 地 得 和 与 及 以及 或 或者 并 并且 而 而且 但 但是 且 在 对 对于 向 把 将 被 以 为 为了"
    " 从 到 由 于 使 让 给 同 跟 按 按照 围绕 随着 通过 是 有 要 会 能 可 可以 必须 应该 应 不 没有"
    " 更 最 很 也 都 还 又 就 再 只 才 各 每 我 我们 你 你们 他 他们 这 那 其 该"
)
_AFTER_ANY = "的 地 得 了 着 过 之 们 等 为 于 者 所 起 中 上 下 里 内 外 来 去 而 和 与 及 以及 或"
"""Particles and similar words that no phrase ends with, or starts with. Next to quotation marks
they look as if they ended or started one."""
_FRAMES = (
    (-1, "上 下 中 里 内 外 间 时 后 期间 以来 同时", "在 从 到 自 于 由 当 随着"),
    (-2, "为", "以 成 视 作 变"),
)
"""Position of the closing word of a frame, the closing words, and the words that open it:
在 … 的 基础 上, 以 … 为 中心."""

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]
_Bools = npt.NDArray[np.bool_]


def bundles(tokens: Tokens) -> tuple[pd.DataFrame, _Floats]:
    """Find the bundles, and the share of each paragraph's words inside a bundle.

    A bundle is a sequence of at least `BUNDLE_WORDS` words without punctuation or anything
    else between them that occurs in at least `BUNDLE_SPEECHES` speeches [1]_ and is complete:

    - different words, or a boundary of the clause, precede it, and follow it [2]_;
    - it ends some clauses [3]_, neither starts nor ends with a particle, and contains the opening
    of a frame that it closes
      (在 … 的 基础 上);
    - in as many speeches it occurs outside longer bundles [4]_.

    Paragraphs that repeat an earlier one are not among the tokens, so a copied text creates no
    bundles.

    Parameters
    ----------
    tokens : Tokens
        What `segment` returns.

    Returns
    -------
    table : pandas.DataFrame
        One row per bundle, in descending order of n_speeches: bundle (its words,
        separated by blanks), count, n_speeches, n_sources.
    shares : float64 array, shape (n_units,)
        nan without words, or with too few speeches for any bundle.
    """
    text = _Text.of(tokens)
    covered = np.zeros(len(text.ids) + 1, np.int64)
    found = [pd.DataFrame({"bundle": [], "count": [], "n_speeches": [], "n_sources": []})]
    reach = np.zeros(len(text.ids), np.int64)
    for n_words, level in reversed(list(enumerate(_levels(text), BUNDLE_WORDS))):
        kept = _kept(text, level, n_words, np.maximum.accumulate(reach))
        if kept.any():
            found.append(_table(tokens, text, level, n_words, kept))
        starts = level.starts[kept[level.runs]]
        reach[starts] = np.maximum(reach[starts], starts + n_words)
        np.add.at(covered, starts, 1)
        np.add.at(covered, starts + n_words, -1)
    table = pd.concat(found, ignore_index=True).astype(
        {"bundle": object, "count": np.int64, "n_speeches": np.int64, "n_sources": np.int64}
    )
    order = ["n_speeches", "count", "bundle"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table, _shares(tokens, text, np.cumsum(covered)[:-1] > 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """The tokens one after another: their terms and where each is."""

    ids: _Ints
    unit: _Ints
    speech: _Ints
    source: _Ints
    clause: _Ints
    never_first: _Ints
    never_last: _Ints
    frames: tuple[tuple[int, _Ints, _Ints], ...]

    @classmethod
    def of(cls, tokens: Tokens) -> _Text:
        n_words = np.diff(tokens.indptr)
        unit = np.repeat(np.arange(len(n_words)), n_words)
        # Where tokens do not touch, punctuation, a number or a blank is between them.
        apart = tokens.spans[1:, 0] != tokens.spans[:-1, 1]
        ends = apart | (unit[1:] != unit[:-1])
        return cls(
            ids=tokens.term_ids.astype(np.int64),
            unit=unit,
            speech=tokens.units.speech_numbers()[unit],
            source=numbered(tokens.units.source)[unit],
            clause=np.cumsum(np.concatenate([[False], ends])[: len(unit)]),
            never_first=_numbers(tokens, _AFTER_ANY),
            never_last=_numbers(tokens, _BEFORE_ANY),
            frames=tuple(
                (place, _numbers(tokens, closing), _numbers(tokens, opening))
                for place, closing, opening in _FRAMES
            ),
        )


def _numbers(tokens: Tokens, words: str) -> _Ints:
    listed = frozenset(words.split())
    return np.array([i for i, term in enumerate(tokens.terms) if term in listed], np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Sequences of one length that occur in enough speeches: first token and id of each."""

    starts: _Ints
    runs: _Ints


def _levels(text: _Text) -> list[_Level]:
    """Return the frequent sequences of each length from `BUNDLE_WORDS` on.

    A sequence is frequent only if both parts that are one word shorter are frequent.
    """
    levels: list[_Level] = []
    runs, alive = text.ids.copy(), np.ones(len(text.ids), bool)
    for n_words in range(2, _MOST_WORDS + 1):
        last = n_words - 1
        starts = np.flatnonzero(alive[:-1] & alive[1:])
        starts = starts[text.clause[starts] == text.clause[starts + last]]
        if not len(starts):
            break
        pairs = runs[starts] * (runs.max() + 1) + runs[starts + 1]
        numbers = np.unique(pairs, return_inverse=True)[1]
        frequent = _spread(numbers, text.speech[starts])[numbers] >= BUNDLE_SPEECHES
        starts, numbers = starts[frequent], numbers[frequent]
        if not len(starts):
            break
        numbers = np.unique(numbers, return_inverse=True)[1]
        runs, alive = np.zeros_like(runs), np.zeros_like(alive)
        runs[starts], alive[starts] = numbers, True
        if n_words >= BUNDLE_WORDS:
            levels.append(_Level(starts, numbers))
    return levels


def _kept(text: _Text, level: _Level, n_words: int, reach: _Ints) -> _Bools:
    """Return which sequences are bundles; ``reach`` is where longer bundles end."""
    starts, runs = level.starts, level.runs
    ends = starts + n_words
    n_before, _ = _accessors(text, runs, starts, starts - 1)
    n_after, at_end = _accessors(text, runs, ends - 1, ends)
    kept = (n_before >= _VARIETY) & (n_after >= _VARIETY) & (at_end >= _ENDS)
    _, first = np.unique(runs, return_index=True)
    kept &= ~np.isin(text.ids[starts[first]], text.never_first)
    kept &= ~np.isin(text.ids[ends[first] - 1], text.never_last)
    for place, closing, opening in text.frames:
        end = text.ids[ends[first] + place]
        words = text.ids[starts[first][:, None] + np.arange(n_words + place)]
        kept &= ~np.isin(end, closing) | np.isin(words, opening).any(axis=1)
    outside = reach[starts] < ends
    alone = _spread(runs[outside], text.speech[starts[outside]], len(kept))
    return np.asarray(kept & (alone >= BUNDLE_SPEECHES))


def _accessors(text: _Text, runs: _Ints, edge: _Ints, beside: _Ints) -> tuple[_Ints, _Floats]:
    """Return the accessor variety of each sequence on one side, and its share of boundaries.

    Each boundary of a clause is an accessor of its own [2]_.
    """
    inside = np.clip(beside, 0, len(text.ids) - 1)
    boundary = (beside != inside) | (text.clause[inside] != text.clause[edge])
    n_terms = int(text.ids.max()) + 1
    accessor = np.where(boundary, n_terms + np.arange(len(runs)), text.ids[inside])
    return _spread(runs, accessor), np.bincount(runs, boundary) / np.bincount(runs)


def _table(tokens: Tokens, text: _Text, level: _Level, n_words: int, kept: _Bools) -> pd.DataFrame:
    starts, runs = level.starts, level.runs
    _, first = np.unique(runs, return_index=True)
    words = [text.ids[start : start + n_words] for start in starts[first[kept]]]
    return pd.DataFrame(
        {
            "bundle": [" ".join(tokens.terms[i] for i in ids) for ids in words],
            "count": np.bincount(runs)[kept],
            "n_speeches": _spread(runs, text.speech[starts])[kept],
            "n_sources": _spread(runs, text.source[starts])[kept],
        }
    )


def _shares(tokens: Tokens, text: _Text, covered: _Bools) -> _Floats:
    n_words = np.diff(tokens.indptr)
    shares = np.full(len(n_words), np.nan)
    if len(np.unique(text.speech)) >= BUNDLE_SPEECHES:
        filled = n_words > 0
        n_covered = np.bincount(text.unit[covered], minlength=len(n_words))
        shares[filled] = n_covered[filled] / n_words[filled]
    return shares


def _spread(runs: _Ints, group: _Ints, n_runs: int = 0) -> _Ints:
    """Return the number of groups in which each sequence occurs."""
    n_groups = int(group.max(initial=0)) + 1
    return np.bincount(np.unique(runs * n_groups + group) // n_groups, minlength=n_runs)
