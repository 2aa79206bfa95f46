"""How sure the coding of a note is: only clear examples are quoted or lead a page."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

# Below this a kind is right too seldom to be shown as an example of it.
MIN_CONFIDENCE = 0.8
_TONES = {"kiitos": 1, "moite": -1}
_OPPOSITES = {"kiitos": "moite", "moite": "kiitos"}


def find_evidence(notes: pd.DataFrame, kind: str) -> pd.Series:
    """Tell which notes are clear examples of a kind.

    Parameters
    ----------
    notes : pandas.DataFrame
        Coded notes. Where codes have no ``explanation`` or ``confidence_kind``, the tone decides.
    kind : {"kiitos", "moite", "toive", "kysymys"}
        The kind.

    Returns
    -------
    pandas.Series
        Whether the note has the kind and not its opposite, words that spoke for it, a sure coding and a tone
        that agrees.
    """
    is_clear = notes[f"kind_{kind}"] & _has_words(notes, kind) & _is_sure(notes)
    if kind in _TONES:
        is_clear &= notes["tone"].eq(_TONES[kind]) & ~notes[f"kind_{_OPPOSITES[kind]}"]
    return is_clear


def _has_words(notes: pd.DataFrame, kind: str) -> pd.Series:
    if "explanation" not in notes.columns or notes["explanation"].isna().all():
        return pd.Series(data=True, index=notes.index)
    return notes["explanation"].fillna("").str.contains(rf"(?:^|; ){re.escape(kind)}: \S", regex=True)


def _is_sure(notes: pd.DataFrame) -> pd.Series:
    if "confidence_kind" not in notes.columns or notes["confidence_kind"].isna().all():
        return pd.Series(data=True, index=notes.index)
    return notes["confidence_kind"].astype("float64").fillna(0.0).ge(MIN_CONFIDENCE)


def measure_coding_doubt(notes: pd.DataFrame) -> pd.Series:
    """Measure how unsure the coding was of a note's kind, and less so of its theme.

    Parameters
    ----------
    notes : pandas.DataFrame
        Coded notes.

    Returns
    -------
    pandas.Series
        Zero where the coding was sure or tells no confidence.
    """
    doubt = pd.Series(np.zeros(len(notes)), index=notes.index)
    for column, weight in (("confidence_kind", 4.0), ("confidence_theme", 2.0)):
        if column in notes.columns and not notes[column].isna().all():
            sure = notes[column].astype("float64").fillna(0.0)
            doubt += (1.0 - sure) * weight
    return doubt
