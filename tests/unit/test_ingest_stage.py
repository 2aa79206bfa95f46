"""Source maps are checked when they are read, and applied without losing a row or an answer."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from aspa_analysis.errors import InputError, SettingsError
from aspa_analysis.forms import ACTIVITY, F1, write_form
from aspa_analysis.ingest import (
    SourceMap,
    Staged,
    find_source,
    load_source,
    load_sources,
    read_export,
    stage_export,
)
from aspa_analysis.registry import Library, Membership
from aspa_analysis.schemas import CHANNELS, COLLECTED_VIA

HASH = "0123456789abcdef"
QUESTIONNAIRE = {
    "id": "q",
    "name": {"fi": "Kysely"},
    "item": [
        {"code": "arvosana", "role": "scale", "scale": "likert5", "label": {"fi": "Arvosana"}},
        {
            "code": "kanavat", "role": "multi", "label": {"fi": "Kanavat"},
            "option": [
                {"code": "chat", "label": {"fi": "Chat"}},
                {"code": "puh", "label": {"fi": "Puhelin, vaihde"}, "values": ["Puhelin"]},
            ],
        },
        {"code": "sana", "role": "open", "label": {"fi": "Sana"}},
    ],
}  # fmt: skip


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    return path


def stage(path: Path, **keys: object) -> Staged:
    source = SourceMap.model_validate({"name": "m", **keys})
    return stage_export(read_export(path, source), source, file_name=path.name, file_hash=HASH)


def cells(staged: Staged, column: str) -> list[str | None]:
    return [None if pd.isna(value) else value for value in staged.frame[column]]


FEEDBACK = [
    ["Pvm", "Kirjasto", "Palaute", "Tapa", "Nimi"],
    ["3.10.2024", "PÄÄKIRJASTO", "Kiitos", "Netissä", "Matti Meikäläinen"],
    ["4.10.2024", "muu", "", "Kortilla", ""],
    ["5.10.2024", "Ranta", "Yksi;", "Netissä", "x"],
]
FEEDBACK_MAP = {
    "table": "feedback",
    "columns": {"date": "Pvm", "library": "Kirjasto", "text": "palaute", "collected_via": "Tapa"},
    "constants": {"question_type": "open"},
    "codes": {"collected_via": {"netissä": "lomake"}},
    "libraries": {"Pääkirjasto": "suvanto"},
}


def test_feedback_fields_are_renamed_and_coded(tmp_path: Path) -> None:
    staged = stage(write(tmp_path / "a.csv", FEEDBACK), **FEEDBACK_MAP)
    assert staged.table == "feedback"
    assert list(staged.frame.columns) == [
        "source_file", "source_row", "date", "library", "text", "collected_via", "question_type",
    ]  # fmt: skip
    assert staged.frame["source_row"].tolist() == [2, 3, 4]
    assert set(staged.frame["source_file"]) == {HASH}
    assert cells(staged, "library") == ["suvanto", "muu", "Ranta"]
    assert cells(staged, "collected_via") == ["lomake", "Kortilla", "lomake"]
    assert cells(staged, "text") == ["Kiitos", None, "Yksi;"]


def test_contact_details_go_nowhere_not_even_among_refused_cells(tmp_path: Path) -> None:
    rows = [*FEEDBACK, ["6.10.2024", "Ranta", "hyvä", "x", "Maija", "ylimääräinen"]]
    staged = stage(write(tmp_path / "a.csv", rows), **FEEDBACK_MAP, drop=["Tapa (ei ole)"])
    assert staged.rows_count == len(staged.frame) + len(staged.refused) == 4
    assert "Maija" not in staged.refused.to_string()
    assert "Nimi" not in staged.frame.columns
    assert any("contact details: Nimi" in note for note in staged.notes)


def test_a_mapped_column_is_kept_although_its_heading_looks_personal(tmp_path: Path) -> None:
    rows = [["Nimi", "Palaute"], ["Ranta", "Hyvä"]]
    staged = stage(
        write(tmp_path / "a.csv", rows), table="feedback", columns={"library": "Nimi", "text": "Palaute"}
    )
    assert cells(staged, "library") == ["Ranta"]


def test_a_missing_essential_column_stops_the_file_and_another_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", FEEDBACK)
    with pytest.raises(InputError, match=r"a\.csv has no column 'Teksti'.*\[columns\]"):
        stage(path, table="feedback", columns={"text": "Teksti"})
    staged = stage(path, table="feedback", columns={"text": "Palaute", "age_group": "Ikä"})
    assert "age_group" not in staged.frame.columns
    assert any("column 'Ikä'" in note for note in staged.notes)


SURVEY = [
    ["id", "Sivu", "Paino", "Arvosana", "Chat", "Puhelin", "Sana"],
    ["1", "5", "0,75", "4", "Y", "", "hyvä"],
    ["2", "3", "1,5", "En osaa sanoa", "", "", ""],
    ["3", "5", "1,0", "2,5", "N/A", "N/A", "1,5 tuntia"],
    ["4", "5", "2", "eos", "No", "Yes", "ei vastausta"],
]
SURVEY_MAP = {
    "table": "survey",
    "wave": 2024,
    "questionnaire": QUESTIONNAIRE,
    "columns": {"respondent_id": "id", "last_page": "Sivu", "weight": "Paino"},
    "items": {"arvosana": "Arvosana", "sana": "Sana"},
    "options": {"kanavat": {"chat": "Chat", "puh": "Puhelin"}},
    "missing": ["ei vastausta"],
    "last_page_complete": 5,
}


def test_survey_items_boxes_weights_and_completeness(tmp_path: Path) -> None:
    staged = stage(write(tmp_path / "a.csv", SURVEY), **SURVEY_MAP)
    assert staged.wave == "2024"
    assert cells(staged, "weight") == ["0.75", "1.5", "1.0", "2"]
    assert cells(staged, "item:arvosana") == ["4", "En osaa sanoa", "2.5", "eos"]
    assert cells(staged, "item:sana") == ["hyvä", None, "1,5 tuntia", None]
    assert cells(staged, "complete") == ["true", "false", "true", "true"]
    # Row 1 left the other box empty; row 2 skipped the question; row 3 was not shown it; row 4 said no.
    assert cells(staged, "item:kanavat.chat") == ["1", None, None, "0"]
    assert cells(staged, "item:kanavat.puh") == ["0", None, None, "1"]


def test_empty_boxes_are_unticked_when_the_map_says_so(tmp_path: Path) -> None:
    staged = stage(write(tmp_path / "a.csv", SURVEY), **SURVEY_MAP, not_selected=["", "No"])
    assert cells(staged, "item:kanavat.chat") == ["1", "0", None, "0"]


def test_joined_answers_are_split_even_when_an_option_holds_the_separator(tmp_path: Path) -> None:
    rows = [
        ["id", "K"],
        ["1", "Chat, Puhelin, vaihde"],
        ["2", "puhelin"],
        ["3", ""],
        ["4", "Faksi, Chat"],
        ["5", "Chat,"],
    ]
    staged = stage(
        write(tmp_path / "a.csv", rows),
        table="survey", questionnaire=QUESTIONNAIRE, items={"kanavat": "K"}, split={"kanavat": ","},
    )  # fmt: skip
    assert cells(staged, "item:kanavat.chat") == ["1", "0", None, "1", "1"]
    assert cells(staged, "item:kanavat.puh") == ["1", "1", None, "0", "0"]
    assert any("1 answers hold an option" in note for note in staged.notes)
    assert not any("Faksi" in note for note in staged.notes)


def test_limesurvey_answers_without_a_submission_are_partial(tmp_path: Path) -> None:
    rows = [
        ["id", "submitdate", "lastpage", "seed", "Q1"],
        ["1", "2024-04-01 10:00:00", "3", "9", "4"],
        ["2", "", "1", "8", "5"],
    ]
    staged = stage(
        write(tmp_path / "a.csv", rows),
        table="survey", questionnaire="oma", columns={"submitted": "submitdate"}, items={"q1": "Q1"},
    )  # fmt: skip
    assert cells(staged, "complete") == ["true", "false"]
    assert staged.questionnaire == "oma"


def test_a_survey_without_any_of_its_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the item columns"):
        stage(write(tmp_path / "a.csv", SURVEY), table="survey", items={"x": "Ei ole"})


def test_an_english_thousand_is_no_decimal(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [["id", "n"], ["1", "1,234"], ["2", "2,000"]])
    assert cells(stage(path, table="survey", items={"n": "n"}), "item:n") == ["1,234", "2,000"]
    assert cells(stage(path, table="survey", items={"n": "n"}, decimal=","), "item:n") == ["1.234", "2.000"]


LIBRARY = Library(
    id="suvanto", name="Suvannon kirjasto", municipality="Suvanto", staff_count=9, period="month",
    consortium=(Membership(consortium="k"),),
)  # fmt: skip


def test_f1_needs_no_map_and_gives_codes(tmp_path: Path) -> None:
    row = {
        "date": "3.10.2024", "service_point": "Ranta", "service_channel": "Puhelimessa", "text": "Kiitos",
        "similar_count": "|||", "is_prompted": "Sanoi itse", "age_group": "13-17",
    }  # fmt: skip
    write_form(tmp_path / "f.xlsx", F1, LIBRARY, [row, {"text": "x", "service_channel": "Torilla"}])
    staged = stage_export(read_export(tmp_path / "f.xlsx"), None, file_name="f.xlsx", file_hash=HASH)
    assert staged.table == "feedback"
    first = staged.frame.iloc[0]
    assert first["library"] == "Suvannon kirjasto"
    assert first["service_channel"] == "puhelin"
    assert first["is_prompted"] == "false"
    assert first["age_group"] == "13-17"
    assert first["similar_count"] == "|||"
    assert first["collected_via"] == "suullinen"
    assert first["source_row"] == 6
    assert staged.frame.iloc[1]["service_channel"] == "Torilla"


def test_the_activity_form_has_decimal_points(tmp_path: Path) -> None:
    write_form(
        tmp_path / "a.xlsx",
        ACTIVITY,
        LIBRARY,
        [{"month": "10/2024", "visits_count": 900, "staffed_h": "160,5"}],
    )
    staged = stage_export(read_export(tmp_path / "a.xlsx"), None, file_name="a.xlsx", file_hash=HASH)
    assert staged.table == "activity"
    assert staged.frame.iloc[0][["visits_count", "staffed_h"]].tolist() == ["900", "160.5"]


def test_a_file_without_map_that_is_no_form_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", SURVEY)
    with pytest.raises(InputError, match="no source map is for"):
        stage_export(read_export(path), None, file_name="a.csv", file_hash=HASH)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('table = "feedback"\n[columns]\ntext = "P"\ntekst = "Q"\n', "no field 'tekst' in feedback"),
        ('table = "feedback"\n[columns]\ndate = "P"\n', "needs a column for 'text'"),
        ('table = "survey"\n', "needs 'items' or 'options'"),
        ('table = "survey"\ntaulu = 1\n[items]\na = "A"\n', "taulu"),
        ('table = "survey"\nlibrary_from_column = true\n[items]\na = "A"\n', "needs a column or constant"),
        ('table = "survey"\n[items]\na = "A"\n[split]\nb = ";"\n', "split item 'b'"),
        ('table = "activity"\n[columns]\nmonth = "kk"\n[items]\na = "A"\n', "for surveys only"),
    ],
)
def test_a_faulty_map_is_refused_when_it_is_read(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "oma.toml").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=fault):
        load_source(tmp_path / "oma.toml")


def make_map(folder: Path, name: str, match: str) -> None:
    text = f'table = "feedback"\n[match]\n{match}\n[columns]\ntext = "Palaute"\n'
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")


def test_exactly_one_map_may_match(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.csv", FEEDBACK))
    make_map(tmp_path, "polku", 'files = ["lomake/*.csv"]')
    make_map(tmp_path, "sarakkeet", 'columns = ["Pvm", "palaute"]')
    make_map(tmp_path, "muu", 'columns = ["Ei ole"]')
    make_map(tmp_path, "tyhja", "")
    sources = load_sources(tmp_path)
    assert [source.name for source in sources] == ["muu", "polku", "sarakkeet", "tyhja"]
    found = find_source(sources, "a.csv", export)
    assert found is not None
    assert found.name == "sarakkeet"
    assert find_source(sources[:2], "a.csv", export) is None
    with pytest.raises(SettingsError, match=r"2 source maps \(polku, sarakkeet\)"):
        find_source(sources, "lomake/a.csv", export)


def test_a_file_name_matches_however_its_letters_are_composed(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.csv", FEEDBACK))
    make_map(tmp_path, "polku", 'files = ["kysely/pääkirjasto*"]')
    assert find_source(load_sources(tmp_path), "kysely/pa\u0308a\u0308kirjasto_2024.csv", export) is not None


def test_two_maps_of_one_name_are_refused(tmp_path: Path) -> None:
    make_map(tmp_path, "a", 'files = ["x"]')
    text = (tmp_path / "sources" / "a.toml").read_text(encoding="utf-8")
    (tmp_path / "sources" / "b.toml").write_text(f'name = "a"\n{text}', encoding="utf-8")
    with pytest.raises(SettingsError, match="share a name: a"):
        load_sources(tmp_path)


def test_reading_follows_the_map(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("turha;rivi\npalaute|arvo\nhyvä|5\n".encode("cp850"))
    source = SourceMap(
        name="m", table="feedback", columns={"text": "palaute"}, header_row=2, delimiter="|", encoding="cp850"
    )
    export = read_export(path, source)
    assert export.table["palaute"].tolist() == ["hyvä"]
    assert any("as the source map says" in note for note in export.notes)
    with pytest.raises(InputError, match="not text in ascii"):
        read_export(path, source.model_copy(update={"encoding": "ascii"}))


def test_a_map_by_name_that_is_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_export(write(tmp_path / "a.csv", FEEDBACK), "ei-ole")


SMILEYS = [
    ["Date", "Touchpoint", "Very positive", "Positive", "Negative", "Very negative"],
    ["2024-10-01", "Ranta", "3", "", "1", "0"],
    ["2024-10-02", "Asema", "0", "0", "0", "0"],
    ["2024-10-03", "Asema", "1", "monta", "0", "0"],
    ["2024-10-04", "Asema", "0", "2,0", "0", "0"],
]
SMILEY_MAP = {
    "table": "survey",
    "wave": "2024",
    "questionnaire": "hymio",
    "columns": {"submitted": "Date", "library": "Touchpoint"},
    "counts": {"tunnelma": {"5": "Very positive", "4": "Positive", "2": "Negative", "1": "Very negative"}},
}


def test_each_of_those_counted_becomes_a_respondent(tmp_path: Path) -> None:
    staged = stage(write(tmp_path / "a.csv", SMILEYS), **SMILEY_MAP)
    assert staged.frame["source_row"].tolist() == [2, 2, 2, 2, 5, 5]
    assert staged.frame["item:tunnelma"].tolist() == ["5", "5", "5", "2", "4", "4"]
    assert staged.frame["library"].tolist() == ["Ranta"] * 4 + ["Asema"] * 2
    assert staged.frame["respondent_id"].is_unique
    assert staged.refused["source_row"].tolist() == [4]
    assert staged.rows_count == 7
    assert "counts: 6 answers in 3 rows; 1 rows hold none" in staged.notes


def test_counts_that_are_missing_too_many_or_mixed_with_answers_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", SMILEYS)
    with pytest.raises(InputError, match=r"no column 'Happy'.*\[counts\]"):
        stage(path, **{**SMILEY_MAP, "counts": {"tunnelma": {"5": "Happy"}}})
    huge = write(tmp_path / "b.csv", [SMILEYS[0], ["2024-10-01", "Ranta", "9000000", "", "", ""]])
    with pytest.raises(InputError, match="counts 9000000 answers, the limit is 2000000"):
        stage(huge, **SMILEY_MAP)
    with pytest.raises(ValueError, match="'counts' stand alone"):
        SourceMap.model_validate({"name": "m", **SMILEY_MAP, "items": {"a": "Date"}})


def test_the_worked_examples_of_the_documentation_are_source_maps(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    examples = re.findall(r"```toml\n# config/sources/(\w+)\.toml\n(.*?)```", text, re.DOTALL)
    assert len(examples) == 6
    for name, content in examples:
        (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
        source = load_source(tmp_path / f"{name}.toml")
        assert source.name == name
        via = source.constants.get("collected_via")
        assert via is None or via in COLLECTED_VIA
        assert set(source.codes.get("service_channel", {}).values()) <= set(CHANNELS)
