"""HTML pages (often saved as .xls by web systems) to grids, a grid a table."""

from __future__ import annotations

import html
import re

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.grids import Grid, GridRow

MAX_SPAN = 1000
MAX_PAGE_CHARS = 100_000_000
# The standard library's parser takes minutes on a page of unclosed tags; each part of this pattern
# either fails at once or takes what it has looked at, so that the time grows with the page alone.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<unread>script|style|template)\b.*?(?:</(?P=unread)\s*>|\Z)"
    r"|<(?P<closing>/?)(?P<tag>[a-z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)>|<[!?][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
_CUT_TAG = re.compile(r"</?[a-z][^<>]*\Z", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|(?:^|\s)hidden(?=[\s=/]|$)", re.IGNORECASE)
_SPANS = {
    name: re.compile(rf"(?:^|\s){name}\s*=\s*[\"']?\s*(\d{{1,5}})\b", re.IGNORECASE)
    for name in ("colspan", "rowspan")
}
_BREAKS = frozenset({"br", "p", "div", "li"})
_CELLS = frozenset({"td", "th"})


def read_html_tables(text: str, *, name: str, max_cells: int) -> tuple[list[Grid], list[str]]:
    """Read the tables of an HTML page.

    Parameters
    ----------
    text : str
        The page.
    name : str
        Its file name, for messages.
    max_cells : int
        Largest number of cells, merged ones unfolded.

    Returns
    -------
    grids : list of Grid
        Tables that hold something. A merged cell's text is in its first cell; the others are empty.
    notes : list of str
        Hidden rows, which are read like the others.

    Raises
    ------
    InputError
        If the page has no table, or one of absurd size.
    """
    if len(text) > MAX_PAGE_CHARS:
        raise InputError(
            f"{name} is a page of over {MAX_PAGE_CHARS / 1e6:.0f} million characters; save it as XLSX"
        )
    if len(text) > MAX_PAGE_CHARS:
        raise InputError(
            f"{name} is a page of over {MAX_PAGE_CHARS / 1e6:.0f} million characters; save it as XLSX"
        )
    reader = _read_page(text, max_cells)
    if reader.is_too_large:
        raise InputError(
            f"{name} has a table of more than {max_cells} cells, merged ones unfolded; save it as XLSX"
        )
    grids = [grid for grid in reader.grids if any(not row.is_blank for row in grid.rows)]
    if not grids:
        raise InputError(
            f"{name} is an HTML page without a filled table; if Excel saved it as a web page, its tables are "
            "in the folder beside it: open it in Excel and save it as XLSX"
        )
    hidden = reader.hidden_count
    return grids, [f"rows: {hidden} are hidden in the page and were read all the same"] if hidden else []


class _Table:
    """A table while its tags go by."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.spans: tuple[int, int] = (1, 1)
        self.taken: dict[int, int] = {}  # column → rows that a cell above still covers

    def end_cell(self) -> int:
        if self.cell is None or self.row is None:
            return 0
        self._skip_taken()
        lines = (" ".join(line.split()) for line in "".join(self.cell).split("\n"))
        columns, rows = self.spans
        start = len(self.row)
        self.row += ["\n".join(line for line in lines if line), *[""] * (columns - 1)]
        if rows > 1:
            self.taken |= dict.fromkeys(range(start, start + columns), rows)
        self.cell = None
        return columns

    def _skip_taken(self) -> None:
        while self.row is not None and self.taken.get(len(self.row), 0) > 0:
            self.row.append("")

    def end_row(self) -> None:
        self.end_cell()
        if self.row is None:
            return
        self._skip_taken()
        self.taken = {column: left - 1 for column, left in self.taken.items() if left > 1}
        self.rows.append(self.row)
        self.row = None


class _TableReader:
    """Collects tables as the tags go by; a table inside a cell becomes a grid of its own."""

    def __init__(self, max_cells: int) -> None:
        self.grids: list[Grid] = []
        self.hidden_count = 0
        self.cells_left = max_cells
        self._open: list[_Table] = []

    @property
    def is_too_large(self) -> bool:
        return self.cells_left < 0

    def start_tag(self, tag: str, attributes: str) -> None:
        if tag == "table":
            self._open.append(_Table())
            return
        if not self._open:
            return
        table = self._open[-1]
        if tag == "tr":
            table.end_row()
            table.row = []
            self.hidden_count += _HIDDEN.search(attributes) is not None
        elif tag in _CELLS:
            self.cells_left -= table.end_cell()
            table.row = [] if table.row is None else table.row
            table.cell = []
            table.spans = (_read_span("colspan", attributes), _read_span("rowspan", attributes))
        elif tag in _BREAKS and table.cell is not None:
            table.cell.append("\n")

    def end_tag(self, tag: str) -> None:
        if not self._open:
            return
        table = self._open[-1]
        if tag in _CELLS:
            self.cells_left -= table.end_cell()
        elif tag == "tr":
            table.end_row()
        elif tag == "table":
            self._end_table()

    def add_text(self, text: str) -> None:
        if self._open and self._open[-1].cell is not None:
            # A line break in the source is a space; only a tag breaks a line.
            self._open[-1].cell.append(" ".join(html.unescape(text).split("\n")))

    def _end_table(self) -> None:
        table = self._open.pop()
        table.end_row()
        rows = [GridRow(number, cells) for number, cells in enumerate(table.rows, start=1)]
        self.grids.append(Grid(rows, name=f"table {len(self.grids) + 1}"))

    def end_tables(self) -> None:
        """Close the tables that the page leaves open, as one that was cut short does."""
        while self._open:
            self._end_table()


def _read_page(text: str, max_cells: int) -> _TableReader:
    reader = _TableReader(max_cells)
    end = 0
    for token in _TOKEN.finditer(text):
        reader.add_text(text[end : token.start()])
        end = token.end()
        if token["tag"]:
            tag = token["tag"].casefold()
            if token["closing"]:
                reader.end_tag(tag)
            else:
                reader.start_tag(tag, token["attributes"])
        if reader.is_too_large:
            break
    reader.add_text(_CUT_TAG.sub("", text[end:]))
    reader.end_tables()
    return reader


def _read_span(name: str, attributes: str) -> int:
    found = _SPANS[name].search(attributes)
    return min(max(int(found[1]), 1), MAX_SPAN) if found else 1
