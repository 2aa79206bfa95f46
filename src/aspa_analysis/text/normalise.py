"""Text as a person meant it, with a map back to the text as it was given.

Redaction looks for names in the repaired text ("Mäkinen") and takes them out of the given one
("MÃ¤kinen"), so every repaired character remembers where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

# Characters that no repair below would touch; a text of these alone is returned as it is.
_SUSPECT = re.compile(r"[^\t\n\x20-\x7eåäöÅÄÖéÉüÜ–—’…€½°§А-Яа-яёЁ]")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
# A file in code page 850 read as Windows-1252 (or Latin-1) has these marks inside words.
_CP850_INSIDE = re.compile(r"[a-zA-Z][„”\x84\x94]+[a-z]|^[„\x84][a-z]+[„”\x84\x94][a-z]")
_CP850_LETTERS = str.maketrans("„”†Ž™\x84\x94\x86\x8e\x99\x8f", "äöåÄÖäöåÄÖÅ")
_BREAKS = "\x0b\x0c\x85\u2028\u2029"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_CHARACTERS = str.maketrans(dict.fromkeys(_BREAKS, "\n") | dict.fromkeys(_SPACES, " "))
# Alignment by difference is quadratic: a longer run is mapped as one block instead.
_MAX_ALIGNED_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Normalised:
    """A repaired text and where its characters stand in the given text.

    Attributes
    ----------
    text : str
        The repaired text.
    offsets : sequence of int
        For each character of ``text`` the index in the given text where it begins, and last the
        length of the given text; never decreasing.
    """

    text: str
    offsets: Sequence[int]

    def find_source(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the repaired text into the span of the given text.

        Parameters
        ----------
        start, end : int
            The span in ``text``, end excluded.

        Returns
        -------
        tuple of int
            The span in the text as given, end excluded.
        """
        return self.offsets[start], self.offsets[end]


def normalise(text: str) -> Normalised:
    """Repair mojibake, compose letters (NFC) and take out what cannot be seen.

    Parameters
    ----------
    text : str
        The text as given.

    Returns
    -------
    Normalised
        The repaired text with its offset map; a plain text is returned as it is.

    References
    ----------
    Speer, R. (2019). ftfy (5.5). Zenodo. https://doi.org/10.5281/zenodo.2591652
    Unicode Standard Annex 15: Unicode Normalization Forms.
    """
    has_entity = "&" in text and ";" in text
    if not has_entity and _SUSPECT.search(text) is None:
        return Normalised(text, range(len(text) + 1))
    state = Normalised(text, range(len(text) + 1))
    for repair in (_unescape_entities, _repair_cp850, _repair_mojibake, _map_characters, _compose):
        state = repair(state)
    return state


def _unescape_entities(state: Normalised) -> Normalised:
    if "&" not in state.text:
        return state
    from html import unescape

    return _substitute(state, _ENTITY, lambda match: unescape(match[0]))


def _repair_cp850(state: Normalised) -> Normalised:
    if _CP850_INSIDE.search(state.text) is None:
        return state
    return Normalised(state.text.translate(_CP850_LETTERS), state.offsets)


def _repair_mojibake(state: Normalised) -> Normalised:
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(state.text):
        return state
    repaired = "".join(fix_encoding(line) for line in state.text.splitlines(keepends=True))
    return _align(state, repaired)


def _map_characters(state: Normalised) -> Normalised:
    text = state.text.translate(_CHARACTERS)
    text = text.replace("\r\n", "\x00\n").replace("\r", "\n")
    return _substitute(Normalised(text, state.offsets), _INVISIBLE, lambda _match: "")


def _compose(state: Normalised) -> Normalised:
    if unicodedata.is_normalized("NFC", state.text):
        return state
    text = state.text
    starts = [place for place, char in enumerate(text) if place == 0 or not unicodedata.combining(char)]
    pieces: list[str] = []
    offsets: list[int] = []
    for start, end in pairwise([*starts, len(text)]):
        piece = unicodedata.normalize("NFC", text[start:end])
        pieces.append(piece)
        offsets.extend([state.offsets[start]] * len(piece))
    composed = Normalised("".join(pieces), (*offsets, state.offsets[-1]))
    # A few starters (Hangul, Indic vowels) compose with the one before them: align those again.
    whole = unicodedata.normalize("NFC", text)
    return composed if composed.text == whole else _align(composed, whole)


def _substitute(
    state: Normalised, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]
) -> Normalised:
    """Replace each match; the new characters all begin where the match began."""
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0
    for match in pattern.finditer(state.text):
        written = write(match)
        pieces += [state.text[last : match.start()], written]
        offsets += [*state.offsets[last : match.start()], *[state.offsets[match.start()]] * len(written)]
        last = match.end()
    if last == 0:
        return state
    pieces.append(state.text[last:])
    return Normalised("".join(pieces), (*offsets, *state.offsets[last:]))


def _align(state: Normalised, repaired: str) -> Normalised:
    """Map a repaired text onto its source: word by word where the words are as many."""
    if repaired == state.text:
        return state
    old_words, new_words = state.text.split(" "), repaired.split(" ")
    pairs = (
        list(zip(old_words, new_words, strict=True))
        if len(old_words) == len(new_words)
        else [(state.text, repaired)]
    )
    places: list[int] = []
    base = 0
    for old, new in pairs:
        places += [base + place for place in _align_piece(old, new)]
        base += len(old)
        places.append(base)  # the space after the word, or the end of the text
        base += 1
    return Normalised(repaired, tuple(state.offsets[place] for place in places))


def _align_piece(old: str, new: str) -> list[int]:
    if old == new:
        return list(range(len(new)))
    if len(old) > _MAX_ALIGNED_CHARS:
        return [0] * len(new)
    places: list[int] = []
    for _tag, old_start, _old_end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        equal = _tag == "equal"
        places += [old_start + step if equal else old_start for step in range(new_end - new_start)]
    return places
