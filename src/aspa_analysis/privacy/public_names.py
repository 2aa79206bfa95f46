"""Names that stay: authors, artists, characters and other public persons."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from aspa_analysis.privacy.name_context import BOOK
from aspa_analysis.privacy.name_forms import inflect_name
from aspa_analysis.privacy.name_lexicon import FIRST, LAST, NOMINATIVE, load_name_lexicon, read_list
from aspa_analysis.privacy.name_tokens import WORDS, Token
from aspa_analysis.privacy.patterns import words_of

# How far from a public person's surname the talk of books may be, in words.
_BOOK_REACH = 6
_PARTICLES = words_of("ja och and of the de da van von le del di")

# A word of a name: how it begins in any form, and its forms.
_Word = tuple[str, frozenset[str]]
PublicTable = dict[str, tuple[tuple[_Word, ...], ...]]


@cache
def load_public_names() -> tuple[PublicTable, frozenset[str]]:
    """Read the list of public names.

    Returns
    -------
    table : dict
        First word's form to the names beginning with it; each name a tuple of sets of forms.
    weak : frozenset of str
        Forms of surnames and single names that private persons bear too: kept near talk of books only.
    """
    forms = load_name_lexicon().forms
    table: dict[str, list[tuple[_Word, ...]]] = defaultdict(list)
    weak: set[str] = set()
    for name in read_list("public_names.txt"):
        words = [word.lower() for word in WORDS.findall(name)]
        entry = tuple((word[: max(3, len(word) - 2)], _word_forms(word)) for word in words)
        private_bits = FIRST | LAST if len(words) == 1 else LAST
        is_private_too = forms.get(words[-1], 0) & private_bits != 0
        if is_private_too and words[-2:-1] not in (["ja"], ["&"]):
            weak |= entry[-1][1]
        if len(words) > 1 or not is_private_too:
            for form in entry[0][1]:
                table[form].append(entry)
    return {form: tuple(names) for form, names in table.items()}, frozenset(weak)


@cache
def _word_forms(word: str) -> frozenset[str]:
    return frozenset([word]) if word in _PARTICLES else frozenset(form for form, _ in inflect_name(word))


def mark_public_names(tokens: list[Token]) -> set[int]:
    """Find the words that name a public person or a character.

    Parameters
    ----------
    tokens : list of Token
        The words of a text.

    Returns
    -------
    set of int
        Places of the words to keep.
    """
    table, weak = load_public_names()
    kept: set[int] = set()
    for place, token in enumerate(tokens):
        if token.low in table:
            kept |= _match_names(tokens, place, table[token.low])
        if place not in kept and token.low in weak and _speaks_of_author(tokens, place):
            kept.add(place)
    return kept


def _speaks_of_author(tokens: list[Token], place: int) -> bool:
    if _has_first_name(tokens, place):
        return False
    return is_book_talk(tokens, place) or _owns_title(tokens, place)


def is_book_talk(tokens: list[Token], place: int) -> bool:
    """Say whether words near a place speak of books, music or pictures.

    Parameters
    ----------
    tokens : list of Token
        The words of a text.
    place : int
        The word in question.

    Returns
    -------
    bool
        Whether such a word stands within reach.
    """
    near = tokens[max(0, place - _BOOK_REACH) : place] + tokens[place + 1 : place + 1 + _BOOK_REACH]
    return any(BOOK.match(token.low) for token in near)


def _match_names(tokens: list[Token], place: int, names: tuple[tuple[_Word, ...], ...]) -> set[int]:
    longest: set[int] = set()
    for entry in names:
        words = tokens[place : place + len(entry)]
        if len(longest) < len(entry) == len(words) and _fits(words, entry) and _is_written_as_name(words):
            longest = set(range(place, place + len(entry)))
    return longest


def _fits(words: list[Token], entry: tuple[_Word, ...]) -> bool:
    """Whether each word is a form of the entry's; after the first word a plural ("Aku Ankkoja") will do."""
    for step, (word, (beginning, forms)) in enumerate(zip(words, entry, strict=True)):
        plain = re.split(r"['’:]", word.low, maxsplit=1)[0]
        if plain not in forms and not (
            step and len(beginning) > 2 and word.is_capital and plain.startswith(beginning)
        ):
            return False
    return True


def _is_written_as_name(words: list[Token]) -> bool:
    """Several words are a name in lower case too ("aku ankka"); a comma or full stop inside breaks one."""
    return all(
        token.gap.strip(" .-&") == "" or ("\n" not in token.gap and token.gap.strip() in {"&", "."})
        for token in words[1:]
    )


def _owns_title(tokens: list[Token], place: int) -> bool:
    """Tell a genitive before a capital that belongs to no name: "Oksasen Puhdistus"."""
    if place + 1 >= len(tokens) or tokens[place + 1].gap != " " or not tokens[place].low.endswith("n"):
        return False
    after = tokens[place + 1]
    return after.is_capital and not after.is_shouted and not after.bits


def _has_first_name(tokens: list[Token], place: int) -> bool:
    """Tell a private person by the first name right before: "Tuija Oksanen"."""
    if place == 0 or tokens[place].gap != " ":
        return False
    before = tokens[place - 1]
    return before.is_capital and before.bits & FIRST != 0 and before.bits & NOMINATIVE != 0
