"""Words, numbers, months and periods in the language of a report.

All wording stands in ``catalogues/<language>.toml``, one file a language, keyed, with named placeholders.
An entry is a text, or a table with ``one`` and ``other`` chosen by the placeholder ``count``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from aspa_analysis.errors import ReportError
from aspa_analysis.periods import Period
from aspa_analysis.settings import Language

_DAY = {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMM y"}
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")


@cache
def load_catalogue(language: Language) -> dict[str, dict[str, str] | str]:
    """Read the wording of a language.

    Parameters
    ----------
    language : {"fi", "sv", "en"}
        The language.

    Returns
    -------
    dict
        Texts, or tables of plural forms, by dotted key.
    """
    source = files("aspa_analysis.reporting") / "catalogues" / f"{language}.toml"
    return dict(_flatten(tomllib.loads(source.read_text(encoding="utf-8"))))


def _flatten(tree: dict[str, Any], prefix: str = "") -> list[tuple[str, dict[str, str] | str]]:
    entries: list[tuple[str, dict[str, str] | str]] = []
    for key, value in tree.items():
        is_branch = isinstance(value, dict) and set(value) != {"one", "other"}
        entries += _flatten(value, f"{prefix}{key}.") if is_branch else [(prefix + key, value)]
    return entries


@dataclass(frozen=True)
class Wording:
    """The words of one language.

    Attributes
    ----------
    language : {"fi", "sv", "en"}
        The language.
    """

    language: Language

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has a key."""
        return key in load_catalogue(self.language)

    def say(self, key: str, **values: object) -> str:
        """Return a text with its placeholders filled.

        Parameters
        ----------
        key : str
            Dotted key in the catalogue.
        **values : object
            Placeholders; whole numbers and decimals are written the language's way.

        Returns
        -------
        str
            The text.

        Raises
        ------
        ReportError
            If the catalogue lacks the key, or a placeholder has no value.
        """
        entry = load_catalogue(self.language).get(key)
        if entry is None:
            raise ReportError(f"the wording '{key}' is missing in {self.language}.toml; add it there")
        text = entry if isinstance(entry, str) else entry["one" if values.get("count") == 1 else "other"]
        try:
            return text.format(**{name: self._write(value) for name, value in values.items()})
        except KeyError as error:
            raise ReportError(f"the wording '{key}' needs a value for {error}; give it") from None

    def _write(self, value: object) -> str:
        if isinstance(value, float):
            return self.number(value)
        return self.number(value, 0) if isinstance(value, int) else str(value)

    def number(self, value: float, decimals_count: int = 1) -> str:
        """Write a number, as ``1 234`` or ``12,5``."""
        places = f".{'0' * decimals_count}" if decimals_count else ""
        return str(format_decimal(float(value), format=f"#,##0{places}", locale=self.language))

    def share(self, value: float, decimals_count: int = 0) -> str:
        """Write a share of one as per cent, as ``12,5 %``."""
        places = f".{'0' * decimals_count}" if decimals_count else ""
        space = "" if self.language == "en" else "\u00a0"
        return str(format_percent(float(value), format=f"#,##0{places}{space}%", locale=self.language))

    def interval(self, low: float, high: float) -> str:
        """Write an interval of a share in plain words, as ``arviolta 18–29 %``."""
        return self.say("interval.share", low=self.number(round(low * 100), 0), high=self.share(high))

    def number_interval(self, low: float, high: float, decimals_count: int = 1) -> str:
        """Write an interval of a number in plain words, as ``arviolta 4,2–4,6``."""
        ends = {"low": self.number(low, decimals_count), "high": self.number(high, decimals_count)}
        return self.say("interval.number", **ends)

    def change_interval(self, low: float, high: float) -> str:
        """Write an interval of a change with its signs, as ``arviolta −0,04 … +0,28``."""
        ends = [f"{'−' if end < 0 else '+'}{self.number(abs(end), 2)}" for end in (low, high)]
        return self.say("interval.change", low=ends[0], high=ends[1])

    def day(self, day: date) -> str:
        """Write a day, as ``30.6.2025``."""
        return str(format_date(day, format=_DAY[self.language], locale=self.language))

    def month(self, month: str, *, short: bool = False) -> str:
        """Write a month, as ``kesäkuu 2025``, or short as ``kesä 25``."""
        first = date(int(month[:4]), int(month[5:7]), 1)
        return str(format_date(first, format="LLL yy" if short else "LLLL y", locale=self.language))

    def join(self, parts: Sequence[str]) -> str:
        """Join parts into a list, as ``a, b ja c``."""
        return str(format_list(list(parts), locale=self.language)) if parts else ""

    def period(self, period: Period) -> str:
        """Write a period's name."""
        return name_period(period, self.language)

    def about(self, code: str, name: str) -> str:
        """Return "about the theme" in running text; the name stands uninflected when no form is known."""
        key = f"about.{code}"
        return self.say(key) if self.has(key) else self.say("about_other", name=name)


def name_period(period: Period, language: Language) -> str:
    """Name a period in a language.

    Parameters
    ----------
    period : Period
        The period.
    language : {"fi", "sv", "en"}
        The language.

    Returns
    -------
    str
        As ``kesäkuu 2025``, ``huhti–kesäkuu 2025``, ``vuosi 2025`` or
        ``viimeiset 12 kuukautta (heinäkuu 2024 – kesäkuu 2025)``.
    """
    wording = Wording(language)
    first, last = wording.month(period.months[0]), wording.month(period.months[-1])
    if period.step == "month":
        return first
    if period.step == "year":
        return wording.say("period.year", year=str(period.year))
    if period.step == "last12":
        return wording.say("period.last12", first=first, last=last)
    # Finnish month names share their ending: huhti–kesäkuu.
    stem = format_date(period.first_day, format="LLL" if language == "fi" else "LLLL", locale=language)
    return f"{stem}–{last}"
