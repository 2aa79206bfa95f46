"""A file to readings: the one place that knows which reader is for which kind of file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.containers import MAX_CELLS_COUNT, Container, detect_container
from aspa_analysis.ingest.delimited import parse_delimited
from aspa_analysis.ingest.encodings import decode_text
from aspa_analysis.ingest.files import read_content
from aspa_analysis.ingest.grids import Grid
from aspa_analysis.ingest.html_tables import read_html_tables
from aspa_analysis.ingest.json_answers import read_json
from aspa_analysis.ingest.readings import Reading, interpret_grid, make_reading
from aspa_analysis.ingest.sheets import read_sheets
from aspa_analysis.ingest.sources import SourceMap
from aspa_analysis.ingest.spss import read_spss
from aspa_analysis.ingest.structure_labels import find_structure, label_columns

_KIND_NAMES: dict[Container, str] = {
    "xlsx": "an XLSX workbook",
    "xls": "an XLS workbook",
    "ods": "an ODS sheet",
    "text": "separated text",
    "html": "an HTML page",
    "json": "JSON",
    "spss": "an SPSS file",
}
_SUFFIXES: dict[str, tuple[Container, ...]] = {
    ".csv": ("text",), ".tsv": ("text",), ".tab": ("text",), ".txt": ("text",), ".xlsx": ("xlsx",),
    ".xlsm": ("xlsx",), ".xls": ("xls",), ".ods": ("ods",), ".html": ("html",), ".htm": ("html",),
    ".json": ("json",), ".sav": ("spss",), ".zsav": ("spss",),
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A file's readings, the encoding of its text and what was inferred."""

    readings: list[Reading]
    encoding: str | None
    notes: list[str]


def open_file(path: Path, told: SourceMap | None) -> Opened:
    """Read a file of any known kind.

    Parameters
    ----------
    path : Path
        The file.
    told : SourceMap or None
        What its source map says of sheet, heading row, separator, encoding and structure.

    Returns
    -------
    Opened
        At least one reading.

    Raises
    ------
    InputError
        If the file is missing, empty, damaged, protected, too large, or no table.
    """
    content = read_content(path)
    container = detect_container(content, name=path.name)
    opened = _read(path, content, container, told)
    notes = [*_note_name(path, container), *opened.notes]
    readings, more = _label_readings(path, opened.readings, told)
    return Opened(readings, opened.encoding, [*notes, *more])


def _read(path: Path, content: bytes, container: Container, told: SourceMap | None) -> Opened:
    if container == "spss":
        found = read_spss(path, max_cells=MAX_CELLS_COUNT)
        reading = make_reading(found.rows, found.columns, "spss", codes=found.codes, weight=found.weight)
        return Opened([reading], found.encoding, found.notes)
    if container in ("xlsx", "xls", "ods"):
        grids, notes = read_sheets(content, name=path.name, sheet=told.sheet if told else None)
        return Opened(_interpret(path, grids, told, plain="xlsx"), None, notes)
    decoded = decode_text(content, name=path.name, encoding=told.encoding if told else None)
    notes = list(decoded.notes)
    if container == "json":
        table = read_json(decoded.text, name=path.name, max_cells=MAX_CELLS_COUNT)
        return Opened(
            [make_reading(table.rows, table.columns, table.format)], decoded.encoding, [*notes, *table.notes]
        )
    if container == "html":
        grids, more = read_html_tables(decoded.text, name=path.name, max_cells=MAX_CELLS_COUNT)
        return Opened(_interpret(path, grids, told, plain="html"), decoded.encoding, [*notes, *more])
    grid, _, more = parse_delimited(decoded.text, delimiter=told.delimiter if told else None)
    return Opened(_interpret(path, [grid], told, plain="csv"), decoded.encoding, [*notes, *more])


def _interpret(path: Path, grids: list[Grid], told: SourceMap | None, *, plain: str) -> list[Reading]:
    header_row = told.header_row if told else None
    filled = [grid for grid in grids if any(not row.is_blank for row in grid.rows)]
    if not filled:
        raise InputError(f"{path.name} is empty: no sheet holds a filled cell; export it again")
    carried = told.carry_down if told else ()
    return [interpret_grid(g, header_row=header_row, plain=plain, carry_down=carried) for g in filled]


def _note_name(path: Path, container: Container) -> list[str]:
    suffix = path.suffix.lower()
    expected = _SUFFIXES.get(suffix)
    if expected and container not in expected:
        return [f"content: {_KIND_NAMES[container]}, although the name ends in {suffix}"]
    return [f"content: {_KIND_NAMES[container]}"] if container in ("xlsx", "xls", "ods", "html") else []


def _label_readings(
    path: Path, readings: list[Reading], told: SourceMap | None
) -> tuple[list[Reading], list[str]]:
    """Take the wordings of a LimeSurvey export from the survey's structure, when that lies beside it."""
    named = told.structure if told else None
    if readings[0].format != "limesurvey" or len(readings) > 1:
        return readings, []
    structure, notes = find_structure(path, readings[0].columns, named=named)
    if structure is None:
        return readings, notes
    columns, codes = label_columns(structure, readings[0].columns)
    return [replace(readings[0], columns=columns, codes=codes)], notes
