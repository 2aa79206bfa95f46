"""From scores and rules to codes: the model proposes, the coding conventions have the last word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aspa_analysis.codebook import Codebook
from aspa_analysis.coding.explanations import explain_codes
from aspa_analysis.coding.features import describe_text
from aspa_analysis.coding.model import CodingModel, Scores
from aspa_analysis.coding.nonanswers import Nonanswer
from aspa_analysis.coding.rules import RuleReading
from aspa_analysis.coding.themes import MAX_THEMES
from aspa_analysis.coding.tone import decide_tone

Floats = npt.NDArray[np.float64]
FAULT = "is_fault"
# A text whose best theme falls this little short of its threshold (in log odds) still gets that theme.
_NEARLY = 0.5
# A fault needs a word of the codebook that the model does not speak against, or a model that is sure.
_FAULT_WITH_WORD, _FAULT_ALONE = -1.0, 1.5
# What the rules alone say has no measured probability; half says that it is a guess.
_RULE_CONFIDENCE = 0.5
_SURE = 1.0


@dataclass(frozen=True)
class Codes:
    """The codes of one text.

    Attributes
    ----------
    themes, kinds : dict of str to float
        Code to its probability, in the codebook's order.
    subthemes : tuple of str
        ``theme.subtheme`` of the themes given.
    tone : int
        -1, 0 or +1.
    is_nonanswer, is_fault : bool
        Flags.
    words : dict of str to tuple of str
        Code to the words that spoke for it.
    """

    themes: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, float] = field(default_factory=dict)
    subthemes: tuple[str, ...] = ()
    tone: int = 0
    is_nonanswer: bool = False
    is_fault: bool = False
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def explain(self) -> str:
        """List the words behind each code: ``varaukset: varaus, nouto; toive: voisiko``."""
        return "; ".join(f"{code}: {', '.join(words)}" for code, words in self.words.items() if words)


@dataclass(frozen=True)
class _Row:
    """Margins and probabilities of one text by code."""

    margins: dict[str, float]
    probabilities: dict[str, float]


def _code_nonanswer(nonanswer: Nonanswer) -> Codes:
    kinds = {nonanswer.kind: _SURE} if nonanswer.kind else {}
    words: dict[str, tuple[str, ...]] = {nonanswer.kind: (nonanswer.words,)} if nonanswer.kind else {}
    return Codes(kinds=kinds, tone=nonanswer.tone, is_nonanswer=True, words=words)


def _take_margins(row: _Row, family: str, codes: Sequence[str]) -> dict[str, float]:
    named = {code: f"{family}_{code}" for code in codes}
    return {code: row.margins[name] for code, name in named.items() if name in row.margins}


def _choose_themes(row: _Row, reading: RuleReading, codebook: Codebook) -> dict[str, float]:
    allowed = [code for code in codebook.theme_codes if code not in reading.vetoes]
    margins = _take_margins(row, "theme", allowed)
    given = [code for code, margin in margins.items() if margin >= 0]
    given = sorted(given, key=lambda code: -margins[code])
    if not given and margins:
        best = max(margins, key=margins.__getitem__)
        given = [best] if margins[best] >= -_NEARLY else []
    left_to_rules = [code for code in reading.themes if f"theme_{code}" not in row.margins]
    chosen = {*left_to_rules, *given[: MAX_THEMES - len(left_to_rules)]}
    return {
        code: row.probabilities.get(f"theme_{code}", _RULE_CONFIDENCE)
        for code in codebook.theme_codes
        if code in chosen
    }


def _choose_kinds(row: _Row, reading: RuleReading, codebook: Codebook) -> dict[str, float]:
    margins = _take_margins(row, "kind", codebook.kind_codes)
    given = {code for code, margin in margins.items() if margin >= 0}
    given |= {code for code in reading.kinds if code not in margins}
    if not given:
        given = {max(margins, key=margins.__getitem__)}
    if reading.sentiment.is_ironic and "moite" in given:
        given -= {"kiitos"}
    return {
        code: row.probabilities.get(f"kind_{code}", _RULE_CONFIDENCE)
        for code in codebook.kind_codes
        if code in given
    }


def _is_fault(row: _Row, reading: RuleReading, kinds: dict[str, float]) -> bool:
    margin = row.margins.get(FAULT, 0.0)
    proposed = margin >= (_FAULT_WITH_WORD if reading.fault else _FAULT_ALONE)
    return proposed and set(kinds) != {"kiitos"}


def _code_text(row: _Row, reading: RuleReading, model: CodingModel, codebook: Codebook) -> Codes:
    themes = _choose_themes(row, reading, codebook)
    kinds = _choose_kinds(row, reading, codebook)
    subthemes = tuple(code for code in reading.subthemes if code.partition(".")[0] in themes)
    is_fault = _is_fault(row, reading, kinds)
    return Codes(
        themes=themes,
        kinds=kinds,
        subthemes=subthemes,
        tone=decide_tone(kinds, reading.sentiment),
        is_fault=is_fault,
        words=explain_codes(reading, model, themes=tuple(themes), kinds=tuple(kinds), is_fault=is_fault)
        | {code: tuple(reading.subthemes[code]) for code in subthemes},
    )


def _split_scores(scores: Scores, codes: Sequence[str]) -> list[_Row]:
    return [
        _Row(dict(zip(codes, margins, strict=True)), dict(zip(codes, probabilities, strict=True)))
        for margins, probabilities in zip(scores.margins.tolist(), scores.probabilities.tolist(), strict=True)
    ]


def decide_codes(readings: Sequence[RuleReading], model: CodingModel, codebook: Codebook) -> list[Codes]:
    """Decide the codes of texts.

    Parameters
    ----------
    readings : sequence of RuleReading
        The texts as the rules read them.
    model : CodingModel
        The trained model.
    codebook : Codebook
        The codebook.

    Returns
    -------
    list of Codes
        One a text: a non-answer by rule, no codes in a language that is not coded, else the model's codes
        with the tone that follows from the kinds.
    """
    spoken = [reading for reading in readings if reading.is_coded]
    rows = iter(_split_scores(model.score([describe_text(reading) for reading in spoken]), model.codes))
    decided = []
    for reading in readings:
        if reading.nonanswer is not None:
            decided.append(_code_nonanswer(reading.nonanswer))
        elif reading.is_coded:
            decided.append(_code_text(next(rows), reading, model, codebook))
        else:
            decided.append(Codes())
    return decided
