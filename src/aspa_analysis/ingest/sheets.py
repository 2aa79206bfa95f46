"""Workbooks (XLSX, ODS, XLS) to grids, a grid a sheet, by python-calamine."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.grids import Grid, GridRow
from aspa_analysis.ingest.hidden_rows import find_hidden_rows

_VISIBLE = "Visible"


def read_sheets(content: bytes, *, name: str, sheet: str | None = None) -> tuple[list[Grid], list[str]]:
    """Read the sheets of a workbook.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name, for messages.
    sheet : str, optional
        The only sheet to read, even when it is hidden.

    Returns
    -------
    grids : list of Grid
        The sheets that hold something; values as text (dates as 2024-10-03, whole numbers without
        a decimal point), formulas as their last result.
    notes : list of str
        Sheets that were left out.

    Raises
    ------
    InputError
        If the workbook is damaged or protected, or the sheet is missing.
    """
    try:
        return _read_workbook(content, name, sheet)
    except InputError:
        raise
    except BaseException as error:
        # A panic inside calamine is no Exception; anything else of that kind (Ctrl-C) passes on.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        kind = type(error).__name__
    if kind == "PasswordError":
        raise InputError(f"{name} is protected by a password; save it in Excel without one")
    raise InputError(
        f"{name} is damaged: its sheets cannot be read ({kind}); open it in Excel and save it again"
    )


def _read_workbook(content: bytes, name: str, sheet: str | None) -> tuple[list[Grid], list[str]]:
    import python_calamine

    book = python_calamine.load_workbook(io.BytesIO(content))
    names = list(book.sheet_names)
    if sheet is not None and sheet not in names:
        raise InputError(
            f"{name} has no sheet '{sheet}', it has {len(names)}; correct 'sheet' in the source map"
        )
    hidden = [meta.name for meta in book.sheets_metadata if not str(meta.visible).endswith(_VISIBLE)]
    notes, grids = [], []
    for title in [sheet] if sheet else names:
        if title in hidden and sheet is None:
            notes.append(f"sheet '{title}' is hidden and was not read; name it with 'sheet' if it is wanted")
            continue
        grid = _read_sheet(book.get_sheet_by_name(title), title)
        if grid.rows:
            grids.append(grid)
    return grids, [*notes, *_note_hidden_rows(content, {grid.name for grid in grids})]


def _note_hidden_rows(content: bytes, titles: set[str]) -> list[str]:
    if not content.startswith(b"PK"):
        return []
    found = {title: rows for title, rows in find_hidden_rows(content).items() if title in titles}
    return [
        f"sheet '{title}': {len(rows)} rows are hidden (row {', '.join(map(str, rows[:5]))}"
        f"{' …' if len(rows) > 5 else ''}) and were read all the same"
        for title, rows in found.items()
    ]


def _read_sheet(sheet: Any, title: str) -> Grid:
    raw = sheet.to_python(skip_empty_area=False)
    rows = [GridRow(number, [show_cell(cell) for cell in cells]) for number, cells in enumerate(raw, start=1)]
    width = max((i + 1 for row in rows for i, cell in enumerate(row.cells) if cell.strip()), default=0)
    kept = [GridRow(row.number, row.cells[:width]) for row in rows] if width else []
    return Grid(kept, name=title, merged=_list_merged(sheet, rows_count=len(kept)))


def _list_merged(sheet: Any, *, rows_count: int) -> tuple[tuple[int, int, int, int], ...]:
    """List merged ranges of several rows, cut to the sheet; of two that overlap only the upper counts."""
    ranges = sorted(
        (left, top, right, min(bottom, rows_count - 1))
        for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or ()
        if bottom > top
    )
    kept: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in ranges:
        if not kept or kept[-1][1] != left or kept[-1][2] < top:
            kept.append((top, left, bottom, right))
    return tuple(kept)


def show_cell(value: Any) -> str:
    """Write a cell's value as text, as plainly as the sheet shows it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, date | time | timedelta):
        return _show_moment(value)
    return "" if value is None else str(value)


def _show_moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return _show_duration(value) if isinstance(value, timedelta) else value.isoformat()


def _show_duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
