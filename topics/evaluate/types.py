"""The score, the type of the evaluation layer."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from topics.display.view import brief

__all__ = ["Score"]


@brief
@dataclass(frozen=True, slots=True)
class Score:
    """The value of one measure.

    Attributes
    ----------
    name : str
        E.g. ``"c_v"``.
    value : float
        The number over the whole model.
    per_topic : tuple of float
        One value per topic in topic order, or empty.
    higher_is_better : bool
        Whether a higher value is better.
    reference : str
        Paper and DOI that define it.
    mean_starts, sd_starts : float
        Mean and standard deviation of the score over the starts of the fit; nan if unknown.
    low, high : float
        95% interval: of models by a bootstrap over the units, of gold lines by Wilson; nan if there
        is none.
    n : float
        Number of gold lines it was computed from; nan for scores of models.
    """

    name: str
    value: float
    per_topic: tuple[float, ...]
    higher_is_better: bool
    reference: str
    mean_starts: float = nan
    sd_starts: float = nan
    low: float = nan
    high: float = nan
    n: float = nan
