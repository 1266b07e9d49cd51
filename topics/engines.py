"""The registry of engines: everything about an engine outside its own module.

Settings, fitting, report, manifest, benchmarks and tests all read this table. It imports no
library; an engine's module is imported when the engine is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from topics.display.engines import engines_view
from topics.display.view import brief, shown

__all__ = ["ENGINES", "EXCEPTIONS", "Engine", "engines_that"]

EXCEPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "n_components": "as many topics as requested: it finds their number",
        "real weights": "to fit weights that are not integers",
        "mixtures": "to find several topics in one unit",
        "transform": "the shares of the fit from transform, which infers each unit again",
    }
)
"""Parts of the contract that an engine may be unable to keep, named in ``Engine.cannot``.

Every engine keeps the rest: it recovers three topics with private words, rows sum to 1, the same
seed gives the same bytes on any number of threads, a unit's row in ``transform`` depends on that
unit alone, unseen terms are ignored, and an empty matrix raises a clear error."""


@brief
@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine: an implementation of a topic model.

    Attributes
    ----------
    estimator : str
        Module and class of its scikit-learn estimator, ``"module:Class"``.
    zh, en : str
        Displayed names in Chinese and in English.
    promise : str
        What it guarantees and what it cannot, in one sentence.
    library : str
        The distribution that implements it; empty if the package does.
    extra : str
        The extra of ``topics-zh`` that installs the library; empty if it is a
        dependency of the package.
    takes_seeds : bool
        Whether its ``fit`` takes ``seed_terms`` to start from.
    takes_start : bool
        Whether its ``fit`` takes ``start_terms``, words of topics to continue.
    takes_groups : bool
        Whether its ``fit`` takes ``groups``, the speech of each unit.
    takes_embeddings : bool
        Whether its ``fit`` takes ``embeddings`` of the units.
    weighs : bool
        Whether it weights counts by TF-IDF itself. If so, it gets counts
        whatever the weights of the matrix.
    infers : bool
        Whether it has a prior of topics in units (``doc_topic_prior_``), with
        which `topics.models.inference.infer` finds the topics of new texts.
    bits_depend_on_processor : bool
        Whether it uses a library that picks its instructions by the processor
        (BLAS, NumPy, tomotopy), so that the last digits may differ on another.
    cannot : frozenset of str
        The parts of the contract it cannot keep: names in `EXCEPTIONS`.
    objective : str
        The meaning of the estimator's ``objective_``, by which `topics.fit` compares starts; higher
        is better. Empty if it makes one start, since the random seed is not a start.
    sure_starts : int
        Number of starts, out of ten, from which it must find three topics with
        private words; from the others it may end in a local optimum that merges two topics.
    """

    estimator: str
    zh: str
    en: str
    promise: str
    library: str = ""
    extra: str = ""
    takes_seeds: bool = False
    takes_start: bool = False
    takes_groups: bool = False
    takes_embeddings: bool = False
    weighs: bool = False
    infers: bool = False
    bits_depend_on_processor: bool = True
    cannot: frozenset[str] = frozenset()
    objective: str = ""
    sure_starts: int = 10

    @property
    def takes_weights(self) -> bool:
        """Whether it fits a weighted matrix as given."""
        return not self.weighs and "real weights" not in self.cannot

    def build(self, **params: Any) -> Any:
        """Return a new estimator with these parameters; imports its module."""
        module, _, name = self.estimator.partition(":")
        return getattr(import_module(module), name)(**params)


_CLUSTERING: dict[str, Any] = {
    "library": "scikit-learn",
    "takes_embeddings": True,
    "weighs": True,
}

_REGISTRY = {
    "lda": Engine(
        cannot=frozenset({"transform"}),
        estimator="topics.models.lda.estimator:LDA",
        zh="LDA",
        en="LDA",
        promise="Mixed topics by collapsed variational Bayes (CVB0), which may start from seed"
        " words; another order of units or seed gives another local optimum.",
        takes_seeds=True,
        takes_start=True,
        takes_groups=True,
        infers=True,
        bits_depend_on_processor=False,
        objective="mean log-likelihood of a word given all others",
        sure_starts=8,
    ),
    "gensim": Engine(
        estimator="topics.models.gensim:GensimLDA",
        zh="LDA（gensim）",
        en="LDA (gensim)",
        promise="Mixed topics by gensim's online variational Bayes, designed for large streams;"
        " on a few hundred units they depend on the seed and are less distinct than LDA's.",
        library="gensim",
        objective="variational bound on the log-likelihood of a word",
        sure_starts=6,
    ),
    "kmeans": Engine(
        estimator="topics.models.clustering:KMeansTopics",
        zh="K-means 聚类",
        en="K-means",
        promise="One topic per unit by k-means on TF-IDF or embeddings; cannot mix topics within a"
        " unit, nor make more clusters than there are different units.",
        **_CLUSTERING,
        cannot=frozenset({"mixtures"}),
        objective="sum of squared distances from the centres, less than 0",
    ),
    "agglomerative": Engine(
        **_CLUSTERING,
        cannot=frozenset({"mixtures"}),
        estimator="topics.models.clustering:AgglomerativeTopics",
        zh="层次聚类（Ward）",
        en="Ward clustering",
        promise="One topic per unit by Ward's method on TF-IDF or embeddings, the same for any"
        " seed; cannot mix topics in a unit, and memory grows with the square of the units.",
    ),
    "hdbscan": Engine(
        estimator="topics.models.hdbscan:HDBSCANTopics",
        zh="HDBSCAN 聚类",
        en="HDBSCAN",
        promise="One topic for each dense region of TF-IDF or embeddings, at most n_components;"
        " often half of the units are outliers, with shares of every topic, most of the nearest.",
        **_CLUSTERING,
        cannot=frozenset({"n_components"}),
    ),
    "nmf": Engine(
        estimator="topics.models.nmf:NMFTopics",
        zh="NMF",
        en="NMF",
        promise="Additive parts of TF-IDF by non-negative least squares, the same for nearly any"
        " seed; its shares are of TF-IDF weight, not probabilities of words.",
        library="scikit-learn",
        weighs=True,
    ),
    "tomotopy": Engine(
        estimator="topics.models.tomotopy:TomotopyLDA",
        zh="LDA（tomotopy）",
        en="LDA (tomotopy)",
        promise="Mixed topics by tomotopy's Gibbs sampler with learned priors, on one worker,"
        " because the bytes depend on their number; cannot take weights that are not integers.",
        library="tomotopy",
        extra="engines",
        infers=True,
        cannot=frozenset({"real weights"}),
        objective="log-likelihood of a word and its topic",
        sure_starts=8,
    ),
    "hdp": Engine(
        estimator="topics.models.tomotopy:TomotopyHDP",
        zh="HDP（tomotopy）",
        en="HDP (tomotopy)",
        promise="Mixed topics by tomotopy's hierarchical Dirichlet process, which finds their"
        " number from n_components on; that number depends on the seed and on topic_word_prior.",
        library="tomotopy",
        extra="engines",
        infers=True,
        cannot=frozenset({"n_components", "real weights"}),
        objective="log-likelihood of a word and its topic",
        sure_starts=8,
    ),
}


@shown(engines_view)
class Engines(Mapping[str, Engine]):
    """The engines by name; immutable.

    See Also
    --------
    topics.fit : Fit a model.
    topics.LDA : The estimator behind the engine ``lda``.

    Examples
    --------
    >>> import topics
    >>> "lda" in topics.ENGINES
    True
    >>> topics.ENGINES["kmeans"].takes_embeddings
    True
    """

    def __getitem__(self, name: str) -> Engine:
        return _REGISTRY[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_REGISTRY)

    def __len__(self) -> int:
        return len(_REGISTRY)


ENGINES: Mapping[str, Engine] = Engines()
"""Every engine by name, in the order in which they are listed everywhere."""


def engines_that(quality: str) -> tuple[str, ...]:
    """Return the names of the engines for which a boolean attribute of `Engine` is true.

    Parameters
    ----------
    quality : str
        Such as ``"takes_embeddings"``.
    """
    return tuple(name for name, engine in ENGINES.items() if getattr(engine, quality))
