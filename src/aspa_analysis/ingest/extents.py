"""How large a sheet will be in memory, told from its XML as it streams by.

The reader fills the whole rectangle between the first and the last filled cell, so a small file with
one cell far away, or with one cell repeated, would eat all memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,10})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,10})"')
_TAG = re.compile(rb"<(/?)(?:table:)?(table-row|covered-table-cell|table-cell|table)(?=[\s/>])([^<>]*?)(/?)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{1,10})"')


@dataclass
class SheetExtent:
    """The farthest row and column of an XLSX sheet."""

    rows: int = 0
    columns: int = 1
    _tail: bytes = field(default=b"", repr=False)

    @property
    def cells_count(self) -> int:
        """Cells of the rectangle from A1."""
        return self.rows * self.columns

    def feed(self, chunk: bytes) -> None:
        """Take in the next part of the sheet's XML."""
        window = self._tail + chunk
        for letters, digits in _CELL.findall(window):
            self.rows = max(self.rows, int(digits))
            self.columns = max(self.columns, _number_column(letters))
        self.rows = max([self.rows, *map(int, _ROW.findall(window))])
        self._tail = window[-200:]


def _number_column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass
class TableExtent:
    """The farthest filled row and column of an ODS table, repeated cells and rows unfolded."""

    cells_count: int = 0
    _row: int = 0
    _last_row: int = 0
    _widest: int = 0
    _column: int = 0
    _filled: int = 0
    _repeats: int = 1
    _tail: bytes = field(default=b"", repr=False)

    def feed(self, chunk: bytes) -> None:
        """Take in the next part of the content's XML."""
        window = self._tail + chunk
        end = 0
        for match in _TAG.finditer(window):
            self._take_tag(*match.groups())
            end = match.end()
        cut = max(end, window.rfind(b"<"))
        self._tail = window[cut:]

    def _take_tag(self, closing: bytes, name: bytes, attributes: bytes, empty: bytes) -> None:
        found = _REPEATED.search(attributes)
        repeats = int(found[1]) if found else 1
        if name == b"table" and not closing:
            self._row = self._last_row = self._widest = 0
        elif name == b"table-row" and not closing:
            self._column = self._filled = 0
            self._repeats = repeats
        if name == b"table-row" and (closing or empty):
            self._end_row()
        elif name.endswith(b"cell") and not closing:
            self._column += repeats
            is_filled = not empty or b"value" in attributes
            self._filled = self._column if is_filled else self._filled

    def _end_row(self) -> None:
        self._row += self._repeats
        if self._filled:
            self._last_row, self._widest = self._row, max(self._widest, self._filled)
        self.cells_count = max(self.cells_count, self._last_row * self._widest)
