"""Which reports a run makes: every unit × notebook × language, each for its own period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from aspa_analysis.errors import SettingsError
from aspa_analysis.periods import Period, find_last_period, parse_period
from aspa_analysis.registry import Registry, Unit
from aspa_analysis.settings import Language, Settings


@dataclass(frozen=True)
class PlannedReport:
    """A report to make."""

    notebook: str
    unit: Unit
    period: Period
    language: Language

    @property
    def id(self) -> str:
        """Its name and its path below the reports folder, without the ending."""
        return f"{self.unit.id}/{self.period.id}/{self.notebook}.{self.language}"


def plan_reports(
    settings: Settings,
    registry: Registry,
    months: Sequence[str],
    *,
    units: Sequence[str] | None = None,
    period: str | None = None,
    languages: Sequence[str] = ("fi",),
) -> list[PlannedReport]:
    """Plan the reports of a run.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    registry : Registry
        The libraries.
    months : sequence of str
        Months that have data.
    units : sequence of str, optional
        Ids of the libraries, consortia or regions to report on; all by default.
    period : str, optional
        The period; by default each unit's last one, as long as its period ladder says.
    languages : sequence of str
        Languages of the reports.

    Returns
    -------
    list of PlannedReport
        In the order of the registry: libraries, consortia, regions.

    Raises
    ------
    SettingsError
        If a unit, the period or a language is unknown, or no month has data.
    """
    wanted = read_languages(languages)
    given = parse_period(period) if period else None
    if given is None and not months:
        raise SettingsError("no month has data: expected a date in at least one row; see the quality report")
    day = given.last_day if given else pd.Period(max(months)).end_time.date()
    chosen = [registry.find_unit(u, day) for u in units] if units else list(registry.list_units(day))
    return [
        PlannedReport(notebook, unit, given or _find_own_period(months, unit), language)
        for unit in chosen
        for notebook in settings.reports.notebooks
        for language in wanted
    ]


def _find_own_period(months: Sequence[str], unit: Unit) -> Period:
    found = find_last_period(list(months), unit.period)
    if found is None:
        raise SettingsError("no month has data; give --period")
    return found


def read_languages(languages: Sequence[str]) -> list[Language]:
    """Check the languages that were asked for.

    Raises
    ------
    SettingsError
        If there is none, or one in which no report can be made.
    """
    known: tuple[Language, ...] = ("fi", "sv", "en")
    unknown = [language for language in languages if language not in known]
    if unknown or not languages:
        raise SettingsError(f"unknown language {', '.join(unknown) or '(none)'}; expected fi, sv or en")
    return [language for language in known if language in languages]
