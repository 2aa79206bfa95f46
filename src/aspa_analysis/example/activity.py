"""Visits, loans, opening hours and recording days: what the notes must be seen against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from aspa_analysis.example.world import DESKS, MISSING_MONTH, list_months
from aspa_analysis.registry import Library

_VISITS_SEASON = (1.05, 1.0, 1.08, 1.0, 0.92, 0.76, 0.68, 0.92, 1.05, 1.08, 1.05, 0.85)
_MONTH_NAMES = (
    "tammikuu", "helmikuu", "maaliskuu", "huhtikuu", "toukokuu", "kesäkuu", "heinäkuu", "elokuu", "syyskuu",
    "lokakuu",
    "marraskuu", "joulukuu",
)  # fmt: skip


@dataclass(frozen=True)
class Activity:
    """A service point in an ordinary month.

    Attributes
    ----------
    visits : int or None
        Visits; None where there is no counter.
    staffed_h, selfservice_h : float
        Opening hours with and without staff.
    selfservice_since : str
        Month in which the hours without staff began.
    """

    visits: int | None
    loans: int
    staffed_h: float
    selfservice_h: float = 0.0
    selfservice_since: str = "2024-01"


ACTIVITIES: dict[str, Activity] = {
    "suvanto-paa": Activity(24000, 31000, 232, 46),
    "suvanto-ranta": Activity(6500, 9800, 158, 150),
    "suvanto-myllymaki": Activity(4200, 7400, 150, 178),
    "suvanto-asema": Activity(5100, 6900, 146),
    "suvanto-harjula": Activity(950, 1900, 74, 210),
    "suvanto-uusikyla": Activity(1150, 2300, 80),
    "suvanto-auto": Activity(820, 2600, 96),
    "kuusivaara-paa": Activity(7800, 11200, 176, 120),
    "kuusivaara-satama": Activity(1500, 2400, 84),
    "jokipudas-paa": Activity(4200, 6600, 164, 220, "2025-01"),
    "honkasalmi-paa": Activity(3300, 5200, 148),
    "vuoskoski-paa": Activity(1300, 2300, 96),
    "lehtovaara-paa": Activity(800, 1500, 78, 190),
    "saarijoki-paa": Activity(None, 1700, 80),
    "pikkunuotta-paa": Activity(None, 640, 44),
}
_MONTH_STYLES = {"kuusivaara": "name", "honkasalmi": "name", "saarijoki": "iso", "lehtovaara": "iso"}


def make_activity_rows(
    library: Library, recording_days: Mapping[tuple[str, str], set[date]], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Make the rows of a library's activity form.

    Parameters
    ----------
    library : Library
        The library.
    recording_days : mapping
        Days on which a service point recorded in a month.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    list of dict
        A row a month and service point, by fields of the form.
    """
    is_single = len(library.service_point) == 1
    rows = []
    for month in list_months():
        for point in library.service_point:
            if (library.id, month) == MISSING_MONTH:
                continue
            usual = ACTIVITIES[point.id]
            days_count = len(recording_days.get((point.id, month), ()))
            numbers = _make_numbers(usual, month, _is_closed(point.id, month), rng)
            named = None if is_single else point.name
            rows.append({"month": _write_month(library.id, month), "service_point": named, **numbers,
                         "recording_days_count": days_count})  # fmt: skip
    return rows


def _is_closed(point: str, month: str) -> bool:
    return any(desk.point == point and month in desk.closed for desk in DESKS)


def _make_numbers(usual: Activity, month: str, is_closed: bool, rng: np.random.Generator) -> dict[str, Any]:
    season = 0.0 if is_closed else _VISITS_SEASON[int(month[5:]) - 1]
    noise = 1 + 0.05 * float(rng.standard_normal())
    hours = 0.0 if is_closed else 0.7 if month.endswith(("-07", "-12")) else 1.0
    has_selfservice = usual.selfservice_h > 0 and month >= usual.selfservice_since
    return {
        "visits_count": None if usual.visits is None else round(usual.visits * season * noise),
        "loans_count": round(usual.loans * season * (1 + 0.04 * float(rng.standard_normal()))),
        "staffed_h": round(usual.staffed_h * hours * 2) / 2,
        "selfservice_h": None if not has_selfservice else 0.0 if is_closed else usual.selfservice_h,
    }


def _write_month(library: str, month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    style = _MONTH_STYLES.get(library, "number")
    if style == "name":
        return f"{_MONTH_NAMES[number - 1]} {year}"
    return month if style == "iso" else f"{number}/{year}"
