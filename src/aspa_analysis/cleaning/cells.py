"""Staged cells: raw text from a file, blank or missing, before it means anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

_TRUE = frozenset({"true", "1", "1.0", "kyllä", "yes", "ja", "y", "x", "tosi"})
_FALSE = frozenset({"false", "0", "0.0", "ei", "no", "nej", "n", "epätosi"})
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_SPACES = re.compile(r"[\s\u00a0\u202f']+")


def get_cells(staged: pd.DataFrame, column: str) -> pd.Series:
    """Return a staged column as stripped text, missing where it is blank or not there.

    Parameters
    ----------
    staged : pandas.DataFrame
        Staged rows.
    column : str
        Name of the column.

    Returns
    -------
    pandas.Series
        Text, on the index of `staged`.
    """
    if column not in staged.columns:
        return pd.Series(None, index=staged.index, dtype="str", name=column)
    stripped = staged[column].astype("str").str.strip()
    return stripped.mask(stripped.eq("").fillna(value=False))


def fold_text(text: str) -> str:
    """Bring an answer to the form in which answers are compared: small letters, single spaces."""
    return " ".join(text.replace("–", "-").casefold().split())


def map_cells(values: pd.Series, function: Callable[[str], Any], *, dtype: str) -> pd.Series:
    """Apply a function once to each different cell; missing stays missing."""
    meanings = {value: function(value) for value in values.dropna().unique()}
    results = [None if pd.isna(value) else meanings[value] for value in values]
    return pd.Series(results, index=values.index, dtype=dtype)


def match_codes(values: pd.Series, spellings: Mapping[str, str]) -> pd.Series:
    """Find the code of each cell.

    Parameters
    ----------
    values : pandas.Series
        Cells.
    spellings : mapping
        Folded spelling → code.

    Returns
    -------
    pandas.Series
        Codes; missing where the cell is missing or unknown.
    """
    return map_cells(values, lambda text: spellings.get(fold_text(text)), dtype="str")


def find_unknown(values: pd.Series, codes: pd.Series) -> pd.Series:
    """Mark the cells that hold something which no code was found for."""
    return values.notna() & codes.isna()


def parse_flags(values: pd.Series) -> pd.Series:
    """Read yes and no in digits, words or a cross; missing where it is neither."""
    return map_cells(values, _read_flag, dtype="boolean")


def _read_flag(text: str) -> bool | None:
    folded = fold_text(text)
    return True if folded in _TRUE else False if folded in _FALSE else None


def parse_numbers(values: pd.Series) -> pd.Series:
    """Read numbers with a decimal comma or point and spaces between thousands.

    Parameters
    ----------
    values : pandas.Series
        Cells.

    Returns
    -------
    pandas.Series
        ``Float64``; missing where the cell is missing or no number.
    """
    return map_cells(values, read_number, dtype="Float64")


def parse_counts(values: pd.Series) -> pd.Series:
    """Read whole numbers of at least 0; a point before three digits separates thousands."""
    return map_cells(values, _read_count, dtype="Int64")


def read_number(text: str) -> float | None:
    """Read one number, or None."""
    joined = _SPACES.sub("", text)
    return float(joined.replace(",", ".")) if _NUMBER.fullmatch(joined) else None


def _read_count(text: str) -> int | None:
    joined = _SPACES.sub("", text)
    if _THOUSANDS.fullmatch(joined):
        return int(joined.replace(".", ""))
    number = read_number(joined)
    return int(number) if number is not None and number >= 0 and number.is_integer() else None
