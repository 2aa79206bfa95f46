"""Finnish personal identity codes, also mistyped, spaced or half hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.spans import Span

# The shape alone counts: a mistyped code still identifies. Day and month keep phones and ISBNs out.
# The sign: + - A-F U-Y (since 2023), any dash, lower case, a space, or left out altogether.
_DAY = r"(?:0[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
_CHECK = r"[0-9A-FHJ-NPR-Ya-fhj-npr-y]"
_SHAPE = re.compile(
    rf"(?<![\w.,])({_DAY}[. ]?{_MONTH}[. ]?(?:18|19|20)?\d\d)(\s?[-+‐-―−_/A-FU-Ya-fu-y]\s?|\s|)"
    rf"([0-9OoIl]{{3}}\s?{_CHECK}|[xX*_]{{3,4}}|9\d\d)(?![\w]|[.,]\d)"
)
_CODE = re.compile(r"(?<!\w)\d{6}\s?[-+‐-―−A-FU-Ya-fu-y]?\s?\d{3}\s?[0-9A-Ya-y](?!\w)")
_CONTEXT = re.compile(
    r"(?:hetu\w{0,6}|henkilö-?tunnu\w+|sotu\w{0,5}|sosiaaliturvatunnu\w+|personbeteckning\w*|personnummer\w*"
    r"|personal identity code|social security(?: number)?)\W{1,3}(?:\w{2,4}\W{1,3})?"
    r"(\d{6}\s?[-+‐-―−A-Ya-y]?\s?[0-9A-Za-zxX*]{0,5}|[0-9A-Ya-y+-]{8,13})(?!\w)",
    re.IGNORECASE,
)


def find_hetus(text: str) -> Iterator[Span]:
    """Find personal identity codes.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each code, valid or mistyped.

    References
    ----------
    Digital and Population Data Services Agency: The personal identity code (century signs renewed 2023).
    """
    for match in _SHAPE.finditer(text):
        if _is_code_like(match):
            yield Span(match.start(), match.end(), "hetu")
    for match in _CONTEXT.finditer(text):
        if any(char.isdigit() for char in match[1]):
            yield Span(match.start(1), match.end(1), "hetu")
    for match in _CODE.finditer(text):
        if is_valid_hetu(match[0]):
            yield Span(match.start(), match.end(), "hetu")


def is_valid_hetu(code: str) -> bool:
    """Say whether a code is a right one, artificial numbers (900-999) included.

    Parameters
    ----------
    code : str
        The code; spaces and kinds of dash do not matter.

    Returns
    -------
    bool
        Whether date, century sign and check character agree.
    """
    from stdnum.fi import hetu

    plain = re.sub(r"[‐-―−]", "-", re.sub(r"\s", "", code)).upper()
    return bool(hetu.is_valid(plain, allow_temporary=True))


def _is_code_like(match: re.Match[str]) -> bool:
    """Tell a code without a proper sign (ten digits in a row) from a card, a date or a phone number."""
    date, sign, rest = match.groups()
    if sign.strip() == "" and not date.isdigit():
        return False
    if sign.strip() == "":
        # Without a sign a letter at the end, or a right check digit, has to speak for it.
        return rest[-1].isalpha() or is_valid_hetu(f"{date}-{rest}") or is_valid_hetu(f"{date}A{rest}")
    if len(rest) == 3 and rest.isdigit():
        return sign.strip() in {"-", "+", "A", "a"} and date.isdigit()
    return date.isdigit() or not rest.isdigit()
