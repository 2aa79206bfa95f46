"""Bank accounts (IBAN) and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.spans import Span

_IBAN = re.compile(r"(?<!\w)([A-Za-z]{2}\s?\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8})(?!\w)")
_FINNISH_IBAN = re.compile(r"(?<!\w)FI\s?\d{2}(?:[ -]?\d){10,14}(?!\w)", re.IGNORECASE)
_OLD_ACCOUNT = re.compile(
    r"(?:tili(?:nro|numero\w*|lle|ni)?)\W{1,3}(?:on\s)?(\d{6}-\d{2,8})(?!\w)", re.IGNORECASE
)
_MONTHS = r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuuta"
_MONTHS_OTHER = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february"
    r"|march|may|june|july|august|october|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября"
    r"|ноября|декабря)"
)
_DATE = (
    rf"(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}\.?\s{_MONTHS}\s\d{{4}}"
    rf"|\d{{1,2}}\.?\s{_MONTHS_OTHER}\s\d{{4}}|{_MONTHS_OTHER}\s\d{{1,2}},?\s\d{{4}}|(?<=\s)\d{{6}}|(?<=\s)\d{{8}}|\d{{1,2}}\.\d{{1,2}}\.?)(?!\w)"
)
_BORN_WORD = (
    r"(?:synt\.?(?:\s?aika\w*|\s?pvm)?|syn(?:tynyt|nyin|tyi|nyt)|syntymä-?(?:aika|päivä|pvm)\w*|(?<!\w)s\.|f\.|född|föd\.|födelse(?:dag|datum|tid)\w*"
    r"|born(?: on)?|birth ?da(?:y|te)|date of birth|dob|родил\w+|дата рождения|sündinud|sünniaeg)"
)
_BIRTH_CUES = ("synt", "syny", "s.", "f.", "föd", "born", "birth", "dob", "родил", "рожд", "sünd", "sünni")
_BORN_BEFORE = re.compile(
    rf"(?<!\w){_BORN_WORD}[\s:,(]{{0,3}}(?:(?:on|oli|is|är|den)\s)?(?P<date>{_DATE})", re.IGNORECASE
)
_BORN_AFTER = re.compile(
    rf"(?<![\w.])(?P<date>{_DATE})(?=[\s,]{{1,2}}(?:synt(?:ynyt|yneenä|ynyttä|yneelle|\.)|född|born))",
    re.IGNORECASE,
)


def find_ibans(text: str) -> Iterator[Span]:
    """Find bank account numbers: Finnish ones by shape, others by their check digits.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each account number.

    References
    ----------
    ISO 13616-1:2020, International bank account number (IBAN).
    """
    for match in _FINNISH_IBAN.finditer(text):
        yield Span(match.start(), match.end(), "other")
    for match in _IBAN.finditer(text):
        if _is_iban(match[1]):
            yield Span(match.start(), match.end(), "other")
    for match in _OLD_ACCOUNT.finditer(text):
        yield Span(match.start(1), match.end(1), "other")


def find_birth_dates(text: str) -> Iterator[Span]:
    """Find dates that the words around call a date of birth; a mere year or age is not one.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each date.
    """
    low = text.lower()
    if not any(cue in low for cue in _BIRTH_CUES):
        return
    for pattern in (_BORN_BEFORE, _BORN_AFTER):
        for match in pattern.finditer(text):
            end = match.end("date") - (1 if match["date"].endswith(".") else 0)
            yield Span(match.start("date"), end, "other")


def _is_iban(number: str) -> bool:
    plain = re.sub(r"[ -]", "", number).upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii():
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1
