"""An export to the raw fields of a canonical table: columns renamed, codes applied, nothing judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from aspa_analysis.errors import InputError
from aspa_analysis.forms import FORMS, LIBRARY_LABEL, FormSpec
from aspa_analysis.ingest.boxes import stage_boxes, stage_joined
from aspa_analysis.ingest.export import Export
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.sources import SourceMap, SourceTable, find_column
from aspa_analysis.ingest.values import replace_decimal_commas
from aspa_analysis.questionnaire import Questionnaire

_NUMBER_FIELDS = frozenset({"weight", "last_page", "similar_count", "staffed_h", "selfservice_h"})
_ESSENTIAL = frozenset({"text", "month", "library"})


@dataclass(frozen=True)
class Staged:
    """An export's rows with the names of the canonical fields, values still raw.

    Attributes
    ----------
    table : {"feedback", "survey", "activity"}
        What the rows are.
    frame : pandas.DataFrame
        source_file, source_row and the fields; in a survey also ``item:<code>`` and, for check boxes,
        ``item:<code>.<option>`` holding "1", "0" or missing (not shown or not answered).
    questionnaire : str, Questionnaire or None
        Id of the questionnaire, or the one written in the source map.
    wave : str or None
        Survey wave.
    refused : pandas.DataFrame
        source_row, column, reason, cells (raw, without dropped columns: never write them unredacted).
    rows_count : int
        Rows of data in the file: ``len(frame) + len(refused)``.
    notes : list of str
        What was left out or not understood, without cell values.
    """

    table: SourceTable
    frame: pd.DataFrame
    questionnaire: str | Questionnaire | None
    wave: str | None
    refused: pd.DataFrame
    rows_count: int
    notes: list[str] = field(default_factory=list)


def stage_export(export: Export, source: SourceMap | None, *, file_name: str, file_hash: str) -> Staged:
    """Give an export's columns their canonical names and apply the source map's codes.

    Parameters
    ----------
    export : Export
        The export.
    source : SourceMap or None
        Its map; None for one of the project's own forms, which need none.
    file_name : str
        Name of the file, for messages.
    file_hash : str
        First 16 hexadecimal digits of its SHA-256.

    Returns
    -------
    Staged
        Every row of the export, either in the frame or refused.

    Raises
    ------
    InputError
        If there is no map and the file is no form, or a column that the table cannot do without is missing.
    """
    if source is None:
        return stage_form(export, file_name=file_name, file_hash=file_hash)
    table, dropped = _prepare_table(export, source)
    notes = [f"columns dropped as contact details: {', '.join(dropped)}"] if dropped else []
    fields, missing = _stage_fields(export, table, source, file_name)
    columns = _start_frame(table, file_hash) | fields
    if source.date_order != "dmy":
        columns["date_order"] = pd.Series(source.date_order, index=table.index, dtype="str")
    if source.table == "survey":
        items, more, absent = _stage_items(export, table, source)
        if not items:
            raise InputError(
                f"{file_name} has none of the item columns of source map '{source.name}'; correct its [items]"
            )
        columns |= items | _stage_complete(export, columns, source)
        notes, missing = notes + more, missing + absent
    notes += [f"column '{name}' of source map '{source.name}' is not in the file" for name in missing]
    frame = pd.DataFrame(columns).reset_index(drop=True)
    refused = _drop_cells(export.refused, {*source.drop, *dropped})
    return Staged(
        source.table, frame, source.questionnaire, source.wave, refused, len(frame) + len(refused), notes
    )


def _prepare_table(export: Export, source: SourceMap) -> tuple[pd.DataFrame, list[str]]:
    """Take contact details away and turn the words for "no answer" into missing cells."""
    mapped = {find_column(export, name) for name in _list_mapped(source)}
    named = {find_column(export, name) for name in source.drop}
    personal = set(export.items.loc[export.items["kind"].eq("personal"), "column"])
    dropped = [str(c) for c in export.table.columns if c in named or (c in personal and c not in mapped)]
    table = export.table.drop(columns=dropped)
    words = {fold(word) for word in source.missing}
    if words:
        table = table.apply(lambda values: values.mask(values.map(fold, na_action="ignore").isin(words)))
    return table, dropped


def _list_mapped(source: SourceMap) -> list[str]:
    boxes = [
        c for item, columns in source.options.items() if item not in source.split for c in columns.values()
    ]
    return [*source.columns.values(), *source.items.values(), *boxes]


def _start_frame(table: pd.DataFrame, file_hash: str) -> dict[str, pd.Series]:
    return {
        "source_file": pd.Series(file_hash, index=table.index, dtype="str"),
        "source_row": pd.Series(table.index, index=table.index, dtype="int64"),
    }


def _pick(export: Export, table: pd.DataFrame, name: str) -> pd.Series | None:
    column = find_column(export, name)
    return table[column] if column in table.columns else None


def _stage_fields(
    export: Export, table: pd.DataFrame, source: SourceMap, file_name: str
) -> tuple[dict[str, pd.Series], list[str]]:
    fields: dict[str, pd.Series] = {}
    missing = []
    for name, column in source.columns.items():
        values = _pick(export, table, column)
        if values is None and name in _ESSENTIAL:
            raise InputError(
                f"{file_name} has no column '{column}', which source map '{source.name}' names for '{name}'; "
                "correct its [columns]"
            )
        if values is None:
            missing.append(column)
            continue
        if name in _NUMBER_FIELDS:
            values = replace_decimal_commas(values, decimal=source.decimal)
        fields[name] = apply_codes(values, source.codes.get(name, {}))
    for name, constant in source.constants.items():
        fields[name] = pd.Series(constant, index=table.index, dtype="str")
    if "library" in fields:
        fields["library"] = apply_codes(fields["library"], source.libraries)
    return fields, missing


def apply_codes(values: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    """Replace raw answers by their codes; answers without a code stay as given.

    Parameters
    ----------
    values : pandas.Series
        Raw answers.
    codes : mapping
        Raw answer → code, compared without case and doubled spaces.

    Returns
    -------
    pandas.Series
        The coded answers.
    """
    if not codes:
        return values
    folded = {fold(raw): code for raw, code in codes.items()}
    coded = values.map(lambda value: folded.get(fold(value)), na_action="ignore").astype("str")
    return coded.where(coded.notna(), values)


def _stage_items(
    export: Export, table: pd.DataFrame, source: SourceMap
) -> tuple[dict[str, pd.Series], list[str], list[str]]:
    staged: dict[str, pd.Series] = {}
    notes: list[str] = []
    absent = []
    for item, column in source.items.items():
        values = _pick(export, table, column)
        if values is None:
            absent.append(column)
        elif item in source.split:
            boxes, more = stage_joined(values, item, source)
            staged, notes = staged | boxes, notes + more
        else:
            plain = (
                values if _is_open(source, item) else replace_decimal_commas(values, decimal=source.decimal)
            )
            staged[f"item:{item}"] = apply_codes(plain, source.codes.get(item, {}))
    for item, options in source.options.items():
        if item in source.split:
            continue
        picked = {option: _pick(export, table, column) for option, column in options.items()}
        absent += [options[option] for option, values in picked.items() if values is None]
        present = {option: values for option, values in picked.items() if values is not None}
        staged |= stage_boxes(present, item, source.not_selected)
    return staged, notes, absent


def _is_open(source: SourceMap, item: str) -> bool:
    questionnaire = source.questionnaire
    return isinstance(questionnaire, Questionnaire) and questionnaire.items[item].role == "open"


def _stage_complete(export: Export, columns: dict[str, pd.Series], source: SourceMap) -> dict[str, pd.Series]:
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


def _drop_cells(refused: pd.DataFrame, dropped: set[str]) -> pd.DataFrame:
    names = {fold(name) for name in dropped}
    cells = [{k: v for k, v in row.items() if fold(k) not in names} for row in refused["cells"]]
    return refused.assign(cells=pd.Series(cells, index=refused.index, dtype="object"))


def stage_form(export: Export, *, file_name: str, file_hash: str) -> Staged:
    """Stage one of the project's own forms, which need no source map.

    Parameters
    ----------
    export : Export
        The export, of a format ``form:…``.
    file_name, file_hash : str
        As for :func:`stage_export`.

    Returns
    -------
    Staged
        Fields as the form declares them, drop-down labels turned back into codes, and the library as
        it stands in the form's head.

    Raises
    ------
    InputError
        If the file is none of the forms.
    """
    form = FORMS.get(export.format.removeprefix("form:"))
    if form is None or not export.format.startswith("form:"):
        raise InputError(
            f"{file_name} is a {export.format} file that no source map is for; "
            "write one with 'aspa inspect' into config/sources"
        )
    columns = _start_frame(export.table, file_hash) | _stage_form_fields(export, form)
    frame = pd.DataFrame(columns).reset_index(drop=True)
    refused = export.refused
    return Staged(form.table, frame, None, None, refused, len(frame) + len(refused))


def _stage_form_fields(export: Export, form: FormSpec) -> dict[str, pd.Series]:
    by_heading = {fold(str(column)): export.table[column] for column in export.table.columns}
    fields = {"library": by_heading[fold(LIBRARY_LABEL)]}
    for column in form.columns:
        labels = {label: code for code, label in column.options}
        values = apply_codes(by_heading[fold(column.heading)], labels)
        fields[column.field] = (
            replace_decimal_commas(values, decimal=None) if column.kind == "number" else values
        )
    if form.id == "F1":
        fields["collected_via"] = pd.Series("suullinen", index=export.table.index, dtype="str")
    return fields
