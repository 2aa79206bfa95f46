"""Logs kept by hand: a day written once in cells that are merged over the rows of that day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from aspa_analysis.ingest.grids import Cells, Grid, GridRow, fold
from aspa_analysis.ingest.values import is_date_like

_DATE_SHARE = 0.6  # a short log may have as many titles and totals in its first column


def carry_days_down(
    grid: Grid, position: int, names: Cells, *, wanted: Collection[str] = ()
) -> tuple[Grid, list[str]]:
    """Carry days down over merged cells, in columns of dates only.

    Parameters
    ----------
    grid : Grid
        Cells, with the ranges that are merged.
    position : int
        Index of the first row below the headings.
    names : list of str
        Names of the columns.
    wanted : collection of str
        Columns whose every empty cell means what stands above it, as the source map says.

    Returns
    -------
    grid : Grid
        The grid, with each merged day in every row that it covers and that holds something else.
    notes : list of str
        How many rows got their day so, and how many rows of a column of dates have none.
    """
    body = grid.rows[position:]
    filled = {index: list(row.cells) for index, row in enumerate(body) if not row.is_blank}
    notes = _carry_wanted(filled, names, wanted)
    for column in _find_date_columns(body, len(names)):
        count = sum(
            _fill_range(filled, (top - position, bottom - position), column)
            for top, left, bottom, right in grid.merged
            if left == column == right and top >= position
        )
        if count:
            notes.append(
                f"dates: '{names[column]}' has merged cells; the day was carried down to {count} rows"
            )
        notes += _note_missing(filled, column, names[column])
    if not notes:
        return grid, []
    rows = [GridRow(row.number, filled.get(index, row.cells)) for index, row in enumerate(body)]
    return replace(grid, rows=[*grid.rows[:position], *rows]), notes


def _carry_wanted(filled: dict[int, Cells], names: Cells, wanted: Collection[str]) -> list[str]:
    keys, notes = {fold(name) for name in wanted}, []
    for column, name in enumerate(names):
        if fold(name) not in keys:
            continue
        above, count = "", 0
        for cells in filled.values():
            cells.extend([""] * (column + 1 - len(cells)))
            is_empty = not cells[column].strip()
            count += is_empty and bool(above)
            above = cells[column] = above if is_empty else cells[column]
        notes.append(f"'{name}': the cell above was carried down to {count} rows, as the source map says")
    return notes


def _find_date_columns(body: list[GridRow], width: int) -> list[int]:
    found = []
    for column in range(width):
        cells = [row.cells[column] for row in body if len(row.cells) > column and row.cells[column].strip()]
        if len(cells) > 1 and sum(map(is_date_like, cells)) >= _DATE_SHARE * len(cells):
            found.append(column)
    return found


def _fill_range(filled: dict[int, Cells], rows: tuple[int, int], column: int) -> int:
    top, bottom = rows
    day = filled[top][column] if top in filled and column < len(filled[top]) else ""
    if not is_date_like(day):
        return 0
    count = 0
    for index in range(top + 1, bottom + 1):
        cells = filled.get(index)
        if cells is not None and column < len(cells) and not cells[column].strip():
            cells[column] = day
            count += 1
    return count


def _note_missing(filled: dict[int, Cells], column: int, name: str) -> list[str]:
    """Say where days look as if they were meant to go on downwards: the first has one, some below none."""
    cells = [cells[column].strip() if column < len(cells) else "" for cells in filled.values()]
    missing = sum(not cell for cell in cells)
    if not missing or not cells[0] or column > 1 or missing < 0.1 * len(cells):
        return []
    remedy = f'write carry_down = ["{name}"] in the source map'
    return [f"dates: {missing} rows have no day in '{name}'; if the day above is meant, {remedy}"]
