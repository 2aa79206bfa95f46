"""The words that spoke for a code, as they stand in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aspa_analysis.coding.matching import Word
from aspa_analysis.coding.model import CodingModel
from aspa_analysis.coding.rules import RuleReading

MAX_WORDS = 3
# A word is named only if it weighs at least this share of the weightiest one.
_WORTH_NAMING = 0.4


def _weigh_words(words: Sequence[Word], model: CodingModel, code: str) -> dict[str, float]:
    if code not in model.codes:
        return {}
    column = model.codes.index(code)
    weights = {word.surface: float(model.weigh_word(word)[column]) for word in words}
    top = max(weights.values(), default=0.0)
    return {word: weight for word, weight in weights.items() if weight > 0 and weight >= _WORTH_NAMING * top}


def _choose_words(
    rule_words: Iterable[str], weights: Mapping[str, float], order: Mapping[str, int]
) -> tuple[str, ...]:
    """Take the rules' words first, then the model's, and name them in the order of the text."""
    known = [word for word in dict.fromkeys(rule_words) if word]
    covered = {part for word in known for part in word.split()}
    ranked = sorted(known, key=lambda word: -sum(weights.get(part, 0.0) for part in word.split()))
    ranked += sorted((word for word in weights if word not in covered), key=lambda word: -weights[word])
    last = len(order)
    return tuple(sorted(ranked[:MAX_WORDS], key=lambda word: order.get(word.split()[0], last)))


def _list_kind_words(reading: RuleReading, kind: str) -> list[str]:
    sides = {"kiitos": reading.sentiment.positive, "moite": reading.sentiment.negative}
    words = [*reading.kind_evidence.words.get(kind, ()), *sides.get(kind, ())]
    lowered = reading.document.text.lower()
    # A negation and the word it turns may stand apart: then each is named by itself.
    return [
        part for word in words for part in ([word] if word in lowered else word.split()) if part in lowered
    ]


def explain_codes(
    reading: RuleReading,
    model: CodingModel,
    *,
    themes: Sequence[str],
    kinds: Sequence[str],
    is_fault: bool,
) -> dict[str, tuple[str, ...]]:
    """Name the words behind each code of a text.

    Parameters
    ----------
    reading : RuleReading
        The text as the rules read it.
    model : CodingModel
        The model that gave the codes.
    themes, kinds : sequence of str
        Codes given.
    is_fault : bool
        Whether the fault flag was given.

    Returns
    -------
    dict of str to tuple of str
        Code to at most three words or phrases that stand in the text, weightiest chosen, in its order.
    """
    words = reading.document.words
    order: dict[str, int] = {}
    for place, word in enumerate(words):
        order.setdefault(word.surface, place)
    wanted: list[tuple[str, str, Iterable[str]]] = [
        (code, f"theme_{code}", (match.surface for match in reading.evidence.get(code, (0.0, []))[1]))
        for code in themes
    ]
    wanted += [(code, f"kind_{code}", _list_kind_words(reading, code)) for code in kinds]
    wanted += [("vikailmoitus", "is_fault", reading.fault)] if is_fault else []
    return {
        name: _choose_words(rule_words, _weigh_words(words, model, code), order)
        for name, code, rule_words in wanted
    }
