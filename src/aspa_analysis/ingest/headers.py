"""Where a grid's headings are: below title rows, in one row or in two."""

from __future__ import annotations

from dataclasses import dataclass

from aspa_analysis.errors import InputError
from aspa_analysis.forms import find_form
from aspa_analysis.ingest.grids import Cells, Grid, GridRow, count_filled, fold
from aspa_analysis.ingest.values import is_date, is_number

_SAMPLE_ROWS = 300
_TITLE_ROWS = 30
_HEADING_SHARE = 0.6
RESPONSE_WORDS = frozenset({
    "response", "open-ended response", "vastaus", "avoin vastaus", "svar", "öppet svar", "vastaukset",
    "responses",
})  # fmt: skip
_ID_WORDS = frozenset({
    "respondent id", "respondentid", "vastaajan tunnus", "vastaajatunnus", "vastaaja", "vastaajan id", "id",
    "vastaajan numero", "respondent", "nro", "vastaus id",
})  # fmt: skip


@dataclass(frozen=True)
class Header:
    """Headings of a grid.

    Attributes
    ----------
    position : int
        Index of the first row of data in the grid's rows.
    questions : list of str
        Heading of each column; of two heading rows the upper one, carried on over merged cells.
    options : list of str or None
        Lower heading row, when there are two.
    above : list of GridRow
        Rows above the headings: titles, a form's head.
    notes : tuple of str
        What was inferred.
    """

    position: int
    questions: Cells
    options: Cells | None
    above: list[GridRow]
    notes: tuple[str, ...]


def find_header(grid: Grid, *, header_row: int | None = None) -> Header:
    """Find the headings of a grid.

    Parameters
    ----------
    grid : Grid
        The grid, with at least one row that is not blank.
    header_row : int, optional
        Number of the (first) heading row, when it is known.

    Returns
    -------
    Header
        Where they are and what they say.

    Raises
    ------
    InputError
        If the row that was named holds no headings.
    """
    index = _find_named_row(grid, header_row) if header_row else _find_heading_row(grid)
    upper, lower = _find_second_row(grid, index, is_fixed=header_row is not None)
    rows = grid.rows
    if lower is None:
        return _make_single(grid, upper)
    width = max(len(rows[upper].cells), len(rows[lower].cells))
    top, bottom = _pad(rows[upper].cells, width), _pad(rows[lower].cells, width)
    note = f"headings: two rows, {rows[upper].number} and {rows[lower].number}"
    notes = (*_note_titles(grid, upper), note)
    return Header(lower + 1, _carry_on(top, bottom), bottom, rows[:upper], notes)


def _make_single(grid: Grid, index: int) -> Header:
    row = grid.rows[index]
    if _is_data(row.cells) and index + 1 < len(grid.rows) and _is_data(grid.rows[index + 1].cells):
        note = f"headings: none, as row {row.number} looks like data; columns are numbered"
        return Header(index, [""] * len(row.cells), None, grid.rows[:index], (note,))
    return Header(index + 1, list(row.cells), None, grid.rows[:index], _note_titles(grid, index))


def _note_titles(grid: Grid, index: int) -> tuple[str, ...]:
    titles = sum(not row.is_blank for row in grid.rows[:index])
    if not titles:
        return ()
    return (f"headings: row {grid.rows[index].number}, below {titles} rows that are no table",)


def _is_data(cells: Cells) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and sum(is_number(c) or is_date(c) for c in filled) > 0.5 * len(filled)


def _find_named_row(grid: Grid, header_row: int) -> int:
    for index, row in enumerate(grid.rows):
        if row.number == header_row and not row.is_blank:
            return index
    raise InputError(f"row {header_row} holds no headings; correct 'header_row' in the source map")


def _find_heading_row(grid: Grid) -> int:
    filled = [i for i, row in enumerate(grid.rows[:_SAMPLE_ROWS]) if not row.is_blank] or _find_first(grid)
    form = next((i for i in filled[:_TITLE_ROWS] if find_form(grid.rows[i].cells)), None)
    if form is not None:
        return form
    counts = sorted((count_filled(grid.rows[i].cells) for i in filled), reverse=True)
    # In a text file one overlong row must not hide the headings.
    widest = counts[1] if grid.is_ragged and len(counts) > 2 else counts[0]
    least = max(min(2, widest), _HEADING_SHARE * widest)
    able = [i for i in filled if count_filled(grid.rows[i].cells) >= least]
    first, second = able[0], able[1] if len(able) > 1 else able[0]
    is_title = second == first + 1 and _has_values(grid.rows[first].cells)
    return second if is_title and not _has_values(grid.rows[second].cells) else first


def _find_first(grid: Grid) -> list[int]:
    return [next(i for i, row in enumerate(grid.rows) if not row.is_blank)]


def _has_values(cells: Cells) -> bool:
    """Tell whether a number or date is among the cells, as in no row of headings."""
    return any(is_number(cell) or is_date(cell) for cell in cells)


def _get(cells: Cells, i: int) -> str:
    return cells[i].strip() if i < len(cells) else ""


def _pad(cells: Cells, width: int) -> Cells:
    return [cell.strip() for cell in cells] + [""] * (width - len(cells))


def _find_second_row(grid: Grid, index: int, *, is_fixed: bool) -> tuple[int, int | None]:
    rows = grid.rows
    if index + 1 < len(rows) and _is_option_row(rows[index].cells, rows[index + 1].cells):
        return index, index + 1
    if index > 0 and not is_fixed and _is_question_row(rows[index - 1].cells, rows[index].cells):
        return index - 1, index
    return index, None


def _is_option_row(top: Cells, bottom: Cells) -> bool:
    """Tell whether the row below the headings holds options or the word "Response"."""
    filled = [i for i in range(len(bottom)) if _get(bottom, i)]
    if not filled or _is_data(bottom):
        return False
    responses = {i for i in filled if fold(bottom[i]) in RESPONSE_WORDS}
    carried = {i for i in filled if not _get(top, i)}
    # A merged question starts where its own cell is filled and the next one is not.
    starts = {i for i in filled if i + 1 in carried}
    explained = len(responses | carried | starts)
    has_id = fold(_get(top, 0)) in _ID_WORDS and not _get(bottom, 0)
    is_merged = bool(carried) and explained >= (0.6 if has_id else 1.0) * len(filled)
    return is_merged or len(responses) >= 0.5 * len(filled)


def _is_question_row(top: Cells, bottom: Cells) -> bool:
    """Tell whether the row above the found headings holds questions, in cells merged over options."""
    width = max(len(top), len(bottom))
    positions = [i for i in range(width) if _get(top, i)]
    covered = sum(bool(_get(top, i) or _get(bottom, i)) for i in range(width))
    continued = any(
        not _get(top, i) and _get(bottom, i) for i in range(positions[0] if positions else 0, width)
    )
    # A title beside a date above complete headings is no question: a question has columns of its own.
    is_mixed = len(positions) >= 3 or any(not _get(bottom, i) for i in positions)
    is_spread = len(positions) >= 2 and positions[-1] >= width / 3 and is_mixed
    return is_spread and continued and covered >= 0.9 * width and not _is_data(bottom)


def _carry_on(top: Cells, bottom: Cells) -> Cells:
    """Carry a question on over the merged cells to its right, as long as there are options below."""
    questions: Cells = []
    for question, option in zip(top, bottom, strict=True):
        carried = questions[-1] if questions and option else ""
        questions.append(question or carried)
    return questions
