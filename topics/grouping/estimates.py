"""Shares of groups of speeches, with 95% intervals that are valid for few speeches.

A share is a ratio: characters of a theme over all characters. Its variance is that of a bootstrap
over speeches with Poisson weights, computed to first order and without draws. For dates in doubt,
share and variance are means over all dates within their bounds. Percentiles of draws have too
little coverage if speeches are few [1]_. Three corrections compensate for that: each residual is
divided by the other speeches' share of the group (CR2 [2]_); the t distribution has degrees of
freedom by the lengths of the speeches and the kurtosis of the residuals (Satterthwaite [3]_); and
the interval is symmetric on the logit scale. ``docs/by.md`` has the coverage.

References
----------
.. [1] Cameron, Gelbach and Miller (2008). Bootstrap-based improvements for inference with clustered
   errors. Review of Economics and Statistics 90. doi:10.1162/rest.90.3.414.
.. [2] Bell and McCaffrey (2002). Bias reduction in standard errors for linear regression with
   multi-stage samples. Survey Methodology 28.
.. [3] Satterthwaite (1946). An approximate distribution of estimates of variance components.
   Biometrics Bulletin 2. doi:10.2307/3002019.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit, logit, stdtrit

__all__ = ["FEW_SPEECHES", "Estimates", "Members", "difference", "estimate"]

Floats = npt.NDArray[np.float64]
FEW_SPEECHES = 5
"""Minimum number of speeches for an interval of a share."""
UPPER = 0.975
"""Upper quantile of a 95% interval."""
NO_SPREAD = 1e-9
"""Standard errors up to this value are rounding errors."""
LEAST_FREEDOM = 4.0
"""Lower bound of the degrees of freedom in groups of 16 speeches or more."""
MOST = 0.5
"""A speech with more than this share of a theme in a group carries it."""


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The speeches of each group.

    Attributes
    ----------
    speech, group : int64 array, shape (n_members,)
        Row of the speech and number of the group.
    chance : float64 array, shape (n_members,)
        Probability that the speech is in the group: 1 unless its date is in doubt.
    n_groups : int
    """

    speech: npt.NDArray[np.int64]
    group: npt.NDArray[np.int64]
    chance: Floats
    n_groups: int

    def sums(self, values: Floats) -> Floats:
        """Return the sums of values over each group, shape (n_groups, ...), in order of members."""
        n = len(self.group)
        # Each row of the matrix has the members of a group, in their order.
        ends = np.cumsum(np.bincount(self.group, minlength=self.n_groups))
        order = np.argsort(self.group, kind="stable")
        adding = sparse.csr_array(
            (np.ones(n), order, np.concatenate([[0], ends])), shape=(self.n_groups, n)
        )
        return np.asarray(adding @ values, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """The shares of groups.

    Attributes
    ----------
    share, low, high : float64 array, shape (n_groups, n_items)
        Shares, each row with sum 1, and their 95% intervals; nan if undefined.
    few : bool array, shape (n_groups,)
        Whether the expected number of speeches in the group is below `FEW_SPEECHES`.
    carried_by : int64 array, shape (n_groups, n_items)
        Row of the speech with more than half of the item in the group, or -1.
    """

    share: Floats
    low: Floats
    high: Floats
    few: npt.NDArray[np.bool_]
    carried_by: npt.NDArray[np.int64]


def estimate(amounts: Floats, members: Members) -> Estimates:
    """Return the shares of groups of speeches.

    Parameters
    ----------
    amounts : float64 array, shape (n_speeches, n_items)
        Amount of each item in each speech; no row is zero.
    members : Members
        Each group has at least one member.
    """
    group, chance = members.group, members.chance[:, None]
    each = amounts[members.speech]
    held = members.sums(chance * each)
    size = held.sum(axis=1, keepdims=True)
    share = held / size
    few = members.sums(members.chance) < FEW_SPEECHES - 1e-9
    low, high = _interval(share, _errors(each, members, share, size), few)
    carried_by = np.full(share.shape, -1)
    part = np.divide(chance * each, held[group], out=np.zeros_like(each), where=held[group] > 0)
    rows, items = np.nonzero(part > MOST)
    carried_by[group[rows], items] = members.speech[rows]
    return Estimates(share, low, high, few, carried_by)


def _errors(each: Floats, members: Members, share: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Return the standard errors of shares, and their degrees of freedom."""
    group, chance = members.group, members.chance[:, None]
    length = each.sum(axis=1, keepdims=True)
    part = chance * length / size[group]  # of the group that the speech holds
    residual = (each - length * share[group]) / size[group]
    squared = chance * residual**2 / np.maximum(1.0 - part, 1e-12)
    variance = members.sums(squared)
    n_effective = 1.0 / members.sums(part**2)
    return np.sqrt(variance), _freedom(variance, members.sums(squared**2), n_effective)


def _freedom(variance: Floats, fourth: Floats, n_effective: Floats) -> Floats:
    """Return degrees of freedom from the sums of second and fourth powers of residuals."""
    concentration = np.divide(fourth, variance**2, out=np.ones_like(variance), where=variance > 0)
    by_length = np.maximum(n_effective - 1.0, 1.0)
    excess = np.maximum(concentration - 1.0 / n_effective, 0.0)
    freedom = 2.0 / (2.0 / by_length + excess)
    # The kurtosis of few residuals is itself uncertain. From 16 speeches on, one speech with all of
    # the theme must not reduce the interval to that of two speeches.
    return np.asarray(np.maximum(freedom, np.clip(n_effective / 4.0, 1.0, LEAST_FREEDOM)))


def difference(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    """Return the 95% intervals of the differences of shares in two sets of speeches.

    The sets may have speeches in common: these are drawn together, as in a bootstrap paired by
    speech.

    Parameters
    ----------
    before, after : float64 array, shape (n_speeches, n_items)
        Amount of each item in each speech of either set; a row of zeros if it is not in the set.

    Returns
    -------
    low, high : float64 array, shape (n_items,)
        Of the share after minus the share before; nan if a set has fewer than `FEW_SPEECHES`, and
        equal if no speech differs.
    """
    shares, residuals, parts = [], [], []
    for amounts in (before, after):
        length = amounts.sum(axis=1, keepdims=True)
        size = max(float(length.sum()), 1e-300)
        share, part = amounts.sum(axis=0) / size, length / size
        residual = (amounts - length * share) / size
        shares.append(share)
        parts.append(part)
        residuals.append(residual / np.sqrt(np.maximum(1.0 - part, 1e-12)))
    squared = (residuals[1] - residuals[0]) ** 2
    variance = squared.sum(axis=0)
    n_effective = min(1.0 / max(float((part**2).sum()), 1e-300) for part in parts)
    freedom = _freedom(variance, (squared**2).sum(axis=0), np.full(len(variance), n_effective))
    reach = stdtrit(freedom, UPPER) * np.sqrt(variance)
    if min(int((part > 0).sum()) for part in parts) < FEW_SPEECHES:
        reach = np.full_like(reach, np.nan)
    return shares[1] - shares[0] - reach, shares[1] - shares[0] + reach


def _interval(
    share: Floats, errors: tuple[Floats, Floats], few: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    error, freedom = errors
    # Without any variance, the variance of other speeches is unknown.
    has = (share > 0) & (share < 1) & (error > NO_SPREAD) & ~few[:, None]
    inside = np.where(has, share, 0.5)
    reach = stdtrit(freedom, UPPER) * error / (inside * (1.0 - inside))
    low, high = (expit(logit(inside) + sign * reach) for sign in (-1.0, 1.0))
    return np.where(has, low, np.nan), np.where(has, high, np.nan)
