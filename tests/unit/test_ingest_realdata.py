"""Files that nobody here wrote are read whole, by the trial source maps of the end-to-end tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aspa_analysis.ingest import (
    find_source,
    hash_file,
    load_source,
    read_export,
    stage_export,
    suggest_source,
)

PROJECT = Path(__file__).parents[2]
SOURCES = Path(__file__).parents[1] / "e2e" / "sources"
pytestmark = pytest.mark.needs_realdata

FILES = {
    "limesurvey/dummy_data_codeonly.csv": ("limesurvey", "utf-8-sig", 12, 559),
    "limesurvey/dummy_data_codeandtext.csv": ("limesurvey", "utf-8-sig", 12, 559),
    "limesurvey/dummy_data_2021_codeonly.csv": ("limesurvey", "utf-8", 36, 680),
    "limesurvey/dummy_data_2021_codeonly_v2.csv": ("limesurvey", "utf-8", 36, 680),
    "surveymonkey/comma-survey.csv": ("surveymonkey", "utf-8", 1129, 13),
    "surveymonkey/flying-etiquette.csv": ("surveymonkey", "utf-8", 1040, 27),
    "surveymonkey/steak-risk-survey.csv": ("surveymonkey", "utf-8", 550, 15),
    "surveymonkey/masculinity-raw-responses.csv": ("surveymonkey", "utf-8", 1615, 98),
    "hdv2003/hdv2003.csv": ("csv", "utf-8", 2000, 20),
    "polca/election.csv": ("csv", "utf-8", 1785, 17),
}
MAPS = {
    "limesurvey/dummy_data_codeonly.csv": "limesurvey",
    "limesurvey/dummy_data_codeandtext.csv": "limesurvey",
    "limesurvey/dummy_data_2021_codeonly.csv": "limesurvey_2021",
    "surveymonkey/comma-survey.csv": "surveymonkey_comma",
    "surveymonkey/flying-etiquette.csv": "surveymonkey",
    "surveymonkey/steak-risk-survey.csv": "surveymonkey_steak",
    "surveymonkey/masculinity-raw-responses.csv": "surveymonkey_masculinity",
    "hdv2003/hdv2003.csv": "hdv2003",
}


@pytest.fixture
def realdata() -> Path:
    folder = Path(os.environ.get("ASPA_REALDATA", PROJECT.parent / "shared" / "realdata"))
    if not folder.is_dir():
        pytest.skip(f"no real files at {folder.name}; name their folder in ASPA_REALDATA")
    return folder


@pytest.mark.parametrize("name", FILES)
def test_format_encoding_and_size_are_right(realdata: Path, name: str) -> None:
    export = read_export(realdata / name)
    assert (export.format, export.encoding, *export.table.shape) == FILES[name]
    assert export.refused.empty
    assert export.table.columns.is_unique
    assert export.items["column"].tolist() == list(export.table.columns)


def test_code_and_code_with_text_headings_are_the_same_table(realdata: Path) -> None:
    codes = read_export(realdata / "limesurvey/dummy_data_codeonly.csv")
    texts = read_export(realdata / "limesurvey/dummy_data_codeandtext.csv")
    assert codes.table.equals(texts.table)
    wording = texts.items.set_index("column").loc["A8[SQ001]"]
    assert wording["question"] == "Which of the following best describes you?"
    assert wording["option"] == "Caucasian/European"


def test_the_second_heading_row_is_no_record(realdata: Path) -> None:
    export = read_export(realdata / "surveymonkey/steak-risk-survey.csv")
    assert list(export.table.index[:2]) == [3, 4]
    assert not export.table.eq("Response").any().any()


@pytest.mark.parametrize("name", MAPS)
def test_each_file_has_one_map_and_loses_no_row(realdata: Path, name: str) -> None:
    sources = [load_source(path) for path in sorted(SOURCES.glob("*.toml"))]
    export = read_export(realdata / name)
    source = find_source(sources, name, export)
    assert source is not None
    assert source.name == MAPS[name]
    staged = stage_export(export, source, file_name=name, file_hash=hash_file(realdata / name))
    assert staged.rows_count == len(staged.frame) == FILES[name][2]
    assert staged.notes == []
    items = {
        column.split(":")[1].split(".")[0] for column in staged.frame.columns if column.startswith("item:")
    }
    assert not isinstance(staged.questionnaire, str | None)
    assert items == set(staged.questionnaire.items)


def test_partial_answers_are_marked(realdata: Path) -> None:
    path = realdata / "limesurvey/dummy_data_2021_codeonly.csv"
    staged = stage_export(
        read_export(path), load_source(SOURCES / "limesurvey_2021.toml"), file_name="a", file_hash="b"
    )
    assert staged.frame["complete"].value_counts().to_dict() == {"true": 22, "false": 14}
    boxes = staged.frame["item:asiakirjat.ohjaussopimus"]
    assert boxes.eq("1").sum() == 19
    assert boxes.notna().sum() > 19


def test_boxes_hold_the_option_or_not_selected(realdata: Path) -> None:
    path = realdata / "surveymonkey/masculinity-raw-responses.csv"
    source = load_source(SOURCES / "surveymonkey_masculinity.toml")
    staged = stage_export(read_export(path), source, file_name="a", file_hash="b")
    assert staged.frame["item:lahteet.v01"].value_counts().to_dict() == {"1": 1109, "0": 506}


@pytest.mark.parametrize("name", FILES)
def test_a_suggested_map_stages_the_file(realdata: Path, name: str, tmp_path: Path) -> None:
    export = read_export(realdata / name)
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    staged = stage_export(export, load_source(tmp_path / "uusi.toml"), file_name="a", file_hash="b")
    assert len(staged.frame) == FILES[name][2]
