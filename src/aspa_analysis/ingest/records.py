"""The rows below the headings: which are records, which are refused and why."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aspa_analysis.ingest.grids import Cells, Grid, GridRow, count_filled, fold
from aspa_analysis.ingest.headers import Header
from aspa_analysis.ingest.values import is_number

REFUSED_COLUMNS = ["source_row", "column", "reason", "cells"]
SUMMARY_LABELS = frozenset({
    "keskiarvo", "ka", "ka.", "yht", "yht.", "yhteensä", "summa", "total", "sum", "totals", "grand total",
    "average",
    "mean", "median", "mediaani", "keskihajonta", "medelvärde", "totalt", "medel", "kaikki yhteensä", "avg",
})  # fmt: skip


@dataclass(frozen=True)
class Records:
    """Rows of data as cells, refused rows, and what was inferred on the way.

    Attributes
    ----------
    rows : list of GridRow
        Records, each with as many cells as there are columns.
    refused : list of dict
        Refused rows: source_row, column, reason, cells.
    notes : list of str
        What was done to which rows.
    """

    rows: list[GridRow]
    refused: list[dict[str, object]]
    notes: list[str]


def sort_rows(grid: Grid, header: Header, names: Cells) -> Records:
    """Sort the rows below the headings into records and refused rows.

    Parameters
    ----------
    grid : Grid
        The grid.
    header : Header
        Its headings.
    names : list of str
        Names of the columns.

    Returns
    -------
    Records
        Blank rows are in neither; every other row is in exactly one.
    """
    heads = [_make_key(header.questions), _make_key(header.options or header.questions)]
    rows: list[GridRow] = []
    refused: list[dict[str, object]] = []
    short: list[int] = []
    body = grid.rows[header.position :]
    for row in body:
        if row.is_blank:
            continue
        fault = _find_fault(row, len(names), heads, is_cut=row.number in grid.truncated)
        if fault:
            refused.append(refuse_row(row, names, fault))
            continue
        if len(row.cells) < len(names):
            short.append(row.number)
        cells = row.cells[: len(names)]
        rows.append(GridRow(row.number, cells + [""] * (len(names) - len(cells))))
    return Records(rows, refused, _note_rows(body, short, len(refused)))


def _make_key(cells: Cells) -> tuple[str, ...]:
    key = [fold(cell) for cell in cells]
    while key and not key[-1]:
        key.pop()
    return tuple(key)


def _find_fault(row: GridRow, width: int, heads: list[tuple[str, ...]], *, is_cut: bool) -> str | None:
    if is_cut:
        return "the file ends inside a quoted cell of this row; export it again"
    extra = count_filled(row.cells[width:])
    if extra:
        return (
            f"{len(row.cells)} cells, expected {width}: a separator or quotation mark inside a text; "
            "correct the row or export as XLSX"
        )
    if _repeats(row.cells, heads):
        return "the headings repeated"
    if _is_summary(row.cells):
        return "a total or average, not a record"
    return None


def _repeats(cells: Cells, heads: list[tuple[str, ...]]) -> bool:
    # The first cell decides for nearly all rows, and is quick.
    first = fold(cells[0])
    return any(head[:1] == (first,) and head == _make_key(cells) for head in heads)


def _is_summary(cells: Cells) -> bool:
    first = next((i for i, cell in enumerate(cells) if cell.strip()), 0)
    label = fold(cells[first]).rstrip(":") if cells else ""
    others = [cell for cell in cells[first + 1 :] if cell.strip()]
    is_named = (bool(others) and label in SUMMARY_LABELS) or _names_total(label, has_numbers=bool(others))
    return first < 3 and is_named and all(is_number(cell.strip("% ")) for cell in others)


def _names_total(label: str, *, has_numbers: bool) -> bool:
    """Tell "YHT. 12" and "lokakuu yht." from a text that merely speaks of a sum."""
    words = label.split()
    if 2 <= len(words) <= 3 and words[0].rstrip(":=") in SUMMARY_LABELS and is_number(words[1]):
        return True
    return has_numbers and 2 <= len(words) <= 3 and words[-1] in SUMMARY_LABELS


def refuse_row(row: GridRow, names: Cells, reason: str) -> dict[str, object]:
    """Describe a refused row; its cells stay in memory until they are redacted."""
    labels = names + [f"column_{i}" for i in range(len(names) + 1, len(row.cells) + 1)]
    cells = {label: cell for label, cell in zip(labels, row.cells, strict=False) if cell.strip()}
    return {"source_row": row.number, "column": None, "reason": reason, "cells": cells}


def _note_rows(body: list[GridRow], short: list[int], refused_count: int) -> list[str]:
    notes = []
    last = max((i for i, row in enumerate(body) if not row.is_blank), default=-1)
    blank = sum(row.is_blank for row in body[: last + 1])
    if blank:
        notes.append(f"rows: {blank} blank rows between the others were passed over")
    if short:
        listed = ", ".join(map(str, short[:5])) + (" …" if len(short) > 5 else "")
        notes.append(
            f"rows: {len(short)} had too few cells and were filled up with empty ones (row {listed})"
        )
    if refused_count:
        notes.append(f"rows: {refused_count} were refused")
    return notes


def make_frame(rows: list[GridRow], names: Cells) -> pd.DataFrame:
    """Make a frame of strings from records; empty cells are missing, the index is the source row."""
    index = pd.Index([row.number for row in rows], name="source_row", dtype="int64")
    columns = {
        name: pd.array([row.cells[i] if row.cells[i].strip() else None for row in rows], dtype="str")
        for i, name in enumerate(names)
    }
    return pd.DataFrame(columns, index=index)


def make_refused(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Make the frame of refused rows."""
    return pd.DataFrame(rows, columns=REFUSED_COLUMNS)
