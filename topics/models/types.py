"""The result of the model layer: a frozen topic model of any engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from topics.arrays import check_array, check_items, check_rows_sum
from topics.corpus.types import Corpus
from topics.display.models import model_view
from topics.display.options import options
from topics.display.view import shown
from topics.errors import ModelError, WrongTypeError, check_count, check_type
from topics.fingerprint import check_same_corpus, fingerprint
from topics.grouping.sums import SpeechSums, Texts, topic_sums
from topics.grouping.tables import grouped
from topics.hints import hinted
from topics.messages import Language
from topics.models.starts import Starts
from topics.text.types import Units

__all__ = ["TopicModel"]


class NamesTopics(Protocol):
    """What has a name for each topic: `topics.themes.types.Themes`."""

    def names(self, language: Language | None = None) -> Sequence[str]:
        """Return the name of each topic, empty where it has none."""


@hinted
@shown(model_view)
@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """A fitted model, its topics in the order of the rows of ``topic_term``.

    A topic is named by its id in ``topics``, not by its row.

    Attributes
    ----------
    topic_term : float64 array, shape (n_topics, n_terms)
        Share of each term in each topic; rows sum to 1.
    doc_topic : float32 array, shape (n_units, n_topics)
        Share of each topic in each unit; rows sum to 1 within 1e-6. Other
        precisions are converted.
    share : float64 array, shape (n_topics,)
        Share of all counted words that each topic accounts for; sums to 1.
    term_counts : float64 array, shape (n_terms,)
        Count of each term.
    unit_counts : float64 array, shape (n_units,)
        Number of counted words in each unit.
    vocabulary : tuple of str
        Terms of the columns of ``topic_term``.
    units : Units
        Units of the rows of ``doc_topic``.
    engine : str
        Name in ``ENGINES``, or library and class of a model of the user's own, such as
        ``"gensim_LdaModel"``.
    params : mapping of str to plain data
        The estimator's parameters.
    random_state : int
        Seed it was fitted with.
    trace : tuple of float
        The quantity the engine monitors while it fits, one value per check;
        may be empty.
    topics : int64 array, shape (n_topics,)
        Id of each topic, an integer >= 1, the same number in every table and
        page. A first fit gives 1, 2, ... by falling share, which is also the
        default; later ids need neither be sorted nor without gaps.
    corpus_fingerprint : str
        Fingerprint of the corpus it was fitted on; empty if unknown.
    starts : Starts, optional
        All starts; None if there was one.
    highest_id : int, optional
        The highest id that any topic of the model, or of those it continues
        (`topics.models.lineage.renamed`), has had: at least the highest of ``topics``. No later
        topic gets an id up to it, so the id of a topic that is gone is never used again.
    labels, labels_en : mapping of int to str, optional
        Chinese and English name of each topic by id, of a model of a run; empty if no topic was
        named. The English default to the Chinese.

    Raises
    ------
    ModelError
        If a type or shape is wrong, a number is negative or not finite, rows do not sum to 1, or
        ids are not unique.

    See Also
    --------
    topics.fit : Fit a model.
    topics.label : Name topics with the themes of a codebook.
    topics.show : Show a report or a topic map in a notebook.

    Examples
    --------
    >>> import topics
    >>> corpus = topics.read(["改革推动市场。", "教育培养人才。"])
    >>> matrix = topics.count(topics.segment(corpus), min_df=1)
    >>> model = topics.fit(matrix, n_components=2, n_init=1)
    >>> model.topics.tolist()
    [1, 2]
    >>> model.topic_term.shape == (2, len(model.vocabulary))
    True
    """

    topic_term: npt.NDArray[np.float64]
    doc_topic: npt.NDArray[np.float32]
    share: npt.NDArray[np.float64]
    term_counts: npt.NDArray[np.float64]
    unit_counts: npt.NDArray[np.float64]
    vocabulary: tuple[str, ...]
    units: Units
    engine: str
    params: Mapping[str, Any]
    random_state: int
    trace: tuple[float, ...]
    topics: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    corpus_fingerprint: str = ""
    starts: Starts | None = None
    highest_id: int = 0
    labels: Mapping[int, str] = field(default_factory=dict)
    labels_en: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_type("units", self.units, Units, "topics.count(tokens).units")
        check_items("vocabulary", self.vocabulary, str)
        check_array("share", self.share, (-1,), low=0)
        self._convert("topics", np.int64)
        self._convert("doc_topic", np.float32)
        if not len(self.topics):
            object.__setattr__(self, "topics", np.arange(1, len(self.share) + 1))
        n_topics, n_units, n_terms = len(self.share), len(self.units), len(self.vocabulary)
        for name, right in (
            ("topic_term", (n_topics, n_terms)),
            ("doc_topic", (n_units, n_topics)),
            ("term_counts", (n_terms,)),
            ("unit_counts", (n_units,)),
            ("topics", (n_topics,)),
        ):
            check_array(name, getattr(self, name), right, low=0)
        for name in ("topic_term", "doc_topic"):
            check_rows_sum(name, getattr(self, name))
        if len(np.unique(self.topics)) < n_topics or self.topics.min(initial=1) < 1:
            raise ModelError("topics must be different integers >= 1.")
        check_count("highest_id", self.highest_id, 0)
        highest = max(int(self.highest_id), int(self.topics.max(initial=0)))
        object.__setattr__(self, "highest_id", highest)
        if self.starts is not None:
            check_array("starts.topic_term", self.starts.topic_term, (-1, n_topics, n_terms))

    def _convert(self, name: str, dtype: type) -> None:
        value = getattr(self, name)
        try:
            object.__setattr__(self, name, np.ascontiguousarray(value, dtype))
        except (OverflowError, TypeError, ValueError) as exc:
            raise WrongTypeError(f"{name} must be an array of numbers ({exc}).") from exc

    @property
    def vocabulary_fingerprint(self) -> str:
        """Hash of the vocabulary: equal if the columns are."""
        return fingerprint(self.vocabulary)

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return len(self.share)

    @property
    def rank(self) -> npt.NDArray[np.int64]:
        """Order of each topic by share, shape (n_topics,): 1 for the largest."""
        order = np.argsort(-self.share, kind="stable")
        ranks = np.empty(self.n_topics, np.int64)
        ranks[order] = np.arange(1, self.n_topics + 1)
        return ranks

    def main_topics(self) -> npt.NDArray[np.int64]:
        """Return the id of each unit's largest topic, shape (n_units,)."""
        return np.asarray(self.topics[self.doc_topic.argmax(axis=1)])

    def rows_of(self, topics: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the rows of topics.

        Parameters
        ----------
        topics : array of int, shape (n,)
            Ids.

        Returns
        -------
        int64 array, shape (n,)

        Raises
        ------
        ModelError
            If the model has no topic with one of these ids.
        """
        ids = np.asarray(topics, np.int64)
        order = np.argsort(self.topics)
        at = np.minimum(np.searchsorted(self.topics[order], ids), self.n_topics - 1)
        rows: npt.NDArray[np.int64] = order[at]
        if len(unknown := ids[self.topics[rows] != ids]):
            raise ModelError(
                f"The model has no topic {unknown[0]}; its topics are"
                f" {', '.join(map(str, self.topics))}."
            )
        return rows

    def by(
        self, corpus: Corpus, columns: str | Sequence[str], themes: NamesTopics | None = None
    ) -> pd.DataFrame:
        """Return the share of each topic in groups of speeches.

        Parameters
        ----------
        corpus : Corpus
            What the model was fitted on.
        columns : str or sequence of str
            A column of the speeches, e.g. ``"year"``, ``"level"`` or one of ``metadata.csv``; or
            several, which are crossed.
        themes : Themes, optional
            What `topics.label` returned for this model; topics of a run have names without it.

        Returns
        -------
        DataFrame
            One row for each group and topic; ``docs/by.md`` lists the columns. The last are
            ``zh`` and ``en`` if topics have names.

        Raises
        ------
        ModelError
            If a column does not exist, or the model is of another corpus.
        """
        check_type("corpus", corpus, Corpus, "topics.read(seeds)")
        check_same_corpus("model", self.corpus_fingerprint, "corpus", corpus.fingerprint)
        zh, en = self.names("zh", themes), self.names("en", themes)  # refused before any work
        table = grouped(self.speech_sums(Texts.of(corpus)), columns, self.topic_keys())
        if themes is None and not self.labels:
            return table
        return table.assign(zh=table["topic"].map(zh), en=table["topic"].map(en))

    def names(
        self, language: Language | None = None, themes: NamesTopics | None = None
    ) -> dict[int, str]:
        """Return the name of each topic by id, empty where it has none.

        Parameters
        ----------
        language : {"zh", "en"}, optional
            By default `topics.options.language`.
        themes : Themes, optional
            What `topics.label` returned for this model; by default the names of a run's model.
        """
        language = language or options.language
        ids = self.topics.tolist()
        if themes is None:
            own = {**self.labels, **self.labels_en} if language == "en" else self.labels
            return {topic: own.get(topic, "") for topic in ids}
        names = themes.names(language)
        if len(names) != self.n_topics:
            raise ModelError(f"themes has {len(names)} topics, the model {self.n_topics}.")
        return dict(zip(ids, names, strict=True))

    def topic_keys(self) -> dict[str, list[object]]:
        """Return engine and id of each topic, as tables name them."""
        return {"engine": [self.engine] * self.n_topics, "topic": self.topics.tolist()}

    def speech_sums(self, texts: Texts) -> SpeechSums:
        """Return the counted words of each speech that are of each topic."""
        units, amounts = self.units, self.doc_topic.astype(float) * self.unit_counts[:, None]
        return topic_sums(
            texts, units.sources(), units.speech, units.paragraphs, units.indptr, amounts
        )

    def documents(self, topic: int, n: int = 10) -> pd.DataFrame:
        """Return the units with the largest share of a topic.

        Parameters
        ----------
        topic : int
            Id of the topic.
        n : int, default 10
            Number of units.

        Returns
        -------
        DataFrame
            Columns source, speech, section, paragraph (its first), share, and text unless the
            model was loaded without its run. Of equal shares the longer unit is first.

        Raises
        ------
        ModelError
            If the model has no such topic.
        """
        check_count("topic", topic)
        check_count("n", n)
        share = self.doc_topic[:, int(self.rows_of([topic])[0])]
        rows = np.lexsort((-self.unit_counts, -share))[:n]
        units = self.units.take(rows)
        table = units.to_pandas().assign(share=share[rows].astype(float))
        texts = units.text()
        return table if texts is None else table.assign(text=texts)

    def top_terms(self, n: int = 10, themes: NamesTopics | None = None) -> pd.DataFrame:
        """Return the most probable terms of each topic.

        Parameters
        ----------
        n : int, default 10
            Number of terms.
        themes : Themes, optional
            What `topics.label` returned for this model: adds the column ``label``, as a model of
            a run has it, in `topics.options.language`.

        Returns
        -------
        DataFrame, shape (n_topics, n) or (n_topics, n + 1)
            Index ``topic``, the ids; columns ``label``, if topics have names, and 1 to ``n``, the
            ranks of the terms. Empty where a topic has fewer terms.
        """
        check_count("n", n)
        labels = self.names(themes=themes)
        order = np.argsort(-self.topic_term, axis=1, kind="stable")[:, :n]
        has = np.take_along_axis(self.topic_term, order, axis=1) > 0
        terms = np.where(has, np.array(self.vocabulary, object)[order], "")
        index = pd.Index(self.topics, name="topic")
        table = pd.DataFrame(terms, index, range(1, terms.shape[1] + 1))
        if themes is not None or self.labels:
            table.insert(0, "label", list(labels.values()))
        return table

    def to_pandas(self, n_terms: int = 10) -> pd.DataFrame:
        """Return one row per topic: topic, share, its ``n_terms`` most probable terms, rank."""
        top = np.argsort(-self.topic_term, axis=1, kind="stable")[:, :n_terms]
        return pd.DataFrame(
            {
                "topic": self.topics,
                "share": self.share,
                "top_terms": [" ".join(self.vocabulary[j] for j in row) for row in top],
                "rank": self.rank,
            }
        )
