"""Separated text is read back cell for cell, in any encoding and with any separator."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aspa_analysis.errors import InputError
from aspa_analysis.ingest import hash_file, list_raw_files, read_export
from aspa_analysis.ingest.encodings import decode_text, score_letters
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.records import SUMMARY_LABELS

FINNISH = "Yöpöydällä on päällä lääkäri; Åbo, hyvää työtä – sanoi Öhman"
SINGLE_BYTE = {
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "cp850": "cp850",
    "mac-roman": "mac-roman",
}
WIDE = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
DELIMITERS = (",", ";", "\t", "|")


def write_rows(path: Path, rows: list[list[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def normalise(cell: str) -> str | None:
    """What the table holds for a cell: only blank cells become missing."""
    return cell if cell.strip() else None


_CELLS = st.text(
    alphabet=st.characters(
        codec="utf-8", exclude_characters="\x00\ufeff\ufffd", exclude_categories=("Cs", "Cc")
    ),
    max_size=12,
)
_HOME_CELLS = st.text(alphabet="abcdefgklmnoprstuvyåäöÅÄÖ ,;|\"\n'.-0123456789", max_size=12)


def check_read_back(path: Path, rows: list[list[str]], *, delimiter: str, encoding: str) -> None:
    head = [f"kenttä {i}" for i in range(len(rows[0]))]
    marked = [[FINNISH.replace("–", "-"), *row[1:]] for row in rows[:1]] + rows[1:]
    write_rows(path, [head, *marked], delimiter=delimiter, encoding=encoding)
    export = read_export(path)
    assert list(export.table.columns) == head
    kept = [(i, row) for i, row in enumerate(marked, start=2) if any(cell.strip() for cell in row)]
    assert list(export.table.index) == [i for i, _ in kept]
    found = export.table.astype("object").where(export.table.notna(), None).to_numpy().tolist()
    assert found == [[normalise(cell) for cell in row] for _, row in kept]
    assert export.refused.empty


def names_total(cell: str) -> bool:
    """A cell that says "total" makes its row one; such rows have a test of their own."""
    return bool({word.rstrip(":=") for word in fold(cell).split()} & SUMMARY_LABELS)


def tables(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    cells = cells.filter(lambda cell: not names_total(cell))
    sizes = st.tuples(st.integers(2, 5), st.integers(1, 6))
    return sizes.flatmap(
        lambda size: st.lists(
            st.lists(cells, min_size=size[0], max_size=size[0]), min_size=size[1], max_size=size[1]
        )
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=tables(_HOME_CELLS), delimiter=st.sampled_from(DELIMITERS), name=st.sampled_from(sorted(SINGLE_BYTE))
)
def test_single_byte_files_are_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, name: str
) -> None:
    check_read_back(tmp_path / "a.csv", rows, delimiter=delimiter, encoding=SINGLE_BYTE[name])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables(_CELLS), delimiter=st.sampled_from(DELIMITERS), name=st.sampled_from(sorted(WIDE)))
def test_unicode_files_are_read_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, name: str
) -> None:
    check_read_back(tmp_path / "a.csv", rows, delimiter=delimiter, encoding=WIDE[name])


@pytest.mark.parametrize(("name", "codec"), {**SINGLE_BYTE, **WIDE}.items())
def test_the_encoding_is_named(name: str, codec: str) -> None:
    text = "Palaute;Päivä\r\nHyvää työtä, kiitos!;3.10.2024\r\n"
    decoded = decode_text(text.encode(codec), name="a.csv")
    # åäö are the same bytes in ISO-8859-15 and windows-1252; the commoner name is told.
    assert decoded.encoding == ("windows-1252" if name == "iso-8859-15" else name)
    assert decoded.text == text
    assert any(note.startswith("encoding:") for note in decoded.notes)


def test_the_euro_sign_and_hooked_letters_tell_iso_8859_15_apart() -> None:
    text = "Sakko oli 5 € ja Šakki-kerho, Žukov ja šeriffi ovat hyvää luettavaa\n"
    assert decode_text(text.encode("iso8859-15"), name="a").text == text
    assert decode_text(text.encode("cp1252"), name="a").text == text


def test_an_apostrophe_in_windows_1252_is_not_taken_for_a_letter() -> None:
    text = "Citymarket´in vieressä on hyvä kirjasto ja ½ tuntia aikaa\n"
    assert decode_text(text.encode("cp1252"), name="a").text == text


def test_cyrillic_is_found_by_the_second_opinion() -> None:
    text = "Отзыв;Дата\nСпасибо большое за помощь, очень хорошая библиотека и добрые люди;3.10.2024\n" * 5
    assert decode_text(text.encode("cp1251"), name="a").text == text


def test_a_few_stray_bytes_do_not_spoil_utf_8() -> None:
    good = "Hyvää päivää, täällä on hyvä\n" * 10
    decoded = decode_text(good.encode() + "hyvä\n".encode("cp1252"), name="a")
    assert decoded.text == good + "hyvä\n"
    assert any("stray" in note for note in decoded.notes)


def test_right_letters_score_above_wrong_ones() -> None:
    raw = FINNISH.replace("–", "-").encode("cp850")
    scores = {codec: score_letters(raw.decode(codec, errors="replace")) for codec in SINGLE_BYTE.values()}
    assert max(scores, key=lambda codec: scores[codec]) == "cp850"
    assert scores["cp850"] > 2
    assert scores["cp1252"] < 0


def test_a_decimal_comma_does_not_win_over_the_semicolon(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.csv", [["k1", "k2"], ["4,5", "3,2"], ["1,0", "2,5"]])
    assert read_export(path).table["k1"].tolist() == ["4,5", "1,0"]


def test_excels_separator_line_is_obeyed_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=|\na|b;c\n1|2;3\n", encoding="utf-8")
    export = read_export(path)
    assert list(export.table.columns) == ["a", "b;c"]
    assert list(export.table.index) == [3]


def test_line_breaks_inside_quotes_stay_in_one_row(tmp_path: Path) -> None:
    path = write_rows(
        tmp_path / "a.csv", [["id", "teksti"], ["1", 'eka\nrivi "lainaus"; loppu'], ["2", "toinen"]]
    )
    export = read_export(path)
    assert export.table["teksti"].tolist() == ['eka\nrivi "lainaus"; loppu', "toinen"]
    assert list(export.table.index) == [2, 3]


def test_too_many_cells_are_refused_and_too_few_filled_up(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id;teksti;arvo\n1;hyvä;5\n2;huono; koska;3\n3;vain\n4;hyvä;5;;\n", encoding="utf-8")
    export = read_export(path)
    assert list(export.table.index) == [2, 4, 5]
    assert export.table.loc[4].isna().tolist() == [False, False, True]
    assert export.refused["source_row"].tolist() == [3]
    assert export.refused["cells"].iloc[0]["column_4"] == "3"
    assert "4 cells, expected 3" in export.refused["reason"].iloc[0]
    assert not any("koska" in text for text in [*export.notes, *export.refused["reason"]])


def test_a_file_cut_short_loses_only_its_last_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id;teksti\n1;"ehjä"\n2;"kesken jää', encoding="utf-8")
    export = read_export(path)
    assert export.table["teksti"].tolist() == ["ehjä"]
    assert export.refused["source_row"].tolist() == [3]
    assert "ends inside a quoted cell" in export.refused["reason"].iloc[0]


def test_a_quotation_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id;teksti\n1;"ehjä\nteksti"\n2;"avoin lainaus\n3;kolmas\n4;neljäs\n', encoding="utf-8")
    export = read_export(path)
    assert export.table["id"].tolist() == ["1", "2", "3", "4"]
    assert any("never closed" in note for note in export.notes)


def test_nul_characters_are_taken_out_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id;teksti\n1;hy\x00v\xc3\xa4\n")
    export = read_export(tmp_path / "a.csv")
    assert export.table["teksti"].tolist() == ["hyvä"]
    assert any("1 NUL" in note for note in export.notes)


def test_headings_are_made_unique(tmp_path: Path) -> None:
    path = write_rows(
        tmp_path / "a.csv", [["Palaute", "", "Palaute", "Palaute (2)", ""], ["a", "b", "c", "d", ""]]
    )
    export = read_export(path)
    assert list(export.table.columns) == ["Palaute", "column_2", "Palaute (3)", "Palaute (2)"]
    assert export.table.iloc[0].tolist() == ["a", "b", "c", "d"]
    assert sum("headings:" in note for note in export.notes) == 2


def test_repeated_headings_and_totals_are_no_records(tmp_path: Path) -> None:
    rows = [
        ["kk", "käynnit"],
        ["1/2024", "10"],
        ["kk", "käynnit"],
        ["2/2024", "20"],
        ["YHT.", "30"],
        ["", ""],
    ]
    export = read_export(write_rows(tmp_path / "a.csv", rows))
    assert export.table["käynnit"].tolist() == ["10", "20"]
    assert export.refused["source_row"].tolist() == [3, 5]


def test_a_text_that_begins_like_a_total_is_kept(tmp_path: Path) -> None:
    export = read_export(
        write_rows(tmp_path / "a.csv", [["otsikko", "teksti"], ["Yhteensä", "liian kallista"]])
    )
    assert len(export.table) == 1


def test_a_file_without_headings_keeps_its_first_row(tmp_path: Path) -> None:
    export = read_export(write_rows(tmp_path / "a.csv", [["1", "5", "3.10.2024"], ["2", "4", "4.10.2024"]]))
    assert list(export.table.columns) == ["column_1", "column_2", "column_3"]
    assert len(export.table) == 2


def test_row_names_of_r_get_a_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"ika","q1"\n"1",30,"Oui"\n"2",40,"Non"\n', encoding="utf-8")
    export = read_export(tmp_path / "a.csv")
    assert export.table["ika"].tolist() == ["30", "40"]


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Palaute\nHyvä\nLiian kylmä\n", encoding="utf-8")
    assert read_export(tmp_path / "a.txt").table["Palaute"].tolist() == ["Hyvä", "Liian kylmä"]


def test_a_very_long_cell_is_read(tmp_path: Path) -> None:
    long = "pitkä " * 40_000
    export = read_export(write_rows(tmp_path / "a.csv", [["id", "teksti"], ["1", long]]))
    assert export.table["teksti"].iloc[0] == long


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n \n\t\n", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tyhja.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"tyhja\.csv is empty"):
        read_export(tmp_path / "tyhja.csv")


def test_a_binary_called_csv_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 40)
    with pytest.raises(InputError, match="binary"):
        read_export(tmp_path / "a.csv")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ei\.csv is missing"):
        read_export(tmp_path / "ei.csv")
    with pytest.raises(InputError, match="folder"):
        read_export(tmp_path)


def test_headings_alone_make_an_empty_table(tmp_path: Path) -> None:
    export = read_export(write_rows(tmp_path / "a.csv", [["Päivä", "Palaute"]]))
    assert list(export.table.columns) == ["Päivä", "Palaute"]
    assert export.table.empty
    assert any("none below" in note for note in export.notes)


def test_raw_files_are_listed_without_what_is_no_data(tmp_path: Path) -> None:
    for name in [
        "b.csv",
        "a/x.xlsx",
        "README.md",
        "a/~$x.xlsx",
        ".piilo/y.csv",
        "truth.json",
        "map.toml",
        "Thumbs.db",
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [path.relative_to(tmp_path).as_posix() for path in list_raw_files(tmp_path)] == [
        "a/x.xlsx",
        "b.csv",
    ]
    assert list_raw_files(tmp_path / "ei") == []


def test_a_file_is_named_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    assert hash_file(tmp_path / "a") == "e3b0c44298fc1c14"
    with pytest.raises(InputError, match="cannot be opened"):
        hash_file(tmp_path / "b")
