"""PIN codes, passwords, user names and handles, told by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.patterns import cues_of, words_of
from aspa_analysis.privacy.spans import Span

_PIN = re.compile(
    r"(?<!\w)(?:pin+i?(?:-?\s?koodi|-?code|-?kod)?\w{0,8}|tunnusluku\w*|tunnusluvu\w*|пин(?:-?код)?\w*|turvakood\w+|salakood\w+"
    r"|ovikood\w+|nelinumeroi\w+|koodi|koodiksi|koodini)"
    r"(?P<between>[^\d\n]{0,50}?)(?P<pin>\d{4,8}|\d(?:[ -]\d){3,5})(?!\w|[.:,/]\d|\s?€)",
    re.IGNORECASE,
)
_ASSIGN = r"(?:\s?[:=]\s?|\s(?:on|oli|olisi|is|was|är|var)\s?[:]?\s|\s)"
_QUOTES = "\"”“'’«»"
_SECRET = re.compile(
    r"(?<!\w)(?:salasana\w{0,6}|passwords?|lösenord\w*|пароль|parool\w*|furaha)"
    rf"(?P<assign>{_ASSIGN})[{_QUOTES}]?(?P<value>[^\s{_QUOTES}]{{3,40}})",
    re.IGNORECASE,
)
_USER = re.compile(
    r"(?<!\w)(?:käyttäjä-?(?:tunnu|nimi|nime)\w{0,8}|käyttistunnu\w*|tunnu(?:s|kseni|ksella|kseen|ksellani)"
    r"|user ?name|login|användarnamn\w*|логин"
    r"|(?:insta(?:gram|ssa)?|ig|snap(?:chat)?|discord|telegram|tiktok|twitter)(?:issa|-tili|-tunnus)?\w{0,4}|nick)"
    rf"(?P<assign>{_ASSIGN})[{_QUOTES}]?(?P<value>[^\s{_QUOTES},;!?()]{{3,40}})",
    re.IGNORECASE,
)
_SECRET_NEAR = re.compile(
    r"(?<!\w)(?:salasana|passw|lösen|tunnussana)\w*[^\d\n]{0,45}?(?<!\w)(?P<value>[^\W\d_]{2,}\d[\w!#%&?*]*)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_åäöÅÄÖ][\w.]{2,30}")
_LIBRARY_HANDLE = re.compile(r"kirjasto|library|bibliot|libra|yle|kela|helmet", re.IGNORECASE)
_CODELIKE = re.compile(r"(?=.*[^\W\d_])(?=.*[\d_#$%&*!?=+])|[a-zåäö][A-ZÅÄÖ]|^[a-z]+[._][a-z0-9]+")
# One of these must stand in a text (lower-case) before the patterns are tried.
_CUES = cues_of(
    "pin|пин|koodi|tunnuslu|nelinumero|salasana|tunnussana|passw|lösen|парол|parool|furaha|@|"
    "käytt|tunnus|tunnuk|user|login|användar|логин|insta|snap|discord|telegram|tiktok|twitter|"
    "nick|ig |ig:"
)
# A word that says something of the user name or password instead of being one.
_VERDICTS = words_of(
    "väärä väärin oikea oikein sama oma uusi vanha hidas turha mikä hankala helppo vaikea lyhyt "
    "pitkä hyvä huono outo pakko tuttu mysteeri wrong right lost old new fel rätt bra missing "
    "jumissa"
)
_SPEAKS = re.compile(
    r"(?:n?ut|nyt|ttu|tty|tu|ty|ssa|ssä|lla|llä|sta|stä|na|nä|in|an|än|en|aa|ää|ella|da|dä)[.,!?]*$",
    re.IGNORECASE,
)


def find_credentials(text: str) -> Iterator[Span]:
    """Find PIN codes, passwords, user names and handles.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each secret or user name, without the words around it.
    """
    low = text.lower()
    if not any(cue in low for cue in _CUES):
        return
    yield from _find_pins(text)
    for pattern in (_SECRET, _USER):
        yield from (_value_span(match) for match in pattern.finditer(text) if _is_value(text, match))
    yield from (_value_span(match) for match in _SECRET_NEAR.finditer(text))
    for match in _HANDLE.finditer(text):
        if not _LIBRARY_HANDLE.search(match[0]):
            yield Span(match.start(), match.start() + len(match[0].rstrip(".")), "other")


def _find_pins(text: str) -> Iterator[Span]:
    for match in _PIN.finditer(text):
        is_year = re.fullmatch(r"(?:19|20)\d\d", match["pin"]) is not None
        if not is_year or re.search(r"(?:\bon|oli|:|=|koodi\w{0,4})\W*$", match["between"]):
            yield Span(match.start("pin"), match.end("pin"), "other")


def _is_value(text: str, match: re.Match[str]) -> bool:
    """Tell a secret ("salasana: kissa12") from words about it ("salasana on vanhentunut")."""
    value, assign = match["value"].rstrip(".,;:!?)"), match["assign"]
    if len(value) < 3 or value.startswith("["):
        return False
    if _CODELIKE.search(value):
        return True
    is_quoted = text[match.start("value") - 1] in _QUOTES
    stands_last = (
        re.match(r"\s*(?:[.,!?;)\n]|$|ja\b|och\b|and\b)", text[match.start("value") + len(value) :])
        is not None
    )
    is_told = assign.strip() != ""
    return is_quoted or (
        is_told and stands_last and value.lower() not in _VERDICTS and not _SPEAKS.search(value)
    )


def _value_span(match: re.Match[str]) -> Span:
    value = match["value"].rstrip(".,;:)")
    return Span(match.start("value"), match.start("value") + len(value), "other")
