"""Check boxes: a column an option, or several answers joined into one cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.sources import SourceMap
from aspa_analysis.questionnaire import Questionnaire

# LimeSurvey and R write these where the question was not shown.
_NOT_SHOWN = frozenset({"n/a", "na"})


def stage_boxes(
    columns: Mapping[str, pd.Series], item: str, not_selected: Sequence[str]
) -> dict[str, pd.Series]:
    """Turn the columns of a check-box question into "1" (ticked), "0" (not ticked) and missing.

    Parameters
    ----------
    columns : mapping of str to pandas.Series
        Option → raw cells.
    item : str
        Code of the item.
    not_selected : sequence of str
        What an unticked box holds.

    Returns
    -------
    dict of str to pandas.Series
        ``item:<item>.<option>`` → cells. An empty cell is "0" when "" is among ``not_selected`` or the
        respondent ticked another box of the question, otherwise missing: a question that was skipped
        looks the same as one without any tick.
    """
    if not columns:
        return {}
    unticked = {fold(value) for value in not_selected}
    raw = pd.DataFrame(dict(columns))
    folded = raw.apply(lambda values: values.map(fold, na_action="ignore"))
    is_empty = raw.isna()
    is_hidden = folded.isin(_NOT_SHOWN)
    is_ticked = ~is_empty & ~is_hidden & ~folded.isin(unticked)
    is_answered = is_ticked.any(axis=1)
    counts_as_zero = is_empty if "" in unticked else is_empty.mul(is_answered, axis=0)
    is_zero = (folded.isin(unticked) & ~is_empty) | counts_as_zero
    return {f"item:{item}.{option}": _mark(is_ticked[option], is_zero[option]) for option in raw.columns}


def _mark(is_ticked: pd.Series, is_zero: pd.Series) -> pd.Series:
    marks = pd.Series(pd.NA, index=is_ticked.index, dtype="str")
    return marks.mask(is_zero, "0").mask(is_ticked, "1")


def stage_joined(values: pd.Series, item: str, source: SourceMap) -> tuple[dict[str, pd.Series], list[str]]:
    """Turn answers joined into one cell into "1" and "0" for each option.

    Parameters
    ----------
    values : pandas.Series
        Raw cells, as ``"Chat;Puhelin"``.
    item : str
        Code of the item.
    source : SourceMap
        The map: its separator, and the options' wordings from ``options`` or the questionnaire.

    Returns
    -------
    boxes : dict of str to pandas.Series
        ``item:<item>.<option>`` → cells; missing where the cell is empty.
    notes : list of str
        How many answers are of no known option.
    """
    wordings = _list_wordings(source, item)
    separator = source.split[item]
    chosen = values.map(lambda cell: _split_cell(cell, separator, wordings), na_action="ignore")
    filled = values.notna()
    options = sorted(set(wordings.values()), key=list(wordings.values()).index)
    boxes = {
        f"item:{item}.{option}": _mark(
            filled & chosen.map(lambda found, o=option: isinstance(found, list) and o in found),
            filled,
        )
        for option in options
    }
    unknown = int(sum("" in found for found in chosen[filled]))
    note = f"item '{item}': {unknown} answers hold an option that is not in the source map or questionnaire"
    return boxes, [note] if unknown else []


def _list_wordings(source: SourceMap, item: str) -> dict[str, str]:
    """List the wordings of an item's options, folded, with the option each stands for."""
    wordings = {fold(wording): option for option, wording in source.options.get(item, {}).items()}
    if isinstance(source.questionnaire, Questionnaire):
        for option in source.questionnaire.items[item].option:
            labels = (option.label.fi, option.label.sv, option.label.en)
            spellings = [*option.values, *(text for text in labels if text), option.code]
            for spelling in spellings:
                wordings.setdefault(fold(spelling), option.code)
    return wordings


def _split_cell(cell: str, separator: str, wordings: Mapping[str, str]) -> list[str]:
    """Split a cell into options; "" stands for an answer that is no known option.

    An option may hold the separator itself ("chat, puhelin tai sähköposti"), so the longest run of
    parts that is a known wording wins.
    """
    parts = [fold(part) for part in cell.split(separator)]
    found: list[str] = []
    start = 0
    while start < len(parts):
        for end in range(len(parts), start, -1):
            wording = fold(f"{separator} ".join(parts[start:end]))
            tight = fold(separator.join(parts[start:end]))
            option = wordings.get(wording, wordings.get(tight))
            if option is not None:
                break
        else:
            end, option = start + 1, ""
        if option or parts[start]:
            found.append(option)
        start = end
    return found
