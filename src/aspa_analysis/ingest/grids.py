"""A grid: the cells of a file or sheet with the row number of each row, before anything has a meaning."""

from __future__ import annotations

from dataclasses import dataclass, field

Cells = list[str]


@dataclass(frozen=True)
class GridRow:
    """A row: its number in the file or sheet (the first is 1) and its cells; "" is an empty cell."""

    number: int
    cells: Cells

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything but space."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Grid:
    """The rows of a file or sheet.

    Attributes
    ----------
    name : str
        Name of the sheet; empty for a text file.
    is_ragged : bool
        Whether the number of cells in a row means something (a text file) or not (a sheet).
    truncated : frozenset of int
        Numbers of rows in which the file ended too early.
    merged : tuple of tuple of int
        Ranges of merged cells: first row, first column, last row, last column, counted from 0.
    """

    rows: list[GridRow]
    name: str = ""
    is_ragged: bool = False
    truncated: frozenset[int] = field(default_factory=frozenset)
    merged: tuple[tuple[int, int, int, int], ...] = ()


def count_filled(cells: Cells) -> int:
    """Count the cells that hold something."""
    return sum(bool(cell.strip()) for cell in cells)


def fold(text: str) -> str:
    """Bring a heading or label to the form in which they are compared."""
    return " ".join(text.replace("–", "-").casefold().split())
