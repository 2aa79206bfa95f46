"""A file of any known layout to a table of strings: the public ``read_export``."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from aspa_analysis.forms import LIBRARY_LABEL
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.headers import Header
from aspa_analysis.ingest.kinds import describe_items
from aspa_analysis.ingest.layouts import ColumnHeading
from aspa_analysis.ingest.opening import Opened, open_file
from aspa_analysis.ingest.readings import Reading
from aspa_analysis.ingest.records import make_frame, make_refused, sort_rows
from aspa_analysis.ingest.sources import SourceMap, resolve_source

SHEET_COLUMN = "sheet"


@dataclass(frozen=True)
class Export:
    """An export as it was given, with nothing interpreted away.

    Attributes
    ----------
    format : str
        ``csv``, ``xlsx`` (any workbook), ``html``, ``json``, ``spss``, ``limesurvey``, ``surveymonkey``,
        ``webropol``, ``microsoft_forms``, ``google_forms``, ``form:F1`` or ``form:activity``.
    encoding : str or None
        Encoding of a text file.
    table : pandas.DataFrame
        A row per record, strings as given, missing where empty. The index ``source_row`` is the row
        of the file or sheet, the first being 1.
    items : pandas.DataFrame
        A row per column: column, code, subcode, question, option, kind, filled_share, evidence,
        labels (answer → its label, where the file or the survey's structure says so) and missing
        (answers that the file declares to be none).
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


def read_export(path: Path | str, source: SourceMap | Path | str | None = None) -> Export:
    """Read an export of any known layout.

    Text in any usual encoding and with any separator, workbooks (XLSX, ODS, XLS), HTML tables, JSON and
    SPSS files are recognised by their content; titles above the headings, two heading rows, blank rows,
    totals, merged days and sheets with the same headings are understood. A LimeSurvey export takes its
    wordings from the survey's structure (.lss) beside it. Nothing is guessed silently: see ``notes``.

    Parameters
    ----------
    path : Path or str
        The file.
    source : SourceMap, Path, str or None
        A source map, its file or its name; only how to read (``sheet``, ``header_row``, ``delimiter``,
        ``encoding``, ``structure``, ``carry_down``) matters here.

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
    told = resolve_source(source)
    opened = open_file(Path(path), told)
    # A map may name the sheet as the service point even when the workbook has only one.
    wants_sheet = told is not None and SHEET_COLUMN in told.columns.values()
    return _assemble(opened, wants_sheet=wants_sheet)


def _assemble(opened: Opened, *, wants_sheet: bool) -> Export:
    wanted = _choose_readings(opened.readings)
    first = wanted[0]
    names = [column.column for column in first.columns]
    notes = [*opened.notes, *first.notes, *_note_left_out(opened.readings, wanted)]
    frames: list[pd.DataFrame] = []
    refused: list[dict[str, object]] = []
    offset = 0
    for reading in wanted:
        records = sort_rows(reading.grid, reading.header, names)
        frame = make_frame(records.rows, names)
        named = bool(reading.grid.name) and (wants_sheet or len(wanted) > 1)
        frames.append(_add_context(frame.set_axis(frame.index + offset), reading, with_sheet=named))
        refused += [row | {"source_row": int(str(row["source_row"])) + offset} for row in records.refused]
        label = f"sheet '{reading.grid.name}': " if len(wanted) > 1 else ""
        notes += [label + note for note in records.notes]
        if len(wanted) > 1:
            notes.append(f"{label}{len(frame)} records; its row 1 is row {offset + 1} here")
        offset += reading.grid.rows[-1].number
    table = pd.concat(frames) if len(frames) > 1 else frames[0]
    table.index.name = "source_row"
    extra = [ColumnHeading(c, c, "", c, "") for c in table.columns if c not in names]
    items = describe_items(table, [*first.columns, *extra], codes=first.codes, weight=first.weight)
    if table.empty:
        notes.append("rows: none below the headings")
    return Export(first.format, opened.encoding, table, items, make_refused(refused), notes)


def _choose_readings(readings: list[Reading]) -> list[Reading]:
    """Choose the sheets to read: forms first, else those that share the headings with the most rows."""
    forms = [reading for reading in readings if reading.format.startswith("form:")]
    pool = forms or readings
    totals: dict[tuple[str, ...], int] = {}
    for reading in pool:
        totals[reading.key] = totals.get(reading.key, 0) + reading.rows_count
    best = max(totals, key=lambda key: totals[key])
    return [reading for reading in pool if reading.key == best]


def _note_left_out(readings: list[Reading], wanted: list[Reading]) -> list[str]:
    kept = {id(reading) for reading in wanted}
    return [
        f"sheet '{reading.grid.name}' has other headings and was not read ({reading.rows_count} rows); "
        "name it with 'sheet' in a source map if it is wanted"
        for reading in readings
        if id(reading) not in kept
    ]


def _add_context(frame: pd.DataFrame, reading: Reading, *, with_sheet: bool) -> pd.DataFrame:
    """Add what lies outside the table: the sheet's name, the library in a form's head."""
    added = frame
    if reading.format.startswith("form:") and LIBRARY_LABEL not in frame.columns:
        added = added.assign(**{LIBRARY_LABEL: _find_form_library(reading.header)})
    if with_sheet and SHEET_COLUMN not in frame.columns:
        added = added.assign(**{SHEET_COLUMN: reading.grid.name})
    return added.astype("str")


def _find_form_library(header: Header) -> str | None:
    for row in header.above:
        filled = [cell.strip() for cell in row.cells if cell.strip()]
        if filled and fold(filled[0]).rstrip(":") == fold(LIBRARY_LABEL):
            return filled[1] if len(filled) > 1 else None
    return None
