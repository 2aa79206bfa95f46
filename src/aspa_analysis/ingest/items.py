"""The items of a survey: answers by code, by the labels that the file declares, check boxes."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.ingest.boxes import stage_boxes, stage_joined
from aspa_analysis.ingest.columncodes import (
    ColumnCodes,
    apply_codes,
    drop_declared_missing,
    find_labels,
    is_scale_word,
    is_unknown_word,
)
from aspa_analysis.ingest.export import Export
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.kinds import is_unticked
from aspa_analysis.ingest.matching import find_column
from aspa_analysis.ingest.sources import SourceMap
from aspa_analysis.ingest.values import is_number, replace_decimal_commas
from aspa_analysis.questionnaire import Item, Questionnaire


def get_codes(export: Export, column: str) -> ColumnCodes:
    """Return what the answers of a column stand for, by the file or the survey's structure."""
    row = export.items.loc[export.items["column"].eq(column)].iloc[0]
    return ColumnCodes(row["labels"], row["missing"])


def stage_items(
    export: Export, table: pd.DataFrame, source: SourceMap
) -> tuple[dict[str, pd.Series], list[str], list[str]]:
    """Stage the items of a survey.

    Parameters
    ----------
    export : Export
        The export.
    table : pandas.DataFrame
        Its rows, without columns that go nowhere.
    source : SourceMap
        The map.

    Returns
    -------
    staged : dict of str to pandas.Series
        ``item:<code>`` and ``item:<code>.<option>`` → answers.
    notes : list of str
        What was not understood.
    absent : list of str
        Columns of the map that the file lacks.
    """
    staged: dict[str, pd.Series] = {}
    notes: list[str] = []
    absent = []
    for item, column in source.items.items():
        found = find_column(export, column)
        if found is None or found not in table.columns:
            absent.append(column)
            continue
        if item in source.split:
            boxes, more = stage_joined(table[found], item, source)
            staged, notes = staged | boxes, notes + more
        else:
            staged[f"item:{item}"] = _stage_item(table[found], item, get_codes(export, found), source)
    for item, options in source.options.items():
        if item in source.split:
            continue
        present = {}
        for option, column in options.items():
            found = find_column(export, column)
            if found is None or found not in table.columns:
                absent.append(column)
            else:
                present[option] = _name_unticked(table[found], get_codes(export, found))
        staged |= stage_boxes(present, item, source.not_selected)
    return staged, notes, absent


def _stage_item(values: pd.Series, item: str, codes: ColumnCodes, source: SourceMap) -> pd.Series:
    asked = _find_item(source, item)
    is_open = asked is not None and asked.role == "open"
    known = drop_declared_missing(values, codes)
    plain = known if is_open else replace_decimal_commas(known, decimal=source.decimal)
    coded = apply_codes(plain, source.codes.get(item, {}), declared=codes)
    return coded if is_open or not codes.labels else _use_labels(coded, plain, codes, asked)


def _find_item(source: SourceMap, item: str) -> Item | None:
    questionnaire = source.questionnaire
    return questionnaire.items.get(item) if isinstance(questionnaire, Questionnaire) else None


def _use_labels(coded: pd.Series, plain: pd.Series, codes: ColumnCodes, asked: Item | None) -> pd.Series:
    """Put the label where it says more than the code: words of a scale, and options known by it only.

    A scale may run from "fully agree" = 1 to "fully disagree" = 5; its words are right either way.
    """
    known = _list_spellings(asked)
    words = {
        code: label
        for code, label in codes.labels.items()
        if is_scale_word(label)
        or is_unknown_word(label)
        or (is_number(label) and not is_number(code))
        or (fold(label) in known and fold(code) not in known)
    }
    labels = find_labels(plain, ColumnCodes(words))
    # What the source map has coded stays as it says.
    return labels.where(labels.notna() & coded.eq(plain), coded)


def _list_spellings(asked: Item | None) -> frozenset[str]:
    if asked is None:
        return frozenset()
    labels = (text for part in asked.option for text in (part.label.fi, part.label.sv, part.label.en) if text)
    return frozenset(
        fold(text) for text in (*labels, *(v for part in asked.option for v in (part.code, *part.values)))
    )


def _name_unticked(values: pd.Series, codes: ColumnCodes) -> pd.Series:
    """Put the label of an unticked box for its code, which may be a 2 that says "no"."""
    known = drop_declared_missing(values, codes)
    unticked = {code: label for code, label in codes.labels.items() if is_unticked(label)}
    labels = find_labels(known, ColumnCodes(unticked))
    return labels.where(labels.notna(), known)


def stage_complete(export: Export, columns: dict[str, pd.Series], source: SourceMap) -> dict[str, pd.Series]:
    """Tell whole answers from partial ones by the last page, or by LimeSurvey's date of submission."""
    if "complete" in columns:
        return {}
    if "last_page" in columns and source.last_page_complete is not None:
        page = pd.to_numeric(columns["last_page"], errors="coerce")
        return {"complete": _write_flags(page.ge(source.last_page_complete))}
    if export.format == "limesurvey" and "submitted" in columns:
        return {"complete": _write_flags(columns["submitted"].notna())}
    return {}


def _write_flags(flags: pd.Series) -> pd.Series:
    return flags.map({True: "true", False: "false"}).astype("str")
