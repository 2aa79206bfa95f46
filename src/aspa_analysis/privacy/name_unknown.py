"""Names that no list holds: by their shape, or by the listed name beside them."""

from __future__ import annotations

from aspa_analysis.privacy import name_context as context
from aspa_analysis.privacy.name_evidence import is_place_name
from aspa_analysis.privacy.name_lexicon import FIRST, INNER, LAST, NOMINATIVE
from aspa_analysis.privacy.name_reading import Reading
from aspa_analysis.privacy.name_tokens import Token
from aspa_analysis.privacy.public_names import is_book_talk


def is_unknown_name(reading: Reading, place: int) -> bool:
    """Tell a name that no list knows by the shape of a surname or a Russian patronymic.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether the word is a name.
    """
    token = reading.tokens[place]
    if context.PATRONYMIC.match(token.text) or _has_leading_initial(reading, place):
        return True
    if token.is_initial or not token.is_capital or token.low in reading.lexicon.kept:
        return False
    return context.SURNAME_SHAPE.match(token.text) is not None and not is_book_talk(reading.tokens, place)


def _has_leading_initial(reading: Reading, place: int) -> bool:
    """Whether an initial that begins a sentence stands before: "J. Haapoja, lukija"."""
    token = reading.tokens[place]
    if not place or token.gap != ". " or not token.is_capital or len(token.text) < 3:
        return False
    initial = reading.tokens[place - 1]
    return len(initial.text) == 1 and initial.is_capital and "\n" in initial.gap


def extend_names(reading: Reading) -> None:
    """Let a first name take the capitalised unknown word after it, and a surname the initial before it.

    Parameters
    ----------
    reading : Reading
        The text; ``named`` grows.
    """
    for place in sorted(reading.named):
        token = reading.tokens[place]
        if token.bits & FIRST and _is_initial(reading, place + 1):
            reading.named.add(place + 1)
        if token.bits & FIRST and token.bits & NOMINATIVE:
            _extend_forward(reading, place)
        if place and len(reading.tokens[place - 1].text) == 1 and token.gap in {". ", "."}:
            # "T. Eero" closes a letter: there the T stands for "terveisin".
            initial = reading.tokens[place - 1]
            if initial.is_capital and not (initial.low == "t" and initial.is_initial):
                reading.named.add(place - 1)
        elif token.bits & LAST and _is_unknown_first_name(reading, place - 1, token):
            reading.named.add(place - 1)


def _is_initial(reading: Reading, place: int) -> bool:
    """Whether "T." of "Markus T." stands here."""
    if not reading.follows(place):
        return False
    token = reading.tokens[place]
    return len(token.text) == 1 and token.is_capital and reading.text[token.end : token.end + 1] == "."


def end_of_name(reading: Reading, place: int) -> int:
    """Give where a name ends; the full stop of an initial belongs to it.

    Parameters
    ----------
    reading : Reading
        The text and what is known of it.
    place : int
        The word in question.

    Returns
    -------
    int
        The end, excluded.
    """
    token = reading.tokens[place]
    is_dotted = len(token.text) == 1 and token.is_capital and reading.text[token.end : token.end + 1] == "."
    return token.end + (1 if is_dotted else 0)


def _extend_forward(reading: Reading, place: int) -> None:
    step = place + 1
    while reading.follows(step) and step not in reading.named and step not in reading.kept:
        token = reading.tokens[step]
        if not _is_surname_like(reading, step, token):
            return
        reading.named.add(step)
        step += 1


def _is_surname_like(reading: Reading, place: int, token: Token) -> bool:
    if not token.is_capital or token.low in reading.lexicon.kept or len(token.text) < 2:
        return False
    if token.bits & LAST:
        return not token.bits & INNER and not is_place_name(reading, place)
    if token.is_shouted or context.PLACE_CASE.search(token.low):
        return False
    return not is_place_name(reading, place)


def _is_unknown_first_name(reading: Reading, place: int, surname: Token) -> bool:
    if place < 0 or place in reading.kept or place in reading.named or surname.gap != " ":
        return False
    token = reading.tokens[place]
    if not token.is_capital or token.is_initial or token.is_shouted or token.low in reading.lexicon.kept:
        return False
    return context.ROLE.search(token.low) is None and len(token.text) > 1
