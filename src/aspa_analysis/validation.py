"""Frames checked against the canonical tables, with errors that never show a cell."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from aspa_analysis.errors import TableError
from aspa_analysis.schemas import ColumnSpec, get_table

_TEXT = pd.StringDtype(na_value=np.nan)
_DTYPES: dict[str, Any] = {
    "text": _TEXT,
    "code": _TEXT,
    "date": "datetime64[ns]",
    "count": "Int64",
    "small": "Int16",
    "number": "Float64",
    "flag": "boolean",
}


@cache
def _build_schema(name: str) -> Any:
    import pandera.pandas as pa

    spec = get_table(name)
    columns = {
        column.name: pa.Column(
            _DTYPES[column.dtype],
            checks=_list_checks(column),
            nullable=column.nullable,
            unique=column.unique,
            description=column.description,
        )
        for column in spec.columns
    }
    return pa.DataFrameSchema(
        columns, strict=not spec.open_columns, coerce=True, ordered=not spec.open_columns
    )


def _list_checks(column: ColumnSpec) -> list[Any]:
    import pandera.pandas as pa

    checks = []
    if column.values is not None:
        checks.append(pa.Check.isin(list(column.values)))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    return checks


def validate(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Check a frame against a canonical table and give its columns their types.

    Parameters
    ----------
    name : str
        Name of the table.
    frame : pandas.DataFrame
        The frame; nullable columns that it lacks are added as missing.

    Returns
    -------
    pandas.DataFrame
        A new frame with the table's columns in order and a fresh index.

    Raises
    ------
    TableError
        If it does not follow the schema: each fault as column, check and count, never a value.
    """
    import pandera.errors

    spec = get_table(name)
    absent = {c.name: None for c in spec.columns if c.nullable and c.name not in frame.columns}
    full = frame.assign(**absent)
    extra = [c for c in full.columns if c not in spec.column_names] if spec.open_columns else []
    present = [c for c in spec.column_names if c in full.columns]
    others = [c for c in full.columns if c not in present and c not in extra]
    try:
        checked = _build_schema(name).validate(
            full[[*present, *extra, *others]].reset_index(drop=True), lazy=True
        )
    except pandera.errors.SchemaErrors as error:
        faults = _summarise_faults(error.failure_cases)
        raise TableError(f"table '{name}' does not follow its schema: {faults}") from None
    return pd.DataFrame(checked)


def _summarise_faults(cases: pd.DataFrame) -> str:
    # pandera's own text prints the failing cells; only column, check and count may leave here.
    named = cases.assign(column=cases["column"].fillna("(table)"))
    in_table = named["column"].eq("(table)") | named["check"].astype(str).str.contains("column_in")
    named.loc[in_table, "column"] = "(table)"
    counts = named.groupby(["column", "check"], dropna=False, sort=True).size()
    rows = counts.rename("cells").reset_index().itertuples(index=False)
    return "; ".join(f"{row.column}: {row.check}, {row.cells} cells" for row in rows)


def make_empty(name: str) -> pd.DataFrame:
    """Make a canonical table with no rows."""
    return validate(name, pd.DataFrame(columns=get_table(name).column_names))
