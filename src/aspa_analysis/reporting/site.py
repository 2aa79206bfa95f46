"""The site's first page: region, consortium, library, period, and what could not be made and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from aspa_analysis.periods import parse_period
from aspa_analysis.registry import UnitLevel
from aspa_analysis.reporting._pages import fill_page
from aspa_analysis.reporting.furniture import Furniture, find_furniture
from aspa_analysis.reporting.jobs import RenderedReport
from aspa_analysis.store import write_text


@dataclass(frozen=True)
class SiteEntry:
    """A report of the site.

    Attributes
    ----------
    unit_id, unit : str
        Id and name of the library, consortium or region.
    level : {"library", "consortium", "region"}
        Which of them it is.
    region, consortium : str
        Names of where it belongs; empty where it belongs to none.
    period, period_name : str
        Id of the period, and what the reader calls it.
    title, language : str
        Of the report.
    report : RenderedReport
        What became of it.
    """

    unit_id: str
    unit: str
    level: UnitLevel
    region: str
    consortium: str
    period: str
    period_name: str
    title: str
    language: str
    report: RenderedReport


@dataclass(frozen=True)
class _Line:
    title: str
    language: str
    report: RenderedReport
    href: str


@dataclass(frozen=True)
class _Period:
    name: str
    reports: tuple[_Line, ...]


@dataclass(frozen=True)
class _Unit:
    anchor: str
    name: str
    periods: tuple[_Period, ...]


@dataclass(frozen=True)
class _Consortium:
    name: str
    units: tuple[_Unit, ...]
    libraries: tuple[_Unit, ...]


@dataclass(frozen=True)
class _Region:
    name: str
    units: tuple[_Unit, ...]
    consortia: tuple[_Consortium, ...]


def build_site(
    entries: Sequence[SiteEntry],
    *,
    reports: Path,
    project: str,
    is_example: bool,
    made_on: date,
    language: str = "fi",
) -> Path:
    """Write the index of all reports.

    Parameters
    ----------
    entries : sequence of SiteEntry
        The reports, made and failed; those of a unit and period stand in the order given.
    reports : Path
        Folder of the reports.
    project : str
        What the project is called.
    is_example : bool
        Whether the data is made up; the page then says so.
    made_on : date
        Day of the run.
    language : {"fi", "sv", "en"}
        Language of the index.

    Returns
    -------
    Path
        ``index.html``.
    """
    from babel.dates import format_date

    words = find_furniture(language)
    regions = tuple(_gather_region(name, own, reports) for name, own in _group(entries, lambda e: e.region))
    libraries = [unit for r in regions for c in r.consortia for unit in c.libraries]
    page = fill_page(
        "site.html.j2",
        language=language,
        project=project,
        is_example=is_example,
        made_on=format_date(made_on, format="long", locale="en_GB" if language == "en" else language),
        counts=_count_reports(entries, words),
        regions=regions,
        libraries=sorted(libraries, key=lambda unit: unit.name.casefold()),
    )
    path = reports / "index.html"
    write_text(path, page)
    return path


def _count_reports(entries: Sequence[SiteEntry], words: Furniture) -> str:
    failed_count = sum(entry.report.status == "failed" for entry in entries)
    made_count = len(entries) - failed_count
    made = words.made_one if made_count == 1 else words.made.format(made_count)
    if not failed_count:
        return made
    failed = words.failed_count_one if failed_count == 1 else words.failed_count.format(failed_count)
    return f"{made} {failed}"


def _gather_region(name: str, entries: Sequence[SiteEntry], reports: Path) -> _Region:
    below = [entry for entry in entries if entry.level != "region"]
    return _Region(
        name=name,
        units=_gather_units([entry for entry in entries if entry.level == "region"], reports),
        consortia=tuple(
            _Consortium(
                name=consortium,
                units=_gather_units([entry for entry in own if entry.level == "consortium"], reports),
                libraries=_gather_units([entry for entry in own if entry.level == "library"], reports),
            )
            for consortium, own in _group(below, lambda e: e.consortium)
        ),
    )


def _gather_units(entries: Sequence[SiteEntry], reports: Path) -> tuple[_Unit, ...]:
    return tuple(
        _Unit(anchor=f"yksikko-{unit_id}", name=own[0].unit, periods=_gather_periods(own, reports))
        for unit_id, own in _group(entries, lambda e: e.unit_id)
    )


def _gather_periods(entries: Sequence[SiteEntry], reports: Path) -> tuple[_Period, ...]:
    """Gather periods, the newest first."""
    grouped = sorted(
        _group(entries, lambda e: e.period), key=lambda pair: parse_period(pair[0]), reverse=True
    )
    return tuple(
        _Period(own[0].period_name, tuple(_make_line(entry, reports) for entry in own))
        for _period, own in grouped
    )


def _make_line(entry: SiteEntry, reports: Path) -> _Line:
    relative = Path(os.path.relpath(entry.report.html, reports)).as_posix()
    return _Line(entry.title, entry.language, entry.report, quote(relative))


def _group(
    entries: Sequence[SiteEntry], key: Callable[[SiteEntry], str]
) -> list[tuple[str, list[SiteEntry]]]:
    """Group entries by a key, groups in the order of their names, the nameless last, entries as given."""
    ordered = sorted(entries, key=lambda entry: (not key(entry), key(entry).casefold(), key(entry)))
    return [(name, list(own)) for name, own in groupby(ordered, key=key)]
