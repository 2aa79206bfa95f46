"""Positive and negative words with their negations, and the tone that the kinds and words give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from aspa_analysis.coding.documents import Document
from aspa_analysis.coding.lexicon import Lexicon
from aspa_analysis.coding.matching import Match

_NEGATION_REACH = 3
_DOMINANCE = 2.5


@dataclass(frozen=True)
class Sentiment:
    """Words that speak well and ill.

    Attributes
    ----------
    positive, negative : tuple of str
        The words, negation included (*ei huono* is positive).
    is_ironic : bool
        Whether an ironic turn of phrase stands in the text.
    has_contrast : bool
        Whether a *mutta* turns the text.
    is_negated : bool
        Whether any negation stands in the text.
    """

    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    is_ironic: bool = False
    has_contrast: bool = False
    is_negated: bool = False
    irony: tuple[str, ...] = field(default=())


def _is_negated(match: Match, negators: Collection[int], document: Document) -> int | None:
    """Return the place of the negation that governs a word, at most three words before it."""
    for place in range(match.start - 1, max(match.start - 1 - _NEGATION_REACH, -1), -1):
        if document.words[place].sentence != document.words[match.start].sentence:
            return None
        if place in negators:
            return place
    return None


def _drop_contained(matches: list[Match]) -> list[Match]:
    """Keep the longest of overlapping matches: *ei toimi* before *toimi*."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda item: (item.start - item.end, item.start, item.label)):
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda item: item.start)


def read_sentiment(document: Document, lexicon: Lexicon) -> Sentiment:
    """Read the words that carry tone.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.

    Returns
    -------
    Sentiment
        What speaks well and ill.
    """
    matches = lexicon.tone.find(document.words)
    negators = {match.start for match in matches if match.label == "negators"}
    sides: dict[str, list[str]] = {"positive": [], "negative": []}
    for match in _drop_contained([match for match in matches if match.label in sides]):
        place = None if match.start in negators else _is_negated(match, negators, document)
        if place is None:
            sides[match.label].append(match.surface)
        else:
            other = "negative" if match.label == "positive" else "positive"
            sides[other].append(f"{document.words[place].surface} {match.surface}")
    emoji = lexicon.codebook.tone.emoji
    sides["positive"] += [sign for sign in document.emoji if sign in emoji.positive]
    sides["negative"] += [sign for sign in document.emoji if sign in emoji.negative]
    irony = tuple(match.surface for match in matches if match.label == "irony")
    return Sentiment(
        positive=tuple(sides["positive"]),
        negative=tuple(sides["negative"]),
        is_ironic=bool(irony),
        has_contrast=any(match.label == "contrast" for match in matches),
        is_negated=bool(negators),
        irony=irony,
    )


def decide_tone(kinds: Collection[str], sentiment: Sentiment) -> int:
    """Give the tone by the coding conventions.

    Parameters
    ----------
    kinds : collection of str
        Kinds of the text.
    sentiment : Sentiment
        Its words, for texts with both sides.

    Returns
    -------
    int
        +1 thanks without criticism, -1 criticism without thanks, 0 only wish or question; with both
        sides 0 unless one has clearly more words.
    """
    if "kiitos" in kinds and "moite" in kinds:
        good, bad = len(sentiment.positive) + 1, len(sentiment.negative) + 1
        return int(good >= _DOMINANCE * bad) - int(bad >= _DOMINANCE * good)
    return int("kiitos" in kinds) - int("moite" in kinds)
