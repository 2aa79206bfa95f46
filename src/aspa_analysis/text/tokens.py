"""Tokens: words, numbers, smileys, redaction marks and the punctuation that carries meaning."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    EMOJI = "emoji"
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A token with its place in the text.

    Attributes
    ----------
    text : str
        As it stands in the text.
    lower : str
        Lower case, typographic apostrophes and hyphens made plain, no hyphen at either end.
    kind : TokenKind
        A redaction mark such as ``[nimi]`` is a ``MARK``: it has no meaning of its own.
    start, end : int
        ``text[start:end]`` of the string that was tokenised.
    """

    text: str
    lower: str
    kind: TokenKind
    start: int
    end: int


# Pictures lie in these blocks; joiners, skin tones and the variation selector belong to the one before.
_PICTURE = "[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f1e6-\U0001faff]"
_JOINED = "(?:[\ufe0f\u200d\U0001f3fb-\U0001f3ff]+" + _PICTURE + "?)*"

_TOKEN = re.compile(
    r"(?P<skip>https?://\S+|www\.\S+|\S+@\S+\.\w+)"
    r"|(?P<mark>\[[^\W\d_][\w \-]{0,30}\])"
    r"|(?P<emoji><3|>?[:;=]-?(?:[)(]+|[DPp/|](?!\w|/))|(?<!\w)[(]:|(?<!\w)xD\b|" + _PICTURE + _JOINED + ")"
    r"|(?P<number>[+\-]?\d+(?:[.,:]\d+)*(?![^\W\d_]))"
    r"|(?P<word>#?(?:[^\W_]|[\u0300-\u036f])+(?:['’:\-\u2010\u2011](?:[^\W_]|[\u0300-\u036f])+)*)"
    r"|(?P<punctuation>[?!]+|…|\.{3,}|[.,;:()\"”“»€+%*&/=>\-–—])"
)
_PLAIN = str.maketrans({"’": "'", "\u2010": "-", "\u2011": "-"})


def split_tokens(text: str) -> list[Token]:
    """Split a text into tokens.

    Hyphenated compounds (*e-kirja*, *fb:ssä*) stay whole, a hyphen left hanging (*ei-*) is dropped from
    the word, addresses of pages and mail are skipped.

    Parameters
    ----------
    text : str
        One text.

    Returns
    -------
    list of Token
        In order; ``[]`` for an empty text.
    """
    tokens = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind is None or kind == "skip":
            continue
        surface = match.group()
        lower = surface.lower().translate(_PLAIN).lstrip("#") if kind == "word" else surface
        tokens.append(Token(surface, lower, TokenKind(kind), match.start(), match.end()))
    return tokens
