"""Small numbers and intervals of counts, as a report shows them."""

from __future__ import annotations

from aspa_analysis.reporting.context import Report


def estimate_interval(count: int, total: int) -> tuple[float, float]:
    """Estimate the interval of a share (Wilson, 95 %).

    Parameters
    ----------
    count, total : int
        The part and the whole.

    Returns
    -------
    tuple of float
        Lower and upper limit, from 0 to 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22,
    209-212.
    """
    from scipy.stats import binomtest

    if total <= 0:
        return 0.0, 1.0
    found = binomtest(min(count, total), total).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def is_hidden_count(report: Report, count: int) -> bool:
    """Tell whether a number of notes is too small for the report's audience."""
    return report.audience == "public" and 0 < count < report.settings.disclosure.threshold_count


def show_count(report: Report, count: int) -> str:
    """Write a number of notes; a small one is not shown to the public."""
    if is_hidden_count(report, count):
        return report.say("cell.below", count=report.settings.disclosure.threshold_count)
    return report.wording.number(count, 0)


def tell_share(report: Report, count: int, total: int) -> str:
    """Tell a part of the notes as a share, which is known, and how far it would vary by chance."""
    interval = report.wording.interval(*estimate_interval(count, total))
    share = report.wording.share(count / total if total else 0.0)
    return report.say("digest.known_share", share=share, interval=interval)
