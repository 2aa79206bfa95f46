"""Answers of one questionnaire item: scales, choices and check boxes to the long form of ``responses``."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from aspa_analysis.cleaning.cells import find_unknown, fold_text, get_cells, match_codes, parse_flags
from aspa_analysis.cleaning.scales import parse_scale
from aspa_analysis.questionnaire import SCALES, Item, Option, Questionnaire

_CANNOT_SAY = frozenset(fold_text(label) for label in SCALES["likert5"].dont_know)


@dataclass(frozen=True)
class Answers:
    """Answers to one item, on the index of the staged rows.

    Attributes
    ----------
    item : str
        Code of the item; ``kanavat.chat`` for a check box.
    frame : pandas.DataFrame
        ``value``, ``code`` and ``missing_reason``.
    is_unknown : pandas.Series
        Where the cell holds something that the questionnaire does not know.
    is_box : bool
        Whether it is a check box.
    """

    item: str
    frame: pd.DataFrame
    is_unknown: pd.Series
    is_box: bool = False

    @property
    def is_given(self) -> pd.Series:
        """Where the respondent said something; an export may fill every empty box with a 0."""
        said = self.frame["missing_reason"].ne("not_answered").fillna(value=True)
        return self.is_unknown | (self.frame["value"].eq(1).fillna(value=False) if self.is_box else said)


def read_answers(rows: pd.DataFrame, questionnaire: Questionnaire) -> list[Answers]:
    """Read the answers to every item that was asked, that is, has a column.

    Parameters
    ----------
    rows : pandas.DataFrame
        Staged rows, a column for each item and for each option of a ``multi`` item.
    questionnaire : Questionnaire
        The items.

    Returns
    -------
    list of Answers
        In the order asked; open items are left out.
    """
    found: list[Answers] = []
    for item in questionnaire.item:
        if item.role == "multi":
            found += _read_multi(rows, item)
        elif item.code in rows.columns and item.role != "open":
            read = _read_scale if item.role == "scale" else _read_choice
            found.append(read(rows, item, questionnaire))
    return found


def _read_scale(rows: pd.DataFrame, item: Item, questionnaire: Questionnaire) -> Answers:
    parsed = parse_scale(get_cells(rows, item.code), questionnaire.get_scale(item))
    code = pd.Series(None, index=rows.index, dtype="str")
    frame = parsed[["value", "missing_reason"]].assign(code=code)
    return Answers(item.code, frame, parsed["is_unknown"])


def _read_choice(rows: pd.DataFrame, item: Item, _: Questionnaire) -> Answers:
    cells = get_cells(rows, item.code)
    spellings = {name: option.code for option in item.option for name in _list_spellings(option)}
    codes = match_codes(cells, spellings)
    cannot_say = cells.map(fold_text, na_action="ignore").isin(_CANNOT_SAY) & codes.isna()
    positions = {option.code: float(number) for number, option in enumerate(item.option, start=1)}
    reason = pd.Series("not_answered", index=rows.index, dtype="str").mask(cannot_say, "dont_know")
    frame = pd.DataFrame(
        {
            "value": codes.map(positions if item.ordered else {}).astype("Float64"),
            "missing_reason": reason.mask(codes.notna()),
            "code": codes,
        }
    )
    return Answers(item.code, frame, find_unknown(cells, codes) & ~cannot_say)


def _list_spellings(option: Option) -> set[str]:
    labels = (option.label.fi, option.label.sv, option.label.en)
    return {fold_text(name) for name in (option.code, *labels, *option.values) if name}


def _read_multi(rows: pd.DataFrame, item: Item) -> list[Answers]:
    cells = {
        option: get_cells(rows, f"{item.code}.{option.code}")
        for option in item.option
        if f"{item.code}.{option.code}" in rows.columns
    }
    # An empty box is "no" only for a respondent who ticked another one; else the item was passed over.
    is_answered = pd.DataFrame({option.code: values.notna() for option, values in cells.items()}).any(axis=1)
    return [_read_box(item, option, values, is_answered) for option, values in cells.items()]


def _read_box(item: Item, option: Option, cells: pd.Series, is_answered: pd.Series) -> Answers:
    ticked = cells.map(fold_text, na_action="ignore").isin(_list_spellings(option))
    flags = parse_flags(cells).mask(ticked, other=True)
    unknown = find_unknown(cells, flags)
    value = flags.fillna(value=False).astype("Float64").where(is_answered & ~unknown)
    reason = pd.Series("not_answered", index=cells.index, dtype="str").mask(is_answered)
    frame = pd.DataFrame(
        {"value": value, "missing_reason": reason, "code": pd.Series(None, index=cells.index, dtype="str")}
    )
    return Answers(f"{item.code}.{option.code}", frame, unknown, is_box=True)
