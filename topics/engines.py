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

EXCEPTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "n_components": (
            "话题数与所设的相同（它自行确定话题数）",
            "as many topics as requested: it finds their number",
        ),
        "real weights": ("拟合非整数的权重", "to fit weights that are not integers"),
        "mixtures": ("在一个单位中找出多个话题", "to find several topics in one unit"),
        "transform": (
            "transform 得出与拟合时相同的份额（它重新推断每个单位）",
            "the shares of the fit from transform, which infers each unit again",
        ),
    }
)
"""Parts of the contract that an engine may be unable to keep, named in ``Engine.cannot``, in
Chinese and in English.

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
    promise, promise_zh : str
        What it guarantees and what it cannot, in one sentence, in English and in Chinese.
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
    objective, objective_zh : str
        The meaning of the estimator's ``objective_``, by which `topics.fit` compares starts, in
        English and in Chinese; higher is better. Empty if it makes one start, since the random seed
        is not a start.
    sure_starts : int
        Number of starts, out of ten, from which it must find three topics with
        private words; from the others it may end in a local optimum that merges two topics.
    """

    estimator: str
    zh: str
    en: str
    promise: str
    promise_zh: str = ""
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
    objective_zh: str = ""
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
        promise_zh="混合话题模型，以折叠变分贝叶斯（CVB0）拟合，可从种子词出发；"
        "单位的次序或随机种子不同，得到的局部最优解也不同。",
        takes_seeds=True,
        takes_start=True,
        takes_groups=True,
        infers=True,
        bits_depend_on_processor=False,
        objective="mean log-likelihood of a word given all others",
        objective_zh="每个词在其余各词已知时的平均对数似然",
        sure_starts=8,
    ),
    "gensim": Engine(
        estimator="topics.models.gensim:GensimLDA",
        zh="LDA（gensim）",
        en="LDA (gensim)",
        promise="Mixed topics by gensim's online variational Bayes, designed for large streams;"
        " on a few hundred units they depend on the seed and are less distinct than LDA's.",
        promise_zh="混合话题模型，以 gensim 的在线变分贝叶斯拟合，适合大规模文本流；"
        "只有几百个单位时，话题随种子而变，区分度不如 lda。",
        library="gensim",
        objective="variational bound on the log-likelihood of a word",
        objective_zh="每词对数似然的变分下界",
        sure_starts=6,
    ),
    "kmeans": Engine(
        estimator="topics.models.clustering:KMeansTopics",
        zh="K-means 聚类",
        en="K-means",
        promise="One topic per unit by k-means on TF-IDF or embeddings; cannot mix topics within a"
        " unit, nor make more clusters than there are different units.",
        promise_zh="每个单位归入一个话题，对 TF-IDF 或嵌入向量作 K-means 聚类；"
        "不能在一个单位中混合话题，类数不能多于互不相同的单位数。",
        **_CLUSTERING,
        cannot=frozenset({"mixtures"}),
        objective="negative sum of squared distances from the centres",
        objective_zh="到类中心距离平方和的负值",
    ),
    "agglomerative": Engine(
        **_CLUSTERING,
        cannot=frozenset({"mixtures"}),
        estimator="topics.models.clustering:AgglomerativeTopics",
        zh="层次聚类（Ward）",
        en="Ward clustering",
        promise="One topic per unit by Ward's method on TF-IDF or embeddings, the same for any"
        " seed; cannot mix topics in a unit, and memory grows with the square of the units.",
        promise_zh="每个单位归入一个话题，对 TF-IDF 或嵌入向量作 Ward 层次聚类，不受随机种子影响；"
        "不能在一个单位中混合话题，所需内存随单位数的平方增长。",
    ),
    "hdbscan": Engine(
        estimator="topics.models.hdbscan:HDBSCANTopics",
        zh="HDBSCAN 聚类",
        en="HDBSCAN",
        promise="One topic for each dense region of TF-IDF or embeddings, at most n_components;"
        " often half of the units are outliers, with shares of every topic, most of the nearest.",
        promise_zh="TF-IDF 或嵌入向量的每个稠密区域为一个话题，至多 n_components 个；"
        "常有一半单位是离群点，它们在各话题中都有份额，离得最近的话题最大。",
        **_CLUSTERING,
        cannot=frozenset({"n_components"}),
    ),
    "nmf": Engine(
        estimator="topics.models.nmf:NMFTopics",
        zh="NMF",
        en="NMF",
        promise="Additive parts of TF-IDF by non-negative least squares, the same for nearly any"
        " seed; its shares are of TF-IDF weight, not probabilities of words.",
        promise_zh="以非负最小二乘把 TF-IDF 分解为可以相加的部分，几乎不受随机种子影响；"
        "份额是 TF-IDF 权重的份额，不是词的概率。",
        library="scikit-learn",
        weighs=True,
    ),
    "tomotopy": Engine(
        estimator="topics.models.tomotopy:TomotopyLDA",
        zh="LDA（tomotopy）",
        en="LDA (tomotopy)",
        promise="Mixed topics by tomotopy's Gibbs sampler with learned priors, on one worker,"
        " because the bytes depend on their number; cannot take weights that are not integers.",
        promise_zh="混合话题模型，以 tomotopy 的吉布斯采样拟合，先验由数据学得；"
        "只用一个线程，因为线程数不同结果就不同；不能使用非整数的权重。",
        library="tomotopy",
        extra="engines",
        infers=True,
        cannot=frozenset({"real weights"}),
        objective="log-likelihood of a word and its topic",
        objective_zh="词及其话题的对数似然",
        sure_starts=8,
    ),
    "hdp": Engine(
        estimator="topics.models.tomotopy:TomotopyHDP",
        zh="HDP（tomotopy）",
        en="HDP (tomotopy)",
        promise="Mixed topics by tomotopy's hierarchical Dirichlet process, which finds their"
        " number from n_components on; that number depends on the seed and on topic_word_prior.",
        promise_zh="混合话题模型，以 tomotopy 的层次狄利克雷过程拟合，"
        "从 n_components 个话题开始自行确定话题数；话题数受随机种子和 topic_word_prior 影响。",
        library="tomotopy",
        extra="engines",
        infers=True,
        cannot=frozenset({"n_components", "real weights"}),
        objective="log-likelihood of a word and its topic",
        objective_zh="词及其话题的对数似然",
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
