"""The types of the theme layer: codebook, labelled topics, coded paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.arrays import check_array, check_items
from topics.corpus.types import Corpus
from topics.display.themes import codebook_view, coded_view, themes_view
from topics.display.view import brief, shown
from topics.errors import CodebookError, ModelError, check_type, did_you_mean, shortened
from topics.grouping.sums import Texts, theme_sums
from topics.grouping.tables import grouped

__all__ = ["NONE", "STATES", "Codebook", "CodedParagraphs", "Theme", "Themes"]

NONE = "none"
"""The word for none of the themes, in gold lines and as the name of a column of shares."""
CERTAIN = 0.5
"""Probability from which a paragraph's theme is certain: more probable than all others together."""
STATES = ("named", "doubtful", "none")
"""Whether a topic has the name of a theme; ``docs/names.md``."""


@brief
@dataclass(frozen=True, slots=True)
class Theme:
    """A named entry of the codebook.

    Attributes
    ----------
    id : str
        Such as ``"city_creation"``.
    zh, en : str
        Chinese and English name; the English one may be empty.
    seed_words : tuple of str
        Words that indicate the theme, in simplified script.
    frame : bool
        Whether the first and last paragraphs of a speech are evidence of the theme.
    colour : str
        ``#rrggbb``; if empty, assigned by the order of the codebook.
    """

    id: str
    zh: str
    en: str
    seed_words: tuple[str, ...]
    frame: bool = False
    colour: str = ""


@shown(codebook_view)
@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes in order, with the file they came from.

    Attributes
    ----------
    themes : tuple of Theme
        Empty only in the codebook called ``"none"``, with which nothing is coded.
    name, sha256 : str
        Name and hash of the file.

    See Also
    --------
    topics.load_codebook : Load themes and their seed words.

    Examples
    --------
    >>> import topics
    >>> codebook = topics.load_codebook()
    >>> len(codebook.themes) == len(codebook.ids())
    True
    >>> "企业" in codebook["economic_work"].seed_words
    True
    """

    themes: tuple[Theme, ...]
    name: str
    sha256: str

    def __post_init__(self) -> None:
        check_items("themes", self.themes, Theme)
        if not self.themes and self.name != NONE:
            raise CodebookError(["themes must hold a Theme; a codebook has at least one."])

    def __getitem__(self, theme: str) -> Theme:
        for own in self.themes:
            if own.id == theme:
                return own
        raise KeyError(
            f"{shortened(theme)} is not a theme of {self.name}.{did_you_mean(theme, self.ids())}"
            f" Its themes are: {', '.join(self.ids())}."
        )

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the themes in order."""
        return tuple(theme.id for theme in self.themes)

    def n_words(self) -> int:
        """Return how many different seed words the themes have."""
        return len({word for theme in self.themes for word in theme.seed_words})


@shown(themes_view)
@dataclass(frozen=True, slots=True, eq=False)
class Themes:
    """The topics of one model, named with the themes of a codebook.

    Attributes
    ----------
    codebook : Codebook
    scores : float64 array, shape (n_topics, n_themes)
        Score of each theme for each topic; 0 if there is no evidence.
    labels : tuple of str
        Theme id of each topic, named or doubtful; the empty string if none fits.
    missing : tuple of (str, str)
        Theme id and seed word for each seed word outside the vocabulary.
    model : str
        Fingerprint of the model of these topics; empty if unknown.
    p : float64 array, shape (n_topics,)
        Probability that the best theme fits by chance, adjusted for the number of topics.
    hold : float64 array, shape (n_topics,)
        Share of resampled lists of seed words in which the best theme remains the best.
    runner_up : tuple of str
        The highest-scoring theme other than the label, or of all themes for a topic without a
        name. The empty string if there is no evidence of one.
    states : tuple of str
        ``named``, ``doubtful`` or ``none`` for each topic.

    See Also
    --------
    topics.label : Name topics with the themes of a codebook.
    topics.load_codebook : Load themes and their seed words.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> themes = topics.label(model, topics.load_codebook())
    >>> len(themes.labels) == len(model.topics)
    True
    >>> set(themes.states) <= {"named", "doubtful", "none"}
    True
    """

    codebook: Codebook
    scores: npt.NDArray[np.float64]
    labels: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]
    model: str = ""
    p: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    hold: npt.NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    runner_up: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("scores", self.scores, (-1, len(self.codebook.themes)), low=0)
        check_items("labels", self.labels, str, len(self.scores))
        if unknown := sorted(set(self.labels) - {"", *self.codebook.ids()}):
            raise ModelError(f"labels: {unknown[0]!r} is not a theme of the codebook.")
        self._fill(len(self.labels))

    def _fill(self, n: int) -> None:
        """Check the columns of the tests; omitted columns mean that nothing was tested."""
        for name in ("p", "hold"):
            values = getattr(self, name)
            check_array(name, values, (-1,))
            check_array(name, values[~np.isnan(values)], (-1,), low=0, high=1)
            if not len(values):
                object.__setattr__(self, name, np.full(n, np.nan))
        if not self.runner_up:
            object.__setattr__(self, "runner_up", ("",) * n)
        if not self.states:
            states = tuple("named" if theme else "none" for theme in self.labels)
            object.__setattr__(self, "states", states)
        check_items("runner_up", self.runner_up, str)
        check_items("states", self.states, str)
        if unknown := sorted(set(self.states) - set(STATES)):
            raise ModelError(f"states: {unknown[0]!r} is not one of {', '.join(STATES)}.")

    def names(self) -> tuple[str, ...]:
        """Return the Chinese name of each topic's theme, empty where none fits."""
        return tuple(self.codebook[theme].zh if theme else "" for theme in self.labels)


@shown(coded_view)
@dataclass(frozen=True, slots=True, eq=False)
class CodedParagraphs:
    """The themes of each running-text paragraph, held as columns.

    Attributes
    ----------
    codebook : Codebook
    shares : float64 array, shape (n_paragraphs, n_themes)
        Probability of each theme for each paragraph. With that of none a row sums to 1; `code`
        returns the rows of coded paragraphs alone.
    source_names : tuple of str
        Names of sources, each once.
    source : int32 array, shape (n_paragraphs,)
        Index into ``source_names``.
    paragraph : int32 array, shape (n_paragraphs,)
        Number of the paragraph within its source.
    ids : bytes array, shape (n_paragraphs,) or (0,)
        Id of each paragraph, the same whatever else is in the corpus; empty if unknown.
    none : float64 array, shape (n_paragraphs,) or (0,)
        Probability that it is of none of the themes; empty if it was not estimated.
    corpus : Corpus, optional
        The coded corpus; required by `by`.

    See Also
    --------
    topics.code : Code paragraphs with the themes of a codebook.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["推动企业投资，发展工业产业。"])
    >>> coded = topics.code(corpus, topics.load_codebook())
    >>> coded.shares.shape == (1, len(coded.codebook.themes))
    True
    >>> coded.to_pandas()["theme"].tolist()
    ['economic_work']
    """

    codebook: Codebook
    shares: npt.NDArray[np.float64]
    source_names: tuple[str, ...]
    source: npt.NDArray[np.int32]
    paragraph: npt.NDArray[np.int32]
    ids: npt.NDArray[np.bytes_] = field(default_factory=lambda: np.zeros(0, np.bytes_))
    none: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    corpus: Corpus | None = None

    def __post_init__(self) -> None:
        check_type("codebook", self.codebook, Codebook, "topics.load_codebook(path)")
        check_array("shares", self.shares, (-1, len(self.codebook.themes)), low=0)
        check_items("source_names", self.source_names, str)
        n = len(self.shares)
        check_array("source", self.source, (n,), low=0, high=len(self.source_names) - 1)
        check_array("paragraph", self.paragraph, (n,), low=0)
        check_array("ids", self.ids, (n if np.size(self.ids) else 0,))
        check_array("none", self.none, (n if np.size(self.none) else 0,), low=0)
        if not len(self.none):
            object.__setattr__(self, "none", np.zeros(n))

    @classmethod
    def of(
        cls,
        codebook: Codebook,
        shares: npt.NDArray[np.float64],
        keys: Iterable[tuple[str, int]],
        ids: Iterable[str] = (),
        none: npt.NDArray[np.float64] | None = None,
    ) -> CodedParagraphs:
        """Return coded paragraphs from Python values.

        Parameters
        ----------
        codebook : Codebook
        shares : float64 array, shape (n_paragraphs, n_themes)
        keys : iterable of (str, int)
            Source and number of each paragraph.
        ids : iterable of str, optional
            Id of each paragraph.
        none : float64 array, shape (n_paragraphs,), optional
            Probability of none.
        """
        keys = list(keys)
        names = {source: i for i, source in enumerate(dict.fromkeys(s for s, _ in keys))}
        return cls(
            codebook,
            shares,
            tuple(names),
            np.array([names[source] for source, _ in keys], np.int32),
            np.array([number for _, number in keys], np.int32),
            np.array(list(ids), np.bytes_),
            np.zeros(0) if none is None else none,
        )

    def sources(self) -> npt.NDArray[np.object_]:
        """Return the name of each paragraph's source, shape (n_paragraphs,)."""
        return np.array(self.source_names, object)[self.source]

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Source and paragraph number of each row."""
        return tuple(zip(self.sources().tolist(), self.paragraph.tolist(), strict=True))

    def counted(self) -> npt.NDArray[np.bool_]:
        """Return which paragraphs were coded, shape (n_paragraphs,)."""
        counted: npt.NDArray[np.bool_] = self.shares.sum(axis=1) + self.none > 0
        return counted

    def take(self, rows: npt.NDArray[np.bool_]) -> CodedParagraphs:
        """Return the selected paragraphs.

        Parameters
        ----------
        rows : bool array, shape (n_paragraphs,)
        """
        names = ("shares", "source", "paragraph", "none")
        kept = {name: getattr(self, name)[rows] for name in names}
        return replace(self, **kept, ids=self.ids[rows] if len(self.ids) else self.ids)

    def ranked(self, place: int) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.float64]]:
        """Return the theme of each paragraph at a rank of probability, and its share.

        Parameters
        ----------
        place : int
            0 for the most probable theme, 1 for the second.

        Returns
        -------
        themes : object array, shape (n_paragraphs,)
            Empty where none is at least as probable as the most probable theme, and where the
            codebook has too few themes.
        shares : float64 array, shape (n_paragraphs,)
            Of these themes; nan where they are empty.
        """
        n = len(self.shares)
        if place >= self.shares.shape[1]:
            return np.full(n, "", object), np.full(n, np.nan)
        order = np.argsort(-self.shares, axis=1, kind="stable")
        shares = np.take_along_axis(self.shares, order[:, [0, place]], axis=1)
        has = shares[:, 0] > self.none
        themes = np.where(has, np.array(self.codebook.ids(), object)[order[:, place]], "")
        return themes, np.where(has, shares[:, 1], np.nan)

    def themes(self) -> tuple[str, ...]:
        """Return each paragraph's most probable theme, empty where none is more probable."""
        return tuple(self.ranked(0)[0].tolist())

    def certain(self) -> npt.NDArray[np.bool_]:
        """Return where a theme is at least as probable as all others together (0.5)."""
        best = self.shares.max(axis=1, initial=0.0)
        certain: npt.NDArray[np.bool_] = (best >= CERTAIN) & (best > self.none)
        return certain

    def with_none(self) -> npt.NDArray[np.float64]:
        """Return the probabilities of the themes and, last, of none; a row sums to 1 or 0."""
        return np.column_stack([self.shares, self.none])

    def by(self, columns: str | Sequence[str]) -> pd.DataFrame:
        """Return the share of each theme, and of none, in groups of speeches.

        Parameters
        ----------
        columns : str or sequence of str
            A column of the speeches, e.g. ``"year"``, ``"level"`` or one of ``metadata.csv``; or
            several, which are crossed.

        Returns
        -------
        DataFrame
            One row for each group and theme; ``docs/by.md`` lists the columns.

        Raises
        ------
        ModelError
            If a column does not exist, or the paragraphs were coded without `topics.code`.
        """
        if self.corpus is None:
            raise ModelError(
                "These paragraphs have no corpus, so their speeches are unknown. Pass what"
                " topics.code(corpus, ...) returns."
            )
        texts = Texts.of(self.corpus)
        sums = theme_sums(texts, self.sources(), self.paragraph, self.with_none())
        return grouped(sums, columns, {"theme": [*self.codebook.ids(), NONE]})

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per paragraph: source, paragraph, its two most probable themes."""
        (first, share), (second, share2) = self.ranked(0), self.ranked(1)
        return pd.DataFrame(
            {
                "source": pd.Series(self.sources(), dtype="str"),
                "paragraph": self.paragraph.astype(np.int64),
                "theme": pd.Series(first, dtype="str"),
                "theme_share": share,
                "theme2": pd.Series(second, dtype="str"),
                "theme2_share": share2,
                "certain": self.certain(),
            }
        )
