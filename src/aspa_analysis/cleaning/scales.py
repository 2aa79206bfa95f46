"""Answers on a numeric scale: digits, labels, both, "I cannot say", or nothing that is known."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from aspa_analysis.cleaning.cells import fold_text, read_number
from aspa_analysis.questionnaire import Scale

_BLANK = frozenset({"", "-", "--"})
_LEADING = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*[-=:.)(]+\s*(?P<label>[^\W\d].*?|[^\d\s].*\w.*?)\)?")
_TRAILING = re.compile(r"(?P<label>.*[^\d\s(])\s*\(?\s*(?P<number>\d+(?:[.,]\d+)?)\)?")
# A school grade with its half, plus or minus: 8½, 8 1/2, 9-, 7+.
_GRADE = re.compile(r"(?P<grade>\d{1,2})\s?(?P<mark>½|1/2|\+|-)")
_MARKS = {"½": 0.5, "1/2": 0.5, "+": 0.25, "-": -0.25}
_SCHOOL = (4.0, 10.0)


class _Answer(NamedTuple):
    value: float | None = None
    missing_reason: str | None = None
    is_unknown: bool = False


_UNKNOWN = _Answer(is_unknown=True)
_NOT_ANSWERED = _Answer(missing_reason="not_answered")
_DONT_KNOW = _Answer(missing_reason="dont_know")


def parse_scale(values: pd.Series, scale: Scale) -> pd.DataFrame:
    """Read the answers to a scale item.

    Parameters
    ----------
    values : pandas.Series
        Cells as ``5``, ``4,5``, ``täysin samaa mieltä``, ``5 - täysin samaa mieltä`` or ``EOS``; on the
        school scale 4–10 also ``8½``, ``9-`` (8.75) and ``7+`` (7.25), where 10+ is 10 and 4- is 4.
    scale : Scale
        The item's scale.

    Returns
    -------
    pandas.DataFrame
        On the index of `values`: ``value`` (``Float64``), ``missing_reason`` (``not_answered``,
        ``dont_know`` or missing) and ``is_unknown``: the cell holds something, but it is outside the
        scale, is no known label, or its number and label disagree.
    """
    codes = {fold_text(label): value for label, value in scale.codes.items()}
    dont_know = frozenset(fold_text(label) for label in scale.dont_know)
    meanings = {
        text: _read(fold_text(str(text)), scale, codes, dont_know) for text in values.dropna().unique()
    }
    answers = [_NOT_ANSWERED if pd.isna(text) else meanings[text] for text in values]
    columns = list(zip(*answers, strict=True)) or [(), (), ()]
    return pd.DataFrame(
        {
            "value": pd.Series(columns[0], index=values.index, dtype="Float64"),
            "missing_reason": pd.Series(columns[1], index=values.index, dtype="str"),
            "is_unknown": pd.Series(columns[2], index=values.index, dtype="bool"),
        }
    )


def _read(folded: str, scale: Scale, codes: dict[str, float], dont_know: frozenset[str]) -> _Answer:
    if folded in codes:
        return _check_range(codes[folded], scale)
    if folded in dont_know:
        return _DONT_KNOW
    if folded in _BLANK:
        return _NOT_ANSWERED
    number = read_number(folded)
    if number is not None:
        return _check_range(number, scale)
    grade = _read_grade(folded, scale)
    return (
        _check_range(grade, scale) if grade is not None else _read_labelled(folded, scale, codes, dont_know)
    )


def _read_grade(folded: str, scale: Scale) -> float | None:
    """Read a school grade with a mark, which at an end of the scale says no more than the grade."""
    found = _GRADE.fullmatch(folded.replace("−", "-"))
    if not found or (scale.low, scale.high) != _SCHOOL:
        return None
    grade, mark = float(found["grade"]), found["mark"]
    is_at_end = (grade, mark) in ((scale.high, "+"), (scale.low, "-"))
    return grade if is_at_end else grade + _MARKS[mark]


def _read_labelled(folded: str, scale: Scale, codes: dict[str, float], dont_know: frozenset[str]) -> _Answer:
    found = _LEADING.fullmatch(folded) or _TRAILING.fullmatch(folded)
    if not found:
        return _UNKNOWN
    label, number = found["label"].strip(" -=:.("), read_number(found["number"])
    if label in dont_know:
        return _DONT_KNOW
    # A scale turned upside down ("1 - täysin samaa mieltä") must stop the row and not pass as a 1.
    is_trusted = codes[label] == number if label in codes else bool(_LEADING.fullmatch(folded))
    return _check_range(number, scale) if number is not None and is_trusted else _UNKNOWN


def _check_range(number: float, scale: Scale) -> _Answer:
    return _Answer(value=number) if scale.low <= number <= scale.high else _UNKNOWN
