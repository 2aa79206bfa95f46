"""Reporting periods: months, quarters, half-years, years, and the last twelve months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Literal

from aspa_analysis.errors import SettingsError

Step = Literal["month", "quarter", "half", "year", "last12"]

LADDER: tuple[Step, ...] = ("month", "quarter", "half", "year")
_MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "last12": 12}
_SHAPES: dict[Step, str] = {
    "month": r"(\d{4})-(0[1-9]|1[0-2])",
    "quarter": r"(\d{4})-Q([1-4])",
    "half": r"(\d{4})-H([12])",
    "year": r"(\d{4})()",
    "last12": r"12kk-(\d{4})-(0[1-9]|1[0-2])",
}


@total_ordering
@dataclass(frozen=True)
class Period:
    """A span of whole months.

    Attributes
    ----------
    step : {"month", "quarter", "half", "year", "last12"}
        Its length; ``last12`` is the twelve months that end with its last month.
    year, month : int
        Its first month.
    """

    step: Step
    year: int
    month: int

    @property
    def months(self) -> tuple[str, ...]:
        """Its months, as ``2024-05``."""
        return tuple(_name_month(self._ordinal + i) for i in range(_MONTHS_IN[self.step]))

    @property
    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    @property
    def id(self) -> str:
        """Its name in file names and parameters, as ``2024-05`` or ``2024-Q2``."""
        if self.step == "last12":
            return f"12kk-{self.months[-1]}"
        suffix = {
            "month": f"-{self.month:02d}",
            "quarter": f"-Q{(self.month + 2) // 3}",
            "half": f"-H{(self.month + 5) // 6}",
        }
        return f"{self.year}{suffix.get(self.step, '')}"

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        end = self._ordinal + _MONTHS_IN[self.step]
        return date.fromordinal(date(end // 12, end % 12 + 1, 1).toordinal() - 1)

    def previous(self) -> Period:
        """Return the period of the same length just before it."""
        start = self._ordinal - _MONTHS_IN[self.step]
        return Period(self.step, start // 12, start % 12 + 1)

    def coarsen(self) -> Period | None:
        """Return the next longer period: one step up the ladder, then the last twelve months."""
        if self.step == "last12":
            return None
        if self.step in ("half", "year"):
            return find_period(self.months[-1], "last12")
        return find_period(self.months[-1], LADDER[LADDER.index(self.step) + 1])

    def __lt__(self, other: Period) -> bool:
        """Order periods by their last day, then by length."""
        return (self.last_day, _MONTHS_IN[self.step]) < (other.last_day, _MONTHS_IN[other.step])


def _name_month(ordinal: int) -> str:
    return f"{ordinal // 12:04d}-{ordinal % 12 + 1:02d}"


def find_period(month: str, step: Step) -> Period:
    """Find the period of a given length in which a month lies.

    Parameters
    ----------
    month : str
        The month, as ``2024-05``.
    step : str
        Length of the period; for ``last12`` the month is its last one.

    Returns
    -------
    Period
        The period.
    """
    year, number = (int(part) for part in month.split("-"))
    if step == "last12":
        start = year * 12 + number - 12
        return Period(step, start // 12, start % 12 + 1)
    length = _MONTHS_IN[step]
    return Period(step, year, (number - 1) // length * length + 1)


def parse_period(text: str) -> Period:
    """Read a period from its name.

    Parameters
    ----------
    text : str
        As ``2024-05``, ``2024-Q2``, ``2024-H1``, ``2024`` or ``12kk-2024-05``.

    Returns
    -------
    Period
        The period.

    Raises
    ------
    SettingsError
        If it is none of these.
    """
    for step, shape in _SHAPES.items():
        found = re.fullmatch(shape, text)
        if found:
            year, number = found.group(1), int(found.group(2) or 1)
            first = {"quarter": number * 3 - 2, "half": number * 6 - 5}.get(step, number)
            return find_period(f"{year}-{first:02d}", step)
    raise SettingsError(f"'{text}' is no period; expected as 2024-05, 2024-Q2, 2024-H1, 2024 or 12kk-2024-05")


def find_last_period(months: list[str], step: Step) -> Period | None:
    """Find the last period of a given length that the data reaches to its end.

    Parameters
    ----------
    months : list of str
        Months that have data.
    step : str
        Length of the period.

    Returns
    -------
    Period or None
        The last whole period; the one under way when no whole one is there; None without months.
    """
    if not months:
        return None
    current = find_period(max(months), step)
    is_whole = current.months[-1] <= max(months)
    earlier = current.previous()
    return current if is_whole or earlier.months[-1] < min(months) else earlier
