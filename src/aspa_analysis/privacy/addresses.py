"""Street addresses: a street's name with a number, the stair and flat, the postcode and town."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.patterns import any_of
from aspa_analysis.privacy.spans import Span

_CASE = r"(?:n|lla|llä|lta|ltä|lle|ssa|ssä|sta|stä)?"
# Words that name streets and little else, then words that need a capital and some proof.
_STREET = any_of(
    "katu kadu kuja polku polu raitti raiti kaari kaare väylä tie bulevardi puistotie penger penkere "
    "gatan gata vägen gränden stigen allén esplanadi esplanaden aukio portti porti piha tanhua mutka "
    "kehä laituri kulku rata silta"
)
_WEAK = any_of(
    "tori ranta rinne rinte mäki mäe kulma laita harju puisto niitty metsä niemi saari kallio ahde "
    "kangas notko törmä aho korpi"
)
_NUMBER = r"\s?\d{1,3}(?!\d)(?:\s?[-–]\s?\d{1,3}(?!\d))?(?:(?<=\d)[a-hA-H](?![\w]))?"
_STAIR = (
    r"(?:,?\s?(?:[A-Za-hk]|rappu\s?[A-Za-z]|[A-Z]-rap\w+)(?:\s?\d{1,3}(?!\d))?(?!\w))?"
    r"(?:,?\s?(?:as\.?|asunto|huoneisto|bst|lgh)\s?\d{1,3})?"
)
_ENDING = r"(?::\w{1,4})?"
_TOWN = r"(?:,?\s+(?:FI-?)?\d{5}\s+[A-ZÅÄÖ][\w-]+)?"
_ADDRESS = re.compile(
    rf"(?<![\w-])[A-Za-zÅÄÖåäöé][\w:'-]*?{_STREET}{_CASE}{_NUMBER}{_STAIR}{_ENDING}{_TOWN}(?!\w)"
)
_TWO_WORDS = re.compile(
    rf"(?<![\w-])(?:[A-ZÅÄÖ][\w-]+\s){{1,2}}(?:{_STREET}|{_WEAK}|gata|väg)"
    rf"{_CASE}{_NUMBER}{_STAIR}{_ENDING}{_TOWN}(?!\w)"
)
_WEAK_ADDRESS = re.compile(
    rf"(?<![\w-])[A-ZÅÄÖ][\wé-]*?{_WEAK}{_CASE}{_NUMBER}(?P<stair>{_STAIR}){_ENDING}(?P<town>{_TOWN})(?!\w)"
)
_HOME = re.compile(
    r"(?:\bas(?:un|uu|umme|uvat|uin|uva|uvan)|\bosoi\w+|\bkoti\w*|\bmuut[ti]\w+|\bbor|\badress\w*|\blive)\b[^.!?\n]{0,30}$",
    re.IGNORECASE,
)
_HOME_STREET = re.compile(
    r"(?:\bas(?:un|uu|umme|uvat|uin|uva|uvan|utaan)|\bosoit\w+|\bkotiosoi\w+|\bmuut(?:in|imme|ti|taa\w*))"
    r"\b[^.!?\n\d]{0,25}?"
    rf"(?P<street>(?<![\w-])[A-ZÅÄÖ][\w-]{{2,}}{_STREET}(?:lla|llä|lle|lta|ltä|ssa|ssä|n)?(?!\w))"
)
_GENITIVE_STREET = re.compile(
    r"(?:[A-ZÅÄÖ][\w-]+\s)?(?:Vanha|Uusi|Iso|Pieni|Pikku|Itäinen|Läntinen|Pohjoinen|Eteläinen)\s$"
)
# Roads, and things that end like a street's name.
_NOT_STREETS = re.compile(
    r"(?:valta|kanta|seutu|moottori|maan|rauta|pää|koti|kehä|opas|huolto|pyörä|kävely|kela|juok|elämän|vesi|hissi|oma|lainaus|palautus|kielinen|tilas|sateen|kirjasto|lukutori|kirja|lehti|satu|nuotin|sisä|etu|taka|piha)"
    r"(?:tie|katu|kaari|silta|portti|rata|piha|tori|polku|kulku|kehä)\w{0,3}\s|^(?:tie|katu|kuja|polku|silta|piha|portti|rata|kaari|kehä|mutka|kulku|aukio)\w{0,3}\s",
    re.IGNORECASE,
)
_GATE = re.compile(r"[a-zåäö]{3}(?:\w{0,4}):?\s?\d")


def find_addresses(text: str) -> Iterator[Span]:
    """Find street addresses.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each address, with the postcode and town that follow it.
    """
    if _GATE.search(text) is None:
        return
    for match in _ADDRESS.finditer(text):
        if not _NOT_STREETS.match(match[0]) and _is_named(match[0]):
            yield Span(_include_adjective(text, match.start()), match.end(), "address")
    for match in _TWO_WORDS.finditer(text):
        yield Span(match.start(), match.end(), "address")
    for match in _WEAK_ADDRESS.finditer(text):
        proof = match["stair"].strip() or match["town"] or _HOME.search(text, 0, match.start())
        if proof and not _NOT_STREETS.match(match[0]):
            yield Span(match.start(), match.end(), "address")


def find_home_streets(text: str) -> Iterator[Span]:
    """Find streets without a number where somebody says to live: "asun Koivukujalla".

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each street's name.
    """
    if "asu" in text or "osoit" in text or "muut" in text:
        for match in _HOME_STREET.finditer(text):
            yield Span(match.start("street"), match.end("street"), "address")


def _is_named(address: str) -> bool:
    """Accept a capital, or a lower-case compound of some length ("koivukatu 5")."""
    if address[0].isupper():
        return True
    word = re.split(r"[\s\d]", address, maxsplit=1)[0]
    return (
        len(word) >= 7
        and re.search(r"(?:katu|kadu|kuja|polku|polu|tie|raitti|gatan|vägen)\w{0,3}$", word) is not None
    )


def _include_adjective(text: str, start: int) -> int:
    found = _GENITIVE_STREET.search(text, max(0, start - 40), start)
    return found.start() if found else start
