"""Answers that say nothing about the matter: *ei mitään*, *en osaa sanoa*, *-*."""

from __future__ import annotations

from typing import NamedTuple

from aspa_analysis.coding.documents import Document
from aspa_analysis.coding.lexicon import VERDICTS, Lexicon, loosen
from aspa_analysis.coding.matching import Match, Word
from aspa_analysis.text.tokens import TokenKind

_LONGEST = 9
# The tone of "nothing" follows what was asked.
_TONE_OF_NOTHING = {"positive": -1, "negative": 1, "wish": 1}


class Nonanswer(NamedTuple):
    """A non-answer: which one, its tone, and the kind it still has (a verdict keeps its kind)."""

    label: str
    tone: int
    kind: str | None
    words: str


def _choose_label(labels: set[str]) -> str:
    return next(label for label in ("bad", "good", "unsure", "everything", "nothing") if label in labels)


def _has_content_token(document: Document) -> bool:
    """Whether something other than words and punctuation stands there: a mark or a smiley."""
    return any(token.kind in {TokenKind.EMOJI, TokenKind.MARK} for token in document.tokens)


def _judge(label: str, document: Document) -> Nonanswer:
    words = " ".join(word.surface for word in document.words)
    question = document.question_type or ""
    if label == "bad" or (label == "everything" and question == "negative"):
        return Nonanswer(label, -1, "moite", words)
    if label == "good" or (label == "everything" and question == "positive"):
        return Nonanswer(label, 1, "kiitos", words)
    return Nonanswer(label, _TONE_OF_NOTHING.get(question, 0) if label == "nothing" else 0, None, words)


def _list_core_labels(matches: list[Match]) -> set[str]:
    """Return the labels of the longest phrases; a lone *ei* beside a lone *hyvä* is no verdict."""
    core = [match for match in matches if match.label in VERDICTS]
    longest = max((match.end - match.start for match in core), default=0)
    labels = {match.label for match in core if match.end - match.start == longest}
    return set() if longest == 1 and "nothing" in labels and len(labels) > 1 else labels


def _is_turned(matches: list[Match], document: Document, lexicon: Lexicon) -> bool:
    """Whether a negation turns a one-word verdict: *inte bra* says something."""
    core = [match for match in matches if match.label in VERDICTS]
    if any(match.end - match.start > 1 for match in core):
        return False
    negators = [match for match in lexicon.tone.find(document.words) if match.label == "negators"]
    return bool(negators) and any(match.label == "good" for match in core)


def _find_label(document: Document, lexicon: Lexicon, *, loose: bool) -> str | None:
    words = document.words
    if loose:
        words = tuple(Word(loosen(word.surface), loosen(word.surface), word.sentence) for word in words)
    matches = (lexicon.loose_nonanswers if loose else lexicon.nonanswers).find(words)
    labels = _list_core_labels(matches)
    alone = {match.start for match in matches if match.end - match.start == 1}
    if not labels or len(alone) < len(words) or _is_turned(matches, document, lexicon):
        return None
    return _choose_label(labels)


def _is_scribble(document: Document) -> bool:
    """Whether the text is one letter typed over and over: *xx*, *ööö*."""
    return len(document.words) == 1 and len(set(document.words[0].surface)) == 1


def find_nonanswer(document: Document, lexicon: Lexicon) -> Nonanswer | None:
    """Recognise a text whose every word is a non-answer's.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.

    Returns
    -------
    Nonanswer or None
        What it is; None when the text says something. A text without letters (``-``, ``123``) is one.
    """
    words = document.words
    if not any(letter.isalpha() for word in words for letter in word.surface):
        return None if _has_content_token(document) else _judge("unsure", document)
    if len(words) > _LONGEST or document.has_question_mark:
        return None
    if _is_scribble(document):
        return _judge("unsure", document)
    label = _find_label(document, lexicon, loose=False)
    if label is None and document.lang == "fi":
        label = _find_label(document, lexicon, loose=True)
    return None if label is None else _judge(label, document)
