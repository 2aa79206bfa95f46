"""Names that close a letter without a word of farewell: alone on the last lines, or after a dash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.name_context import SIGNS_NAMELESS
from aspa_analysis.privacy.name_lexicon import FIRST, LAST, NameLexicon
from aspa_analysis.privacy.name_tokens import Token

_CAPITAL = r"[^\W\d_a-zåäöа-яё][\w'’-]*"
_REST = r"(?=[ \t]*(?:,[^\n]*|\([^\n]*\)|\d{1,3}\s?v\.?)?[ \t]*(?:\n|\Z))"
# A line of one to three capitalised words, with an age, a title or contact details after it at most.
_LINE = re.compile(
    rf"(?<=\n)[ \t]*(?P<dash>[-–—/*~]+[ \t]?)?(?P<name>{_CAPITAL}(?:\.? {_CAPITAL}){{0,2}}\.?){_REST}"
)
# The same after a dash at the very end: "... oli kiinni. -Emppu".
_INLINE = re.compile(rf"(?<=[\s.!?])(?P<dash>[-–—/~])(?P<name>{_CAPITAL}(?: {_CAPITAL})?)[ .!]*\Z")
_CLOSING_LINES = 4
# Words that stand alone at the end and are no name.
_NO_NAME = re.compile(
    r"(?:kiit|kunnioit|rakkau|halau|terv|terk|hei|moi|moro|yst|hyv|hauska|mukava|tack|hälsn|thank|best|regards|mvh|ok|joo|juu|jep|ei|kyllä|ps|plus"
    r"|miinus|ruusu|risu|toive|palaut|asia|muu|no|näin|loppu|jatk|harmi|kurja|plz|please|pliis|cheers|love|lisä|huom|edit"
    r"|vast|vs|fwd|re|lähetet|sent|skickat|спасибо|с|aitäh|tänan|mahadsanid|shukran)",
)
# Imperatives and the like: "Avatkaa." may close a complaint.
_VERB = re.compile(r"(?:k[aä]{2}|tt[aä]{2}|isi|nut|nyt|ttu|tty|ssa|ssä|sti)\Z")


def find_closings(text: str, tokens: list[Token], lexicon: NameLexicon) -> Iterator[int]:
    """Find the words of names that close a letter.

    Parameters
    ----------
    text : str
        A normalised text.
    tokens : list of Token
        Its words.
    lexicon : NameLexicon
        The table of forms.

    Yields
    ------
    int
        Place of each word that belongs to such a name.
    """
    for match in _LINE.finditer(text):
        if text.count("\n", match.end()) < _CLOSING_LINES and match["name"].lower() not in lexicon.kept:
            is_last = text[match.end() :].strip(" .!\n\t") == ""
            yield from _read_name(tokens, match, lexicon, takes_unknown=is_last)
    for match in _INLINE.finditer(text):
        yield from _read_name(tokens, match, lexicon, takes_unknown=True)


def _read_name(
    tokens: list[Token], match: re.Match[str], lexicon: NameLexicon, *, takes_unknown: bool
) -> list[int]:
    places = [
        place
        for place, token in enumerate(tokens)
        if match.start("name") <= token.start and token.end <= match.end("name")
    ]
    words = [tokens[place] for place in places]
    if len(words) > 1 and words[0].low == "t":
        # "T. Eero": the T stands for "terveisin".
        places, words = places[1:], words[1:]
    if not words or any(_is_no_name(word, lexicon) for word in words):
        return []
    if any(word.bits & (FIRST | LAST) for word in words):
        return places
    if len(words) > 1:
        return [] if all(word.is_shouted for word in words) else places
    is_plain = len(words[0].text) > 2 and not words[0].text.isupper() and not _VERB.search(words[0].low)
    return places if is_plain and takes_unknown else []


def _is_no_name(word: Token, lexicon: NameLexicon) -> bool:
    if word.low in lexicon.kept:
        return True
    if word.bits & (FIRST | LAST):
        return False
    return _NO_NAME.match(word.low) is not None or SIGNS_NAMELESS.match(word.low) is not None
