"""Logs kept by hand in Excel: days in any spelling, merged days, totals, a sheet for each branch."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from aspa_analysis.cleaning.dates import parse_staged_dates
from aspa_analysis.errors import SettingsError
from aspa_analysis.forms import F1, write_form
from aspa_analysis.ingest import Export, SourceMap, load_source, read_export, stage_export
from aspa_analysis.registry import Library, Membership

HASH = "0" * 16
LIBRARY = Library(
    id="suvanto", name="Suvannon kirjasto", municipality="Suvanto", staff_count=9, period="month",
    consortium=(Membership(consortium="k"),),
)  # fmt: skip
FEEDBACK = {"name": "m", "table": "feedback", "columns": {"date": "Pvm", "text": "Palaute"}}


def make_book(path: Path, sheets: dict[str, list[list[object]]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for part in merged:
            sheet.merge_cells(part)
    book.save(path)
    return path


def cells(values: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in values]


def has_note(export: Export, text: str) -> bool:
    return any(text in note for note in export.notes)


LOG = [
    ["Palautevihko, Ranta"],
    ["Pvm", "Palaute", "Määrä", "Kirjaaja"],
    ["3.10.", "Kylmä lukusali", "|||", "a"],
    [None, "Kiitos kerhosta", 1, "b"],
    [None, "Lehdet myöhässä", 2, "a"],
    ["vko 41", "Aukiolo", None, "a"],
    ["lokakuu 2019", "Vanha lappu", None, "b"],
    [None, "Päivä puuttuu", None, None],
    ["YHT.", None, 8, None],
]


def test_days_of_merged_cells_are_carried_down_with_a_note(tmp_path: Path) -> None:
    export = read_export(make_book(tmp_path / "a.xlsx", {"Vihko": LOG}, ("A3:A5", "D3:D4")))
    assert cells(export.table["Pvm"]) == ["3.10.", "3.10.", "3.10.", "vko 41", "lokakuu 2019", None]
    # Only days are carried: the name in another merged column stays where it was written.
    assert cells(export.table["Kirjaaja"])[:3] == ["a", None, "a"]
    assert has_note(export, "'Pvm' has merged cells; the day was carried down to 2 rows")
    assert has_note(export, 'carry_down = ["Pvm"]')
    assert export.items.set_index("column").loc["Pvm", "kind"] == "date"
    assert export.refused["source_row"].tolist() == [9]


def test_days_that_are_not_merged_are_carried_only_when_the_map_says_so(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"Vihko": LOG})
    assert cells(read_export(path).table["Pvm"])[:3] == ["3.10.", None, None]
    source = SourceMap.model_validate({**FEEDBACK, "carry_down": ["pvm"]})
    export = read_export(path, source)
    assert cells(export.table["Pvm"]) == ["3.10."] * 3 + ["vko 41"] + ["lokakuu 2019"] * 2
    assert has_note(export, "carried down to 3 rows, as the source map says")


def test_the_year_of_the_log_is_in_the_map(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"Vihko": LOG}, ("A3:A5",))
    source = SourceMap.model_validate({**FEEDBACK, "year": 2018})
    staged = stage_export(read_export(path, source), source, file_name="a.xlsx", file_hash=HASH)
    dates = parse_staged_dates(staged.frame, "date", today=date(2025, 6, 1))
    assert dates["date"].dt.strftime("%Y-%m-%d").tolist()[:5] == [
        "2018-10-03", "2018-10-03", "2018-10-03", "2018-10-08", "2019-10-01",
    ]  # fmt: skip
    assert dates["precision"].tolist()[:5] == ["day", "day", "day", "week", "month"]
    (tmp_path / "m.toml").write_text(
        'table = "feedback"\nyear = 18\n[columns]\ntext = "P"\n', encoding="utf-8"
    )
    with pytest.raises(SettingsError, match="year"):
        load_source(tmp_path / "m.toml")


def test_days_as_excel_counts_them_are_dates_under_such_a_heading(tmp_path: Path) -> None:
    rows = [["Pvm", "Kävijät"], *[[45568 + i, 41200 + 7 * i] for i in range(6)], ["4.11.2024", 45000]]
    items = read_export(make_book(tmp_path / "a.xlsx", {"T": rows})).items
    assert items["kind"].tolist() == ["date", "number"]


@pytest.mark.parametrize(
    ("row", "is_total"),
    [
        (["YHT.", None, 8], True), (["Yhteensä: 8", None, None], True), (["Lokakuu yht.", None, 8], True),
        (["yht. 12 kpl", None, None], True), (["Yhteensä hyvä päivä", "Kiitos", None], False),
        (["3.10.", "yhteensä", None], False), (["Kaikki yhteensä", "hyvin", 2], False),
    ],
)  # fmt: skip
def test_totals_are_no_records(tmp_path: Path, row: list[object], is_total: bool) -> None:
    rows = [["Pvm", "Palaute", "Määrä"], ["3.10.", "a", 3], ["4.10.", "b", 5], row]
    export = read_export(make_book(tmp_path / "a.xlsx", {"T": rows}))
    assert len(export.refused) == is_total
    assert len(export.table) == 3 - is_total


def test_a_sheet_for_each_branch_names_the_service_point(tmp_path: Path) -> None:
    head = ["Pvm", "Palaute"]
    path = make_book(
        tmp_path / "a.xlsx", {"Ranta": [head, ["3.10.2024", "a"]], "Asema": [head, ["4.10.2024", "b"]]}
    )
    source = SourceMap.model_validate(
        {**FEEDBACK, "columns": {**FEEDBACK["columns"], "service_point": "sheet"}}
    )
    staged = stage_export(read_export(path, source), source, file_name="a.xlsx", file_hash=HASH)
    assert staged.frame["service_point"].tolist() == ["Ranta", "Asema"]
    one = make_book(tmp_path / "b.xlsx", {"Ranta": [head, ["3.10.2024", "a"]]})
    staged = stage_export(read_export(one, source), source, file_name="b.xlsx", file_hash=HASH)
    assert staged.frame["service_point"].tolist() == ["Ranta"]
    assert "sheet" not in read_export(one).table.columns


def make_form_book(path: Path, titles: list[str], points: list[str | None]) -> Path:
    write_form(path, F1, LIBRARY, [{"date": "3.10.2024", "text": "Kiitos", "service_point": points[0]}])
    book = openpyxl.load_workbook(path)
    for title, point in zip(titles[1:], points[1:], strict=True):
        copy = book.copy_worksheet(book.worksheets[0])
        copy.title = title
        copy["B6"] = point
    book.worksheets[0].title = titles[0]
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("titles", "points", "expected"),
    [
        (["Ranta", "Asema"], [None, None], ["Ranta", "Asema"]),
        (["Ranta", "Asema"], ["Satama", None], ["Satama", None]),
        (["F1", "F1 (2)"], [None, None], [None, None]),
        (["Tammi", "Helmi 2024"], [None, None], [None, None]),
    ],
)
def test_a_form_without_service_points_takes_them_from_its_sheets(
    tmp_path: Path, titles: list[str], points: list[str | None], expected: list[str | None]
) -> None:
    export = read_export(make_form_book(tmp_path / "f.xlsx", titles, points))
    staged = stage_export(export, None, file_name="f.xlsx", file_hash=HASH)
    assert cells(staged.frame["service_point"]) == expected


def test_hidden_rows_are_records_and_are_told(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"Ranta & ilta": LOG})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number in (4, 5, 200):
        sheet.row_dimensions[number].hidden = True
    book.save(path)
    export = read_export(path)
    assert len(export.table) == 6
    assert has_note(export, "sheet 'Ranta & ilta': 2 rows are hidden (row 4, 5) and were read all the same")


def test_doubled_and_empty_headings_get_names_of_their_own(tmp_path: Path) -> None:
    rows = [["Pvm", "Palaute", "Palaute", None], ["3.10.2024", "a", "b", "c"], ["4.10.2024", "d", "e", "f"]]
    export = read_export(make_book(tmp_path / "a.xlsx", {"T": rows}))
    assert list(export.table.columns) == ["Pvm", "Palaute", "Palaute (2)", "column_4"]
    assert has_note(export, "column 4 has none")
    assert has_note(export, "1 repeat an earlier one")
