"""Survey programs are recognised by their headings, and every column's meaning is guessed with evidence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aspa_analysis.ingest import Export, inspect_file, load_source, read_export, suggest_source
from aspa_analysis.ingest.values import is_contact, is_date, is_number


def write(path: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def kinds(export: Export) -> dict[str, str]:
    return dict(zip(export.items["column"], export.items["kind"], strict=True))


META = ["id", "submitdate", "lastpage", "startlanguage", "seed"]
META_TEXT = [
    "id. Response ID",
    "submitdate. Date submitted",
    "lastpage. Last page",
    "startlanguage. Start language",
    "seed. Seed",
]
META_ONLY_TEXT = ["Response ID", "Date submitted", "Last page", "Start language", "Seed"]
CODES = ["A1", "A2[SQ001]", "A2[SQ002]", "A2[other]", "A3[SQ001_SQ002]"]
ROWS = [
    ["1", "2024-04-02 10:00:00", "5", "fi", "11", "4", "Yes", "No", "", "3"],
    ["2", "", "2", "fi", "12", "5", "No", "N/A", "sähköposti", "4"],
]


def test_limesurvey_with_code_headings(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.csv", [META + CODES, *ROWS]))
    assert export.format == "limesurvey"
    assert list(export.table.columns) == META + CODES
    items = export.items.set_index("column")
    assert items.loc["A2[SQ002]", ["code", "subcode"]].tolist() == ["A2", "SQ002"]
    assert items.loc["A3[SQ001_SQ002]", "subcode"] == "SQ001_SQ002"
    assert kinds(export)["A2[SQ001]"] == "multi"
    assert kinds(export)["A2[other]"] == "text"
    assert kinds(export)["submitdate"] == "date"


def test_limesurvey_with_code_and_text_headings(tmp_path: Path) -> None:
    texts = [
        "A1. Kuinka tyytyväinen olet?", "A2[SQ001]. Missä asioit? (valitse kaikki) [Chat]",
        "A2[SQ002]. Missä asioit? (valitse kaikki) [Puhelin [vaihde]]", "A2[other]. Missä asioit? [Muu]",
        "A3[SQ001_SQ002]. Arvioi <b>palvelu</b> [Tiski][Nopeus]",
    ]  # fmt: skip
    export = read_export(write(tmp_path / "a.csv", [META_TEXT + texts, *ROWS]))
    assert export.format == "limesurvey"
    assert list(export.table.columns) == META + CODES
    items = export.items.set_index("column")
    assert items.loc["A2[SQ001]", ["question", "option"]].tolist() == [
        "Missä asioit? (valitse kaikki)",
        "Chat",
    ]
    assert items.loc["A3[SQ001_SQ002]", ["question", "option"]].tolist() == [
        "Arvioi palvelu",
        "Tiski / Nopeus",
    ]


def test_limesurvey_with_text_headings(tmp_path: Path) -> None:
    texts = [
        "Kuinka tyytyväinen olet?",
        "Missä asioit? [Chat]",
        "Missä asioit? [Puhelin]",
        "Missä asioit? [Muu]",
        "Arvio",
    ]
    export = read_export(write(tmp_path / "a.csv", [META_ONLY_TEXT + texts, *ROWS]))
    assert export.format == "limesurvey"
    assert list(export.table.columns) == META_ONLY_TEXT + texts
    items = export.items.set_index("column")
    assert items.loc["Missä asioit? [Puhelin]", "option"] == "Puhelin"
    assert items.loc["Missä asioit? [Chat]", "code"] == items.loc["Missä asioit? [Puhelin]", "code"]


def test_surveymonkey_with_one_heading_row(tmp_path: Path) -> None:
    rows = [
        ["RespondentID", "Oletko käynyt?", "Ikä"],
        ["3292953864", "Yes", "30-44"],
        ["3292950324", "No", "> 60"],
    ]
    export = read_export(write(tmp_path / "a.csv", rows))
    assert export.format == "surveymonkey"
    assert kinds(export)["RespondentID"] == "id"
    assert len(export.table) == 2


def test_surveymonkey_with_two_heading_rows(tmp_path: Path) -> None:
    rows = [
        ["Respondent ID", "Start Date", "Email Address", "Missä asioit?", "", "", "Mikä toimi?", "Ikä"],
        ["", "", "", "Chat", "Puhelin", "Muu (tarkenna)", "Open-Ended Response", "Response"],
        ["1", "05/10/2024 10:00:00", "a@example.com", "Chat", "", "", "Hyvä palvelu", "30-44"],
        ["2", "05/10/2024 11:00:00", "", "", "Puhelin", "some", "", "> 60"],
    ]
    export = read_export(write(tmp_path / "a.csv", rows))
    assert export.format == "surveymonkey"
    assert list(export.table.columns)[3:] == [
        "Missä asioit? [Chat]", "Missä asioit? [Puhelin]", "Missä asioit? [Muu (tarkenna)]",
        "Mikä toimi?", "Ikä",
    ]  # fmt: skip
    assert list(export.table.index) == [3, 4]
    assert kinds(export)["Email Address"] == "personal"
    assert kinds(export)["Missä asioit? [Chat]"] == "multi"
    assert any("two rows, 1 and 2" in note for note in export.notes)


def test_webropol_like_semicolon_file_with_decimal_commas(tmp_path: Path) -> None:
    rows = [
        ["Vastaajan tunniste", "Vastausaika", "1. Arvosana", "2. Mikä toimi?"],
        *[[str(i), f"{i}.4.2024 13:00", f"{3 + i % 3},5", f"vastaus {i}"] for i in range(1, 9)],
    ]
    export = read_export(write(tmp_path / "a.csv", rows, delimiter=";"))
    assert export.format == "webropol"
    assert list(kinds(export).values()) == ["id", "date", "number", "text"]


def test_a_plain_file_gets_no_program(tmp_path: Path) -> None:
    export = read_export(
        write(tmp_path / "a.csv", [["Päivä", "Palaute"], ["3.10.2024", "Kiitos"]], delimiter=";")
    )
    assert export.format == "csv"
    assert export.items["evidence"].str.len().gt(0).all()


def make_survey(path: Path) -> Path:
    head = [
        "Vastaajan ID",
        "Vastausaika",
        "Sähköposti",
        "paino",
        "Arvosana",
        "Samaa mieltä?",
        "Ikä",
        "Kanavat",
        "Kommentti",
        "Tyhjä",
    ]
    rows = [
        [
            str(i), f"{1 + i % 28}.4.2024 9:0{i % 10}", f"v{i}@example.com", f"0,{i + 10}", str(1 + i % 5),
            ["Täysin samaa mieltä", "Jokseenkin eri mieltä", "En osaa sanoa"][i % 3],
            ["alle 18", "18-29"][i % 2],
            ["Chat;Puhelin", "Chat", "Puhelin;Tiski"][i % 3], f"oma kommentti numero {i}", "",
        ]
        for i in range(30)
    ]  # fmt: skip
    return write(path, [head, *rows], delimiter=";")


def test_every_kind_is_guessed(tmp_path: Path) -> None:
    export = read_export(make_survey(tmp_path / "a.csv"))
    assert list(kinds(export).values()) == [
        "id", "date", "personal", "weight", "scale", "scale", "choice", "multi", "text", "empty",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "is_personal"),
    [
        ("Nimi", True), ("Sähköpostiosoite:", True), ("Puhelinnumerosi", True), ("IP Address", True),
        ("Yhteystiedot", True), ("Kirjaston nimi", False), ("Toimipisteen nimi", False),
        ("Miten puhelinpalvelu toimi?", False), ("ipaddr", True), ("token", True),
    ],
)  # fmt: skip
def test_contact_details_are_known_by_their_heading(tmp_path: Path, heading: str, is_personal: bool) -> None:
    export = read_export(write(tmp_path / "a.csv", [[heading, "x"], ["abc", "1"], ["def", "2"]]))
    assert (kinds(export)[heading] == "personal") is is_personal


def test_contact_details_are_known_by_their_cells(tmp_path: Path) -> None:
    rows = [["Arvonta", "x"], ["050 555 0123", "1"], ["matti(at)example.com", "2"]]
    assert kinds(read_export(write(tmp_path / "a.csv", rows)))["Arvonta"] == "personal"


def test_what_cells_look_like() -> None:
    assert all(
        map(is_date, ["3.10.2024", "9.11.2020 13:00", "2024-10-03T10:00:00Z", "5/10/18 4:01", "1.1.24"])
    )
    assert not any(map(is_date, ["3.10", "2024", "1901-2000", "10.5"]))
    assert all(map(is_number, ["4,5", "-3", "1 000", "2.50", "1e3"]))
    assert not any(map(is_number, ["4-5", "A1", "", "3.10.2024"]))
    assert not any(map(is_contact, ["1901-2000", "3292953864", "4.5", "Chat", "3.10.2024"]))


def test_the_inspection_tells_no_ones_words(tmp_path: Path) -> None:
    found = inspect_file(make_survey(tmp_path / "a.csv"))
    shown = "\n".join([*found.notes, found.source_toml, found.columns.to_string()])
    assert "oma kommentti" not in shown
    assert "example.com" not in shown
    assert "18-29" in found.source_toml
    assert found.rows_count == 30


def test_the_suggested_map_is_a_source_map(tmp_path: Path) -> None:
    export = read_export(make_survey(tmp_path / "a.csv"))
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    source = load_source(tmp_path / "uusi.toml")
    assert source.table == "survey"
    assert source.drop == ("Sähköposti",)
    assert source.columns["weight"] == "paino"
    assert not isinstance(source.questionnaire, str | None)
    assert {item.role for item in source.questionnaire.item} == {"scale", "choice", "open", "multi"}


def test_feedback_is_suggested_for_a_text_with_a_date(tmp_path: Path) -> None:
    rows = [
        ["Pvm", "Toimipiste", "Palaute"],
        *[[f"{i}.4.2024", "Ranta", f"palaute numero {i} tästä"] for i in range(1, 9)],
    ]
    (tmp_path / "uusi.toml").write_text(
        suggest_source(read_export(write(tmp_path / "a.csv", rows))), encoding="utf-8"
    )
    source = load_source(tmp_path / "uusi.toml")
    assert source.table == "feedback"
    assert source.columns == {"text": "Palaute", "date": "Pvm", "service_point": "Toimipiste"}
