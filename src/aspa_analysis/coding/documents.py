"""A text made ready for coding: its language, words and smileys, and the question it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from aspa_analysis.coding.matching import Word
from aspa_analysis.errors import TableError
from aspa_analysis.text.language import detect_language
from aspa_analysis.text.lemmas import lemmatise
from aspa_analysis.text.tokens import Token, TokenKind, split_tokens

QUESTION_TYPES = ("open", "positive", "negative", "wish")
# Languages that the codebook has words for; others are counted and shown apart.
CODED_LANGUAGES = ("fi", "sv", "en")
_SENTENCE_ENDS = frozenset(".!?…")


@dataclass(frozen=True)
class Document:
    """One text with what the rules read from it.

    Attributes
    ----------
    text, lang : str
        The text and its language.
    question_type : str or None
        Kind of survey question it answers; None when nothing was asked.
    channel : str or None
        How the note reached the library.
    tokens : tuple of Token
        All tokens.
    words : tuple of Word
        The words and numbers with lemmas.
    """

    text: str
    lang: str
    question_type: str | None
    channel: str | None
    tokens: tuple[Token, ...]
    words: tuple[Word, ...]

    @cached_property
    def emoji(self) -> tuple[str, ...]:
        """The smileys and pictures."""
        return tuple(token.text for token in self.tokens if token.kind is TokenKind.EMOJI)

    @cached_property
    def has_question_mark(self) -> bool:
        """Whether a question mark stands anywhere."""
        return any("?" in token.text for token in self.tokens if token.kind is TokenKind.PUNCTUATION)

    @cached_property
    def has_exclamation(self) -> bool:
        """Whether an exclamation mark stands anywhere."""
        return any("!" in token.text for token in self.tokens if token.kind is TokenKind.PUNCTUATION)


def _number_sentences(tokens: Sequence[Token]) -> list[tuple[Token, int]]:
    sentence, numbered = 0, []
    for token in tokens:
        if token.kind in {TokenKind.WORD, TokenKind.NUMBER}:
            numbered.append((token, sentence))
        elif token.kind is TokenKind.PUNCTUATION and _SENTENCE_ENDS.intersection(token.text):
            sentence += 1
    return numbered


def read_document(
    text: str, lang: str, question_type: str | None = None, channel: str | None = None
) -> Document:
    """Tokenise and lemmatise one text.

    Parameters
    ----------
    text, lang : str
        The text and its language.
    question_type, channel : str, optional
        What was asked, and how the text came.

    Returns
    -------
    Document
        The text made ready.
    """
    tokens = split_tokens(text)
    numbered = _number_sentences(tokens)
    lemmas = lemmatise([token.lower for token, _ in numbered], lang)
    words = tuple(
        Word(token.lower, lemma.lemma, sentence)
        for (token, sentence), lemma in zip(numbered, lemmas, strict=True)
    )
    return Document(text, lang, question_type, channel, tuple(tokens), words)


def _read_column(frame: pd.DataFrame, column: str) -> list[str | None]:
    if column not in frame.columns:
        return [None] * len(frame)
    return [None if pd.isna(value) or value == "" else str(value) for value in frame[column]]


def check_frame(frame: pd.DataFrame) -> None:
    """Refuse a frame that cannot be coded, before any work is done.

    Parameters
    ----------
    frame : DataFrame
        The frame to code.

    Raises
    ------
    TableError
        If ``text`` is missing or a question type is unknown.
    """
    if "text" not in frame.columns:
        raise TableError("the frame to code has no column 'text'; name the feedback column 'text'")
    values = _read_column(frame, "question_type")
    unknown = sum(value is not None and value not in QUESTION_TYPES for value in values)
    if unknown:
        raise TableError(
            f"column question_type: {unknown} values are none of {', '.join(QUESTION_TYPES)}; "
            "correct them or leave them empty"
        )


def detect_frame(frame: pd.DataFrame) -> list[str]:
    """Detect the language of each text of a frame.

    Parameters
    ----------
    frame : DataFrame
        With ``text``; missing counts as empty.

    Returns
    -------
    list of str
        One language a row.
    """
    return detect_language([value or "" for value in _read_column(frame, "text")])


def prepare_documents(frame: pd.DataFrame, *, languages: Sequence[str] | None = None) -> list[Document]:
    """Make every text of a frame ready for coding.

    Parameters
    ----------
    frame : DataFrame
        ``text`` (missing counts as empty), and optionally ``question_type`` and ``channel``.
    languages : sequence of str, optional
        Language of each text where it is known; left out, it is detected.

    Returns
    -------
    list of Document
        One a row, in order.

    Raises
    ------
    TableError
        If ``text`` is missing or a question type is unknown.
    """
    check_frame(frame)
    texts = [value or "" for value in _read_column(frame, "text")]
    questions = _read_column(frame, "question_type")
    found = detect_frame(frame) if languages is None else languages
    rows = zip(texts, found, questions, _read_column(frame, "channel"), strict=True)
    return [read_document(text, lang, question, channel) for text, lang, question, channel in rows]
