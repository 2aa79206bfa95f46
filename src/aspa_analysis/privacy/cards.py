"""Library card numbers (and bank cards): whole, spaced, or the part somebody tells of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.spans import Span

_LONG = re.compile(r"(?<![\w+])(?<!\d[.,-])\d{10,19}(?!\w|[.,]\d)")
_SPACED = re.compile(r"(?<![\w+])(?<!\d[.,-])\d{2,5}(?:[ \-]\d{2,5}){2,5}(?!\w|[.,:]\d)")
_CARD_WORD = (
    r"(?:\w*kort(?:ti|in|ill|eist|tin)\w*|\w*korttinro|asiakas-?n(?:umero|ro)\w*|lainaajan?-?n(?:umero|ro)\w*"
    r"|lånekort\w*|bibliotekskort\w*|kortnummer\w*|library card|card (?:number|no\.?)|my card|kaardi\w*"
    r"|читательск\w+ билет\w*|номер\w* (?:карт|билет)\w*|kaarka\w*)"
)
_CONTEXT = re.compile(
    rf"(?<!\w){_CARD_WORD}(?P<between>[^\d\n.!?]{{0,30}}?[^\d\n!?]{{0,4}})"
    r"(?P<number>[xX*.…]{0,14}\d[\d \-*xX]{2,22}[\d*xX])(?!\w|[.:,/]\d"
    r"| ?(?:€|e\b|euro|kpl|vuo|v\b|kert|kirja|min|h\b|päiv))",
    re.IGNORECASE,
)
_BARE_ENDING = re.compile(
    rf"(?<!\w){_CARD_WORD}[^\n.!?]{{0,40}}?(?:päätty\w+|loppu\w*|lopp|viimeis\w+|alka\w+|ends|slutar)\D{{0,14}}"
    r"(?P<number>[.…*xX]{0,6}\d{3,8})(?!\w|[.:,/]\d)",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(
    rf"(?<![\w.,/+-])\d[\d \-]{{4,22}}\d(?=[ ,]{{1,2}}(?:on |oli )?(?:mun |minun )?{_CARD_WORD})",
    re.IGNORECASE,
)
_OTHER_THING = re.compile(
    r"(?:isbn|issn|ean|y-tunnus|nide\w*|viivakoodi\w*|tilausnumero|\bviite\w*)[^\d]{0,14}$", re.IGNORECASE
)
_CARD_NEAR = re.compile(rf"{_CARD_WORD}", re.IGNORECASE)
_CUES = ("kort", "asiakas", "lainaaj", "card", "kaard", "карт", "билет", "kaarka")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PHONE = re.compile(r"(?:00)?358\d{7,11}|0(?:4\d|50)\d{6,8}|0[1-9]\d{5,8}")


def find_cards(text: str) -> Iterator[Span]:
    """Find card numbers.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each number, or the part of it that is told.
    """
    for match in _LONG.finditer(text):
        if not _is_other_number(text, match):
            yield Span(match.start(), match.end(), "card")
    for match in _SPACED.finditer(text):
        if _is_spaced_card(text, match):
            yield Span(match.start(), match.end(), "card")
    low = text.lower()
    if any(cue in low for cue in _CUES) and _CARD_NEAR.search(text) is not None:
        yield from _find_by_context(text)


def _find_by_context(text: str) -> Iterator[Span]:
    for match in _CONTEXT.finditer(text):
        number, between = match["number"].rstrip(" -"), match["between"]
        if _digits(number) and not _is_year_or_date(number, between):
            yield Span(match.start("number"), match.start("number") + len(number), "card")
    for match in _BARE_ENDING.finditer(text):
        yield Span(match.start("number"), match.end("number"), "card")
    for match in _BEFORE_WORD.finditer(text):
        if len(_digits(match[0])) >= 6:
            yield Span(match.start(), match.end(), "card")


def _is_other_number(text: str, match: re.Match[str]) -> bool:
    """Tell ISBNs, phones and item barcodes from cards."""
    number = match[0]
    return (
        _is_isbn(number)
        or _PHONE.fullmatch(number) is not None
        or _OTHER_THING.search(text, max(0, match.start() - 30), match.start()) is not None
    )


def _is_spaced_card(text: str, match: re.Match[str]) -> bool:
    number = match[0]
    digits = _digits(number)
    groups = re.split(r"[ \-]", number)
    if not 10 <= len(digits) <= 19 or digits.startswith("0") or _is_isbn(digits):
        return False
    if all(_YEAR.fullmatch(group) for group in groups) or re.search(
        r"isbn", text[max(0, match.start() - 12) : match.start()], re.IGNORECASE
    ):
        return False
    return all(len(group) >= 3 for group in groups[:-1]) or _CARD_NEAR.search(text) is not None


def _is_isbn(digits: str) -> bool:
    return len(digits) == 13 and digits.startswith(("978", "979"))


def _is_year_or_date(number: str, between: str) -> bool:
    """Years and year ranges are no card numbers, unless a number is spoken of."""
    speaks_of_number = (
        re.search(r"n(?:umero|ro|umber|ummer)|päätt|lopp|:", between, re.IGNORECASE) is not None
    )
    if re.fullmatch(r"(?:19|20)\d\d(?:[ \-]+(?:19|20)\d\d)?", number):
        return not speaks_of_number
    # "kortti 10 20" and the like: too little to be told from amounts.
    return len(_digits(number)) < 4


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit())
