"""SPSS files keep their codes, and bring labels, user-missing codes, weight and dates with them."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from aspa_analysis.errors import InputError
from aspa_analysis.ingest import (
    Export,
    SourceMap,
    inspect_file,
    load_source,
    read_export,
    stage_export,
    suggest_source,
)
from aspa_analysis.ingest.spss import find_weight_variable, read_spss

AGREE = {
    1.0: "Täysin samaa mieltä",
    2.0: "Jokseenkin samaa mieltä",
    3.0: "Ei samaa eikä eri mieltä",
    4.0: "Jokseenkin eri mieltä",
    5.0: "Täysin eri mieltä",
    8.0: "En osaa sanoa",
    9.0: "Ei vastausta",
}


def make_frame() -> pd.DataFrame:
    """A national library survey as the data archive keeps it: reversed scale, 8 and 9 user-missing."""
    return pd.DataFrame(
        {
            "fsd_id": [float(i) for i in range(1, 13)],
            "vastpvm": pd.to_datetime(["2024-03-04"] * 12),
            "kunta": [1.0, 2.0] * 6,
            "q1_1": [1.0, 2.0, 5.0, 8.0, 9.0, None, 1.0, 1.0, 2.0, 4.0, 3.0, 1.0],
            "q2_1": [1.0, 2.0, 2.0, 1.0] * 3,
            "q3": [9.0, 10.0, 8.0, 99.0] * 3,
            "avoin": ["Hyvä kirjasto", "", "Äänikirjoja lisää", ""] * 3,
            "pituus": [0.5, 1.25, 0.1 + 0.2, 1e16] * 3,
            "paino": [0.75, 1.25, 1.0, 0.5] * 3,
        }
    )


def write_sav(path: Path, *, weighted: bool = True, zsav: bool = False) -> Path:
    pyreadstat.write_sav(
        make_frame(),
        path,
        compress=zsav,
        column_labels={
            "q1_1": "Henkilökunta on ystävällistä",
            "q2_1": "Käytätkö chatia?",
            "q3": "Suosittelu",
        },
        variable_value_labels={
            "q1_1": AGREE,
            "q2_1": {1.0: "Kyllä", 2.0: "Ei"},
            "q3": {
                0.0: "En lainkaan todennäköisesti",
                10.0: "Erittäin todennäköisesti",
                99.0: "Ei vastausta",
            },
            "kunta": {1.0: "Suvanto", 2.0: "Kuusivaara"},
        },
        missing_ranges={"q1_1": [{"lo": 8.0, "hi": 9.0}], "q3": [99.0]},
        variable_format={"vastpvm": "DATE11"},
    )
    if weighted:
        content = bytearray(path.read_bytes())
        # "avoin" is 20 bytes wide and takes three places in the dictionary, so the weight is number 11.
        names = ["fsd_id", "vastpvm", "kunta", "q1_1", "q2_1", "q3", "avoin", "", "", "pituus", "paino"]
        content[76:80] = struct.pack("<i", names.index("paino") + 1)
        path.write_bytes(content)
    return path


def kinds(export: Export) -> dict[str, str]:
    return dict(zip(export.items["column"], export.items["kind"], strict=True))


@pytest.mark.parametrize("zsav", [False, True])
@pytest.mark.parametrize("name", ["kysely.sav", "kysely.csv"])
def test_codes_stay_and_their_labels_are_beside_them(tmp_path: Path, name: str, zsav: bool) -> None:
    export = read_export(write_sav(tmp_path / name, zsav=zsav))
    assert (export.format, export.encoding) == ("spss", "UTF-8")
    assert list(export.table.index) == list(range(1, 13))
    assert export.table.loc[1].tolist() == [
        "1", "2024-03-04", "1", "1", "1", "9", "Hyvä kirjasto", "0.5", "0.75",
    ]  # fmt: skip
    assert export.table["pituus"].tolist()[:4] == ["0.5", "1.25", "0.3", "1e+16"]
    items = export.items.set_index("column")
    assert items.loc["q1_1", "question"] == "Henkilökunta on ystävällistä"
    assert items.loc["q1_1", "labels"]["5"] == "Täysin eri mieltä"
    assert items.loc["q1_1", "missing"] == ("8", "9")
    assert items.loc["q3", "missing"] == ("99",)
    assert any("although the name ends in .csv" in note for note in export.notes) == name.endswith("csv")


def test_kinds_are_told_by_labels_and_the_weight_by_the_file(tmp_path: Path) -> None:
    found = kinds(read_export(write_sav(tmp_path / "a.sav")))
    assert found["q1_1"] == "scale"
    assert found["q3"] == "scale"
    assert found["q2_1"] == found["kunta"] == "choice"
    assert found["vastpvm"] == "date"
    assert found["paino"] == "weight"
    plain = read_export(write_sav(tmp_path / "b.sav", weighted=False))
    assert not any("weight" in note for note in plain.notes)


def test_the_weight_is_found_behind_a_long_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"pitka_muuttujan_nimi": [1.0], "painokerroin_2024": [0.5]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav")
    content = bytearray((tmp_path / "a.sav").read_bytes())
    content[76:80] = struct.pack("<i", 2)
    assert find_weight_variable(bytes(content), list(frame.columns)) == "painokerroin_2024"
    assert find_weight_variable(bytes(content[:100]), list(frame.columns)) is None


MAP = {
    "name": "m",
    "table": "survey",
    "columns": {"respondent_id": "fsd_id", "submitted": "vastpvm", "library": "kunta", "weight": "paino"},
    "items": {"q1": "q1_1", "q3": "q3", "chat": "q2_1"},
}


def test_a_scale_that_runs_downwards_is_staged_in_words(tmp_path: Path) -> None:
    export = read_export(write_sav(tmp_path / "a.sav"))
    source = SourceMap.model_validate(MAP)
    frame = stage_export(export, source, file_name="a.sav", file_hash="0" * 16).frame
    assert frame["item:q1"].tolist()[:3] == [
        "Täysin samaa mieltä",
        "Jokseenkin samaa mieltä",
        "Täysin eri mieltä",
    ]
    assert frame["item:q1"].tolist()[3] == "En osaa sanoa"
    assert frame["item:q1"].isna().tolist()[4:6] == [True, True]
    assert frame["item:q3"].tolist()[:3] == ["9", "10", "8"]
    assert frame["item:q3"].isna().tolist()[3]
    assert frame["library"].tolist()[:2] == ["Suvanto", "Kuusivaara"]
    assert frame["weight"].tolist()[:2] == ["0.75", "1.25"]


def test_a_source_map_may_name_codes_or_labels(tmp_path: Path) -> None:
    export = read_export(write_sav(tmp_path / "a.sav"))
    for codes in ({"1": "on", "2": "ei"}, {"kyllä": "on", "EI": "ei"}):
        source = SourceMap.model_validate({**MAP, "codes": {"chat": codes}, "libraries": {"suvanto": "s"}})
        frame = stage_export(export, source, file_name="a.sav", file_hash="0" * 16).frame
        assert frame["item:chat"].tolist()[:3] == ["on", "ei", "ei"]
        assert frame["library"].tolist()[:2] == ["s", "Kuusivaara"]


def test_boxes_coded_two_for_no_are_not_ticked(tmp_path: Path) -> None:
    export = read_export(write_sav(tmp_path / "a.sav"))
    source = SourceMap.model_validate({**MAP, "options": {"kanavat": {"chat": "q2_1"}}})
    frame = stage_export(export, source, file_name="a.sav", file_hash="0" * 16).frame
    assert frame["item:kanavat.chat"].tolist()[:4] == ["1", "0", "0", "1"]


def test_the_suggested_map_has_the_labels_and_stages_the_file(tmp_path: Path) -> None:
    export = read_export(write_sav(tmp_path / "a.sav"))
    (tmp_path / "uusi.toml").write_text(suggest_source(export), encoding="utf-8")
    source = load_source(tmp_path / "uusi.toml")
    assert source.columns["weight"] == "paino"
    assert not isinstance(source.questionnaire, str | None)
    items = source.questionnaire.items
    assert items["q1_1"].scale == "likert5"
    assert items["q3"].scale == "nps"
    assert [option.label.fi for option in items["q2_1"].option] == ["Kyllä", "Ei"]
    assert items["q2_1"].option[0].values == ("1", "Kyllä")
    staged = stage_export(export, source, file_name="a.sav", file_hash="0" * 16)
    assert staged.rows_count == 12


def test_the_inspection_shows_the_labels(tmp_path: Path) -> None:
    columns = inspect_file(write_sav(tmp_path / "a.sav")).columns.set_index("column")
    assert columns.loc["q2_1", "labels"] == "1 = Kyllä | 2 = Ei"


def test_a_text_code_can_be_user_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"ika": ["a", "b", "x"]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        variable_value_labels={"ika": {"a": "alle 18", "b": "18-29"}},
        missing_ranges={"ika": ["x"]},
    )
    items = read_export(tmp_path / "a.sav").items.set_index("column")
    assert items.loc["ika", "missing"] == ("x",)


def test_damaged_files_are_refused_and_never_end_the_process(tmp_path: Path) -> None:
    """The library underneath ends its process on some of these; ours goes on."""
    whole = write_sav(tmp_path / "a.sav").read_bytes()
    path = tmp_path / "b.sav"
    rng = random.Random(3)
    for size in (80, 176, 400, len(whole) // 2):
        path.write_bytes(whole[:size])
        with pytest.raises(InputError, match=r"b\.sav is damaged") as caught:
            read_export(path)
        assert "kirjasto" not in str(caught.value)
    for _ in range(12):
        content = bytearray(whole)
        for _ in range(8):
            content[rng.randrange(64, len(content))] = rng.randrange(256)
        path.write_bytes(content)
        try:
            read_export(path)
        except InputError as error:
            assert "Hyvä" not in str(error)  # noqa: PT017 - either outcome is right, a crash is not


def test_a_file_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 50 cells"):
        read_spss(write_sav(tmp_path / "a.sav"), max_cells=50)


def test_the_reading_process_needs_nothing_of_the_package() -> None:
    from aspa_analysis.ingest import spss_child

    done = subprocess.run(
        [sys.executable, "-P", spss_child.__file__, "missing.sav", "100"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
