"""Visits, loans, opening hours and recording days: staged rows to the canonical table ``activity``."""

from __future__ import annotations

from datetime import date

import pandas as pd

from aspa_analysis.cleaning.cells import find_unknown, get_cells, parse_counts, parse_numbers
from aspa_analysis.cleaning.dates import name_months, parse_staged_dates
from aspa_analysis.cleaning.places import find_places
from aspa_analysis.cleaning.rejects import Cleaned, Fault, check_source, collect_rejected
from aspa_analysis.registry import Registry
from aspa_analysis.validation import validate

_COUNTS = ("visits_count", "loans_count", "recording_days_count")
_HOURS = ("staffed_h", "selfservice_h")


def clean_activity(
    staged: pd.DataFrame, registry: Registry, *, today: date, default_year: int | None = None
) -> Cleaned:
    """Make the canonical table ``activity`` from staged rows.

    Parameters
    ----------
    staged : pandas.DataFrame
        A row for each month: ``source_file, source_row, library, service_point, month`` and the figures.
    registry : Registry
        The libraries.
    today : datetime.date
        Later months are not believed.
    default_year : int, optional
        Year of the months that name none; without it, the latest that has passed.

    Returns
    -------
    Cleaned
        Rows in = rows of ``frame`` + rows of ``rejected``, exactly.

    Raises
    ------
    TableError
        If the rows lack their source or do not follow the schema.
    """
    rows = check_source(staged)
    places = find_places(rows, registry)
    cells = {name: _blank_dashes(get_cells(rows, name)) for name in (*_COUNTS, *_HOURS)}
    figures = {name: parse_counts(cells[name]) for name in _COUNTS}
    figures |= {name: _read_hours(cells[name]) for name in _HOURS}
    months = parse_staged_dates(rows, "month", today=today, default_year=default_year)
    made = rows[["source_file", "source_row"]].assign(
        library=places.library,
        service_point=places.service_point,
        month=name_months(months["date"].where(months["precision"].ne("week"))),
        **figures,
    )
    faults = [*places.faults, *_list_faults(made, get_cells(rows, "month"), cells)]
    rejected = collect_rejected(rows, faults)
    return Cleaned(validate("activity", made.drop(index=rejected.index)), rejected)


def _blank_dashes(cells: pd.Series) -> pd.Series:
    return cells.mask(cells.isin(["-", "–", "—"]))


def _read_hours(cells: pd.Series) -> pd.Series:
    hours = parse_numbers(cells)
    return hours.mask(hours.lt(0).fillna(value=False))


def _list_faults(made: pd.DataFrame, months: pd.Series, cells: dict[str, pd.Series]) -> list[Fault]:
    is_empty = pd.DataFrame(cells).isna().all(axis=1)
    return [
        Fault(
            "month",
            "kuukautta ei tunnistettu tai se on tulevaisuudessa; kirjoita se muodossa 10/2024",
            made["month"].isna(),
        ),
        Fault("visits_count", "rivillä ei ole yhtään lukua", is_empty & months.notna()),
        *(
            Fault(
                name,
                f"sarakkeessa {name} ei ole kelvollista lukua; korjaa solu",
                find_unknown(values, made[name]),
            )
            for name, values in cells.items()
        ),
    ]
