"""Files whose bytes depend on nothing but their content."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from aspa_analysis.forms import FormSpec, write_form
from aspa_analysis.registry import Library

_STAMP = (2025, 7, 1, 0, 0, 0)
_STAMP_TEXT = "2025-07-01T00:00:00Z"
_TIMES = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


def write_csv(
    path: Path, rows: Sequence[Sequence[str]], *, delimiter: str, encoding: str, quote_all: bool = False
) -> None:
    """Write separated text with the line ends of Windows, as survey tools do.

    Parameters
    ----------
    path : Path
        The file.
    rows : sequence of sequence of str
        Rows, headings among them.
    delimiter, encoding : str
        Separator and encoding; ``utf-8-sig`` writes a byte order mark.
    quote_all : bool
        Whether every cell is quoted.
    """
    stream = io.StringIO(newline="")
    if quote_all:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    else:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(rows)
    write_bytes(path, stream.getvalue().encode(encoding))


def write_fixed_form(path: Path, form: FormSpec, library: Library, rows: list[dict[str, Any]]) -> None:
    """Write a form so that the same rows always give the same bytes.

    Times are fixed, the XML is made canonical (openpyxl writes it with or without lxml) and nothing
    is compressed (zlib's output differs from one build to another).

    Parameters
    ----------
    path, form, library, rows
        As for :func:`aspa_analysis.forms.write_form`.
    """
    write_form(path, form, library, rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.create_system = 0
            target.writestr(entry, _fix_part(name, source.read(name)))
    write_bytes(path, packed.getvalue())


def _fix_part(name: str, content: bytes) -> bytes:
    if not name.endswith((".xml", ".rels")):
        return content
    text = ElementTree.canonicalize(content.decode("utf-8"))
    if name == "docProps/core.xml":
        text = _TIMES.sub(rf"\g<1>{_STAMP_TEXT}\g<2>", text)
    return text.encode("utf-8")
