"""What speaks for a listed word being a name here, and not a word, a place or a title."""

from __future__ import annotations

from aspa_analysis.privacy import name_context as context
from aspa_analysis.privacy.name_lexicon import FIRST, INNER, LAST, NOMINATIVE, PROPER, WORD
from aspa_analysis.privacy.name_reading import STRICT, Reading
from aspa_analysis.privacy.name_tokens import Token

_MIN_LOWER_CHARS = 4
_NEN_INNER_CASES = ("sesta", "sestä", "sessa", "sessä", "seen")


def is_plain_lower(token: Token) -> bool:
    """Say whether a word in lower case is a name beyond doubt.

    Parameters
    ----------
    token : Token
        A word that the lists know as a name.

    Returns
    -------
    bool
        Whether it is long enough, no word besides and in a case that persons take.
    """
    return not token.is_capital and not token.bits & (STRICT | INNER) and len(token.low) >= _MIN_LOWER_CHARS


def is_full_evidence(reading: Reading, place: int) -> bool:
    """Keep places: a surname like Harjula in an inner case is one, unless a first name stands before.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether nothing makes the listed word a place.
    """
    token = reading.tokens[place]
    is_place_case = token.bits & INNER and not token.low.endswith(_NEN_INNER_CASES)
    return token.bits & FIRST != 0 or not is_place_case or _has_first_name_before(reading, place)


def is_place_name(reading: Reading, place: int) -> bool:
    """Tell a genitive before a word for a place: "Harjulan kirjasto", "Martin koulu".

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether the word names a place here.
    """
    if not reading.follows(place + 1) or not reading.tokens[place].low.endswith("n"):
        return False
    token, after = reading.tokens[place], reading.tokens[place + 1]
    if context.PLACE_NOUN.match(after.low) is None or token.low.endswith("sen"):
        return False
    return not _has_first_name_before(reading, place) and (
        not token.bits & FIRST or after.low.startswith(("kirjasto", "koulu", "kyl"))
    )


def is_title(reading: Reading, place: int) -> bool:
    """Tell a title: a trap word right after a word for a book, or between quotes.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether the word is a title here.
    """
    token = reading.tokens[place]
    if token.gap[-1:] in "\"”“'’«»" and token.gap:
        return True
    before = reading.tokens[place - 1] if place else None
    return before is not None and context.BOOK.match(before.low) is not None and reading.follows(place)


def _has_first_name_before(reading: Reading, place: int) -> bool:
    if not reading.follows(place) or not reading.is_name(place - 1, FIRST):
        return False
    before = reading.tokens[place - 1]
    return before.bits & NOMINATIVE != 0 and (before.is_capital or before.bits & STRICT == 0)


def has_strong_context(reading: Reading, place: int) -> bool:
    """Say whether the words around prove that a trap word is a name.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether a surname, an initial, thanks or a deed of persons stands beside it.
    """
    token = reading.tokens[place]
    if token.is_capital:
        return (
            _has_surname_after(reading, place)
            or (token.bits & LAST != 0 and _has_first_name_before(reading, place) and not token.bits & INNER)
            or _has_initial(reading, place)
            or _acts_as_person(reading, place)
            or _is_thanked(reading, place)
        )
    joins = (
        token.bits & LAST
        and token.bits & (NOMINATIVE | WORD) != WORD
        and token.low not in context.NEVER_LOWER
    )
    if joins and reading.follows(place) and reading.is_name(place - 1, FIRST):
        before = reading.tokens[place - 1]
        return before.bits & STRICT == 0 and before.bits & NOMINATIVE != 0 and not token.bits & INNER
    return _has_plain_surname_after(reading, place)


def _has_surname_after(reading: Reading, place: int) -> bool:
    if not reading.follows(place + 1) or not reading.tokens[place].bits & FIRST:
        return False
    after = reading.tokens[place + 1]
    if not after.is_capital or place + 1 in reading.kept or after.low in reading.lexicon.kept:
        return False
    if context.SURNAME_SHAPE.match(after.text) or (
        not after.bits and context.SURNAME_ENDING.match(after.low)
    ):
        return True
    return after.bits & LAST != 0 and not after.bits & INNER and not is_place_name(reading, place + 1)


def _has_plain_surname_after(reading: Reading, place: int) -> bool:
    """Tell a name in lower case by a surname that is no word: "satu virtanen"."""
    if not reading.follows(place + 1) or not reading.is_name(place + 1, LAST):
        return False
    after, token = reading.tokens[place + 1], reading.tokens[place]
    return token.bits & (FIRST | NOMINATIVE) == FIRST | NOMINATIVE and after.bits & STRICT == 0


def _has_initial(reading: Reading, place: int) -> bool:
    """Tell a surname by an initial: "M. Koski", "Koski M."."""
    token = reading.tokens[place]
    before = reading.tokens[place - 1] if place else None
    if before is not None and len(before.text) == 1 and before.is_capital and token.gap in {". ", "."}:
        return token.bits & LAST != 0
    after = reading.tokens[place + 1] if reading.follows(place + 1) else None
    return (
        after is not None
        and len(after.text) == 1
        and after.is_capital
        and reading.text[after.end : after.end + 1] == "."
        and token.bits & LAST != 0
        and not token.bits & PROPER
    )


def _acts_as_person(reading: Reading, place: int) -> bool:
    """Tell a person by what only persons do: "Satu auttoi", "Helmi oli ystävällinen"."""
    words = reading.tokens[place + 1 : place + 5]
    if not words or words[0].gap != " ":
        return False
    token = reading.tokens[place]
    if not token.bits & NOMINATIVE or token.is_shouted:
        return False
    if context.PERSON_VERB.match(words[0].low):
        return True
    return words[0].low == "oli" and any(context.PERSON_TRAIT.match(word.low) for word in words[1:])


def _is_thanked(reading: Reading, place: int) -> bool:
    """Tell a person by the thanks before, and an end or another name after: "Kiitos Satu!"."""
    token = reading.tokens[place]
    if place == 0 or token.gap not in {" ", ", "} or not token.bits & FIRST or token.is_shouted:
        return False
    if context.THANKS.match(reading.tokens[place - 1].low) is None or token.bits & INNER:
        return False
    if place + 1 == len(reading.tokens):
        return True
    after = reading.tokens[place + 1]
    return after.gap.strip() != "" or after.low in {"ja", "sekä", "och", "and", "kun", "avusta", "для"}
