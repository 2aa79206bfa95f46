"""Notes by service point, where no row tells of a handful of people."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.registry import Library
from aspa_analysis.reporting.blocks import Block, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.numbers import show_count
from aspa_analysis.reporting.quotes import is_small_staff

MIN_MERGED_COUNT = 2


def tabulate_points(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Count the notes of each service point; points with few members of staff stand together.

    Parameters
    ----------
    report : Report
        The report; nothing is shown for other units than libraries.
    notes : pandas.DataFrame
        The period's notes.

    Returns
    -------
    list of Block
        A table when at least two rows are left, else nothing.
    """
    library = find_library(report)
    if library is None or notes["service_point"].nunique() < 2:
        return []
    counts = notes.groupby(notes["service_point"].fillna(""), sort=False)["similar_count"].sum()
    merged = merge_small_points(report, library, counts)
    names = {p.id: p.name for p in library.service_point}
    rows = [(names[p], int(counts[p])) for p in names if p in counts.index and p not in merged]
    left = [int(counts[p]) for p in counts.index if p and p not in names]
    unknown = sum(left) + int(counts.get("", 0))
    rows += [(report.say("digest.unknown_point"), unknown)] if unknown else []
    if merged:
        total = sum(int(counts.get(point, 0)) for point in merged)
        rows.append((report.say("digest.other_points"), total))
    if len(rows) < 2:
        return []
    columns = [report.say("column.point"), report.say("column.notes")]
    frame = pd.DataFrame([(name, show_count(report, count)) for name, count in rows], columns=columns)
    caption = report.say("digest.points_caption", period=report.wording.period(report.period))
    return [Table(frame, caption, note=report.say("digest.points_note"))]


def find_library(report: Report) -> Library | None:
    """Find the library that the report is about; None for a consortium or region."""
    return next((m for m in report.registry.library if m.id == report.unit.id), None)


def merge_small_points(report: Report, library: Library, counts: pd.Series) -> set[str]:
    """Choose the service points whose numbers stand together.

    Parameters
    ----------
    report : Report
        The report; the analyst sees each point.
    library : Library
        The library.
    counts : pandas.Series
        Notes (or rows) by id of the service point.

    Returns
    -------
    set of str
        Ids of the points with few members of staff and, until there are two points and enough people
        together, of those with the fewest notes.
    """
    staff = {p.id: p.staff_count for p in library.service_point if p.id in counts.index}
    merged = {point for point, count in staff.items() if is_small_staff(report, count)}
    if not merged:
        return set()
    rest = sorted(staff.keys() - merged, key=lambda point: (int(counts[point]), point))
    for point in rest:
        people = sum(staff[p] for p in merged)
        if len(merged) >= MIN_MERGED_COUNT and not is_small_staff(report, people):
            break
        merged.add(point)
    return merged
