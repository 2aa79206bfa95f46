"""Coding a frame of feedback: language, themes, kinds, tone, non-answers and faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from aspa_analysis.codebook import Codebook, load_codebook
from aspa_analysis.coding.documents import CODED_LANGUAGES, Document, prepare_documents
from aspa_analysis.coding.kinds import collect_kind_evidence, decide_kinds
from aspa_analysis.coding.lexicon import Lexicon, compile_lexicon
from aspa_analysis.coding.nonanswers import Nonanswer, find_nonanswer
from aspa_analysis.coding.themes import find_subthemes, find_themes
from aspa_analysis.coding.tone import decide_tone, read_sentiment

_MAX_EXPLAINING_WORDS = 6


@dataclass(frozen=True)
class Codes:
    """The codes of one text, with the words that spoke for each."""

    themes: dict[str, list[str]] = field(default_factory=dict)
    subthemes: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    tone: int = 0
    is_nonanswer: bool = False
    fault: list[str] = field(default_factory=list)

    def explain(self) -> str:
        """List the words behind each code: ``varaukset: varaus, nouto; toive: voisiko``."""
        spoken = {**self.themes, **self.subthemes, **self.kinds, "vikailmoitus": self.fault}
        parts = (
            f"{code}: {', '.join(dict.fromkeys(words[:_MAX_EXPLAINING_WORDS]))}"
            for code, words in spoken.items()
            if words
        )
        return "; ".join(parts)


def _code_nonanswer(nonanswer: Nonanswer) -> Codes:
    kinds = {nonanswer.kind: [nonanswer.words]} if nonanswer.kind else {}
    return Codes(kinds=kinds, tone=nonanswer.tone, is_nonanswer=True)


def code_document(document: Document, lexicon: Lexicon) -> Codes:
    """Code one text by the codebook's rules.

    Parameters
    ----------
    document : Document
        The text.
    lexicon : Lexicon
        Patterns of its language.

    Returns
    -------
    Codes
        Its codes.
    """
    nonanswer = find_nonanswer(document, lexicon)
    if nonanswer is not None:
        return _code_nonanswer(nonanswer)
    if document.lang not in CODED_LANGUAGES:
        return Codes()
    themes = find_themes(document, lexicon)
    fault = list(dict.fromkeys(match.surface for match in lexicon.fault.find(document.words)))
    sentiment = read_sentiment(document, lexicon)
    evidence = collect_kind_evidence(document, lexicon, sentiment, is_fault=bool(fault))
    usual = {
        theme.usual_kind for theme in lexicon.codebook.themes if theme.code in themes and theme.usual_kind
    }
    kinds = decide_kinds(document, evidence, sentiment, usual=usual)
    words = {"kiitos": sentiment.positive, "moite": sentiment.negative}
    return Codes(
        themes=themes,
        subthemes=find_subthemes(document, lexicon, themes),
        kinds={kind: [*evidence.words.get(kind, ()), *words.get(kind, ())] for kind in kinds},
        tone=decide_tone(kinds, sentiment),
        fault=fault if kinds != ["kiitos"] else [],
    )


def _build_row(document: Document, codes: Codes, codebook: Codebook) -> dict[str, Any]:
    row: dict[str, Any] = {"lang": document.lang}
    row |= {f"theme_{code}": code in codes.themes for code in codebook.theme_codes}
    row["subthemes"] = ";".join(codes.subthemes)
    row |= {f"kind_{code}": code in codes.kinds for code in codebook.kind_codes}
    row |= {"tone": codes.tone, "is_nonanswer": codes.is_nonanswer, "is_fault": bool(codes.fault)}
    return row | {"explanation": codes.explain()}


def list_code_columns(codebook: Codebook) -> dict[str, str]:
    """List the columns that :func:`code_feedback` makes, with their types.

    Parameters
    ----------
    codebook : Codebook
        The codebook.

    Returns
    -------
    dict of str to str
        Column to pandas type, in order.
    """
    columns = {"lang": "str"} | {f"theme_{code}": "bool" for code in codebook.theme_codes}
    columns |= {"subthemes": "str"} | {f"kind_{code}": "bool" for code in codebook.kind_codes}
    return columns | {"tone": "Int8", "is_nonanswer": "bool", "is_fault": "bool", "explanation": "str"}


def code_feedback(frame: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Give each text its language, themes, kinds and tone.

    Parameters
    ----------
    frame : DataFrame, shape (n, ...)
        Column ``text``; optionally ``question_type`` (``open``, ``positive``, ``negative``, ``wish`` or
        missing) and ``channel``. Other columns are passed over.
    codebook : Codebook, optional
        The codebook; left out, the one that ships.

    Returns
    -------
    DataFrame, shape (n, ...)
        Same index. Columns ``lang`` (str), ``theme_<code>`` (bool), ``subthemes`` (str, joined by ``;``),
        ``kind_<code>`` (bool), ``tone`` (Int8, -1, 0 or +1), ``is_nonanswer``, ``is_fault`` (bool) and
        ``explanation`` (str, the words that spoke for each code).

    Raises
    ------
    TableError
        If ``text`` is missing or a question type is unknown.

    Examples
    --------
    >>> notes = pd.DataFrame({"text": ["Tulostin on taas rikki."]})
    >>> coded = code_feedback(notes)
    >>> bool(coded.loc[0, "theme_laitteet"]), int(coded.loc[0, "tone"])
    (True, -1)
    """
    codebook = codebook or load_codebook()
    documents = prepare_documents(frame)
    lexicons = {lang: compile_lexicon(codebook, lang) for lang in {document.lang for document in documents}}
    rows = [
        _build_row(document, code_document(document, lexicons[document.lang]), codebook)
        for document in documents
    ]
    columns = list_code_columns(codebook)
    return pd.DataFrame(rows, index=frame.index, columns=list(columns)).astype(columns)
