"""What the answers of a column stand for, where the file or its structure says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from aspa_analysis.ingest.grids import fold
from aspa_analysis.questionnaire import SCALES

_SCALE_WORDS = frozenset(fold(word) for scale in SCALES.values() for word in scale.codes)
_UNKNOWN_WORDS = frozenset(fold(word) for scale in SCALES.values() for word in scale.dont_know)


@dataclass(frozen=True)
class ColumnCodes:
    """Labels of a column's answers.

    Attributes
    ----------
    labels : mapping of str to str
        Answer as it stands in the table → its label.
    missing : tuple of str
        Answers that the file itself declares to be none (user-missing codes of SPSS).
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


NO_CODES = ColumnCodes()


def is_scale_word(text: str) -> bool:
    """Tell whether a label is an answer of a known scale."""
    return fold(text) in _SCALE_WORDS


def is_unknown_word(text: str) -> bool:
    """Tell whether a label means "I cannot say"."""
    return fold(text) in _UNKNOWN_WORDS


def find_labels(values: pd.Series, codes: ColumnCodes) -> pd.Series:
    """Find the label of each answer.

    Parameters
    ----------
    values : pandas.Series
        Answers as they stand in the table.
    codes : ColumnCodes
        What they stand for.

    Returns
    -------
    pandas.Series
        Labels; missing where the answer has none.
    """
    return values.map(codes.labels.get, na_action="ignore").astype("str")


def drop_declared_missing(values: pd.Series, codes: ColumnCodes) -> pd.Series:
    """Take out the answers that the file declares to be none; "I cannot say" stays, as its label.

    Parameters
    ----------
    values : pandas.Series
        Answers as they stand in the table.
    codes : ColumnCodes
        What they stand for.

    Returns
    -------
    pandas.Series
        The answers that are left.
    """
    if not codes.missing:
        return values
    spoken = {
        code: codes.labels[code] for code in codes.missing if is_unknown_word(codes.labels.get(code, ""))
    }
    is_declared = values.isin(list(codes.missing))
    return values.where(~is_declared, values.map(spoken.get, na_action="ignore")).astype("str")


def apply_codes(
    values: pd.Series, codes: Mapping[str, str], *, declared: ColumnCodes = NO_CODES
) -> pd.Series:
    """Replace raw answers by their codes; answers without a code stay as given.

    Parameters
    ----------
    values : pandas.Series
        Raw answers.
    codes : mapping
        Raw answer, or the label that the file declares for it → code, compared without case and
        doubled spaces.
    declared : ColumnCodes
        What the answers stand for, by the file.

    Returns
    -------
    pandas.Series
        The coded answers.
    """
    if not codes:
        return values
    folded = {fold(raw): code for raw, code in codes.items()}
    folded = {
        fold(raw): folded[fold(label)] for raw, label in declared.labels.items() if fold(label) in folded
    } | folded
    coded = values.map(lambda value: folded.get(fold(value)), na_action="ignore").astype("str")
    return coded.where(coded.notna(), values)
