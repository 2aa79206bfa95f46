"""What the model sees of a text: words, word pairs, pieces of words, the rules' evidence and its shape."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from aspa_analysis.coding.documents import Document
from aspa_analysis.coding.kinds import is_question, weigh_criticism, weigh_thanks
from aspa_analysis.coding.rules import RuleReading
from aspa_analysis.text.tokens import TokenKind

_SHORTEST_PIECE, _LONGEST_PIECE = 2, 5
_LENGTH_STEPS = (2, 4, 7, 12, 20, 40)
# Counts are cut here and scaled to 0..1, so that one long text does not outweigh the rest.
_MOST_SCORE, _MOST_WORDS = 4.0, 3.0


class TextFeatures(NamedTuple):
    """Features of one text by block; the first three count as present or not, ``named`` has values 0..1."""

    lemmas: tuple[str, ...]
    pairs: tuple[str, ...]
    pieces: tuple[str, ...]
    rules: dict[str, float]
    shape: dict[str, float]


@lru_cache(maxsize=50_000)
def list_pieces(word: str) -> tuple[str, ...]:
    """List the character n-grams of a word, its ends marked by ``<`` and ``>``.

    Parameters
    ----------
    word : str
        Lower case.

    Returns
    -------
    tuple of str
        Different n-grams of 2 to 5 characters, in order.

    Examples
    --------
    >>> list_pieces("ja")
    ('<j', 'ja', 'a>', '<ja', 'ja>', '<ja>')
    """
    marked = f"<{word}>"
    sizes = range(_SHORTEST_PIECE, _LONGEST_PIECE + 1)
    return tuple(dict.fromkeys(marked[i : i + n] for n in sizes for i in range(len(marked) - n + 1)))


def _list_pairs(document: Document) -> tuple[str, ...]:
    return tuple(
        f"{one.lemma} {other.lemma}"
        for one, other in pairwise(document.words)
        if one.sentence == other.sentence
    )


def _describe_theme_rules(reading: RuleReading) -> dict[str, float]:
    scores = {code: score for code, (score, _) in reading.evidence.items()}
    found = {f"score {code}": min(score, _MOST_SCORE) / _MOST_SCORE for code, score in scores.items()}
    found |= {f"theme {code}": 1.0 for code in reading.themes}
    found |= {f"subtheme {code}": 1.0 for code in reading.subthemes}
    if scores:
        found[f"first {max(sorted(scores), key=scores.__getitem__)}"] = 1.0
    return found


def _describe_kind_rules(reading: RuleReading) -> dict[str, float]:
    sentiment, evidence = reading.sentiment, reading.kind_evidence
    good, bad = len(sentiment.positive), len(sentiment.negative)
    thanks = weigh_thanks(reading.document, evidence, sentiment)
    criticism = weigh_criticism(evidence, sentiment)
    found = {
        "positive": min(good, _MOST_WORDS) / _MOST_WORDS,
        "negative": min(bad, _MOST_WORDS) / _MOST_WORDS,
        "any positive": float(good > 0),
        "any negative": float(bad > 0),
        "more positive": max(min(good - bad, 2), 0) / 2,
        "more negative": max(min(bad - good, 2), 0) / 2,
        "irony": float(sentiment.is_ironic),
        "contrast": float(sentiment.has_contrast),
        "negation": float(sentiment.is_negated),
        "asks": float(bool(set(evidence.words.get("kysymys", ())) - {"?"})),
        "question": float(is_question(evidence, sentiment)),
        "thanks": min(thanks, _MOST_SCORE) / _MOST_SCORE,
        "criticism": min(criticism, _MOST_SCORE) / _MOST_SCORE,
        "fault": float(bool(reading.fault)),
    }
    found |= {f"words {kind}": min(evidence.count(kind), 2) / 2 for kind in evidence.words}
    return found | {f"kind {kind}": 1.0 for kind in reading.kinds}


def _describe_shape(document: Document) -> dict[str, float]:
    text, n_words = document.text, len(document.words)
    present = {
        f"question {document.question_type}": True,
        f"channel {document.channel}": True,
        f"language {document.lang}": True,
        "?": document.has_question_mark,
        "!": document.has_exclamation,
        "!!": "!!" in text,
        "??": "??" in text,
        "...": "..." in text or "…" in text,
        "ends ?": text.rstrip().endswith("?"),
        "quote": '"' in text or "”" in text,
        "shout": any(word.isupper() and len(word) > 3 for word in text.split()),
        "lower case": text == text.lower(),
        "€": "€" in text,
        "number": any(token.kind is TokenKind.NUMBER for token in document.tokens),
        "mark": any(token.kind is TokenKind.MARK for token in document.tokens),
    }
    present |= {f"over {step} words": n_words > step for step in _LENGTH_STEPS}
    present |= {f"emoji {sign}": True for sign in document.emoji}
    return {name: 1.0 for name, is_there in present.items() if is_there}


def describe_text(reading: RuleReading) -> TextFeatures:
    """Collect the features of one text.

    Parameters
    ----------
    reading : RuleReading
        The text as the rules read it.

    Returns
    -------
    TextFeatures
        The features by block.
    """
    words = reading.document.words
    rules = _describe_theme_rules(reading) | _describe_kind_rules(reading)
    return TextFeatures(
        lemmas=tuple(dict.fromkeys(word.lemma for word in words)),
        pairs=tuple(dict.fromkeys(_list_pairs(reading.document))),
        pieces=tuple(dict.fromkeys(piece for word in words for piece in list_pieces(word.surface))),
        rules={name: value for name, value in rules.items() if value},
        shape=_describe_shape(reading.document),
    )
