"""Words of a text with what the name lists say of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aspa_analysis.privacy.name_context import PERSON_NOUN, SURNAME_SHAPE_CAPS
from aspa_analysis.privacy.name_lexicon import CAPITAL, FIRST, LAST, PROPER, WORD, NameLexicon

WORDS = re.compile(
    r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?::(?:n|lle|ll[aä]|lt[aä]|ss[aä]|st[aä]|t?[aä]|ksi|i?in|h[aeiouyäö]n|s)(?!\w))?"
)
_CLITIC = re.compile(r"(?:kin|kaan|kään|han|hän|ko|kö|kaa|ki)\Z")
_SENTENCE_END = ".!?\n:;•\"”“’'«»>*|"
_DASHES = "-–—"
_STRICT = CAPITAL | WORD | PROPER


@dataclass(slots=True)
class Token:
    """A word of the text.

    Attributes
    ----------
    start, end : int
        Its place.
    text, low : str
        As written, and lower-case.
    bits : int
        What the name lists say of it.
    is_capital : bool
        Whether it begins with a capital letter that means something (not in shouting).
    is_initial : bool
        Whether it begins a sentence, so that its capital proves nothing.
    is_shouted : bool
        Whether it stands among other words in capitals.
    gap : str
        What stands between the word before and this one.
    """

    start: int
    end: int
    text: str
    low: str
    bits: int
    is_capital: bool
    is_initial: bool
    is_shouted: bool
    gap: str


def tokenise_names(text: str, lexicon: NameLexicon) -> list[Token]:
    """Split a text into words and look each up.

    Parameters
    ----------
    text : str
        A normalised text.
    lexicon : NameLexicon
        The table of forms.

    Returns
    -------
    list of Token
        The words in order.
    """
    tokens: list[Token] = []
    last = 0
    for match in WORDS.finditer(text):
        written, start, end = match[0], match.start(), match.end()
        gap = text[last:start]
        tokens.append(_make_token(written, start, end, gap, lexicon))
        last = end
    _mark_shouting(tokens)
    return tokens


def read_bits(low: str, lexicon: NameLexicon) -> int:
    """Say what the lists know of a lower-case word, looking through hyphens, apostrophes and clitics.

    Parameters
    ----------
    low : str
        The word, lower-case.
    lexicon : NameLexicon
        The table of forms.

    Returns
    -------
    int
        Bits of `name_lexicon`; 0 for a word that is no name.
    """
    bits = lexicon.forms.get(low)
    if bits is not None:
        return bits
    if "-" in low:
        return _read_double(low.split("-"), lexicon)
    for mark in ("'", "’", ":"):
        if mark in low:
            return lexicon.forms.get(low.split(mark, maxsplit=1)[0], 0)
    found = _CLITIC.search(low)
    return lexicon.forms.get(low[: found.start()], 0) if found and len(low) > 5 else 0


def _read_double(parts: list[str], lexicon: NameLexicon) -> int:
    """Read "Anna-Liisa" and "Mäkelä-Virtanen": a name only if each part is one; then no trap."""
    bits = [lexicon.forms.get(part, 0) for part in parts]
    if any(part_bits & (FIRST | LAST) == 0 for part_bits in bits):
        return 0
    joint = bits[0] & bits[-1] & (FIRST | LAST)
    return ((joint or LAST) | bits[-1]) & ~_STRICT | CAPITAL


def _make_token(written: str, start: int, end: int, gap: str, lexicon: NameLexicon) -> Token:
    low = written.lower()
    is_capital = written[0].isupper()
    bits = lexicon.forms.get(low, 0)
    if not bits and (is_capital or "-" in low):
        bits = _read_unlisted(written, low, lexicon)
    is_initial = gap != " " and (start == len(gap) or _begins_sentence(gap))
    return Token(start, end, written, low, bits, is_capital, is_initial, False, gap)


def _read_unlisted(written: str, low: str, lexicon: NameLexicon) -> int:
    if _is_compound(written):
        return _read_person_compound(low, lexicon)
    return read_bits(low, lexicon) or (LAST if SURNAME_SHAPE_CAPS.match(written) else 0)


def _read_person_compound(low: str, lexicon: NameLexicon) -> int:
    """Read "Ville-niminen": the whole word tells the name."""
    head, _, tail = low.rpartition("-")
    return read_bits(head, lexicon) & ~_STRICT if PERSON_NOUN.match(tail) else 0


def _is_compound(written: str) -> bool:
    """Whether a capital is followed by a lower-case part: "Anna-lehti", "Ella-kirjat"."""
    head, hyphen, tail = written.rpartition("-")
    return bool(hyphen) and bool(head) and head[0].isupper() and tail[0].islower()


def _begins_sentence(gap: str) -> bool:
    if "\n" in gap:
        return True
    tail = gap.rstrip(" \t(")
    if not tail:
        return False
    return tail[-1] in _SENTENCE_END or (tail[-1] in _DASHES and not tail[-2:-1].strip())


def _mark_shouting(tokens: list[Token]) -> None:
    """Take the meaning from the capitals of words that stand beside other words in capitals."""
    loud = [len(token.text) > 2 and token.text.isupper() for token in tokens]
    if not any(loud):
        return
    for place, token in enumerate(tokens):
        if token.text.isupper() and any(loud[max(0, place - 1) : place] + loud[place + 1 : place + 2]):
            token.is_shouted = True
