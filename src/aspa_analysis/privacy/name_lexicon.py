"""The name lists of the package, read once and turned into a table of word forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aspa_analysis.privacy.name_forms import inflect_name

# Bits of a form. The levels say how much proof a form needs before it counts as a name.
FIRST = 1
LAST = 2
CAPITAL = 4
WORD = 8
PROPER = 16
INNER = 32
NOMINATIVE = 64
# A form that is a common word even though its name as such is none ("hiljaa", "pian").
LEVELS = {"free": 0, "capital": CAPITAL, "word": WORD, "proper": PROPER}
_CASE_BITS = {"common": 0, "rare": CAPITAL, "inner": INNER}
_LEVEL_BITS = CAPITAL | WORD | PROPER
# Shorter forms in lower case are nearly always something else ("ain", "leo", "ari").
_MIN_LOWER_CHARS = 4


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Word forms that may be names, and words that are not.

    Attributes
    ----------
    forms : dict of str to int
        Lower-case form to its bits.
    kept : frozenset of str
        Lower-case forms of places, products and companies: never a name.
    """

    forms: dict[str, int]
    kept: frozenset[str]


@cache
def load_name_lexicon() -> NameLexicon:
    """Read the lists that the package carries.

    Returns
    -------
    NameLexicon
        The table of forms; made once a process.
    """
    levels, form_levels = _read_traps()
    forms: dict[str, int] = {}
    certain: dict[str, int] = {}
    for listed, bit in (("names_first.txt", FIRST), ("names_last.txt", LAST)):
        for name in read_list(listed):
            bits = bit | LEVELS[levels.get(name.lower(), _default_level(name, bit))]
            certain[name.lower()] = certain.get(name.lower(), 0) | bits | NOMINATIVE
            for form, case in inflect_name(name):
                forms[form] = forms.get(form, 0) | bits | _CASE_BITS[case]
                if name.endswith("nen") and case == "common":
                    certain.setdefault(form, bits)
    # A nominative, and "Virtasta" of Virtanen, keep their own level, whatever else bends into them.
    forms |= certain
    for form, level_name in form_levels.items():
        if form in forms:
            forms[form] = (forms[form] & ~_LEVEL_BITS) | LEVELS[level_name]
    return NameLexicon(forms, frozenset(_read_kept(forms)))


def read_list(file_name: str) -> list[str]:
    """Read one of the package's lists: a line an entry, ``#`` begins a comment line.

    Parameters
    ----------
    file_name : str
        Name of the file beside this module.

    Returns
    -------
    list of str
        Its entries in order.
    """
    content = files("aspa_analysis.privacy").joinpath(file_name).read_text(encoding="utf-8")
    return [line.strip() for line in content.splitlines() if line.strip() and not line.startswith("#")]


def _default_level(name: str, bit: int) -> str:
    """Surnames other than -nen need their capital; so do names too short to be told from words."""
    if len(name) < _MIN_LOWER_CHARS or (bit == LAST and not name.endswith("nen")):
        return "capital"
    return "free"


def _read_traps() -> tuple[dict[str, str], dict[str, str]]:
    levels: dict[str, str] = {}
    form_levels: dict[str, str] = {}
    for line in read_list("name_traps.txt"):
        name, level = line.split()
        (form_levels if name.startswith("=") else levels)[name.removeprefix("=").lower()] = level
    return levels, form_levels


def _read_kept(forms: dict[str, int]) -> Iterator[str]:
    """Give the forms of kept words; a word that is a name too is left to its trap level."""
    for word in read_list("kept_words.txt"):
        if word.lower() not in forms or forms[word.lower()] & PROPER:
            yield from (form for form, _case in inflect_name(word) if form not in forms)
