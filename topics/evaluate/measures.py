"""The registry of measures: names, references, and the functions that compute them.

Stages, report and scores read it. It imports no library; a module that scores models is imported
when models are scored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topics.evaluate.types import Score

__all__ = ["MEASURES", "Measure", "score_model"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Description of a score.

    Attributes
    ----------
    zh, en : str
        Its name as shown in Chinese and in English.
    reference : str
        Paper and DOI that define it, or a short description.
    """

    zh: str
    en: str
    reference: str


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "c_v": Measure(
            "一致性 C_V",
            "coherence C_V",
            "Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
        ),
        "c_npmi": Measure(
            "一致性 NPMI",
            "coherence NPMI",
            "Bouma 2009; Röder, Both and Hinneburg 2015, doi:10.1145/2684822.2685324",
        ),
        "topic_diversity": Measure(
            "话题多样性", "topic diversity", "Dieng, Ruiz and Blei 2020, doi:10.1162/tacl_a_00325"
        ),
        "exclusivity": Measure(
            "排他性", "exclusivity", "Bischof and Airoldi 2012, arXiv:1206.4631"
        ),
        "ari": Measure(
            "调整兰德指数 ARI",
            "adjusted Rand index",
            "Hubert and Arabie 1985, doi:10.1007/BF01908075",
        ),
        "ari_starts": Measure(
            "与自身其他起点的 ARI",
            "adjusted Rand index with its other starts",
            "Hubert and Arabie 1985, doi:10.1007/BF01908075",
        ),
        "theme_accuracy": Measure(
            "主题准确率（人工标注）",
            "accuracy of themes (gold lines)",
            "share of gold lines; one in no counted paragraph is missed",
        ),
        "theme_macro_f1": Measure(
            "主题宏平均 F1（人工标注）", "macro F1 of themes (gold lines)", "mean F1 over themes"
        ),
        "theme_log_loss": Measure(
            "主题对数损失（人工标注）",
            "log loss of themes (gold lines)",
            "mean negative log probability of a right theme, in nats, over gold lines in counted"
            " paragraphs",
        ),
        "theme_calibration_error": Measure(
            "主题概率校准误差（人工标注）",
            "calibration error of themes (gold lines)",
            "expected calibration error, ten bins of gold lines in counted paragraphs: Guo et al."
            " 2017, arXiv:1706.04599",
        ),
        "role_accuracy": Measure(
            "行类别准确率（人工标注）", "accuracy of roles (gold lines)", "share of gold lines"
        ),
    }
)
"""Every measure by the name of its score; scores of two engines (``ari_lda_kmeans``) append the
names of both."""

_OF_MODELS = ("topics.evaluate.topic_coherence:coherence",)
"""Functions that score a fitted model: from the model and its tokens to a tuple of `Score`."""


def score_model(model: Any, tokens: Any) -> tuple[Score, ...]:
    """Compute every measure of a model.

    Parameters
    ----------
    model : TopicModel
    tokens : Tokens
        The tokens that its matrix was counted from.

    Returns
    -------
    tuple of Score
    """
    found: tuple[Score, ...] = ()
    for path in _OF_MODELS:
        module, _, name = path.partition(":")
        found += getattr(import_module(module), name)(model, tokens)
    return found
