"""SPSS files (.sav, .zsav) with what their dictionary says of the answers, by pyreadstat."""

from __future__ import annotations

import json
import math
import struct
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.columncodes import ColumnCodes
from aspa_analysis.ingest.grids import GridRow
from aspa_analysis.ingest.layouts import ColumnHeading, clean_wording

_CHILD = Path(__file__).with_name("spss_child.py")
_TIMEOUT_S = 600
_EPOCH = datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS counts seconds from here and knows no zones
_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "WKYR")
_MONTHS = ("MOYR", "QYR")
_MOMENTS = ("DATETIME", "YMDHMS")
_DURATIONS = ("TIME", "DTIME", "MTIME")
_LAST_SECOND = 3e11


@dataclass(frozen=True)
class SpssFile:
    """An SPSS file: its cases as text, what its columns are and what their answers stand for."""

    rows: list[GridRow]
    columns: list[ColumnHeading]
    codes: dict[str, ColumnCodes]
    weight: str | None
    encoding: str | None
    notes: list[str]


def read_spss(path: Path, *, max_cells: int) -> SpssFile:
    """Read an SPSS file.

    Parameters
    ----------
    path : Path
        The file.
    max_cells : int
        Largest number of cells.

    Returns
    -------
    SpssFile
        Cases are numbered as SPSS numbers them. Answers keep their codes; labels and user-missing
        codes are beside them.

    Raises
    ------
    InputError
        If it is damaged, cut short or too large.
    """
    found = _ask_child(path, max_cells)
    names: list[str] = found["names"]
    if found["is_too_large"]:
        raise InputError(
            f"{path.name} has more than {max_cells} cells; save fewer cases or variables of it in SPSS"
        )
    if not names:
        raise InputError(f"{path.name} is an SPSS file without variables; save it again in SPSS or PSPP")
    texts = [_show_column(found["columns"][name], found["types"].get(name) or "") for name in names]
    rows = [GridRow(number, list(cells)) for number, cells in enumerate(zip(*texts, strict=True), start=1)]
    codes = {name: _list_codes(name, cells, found) for name, cells in zip(names, texts, strict=True)}
    weight = find_weight_variable(path.read_bytes(), names)
    return SpssFile(rows, _head_columns(found), codes, weight, found["encoding"], _note(found, codes, weight))


def _ask_child(path: Path, max_cells: int) -> dict[str, Any]:
    import pyreadstat  # noqa: F401 - fails here, with its own message, where it is not installed

    # -P keeps the script's own folder off the import path: its modules bear the names of others.
    command = [sys.executable, "-P", str(_CHILD), str(path), str(max_cells)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{path.name} was not read in {_TIMEOUT_S} s; save it as CSV in SPSS or PSPP"
        ) from None
    if done.returncode != 0:
        raise InputError(
            f"{path.name} is damaged or cut short: its variables cannot be read; open it in SPSS or PSPP and "
            "save it again"
        )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def show_number(value: float) -> str:
    """Write a number as plainly as SPSS shows it."""
    if value.is_integer() and abs(value) < 1e16:
        return str(int(value))
    return f"{value:.15g}"


def _show_column(values: list[Any], kind: str) -> list[str]:
    shape = kind.rstrip("0123456789.").upper()
    return [_show_value(value, shape) for value in values]


def _show_value(value: object, shape: str) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):
        return value.rstrip()
    number = float(str(value))
    if shape in (*_DAYS, *_MONTHS, *_MOMENTS) and 0 <= number < _LAST_SECOND:
        moment = _EPOCH + timedelta(seconds=round(number))
        if shape in _MOMENTS:
            return moment.isoformat(sep=" ")
        return f"{moment:%Y-%m}" if shape in _MONTHS else moment.date().isoformat()
    if shape in _DURATIONS and 0 <= number < _LAST_SECOND:
        minutes, seconds = divmod(round(number), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return show_number(number)


def _list_codes(name: str, cells: list[str], found: Mapping[str, Any]) -> ColumnCodes:
    labels = {
        _show_value(code, ""): str(label).strip()
        for code, label in found["labels"].get(name, [])
        if str(label).strip()
    }
    ranges = found["missing"].get(name, [])
    declared = sorted({cell for cell in {*cells, *labels} if cell and _is_declared(cell, ranges)})
    return ColumnCodes(labels, tuple(declared))


def _is_declared(cell: str, ranges: list[list[Any]]) -> bool:
    for low, high in ranges:
        if isinstance(low, str):
            if cell == low.rstrip():
                return True
            continue
        try:
            number = float(cell)
        except ValueError:
            continue
        if low <= number <= high:
            return True
    return False


def _head_columns(found: Mapping[str, Any]) -> list[ColumnHeading]:
    """Make the headings: the variable's name is its code, its label the question."""
    own = {name.casefold(): name for name in found["names"]}
    parents = {
        own.get(variable.casefold(), variable): (
            code.lstrip("$"),
            clean_wording(str(part.get("label") or "")),
        )
        for code, part in sorted(found["sets"].items())
        if part.get("is_dichotomy")
        for variable in part.get("variable_list", [])
    }
    heads = []
    for name in found["names"]:
        wording = clean_wording(str(found["wordings"].get(name) or ""))
        code, question = parents.get(name, (name, ""))
        is_part = name in parents
        heads.append(
            ColumnHeading(
                name, code, name if is_part else "", question or wording, wording if is_part else ""
            )
        )
    return heads


def _note(found: Mapping[str, Any], codes: Mapping[str, ColumnCodes], weight: str | None) -> list[str]:
    labelled = sum(bool(part.labels) for part in codes.values())
    missing = sum(bool(part.missing) for part in codes.values())
    notes = [f"content: an SPSS file, {found['encoding']}; {labelled} variables have value labels"]
    if missing:
        notes.append(
            f"missing: {missing} variables have user-missing codes; they count as no answer, or as "
            "'I cannot say' where their label says so"
        )
    if weight:
        notes.append(f"weight: the file is weighted by '{weight}'")
    return notes


def find_weight_variable(content: bytes, names: list[str]) -> str | None:
    """Find the variable by which an SPSS file says that it is weighted.

    Parameters
    ----------
    content : bytes
        The file.
    names : list of str
        Names of its variables.

    Returns
    -------
    str or None
        The variable; None when the file is not weighted or its dictionary cannot be followed.
    """
    try:
        short = _find_weight_name(content)
    except (struct.error, IndexError, UnicodeDecodeError):
        return None
    if short is None:
        return None
    by_fold = {name.casefold(): name for name in names}
    if short.casefold() in by_fold:
        return by_fold[short.casefold()]
    return by_fold.get(_find_long_name(content, short).casefold())


def _find_order(content: bytes) -> str:
    return "<" if struct.unpack_from("<i", content, 64)[0] in (2, 3) else ">"


def _find_long_name(content: bytes, short: str) -> str:
    """Find a long name in its record of the dictionary, which says SHORT=long between tabs."""
    order = _find_order(content)
    start = content.find(struct.pack(f"{order}3i", 7, 13, 1))
    if start < 0:
        return ""
    length = struct.unpack_from(f"{order}i", content, start + 12)[0]
    pairs = content[start + 16 : start + 16 + max(length, 0)].decode("utf-8", errors="replace").split("\t")
    return next((long for name, _, long in (pair.partition("=") for pair in pairs) if name == short), "")


def _find_weight_name(content: bytes) -> str | None:
    order = _find_order(content)
    wanted = struct.unpack_from(f"{order}i", content, 76)[0]
    offset = 176
    for position in range(1, wanted + 1):
        record, width, has_label, missing = struct.unpack_from(f"{order}4i", content, offset)
        if record != 2:
            return None
        name = content[offset + 24 : offset + 32]
        offset += 32
        if has_label:
            offset += 4 + (struct.unpack_from(f"{order}i", content, offset)[0] + 3) // 4 * 4
        offset += 8 * abs(missing)
        if position == wanted and width >= 0:
            return name.decode("ascii").strip()
    return None


def is_spss(content: bytes) -> bool:
    """Tell an SPSS system file by its first bytes."""
    return content.startswith((b"$FL2@(#)", b"$FL3@(#)"))
