"""A table that may be published: what is printed, what may be counted with, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aspa_analysis.schemas import get_table


@dataclass(frozen=True)
class Published:
    """A publishable table.

    Attributes
    ----------
    frame : pandas.DataFrame
        What is printed, in words.
    values : pandas.DataFrame
        The shown numbers, missing where a cell is hidden; charts and downloads are made from these.
    mask : pandas.DataFrame
        ``shown``, ``small`` or ``hidden``, shaped as `frame`.
    notes : tuple of str
        Sentences that must stand under the table.
    threshold : int
        Least count that is shown.
    refused : bool
        Whether the table must not be shown at all; the frames are then empty.
    reason : str or None
        Why it is refused, for the reader.
    """

    frame: pd.DataFrame
    values: pd.DataFrame
    mask: pd.DataFrame
    notes: tuple[str, ...] = ()
    threshold: int = 5
    refused: bool = False
    reason: str | None = None

    @property
    def hidden_share(self) -> float:
        """Share of the cells that are not shown, 0..1; 1 for a refused table."""
        if self.mask.size == 0:
            return 1.0 if self.refused else 0.0
        return float((self.mask != "shown").to_numpy().mean())

    def tidy(self) -> pd.DataFrame:
        """Return a row for each cell, for CSV: ``row, column, value, status``.

        Returns
        -------
        pandas.DataFrame
            ``value`` is missing where the cell is hidden; ``status`` is ``shown``, ``<5`` or ``hidden``.
        """
        status = self.mask.replace("small", f"<{self.threshold}")
        rows = [
            (str(row), str(column), self.values.loc[row, column], status.loc[row, column])
            for row in self.mask.index
            for column in self.mask.columns
        ]
        return pd.DataFrame(rows, columns=["row", "column", "value", "status"])

    def to_cells(self, report: str, table: str, *, table_class: str) -> pd.DataFrame:
        """Return the canonical table ``cells``: what was shown, for later releases to be held against.

        Parameters
        ----------
        report, table : str
            Where the table stands.
        table_class : str
            Class of the table.

        Returns
        -------
        pandas.DataFrame
            A row for each cell.
        """
        rows = [
            (report, table, table_class, str(row), str(column), self.frame.loc[row, column])
            for row in self.frame.index
            for column in self.frame.columns
        ]
        return pd.DataFrame(rows, columns=get_table("cells").column_names)


def refuse_table(reason: str, *, threshold: int) -> Published:
    """Make the outcome of a table that must not be shown.

    Parameters
    ----------
    reason : str
        Why, for the reader.
    threshold : int
        Least count that is shown.

    Returns
    -------
    Published
        Without cells.
    """
    empty = pd.DataFrame()
    return Published(empty, empty, empty, (reason,), threshold, refused=True, reason=reason)
