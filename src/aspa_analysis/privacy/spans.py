"""Spans of personal data: their kinds, the marks that replace them, and how they are merged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "email", "phone", "hetu", "card", "address", "plate", "other"]

MARKS: dict[Kind, str] = {
    "name": "[nimi]",
    "email": "[sähköposti]",
    "phone": "[puhelin]",
    "hetu": "[henkilötunnus]",
    "card": "[kortti]",
    "address": "[osoite]",
    "plate": "[rekisterinumero]",
    "other": "[tunniste]",
}

# Strongest first: where two spans overlap, the mark tells of the kind that identifies most surely.
_STRENGTH: tuple[Kind, ...] = ("hetu", "email", "other", "card", "phone", "address", "plate", "name")
_RANK: dict[Kind, int] = {kind: rank for rank, kind in enumerate(_STRENGTH)}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text that identifies somebody.

    Attributes
    ----------
    start, end : int
        Place in the text as given, end excluded.
    kind : str
        One of the keys of `MARKS`.
    """

    start: int
    end: int
    kind: Kind


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Join overlapping spans; the strongest kind wins.

    Parameters
    ----------
    spans : iterable of Span
        Spans in any order.

    Returns
    -------
    list of Span
        Spans in the order of the text, none overlapping another.
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            kind = min(last.kind, span.kind, key=_RANK.__getitem__)
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
        elif span.end > span.start:
            merged.append(span)
    return merged


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """Write the mark of its kind in the place of each span.

    Parameters
    ----------
    text : str
        The text the spans refer to.
    spans : iterable of Span
        Spans in order, none overlapping another.

    Returns
    -------
    str
        The redacted text.
    """
    pieces: list[str] = []
    last = 0
    for span in spans:
        pieces += [text[last : span.start], MARKS[span.kind]]
        last = span.end
    return "".join([*pieces, text[last:]])
