"""Hidden rows of a workbook: filtered away or folded in, but records like the others."""

from __future__ import annotations

import html
import io
import re
import zipfile

_ROW = re.compile(rb"<(?:\w+:)?row\b")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b")


def find_hidden_rows(content: bytes) -> dict[str, list[int]]:
    """Find the hidden rows of an XLSX workbook that hold something.

    Parameters
    ----------
    content : bytes
        The file.

    Returns
    -------
    dict of str to list of int
        Sheet → numbers of its hidden rows; empty when there are none or the file says nothing of them.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {
                title: _list_hidden(archive.read(member)) for title, member in _list_sheets(archive).items()
            }
    except (KeyError, zipfile.BadZipFile, ValueError):
        return {}
    return {title: rows for title, rows in found.items() if rows}


def _list_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    book = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    targets = {}
    for tag in _RELATION.findall(relations):
        given = dict(_ATTRIBUTE.findall(tag))
        targets[given.get("Id", "")] = given.get("Target", "").removeprefix("/xl/").removeprefix("xl/")
    sheets = [dict(_ATTRIBUTE.findall(tag)) for tag in _SHEET.findall(book)]
    members = set(archive.namelist())
    named = {
        html.unescape(part.get("name", "")): f"xl/{targets.get(part.get('r:id', ''), '')}" for part in sheets
    }
    return {title: member for title, member in named.items() if member in members}


def _list_hidden(sheet: bytes) -> list[int]:
    if b'hidden="' not in sheet:
        return []
    rows = []
    # Cut at each row's start, so that no part is looked at twice.
    for part in _ROW.split(sheet)[1:]:
        head, _, body = part.partition(b">")
        number = _NUMBER.search(head)
        is_filled = not head.endswith(b"/") and _VALUE.search(body) is not None
        if number and is_filled and _HIDDEN.search(head):
            rows.append(int(number[1]))
    return rows
