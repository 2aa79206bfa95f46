"""What a cell's text looks like: a number, a date, an e-mail address."""

from __future__ import annotations

import re

import pandas as pd

_NUMBER = re.compile(r"[-+]?\d{1,3}(?:[ \u00a0]\d{3})+(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_DATE = re.compile(
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}/\d{1,2}/\d{1,2})"
    r"(?:,?[ T]+(?:klo )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?"
    r"\s?(?:[AaPp]\.?[Mm]\.?|[AaIi][Pp]\.?|[FfEe]\.?[Mm]\.?)?"
    r"(?:\s(?:[A-Z]{3,4}(?:[+-]\d{1,2})?))?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_WEEKDAY = r"(?:(?:ma|ti|ke|to|pe|la|su)[a-zä]*\.?,?\s+)?"
_MONTH = r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu[a-z]*"
# What a person writes into a log: a day without its year, a week, a month by name.
_LOOSE_DATE = re.compile(
    rf"{_WEEKDAY}(?:\d{{1,2}}\.?\s?[-–]\s?)?\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?-?\d{{2,4}})?(?:\s+(?:ma|ti|ke|to|pe|la|su)\.?)?"
    r"|(?:vko|viikko|viikolla|vk|vecka|week)\.?\s*\d{1,2}\.?(?:\s*[/, -]\s*\d{2,4})?"
    rf"|(?:\d{{1,2}}\.\s*)?{_MONTH}(?:\s*\d{{4}}|\s*-\d{{2}})?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_SERIAL_DAYS = (32874, 73050)  # 1990 to 2099
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


def is_date_like(cell: str) -> bool:
    """Tell whether a cell is a date, perhaps without its year, or names a week or month."""
    text = cell.strip()
    return is_date(text) or _LOOSE_DATE.fullmatch(text) is not None


def is_date_serial(cell: str) -> bool:
    """Tell whether a cell could be a date as Excel counts days; an ordinary number could too."""
    text = cell.strip()
    is_shaped = _SERIAL.fullmatch(text) is not None
    return is_shaped and _SERIAL_DAYS[0] <= int(text[:5]) <= _SERIAL_DAYS[1]


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
