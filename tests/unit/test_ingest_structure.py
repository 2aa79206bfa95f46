"""LimeSurvey structures (.lss, queXML) give codes their wordings; dangerous XML is refused."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from aspa_analysis.errors import InputError
from aspa_analysis.ingest import (
    SourceMap,
    inspect_file,
    load_source,
    read_export,
    stage_export,
    suggest_source,
)
from aspa_analysis.ingest.structure import read_structure

REALDATA = (
    Path(os.environ.get("ASPA_REALDATA", Path(__file__).parents[2].parent / "shared" / "realdata"))
    / "limesurvey"
)


def rows(name: str, *items: dict[str, str]) -> str:
    body = "".join(
        "<row>" + "".join(f"<{k}><![CDATA[{v}]]></{k}>" for k, v in item.items()) + "</row>" for item in items
    )
    return f"<{name}><fields><fieldname>qid</fieldname></fields><rows>{body}</rows></{name}>"


QUESTIONS = [
    ("1", "K1", "F", "Mitä mieltä olet?"),
    ("2", "K2", "M", "Missä asioit?"),
    ("3", "K3", "L", "Ikäryhmä"),
    ("4", "K4", "T", "Sana on <b>vapaa</b>"),
    ("5", "K5", "Y", "Suosittelisitko?"),
]
PARTS = [
    ("11", "1", "SQ001", "Henkilökunta"),
    ("12", "1", "SQ002", "Tilat &amp; kalusteet"),
    ("21", "2", "SQ001", "Chat"),
    ("22", "2", "SQ002", "Puhelin"),
]
ANSWERS = [
    ("1", "1", "AO01", "Täysin samaa mieltä"),
    ("2", "1", "AO02", "Täysin eri mieltä"),
    ("3", "3", "A1", "alle 18"),
    ("4", "3", "A2", "18-29"),
]


def list_tables(fi: dict[str, str]) -> list[str]:
    """The tables of version 3: each text in its row."""
    answers = [{"qid": q, "code": c, "answer": t, "scale_id": "0"} | fi for _, q, c, t in ANSWERS]
    asked = [{"qid": i, "type": y, "title": c, "question": t} | fi for i, c, y, t in QUESTIONS]
    parts = [
        {"qid": i, "parent_qid": p, "title": c, "question": t, "scale_id": "0"} | fi for i, p, c, t in PARTS
    ]
    return [rows("answers", *answers), rows("questions", *asked), rows("subquestions", *parts)]


def list_translated_tables() -> list[str]:
    """The tables of version 4 and later: texts apart, a row a language."""
    answers = [{"aid": a, "qid": q, "code": c, "scale_id": "0"} for a, q, c, _ in ANSWERS]
    asked = [{"qid": i, "type": y, "title": c} for i, c, y, _ in QUESTIONS]
    parts = [{"qid": i, "parent_qid": p, "title": c, "scale_id": "0"} for i, p, c, _ in PARTS]
    worded = [(i, t) for i, _, _, t in (*QUESTIONS, *PARTS)]
    languages = (("en", "EN "), ("fi", ""))
    texts = [{"qid": i, "question": start + t, "language": to} for to, start in languages for i, t in worded]
    labels = [
        {"aid": a, "answer": start + t, "language": to} for to, start in languages for a, _, _, t in ANSWERS
    ]
    return [
        rows("answers", *answers), rows("answer_l10ns", *labels), rows("questions", *asked),
        rows("subquestions", *parts), rows("question_l10ns", *texts),
    ]  # fmt: skip


def make_lss(path: Path, *, version: int = 365) -> Path:
    tables = list_tables({"language": "fi"}) if version < 400 else list_translated_tables()
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>\n'
        f" <DBVersion>{version}</DBVersion>\n{''.join(tables)}</document>\n"
    )
    path.write_text(text, encoding="utf-8")
    return path


HEADINGS = [
    "id", "submitdate", "lastpage", "startlanguage", "seed", "K1[SQ001]", "K1[SQ002]", "K2[SQ001]",
    "K2[SQ002]", "K2[other]", "K3", "K4", "K5",
]  # fmt: skip


def make_csv(path: Path) -> Path:
    answers = [
        [
            i, f"2024-04-0{i} 10:00:00", 3, "fi", i, f"AO0{1 + i % 2}", "N/A", "Y", "", f"muu {i}",
            f"A{1 + i % 2}", f"sana {i}", "Y",
        ]
        for i in range(1, 9)
    ]  # fmt: skip
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *answers)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("version", [365, 623])
def test_a_structure_beside_the_export_gives_wordings_and_labels(tmp_path: Path, version: int) -> None:
    make_lss(tmp_path / "limesurvey_survey_123.lss", version=version)
    export = read_export(make_csv(tmp_path / "results-survey123.csv"))
    items = export.items.set_index("column")
    assert items.loc["K1[SQ002]", ["question", "option"]].tolist() == [
        "Mitä mieltä olet?",
        "Tilat & kalusteet",
    ]
    assert items.loc["K1[SQ001]", "labels"] == {"AO01": "Täysin samaa mieltä", "AO02": "Täysin eri mieltä"}
    assert items.loc["K4", "question"] == "Sana on vapaa"
    assert items.loc["K3", "labels"] == {"A1": "alle 18", "A2": "18-29"}
    assert items.loc["K2[other]", "labels"] == {}
    assert items["kind"].tolist()[5:] == [
        "scale",
        "scale",
        "multi",
        "multi",
        "text",
        "choice",
        "text",
        "choice",
    ]
    assert export.table["K3"].tolist()[:2] == ["A2", "A1"]
    assert any("limesurvey_survey_123.lss, which knows 100%" in note for note in export.notes)


def test_labels_reach_the_suggested_map_the_inspection_and_the_staged_rows(tmp_path: Path) -> None:
    make_lss(tmp_path / "s.lss")
    path = make_csv(tmp_path / "a.csv")
    export = read_export(path)
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    source = load_source(tmp_path / "uusi.toml")
    assert not isinstance(source.questionnaire, str | None)
    items = source.questionnaire.items
    assert items["K3"].option[0].label.fi == "alle 18"
    assert items["K3"].option[0].values == ("A1", "alle 18")
    assert items["K2"].label.fi == "Missä asioit?"
    assert [option.label.fi for option in items["K2"].option] == ["Chat", "Puhelin"]
    assert items["K1_SQ001"].scale == "likert5"
    frame = stage_export(export, source, file_name="a.csv", file_hash="0" * 16).frame
    assert frame["item:K1_SQ001"].tolist()[:2] == ["Täysin eri mieltä", "Täysin samaa mieltä"]
    assert frame["item:K3"].tolist()[:2] == ["A2", "A1"]
    shown = inspect_file(path).columns.set_index("column")["labels"]
    assert shown["K3"] == "A1 = alle 18 | A2 = 18-29"


def test_a_source_map_can_name_the_structure(tmp_path: Path) -> None:
    (tmp_path / "muu").mkdir()
    make_lss(tmp_path / "rakenne.txt")
    path = make_csv(tmp_path / "a.csv")
    source = SourceMap(name="m", table="survey", items={"k": "K3"}, structure="rakenne.txt")
    assert read_export(path).items["labels"].map(bool).sum() == 0
    assert read_export(path, source).items["labels"].map(bool).sum() > 0
    with pytest.raises(InputError, match="cannot be opened"):
        read_export(path, source.model_copy(update={"structure": "ei_ole.lss"}))


def test_the_structure_of_another_survey_is_left_alone(tmp_path: Path) -> None:
    text = make_lss(tmp_path / "s.lss").read_text(encoding="utf-8")
    for number in range(1, 6):
        text = text.replace(f"[K{number}]", f"[Z{number}]")
    (tmp_path / "s.lss").write_text(text, encoding="utf-8")
    export = read_export(make_csv(tmp_path / "a.csv"))
    assert not export.items["labels"].map(bool).any()
    assert not any("labels: from" in note for note in export.notes)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "hahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><document>'
    "<LimeSurveyDocType>Survey</LimeSurveyDocType>&c;</document>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><document>'
    "<LimeSurveyDocType>Survey</LimeSurveyDocType>&x;</document>"
)


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_are_refused_and_stop_no_export(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.lss").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="declares entities"):
        read_structure(tmp_path / "s.lss")
    export = read_export(make_csv(tmp_path / "a.csv"))
    assert any("declares entities" in note for note in export.notes)


def test_damaged_structures_are_refused(tmp_path: Path) -> None:
    whole = make_lss(tmp_path / "s.lss").read_bytes()
    for part in (whole[:-20], whole[: len(whole) // 2], b"<document><a>" * 50_000, b"\xff\xfe<"):
        (tmp_path / "t.lss").write_bytes(part)
        with pytest.raises(InputError, match=r"t\.lss is damaged"):
            read_structure(tmp_path / "t.lss")
    (tmp_path / "t.lss").write_text("<rss><a/></rss>", encoding="utf-8")
    with pytest.raises(InputError, match="without a LimeSurvey survey"):
        read_structure(tmp_path / "t.lss")


def test_a_structure_given_as_an_export_is_refused_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="put the answers' CSV beside it"):
        read_export(make_lss(tmp_path / "s.lss"))


@pytest.mark.needs_realdata
@pytest.mark.skipif(not REALDATA.is_dir(), reason="the real LimeSurvey files are not here")
def test_real_structures_of_both_kinds_say_the_same() -> None:
    lss = read_structure(REALDATA / "test_survey_structure.lss").questions
    xml = read_structure(REALDATA / "test_survey_structure.xml").questions
    assert len(lss) == 29
    for code in ("G1Q1", "G1Q2", "G2Q1", "G4Q3", "G5Q1"):
        assert lss[code].wording == xml[code].wording
    assert lss["G1Q2"].labels == xml["G1Q2"].labels == {"A1": "Option 1", "A2": "Option 2", "A3": "Option 3"}
    assert lss["G2Q1"].rows == xml["G2Q1"].rows
    assert lss["G2Q6"].rows["SQ001_SQ002"] == "What do you think about this? / What is bad about it?"
    assert xml["G5Q1"].rows["SQ001"] == lss["G5Q1"].rows["SQ001"] == "Option 1"


@pytest.mark.needs_realdata
@pytest.mark.skipif(not REALDATA.is_dir(), reason="the real LimeSurvey files are not here")
def test_a_real_export_takes_the_labels_of_its_own_survey(tmp_path: Path) -> None:
    for name in ("dummy_data_2021_codeonly.csv", "survey_structure_2021_v2.xml", "test_survey_structure.lss"):
        shutil.copy(REALDATA / name, tmp_path / name)
    export = read_export(tmp_path / "dummy_data_2021_codeonly.csv")
    items = export.items.set_index("column")
    assert items.loc["A1", "labels"]["A2"] == "No"
    assert items.loc["A10[SQ002]", "option"] == "Latino/Hispanic"
    assert items.loc["A5", "kind"] == "number"
    codes = export.table.map(lambda cell: isinstance(cell, str) and cell not in ("N/A", "Y", "N", "-oth-"))
    unknown = sum(
        (~export.table.loc[codes[row.column], row.column].isin(list(row.labels))).sum()
        for row in export.items.itertuples(index=False)
        if row.labels
    )
    assert unknown == 0
