"""Phone numbers, Finnish and foreign, by their shape as much as by the numbering plan.

Shape rules count because numbers reserved for examples, and mistyped ones, are not valid numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.spans import Span

_COUNTRY = r"(?:(?:\+|00)\s?358|(?<!\d)358)[ \-]?(?:\(0\)[ \-]?)?"
_GROUPS = r"(?:[ \-–./]{0,2}\d{2,9}){1,5}"
_BEFORE = r"(?<![\w+])(?<!\d[.,:/-])"
_MOBILE = re.compile(rf"{_BEFORE}(?:{_COUNTRY}0?|\(?0)(?:4\d|50)\)?{_GROUPS}(?!\w)")
_LANDLINE = re.compile(
    rf"{_BEFORE}(?:{_COUNTRY}|\(?0)(?:2\d?|3|5|6|8|9|1[0-9]|600|700|800|75\d?|71|73)\)?[ \-–]{{1,2}}"
    r"\d{3,8}(?:[ \-]\d{2,4}){0,3}(?![\w]|[.,:]\d)"
)
_UNBROKEN = re.compile(rf"{_BEFORE}0[1-9]\d{{6,10}}(?!\w)")
_FOREIGN = re.compile(r"(?<!\w)(?:\+\s?|00)[1-9]\d{0,2}(?:[\s\-()./]{0,2}\d){6,12}(?!\w)")
_SPACED_DIGITS = re.compile(r"(?<![\w.,])0(?:[ .\-]\d){7,11}(?!\w)")
_CANDIDATE = re.compile(rf"{_BEFORE}[+0][\d ()\-]{{6,18}}\d(?!\w)")
_CONTEXT = re.compile(
    r"(?<!\w)(?:puh(?:elin\w*|\.nro|\.)?|p\.|gsm\w*|tel\.?|tfn|telefon\w*|phone|mobile|mob\.|whatsapp\w*|watsap\w*"
    r"|soit\w+|soitt\w+|numeroni|numerossa|numerosta|numeroon|numbrile|number is|мой номер|тел\w*\.?|звоните)"
    r"\s{0,2}[:.,]?\s{0,2}(?:(?:on|nro|numero\w*|vaikka|mulle|minulle|is|är|no|number|me|at|call|по)[:.]?\s){0,3}"
    r"(\d[\d \-]{3,13}\d|\d{3}[ -]\d{2,4})(?!\w|[.,:/]\d| ?€)",
    re.IGNORECASE,
)
_DIGIT_WORD = (
    r"(?:nolla|yksi|yks|kaksi|kaks|kolme|neljä|viisi|viis|kuusi|kuus|seitsemän|seittemän|kahdeksan|yhdeksän)"
)
_SPOKEN = re.compile(rf"(?<!\w)nolla(?:[ ,-]+{_DIGIT_WORD}){{5,}}(?!\w)", re.IGNORECASE)

_MIN_DIGITS, _MAX_DIGITS = 7, 12


def find_phones(text: str) -> Iterator[Span]:
    """Find phone numbers.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each number.

    References
    ----------
    Traficom: Regulation 32 on numbering in a public telephone network.
    """
    for match in _MOBILE.finditer(text):
        end = _trim_groups(match[0])
        if end:
            yield Span(match.start(), match.start() + end, "phone")
    for pattern in (_LANDLINE, _UNBROKEN, _FOREIGN, _SPACED_DIGITS):
        for match in pattern.finditer(text):
            if _is_number_like(match[0]):
                yield Span(match.start(), match.end(), "phone")
    yield from _find_by_context(text)
    yield from _find_by_plan(text)


def find_spoken_phones(text: str) -> Iterator[Span]:
    """Find numbers written as words: "nolla neljä nolla ...".

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each number.
    """
    if "nolla" not in text.lower():
        return
    for match in _SPOKEN.finditer(text):
        yield Span(match.start(), match.end(), "phone")


def _find_by_context(text: str) -> Iterator[Span]:
    for match in _CONTEXT.finditer(text):
        digits = _count_digits(match[1])
        if 5 <= digits <= 13 and not re.fullmatch(r"(?:19|20)\d\d[ -]+(?:19|20)\d\d", match[1]):
            yield Span(match.start(1), match.end(1), "phone")


def _find_by_plan(text: str) -> Iterator[Span]:
    """Ask the numbering plan about the runs of digits that no shape rule knows."""
    for match in _CANDIDATE.finditer(text):
        if _is_number_like(match[0]) and _is_in_plan(match[0]):
            yield Span(match.start(), match.end(), "phone")


def _is_in_plan(number: str) -> bool:
    import phonenumbers

    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, "FI")))
    except phonenumbers.NumberParseException:
        return False


def _trim_groups(number: str) -> int:
    """Give the length of the number once trailing groups that make it too long are left out."""
    ends = [found.end() for found in re.finditer(r"\d+", number)]
    international = re.match(r"\D*(?:00\s?)?358", number) is not None
    most = _MAX_DIGITS + 3 if international else _MAX_DIGITS - 1
    while ends and _count_digits(number[: ends[-1]]) > most:
        ends.pop()
    least = _MIN_DIGITS + 2 if international else _MIN_DIGITS
    return ends[-1] if ends and _count_digits(number[: ends[-1]]) >= least else 0


def _is_number_like(number: str) -> bool:
    """Keep out months ("02 2024"), year ranges and runs that are too short or long."""
    digits = _count_digits(number)
    return _MIN_DIGITS <= digits <= 15 and not re.fullmatch(r"\(?0\d\)?[ \-–](?:19|20)\d\d", number)


def _count_digits(number: str) -> int:
    return sum(char.isdigit() for char in number)
