"""Redacting the text columns of a frame before anything of it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from aspa_analysis.errors import TableError
from aspa_analysis.privacy.redact import Redactor, get_default_redactor
from aspa_analysis.text.normalise import normalise

# Numbers of up to six digits, decimals, dates, times and their ranges: nothing there to redact.
_SAFE = re.compile(
    r"\s*(?:[-+−]?\d{1,6}(?:[.,]\d{1,4})?\s?%?"
    r"|\d{1,2}[./]\d{1,2}[./](?:\d{2}|\d{4})?(?:[ T]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?"
    r"|(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?"
    r"|\d{1,2}[:.]\d{2}(?:\s?[-–]\s?\d{1,2}[:.]\d{2})?"
    r"|[-–.…|/\s]*)\s*\Z"
)


def is_safe_cell(text: str) -> bool:
    """Say quickly whether a cell needs no redaction.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    bool
        True for dates, times, decimals and numbers of at most six digits, and for marks without a word.
    """
    return _SAFE.match(text) is not None


def protect_frame(
    frame: pd.DataFrame, columns: Iterable[str], *, redactor: Redactor | None = None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Redact the given text columns; each different text is read once.

    Parameters
    ----------
    frame : DataFrame
        The rows; not changed.
    columns : iterable of str
        Names of text columns. Missing cells stay missing.
    redactor : Redactor, optional
        The redactor with a library's own words; the package's own when left out.

    Returns
    -------
    frame : DataFrame
        The same rows and columns; the columns given hold normalised, redacted text.
    counts : dict of str to int
        How many spans of each kind were taken out, over all rows.

    Raises
    ------
    TableError
        If a column is not there.
    """
    wanted = list(columns)
    missing = [name for name in wanted if name not in frame.columns]
    if missing:
        raise TableError(
            f"{len(missing)} of {len(wanted)} columns to redact are missing: expected {missing}; "
            "check the source map of the file"
        )
    protected = frame.copy()
    counts: Counter[str] = Counter()
    for name in wanted:
        protected[name] = _protect_column(frame[name], redactor or get_default_redactor(), counts)
    return protected, {kind: counts[kind] for kind in sorted(counts)}


def _protect_column(column: pd.Series, redactor: Redactor, counts: Counter[str]) -> pd.Series:
    tallies = column.dropna().astype(str).value_counts(sort=False)
    replaced: dict[str, str] = {}
    for text, count in tallies.items():
        replaced[str(text)] = _protect_text(str(text), int(count), redactor, counts)
    return column.astype("str").map(replaced, na_action="ignore").astype("str")


def _protect_text(text: str, count: int, redactor: Redactor, counts: Counter[str]) -> str:
    if is_safe_cell(text):
        return text
    redacted = redactor.redact_one(normalise(text).text)
    for span in redacted.spans:
        counts[span.kind] += count
    return redacted.text
