"""How much feedback a theme usually gets, and which themes differ from that by more than chance.

The method is the quasi-Poisson prediction of outbreak surveillance, with false alarms held by
Benjamini and Hochberg; ``docs/methods/usual_range.md`` tells it in full.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

# Fewer earlier periods say too little about what is usual.
MIN_PERIODS_COUNT = 6
FALSE_ALARM_SHARE = 0.10
USUAL_SHARE = 0.80
COLUMNS = ["count", "expected", "low", "high", "p_value", "is_unusual"]

FloatArray = npt.NDArray[np.float64]


def find_unusual(
    history: pd.DataFrame, current: pd.Series, *, exposure: pd.Series, current_exposure: float
) -> pd.DataFrame:
    """Compare this period's counts with the usual range of earlier periods.

    Parameters
    ----------
    history : pandas.DataFrame
        Counts, a row per earlier period of the same length, a column per theme.
    current : pandas.Series
        Counts of this period, by theme.
    exposure : pandas.Series
        What each earlier period is judged against: recording days, or all notes; positive.
    current_exposure : float
        The same for this period.

    Returns
    -------
    pandas.DataFrame
        A row per theme: count, expected, low and high (the range in which four periods of five lie),
        p_value (two-sided) and is_unusual. Without rows when the history is shorter than six periods.

    References
    ----------
    Farrington, C. P., Andrews, N. J., Beale, A. D. & Catchpole, M. A. (1996). A statistical algorithm for the
    early detection of outbreaks of infectious disease. JRSS A 159, 547-563. Benjamini, Y. & Hochberg, Y.
    (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
    """
    if len(history) < MIN_PERIODS_COUNT or current_exposure <= 0 or exposure.sum() <= 0:
        return pd.DataFrame(columns=COLUMNS)
    counts = history.to_numpy(dtype=float)
    spans = exposure.to_numpy(dtype=float)
    now = current.reindex(history.columns).to_numpy(dtype=float)
    # Half a note beforehand: a theme never heard of is rare, not impossible.
    totals = counts.sum(axis=0) + 0.5
    expected = totals / spans.sum() * current_exposure
    variance = expected * _estimate_dispersion(counts, spans) * (1 + expected / totals)
    p_values = _test_counts(now, expected, variance)
    low, high = _find_range(expected, variance)
    return pd.DataFrame(
        {
            "count": now,
            "expected": expected,
            "low": low,
            "high": high,
            "p_value": p_values,
            "is_unusual": reject_false_alarms(p_values, FALSE_ALARM_SHARE),
        },
        index=history.columns,
    )


def _estimate_dispersion(counts: FloatArray, spans: FloatArray) -> FloatArray:
    """Estimate how much more than Poisson each theme varies: its own estimate or all themes', the larger."""
    fitted = np.outer(spans, counts.sum(axis=0) / spans.sum())
    pearson = ((counts - fitted) ** 2 / np.maximum(fitted, 0.5)).sum(axis=0)
    degrees = len(spans) - 1
    own, common = pearson / degrees, pearson.sum() / (degrees * counts.shape[1])
    dispersion: FloatArray = np.maximum(1.0, np.maximum(own, common))
    return dispersion


def _split_negative_binomial(expected: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the size and probability of the negative binomial with these moments."""
    spread = np.maximum(variance, expected * (1 + 1e-6))
    return expected**2 / (spread - expected), expected / spread


def _test_counts(now: FloatArray, expected: FloatArray, variance: FloatArray) -> FloatArray:
    from scipy.stats import nbinom

    size, probability = _split_negative_binomial(expected, variance)
    lower = nbinom.cdf(now, size, probability)
    upper = nbinom.sf(now - 1, size, probability)
    p_values: FloatArray = np.minimum(1.0, 2 * np.minimum(lower, upper))
    return p_values


def _find_range(expected: FloatArray, variance: FloatArray) -> tuple[FloatArray, FloatArray]:
    from scipy.stats import nbinom

    size, probability = _split_negative_binomial(expected, variance)
    tail = (1 - USUAL_SHARE) / 2
    return nbinom.ppf(tail, size, probability), nbinom.ppf(1 - tail, size, probability)


def reject_false_alarms(p_values: FloatArray, share: float) -> npt.NDArray[np.bool_]:
    """Tell which tests stand when at most a share of the alarms may be false (Benjamini-Hochberg).

    Parameters
    ----------
    p_values : array
        P-values of all the tests of a report.
    share : float
        Share of false alarms that is borne.

    Returns
    -------
    array of bool
        Whether each test stands.
    """
    order = np.argsort(p_values, kind="stable")
    limits = share * np.arange(1, len(order) + 1) / max(1, len(order))
    passed = np.flatnonzero(p_values[order] <= limits)
    stands = np.zeros(len(order), dtype=bool)
    if len(passed):
        stands[order[: passed[-1] + 1]] = True
    return stands
