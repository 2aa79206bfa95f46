"""Shares of profiles per group, shrunk to the region, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.profiles._items import FloatArray

COLUMNS = ["group", "profile", "n", "n_effective", "share", "low", "high"]

# Between-group correlation: 1 / (concentration + 1) of the Dirichlet that the groups' shares come from.
CORRELATIONS = np.geomspace(1e-4, 0.9, 400)
# Without evidence of their own, groups are taken to differ by this much (a concentration of 9).
USUAL_CORRELATION = 0.1


@dataclass(frozen=True)
class Groups:
    """Mean posteriors of the groups (G, K), their size and effective size (G,)."""

    names: list[Any]
    means: FloatArray
    n: npt.NDArray[np.intp]
    n_effective: FloatArray


@dataclass(frozen=True)
class Region:
    """What all respondents say together about the K profiles.

    ``confusion`` (K, K) is the mean posterior of the members of each profile (columns sum to 1),
    ``spread`` the covariance of a true membership, ``scatter`` that of a posterior, ``error`` that of
    the estimated shares.
    """

    shares: FloatArray
    confusion: FloatArray
    spread: FloatArray
    scatter: FloatArray
    error: FloatArray


def estimate_shares(
    posterior: npt.ArrayLike,
    groups: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate each group's profile shares, shrunk to the region by empirical Bayes.

    Parameters
    ----------
    posterior : array (n, k)
        Probability of each profile for each respondent, as :meth:`ProfileModel.assign` gives it.
    groups : array-like (n,)
        Group of each respondent, such as the library. Respondents without one count for the region only.
    weights : array-like (n,) or None
        Survey weights.
    level : float
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        A row per group and profile: group, profile, n (respondents), n_effective (Kish), share, low, high.

    Raises
    ------
    TableError
        If shapes differ, a posterior is no distribution or a weight is negative.
    SettingsError
        If ``level`` is not between 0 and 1.

    Notes
    -----
    Groups' shares are taken to come from a Dirichlet round the region's; its concentration is estimated
    from the data. The mean posterior of a group is linear in its true shares, with the classification
    errors as coefficients, so that the linear Bayes rule undoes them; with certain memberships it is the
    posterior mean of the Dirichlet-multinomial. Intervals are beta quantiles of the same mean and variance.

    References
    ----------
    Efron, B. & Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70,
    311-319. Morris, C. & Tang, R. (2011). Estimating random effects via adjustment for density
    maximization. Statistical Science 26, 271-287.
    """
    if not 0 < level < 1:
        raise SettingsError(f"level must lie between 0 and 1, got {level}")
    table, row_weights = _check_posterior(posterior, weights)
    names = pd.Series(
        np.asarray(groups, dtype=object) if not isinstance(groups, pd.Series) else groups.to_numpy()
    )
    if len(names) != len(table):
        raise TableError(f"groups have {len(names)} rows, posteriors {len(table)}; expected one group a row")
    found = summarise_groups(table, names, row_weights)
    if not found.names:
        return pd.DataFrame(columns=COLUMNS)
    region = summarise_region(table, row_weights)
    shares, variances = _shrink(found, region)
    low, high = _beta_interval(shares, variances, level)
    return _tabulate(found, shares, low, high)


def _check_posterior(
    posterior: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray]:
    table = np.asarray(posterior, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 1:
        raise TableError(f"posteriors have shape {table.shape}, expected (respondents, profiles)")
    wrong = int((~((table >= 0).all(axis=1) & (np.abs(table.sum(axis=1) - 1) < 1e-6))).sum())
    if wrong:
        raise TableError(f"{wrong} rows of posteriors are no probabilities that sum to 1")
    row_weights = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    if row_weights.shape != (len(table),) or not (np.isfinite(row_weights) & (row_weights >= 0)).all():
        raise TableError(f"weights must be {len(table)} numbers from 0 up; check their length and gaps")
    return table, row_weights


def summarise_groups(posterior: FloatArray, names: pd.Series[Any], weights: FloatArray) -> Groups:
    """Average the posteriors of each group; groups whose weights are all 0 are left out."""
    used = names.notna().to_numpy() & (weights > 0)
    codes, uniques = pd.factorize(names[used])
    order = sorted(range(len(uniques)), key=lambda place: str(uniques[place]))
    member = (codes == np.array(order, dtype=np.intp)[:, None]).astype(np.float64)
    w = weights[used]
    total = member @ w
    return Groups(
        names=[uniques[place] for place in order],
        means=(member * w) @ posterior[used] / total[:, None],
        n=member.sum(axis=1).astype(np.intp),
        n_effective=total**2 / (member @ w**2),
    )


def summarise_region(posterior: FloatArray, weights: FloatArray) -> Region:
    """Gather the region's shares, classification errors and covariances."""
    total = weights.sum()
    shares = weights @ posterior / total
    products = (posterior * weights[:, None]).T @ posterior / total
    confusion = products / np.maximum(shares, 1e-12)
    spread = np.diag(shares) - np.outer(shares, shares)
    # Inverse information of mixing shares: with certain memberships the multinomial covariance.
    error = (
        (np.linalg.pinv(confusion, rcond=1e-6) * shares - np.outer(shares, shares))
        * (weights @ weights)
        / total**2
    )
    scatter = products - np.outer(shares, shares)
    return Region(shares, confusion, spread, scatter, _bound_error(error, spread))


def _bound_error(error: FloatArray, spread: FloatArray) -> FloatArray:
    """Keep the error of the region's shares below that of a single certain respondent."""
    symmetric = (error + error.T) / 2
    largest = np.max(np.diag(symmetric) / np.maximum(np.diag(spread), 1e-12))
    return symmetric / max(1.0, float(largest))


def estimate_correlation(groups: Groups, region: Region) -> float:
    """Estimate how much groups differ, as 1 / (concentration + 1) of their Dirichlet.

    The Gaussian likelihood of the groups' mean posteriors is multiplied by tau (1 - tau)^9. The first
    factor (adjustment for density maximisation) keeps the estimate off zero and the intervals honest;
    the second keeps a few groups that say little from a prior under which shares are 0 or 1.
    """
    if len(region.shares) == 1:
        return float(CORRELATIONS[0])
    between = region.confusion @ region.spread @ region.confusion.T
    deviations = groups.means - region.shares
    # The direction in which shares cannot vary gets a constant, so that the determinant exists.
    fixed = np.full_like(between, 1.0 / len(between)) + 1e-10 * np.eye(len(between))
    levels = [
        _log_likelihood(tau, groups, (between, region.scatter, fixed), deviations) for tau in CORRELATIONS
    ]
    return float(CORRELATIONS[int(np.argmax(levels))])


def _log_likelihood(
    tau: float, groups: Groups, parts: tuple[FloatArray, FloatArray, FloatArray], deviations: FloatArray
) -> float:
    between, scatter, fixed = parts
    within = (scatter - tau * between)[None] / groups.n_effective[:, None, None]
    covariance = tau * between + within + fixed
    distance = np.einsum("gk,gk->", deviations, np.linalg.solve(covariance, deviations[..., None])[..., 0])
    prior = np.log(tau) + (1 / USUAL_CORRELATION - 1) * np.log1p(-tau)
    return float(prior - 0.5 * (np.linalg.slogdet(covariance)[1].sum() + distance))


def _shrink(groups: Groups, region: Region) -> tuple[FloatArray, FloatArray]:
    """Linear Bayes means (G, K) and variances of the groups' shares."""
    if len(region.shares) == 1:
        return np.ones_like(groups.means), np.zeros_like(groups.means)
    tau = estimate_correlation(groups, region)
    prior = tau * region.spread
    between = region.confusion @ prior @ region.confusion.T
    covariance = between + (region.scatter - between)[None] / groups.n_effective[:, None, None]
    gain = prior @ region.confusion.T @ np.linalg.pinv(covariance, rcond=1e-9, hermitian=True)
    shares = region.shares + np.einsum("gkl,gl->gk", gain, groups.means - region.shares)
    shares = np.maximum(shares, 1e-4)
    shares /= shares.sum(axis=1, keepdims=True)
    left = np.eye(len(region.shares)) - gain @ region.confusion
    own = np.diagonal(left @ prior, axis1=1, axis2=2)
    common = np.diagonal(left @ region.error @ left.swapaxes(1, 2), axis1=1, axis2=2)
    return shares, _fit_variance(own, shares, region.shares, (tau, groups.n_effective)) + common


def _fit_variance(
    variance: FloatArray, shares: FloatArray, regional: FloatArray, size: tuple[float, FloatArray]
) -> FloatArray:
    """Carry an average variance over to a group's own share, as the Dirichlet posterior has it."""
    tau, n = size
    concentration = (1 - tau) / tau
    ratio = shares * (1 - shares) / np.maximum(regional * (1 - regional), 1e-12)
    exact = (concentration + 1) / concentration * (n + concentration) / (n + concentration + 1)
    return np.maximum(variance, 0) * ratio * exact[:, None]


def _beta_interval(shares: FloatArray, variances: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
    from scipy.special import betaincinv

    if shares.shape[1] == 1:
        return shares, shares
    most = shares * (1 - shares)
    precision = most / np.clip(variances, 1e-12, 0.9 * most) - 1
    a, b = shares * precision, (1 - shares) * precision
    tail = (1 - level) / 2
    return betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)


def _tabulate(groups: Groups, shares: FloatArray, low: FloatArray, high: FloatArray) -> pd.DataFrame:
    k = shares.shape[1]
    return pd.DataFrame(
        {
            "group": np.repeat(np.array(groups.names, dtype=object), k),
            "profile": np.tile(np.arange(k), len(shares)),
            "n": np.repeat(groups.n, k),
            "n_effective": np.repeat(groups.n_effective, k),
            "share": shares.ravel(),
            "low": np.minimum(low, shares).ravel(),
            "high": np.maximum(high, shares).ravel(),
        },
        columns=COLUMNS,
    )
