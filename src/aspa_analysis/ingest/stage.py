"""An export to the raw fields of a canonical table: columns renamed, codes applied, nothing judged yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pandas as pd

from aspa_analysis.errors import InputError
from aspa_analysis.forms import FORMS, LIBRARY_LABEL, FormSpec
from aspa_analysis.ingest.columncodes import apply_codes, drop_declared_missing, find_labels
from aspa_analysis.ingest.counts import expand_counts
from aspa_analysis.ingest.export import SHEET_COLUMN, Export
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.items import get_codes, stage_complete, stage_items
from aspa_analysis.ingest.matching import find_column
from aspa_analysis.ingest.sources import SourceMap, SourceTable
from aspa_analysis.ingest.values import is_date_like, replace_decimal_commas
from aspa_analysis.questionnaire import Questionnaire

_NUMBER_FIELDS = frozenset({"weight", "last_page", "similar_count", "staffed_h", "selfservice_h"})
_PLAIN_TITLE = re.compile(
    r"(?:(?:f1|taul|taulukko|sheet|blad|table|activity|lomake|form)[\s_-]*\(?\d*\)?|[\d\s./-]+"
    r"|(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)(?:kuu)?[\s\d.-]*)"
)
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
    if source.year is not None:
        columns["date_year"] = pd.Series(str(source.year), index=table.index, dtype="str")
    if source.table == "survey":
        items, more, absent = stage_items(export, table, source)
        if not items and not source.counts:
            raise InputError(
                f"{file_name} has none of the item columns of source map '{source.name}'; correct its [items]"
            )
        columns |= items | stage_complete(export, columns, source)
        notes, missing = notes + more, missing + absent
    notes += [f"column '{name}' of source map '{source.name}' is not in the file" for name in missing]
    frame = pd.DataFrame(columns).reset_index(drop=True)
    refused = _drop_cells(export.refused, {*source.drop, *dropped})
    if source.counts:
        counted = _pick_counts(export, table, source, file_name)
        frame, uncounted, more = expand_counts(frame, counted, table, file_name=file_name)
        refused = pd.concat([refused, uncounted], ignore_index=True) if len(uncounted) else refused
        notes += more
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


def _stage_fields(
    export: Export, table: pd.DataFrame, source: SourceMap, file_name: str
) -> tuple[dict[str, pd.Series], list[str]]:
    fields: dict[str, pd.Series] = {}
    missing = []
    for name, column in source.columns.items():
        found = find_column(export, column)
        is_absent = found not in table.columns
        if is_absent and name in _ESSENTIAL:
            raise InputError(
                f"{file_name} has no column '{column}', which source map '{source.name}' names for '{name}'; "
                "correct its [columns]"
            )
        if found is None or is_absent:
            missing.append(column)
            continue
        fields[name] = _stage_field(export, table[found], name, source)
    for name, constant in source.constants.items():
        fields[name] = pd.Series(constant, index=table.index, dtype="str")
    if "library" in fields:
        fields["library"] = apply_codes(fields["library"], source.libraries)
    return fields, missing


def _stage_field(export: Export, values: pd.Series, name: str, source: SourceMap) -> pd.Series:
    """Stage a field; of an answer that the file gives a label for, the label is what can be understood."""
    declared = get_codes(export, str(values.name))
    known = drop_declared_missing(values, declared)
    if name in _NUMBER_FIELDS:
        known = replace_decimal_commas(known, decimal=source.decimal)
    coded = apply_codes(known, source.codes.get(name, {}), declared=declared)
    if name in _NUMBER_FIELDS:
        return coded
    labels = find_labels(known, declared)
    return labels.where(labels.notna() & coded.eq(known), coded)


def _pick_counts(
    export: Export, table: pd.DataFrame, source: SourceMap, file_name: str
) -> dict[str, dict[str, pd.Series]]:
    counted: dict[str, dict[str, pd.Series]] = {}
    for item, answers in source.counts.items():
        for answer, column in answers.items():
            found = find_column(export, column)
            if found is None or found not in table.columns:
                raise InputError(
                    f"{file_name} has no column '{column}', which source map '{source.name}' counts; "
                    "correct its [counts]"
                )
            counted.setdefault(item, {})[answer] = table[found]
    return counted


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
    if form.table == "feedback" or "service_point" in fields:
        fields["service_point"] = _offer_sheets(export, fields["service_point"])
    if form.id == "F1":
        fields["collected_via"] = pd.Series("suullinen", index=export.table.index, dtype="str")
    return fields


def _offer_sheets(export: Export, points: pd.Series) -> pd.Series:
    """Offer the sheet's name where a form with a sheet for each branch leaves the service point empty."""
    if SHEET_COLUMN not in export.table.columns or points.notna().any():
        return points
    sheets = export.table[SHEET_COLUMN]
    return sheets.mask(sheets.map(_is_plain_title, na_action="ignore").eq(True)).astype("str")


def _is_plain_title(title: str) -> bool:
    """Tell a sheet's name that says nothing of a place: a form's own, a number, a month."""
    return _PLAIN_TITLE.fullmatch(fold(title)) is not None or is_date_like(title)
