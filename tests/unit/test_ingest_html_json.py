"""HTML tables saved as .xls, and the JSON of Webropol's REST interface."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.errors import AspaError, InputError
from aspa_analysis.ingest import Export, SourceMap, list_raw_files, read_export, stage_export
from aspa_analysis.ingest.html_tables import read_html_tables
from aspa_analysis.ingest.json_answers import read_json

# As Excel and many web systems write it: office namespaces, comments for old browsers, cells with styles.
PAGE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:Name>Palautteet</x:Name></x:ExcelWorkbook></xml><![endif]-->
<style><!-- td {mso-number-format:"\\@"; color:red} table {border:0} --></style></head><body>
<table border=1>
<tr><td colspan=3 class=xl65><b>Palautteet 1.1.&ndash;31.3.2024</b></td></tr>
<tr><th>Jätetty</th><th>Toimipiste</th><th>Palaute</th></tr>
<tr><td rowspan=2>3.1.2024</td><td>Ranta</td><td>Ilmanvaihto on<br>huono &amp; kova</td></tr>
<tr><td>Asema</td><td>Kiitos&nbsp;teille!
  Hyv&auml; palvelu</td></tr>
<tr style='display:none'><td>4.1.2024<td>Ranta<td>Piilossa
</table></body></html>"""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_a_page_called_xls_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "palautteet.xls"
    path.write_bytes(PAGE.encode(encoding))
    export = read_export(path)
    assert export.format == "html"
    assert list(export.table.columns) == ["Jätetty", "Toimipiste", "Palaute"]
    assert list(export.table.index) == [3, 4, 5]
    assert export.table["Palaute"].tolist() == [
        "Ilmanvaihto on\nhuono & kova", "Kiitos teille! Hyvä palvelu", "Piilossa",
    ]  # fmt: skip
    assert any("although the name ends in .xls" in note for note in export.notes)
    assert any("1 are hidden in the page" in note for note in export.notes)
    assert export.items["kind"].tolist()[0] == "date"


def test_layout_tables_do_not_hide_the_data(tmp_path: Path) -> None:
    inner = "<table><tr><th>Pvm<th>Palaute<tr><td>1.2.2024<td>Hyvä<tr><td>2.2.2024<td>Huono</table>"
    (tmp_path / "a.html").write_text(f"<table><tr><td>Raportti {inner}</td></tr></table>", encoding="utf-8")
    export = read_export(tmp_path / "a.html")
    assert export.table["Palaute"].tolist() == ["Hyvä", "Huono"]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>Kirjaudu sisään</p></body></html>",
        '<html><frameset><frame src="tiedostot/sheet001.htm"></frameset></html>',
        "<html><table><tr><td> </td></tr></table></html>",
    ],
)
def test_a_page_without_a_table_is_refused_with_a_remedy(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.xls").write_text(page, encoding="utf-8")
    with pytest.raises(InputError, match="save it as XLSX"):
        read_export(tmp_path / "a.xls")


def test_merged_cells_of_absurd_size_are_refused() -> None:
    page = "<table>" + "<tr>" + "<td colspan=1000>x" * 200 + "</table>"
    with pytest.raises(InputError, match="more than 5000 cells"):
        read_html_tables(page, name="a.xls", max_cells=5000)


@pytest.mark.parametrize(
    "part",
    [
        "<!--",
        "<",
        "<a ",
        "<td a=",
        "&",
        "<td a='",
        "<!",
        "<?",
        "</",
        "<script>",
        "<table><tr><td>",
        '<a "',
        "<![en",
    ],
)
def test_a_page_of_unclosed_parts_takes_no_longer_than_another(part: str) -> None:
    started = time.perf_counter()
    try:
        read_html_tables("<table><tr><td>x" + part * 30_000, name="a.xls", max_cells=1_000_000)
    except InputError as error:
        assert "a.xls" in str(error)  # noqa: PT017 - a page without a table may be refused
    assert time.perf_counter() - started < 5


TAGS = [
    "<table>", "<tr>", "<td rowspan=3>", "<td colspan=2>", "</td>", "</tr>", "</table>", "x", "<script>",
    "</script>", "<!--", "-->", "&", "<", "<![if x]>", "<![en", "]>", "<!DOCTYPE [", "<?", "<a b='",
]  # fmt: skip


@given(st.lists(st.sampled_from(TAGS), max_size=30))
def test_broken_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        grids, _ = read_html_tables("".join(parts), name="a", max_cells=1000)
    except AspaError:
        return
    assert all(grid.rows for grid in grids)


def answer(question: str, text: object, **more: object) -> dict[str, object]:
    """One answer as Webropol's interface gives it, empty fields and all."""
    return {
        "Keywords": "", "QuestionId": f"{question}-8dd0107f8539", "Question": f"Kysymys {question}?",
        "QuestionOptionId": "87e1", "AnswerOptionId": "22a0", "Label": None, "Answer": text,
        "AnswerKeywords": "", "AnswerFile": None, "AttachedTextFieldValue": None, **more,
    }  # fmt: skip


SURVEY = {
    "SurveyId": "53c5b1ca-5d4e-4146-90df-a85bb7a8094a",
    "Paging": {"ItemsPerPage": 500, "TotalCount": 2, "TotalPages": 2, "CurrentPage": 1},
    "SurveyAnswers": [
        {
            "RespondentId": None, "ResponseId": "0725646a", "RespondentEmail": "v1@example.com",
            "ResponseDate": "2024-11-10T11:54:34.253",
            "RespondentAnswers": [
                answer("a", "7", Label="En lainkaan - Erittäin"),
                answer("b", "Chat"), answer("b", "Muu", AttachedTextFieldValue="kirjastoauto"),
                answer("c", "4", Label="Henkilökunta"), answer("c", "5", Label="Tilat"),
                answer("d", "9.11.2020 13:00"),
            ],
        },
        {
            "RespondentId": None, "ResponseId": "cb21db2f", "RespondentEmail": None,
            "ResponseDate": "2024-11-11T09:37:09.593",
            "RespondentAnswers": [answer("c", "3", Label="Tilat"), answer("e", "Lisää valoa; ja lämpöä")],
        },
    ],
}  # fmt: skip


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def cells(export: Export, column: str) -> list[object]:
    return [None if value != value else value for value in export.table[column]]  # noqa: PLR0124 - nan


def test_webropol_json_becomes_a_row_a_respondent(tmp_path: Path) -> None:
    export = read_export(write(tmp_path / "a.json", SURVEY))
    assert export.format == "webropol"
    assert list(export.table.index) == [1, 2]
    assert list(export.table.columns) == [
        "RespondentId", "ResponseId", "RespondentEmail", "ResponseDate", "Kysymys a?", "Kysymys b?",
        "Kysymys b? [avoin teksti]", "Kysymys c? [Henkilökunta]", "Kysymys c? [Tilat]", "Kysymys d?",
        "Kysymys e?",
    ]  # fmt: skip
    assert cells(export, "Kysymys b?") == ["Chat; Muu", None]
    assert cells(export, "Kysymys b? [avoin teksti]") == ["kirjastoauto", None]
    assert cells(export, "Kysymys c? [Tilat]") == ["5", "3"]
    kinds = export.items.set_index("column")["kind"]
    assert kinds["RespondentEmail"] == "personal"
    assert kinds["ResponseId"] == "id"
    assert kinds["ResponseDate"] == "date"
    assert kinds["Kysymys b? [avoin teksti]"] == "text"
    assert any("one page of 2" in note for note in export.notes)
    assert not any("example.com" in note or "valoa" in note for note in export.notes)


def test_the_question_by_question_interface_is_read_too(tmp_path: Path) -> None:
    people = [
        {
            "ResponseId": f"r{i}", "ResponseDate": "2024-11-10T11:54:34",
            "RespondentAnswers": [{
                "QuestionId": "q", "QuestionTypeName": "questionType_selection", "QuestionTitle": "Hedelmä?",
                "Label": None, "QuestionAnswers": [{"OptionAnswer": fruit, "RowText": None}],
            }],
        }
        for i, fruit in enumerate(["Omena", "Päärynä"])
    ]  # fmt: skip
    export = read_export(write(tmp_path / "a.json", {"SurveyId": "s", "SurveyAnswers": people}))
    assert cells(export, "Hedelmä?") == ["Omena", "Päärynä"]


def test_a_long_list_is_gathered_by_respondent(tmp_path: Path) -> None:
    rows = [
        {"RespondentId": "1", "QuestionId": "a", "Question": "Arvosana", "Label": "", "Answer": 5},
        {"RespondentId": "1", "QuestionId": "b", "Question": "Terveiset", "Label": "", "Answer": "Kiitos"},
        {"RespondentId": "2", "QuestionId": "a", "Question": "Arvosana", "Label": "", "Answer": 4.5},
    ]
    export = read_export(write(tmp_path / "a.json", rows))
    assert cells(export, "Arvosana") == ["5", "4.5"]
    assert cells(export, "Terveiset") == ["Kiitos", None]
    for row in rows:
        del row["RespondentId"]
    long = read_export(write(tmp_path / "b.json", rows))
    assert len(long.table) == 3
    assert any("a row an answer" in note for note in long.notes)


def test_plain_records_are_a_table_and_can_be_staged(tmp_path: Path) -> None:
    rows = [
        {"pvm": "2024-03-01", "palaute": "Hyvä", "n": 2, "lisä": {"a": 1}},
        {"pvm": "2024-03-02", "palaute": "Huono"},
    ]
    export = read_export(write(tmp_path / "a.json", rows))
    assert export.format == "json"
    source = SourceMap(
        name="m", table="feedback", columns={"date": "pvm", "text": "palaute", "similar_count": "n"}
    )
    staged = stage_export(export, source, file_name="a.json", file_hash="0" * 16)
    assert staged.frame["text"].tolist() == ["Hyvä", "Huono"]
    assert staged.rows_count == 2


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (json.dumps(SURVEY)[:-40], "damaged or cut short"),
        ("[" * 200_000 + "]" * 200_000, "separated|nested|no list"),
        ('[{"a": ' + "[" * 100_000, "nested too deeply"),
        ('[{"a": ' + "9" * 5000 + "}]", "damaged"),
        ('{"note": "kuvaus"}', "JSON without answers"),
        ('{"a": [1, 2, 3]}', "JSON without answers"),
    ],
)
def test_dangerous_json_is_refused_without_its_words(tmp_path: Path, content: str, fact: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    if fact.startswith("separated"):
        assert read_export(path).format == "csv"  # brackets alone are no JSON records
        return
    with pytest.raises(InputError, match=fact) as caught:
        read_export(path)
    assert "Kiitos" not in str(caught.value)
    assert "kuvaus" not in str(caught.value)


def test_a_table_too_wide_is_refused() -> None:
    rows = [{f"k{i}": 1} for i in range(200)]
    with pytest.raises(InputError, match="over 1000 cells"):
        read_json(json.dumps(rows), name="a", max_cells=1000)


KEYS = [
    "SurveyAnswers", "RespondentAnswers", "QuestionId", "Question", "Label", "Answer", "QuestionAnswers",
    "ResponseId", "Paging", "TotalPages",
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_json_is_a_table_or_refused(content: object) -> None:
    try:
        table = read_json(json.dumps(content), name="a", max_cells=10_000)
    except AspaError:
        return
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    names = [column.column for column in table.columns]
    assert len(set(names)) == len(names)


def test_only_json_with_answers_and_no_structures_are_raw_files(tmp_path: Path) -> None:
    write(tmp_path / "vastaukset.json", SURVEY)
    write(tmp_path / "rivit.json", [{"a": 1}])
    write(tmp_path / "truth.json", {"note": "x"})
    (tmp_path / "kysely.lss").write_text("<document/>", encoding="utf-8")
    (tmp_path / "kysely.xml").write_text("<questionnaire id='1'/>", encoding="utf-8")
    (tmp_path / "muu.xml").write_text("<rss/>", encoding="utf-8")
    assert [path.name for path in list_raw_files(tmp_path)] == ["muu.xml", "rivit.json", "vastaukset.json"]
