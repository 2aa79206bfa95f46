"""Lemmas of Finnish, Swedish and English words, with a mark on those that are not known.

A compact table (built by :mod:`aspa_analysis.text.build_lemma_table`) and rules for spoken forms answer for
the shipped vocabulary in milliseconds; the big dictionary of ``simplemma`` (seconds, 400 MB) is opened only
when ``thorough`` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from aspa_analysis.text.spoken import list_spoken_variants, strip_endings

DICTIONARY_LANGUAGES = ("fi", "sv", "en")
_SHORTEST_PART = 4


class Lemma(NamedTuple):
    """A word's base form, and whether a source knows it or it is the word itself, unread."""

    lemma: str
    known: bool


def _table_path(name: str) -> Path:
    return Path(__file__).with_name(name)


def _read_overrides(lang: str) -> dict[str, str]:
    path = _table_path(f"lemma_overrides_{lang}.tsv")
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines if line)


def _read_table(lang: str) -> dict[str, str]:
    path = _table_path(f"lemma_table_{lang}.tsv")
    if not path.exists():
        return {}
    table = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        lemma, _, forms = line.partition("\t")
        table[lemma] = lemma
        table.update(dict.fromkeys(forms.split(), lemma))
    return table


@lru_cache(maxsize=len(DICTIONARY_LANGUAGES))
def load_lemma_table(lang: str) -> dict[str, str]:
    """Read the shipped table of one language: form to lemma, overrides first.

    Parameters
    ----------
    lang : str
        ``fi``, ``sv`` or ``en``; any other language has an empty table.

    Returns
    -------
    dict of str to str
        Lower-case form to lemma. Shared: do not change it.
    """
    return _read_table(lang) | _read_overrides(lang)


def _list_candidates(word: str) -> Iterator[str]:
    """Yield ever bolder readings of a Finnish word: itself, without endings, spoken forms, both."""
    yield word
    bases = list(strip_endings(word))
    yield from bases
    for variant in list_spoken_variants(word):
        yield variant
        yield from strip_endings(variant)
    for base in bases:
        yield from list_spoken_variants(base)


def _split_known(word: str, table: dict[str, str]) -> tuple[str, str] | None:
    """Split a compound into two known parts, the last one as long as can be."""
    for cut in range(_SHORTEST_PART - 1, len(word) - _SHORTEST_PART + 1):
        first, last = word[:cut], word[cut:]
        if last in table and first in table:
            return first, last
    return None


def split_compound(word: str, lang: str = "fi") -> tuple[str, ...]:
    """Split a compound into parts that the table knows.

    Parameters
    ----------
    word : str
        Lower case, in any inflected form: ``palautusautomaatilla``.
    lang : str
        Language; only Finnish compounds are split, others at a hyphen.

    Returns
    -------
    tuple of str
        The parts as written, the last one inflected; the word alone when it cannot be split.
    """
    if "-" in word.strip("-"):
        return tuple(part for part in word.split("-") if part)
    pair = _split_known(word, load_lemma_table(lang)) if lang == "fi" else None
    if pair is None:
        return (word,)
    return (*split_compound(pair[0], lang), pair[1]) if len(pair[0]) > 2 * _SHORTEST_PART else pair


def _look_up_finnish(word: str, table: dict[str, str]) -> str | None:
    for candidate in _list_candidates(word):
        if candidate in table:
            return table[candidate]
    for candidate in (word, *strip_endings(word)):
        parts = split_compound(candidate)
        if len(parts) > 1 and parts[-1] in table:
            joint = "-" if "-" in candidate else ""
            return joint.join(parts[:-1]) + joint + table[parts[-1]]
    return None


def _look_up_thoroughly(word: str, lang: str) -> str | None:
    # Imported here because its dictionaries take seconds and 400 MB to open.
    from simplemma import is_known, lemmatize

    return str(lemmatize(word, lang=lang)).lower() if is_known(word, lang=lang) else None


@lru_cache(maxsize=200_000)
def _lemmatise_word(word: str, lang: str, thorough: bool) -> Lemma:
    if lang not in DICTIONARY_LANGUAGES or not any(letter.isalpha() for letter in word):
        return Lemma(word, known=False)
    table = load_lemma_table(lang)
    found = _look_up_finnish(word, table) if lang == "fi" else table.get(word)
    if found is None and thorough:
        found = _look_up_thoroughly(word, lang)
    return Lemma(word, known=False) if found is None else Lemma(found, known=True)


def lemmatise(tokens: Sequence[str], lang: str = "fi", *, thorough: bool = False) -> list[Lemma]:
    """Find the lemma of each word.

    Parameters
    ----------
    tokens : sequence of str
        Lower-case words.
    lang : str
        ``fi``, ``sv`` or ``en``; words of other languages are returned unknown.
    thorough : bool
        Ask ``simplemma``'s whole dictionary about words the shipped table does not know.

    Returns
    -------
    list of Lemma
        One a token. An unknown word is its own lemma, marked ``known=False``; nothing is guessed.
    """
    return [_lemmatise_word(token, lang, thorough) for token in tokens]
