"""Grids with their headings understood: what every kind of file is turned into before it is a table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from aspa_analysis.ingest.columncodes import ColumnCodes
from aspa_analysis.ingest.daylogs import carry_days_down
from aspa_analysis.ingest.grids import Grid, GridRow, fold
from aspa_analysis.ingest.headers import Header, find_header
from aspa_analysis.ingest.layouts import ColumnHeading, describe_headings, recognise_layout


@dataclass(frozen=True)
class Reading:
    """A grid with its headings understood.

    Attributes
    ----------
    grid, header : Grid, Header
        Cells, and where the headings are.
    format : str
        Which program made it.
    columns : list of ColumnHeading
        A heading a column.
    notes : list of str
        What was inferred.
    codes : mapping of str to ColumnCodes
        Column → what its answers stand for, where the file says so.
    weight : str or None
        Column that the file itself declares to be its weight.
    """

    grid: Grid
    header: Header
    format: str
    columns: list[ColumnHeading]
    notes: list[str]
    codes: Mapping[str, ColumnCodes] = field(default_factory=dict)
    weight: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The headings, folded: readings with the same key can be stacked."""
        return tuple(fold(column.column) for column in self.columns)

    @property
    def rows_count(self) -> int:
        """Rows below the headings that hold something."""
        return sum(not row.is_blank for row in self.grid.rows[self.header.position :])


def interpret_grid(
    grid: Grid, *, header_row: int | None, plain: str, carry_down: Collection[str] = ()
) -> Reading:
    """Find a grid's headings and understand them.

    Parameters
    ----------
    grid : Grid
        Cells, with at least one row that is not blank.
    header_row : int, optional
        Number of the heading row, when it is known.
    plain : str
        Format when no program is recognised.
    carry_down : collection of str
        Columns whose empty cells mean what stands above them.

    Returns
    -------
    Reading
        The grid with its headings; days of merged cells are carried down.

    Raises
    ------
    InputError
        If the row that was named holds no headings.
    """
    shifted, notes = _shift_row_names(grid)
    header = _trim_header(shifted, find_header(shifted, header_row=header_row))
    layout, evidence = recognise_layout(header, plain=plain)
    columns, more = describe_headings(header, layout=layout)
    names = [column.column for column in columns]
    filled, carried = carry_days_down(shifted, header.position, names, wanted=carry_down)
    return Reading(filled, header, layout, columns, [*notes, *header.notes, evidence, *more, *carried])


def make_reading(
    rows: list[GridRow],
    columns: list[ColumnHeading],
    layout: str,
    *,
    codes: Mapping[str, ColumnCodes] | None = None,
    weight: str | None = None,
) -> Reading:
    """Make a reading of a file that is a table by its nature and needs no headings found.

    Parameters
    ----------
    rows : list of GridRow
        Its rows.
    columns : list of ColumnHeading
        Its columns.
    layout : str
        Its format.
    codes, weight
        As in :class:`Reading`.

    Returns
    -------
    Reading
        The table.
    """
    header = Header(0, [column.column for column in columns], None, [], ())
    return Reading(Grid(rows), header, layout, columns, [], codes or {}, weight)


def _shift_row_names(grid: Grid) -> tuple[Grid, list[str]]:
    """Give a heading to R's row names: every row then has one cell more than the headings."""
    rows = [row for row in grid.rows if not row.is_blank]
    if not grid.is_ragged or len(rows) < 3:
        return grid, []
    width = len(rows[0].cells)
    longer = sum(len(row.cells) == width + 1 and bool(row.cells[-1].strip()) for row in rows[1:])
    if width < 2 or longer < 0.9 * (len(rows) - 1):
        return grid, []
    first = grid.rows.index(rows[0])
    shifted = GridRow(rows[0].number, ["", *rows[0].cells])
    note = "headings: one fewer than cells in a row; the first column was taken for row names"
    return replace(grid, rows=[*grid.rows[:first], shifted, *grid.rows[first + 1 :]]), [note]


def _trim_header(grid: Grid, header: Header) -> Header:
    """Drop columns to the right that have neither heading nor content; widen a sheet's to its content."""
    body = [row.cells for row in grid.rows[header.position :]]
    filled = max((i + 1 for cells in body for i, cell in enumerate(cells) if cell.strip()), default=0)
    named = max((i + 1 for i, text in enumerate(header.questions) if text.strip()), default=0)
    limit = max(filled, named)
    width = max(min(limit, len(header.questions)) if grid.is_ragged else limit, 1)
    questions = (header.questions + [""] * width)[:width]
    options = (header.options + [""] * width)[:width] if header.options else None
    return replace(header, questions=questions, options=options)
