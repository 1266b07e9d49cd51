"""The type of the evaluation layer."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Score"]


@dataclass(frozen=True, slots=True)
class Score:
    """One measured number.

    Attributes
    ----------
    name : str
        E.g. ``"c_v"``.
    value : float
        The number over the whole model.
    per_topic : tuple of float
        One value per topic in topic order, or empty.
    higher_is_better : bool
        Whether a higher value is a better one.
    reference : str
        Paper and DOI that define it.
    """

    name: str
    value: float
    per_topic: tuple[float, ...]
    higher_is_better: bool
    reference: str
