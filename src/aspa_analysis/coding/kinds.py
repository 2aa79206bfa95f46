"""What a text does: thanks, criticises, wishes or asks."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from aspa_analysis.coding.documents import Document
from aspa_analysis.coding.lexicon import Lexicon
from aspa_analysis.coding.matching import Match
from aspa_analysis.coding.tone import Sentiment

# The first word asks: onko, saako, mistä; spoken onks, voiks.
_ASKING = re.compile(
    r"(?!koko)(?:\w{2,}(?<!k)(?:ko|kö|ks|kos|kös)(?:han|hän|s)?"
    r"|mi(?:kä|tä|ssä|stä|hin|ksi|ten|llä|lloin|nkä|tkä|hi|s|ks)|mihinkäs|mikäs|mites|missäs|miksei"
    r"|kuka|kenen|keneltä|kuinka|milloin|millon|monelta|monesko|montako|paljonko|mone[a-zåäö]*|kauanko|koska)"
)
_YES_NO = re.compile(
    r"(?:saa|voi|on|tarvii|tarvitsee|riittää|pitää|pääsee|maksaa|onnistuu|käy|toimii|löytyy)(?:ko|kö)"
)
_SHORT_NOTE = 20
# Two words, or one that always means it, are clear evidence.
_CLEAR = 2.0
_ASKING_OTHER = {
    "sv": re.compile(r"kan|har|finns|är|var|vad|hur|när|får|varför|vilk(?:en|a)|kostar"),
    "en": re.compile(r"can|do|does|is|are|how|where|what|when|why|which|who|could|may|will|did"),
}
_PRIOR = {"positive": "kiitos", "negative": "moite", "wish": "toive"}
# "Kiitos jo etukäteen" closes a request; it does not thank for anything.
_CLOSING = re.compile(
    r"kiitos (?:jo )?etukäteen|tack på förhand|thanks? (?:you )?in advance|kiitos\W*$", re.IGNORECASE
)
# People write to complain more than they come to the desk to.
_WRITTEN_CHANNELS = frozenset(("lomake", "sahkoposti", "chat"))
_OPENERS = frozenset(("hei", "moi", "moikka", "terve", "päivää", "ja", "no", "niin", "tota", "siis", "eli"))


@dataclass
class KindEvidence:
    """Words for each kind, gathered before the decision."""

    words: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, *words: str) -> None:
        """Add words that speak for a kind."""
        self.words.setdefault(kind, []).extend(words)

    def count(self, kind: str) -> int:
        """Count the words that speak for a kind."""
        return len(self.words.get(kind, ()))


def _is_asking(word: str, lang: str) -> bool:
    pattern = _ASKING if lang == "fi" else _ASKING_OTHER.get(lang)
    return pattern is not None and pattern.fullmatch(word) is not None


def find_asking_word(document: Document) -> str | None:
    """Return the question word that opens the text, or that stands in a short note on a call.

    Parameters
    ----------
    document : Document
        The text.

    Returns
    -------
    str or None
        The word that asks.
    """
    first = next((word for word in document.words if word.surface not in _OPENERS), None)
    if first is not None and _is_asking(first.surface, document.lang):
        return first.surface
    inside = (word.surface for word in document.words if _YES_NO.fullmatch(word.surface))
    return next(inside, None) if len(document.words) <= _SHORT_NOTE else None


def _collect_seeds(document: Document, lexicon: Lexicon) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = {}
    for match in lexicon.kinds.find(document.words):
        found.setdefault(match.label, []).append(match)
    return found


def collect_kind_evidence(
    document: Document, lexicon: Lexicon, sentiment: Sentiment, *, is_fault: bool
) -> KindEvidence:
    """Gather the words that speak for each kind.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.
    sentiment : Sentiment
        Its words of tone.
    is_fault : bool
        Whether it reports something broken.

    Returns
    -------
    KindEvidence
        The words by kind.
    """
    evidence = KindEvidence()
    for kind, matches in _collect_seeds(document, lexicon).items():
        evidence.add(kind, *(match.surface for match in matches))
    if is_fault:
        evidence.add("moite", "vika")
    if sentiment.is_ironic:
        evidence.add("moite", *sentiment.irony)
    if document.has_question_mark:
        evidence.add("kysymys", "?")
    if asking := find_asking_word(document):
        evidence.add("kysymys", asking)
    return evidence


def weigh_thanks(document: Document, evidence: KindEvidence, sentiment: Sentiment) -> float:
    """Weigh the words of thanks; one that only closes a letter hardly counts."""
    closing = evidence.count("kiitos") == 1 and _CLOSING.search(document.text) is not None
    seeds = 0.5 if closing and len(document.words) > 2 else 2.0 * evidence.count("kiitos")
    return seeds + len(sentiment.positive)


def weigh_criticism(evidence: KindEvidence, sentiment: Sentiment) -> float:
    """Weigh the words of criticism."""
    return 2.0 * evidence.count("moite") + len(sentiment.negative)


def _choose_without_words(document: Document, sentiment: Sentiment, usual: Collection[str]) -> str:
    """Choose when no word tells: by the question asked, then by what such texts mostly are."""
    prior = _PRIOR.get(document.question_type or "")
    if prior:
        return prior
    if sentiment.is_negated:
        return "moite"
    if document.has_exclamation:
        return "kiitos"
    return "moite" if "moite" in usual or document.channel in _WRITTEN_CHANNELS else "kiitos"


def _choose_by_sides(
    document: Document, weights: tuple[float, float], sentiment: Sentiment, usual: Collection[str]
) -> list[str]:
    """Choose between thanks and criticism, or both when each has words of its own."""
    thanks, criticism = weights
    if min(weights) >= _CLEAR and sentiment.has_contrast:
        return ["kiitos", "moite"]
    if thanks != criticism:
        return ["kiitos"] if thanks > criticism else ["moite"]
    if thanks:
        return ["moite"] if sentiment.is_negated else ["kiitos"]
    return [_choose_without_words(document, sentiment, usual)]


def _list_side_kinds(document: Document, thanks: float, criticism: float) -> list[str]:
    """Return what a wish says besides: long texts have room for thanks or criticism of their own."""
    needed = _CLEAR if len(document.words) > _SHORT_NOTE else _CLEAR + 1
    if max(thanks, criticism) < needed or thanks == criticism:
        return []
    return ["kiitos"] if thanks > criticism else ["moite"]


def is_question(evidence: KindEvidence, sentiment: Sentiment) -> bool:
    """Tell a question from a rhetorical one, which comes last, after a grievance."""
    if not evidence.count("kysymys"):
        return False
    opens = set(evidence.words["kysymys"]) - {"?"}
    return bool(opens) or not (sentiment.negative or sentiment.is_negated)


def decide_kinds(
    document: Document, evidence: KindEvidence, sentiment: Sentiment, *, usual: Collection[str] = ()
) -> list[str]:
    """Decide the kinds from the words gathered.

    Parameters
    ----------
    document : Document
        The text.
    evidence : KindEvidence
        Words by kind.
    sentiment : Sentiment
        Words of tone.
    usual : collection of str
        Usual kinds of its themes, for a text whose words do not tell.

    Returns
    -------
    list of str
        At least one kind.
    """
    thanks = weigh_thanks(document, evidence, sentiment)
    criticism = weigh_criticism(evidence, sentiment)
    if sentiment.is_ironic:
        return ["moite"]
    if evidence.count("toive"):
        return [*_list_side_kinds(document, thanks, criticism), "toive"]
    if is_question(evidence, sentiment) and thanks < _CLEAR and criticism < _CLEAR + 1:
        return ["kysymys"]
    return _choose_by_sides(document, (thanks, criticism), sentiment, usual)
