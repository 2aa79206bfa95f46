"""Tables as HTML: caption, headings with scope, numbers to the right, everything escaped."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd
from markupsafe import Markup

_TABLE = Markup(
    '<div class="table-wrap" role="region" tabindex="0" aria-label="{caption}"><table>'
    "<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
)


def render_table(frame: pd.DataFrame, *, caption: str, text_columns: Collection[str] = ()) -> Markup:
    """Render a frame as an accessible HTML table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Cells in words; the first column heads the rows. A cell that is Markup is taken as it is.
    caption : str
        What the table tells.
    text_columns : collection of str
        Columns of running text, aligned to the left.

    Returns
    -------
    markupsafe.Markup
        The table.
    """
    columns = [str(column) for column in frame.columns]
    classes = ["text" if i == 0 or name in text_columns else "number" for i, name in enumerate(columns)]
    head = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(css, name)
        for css, name in zip(classes, columns, strict=True)
    )
    rows = frame.astype(object).to_numpy().tolist()
    body = Markup("").join(_render_row(row, classes) for row in rows)
    return _TABLE.format(caption=caption, head=head, body=body)


def _render_row(cells: list[object], classes: list[str]) -> Markup:
    first, *others = cells
    row = Markup('<th scope="row">{}</th>').format(_show(first))
    for cell, css in zip(others, classes[1:], strict=True):
        row += Markup('<td class="{}">{}</td>').format(css, _show(cell))
    return Markup("<tr>{}</tr>").format(row)


def _show(cell: object) -> object:
    is_missing = cell is None or (not isinstance(cell, str) and pd.isna(cell))  # type: ignore[call-overload]
    return "–" if is_missing else cell
