"""The codebook's patterns of one language, indexed for finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aspa_analysis.codebook import Codebook, Words
from aspa_analysis.coding.matching import GAP, PatternIndex

_DOUBLED = re.compile(r"(.)\1+")
VERDICTS = ("nothing", "unsure", "good", "bad", "everything")


@dataclass(frozen=True)
class Lexicon:
    """Indexes of one language.

    Attributes
    ----------
    codebook : Codebook
        Where the patterns come from.
    themes : PatternIndex
        Labels ``<code>``.
    hints, blocks, vetoes : PatternIndex
        Labels ``<code>``: weaker evidence, stretches that do not count, and words beside which the theme
        needs a seed of its own.
    subthemes : PatternIndex
        Labels ``<theme>.<subtheme>``.
    kinds : PatternIndex
        Labels are kind codes.
    tone : PatternIndex
        Labels ``positive, negative, negators, contrast, irony``.
    fault : PatternIndex
        Label ``fault``.
    nonanswers : PatternIndex
        Labels of :data:`VERDICTS`, ``fillers``, and ``words``: each word of their patterns by itself.
    loose_nonanswers : PatternIndex
        The same for words made loose by :func:`loosen`, so that *ei mittään* is *ei mitään*.
    """

    codebook: Codebook
    themes: PatternIndex
    hints: PatternIndex
    blocks: PatternIndex
    vetoes: PatternIndex
    subthemes: PatternIndex
    kinds: PatternIndex
    tone: PatternIndex
    fault: PatternIndex
    nonanswers: PatternIndex
    loose_nonanswers: PatternIndex


def loosen(word: str) -> str:
    """Return a word without doubled letters and final *n*, which spoken Finnish adds and drops.

    Parameters
    ----------
    word : str
        Lower case.

    Returns
    -------
    str
        The loose form.

    Examples
    --------
    >>> loosen("mittään"), loosen("ainakaan")
    ('mitä', 'ainaka')
    """
    return _DOUBLED.sub(r"\1", word).rstrip("n") or word


def _loosen_patterns(patterns: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {
        label: [
            " ".join(part if part == GAP else loosen(part) for part in phrase.split()) for phrase in phrases
        ]
        for label, phrases in patterns.items()
    }


def _index_words(words: dict[str, Words], lang: str) -> PatternIndex:
    return PatternIndex({label: entry.of_language(lang) for label, entry in words.items()})


def _name_fields(model: object, names: tuple[str, ...]) -> dict[str, Words]:
    return {name: getattr(model, name) for name in names}


@lru_cache(maxsize=16)
def compile_lexicon(codebook: Codebook, lang: str) -> Lexicon:
    """Index the codebook's patterns of one language.

    Parameters
    ----------
    codebook : Codebook
        The codebook.
    lang : str
        Language; one without words gives indexes that find nothing.

    Returns
    -------
    Lexicon
        The indexes; the same object for the same codebook and language.
    """
    subthemes = {
        f"{theme.code}.{sub.code}": sub.seeds for theme in codebook.themes for sub in theme.subthemes
    }
    tone = _name_fields(codebook.tone, ("positive", "negative", "negators", "contrast", "irony"))
    nonanswers = _name_fields(codebook.nonanswers, (*VERDICTS, "fillers"))
    phrases = {label: entry.of_language(lang) for label, entry in nonanswers.items()}
    # Each word of a non-answer may stand alone between its parts: "ei nyt tule mitään mieleen".
    single = [
        part
        for patterns in phrases.values()
        for pattern in patterns
        for part in pattern.split()
        if part != GAP
    ]
    return Lexicon(
        codebook=codebook,
        themes=_index_words({theme.code: theme.seeds for theme in codebook.themes}, lang),
        hints=_index_words({theme.code: theme.hints for theme in codebook.themes}, lang),
        blocks=_index_words({theme.code: theme.blocks for theme in codebook.themes}, lang),
        vetoes=_index_words({theme.code: theme.vetoes for theme in codebook.themes}, lang),
        subthemes=_index_words(subthemes, lang),
        kinds=_index_words({kind.code: kind.seeds for kind in codebook.kinds}, lang),
        tone=_index_words(tone, lang),
        fault=_index_words({"fault": codebook.fault}, lang),
        nonanswers=PatternIndex({**phrases, "words": single}),
        loose_nonanswers=PatternIndex(_loosen_patterns({**phrases, "words": single})),
    )
