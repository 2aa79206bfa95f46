"""Rules for spoken and dialect Finnish, and for endings that hide a base form.

Each rule only proposes a form; the lemma table decides whether it is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLITICS = (
    "kin",
    "kaan",
    "kään",
    "kkaan",
    "kkään",
    "han",
    "hän",
    "ko",
    "kö",
    "pa",
    "pä",
    "kos",
    "kös",
    "ki",
    "ks",
)
_POSSESSIVES = ("ni", "si", "mme", "nne", "nsa", "nsä", "an", "än", "en")
_SHORTEST_STEM = 3

# Savo and Ostrobothnian speech put a vowel between two consonants: talaven = talven, kylymä = kylmä.
_INSERTED_VOWEL = re.compile(r"([aeiouyäö])([lrnh])\1(?=[bcdfghjklmnpqrstvwxz])|([aeiouyäö])([lrn])i(?=j)")
_DOUBLED = re.compile(r"([bcdfghjklmnpqrstvwxz])\1(?=(?:aa|ää|oo|ee|ii|uu|yy|öö|oa|eä|ea|öä|ie|uo|yö))")
_SPOKEN_ENDINGS = (
    (r"([aäoöuyei])s$", r"\1ss\1"),
    (r"s$", "ssa"),
    (r"s$", "ssä"),
    (r"st$", "sta"),
    (r"st$", "stä"),
    (r"l$", "lla"),
    (r"l$", "llä"),
    (r"lt$", "lta"),
    (r"lt$", "ltä"),
    (r"(?<=[aeiouyäö])la$", "lla"),
    (r"(?<=[aeiouyäö])lä$", "llä"),
    (r"(?<=[aeiouyäö])le$", "lle"),
    (r"(?<=[aeiouyäö])sa$", "ssa"),
    (r"(?<=[aeiouyäö])sä$", "ssä"),
    (r"(?<=[uy])$", "t"),
    (r"(?<=[aeiouyäö])$", "n"),
    (r"(?<=[aeiouyäö])ta$", "tta"),
    (r"ee$", "ea"),
    (r"ee$", "eä"),
    (r"oo$", "oa"),
    (r"öö$", "öä"),
    (r"ii$", "ia"),
    (r"ii$", "iä"),
    (r"(?<=[kstn])$", "i"),
    (r"is(?=$|ko$|kö$)", "isi"),
    (r"(?<=[aeiouyäö])hel", "hdel"),
    (r"eh(?=e|i)", "ehd"),
    (r"äh(?=e|i)", "ähd"),
    (r"ah(?=e|o|a)", "ahd"),
    (r"uv(?=e)", "ud"),
    (r"ijän$", "idän"),
    (r"ian$", "idän"),
    (r"htt", "ts"),
    (r"tt", "ts"),
)
_COMPILED_ENDINGS = tuple((re.compile(pattern), result) for pattern, result in _SPOKEN_ENDINGS)


def _strip_one(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            yield word[: -len(ending)]


def strip_endings(word: str) -> Iterator[str]:
    """Propose base forms without clitics (*-kin*, *-ko*) and possessive endings (*-ni*, *-nsa*).

    Parameters
    ----------
    word : str
        Lower-case Finnish word.

    Yields
    ------
    str
        Shorter forms, the least stripped first; the genitive's *n* is put back after *-sa*, *-ni*, *-mme*.
    """
    without_clitic = list(_strip_one(word, _CLITICS))
    yield from without_clitic
    for form in (word, *without_clitic):
        for base in _strip_one(form, _POSSESSIVES):
            yield base
            yield base + "n"


def list_spoken_variants(word: str) -> Iterator[str]:
    """Propose the written forms that a spoken or dialect form may stand for.

    Parameters
    ----------
    word : str
        Lower-case Finnish word: *täälä*, *löytäny*, *kylymä*, *ossaa*.

    Yields
    ------
    str
        Candidates, in a fixed order; most are no words at all.
    """
    plain = _DOUBLED.sub(r"\1", _INSERTED_VOWEL.sub(r"\1\2\3\4", word))
    if plain != word:
        yield plain
    for base in dict.fromkeys((word, plain)):
        for pattern, result in _COMPILED_ENDINGS:
            changed = pattern.sub(result, base, count=1)
            if changed != base:
                yield changed
