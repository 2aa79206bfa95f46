"""Names that the words before them announce: "nimeni on ...", "virkailija ...", "terv. ..."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy import name_context as context
from aspa_analysis.privacy.name_closings import find_closings
from aspa_analysis.privacy.name_lexicon import CAPITAL, FIRST, INNER, LAST, PROPER, WORD, NameLexicon
from aspa_analysis.privacy.name_tokens import Token

_NAME = FIRST | LAST
_STRICT = CAPITAL | WORD | PROPER
# A book, cat or service has a name too: "kirjan nimi on Rauha".
_THING_NAMED = re.compile(
    r"(?:kirja|kirjan|teoksen|romaanin|elokuvan|leffan|levyn|sarjan|lehden|palvelun|ohjelman|pelin|kissan|koiran|tiedoston)\s\Z",
    re.IGNORECASE,
)
_MAX_SIGNATURE_WORDS = 4


def mark_introduced(text: str, tokens: list[Token], lexicon: NameLexicon, kept: set[int]) -> set[int]:
    """Find the names that are announced.

    Parameters
    ----------
    text : str
        A normalised text.
    tokens : list of Token
        Its words.
    lexicon : NameLexicon
        The table of forms.
    kept : set of int
        Places of public names.

    Returns
    -------
    set of int
        Places of the words that are names.
    """
    named = set(_take_after_roles(tokens, lexicon, kept))
    named |= set(find_closings(text, tokens, lexicon))
    low = text.lower()
    if not any(cue in low for cue in context.ANNOUNCING_CUES):
        return named
    starts = {token.start: place for place, token in enumerate(tokens)}
    for match in context.INTRO.finditer(text):
        place = starts.get(match.end())
        if place is not None and not _THING_NAMED.search(text, 0, match.start()):
            named |= _take_introduced(
                tokens, place, lexicon, is_weak=bool(context.WEAK_INTRO.search(match[0]))
            )
    for match in context.SIGNATURE.finditer(text):
        place = starts.get(match.end())
        if place is not None:
            named |= _take_signature(tokens, place, lexicon)
    return named


def _take_introduced(tokens: list[Token], place: int, lexicon: NameLexicon, *, is_weak: bool) -> set[int]:
    token = tokens[place]
    if token.bits & _NAME and not (
        is_weak and token.bits & (WORD | PROPER | INNER) and not _has_partner(tokens, place)
    ):
        return _take_run(tokens, place, lexicon)
    if is_weak or not token.is_capital:
        pair = token.is_capital and (_has_partner(tokens, place) or _is_unknown_pair(tokens, place, lexicon))
        return _take_run(tokens, place, lexicon) if pair else set()
    return _take_run(tokens, place, lexicon)


def _has_partner(tokens: list[Token], place: int) -> bool:
    """Whether a surname stands after the word."""
    if place + 1 >= len(tokens) or tokens[place + 1].gap != " ":
        return False
    after = tokens[place + 1]
    return after.is_capital and after.bits & LAST != 0 and not after.bits & INNER


def _is_unknown_pair(tokens: list[Token], place: int, lexicon: NameLexicon) -> bool:
    """Whether two capitalised words follow that no list knows: "oon Veeti Lampinoja"."""
    pair = tokens[place : place + 2]
    return (
        len(pair) == 2
        and pair[1].gap == " "
        and all(
            token.is_capital
            and not token.is_shouted
            and token.low not in lexicon.kept
            and not context.PLACE_CASE.search(token.low)
            and not context.PLACE_NOUN.match(token.low)
            for token in pair
        )
    )


def _take_run(tokens: list[Token], place: int, lexicon: NameLexicon) -> set[int]:
    """Take the name's words: capitalised ones, or in lower case listed ones, to the next other word."""
    taken = {place}
    for step in range(place + 1, min(place + 4, len(tokens))):
        token = tokens[step]
        if token.gap not in {" ", ". ", "."} or token.low in lexicon.kept:
            break
        if not (token.is_capital and not token.is_shouted) and not (
            token.bits & LAST and not token.bits & INNER
        ):
            break
        if token.gap != " " and len(tokens[step - 1].text) > 1:
            break
        if not token.is_capital and token.low in context.NEVER_LOWER and tokens[place].is_capital:
            break
        taken.add(step)
    return taken


def _take_signature(tokens: list[Token], place: int, lexicon: NameLexicon) -> set[int]:
    run = list(_read_line(tokens, place))
    first = tokens[place]
    ends_line = run[-1] + 1 == len(tokens) or tokens[run[-1] + 1].gap.strip(" ") != ""
    listed = [step for step in run if tokens[step].bits & _NAME]
    if context.SIGNS_NAMELESS.match(first.low) and first.low not in lexicon.forms:
        return set()
    if len(listed) == len(run) and ends_line and len(run) <= 3:
        return set(run)
    capitals = _leading_capitals(tokens, run, lexicon)
    if not capitals:
        return set()
    all_taken = len(capitals) == len(run) and ends_line
    is_known = first.bits & _NAME and not first.bits & (WORD | PROPER)
    return set(capitals) if all_taken or is_known else set()


def _leading_capitals(tokens: list[Token], run: list[int], lexicon: NameLexicon) -> list[int]:
    capitals: list[int] = []
    for step in run:
        token = tokens[step]
        if (
            not token.is_capital
            or token.low in lexicon.kept
            or (context.SIGNS_NAMELESS.match(token.low) and not token.bits)
        ):
            break
        capitals.append(step)
    return capitals


def _read_line(tokens: list[Token], place: int) -> Iterator[int]:
    """Give the words of a signature until the line, the sentence or the patience ends."""
    yield place
    for step in range(place + 1, min(place + _MAX_SIGNATURE_WORDS, len(tokens))):
        is_initial_gap = tokens[step].gap in {". ", "."} and len(tokens[step - 1].text) == 1
        if tokens[step].gap != " " and not is_initial_gap:
            return
        yield step


def _take_after_roles(tokens: list[Token], lexicon: NameLexicon, kept: set[int]) -> Iterator[int]:
    for place in range(1, len(tokens)):
        token = tokens[place]
        if not (token.is_capital or token.bits & _NAME) or not _follows_role(tokens, place, kept):
            continue
        if _is_name_after_role(tokens, place, lexicon):
            yield from _take_run(tokens, place, lexicon)


def _follows_role(tokens: list[Token], place: int, kept: set[int]) -> bool:
    token, before = tokens[place], tokens[place - 1]
    if token.gap not in {" ", ". "} or context.ROLE.search(before.low) is None:
        return False
    if token.gap == ". " and before.low not in context.ABBREVIATED_ROLES:
        return False
    # "Herra Hakkarainen" and "rouva Bovary" stay; a clerk who shares an author's name does not.
    return place not in kept or not (place - 1 in kept or context.TITLE.match(before.low))


def _is_name_after_role(tokens: list[Token], place: int, lexicon: NameLexicon) -> bool:
    token = tokens[place]
    if token.low in lexicon.kept:
        return False
    if not token.is_capital:
        return (
            (token.bits & FIRST != 0 or (token.bits & LAST != 0 and not token.bits & _STRICT))
            and token.low not in context.NEVER_LOWER
            and not token.bits & INNER
            and len(token.low) > 3
        )
    if token.is_shouted and not token.bits & _NAME:
        return False
    if token.bits & FIRST and not token.bits & PROPER:
        return True
    if context.PLACE_CASE.search(token.low) and not token.low.endswith(("nen", "sen")):
        return False
    followed = place + 1 < len(tokens) and tokens[place + 1].gap == " "
    return not (followed and token.low.endswith("n") and context.PLACE_NOUN.match(tokens[place + 1].low))
