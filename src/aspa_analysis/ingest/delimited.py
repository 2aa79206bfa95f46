"""Separated text (CSV, TSV and their kin) to a grid."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from aspa_analysis.ingest.grids import Grid, GridRow

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_ROWS = 300
_SAMPLE_CHARS = 400_000
_LONGEST_CELL = 2**31 - 1
# A cell put after the end of the file: a quotation that was never closed swallows it.
_PROBE = "\x02"


def parse_delimited(text: str, *, delimiter: str | None = None) -> tuple[Grid, str, list[str]]:
    """Parse separated text.

    Parameters
    ----------
    text : str
        The file's text.
    delimiter : str, optional
        Separator to use without guessing.

    Returns
    -------
    grid : Grid
        Its rows; a quoted cell may hold line breaks and is one cell, so rows are numbered as a
        spreadsheet numbers them.
    delimiter : str
        The separator.
    notes : list of str
        What was inferred.
    """
    body, declared, skipped = _take_declaration(text)
    chosen = delimiter or declared
    if chosen is None:
        chosen, share = guess_delimiter(body)
        note = f"separator: {DELIMITER_NAMES[chosen]}; {share:.0%} of the rows then have equally many cells"
    else:
        origin = "the source map" if delimiter else "the file's first line 'sep='"
        note = f"separator: {DELIMITER_NAMES.get(chosen, 'another character')}, as {origin} says"
    rows, truncated, more_notes = _parse_rows(body, chosen, first=1 + skipped)
    return Grid(rows, is_ragged=True, truncated=truncated), chosen, [note, *more_notes]


def _take_declaration(text: str) -> tuple[str, str | None, int]:
    """Take off Excel's ``sep=;`` line, which counts as a row."""
    first, _, rest = text.partition("\n")
    line = first.rstrip("\r").strip('"')
    if line.casefold().startswith("sep=") and len(line) == 5:
        return rest, line[4], 1
    return text, None, 0


def guess_delimiter(text: str) -> tuple[str, float]:
    """Guess the separator: the one with which most rows have equally many cells, more than one.

    Parameters
    ----------
    text : str
        The file's text.

    Returns
    -------
    delimiter : str
        The separator; a comma when nothing separates.
    share : float
        Share of the rows that have the commonest number of cells.
    """
    best, best_key, best_share = ",", (0.0, 0, 0.0), 1.0
    for delimiter in DELIMITERS:
        widths = _count_widths(text[:_SAMPLE_CHARS], delimiter)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width = max(wide, key=lambda w: (wide[w], w))
        share = wide[width] / sum(widths.values())
        # Of two that separate equally well, the one that a sentence's own commas cannot explain.
        key = (round(share, 1), width, share)
        if key > best_key:
            best, best_key, best_share = delimiter, key, share
    return best, best_share


def _count_widths(text: str, delimiter: str) -> Counter[int]:
    widths: Counter[int] = Counter()
    with _long_cells():
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
            if number >= _SAMPLE_ROWS:
                break
            if any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
    return widths


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let csv read long cells; its limit is global, so it is put back."""
    previous = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(previous)


def _parse_rows(text: str, delimiter: str, *, first: int) -> tuple[list[GridRow], frozenset[int], list[str]]:
    gap = "" if text.endswith(("\n", "\r")) else "\n"
    rows: list[GridRow] = []
    start = line = 0
    with _long_cells():
        reader = csv.reader(io.StringIO(f"{text}{gap}{_PROBE}", newline=""), delimiter=delimiter)
        for number, cells in enumerate(reader, start=first):
            rows.append(GridRow(number, cells))
            start, line = line, reader.line_num
    if rows[-1].cells == [_PROBE]:
        return rows[:-1], frozenset(), []
    lines = list(io.StringIO(text, newline=""))
    return _reread_tail("".join(lines[start:]), delimiter, rows)


def _reread_tail(
    tail: str, delimiter: str, rows: list[GridRow]
) -> tuple[list[GridRow], frozenset[int], list[str]]:
    """Read again, a line a row, from the row whose quotation mark is never closed."""
    number = rows[-1].number
    with _long_cells():
        reader = csv.reader(io.StringIO(tail, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
        reread = [GridRow(number + offset, cells) for offset, cells in enumerate(reader)]
    if len(reread) == 1:
        note = f"row {number}: the file ends inside a quoted cell, it seems to be cut short"
        return rows[:-1] + reread, frozenset({number}), [note]
    note = (
        f"row {number}: a quotation mark is never closed; from there on quotation marks are read as they "
        "stand and each line is a row"
    )
    return rows[:-1] + reread, frozenset(), [note]
