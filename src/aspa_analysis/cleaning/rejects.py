"""Rows that cannot be kept: which, for which column, and why in the words of those who will mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pandas as pd

from aspa_analysis.errors import TableError

REJECTED_COLUMNS = ("source_file", "source_row", "column", "reason")


@dataclass(frozen=True)
class Cleaned:
    """A canonical table, and the staged rows that did not make it.

    Attributes
    ----------
    frame : pandas.DataFrame
        The canonical table.
    rejected : pandas.DataFrame
        ``source_file, source_row, column, reason``, a row for each refused staged row; the index is
        the row's position in the staged frame. Reasons are in Finnish: library staff read them.
    """

    frame: pd.DataFrame
    rejected: pd.DataFrame


@dataclass(frozen=True)
class Fault:
    """Something wrong in some of the staged rows; column and reason may differ from row to row."""

    column: str | pd.Series
    reason: str | pd.Series
    rows: pd.Series


def check_source(staged: pd.DataFrame) -> pd.DataFrame:
    """Return staged rows numbered from 0, each with the file and row that it came from.

    Raises
    ------
    TableError
        If ``source_file`` or ``source_row`` is not among the columns.
    """
    absent = [name for name in REJECTED_COLUMNS[:2] if name not in staged.columns]
    if absent:
        raise TableError(f"staged rows lack {', '.join(absent)}; ingest gives each row its file and row")
    return staged.reset_index(drop=True)


def blame_unknown(column: str, rows: pd.Series, *, remedy: str) -> Fault:
    """Make the fault of rows whose code is unknown; it names the column, never what the cell holds."""
    return Fault(column, f"tuntematon koodi sarakkeessa {column}; {remedy}", rows)


def collect_rejected(staged: pd.DataFrame, faults: Iterable[Fault]) -> pd.DataFrame:
    """Gather the faults, one row for each staged row that has any.

    Parameters
    ----------
    staged : pandas.DataFrame
        Staged rows from `check_source`.
    faults : iterable of Fault
        What is wrong.

    Returns
    -------
    pandas.DataFrame
        As in `Cleaned.rejected`.
    """
    parts = [
        pd.DataFrame({"column": fault.column, "reason": fault.reason}, index=staged.index[fault.rows])
        for fault in faults
    ]
    found = [part for part in parts if len(part)]
    if not found:
        return pd.DataFrame(columns=list(REJECTED_COLUMNS), index=pd.RangeIndex(0))
    joined = pd.concat(found).groupby(level=0, sort=True).agg({"column": _join(", "), "reason": _join("; ")})
    joined = joined.assign(column=joined["column"].mask(joined["column"].eq("")))
    return staged[["source_file", "source_row"]].join(joined, how="inner")


def _join(separator: str) -> Callable[[pd.Series], str]:
    return lambda parts: separator.join(dict.fromkeys(part for part in parts if part))
