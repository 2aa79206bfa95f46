"""Intervals for shares and means, and for the differences between two of them."""

from __future__ import annotations

from math import isfinite, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class Interval(NamedTuple):
    """The lower and upper limit of an interval."""

    low: float
    high: float


class Sample(NamedTuple):
    """What an interval for means needs of a sample: its mean, standard deviation and size."""

    mean: float
    sd: float
    n: float


_UNKNOWN = Interval(float("nan"), float("nan"))


def find_wilson_interval(count: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Find Wilson's score interval of a share.

    Parameters
    ----------
    count : float
        Answers that count; need not be whole when they are weighted.
    n : float
        All answers; for weighted answers the effective number.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    Interval
        Limits within 0..1; nan without answers.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of
    the American Statistical Association, 22, 209-212. Method 3 of Newcombe, R. G. (1998). Two-sided
    confidence intervals for the single proportion. Statistics in Medicine, 17, 857-872.
    """
    if not n > 0:
        return _UNKNOWN
    z = _find_normal_quantile(confidence)
    middle = 2 * count + z**2
    spread = z * sqrt(max(z**2 + 4 * count * (1 - count / n), 0.0))
    scale = 2 * (n + z**2)
    # At 0 and n the limit is exact; rounding would leave it a hair outside the range.
    low = 0.0 if count <= 0 else (middle - spread) / scale
    return Interval(low, 1.0 if count >= n else (middle + spread) / scale)


def find_newcombe_interval(
    new: tuple[float, float], old: tuple[float, float], *, confidence: float = 0.95
) -> Interval:
    """Find Newcombe's hybrid score interval of the difference between two independent shares.

    Parameters
    ----------
    new, old : tuple of float
        Count and number of answers of each sample.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    Interval
        Limits of the new share minus the old one; nan when a sample is empty.

    References
    ----------
    Method 10 of Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions. Statistics in Medicine, 17, 873-890.
    """
    if not (new[1] > 0 and old[1] > 0):
        return _UNKNOWN
    share_new, share_old = new[0] / new[1], old[0] / old[1]
    around_new = find_wilson_interval(*new, confidence=confidence)
    around_old = find_wilson_interval(*old, confidence=confidence)
    difference = share_new - share_old
    down = sqrt((share_new - around_new.low) ** 2 + (around_old.high - share_old) ** 2)
    up = sqrt((around_new.high - share_new) ** 2 + (share_old - around_old.low) ** 2)
    return Interval(difference - down, difference + up)


def find_mean_interval(sample: Sample, *, confidence: float = 0.95) -> Interval:
    """Find Student's t interval of a mean.

    Parameters
    ----------
    sample : Sample
        Mean, standard deviation (divisor n - 1) and number of answers, effective when weighted.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    Interval
        nan for fewer than two answers.

    References
    ----------
    Student (1908). The probable error of a mean. Biometrika, 6, 1-25.
    """
    if not (sample.n > 1 and isfinite(sample.sd)):
        return _UNKNOWN
    half = _find_t_quantile(confidence, sample.n - 1) * sample.sd / sqrt(sample.n)
    return Interval(sample.mean - half, sample.mean + half)


def find_welch_interval(new: Sample, old: Sample, *, confidence: float = 0.95) -> Interval:
    """Find Welch's interval of the difference between two independent means.

    Parameters
    ----------
    new, old : Sample
        The samples.
    confidence : float
        Coverage, between 0 and 1.

    Returns
    -------
    Interval
        Limits of the new mean minus the old one; nan when a sample has fewer than two answers.

    References
    ----------
    Welch, B. L. (1947). The generalization of Student's problem when several different population
    variances are involved. Biometrika, 34, 28-35.
    """
    if not (new.n > 1 and old.n > 1 and isfinite(new.sd) and isfinite(old.sd)):
        return _UNKNOWN
    parts = [sample.sd**2 / sample.n for sample in (new, old)]
    difference, variance = new.mean - old.mean, sum(parts)
    if variance == 0:
        return Interval(difference, difference)
    df = variance**2 / sum(part**2 / (sample.n - 1) for part, sample in zip(parts, (new, old), strict=True))
    half = _find_t_quantile(confidence, df) * sqrt(variance)
    return Interval(difference - half, difference + half)


def find_effective_n(weights: npt.ArrayLike) -> float:
    """Find how many equally weighted answers are as precise as these weighted ones.

    Parameters
    ----------
    weights : array_like, shape (n,)
        Survey weights of at least 0.

    Returns
    -------
    float
        (sum of weights)² / sum of squared weights; 0 without weight.

    References
    ----------
    Kish, L. (1965). Survey Sampling. New York: Wiley, section 11.7.
    """
    values = np.asarray(weights, dtype=float)
    squares = float((values**2).sum())
    return float(values.sum()) ** 2 / squares if squares > 0 else 0.0


def describe_sample(values: npt.ArrayLike, weights: npt.ArrayLike) -> Sample:
    """Find the weighted mean, standard deviation and effective size of a sample.

    Parameters
    ----------
    values, weights : array_like, shape (n,)
        Answers and their survey weights.

    Returns
    -------
    Sample
        With equal weights the ordinary mean, standard deviation (divisor n - 1) and size.
    """
    x, w = np.asarray(values, dtype=float), np.asarray(weights, dtype=float)
    total, size = float(w.sum()), find_effective_n(w)
    if total <= 0:
        return Sample(float("nan"), float("nan"), 0.0)
    mean = float((w * x).sum()) / total
    spread = float((w * (x - mean) ** 2).sum()) / total
    sd = sqrt(spread * size / (size - 1)) if size > 1 + 1e-9 else float("nan")
    return Sample(mean, sd, size)


def _find_normal_quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def _find_t_quantile(confidence: float, df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + confidence) / 2))
