"""Finnish vehicle registration plates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.patterns import words_of
from aspa_analysis.privacy.spans import Span

_SHAPE = re.compile(r"(?<![\w.-])([A-ZÅÄÖ]{2,3})[-–]\d{1,3}(?![\w]|-\d|[.,]\d)")
_CONTEXT_WORD = (
    r"(?:\w*reki(?:steri|steriss|sterinumero|sterikilpi)\w*|rek\.?\s?(?:nro|numero|tunnus)?|rekkari\w*|rekka\w*|kilvet|kilvess\w+|kilpi\w*|auto"
    r"(?!maat)\w{0,6}|mopo\w*|moottoripyörä\w*|pyöränsä|parkk\w+|pysäköi\w+|ajoneuvo\w*|peräkärry\w*|tila-auto\w*"
    r"|farmari\w*|paku\w*|bil\w{0,3}|registernummer\w*|car|plate|номер машины|машин\w*)"
)
_LOOSE = (
    r"(?<![\w.-])([A-ZÅÄÖa-zåäö]{2,3})[ \-–]?\d{1,3}(?![\w]|[.,:/]\d|\s?(?:€|euro|kpl|v\b|vuo|min|h\b|kert))"
)
_AFTER = re.compile(rf"(?<!\w){_CONTEXT_WORD}[^\d\n!?]{{0,25}}?(?P<plate>{_LOOSE})", re.IGNORECASE)
_GATE = re.compile(r"[A-ZÅÄÖa-zåäö]{2,3}[ \-–]?\d{1,3}(?!\d)")
# Letters that begin a standard, a product, a medium, a shelf class or a unit, not a plate.
_NOT_PLATES = words_of(
    "CD DVD BD USB PC TV WC ISO ISBN ISSN EAN MP LP PS EU NRO NR YKL HCL UDK PDF HK KLO VKO KPL "
    "EUR SIVU OSA OS NO PK AV CV DNA HD XL XXL LED OLED HP GPS SIM ID IP PIN SFS DIN PL AS ATK VR "
    "KE TO PE MA TI LA SU JA ON EI TAI NE NYT SE JO ALLE YLI NOIN N VAIN OLI IKÄ VUO KL PUH TEL "
    "GSM COV RSV FIN SWE RUS ENG TOP ITE KM CM MM KG"
)


def find_plates(text: str) -> Iterator[Span]:
    """Find registration plates: by shape (ABC-123), or looser ones (abc 123) near a word for a vehicle.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each plate.
    """
    if _GATE.search(text) is None:
        return
    for match in _SHAPE.finditer(text):
        letters = match[1]
        if len(letters) == 3 and letters not in _NOT_PLATES and len(match[0]) >= 6:
            yield Span(match.start(), match.end(), "plate")
    for match in _AFTER.finditer(text):
        if match[2].upper() not in _NOT_PLATES:
            yield Span(match.start("plate"), match.end("plate"), "plate")
