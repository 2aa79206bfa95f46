"""What a file is, told from its first bytes and never from its name, and whether it is safe to open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.extents import SheetExtent, TableExtent
from aspa_analysis.ingest.ole import DamagedOleError, list_streams, measure_workbook
from aspa_analysis.ingest.spss import is_spss
from aspa_analysis.ingest.structure import is_structure

Container = Literal["xlsx", "ods", "xls", "text", "html", "json", "spss"]

MAX_UNPACKED_BYTES = 400_000_000
MAX_UNPACK_RATIO = 300
MAX_CELLS_COUNT = 50_000_000
_RATIO_FLOOR_BYTES = 20_000_000
_CHUNK_BYTES = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "ask for the answers as CSV or XLSX"),
    (b"\x89PNG", "a picture", "ask for the answers as CSV or XLSX"),
    (b"\xff\xd8\xff", "a picture", "ask for the answers as CSV or XLSX"),
    (b"<stata_dta>", "a Stata file", "save it as CSV or .sav"),
    (b"MIME-Version:", "a web archive (MHTML)", "open it in Excel and save it as XLSX"),
    (b"PAR1", "a Parquet file", "save it as CSV"),
    (b"{\\rtf", "a text document (RTF)", "save the table in it as XLSX"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"RDX", "an R data file", "write it as CSV in R"),
    (b"SQLite format", "a database", "export the table as CSV"),
)
_MARKUP = re.compile(r"\s*<(?:!doctype|!--|\?xml|[a-z][\w:-]*[\s>/])", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|table|!doctype html)[\s>]", re.IGNORECASE)
_JSON = re.compile(r"\s*(?:\[\s*\{|\{\s*\")")
_HEAD_BYTES = 8000


def detect_container(content: bytes, *, name: str) -> Container:
    """Tell what a file is from its content.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str
        Its name, for messages.

    Returns
    -------
    {"xlsx", "ods", "xls", "text", "html", "json", "spss"}
        What to read it as.

    Raises
    ------
    InputError
        If it is of a kind that holds no table we can read, damaged, or protected by a password.
    """
    if content.startswith(b"PK"):
        return _detect_archive(content, name)
    if content.startswith(_OLE):
        return _check_ole(content, name)
    if is_spss(content):
        return "spss"
    for signature, kind, remedy in _FOREIGN:
        if content.startswith(signature):
            raise InputError(f"{name} is {kind}, expected CSV, XLSX, ODS, XLS or SAV; {remedy}")
    return _detect_markup(content, name)


def _detect_markup(content: bytes, name: str) -> Container:
    head = _decode_head(content[:_HEAD_BYTES])
    if _JSON.match(head):
        return "json"
    if not _MARKUP.match(head):
        return "text"
    if is_structure(content):
        raise InputError(
            f"{name} is the structure of a LimeSurvey survey, expected its answers; put the answers' CSV "
            "beside it, and they get their wordings from it"
        )
    if _HTML.search(head):
        return "html"
    kind = "an XML workbook of Excel 2003" if "office:spreadsheet" in head else "XML"
    raise InputError(f"{name} is {kind}, expected CSV or XLSX; open it in Excel and save it as XLSX")


def _decode_head(head: bytes) -> str:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head.decode("utf-16" if is_wide else "latin-1", errors="replace")
    return text.removeprefix("\u00ef\u00bb\u00bf")


def _check_ole(content: bytes, name: str) -> Container:
    try:
        streams = list_streams(content)
        if {"EncryptedPackage", "EncryptionInfo"} & streams.keys():
            raise InputError(f"{name} is protected by a password; save it in Excel without one")
        book = streams.get("Workbook", streams.get("Book"))
        if book is None:
            raise InputError(f"{name} is no Excel workbook, although built like one; save it as XLSX or CSV")
        _check_extent(measure_workbook(book), name)
    except DamagedOleError:
        raise InputError(f"{name} is damaged or cut short; open it in Excel and save it as XLSX") from None
    return "xls"


def _check_extent(cells_count: int, name: str) -> None:
    if cells_count > MAX_CELLS_COUNT:
        raise InputError(
            f"{name} has a cell far from the others: the sheet spans {cells_count} cells, the limit is "
            f"{MAX_CELLS_COUNT}; delete the stray cell"
        )


def _detect_archive(content: bytes, name: str) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.namelist()
            container = _name_archive(members, name)
            _check_sizes(archive, len(content), name)
            _check_members(archive, container, name)
            return container
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise InputError(f"{name} is damaged or cut short: it cannot be unpacked; export it again") from None
    except RuntimeError:
        raise InputError(f"{name} is protected by a password; save it without one") from None


def _name_archive(members: list[str], name: str) -> Container:
    present = set(members)
    if "xl/workbook.bin" in present:
        raise InputError(f"{name} is a binary workbook (XLSB), expected XLSX; save it as XLSX in Excel")
    if any(member.startswith("xl/") for member in members):
        return "xlsx"
    if "content.xml" in present:
        return "ods"
    kind = "a Word document" if "word/document.xml" in present else "a zip archive without a workbook"
    raise InputError(f"{name} is {kind}, expected CSV, XLSX, ODS or XLS; unpack it or save it as XLSX")


def _check_sizes(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    is_dense = unpacked > _RATIO_FLOOR_BYTES and unpacked > MAX_UNPACK_RATIO * packed
    if unpacked > MAX_UNPACKED_BYTES or is_dense:
        raise InputError(
            f"{name} would unpack to {unpacked / 1e6:.0f} MB from {packed / 1e6:.1f} MB, the limits are "
            f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB and {MAX_UNPACK_RATIO} times; save the data alone as CSV"
        )


def _check_members(archive: zipfile.ZipFile, container: Container, name: str) -> None:
    # Reading every member to its end checks its CRC, so a false declared size cannot hide a bomb.
    for member in archive.infolist():
        is_sheet = container == "xlsx" and member.filename.startswith("xl/worksheets/")
        is_content = container == "ods" and member.filename == "content.xml"
        extent = SheetExtent() if is_sheet else TableExtent() if is_content else None
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                if extent is not None:
                    extent.feed(chunk)
        if extent is not None:
            _check_extent(extent.cells_count, name)
