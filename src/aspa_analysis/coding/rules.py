"""What the codebook's rules read from a text: evidence that the model weighs, and the rules' own codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aspa_analysis.codebook import Codebook
from aspa_analysis.coding.documents import CODED_LANGUAGES, Document
from aspa_analysis.coding.kinds import KindEvidence, collect_kind_evidence, decide_kinds
from aspa_analysis.coding.lexicon import compile_lexicon
from aspa_analysis.coding.matching import Match
from aspa_analysis.coding.nonanswers import Nonanswer, find_nonanswer
from aspa_analysis.coding.themes import SEED_WEIGHT, choose_themes, collect_theme_matches, find_subthemes
from aspa_analysis.coding.tone import Sentiment, read_sentiment

# Words of another language are looked for only in texts too short for the language to be sure.
_SHORT_TEXT = 4


@dataclass(frozen=True)
class RuleReading:
    """A text as the rules read it.

    Attributes
    ----------
    document : Document
        The text.
    lang : str
        Its language; a short non-answer has the language whose phrase it is.
    nonanswer : Nonanswer or None
        Set when the text says nothing.
    evidence : dict of str to (float, list of Match)
        Theme to its score and matches.
    themes : dict of str to list of str
        The rules' own themes, with their words.
    vetoes : frozenset of str
        Themes that may not be given unless a seed word speaks for them.
    subthemes : dict of str to list of str
        Subthemes of any theme.
    fault : tuple of str
        Words that report a fault.
    sentiment : Sentiment
        Words of tone.
    kind_evidence : KindEvidence
        Words by kind.
    kinds : tuple of str
        The rules' own kinds.
    """

    document: Document
    lang: str
    nonanswer: Nonanswer | None
    evidence: dict[str, tuple[float, list[Match]]]
    themes: dict[str, list[str]]
    vetoes: frozenset[str]
    subthemes: dict[str, list[str]]
    fault: tuple[str, ...]
    sentiment: Sentiment
    kind_evidence: KindEvidence
    kinds: tuple[str, ...]

    @property
    def is_coded(self) -> bool:
        """Whether the text says something in a language that is coded."""
        return self.nonanswer is None and self.lang in CODED_LANGUAGES


def _look_for_nonanswer(document: Document, codebook: Codebook) -> tuple[str, Nonanswer | None]:
    """Look in the text's own language and, for a very short text, in the other coded ones."""
    others = CODED_LANGUAGES if len(document.words) <= _SHORT_TEXT else ()
    for lang in dict.fromkeys((document.lang, *others)):
        nonanswer = find_nonanswer(document, compile_lexicon(codebook, lang))
        if nonanswer is not None:
            return lang, nonanswer
    return document.lang, None


def read_rules(document: Document, codebook: Codebook) -> RuleReading:
    """Read one text by the codebook's rules.

    Parameters
    ----------
    document : Document
        The text.
    codebook : Codebook
        The codebook.

    Returns
    -------
    RuleReading
        Evidence and the rules' own codes.
    """
    lang, nonanswer = _look_for_nonanswer(document, codebook)
    lexicon = compile_lexicon(codebook, document.lang)
    evidence = collect_theme_matches(document, lexicon)
    themes = choose_themes(evidence, codebook.theme_codes)
    fault = tuple(dict.fromkeys(match.surface for match in lexicon.fault.find(document.words)))
    sentiment = read_sentiment(document, lexicon)
    kind_evidence = collect_kind_evidence(document, lexicon, sentiment, is_fault=bool(fault))
    usual = {theme.usual_kind for theme in codebook.themes if theme.code in themes and theme.usual_kind}
    return RuleReading(
        document=document,
        lang=lang,
        nonanswer=nonanswer,
        evidence=evidence,
        themes=themes,
        vetoes=frozenset(
            match.label
            for match in lexicon.vetoes.find(document.words)
            if evidence.get(match.label, (0.0, []))[0] < SEED_WEIGHT
        ),
        subthemes=find_subthemes(document, lexicon, codebook.theme_codes),
        fault=fault,
        sentiment=sentiment,
        kind_evidence=kind_evidence,
        kinds=tuple(decide_kinds(document, kind_evidence, sentiment, usual=usual)),
    )


def read_all(documents: Sequence[Document], codebook: Codebook) -> list[RuleReading]:
    """Read many texts by the codebook's rules.

    Parameters
    ----------
    documents : sequence of Document
        The texts.
    codebook : Codebook
        The codebook.

    Returns
    -------
    list of RuleReading
        One a text, in order.
    """
    return [read_rules(document, codebook) for document in documents]
