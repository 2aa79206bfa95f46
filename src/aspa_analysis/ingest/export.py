"""A file of any known layout to a table of strings: the public ``read_export``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from aspa_analysis.errors import InputError
from aspa_analysis.forms import LIBRARY_LABEL
from aspa_analysis.ingest.containers import Container, detect_container
from aspa_analysis.ingest.delimited import parse_delimited
from aspa_analysis.ingest.encodings import decode_text
from aspa_analysis.ingest.files import read_content
from aspa_analysis.ingest.grids import Grid, GridRow, fold
from aspa_analysis.ingest.headers import Header, find_header
from aspa_analysis.ingest.kinds import describe_items
from aspa_analysis.ingest.layouts import ColumnHeading, describe_headings, recognise_layout
from aspa_analysis.ingest.records import make_frame, make_refused, sort_rows
from aspa_analysis.ingest.sheets import read_sheets
from aspa_analysis.ingest.sources import SourceMap, resolve_source

SHEET_COLUMN = "sheet"
_KIND_NAMES = {
    "xlsx": "an XLSX workbook",
    "xls": "an XLS workbook",
    "ods": "an ODS sheet",
}


@dataclass(frozen=True)
class Export:
    """An export as it was given, with nothing interpreted away.

    Attributes
    ----------
    format : str
        ``csv``, ``xlsx`` (any workbook), ``limesurvey``, ``surveymonkey``, ``webropol``, ``form:F1`` or
        ``form:activity``.
    encoding : str or None
        Encoding of a text file.
    table : pandas.DataFrame
        A row per record, strings as given, missing where empty. The index ``source_row`` is the row
        of the file or sheet, the first being 1.
    items : pandas.DataFrame
        A row per column: column, code, subcode, question, option, kind, filled_share, evidence.
    refused : pandas.DataFrame
        Rows that are no records: source_row, column, reason, cells (raw: never write them unredacted).
    notes : list of str
        Every inference, without cell values.
    """

    format: str
    encoding: str | None
    table: pd.DataFrame
    items: pd.DataFrame
    refused: pd.DataFrame
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Reading:
    """A grid with its headings understood."""

    grid: Grid
    header: Header
    format: str
    columns: list[ColumnHeading]
    notes: list[str]

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(fold(column.column) for column in self.columns)

    @property
    def rows_count(self) -> int:
        return sum(not row.is_blank for row in self.grid.rows[self.header.position :])


def read_export(path: Path | str, source: SourceMap | Path | str | None = None) -> Export:
    """Read an export of any known layout.

    Text in any usual encoding and with any separator, and workbooks (XLSX, ODS, XLS), are recognised by
    their content; titles above the headings, two heading rows, blank rows, totals and sheets with the
    same headings are understood. Nothing is guessed silently: see ``notes``.

    Parameters
    ----------
    path : Path or str
        The file.
    source : SourceMap, Path, str or None
        A source map, its file or its name; only its ``sheet``, ``header_row``, ``delimiter`` and
        ``encoding`` matter here.

    Returns
    -------
    Export
        The table, its columns' meanings, refused rows and notes.

    Raises
    ------
    InputError
        If the file is missing, empty, damaged, protected, too large, or no table.
    SettingsError
        If the source map is missing or not understood.
    """
    path = Path(path)
    told = resolve_source(source)
    content = read_content(path)
    container = detect_container(content, name=path.name)
    notes = _note_name(path, container)
    encoding: str | None = None
    if container == "text":
        decoded = decode_text(content, name=path.name, encoding=told.encoding if told else None)
        encoding = decoded.encoding
        grid, _, more = parse_delimited(decoded.text, delimiter=told.delimiter if told else None)
        grids, notes = [grid], [*notes, *decoded.notes, *more]
    else:
        grids, more = read_sheets(content, name=path.name, sheet=told.sheet if told else None)
        notes += more
    header_row = told.header_row if told else None
    readings = [
        _interpret(g, header_row=header_row, is_workbook=container != "text")
        for g in grids
        if _has_content(g)
    ]
    if not readings:
        raise InputError(f"{path.name} is empty: no sheet holds a filled cell; export it again")
    return _assemble(readings, encoding=encoding, notes=notes)


def _has_content(grid: Grid) -> bool:
    return any(not row.is_blank for row in grid.rows)


def _note_name(path: Path, container: Container) -> list[str]:
    suffix = path.suffix.lower()
    is_text_name = suffix in {".csv", ".tsv", ".txt", ".tab"}
    if container == "text":
        is_odd = suffix in {".xlsx", ".xls", ".ods"}
        return [f"content: separated text, although the name ends in {suffix}"] if is_odd else []
    is_odd = is_text_name or (suffix in {".xlsx", ".xls", ".ods"} and suffix != f".{container}")
    return [
        f"content: {_KIND_NAMES[container]}" + (f", although the name ends in {suffix}" if is_odd else "")
    ]


def _interpret(grid: Grid, *, header_row: int | None, is_workbook: bool) -> _Reading:
    grid, notes = _shift_row_names(grid)
    header = _trim_header(grid, find_header(grid, header_row=header_row))
    layout, evidence = recognise_layout(header, is_workbook=is_workbook)
    columns, more = describe_headings(header, layout=layout)
    return _Reading(grid, header, layout, columns, [*notes, *header.notes, evidence, *more])


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


def _assemble(readings: list[_Reading], *, encoding: str | None, notes: list[str]) -> Export:
    wanted = _choose_readings(readings)
    first = wanted[0]
    names = [column.column for column in first.columns]
    notes = [*notes, *first.notes, *_note_left_out(readings, wanted)]
    frames: list[pd.DataFrame] = []
    refused: list[dict[str, object]] = []
    offset = 0
    for reading in wanted:
        records = sort_rows(reading.grid, reading.header, names)
        frame = make_frame(records.rows, names)
        frames.append(_add_context(frame.set_axis(frame.index + offset), reading, is_stacked=len(wanted) > 1))
        refused += [row | {"source_row": int(str(row["source_row"])) + offset} for row in records.refused]
        label = f"sheet '{reading.grid.name}': " if len(wanted) > 1 else ""
        notes += [label + note for note in records.notes]
        if len(wanted) > 1:
            notes.append(f"{label}{len(frame)} records; its row 1 is row {offset + 1} here")
        offset += reading.grid.rows[-1].number
    table = pd.concat(frames) if len(frames) > 1 else frames[0]
    table.index.name = "source_row"
    extra = [ColumnHeading(c, c, "", c, "") for c in table.columns if c not in names]
    items = describe_items(table, [*first.columns, *extra])
    if table.empty:
        notes.append("rows: none below the headings")
    return Export(first.format, encoding, table, items, make_refused(refused), notes)


def _choose_readings(readings: list[_Reading]) -> list[_Reading]:
    """Choose the sheets to read: forms first, else those that share the headings with the most rows."""
    forms = [reading for reading in readings if reading.format.startswith("form:")]
    pool = forms or readings
    totals: dict[tuple[str, ...], int] = {}
    for reading in pool:
        totals[reading.key] = totals.get(reading.key, 0) + reading.rows_count
    best = max(totals, key=lambda key: totals[key])
    return [reading for reading in pool if reading.key == best]


def _note_left_out(readings: list[_Reading], wanted: list[_Reading]) -> list[str]:
    kept = {id(reading) for reading in wanted}
    return [
        f"sheet '{reading.grid.name}' has other headings and was not read ({reading.rows_count} rows); "
        "name it with 'sheet' in a source map if it is wanted"
        for reading in readings
        if id(reading) not in kept
    ]


def _add_context(frame: pd.DataFrame, reading: _Reading, *, is_stacked: bool) -> pd.DataFrame:
    """Add what lies outside the table: the sheet's name, the library in a form's head."""
    added = frame
    if reading.format.startswith("form:") and LIBRARY_LABEL not in frame.columns:
        added = added.assign(**{LIBRARY_LABEL: _find_form_library(reading.header)})
    if is_stacked and SHEET_COLUMN not in frame.columns:
        added = added.assign(**{SHEET_COLUMN: reading.grid.name})
    return added.astype("str")


def _find_form_library(header: Header) -> str | None:
    for row in header.above:
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if filled and fold(filled[0]).rstrip(":") == fold(LIBRARY_LABEL):
            return filled[1] if len(filled) > 1 else None
    return None
