"""The types of the theme layer: codebook and labelled topics; `coded` has paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from topics.arrays import check_array, check_items
from topics.display.options import options
from topics.display.themes import codebook_view, themes_view
from topics.display.view import brief, shown
from topics.errors import CodebookError, ModelError, check_type, did_you_mean, shortened
from topics.hints import hinted
from topics.messages import Language

__all__ = ["NONE", "NONE_EN", "NONE_ZH", "STATES", "Codebook", "Theme", "Themes"]

NONE = "none"
"""The word for none of the themes, in gold lines and as the name of a column of shares."""
NONE_ZH, NONE_EN = "不属于任何主题", "None of these"
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
            raise CodebookError(["themes is empty: a codebook must have at least one Theme."])

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

    def names(self, language: Language | None = None) -> dict[str, str]:
        """Return the name of each theme, and of none, by id.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            By default `topics.options.language`. A theme without an English name has its Chinese.
        """
        if (language or options.language) == "zh":
            return {theme.id: theme.zh for theme in self.themes} | {NONE: NONE_ZH}
        return {theme.id: theme.en or theme.zh for theme in self.themes} | {NONE: NONE_EN}

    def n_words(self) -> int:
        """Return how many different seed words the themes have."""
        return len({word for theme in self.themes for word in theme.seed_words})


@hinted
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

    def names(self, language: Language | None = None) -> tuple[str, ...]:
        """Return the name of each topic's theme, empty where none fits.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            By default `topics.options.language`. A theme without an English name has its Chinese.
        """
        names = self.codebook.names(language)
        return tuple(names[theme] if theme else "" for theme in self.labels)
