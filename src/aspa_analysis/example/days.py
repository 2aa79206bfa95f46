"""Open days, and the days on which a desk records feedback at all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from aspa_analysis.example.world import OUTAGE_DAYS, SHOCKS, Desk

# Fixed holidays are enough here; Sundays are closed anyway.
_HOLIDAYS = frozenset({(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)})


def list_open_days(month: str) -> list[date]:
    """List the days of a month on which libraries are open: Monday to Friday, no holidays."""
    day = date(int(month[:4]), int(month[5:]), 1)
    days = []
    while f"{day:%Y-%m}" == month:
        if day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS:
            days.append(day)
        day += timedelta(days=1)
    return days


def choose_recording_days(desk: Desk, month: str, rng: np.random.Generator) -> list[date]:
    """Choose the days on which a desk records, spread over the month.

    Parameters
    ----------
    desk : Desk
        The desk.
    month : str
        The month, as ``2024-05``.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    list of date
        The days, in order; none while the service point is closed.
    """
    if month in desk.closed:
        return []
    days = list_open_days(month)
    count = min(desk.recording_days, len(days))
    edges = [round(i * len(days) / count) for i in range(count + 1)]
    chosen = {days[int(rng.integers(low, high))] for low, high in pairwise(edges)}
    heard = {point for shock in SHOCKS if shock.event == "katkos" for point in shock.points}
    if desk.point in heard:
        chosen |= {day for day in OUTAGE_DAYS if f"{day:%Y-%m}" == month}
    return sorted(chosen)
