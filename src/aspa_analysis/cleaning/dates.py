"""Dates as people write them, and what each is known to: a day, a week or a month."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from aspa_analysis.cleaning.cells import get_cells

_EARLIEST = date(1990, 1, 1)
_EXCEL_EPOCH = date(1899, 12, 30)
_FINNISH_MONTHS = (
    "tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo", "syys", "loka", "marras", "joulu",
)  # fmt: skip
_OTHER_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari", "feb february februari", "mar march mars", "apr april", "may maj",
            "jun june juni", "jul july juli", "aug august augusti", "sep sept september",
            "oct okt october oktober", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_NAMES = (
    r"(?:ma(?:anantai)?|ti(?:istai)?|ke(?:skiviikko)?|to(?:rstai)?|pe(?:rjantai)?|la(?:uantai)?|su(?:nnuntai)?)(?:na)?"
    r"|mon?(?:day)?|tue?(?:sday)?|wed?(?:nesday)?|thu?(?:rsday)?|fri?(?:day)?|sat?(?:urday)?|sun?(?:day)?"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)(?:dag(?:en)?)?"
)
_WEEKDAY = re.compile(
    rf"(?:{_DAY_NAMES})\.?,?\s+(?=\d)|(?<=[\d.])\s+\(?(?:{_DAY_NAMES})\.?\)?$", re.IGNORECASE
)
_TIME = re.compile(
    r"[T ,]\s*(?:klo\.?\s*|kl\.?\s*)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:am|pm|a\.m\.|p\.m\.|ap\.?|ip\.?|fm|em|f\.m\.|e\.m\.)?\s*"
    r"(?:Z|[A-Z]{3,4}(?:[+-]\d{1,2}(?::\d{2})?)?|[+-]\d{2}:?\d{2})?$"
    r"|\s(?:klo|kl)\.?\s*\d{1,2}$",
    re.IGNORECASE,
)

_Known = tuple[date, str]


@dataclass(frozen=True)
class _Context:
    default_year: int | None
    today: date | None
    day_first: bool


def parse_dates(
    values: pd.Series,
    *,
    default_year: int | None = None,
    today: date | None = None,
    day_first: bool = True,
) -> pd.DataFrame:
    """Read dates in the spellings of Finnish libraries and survey tools.

    Parameters
    ----------
    values : pandas.Series
        Cells as ``3.10.2024``, ``3.10.``, ``2024-10-03T13:00``, ``vko 41/2024``, ``3.–7.10.``,
        ``lokakuu 2019``, ``10/2024`` or an Excel serial number of five digits.
    default_year : int, optional
        Year of the dates that name none; without it, the latest that does not lie after `today`.
    today : datetime.date, optional
        Dates after it are not believed.
    day_first : bool
        Whether ``5/10/18`` is the fifth of October; American exports need False.

    Returns
    -------
    pandas.DataFrame
        ``date`` (the first day of the week or month where only that is known) and ``precision``
        (``day``, ``week``, ``month``), on the index of `values`; missing where no date was understood.
    """
    context = _Context(default_year, today, day_first)
    meanings = {text: _read(str(text), context) for text in values.dropna().unique()}
    known = [(None, None) if pd.isna(text) else meanings[text] or (None, None) for text in values]
    return pd.DataFrame(
        {
            "date": pd.Series(
                [pd.Timestamp(day) if day else pd.NaT for day, _ in known], dtype="datetime64[ns]"
            ),
            "precision": pd.Series([precision for _, precision in known], dtype="str"),
        }
    ).set_axis(values.index, axis=0)


def parse_staged_dates(
    staged: pd.DataFrame, column: str, *, today: date | None, default_year: int | None = None
) -> pd.DataFrame:
    """Read a staged column of dates; a row may tell its own order of day and month, and its year.

    Parameters
    ----------
    staged : pandas.DataFrame
        Staged rows; ``date_order`` (``mdy`` for American dates) and ``date_year`` (year of the dates
        that name none) come from the source map and may be absent.
    column : str
        Column of the dates.
    today, default_year
        As for `parse_dates`.

    Returns
    -------
    pandas.DataFrame
        As from `parse_dates`.
    """
    cells, years = get_cells(staged, column), get_cells(staged, "date_year")
    american = get_cells(staged, "date_order").eq("mdy").fillna(value=False)
    read = parse_dates(cells.iloc[:0], today=today).reindex(staged.index)
    for year in years.unique() if len(years) else ():
        is_own = years.isna() if pd.isna(year) else years.eq(year).fillna(value=False)
        told = default_year if pd.isna(year) else int(year)
        for rows, day_first in ((is_own & ~american, True), (is_own & american, False)):
            part = parse_dates(cells[rows], default_year=told, today=today, day_first=day_first)
            read.loc[rows, ["date", "precision"]] = part
    return read


def name_months(dates: pd.Series) -> pd.Series:
    """Name the month of each date, as ``2024-05``."""
    return pd.Series(dates.dt.strftime("%Y-%m"), dtype="str")


def _read(text: str, context: _Context) -> _Known | None:
    whole = _WEEKDAY.sub("", " ".join(text.split())).casefold()
    # As it stands first: the end of "3. 10.24" would pass for a time of day.
    for trimmed in dict.fromkeys((whole, _TIME.sub("", whole).strip())):
        for shape, reader in _READERS:
            found = shape.fullmatch(trimmed)
            if found:
                known = reader(found, context)
                return known if known and _is_believable(known[0], context) else None
    return None


def _is_believable(day: date, context: _Context) -> bool:
    return day >= _EARLIEST and (context.today is None or day <= context.today)


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _find_year(year: str | None, context: _Context, make: Callable[[int], date | None]) -> date | None:
    """Make a date in its own year, or else in the default year or the latest that has passed."""
    if year is not None:
        number = int(year.removeprefix("-"))
        return make(number + 2000 if number < 100 else number)
    if context.default_year is not None:
        return make(context.default_year)
    if context.today is None:
        return None
    made = (make(context.today.year - back) for back in (0, 1))
    return next((day for day in made if day is not None and day <= context.today), None)


def _mark(day: date | None, precision: str) -> _Known | None:
    return None if day is None else (day, precision)


def _read_iso(found: re.Match[str], _: _Context) -> _Known | None:
    return _mark(_make_day(*(int(part) for part in found.groups())), "day")


def _read_dotted(found: re.Match[str], context: _Context) -> _Known | None:
    day, month, year = found.groups()
    return _mark(_find_year(year, context, lambda y: _make_day(y, int(month), int(day))), "day")


def _read_slashed(found: re.Match[str], context: _Context) -> _Known | None:
    first, second, year = (int(part) for part in found.groups())
    day, month = (first, second) if context.day_first else (second, first)
    return _mark(_make_day(year, month, day), "day")


def _read_week(found: re.Match[str], context: _Context) -> _Known | None:
    week, year = found["week"], found["year"]
    return _mark(_find_year(year, context, lambda y: _find_monday(y, int(week))), "week")


def _find_monday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def _read_month(found: re.Match[str], _: _Context) -> _Known | None:
    return _mark(_make_day(int(found["year"]), int(found["month"]), 1), "month")


def _read_named(found: re.Match[str], context: _Context) -> _Known | None:
    month, day = _find_month(found["name"]), found["day"]
    if month is None:
        return None
    precision = "day" if day else "month"
    return _mark(_find_year(found["year"], context, lambda y: _make_day(y, month, int(day or 1))), precision)


def _read_range(found: re.Match[str], context: _Context) -> _Known | None:
    """Read days of one month from first to last: known to the week, or to the month when longer."""
    first, last, month = (int(found[part]) for part in ("first", "last", "month"))
    start = _find_year(found["year"], context, lambda y: _make_day(y, month, first))
    end = start and _make_day(start.year, month, last)
    if start is None or end is None or end < start:
        return None
    return (start, "week") if (end - start).days < 7 else (start.replace(day=1), "month")


def _find_month(name: str) -> int | None:
    for number, stem in enumerate(_FINNISH_MONTHS, start=1):
        rest = name.removeprefix(stem)
        if name.startswith(stem) and (not rest or rest.startswith("kuu")):
            return number
    return _OTHER_MONTHS.get(name)


def _read_serial(found: re.Match[str], _: _Context) -> _Known | None:
    return (_EXCEL_EPOCH + timedelta(days=int(found.group(1))), "day")


_WEEK = r"(?:vko|viikko|viikolla|vk|wk|week|vecka|v|w)\.?\s*(?P<week>\d{1,2})\.?"
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Context], _Known | None]], ...] = tuple(
    (re.compile(shape), reader)
    for shape, reader in (
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", _read_iso),
        (r"(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(?:-?(\d{4}|\d{2}))?)?", _read_dotted),
        (r"(\d{1,2})-(\d{1,2})-(\d{4})", _read_dotted),
        (
            r"(?P<first>\d{1,2})\.?\s?[-–]\s?(?P<last>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}|\d{2}))?",
            _read_range,
        ),
        (r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", _read_slashed),
        (_WEEK + r"(?:\s*[/, -]\s*(?P<year>\d{4}|\d{2}))?", _read_week),
        (r"(?P<year>\d{4})[\s-]*" + _WEEK, _read_week),
        (r"(?P<month>\d{1,2})\s?[./]\s?(?P<year>\d{4})", _read_month),
        (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})", _read_month),
        (
            r"(?:(?P<day>\d{1,2})\.?\s*)?(?P<name>[a-zåäö]{3,})\.?,?(?:\s*(?P<year>\d{4}|-\d{2}))?",
            _read_named,
        ),
        (r"(?P<name>[a-zåäö]{3,})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>\d{4})", _read_named),
        (r"(\d{5})(?:[.,]\d+)?", _read_serial),
    )
)
