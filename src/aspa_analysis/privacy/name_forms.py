"""Case forms of names, over-generated on purpose.

A name of the lists must be found in whatever case somebody wrote it, so both grades of the stem are
made ("Satun" and "Sadun"); forms that happen to be ordinary words are held back by the trap list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

_VOWELS = "aeiouyäöå"
_GRADES = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("mp", "mm"),
    ("hk", "h"),
)
_SINGLE_GRADES = {"t": "d", "p": "v", "k": ""}
_STRONG_OF_WEAK = (("nn", "nt"), ("ll", "lt"), ("rr", "rt"), ("mm", "mp"), ("d", "t"))
# Surnames made of these nature words bend with -e-: Mäki, Mäen; Koskinen is another matter.
_NATURE = re.compile(
    r"(?:mäki|niemi|koski|järvi|lahti|lampi|joki|saari|salmi|kivi|vuori|lehti|hirvi|tuomi|kurki|talvi|pilvi"
    r"|meri|tuuli|helmi|onni|lumi|suvi|lohi|veri|hanhi|sormi|nummi)$"
)

Case = Literal["common", "rare", "inner"]

_RUSSIAN_ENDINGS = {"а": "ы и е у ой ою", "я": "и е ю ей ею", "йь": "я ю ем ём е и ью"}
_CYRILLIC = re.compile(r"[а-яё]")


def inflect_name(name: str) -> Iterator[tuple[str, Case]]:
    """Give the case forms of a name, lower-case.

    Parameters
    ----------
    name : str
        A first name or surname in the nominative.

    Yields
    ------
    form : str
        A form, lower-case; the same form may come twice.
    case : str
        "inner" for the inner local cases (-ssa, -sta, illative), which places take oftener than persons;
        "rare" for cases in which lower-case names are hardly ever written; else "common".
    """
    base = name.lower()
    yield base, "common"
    if _CYRILLIC.search(base):
        yield from ((form, "common") for form in _inflect_russian(base))
    elif base.isascii() or any(char in base for char in "åäöéüõšžáíóøæł"):
        yield from _inflect_finnish(base)


def _inflect_finnish(base: str) -> Iterator[tuple[str, Case]]:
    a = _pick_harmony(base)
    for form in _partitives(base, a):
        yield form, "common"
    for stem in _stems(base):
        yield from _add_endings(stem, a)
    if base.endswith("nen"):
        for ending in ("sten", "si" + a, "sille", "sill" + a, "silt" + a, "sien"):
            yield base[:-3] + ending, "rare"
    elif base[-1] in "aeiuo":
        # Estonian: Tiinale, Jaanile, Tiinaga.
        yield from ((base + ending, "rare") for ending in ("le", "lt", "ga", "l"))
    # Swedish and English: Annas.
    yield base + "s", "rare"


def _add_endings(stem: str, a: str) -> Iterator[tuple[str, Case]]:
    for ending in ("n", "ll" + a, "lt" + a, "lle"):
        yield stem + ending, "common"
    for ending in ("lt", "ksi", "tt" + a, "t", "n" + a):
        yield stem + ending, "rare"
    for ending in ("ss" + a, "st" + a, stem[-1] + "n", "h" + stem[-1] + "n", "seen"):
        yield stem + ending, "inner"


def _pick_harmony(base: str) -> str:
    for char in reversed(base):
        if char in "aouå":
            return "a"
        if char in "äöyüø":
            return "ä"
    return "ä"


def _partitives(base: str, a: str) -> tuple[str, ...]:
    if base.endswith("nen"):
        return (base[:-3] + "st" + a,)
    if base[-1] == "e":
        return (base + "tt" + a, base + a)
    if base[-1] in _VOWELS:
        nature = (base[:-1] + "e" + a, base[:-1] + "t" + a) if _NATURE.search(base) else ()
        return (base + a, *nature)
    return (base + "t" + a, base + "i" + a)


def _stems(base: str) -> Iterator[str]:
    """Give the stems to which case endings join, with both grades of the consonant."""
    if base.endswith("nen"):
        yield base[:-3] + "se"
    elif base[-1] in _VOWELS:
        yield from _vowel_stems(base)
    else:
        yield base + "i"
        if base[-1] == "s" and len(base) > 3:
            yield base[:-1] + "kse"
            yield base[:-1] + base[-2]
            yield from (strong + base[-2] for strong in _strengthen(base[:-1]))


def _vowel_stems(base: str) -> Iterator[str]:
    yield base
    yield from _weaken(base)
    if base[-1] == "e":
        yield base + "e"
        yield from (strong + "e" for strong in _strengthen(base))
    if _NATURE.search(base):
        e_stem = base[:-1] + "e"
        yield e_stem
        yield from _weaken(e_stem)


def _weaken(base: str) -> Iterator[str]:
    body, last = base[:-1], base[-1]
    for strong, weak in _GRADES:
        if body.endswith(strong):
            yield body[: -len(strong)] + weak + last
            return
    if len(body) > 2 and body[-1] in _SINGLE_GRADES and (body[-2] in _VOWELS or body[-2] in "lrhn"):
        yield body[:-1] + _SINGLE_GRADES[body[-1]] + last


def _strengthen(base: str) -> Iterator[str]:
    body, last = base[:-1], base[-1]
    for weak, strong in _STRONG_OF_WEAK:
        if body.endswith(weak):
            yield body[: -len(weak)] + strong + last
            return
    if body.endswith("ng"):
        yield body[:-2] + "nk" + last
    elif body and body[-1] in "kpt":
        yield body + body[-1] + last


def _inflect_russian(base: str) -> Iterator[str]:
    body, endings = base, "а у ом ем е ым ой ы"
    for letters, its_endings in _RUSSIAN_ENDINGS.items():
        if base[-1] in letters:
            body, endings = base[:-1], its_endings
    yield from (body + ending for ending in endings.split())
