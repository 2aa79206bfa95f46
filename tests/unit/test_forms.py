from datetime import date
from pathlib import Path

import openpyxl
import pytest

from aspa_analysis.forms import F1, FORMS, HEADER_ROW, PRIVACY_HINT, find_form, write_form
from aspa_analysis.registry import load_registry
from aspa_analysis.schemas import CHANNELS, get_table


@pytest.fixture
def filled(tmp_path: Path, root: Path) -> Path:
    library = load_registry(root / "config" / "libraries.toml").find_library("suvanto")
    assert library is not None
    path = tmp_path / "f1.xlsx"
    write_form(path, F1, library, [{"date": date(2024, 10, 3), "text": "Kiitos!", "similar_count": 2}])
    return path


def test_the_form_says_whose_it_is_and_what_not_to_write(filled: Path) -> None:
    sheet = openpyxl.load_workbook(filled).active
    assert sheet["B2"].value == "Suvannon kaupunginkirjasto"
    assert sheet["A3"].value == PRIVACY_HINT
    assert [c.value for c in sheet[HEADER_ROW]] == F1.headings
    assert sheet.cell(HEADER_ROW + 1, 4).value == "Kiitos!"


def test_headings_are_protected_and_cells_are_not(filled: Path) -> None:
    sheet = openpyxl.load_workbook(filled).active
    assert sheet.protection.sheet
    assert sheet.cell(HEADER_ROW, 1).protection.locked
    assert not sheet.cell(HEADER_ROW + 1, 4).protection.locked
    assert all(not sheet.column_dimensions[letter].protection.locked for letter in "ABCDEFG")


def test_choices_are_drop_downs_within_excels_limit(filled: Path) -> None:
    sheet = openpyxl.load_workbook(filled).active
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(lists) >= 3
    assert all(len(rule.formula1) <= 257 for rule in lists)
    assert any("Rannan kirjasto" in rule.formula1 for rule in lists)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_fills_columns_of_its_table(form) -> None:
    assert {column.field for column in form.columns} <= {*get_table(form.table).column_names}
    assert find_form([heading.upper() for heading in reversed(form.headings)]) is form


def test_channels_of_the_form_are_canonical() -> None:
    column = next(c for c in F1.columns if c.field == "service_channel")
    assert {code for code, _ in column.options} <= set(CHANNELS)


def test_other_headings_are_no_form() -> None:
    assert find_form(["Päivämäärä", "Palaute"]) is None
