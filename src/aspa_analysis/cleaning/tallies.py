"""How many said the same: a number, a number with a word, or strokes counted by hand."""

from __future__ import annotations

import re

import pandas as pd

from aspa_analysis.cleaning.cells import map_cells

_NUMBER = re.compile(
    r"(?:n\.?|noin|ca\.?|yht\.?|yli|x|~)?\s*(\d{1,6})(?:[.,]0+)?\s*(?:x|kpl|krt|kertaa|hlö|st|gånger|times)?\.?"
)
_STROKES = re.compile(r"(?:[|¦il/!]\s*)+|(?:x\s*)+|(?:\+\s*)+")


def parse_tallies(values: pd.Series) -> pd.Series:
    """Read how many customers stand behind each note.

    Parameters
    ----------
    values : pandas.Series
        Cells as ``5``, ``n. 5``, ``x3`` or ``|||||``.

    Returns
    -------
    pandas.Series
        ``Int64`` of at least 1: 1 where the cell is missing, and where 0 *others* said so; missing
        where the cell was not understood.
    """
    return map_cells(values.fillna("1"), parse_tally, dtype="Int64")


def parse_tally(text: str) -> int | None:
    """Read one tally, or None where it is not understood."""
    folded = " ".join(text.casefold().split())
    number = _NUMBER.fullmatch(folded)
    if number:
        return max(int(number.group(1)), 1)
    return sum(not mark.isspace() for mark in folded) if _STROKES.fullmatch(folded) else None
