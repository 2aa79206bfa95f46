"""What a cell's text looks like: a number, a date, an e-mail address."""

from __future__ import annotations

import re

import pandas as pd

_NUMBER = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_DATE = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}/\d{1,2}/\d{1,2})"
    r"(?:[ T]+(?:klo )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s?(?:[AaPp][Mm])?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_EMAIL = re.compile(r"[^@\s]+(?:@|\(at\))[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+|00)?\(?\d[\d ()-]{6,16}\d")
_IP = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}")
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
# "1,234" may be a thousand in an English file; two or four decimals cannot be.
_CLEAR_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{4,},\d+|0,\d+)")


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number, with a point or a comma."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_date(cell: str) -> bool:
    """Tell whether a cell is a date, with or without a time."""
    return _DATE.fullmatch(cell.strip()) is not None


def is_contact(cell: str) -> bool:
    """Tell whether a cell is nothing but an e-mail address, a phone number or an IP address."""
    text = cell.strip()
    if _EMAIL.fullmatch(text) or _IP.fullmatch(text):
        return True
    digits = sum(c.isdigit() for c in text)
    is_phone_like = text.startswith(("0", "+")) and not is_date(text)
    return 7 <= digits <= 15 and is_phone_like and _PHONE.fullmatch(text) is not None


def is_decimal_comma(cell: str) -> bool:
    """Tell whether a cell is a number whose comma can only be a decimal comma."""
    return _CLEAR_DECIMAL_COMMA.fullmatch(cell.strip()) is not None


def replace_decimal_commas(values: pd.Series, *, decimal: str | None) -> pd.Series:
    """Write numbers with a decimal point.

    Parameters
    ----------
    values : pandas.Series
        Cells as text.
    decimal : {",", ".", None}
        The decimal sign; None tells it from the cells.

    Returns
    -------
    pandas.Series
        The same cells; numbers with a decimal comma have a point, everything else is as it was.
    """
    if decimal == ".":
        return values
    text = values.str.strip()
    has_comma = text.str.fullmatch(_DECIMAL_COMMA.pattern).eq(True)
    is_clear = text.str.fullmatch(_CLEAR_DECIMAL_COMMA.pattern).eq(True)
    if decimal is None and not is_clear.any():
        return values
    return values.mask(has_comma, text.str.replace(",", ".", regex=False))
