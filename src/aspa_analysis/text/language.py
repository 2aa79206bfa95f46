"""The language of short feedback: scripts, function words, then a small character model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from aspa_analysis.text.tokens import TokenKind, split_tokens

LANGUAGES = ("fi", "sv", "en", "ru", "et", "so", "se", "ar")
DEFAULT_LANGUAGE = "fi"
_SCRIPTS = {"CYRILLIC": "ru", "ARABIC": "ar"}
_MIN_SCRIPT_SHARE = 0.5
# A text of fewer letters says too little for the character model.
_MIN_MODEL_LETTERS = 12
_SURE = 0.9
_FUNCTION_WORD_WEIGHT = 1.0
_ENDING_WEIGHT = 0.6

_FINNISH_ENDING = re.compile(
    r"(?:ss[aä]|st[aä]|ll[aä]|lt[aä]|lle|ksi|mme|tte|vat|vät|nut|nyt|ko|kö|kin|kaan|kään|ist[aä]|uus|yys|inen|"
    r"oja|öjä|aan|ään|een|iin|oon|uun|yyn|isen|iset|tta|ttä|nen|sti|ää|aa|yö|uo|ui|yi|ö|ä)$"
)
_SIGNS = {"å": "sv", "õ": "et", "š": "se", "ŧ": "se", "đ": "se", "ŋ": "se", "č": "se", "á": "se"}


@lru_cache(maxsize=1)
def _load_function_words() -> dict[str, frozenset[str]]:
    lines = Path(__file__).with_name("function_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {lang: frozenset(words.split()) for lang, words in (line.split("\t") for line in lines)}


@lru_cache(maxsize=1)
def _load_model() -> Any:
    # Imported here because it takes 0.4 s and 130 MB, which texts with clear words do not need.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(LANGUAGES))
    return model


def _find_script(letters: list[str]) -> str | None:
    """Return the language of a script that only one of our languages uses."""
    for script, lang in _SCRIPTS.items():
        share = sum(unicodedata.name(letter, "").startswith(script) for letter in letters) / len(letters)
        if share >= _MIN_SCRIPT_SHARE:
            return lang
    return None


def _score_words(words: list[str]) -> dict[str, float]:
    """Add up the function words, typical endings and letters of each language."""
    function_words = _load_function_words()
    scores = dict.fromkeys(function_words, 0.0)
    for word in words:
        for lang, known in function_words.items():
            scores[lang] += _FUNCTION_WORD_WEIGHT * (word in known)
        if len(word) > 3 and _FINNISH_ENDING.search(word):
            scores["fi"] += _ENDING_WEIGHT
        for sign in _SIGNS.keys() & set(word):
            scores[_SIGNS[sign]] += _ENDING_WEIGHT
    return scores


def _choose_by_scores(scores: dict[str, float], words: list[str]) -> str | None:
    """Return a clear winner by words alone, or nothing."""
    ranked = sorted(scores, key=lambda lang: (-scores[lang], LANGUAGES.index(lang)))
    best, second = ranked[0], ranked[1]
    clear = scores[best] - scores[second] >= max(1.0, 0.15 * len(words))
    return best if clear and scores[best] > 0 else None


def _detect_one(text: str) -> str:
    words = [token.lower for token in split_tokens(text) if token.kind is TokenKind.WORD]
    letters = [letter for word in words for letter in word if letter.isalpha()]
    if not letters:
        return DEFAULT_LANGUAGE
    if script := _find_script(letters):
        return script
    scores = _score_words(words)
    if by_words := _choose_by_scores(scores, words):
        return by_words
    if len(letters) < _MIN_MODEL_LETTERS:
        return DEFAULT_LANGUAGE
    lang, confidence = _load_model().classify(" ".join(words))
    # Finnish is by far the most likely, so another language has to be seen clearly or have a word of its own.
    if lang == DEFAULT_LANGUAGE or confidence >= _SURE or scores.get(lang, 0.0) > scores[DEFAULT_LANGUAGE]:
        return str(lang)
    return DEFAULT_LANGUAGE


def detect_language(texts: Iterable[str]) -> list[str]:
    """Find the language of each text.

    Parameters
    ----------
    texts : iterable of str
        Texts of any length; redaction marks, numbers and smileys are passed over.

    Returns
    -------
    list of str
        One of :data:`LANGUAGES` a text; ``fi`` where the text says too little.
    """
    return [_detect_one(text) for text in texts]
