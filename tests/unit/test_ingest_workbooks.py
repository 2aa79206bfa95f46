"""Workbooks are read by their content, whatever their name, and dangerous ones are refused."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from aspa_analysis.errors import InputError
from aspa_analysis.forms import ACTIVITY, F1, write_form
from aspa_analysis.ingest import read_export
from aspa_analysis.registry import Library, Membership

LIBRARY = Library(
    id="suvanto",
    name="Suvannon kirjasto",
    municipality="Suvanto",
    staff_count=9,
    period="month",
    consortium=(Membership(consortium="k"),),
)


def make_xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def make_ods(path: Path, rows: list[list[str]]) -> Path:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
            for c in row
        )
        + '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Taul1">{cells}<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def make_xls(path: Path, rows: list[list[str]]) -> Path:
    """Write the least BIFF8 workbook in the least OLE container."""

    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    def bof(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))

    cells = b"".join(
        record(0x0204, struct.pack("<HHHHB", r, c, 0, len(t), 1) + t.encode("utf-16-le"))
        for r, row in enumerate(rows)
        for c, t in enumerate(row)
    )
    sheet = bof(0x0010) + cells + record(0x000A, b"")
    title = b"\x05\x00Taul1"

    def globals_part(offset: int) -> bytes:
        return (
            bof(0x0005)
            + record(0x0042, struct.pack("<H", 1200))
            + record(0x0085, struct.pack("<IBB", offset, 0, 0) + title)
            + record(0x000A, b"")
        )

    stream = globals_part(len(globals_part(0))) + sheet
    stream += b"\0" * (max(4096, -(-len(stream) // 512) * 512) - len(stream))
    count = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, count + 2), 0xFFFFFFFE]
    fat = struct.pack("<128I", *(chain + [0xFFFFFFFF] * (128 - len(chain))))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le") + b"\0\0"
        head = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return head + b"\0" * 36 + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    path.write_bytes(header + fat + directory.ljust(512, b"\0") + stream)
    return path


ROWS = [["Päivä", "Palaute"], ["3.10.2024", "Hyvää työtä"], ["4.10.2024", "Liian kylmä"]]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a"])
def test_xlsx_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    make_xlsx(tmp_path / "a.xlsx", {"Taul1": ROWS})
    (tmp_path / name).write_bytes((tmp_path / "a.xlsx").read_bytes())
    export = read_export(tmp_path / name)
    assert export.format == "xlsx"
    assert export.encoding is None
    assert export.table.to_numpy().tolist() == ROWS[1:]
    assert any("although" in note for note in export.notes) == (name == "a.csv")


def test_ods_and_xls_are_read_like_xlsx(tmp_path: Path) -> None:
    for path in (make_ods(tmp_path / "a.ods", ROWS), make_xls(tmp_path / "a.xls", ROWS)):
        export = read_export(path)
        assert list(export.table.columns) == ROWS[0], path.name
        assert export.table.to_numpy().tolist() == ROWS[1:], path.name
        assert list(export.table.index) == [2, 3], path.name


def test_separated_text_called_xlsx_is_read_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    export = read_export(path)
    assert export.format == "csv"
    assert any("although the name ends in .xlsx" in note for note in export.notes)


def test_values_are_shown_plainly(tmp_path: Path) -> None:
    rows = [
        ["id", "päivä", "aika", "luku", "osuus", "tosi"],
        [
            3292953864,
            date(2024, 10, 3),
            datetime(2024, 10, 3, 13, 5),  # noqa: DTZ001 - Excel knows no zones
            4.0,
            0.25,
            True,
        ],
    ]
    export = read_export(make_xlsx(tmp_path / "a.xlsx", {"T": rows}))
    assert export.table.iloc[0].tolist() == [
        "3292953864", "2024-10-03", "2024-10-03 13:05:00", "4", "0.25", "TRUE",
    ]  # fmt: skip


def test_headings_are_found_below_titles_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows = [["Kyselyn raportti"], [], ["Vastaajia: 2"], ROWS[0], ROWS[1], [None, None], ROWS[2]]
    export = read_export(make_xlsx(tmp_path / "a.xlsx", {"T": rows}))
    assert list(export.table.columns) == ROWS[0]
    assert list(export.table.index) == [5, 7]
    assert any("row 4, below 2 rows" in note for note in export.notes)


def test_sheets_with_the_same_headings_are_stacked_and_the_others_named(tmp_path: Path) -> None:
    sheets = {
        "Ranta": ROWS,
        "Ohje": [["Lue tämä"], ["ennen täyttöä"]],
        "Asema": [ROWS[0], ["5.10.2024", "Kiitos"]],
    }
    export = read_export(make_xlsx(tmp_path / "a.xlsx", sheets))
    assert export.table["sheet"].tolist() == ["Ranta", "Ranta", "Asema"]
    assert export.table.index.is_unique
    assert any("'Ohje' has other headings" in note for note in export.notes)


def test_a_hidden_sheet_is_left_out_with_a_note(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "a.xlsx", {"T": ROWS, "Vanha": ROWS})
    book = openpyxl.load_workbook(path)
    book["Vanha"].sheet_state = "hidden"
    book.save(path)
    export = read_export(path)
    assert len(export.table) == 2
    assert any("'Vanha' is hidden" in note for note in export.notes)


def test_a_question_row_merged_over_an_option_row_gives_a_column_an_option(tmp_path: Path) -> None:
    rows = [
        ["Asiakaskysely 2024"],
        ["Vastaajan tunniste", "1. Missä asioit?", None, None, "2. Arvosana"],
        [None, "Chat", "Puhelin", "Tiski", None],
        ["1", "1", "0", "1", "4,5"],
        ["2", "0", "1", "1", "3"],
        ["Keskiarvo", "0,5", "0,5", "1", "3,75"],
    ]
    export = read_export(make_xlsx(tmp_path / "a.xlsx", {"T": rows}))
    assert export.format == "webropol"
    assert list(export.table.columns) == [
        "Vastaajan tunniste", "1. Missä asioit? [Chat]", "1. Missä asioit? [Puhelin]",
        "1. Missä asioit? [Tiski]", "2. Arvosana",
    ]  # fmt: skip
    assert export.table["2. Arvosana"].tolist() == ["4,5", "3"]
    assert export.refused["source_row"].tolist() == [6]
    assert "average" in export.refused["reason"].iloc[0]
    assert export.items["kind"].tolist() == ["id", "multi", "multi", "multi", "number"]


def test_a_date_beside_the_title_is_no_question_row(tmp_path: Path) -> None:
    rows = [
        ["Raportti", None, "3.10.2024"],
        ["Päivä", "Toimipiste", "Palaute"],
        ["1.1.2024", "Ranta", "Hyvä"],
    ]
    export = read_export(make_xlsx(tmp_path / "a.xlsx", {"T": rows}))
    assert list(export.table.columns) == rows[1]


def test_f1_is_recognised_and_names_its_library(tmp_path: Path) -> None:
    path = tmp_path / "tiski.xlsx"
    write_form(
        path, F1, LIBRARY, [{"date": "3.10.2024", "text": "Kiitos"}, {"date": "4.10.2024", "text": "Hyvä"}]
    )
    export = read_export(path)
    assert export.format == "form:F1"
    assert export.table["Kirjasto"].tolist() == ["Suvannon kirjasto"] * 2
    assert export.table["Palaute"].tolist() == ["Kiitos", "Hyvä"]
    assert list(export.table.index) == [6, 7]


def test_the_activity_form_is_recognised_and_its_total_refused(tmp_path: Path) -> None:
    path = tmp_path / "luvut.xlsx"
    write_form(
        path,
        ACTIVITY,
        LIBRARY,
        [{"month": "10/2024", "visits_count": 900}, {"month": "YHT.", "visits_count": 900}],
    )
    export = read_export(path)
    assert export.format == "form:activity"
    assert len(export.table) == 1
    assert len(export.refused) == 1


def test_an_empty_form_has_no_records(tmp_path: Path) -> None:
    write_form(tmp_path / "tyhja.xlsx", F1, LIBRARY)
    export = read_export(tmp_path / "tyhja.xlsx")
    assert export.format == "form:F1"
    assert export.table.empty


def test_a_protected_workbook_is_refused(tmp_path: Path) -> None:
    content = make_xls(tmp_path / "a.xls", ROWS).read_bytes()
    name, other = (text.encode("utf-16-le").ljust(34, b"\0") for text in ("Workbook", "EncryptedPackage"))
    renamed = content.replace(name + b"\0" * 30 + b"\x12\0", other + b"\0" * 30 + b"\x22\0")
    (tmp_path / "b.xlsx").write_bytes(renamed)
    with pytest.raises(InputError, match="password"):
        read_export(tmp_path / "b.xlsx")


def zip_of(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(
        zip_of({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    )
    with pytest.raises(InputError, match="would unpack to 60 MB"):
        read_export(path)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_of({"xl/workbook.xml": b"0" * 60_000_000}))
    real, false = struct.pack("<I", 60_000_000), struct.pack("<I", 100)
    (tmp_path / "a.xlsx").write_bytes(bytes(content).replace(real, false))
    with pytest.raises(InputError, match="damaged"):
        read_export(tmp_path / "a.xlsx")


def test_a_stray_cell_far_away_is_refused_instead_of_filling_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "Palaute"
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="stray cell"):
        read_export(tmp_path / "a.xlsx")


def test_a_repeated_cell_of_an_ods_is_refused_instead_of_filling_the_memory(tmp_path: Path) -> None:
    path = make_ods(tmp_path / "a.ods", ROWS)
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    for old, new in [
        ("<table:table-cell office", '<table:table-cell table:number-columns-repeated="16384" office'),
        ("<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'),
    ]:
        content = content.replace(old, new, 1)
    (tmp_path / "b.ods").write_bytes(zip_of({"content.xml": content.encode()}))
    with pytest.raises(InputError, match="stray cell"):
        read_export(tmp_path / "b.ods")


def test_an_xls_whose_chains_loop_is_refused(tmp_path: Path) -> None:
    content = bytearray(make_xls(tmp_path / "a.xls", ROWS).read_bytes())
    content[512 + 8 : 512 + 12] = struct.pack("<I", 2)  # the workbook's first sector follows itself
    (tmp_path / "b.xls").write_bytes(bytes(content))
    with pytest.raises(InputError, match=r"b\.xls is damaged"):
        read_export(tmp_path / "b.xls")


def test_an_xls_with_a_stray_cell_is_refused(tmp_path: Path) -> None:
    content = make_xls(tmp_path / "a.xls", ROWS).read_bytes()
    cell = struct.pack("<HHHHB", 2, 1, 0, len(ROWS[2][1]), 1)
    far = struct.pack("<HHHHB", 65535, 60000, 0, len(ROWS[2][1]), 1)
    (tmp_path / "b.xls").write_bytes(content.replace(cell, far))
    with pytest.raises(InputError, match="stray cell"):
        read_export(tmp_path / "b.xls")


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    whole = make_xlsx(tmp_path / "a.xlsx", {"T": ROWS}).read_bytes()
    for part in (whole[: len(whole) // 2], whole[:100], whole[:-40]):
        (tmp_path / "b.xlsx").write_bytes(part)
        with pytest.raises(InputError, match=r"b\.xlsx is damaged"):
            read_export(tmp_path / "b.xlsx")
    (tmp_path / "c.xls").write_bytes(make_xls(tmp_path / "a.xls", ROWS).read_bytes()[:700])
    with pytest.raises(InputError, match=r"c\.xls is damaged"):
        read_export(tmp_path / "c.xls")


@pytest.mark.parametrize(
    ("content", "fact"),
    [
        (zip_of({"word/document.xml": b"<w/>"}), "a Word document"),
        (zip_of({"data.csv": b"a,b"}), "a zip archive without a workbook"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"MIME-Version: 1.0\r\n", "a web archive"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "Excel 2003",
        ),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "is XML"),
        (zip_of({"xl/workbook.bin": b"x"}), "XLSB"),
    ],
)
def test_foreign_files_are_refused_with_their_kind(tmp_path: Path, content: bytes, fact: str) -> None:
    path = tmp_path / "vastaukset.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=fact):
        read_export(path)
