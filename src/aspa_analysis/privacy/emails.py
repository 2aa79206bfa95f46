"""E-mail addresses, also those spelled out: "maija (at) example.com", "maija ät example piste fi"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aspa_analysis.privacy.spans import Span

_AT = (
    r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|ät|a|miuku(?:mauku)?|@)\s?[)\]}>]\s?"
    r"|\s(?:at|ät|miuku(?:mauku)?|kissanhäntä)\s)"
)
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|piste|\.)\s?[)\]}]\s?|\s(?:piste|dot|punkt)\s)"
_CASE = r"(?::[a-zåäö]{1,4})?"
_PLAIN = re.compile(rf"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+{_CASE}")
_WRITTEN = re.compile(
    rf"(?<![\w.])[^\W_][\w.+%-]*(?:{_DOT}[\w+%-]+)?{_AT}[\w-]+(?:{_DOT}[\w-]+){{0,2}}{_DOT}[a-zA-Z]{{2,8}}{_CASE}(?!\w)",
    re.IGNORECASE,
)
_LOCAL_ONLY = re.compile(r"(?<![\w.])[\w+%-]+(?:\.[\w+%-]+)*@[\w-]{2,}(?!\w)")
# What in a text (lower-case) makes it worth looking for an address.
_CUES = (
    "@",
    "at)",
    "ät)",
    "(a)",
    "at]",
    "ät]",
    "[a]",
    "at}",
    " at ",
    " ät ",
    "miuku",
    "kissanhäntä",
    "at >",
    "at>",
    "( at",
    "[ at",
)


def find_emails(text: str) -> Iterator[Span]:
    """Find e-mail addresses.

    Parameters
    ----------
    text : str
        A normalised text.

    Yields
    ------
    Span
        Each address, with its case ending ("example.com:iin").
    """
    low = text.lower()
    if not any(cue in low for cue in _CUES):
        return
    for pattern in (_PLAIN, _WRITTEN, _LOCAL_ONLY):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.start() + len(match[0].rstrip(".-_'")), "email")
