"""Real layouts of Microsoft Forms, Google Forms and Webropol, in Finnish and English."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from aspa_analysis.cleaning.dates import parse_dates
from aspa_analysis.ingest import (
    Export,
    SourceMap,
    load_source,
    read_export,
    stage_export,
    suggest_source,
)


def kinds(export: Export) -> dict[str, str]:
    return dict(zip(export.items["column"], export.items["kind"], strict=True))


def write_csv(path: Path, rows: list[list[str]], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return path


def write_xlsx(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    for part in merged:
        sheet.merge_cells(part)
    book.save(path)
    return path


MS_HEADS = {
    "fi": ["Tunnus", "Aloitusaika", "Päättymisaika", "Sähköposti", "Nimi"],
    "en": ["ID", "Start time", "Completion time", "Email", "Name"],
}
MS_CHANNELS = [
    "Lähikirjastossa;",
    "Lähikirjastossa;Verkossa, myös sovelluksella;",
    "Chatissa;Lähikirjastossa;",
]


@pytest.mark.parametrize("language", MS_HEADS)
def test_microsoft_forms(tmp_path: Path, language: str) -> None:
    questions = ["Missä asioit kirjaston kanssa?", "Miten tyytyväinen olet?\xa0", "Mitä muuttaisit?"]
    rows = [
        [
            i, datetime(2024, 5, 13, 9, 41, i), datetime(2024, 5, 13, 9, 44, i), "anonymous", "",  # noqa: DTZ001
            MS_CHANNELS[i % 3], 1 + i % 5, f"Lisää tuoleja {i}",
        ]
        for i in range(1, 13)
    ]  # fmt: skip
    export = read_export(write_xlsx(tmp_path / "Kysely(1-12).xlsx", [MS_HEADS[language] + questions, *rows]))
    assert export.format == "microsoft_forms"
    assert list(kinds(export).values()) == [
        "id",
        "date",
        "date",
        "personal",
        "personal",
        "multi",
        "scale",
        "text",
    ]
    assert export.table["Miten tyytyväinen olet?"].tolist()[:2] == ["2", "3"]
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    source = load_source(tmp_path / "uusi.toml")
    assert source.table == "feedback"
    assert source.drop == tuple(MS_HEADS[language][3:])


def test_microsoft_forms_answers_are_split_although_each_ends_with_a_semicolon(tmp_path: Path) -> None:
    rows = [
        MS_HEADS["fi"] + ["Missä asioit?"],
        *[[i, "", "", "", "", cell] for i, cell in enumerate(MS_CHANNELS)],
    ]
    options = {"lahi": "Lähikirjastossa", "verkko": "Verkossa, myös sovelluksella", "chat": "Chatissa"}
    source = SourceMap(
        name="m",
        table="survey",
        items={"kanavat": "Missä asioit?"},
        split={"kanavat": ";"},
        options={"kanavat": options},
    )
    path = write_xlsx(tmp_path / "a.xlsx", rows)
    staged = stage_export(read_export(path, source), source, file_name="a.xlsx", file_hash="0" * 16)
    assert staged.frame["item:kanavat.lahi"].tolist() == ["1", "1", "1"]
    assert staged.frame["item:kanavat.verkko"].tolist() == ["0", "1", "0"]
    assert not any("option that is not" in note for note in staged.notes)


GOOGLE = {
    "Aikaleima": [
        "2024/05/13 9.41.02 ap. EEST",
        "2024/05/13 9.41.02 ip. EEST",
        "2024/11/03 12.00.00 ip. EET",
    ],
    "Timestamp": [
        "2024/05/13 9:41:02 AM GMT+3",
        "2024/05/13 9:41:02 PM GMT+3",
        "2024/11/03 12:00:00 PM GMT+2",
    ],
    "Tidsstämpel": ["2024-05-13 09:41:02", "2024-05-13 21:41:02", "2024-11-03 12:00:00"],
}
GOOGLE_CHOICES = [
    "Lainaan kirjoja, lehtiä tai muuta aineistoa, Käyn tapahtumissa",
    "Käyn tapahtumissa, Vietän aikaa, luen tai opiskelen",
    "Lainaan kirjoja, lehtiä tai muuta aineistoa",
    "Vietän aikaa, luen tai opiskelen",
]


@pytest.mark.parametrize("heading", GOOGLE)
def test_google_forms(tmp_path: Path, heading: str) -> None:
    rows = [
        [
            GOOGLE[heading][i % 3],
            str(1 + i % 5),
            GOOGLE_CHOICES[i % 4],
            f"Vapaa sana, numero {i}, on tässä. Kiitos",
        ]
        for i in range(24)
    ]
    head = [heading, "Kuinka tyytyväinen olet palveluun?", "Mitä teet kirjastossa?", "Vapaa sana"]
    export = read_export(write_csv(tmp_path / "a.csv", [head, *rows]))
    assert export.format == "google_forms"
    assert list(kinds(export).values()) == ["date", "scale", "multi", "text"]
    read = parse_dates(export.table[heading])
    assert read["date"].dt.strftime("%Y-%m-%d").tolist()[:3] == ["2024-05-13", "2024-05-13", "2024-11-03"]
    suggested = suggest_source(export)
    for option in ("Lainaan kirjoja, lehtiä tai muuta aineistoa", "Vietän aikaa, luen tai opiskelen"):
        assert f'"{option}"' in suggested or "feedback" in suggested


def test_google_forms_options_with_commas_are_suggested_and_split(tmp_path: Path) -> None:
    head = ["Aikaleima", "A", "B", "C", "Mitä teet kirjastossa?"]
    rows = [
        ["2024/05/13 9.41.02 ip. EEST", "1", "2", str(1 + i % 5), GOOGLE_CHOICES[i % 4]] for i in range(40)
    ]
    export = read_export(write_csv(tmp_path / "a.csv", [head, *rows]))
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    source = load_source(tmp_path / "uusi.toml")
    item = next(item for item, column in source.items.items() if column == head[-1])
    assert source.split == {item: ","}
    frame = stage_export(export, source, file_name="a.csv", file_hash="0" * 16).frame
    boxes = [column for column in frame.columns if column.startswith(f"item:{item}.")]
    assert len(boxes) == 3
    assert frame[boxes].eq("1").sum().sum() == 60


def test_sentences_with_commas_are_no_joined_answers(tmp_path: Path) -> None:
    rows = [["Palaute"], *[[f"Hei, toivon {i}, että aukiolot paranevat, kiitos"] for i in range(30)]]
    export = read_export(
        write_csv(tmp_path / "a.csv", [["n", *rows[0]], *[[str(i), *r] for i, r in enumerate(rows[1:])]])
    )
    assert kinds(export)["Palaute"] == "text"


WEBROPOL_TOP = [
    "Vastaajan tunniste", "Vastausaika", "1. Missä asioit?", None, None, None, "2. Arvioi palvelu", None,
    "3. Kuinka todennäköisesti suosittelet?", "4. Vapaa sana",
]  # fmt: skip
WEBROPOL_OPTIONS = [
    None, None, "Palvelupiste", "Chat", "Puhelin", "Muu, mikä", "Henkilökunta", "Tilat", None, None,
]  # fmt: skip


def make_webropol(path: Path) -> Path:
    """As Webropol's Excel report writes it: titles, merged questions, options below, an average last."""
    rows: list[list[object]] = [
        ["Asiakaskysely 2020"], ["Vastaajien kokonaismäärä: 8"], [], WEBROPOL_TOP, WEBROPOL_OPTIONS,
    ]  # fmt: skip
    rows += [
        [
            f"a{i}f", f"{i}.11.2020 13:00", 1, i % 2, 0, "autossa" if i == 3 else None, 1 + i % 5, 2 + i % 4,
            i + 2, f"Sana {i}",
        ]
        for i in range(1, 9)
    ]  # fmt: skip
    rows.append(["Keskiarvo", None, 1, 0.5, 0, None, 2.9, 3.5, 6.5, None])
    return write_xlsx(path, rows, ("C4:F4", "G4:H4"))


def test_webropol_report_with_all_its_rows(tmp_path: Path) -> None:
    export = read_export(make_webropol(tmp_path / "a.xlsx"))
    assert export.format == "webropol"
    assert list(export.table.columns)[2:8] == [
        "1. Missä asioit? [Palvelupiste]", "1. Missä asioit? [Chat]", "1. Missä asioit? [Puhelin]",
        "1. Missä asioit? [Muu, mikä]", "2. Arvioi palvelu [Henkilökunta]", "2. Arvioi palvelu [Tilat]",
    ]  # fmt: skip
    assert list(export.table.index) == list(range(6, 14))
    assert export.refused["source_row"].tolist() == [14]
    assert kinds(export)["Vastausaika"] == "date"
    assert kinds(export)["2. Arvioi palvelu [Tilat]"] == "scale"
    assert kinds(export)["4. Vapaa sana"] == "text"
    read = parse_dates(export.table["Vastausaika"])
    assert read["date"].iloc[0] == pd.Timestamp(2020, 11, 1)


def test_webropol_text_export_with_options_in_the_headings(tmp_path: Path) -> None:
    head = [
        "Vastaajan tunniste",
        "Vastausaika",
        "1. Missä asioit?:Chat",
        "1. Missä asioit?:Puhelin",
        "2. Vapaa sana",
    ]
    rows = [[f"r{i}", f"{i}.11.2020 13:00", "1", "0", f"sana {i}"] for i in range(1, 9)]
    export = read_export(write_csv(tmp_path / "a.csv", [head, *rows], delimiter=";"))
    assert export.format == "webropol"
    assert kinds(export)["Vastausaika"] == "date"
    assert len(export.table) == 8


def test_american_dates_are_told_to_the_suggested_map(tmp_path: Path) -> None:
    rows = [
        ["Start time", "Completion time", "Palaute"],
        *[[f"5/{i}/24 9:41:02", "", f"sana {i}"] for i in range(9, 16)],
    ]
    suggested = suggest_source(read_export(write_csv(tmp_path / "a.csv", rows)))
    assert 'date_order = "mdy"' in suggested
