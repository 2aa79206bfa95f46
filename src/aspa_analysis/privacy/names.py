"""Names of private persons: listed ones in every case form, and unknown ones that the context shows."""

from __future__ import annotations

import re
from collections.abc import Collection

from aspa_analysis.privacy import name_context as context
from aspa_analysis.privacy.name_authors import is_author
from aspa_analysis.privacy.name_evidence import (
    has_strong_context,
    is_full_evidence,
    is_place_name,
    is_plain_lower,
    is_title,
)
from aspa_analysis.privacy.name_introductions import mark_introduced
from aspa_analysis.privacy.name_lexicon import PROPER, WORD, NameLexicon, load_name_lexicon
from aspa_analysis.privacy.name_reading import NAME, STRICT, Reading
from aspa_analysis.privacy.name_tokens import WORDS, Token, read_bits, tokenise_names
from aspa_analysis.privacy.name_unknown import end_of_name, extend_names, is_unknown_name
from aspa_analysis.privacy.public_names import mark_public_names
from aspa_analysis.privacy.spans import Span

_DASHED_END = re.compile(r"[-–—/~][A-ZÅÄÖ][\w ]{2,30}[.!]?\Z")
_MID_CAPITAL = re.compile(r"[^\W\d_][,.]? [A-ZÅÄÖА-Я]")


def find_names(text: str, *, keep: Collection[str] = (), places: Collection[str] = ()) -> list[Span]:
    """Find names of private persons, customers and staff alike.

    Parameters
    ----------
    text : str
        A normalised text.
    keep : collection of str
        Lower-case word forms that are never a name.
    places : collection of str
        Lower-case word forms of the library's own branches and towns: a name only where the words around
        prove it, for many are surnames too.

    Returns
    -------
    list of Span
        Each name with its case ending; first name and surname together are one span.
    """
    lexicon = load_name_lexicon()
    if not _may_hold_name(text, lexicon):
        return []
    tokens = tokenise_names(text, lexicon)
    kept = mark_public_names(tokens)
    kept |= {place for place, token in enumerate(tokens) if token.low in keep}
    kept |= _mark_places(tokens, places)
    reading = Reading(text, tokens, lexicon, kept)
    reading.introduced |= mark_introduced(text, tokens, lexicon, kept)
    reading.kept -= reading.introduced
    reading.named |= reading.introduced
    reading.named |= {
        place
        for place, token in enumerate(tokens)
        if (token.bits or token.is_capital) and _is_named(reading, place)
    }
    extend_names(reading)
    return _join(reading)


def _mark_places(tokens: list[Token], places: Collection[str]) -> set[int]:
    """Ask more proof of a place that is a listed name too, and keep one that is none."""
    own = {number for number, token in enumerate(tokens) if token.low in places}
    for number in own:
        tokens[number].bits |= PROPER if tokens[number].bits else 0
    return {number for number in own if not tokens[number].bits}


def _may_hold_name(text: str, lexicon: NameLexicon) -> bool:
    """Look quickly whether anything in the text could make a name."""
    forms = lexicon.forms
    has_lower_trap = False
    for word in WORDS.findall(text):
        low = word.lower()
        bits = forms.get(low)
        if bits is None:
            if (low != word or "-" in word) and _may_be_unlisted(word, low, lexicon):
                return True
        elif low != word or not bits & STRICT:
            return True
        else:
            has_lower_trap = True
    if "\n" in text or _DASHED_END.search(text) is not None:
        return True
    low_text = text.lower()
    if any(cue in low_text for cue in context.ANNOUNCING_CUES):
        return True
    has_candidate = has_lower_trap or _MID_CAPITAL.search(text) is not None
    return has_candidate and context.ROLE_ANYWHERE.search(low_text) is not None


def _may_be_unlisted(word: str, low: str, lexicon: NameLexicon) -> bool:
    """Whether a capitalised or hyphenated word has the shape of a name, or is a listed one with a clitic."""
    if context.SURNAME_SHAPE.match(word) or context.SURNAME_SHAPE_CAPS.match(word) or read_bits(low, lexicon):
        return True
    return not low.isascii() and context.PATRONYMIC.match(word) is not None


def _is_named(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    if place in reading.kept:
        return False
    if not token.bits & NAME:
        return is_unknown_name(reading, place)
    if is_place_name(reading, place) or token.low in reading.lexicon.kept:
        return False
    is_plain_capital = token.is_capital and not token.bits & (WORD | PROPER)
    if is_plain_capital or is_plain_lower(token):
        return is_full_evidence(reading, place)
    is_told_by_capital = token.is_capital and not token.is_initial and not token.is_shouted
    if token.bits & WORD and is_told_by_capital and not is_title(reading, place):
        return is_full_evidence(reading, place) or has_strong_context(reading, place)
    return has_strong_context(reading, place)


def _join(reading: Reading) -> list[Span]:
    """Make one span of names that stand side by side, and leave out those of authors."""
    groups: list[list[int]] = []
    for place in sorted(reading.named):
        if groups and groups[-1][-1] == place - 1 and reading.tokens[place].gap in {" ", ". ", "."}:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [
        Span(reading.tokens[group[0]].start, end_of_name(reading, group[-1]), "name")
        for group in groups
        if not is_author(reading, group)
    ]
