"""The data dictionary, rendered from the declared columns: ``python -m aspa_analysis.dictionary FILE``."""

from __future__ import annotations

import sys
from pathlib import Path

from aspa_analysis.schemas import TABLES, ColumnSpec
from aspa_analysis.store import write_text


def render_dictionary() -> str:
    """Render the data dictionary (Markdown) from the declared columns."""
    lines = [
        "# Data dictionary",
        "",
        "Generated from `aspa_analysis/schemas.py` by `make docs`; do not edit.",
        "",
    ]
    for spec in TABLES.values():
        lines += [f"## `{spec.name}`", "", f"A row is {spec.row}. Class: {spec.table_class}.", ""]
        lines += ["| column | type | meaning | may be missing | allowed |", "|---|---|---|---|---|"]
        lines += [_render_column(column) for column in spec.columns]
        lines.append("")
    return "\n".join(lines)


def _render_column(column: ColumnSpec) -> str:
    allowed = ", ".join(f"`{value}`" for value in column.values or ())
    if column.low is not None or column.high is not None:
        low, high = ("" if bound is None else f"{bound:g}" for bound in (column.low, column.high))
        allowed = f"{low} … {high}".strip()
    nullable = "yes" if column.nullable else "no"
    return f"| `{column.name}` | {column.dtype} | {column.description} | {nullable} | {allowed} |"


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), render_dictionary())
