"""Oral notes as the rows of form F1, with the dirt that a year of real use leaves in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from aspa_analysis.example.oral import Note
from aspa_analysis.example.world import DESKS, OUTREACH_DESK, Desk
from aspa_analysis.forms import F1, HEADER_ROW
from aspa_analysis.registry import Registry

IMPOSSIBLE_DATES = ("31.2.2024", "30.2.2025", "31.11.2024", "0.9.2024", "45.10.2024", "12.13.2024")
UNKNOWN_POINTS = ("Puiston toimipiste", "Vanha kunnantalo", "Tornin kirjasto", "lainaamo 2", "Koulukeskus")
SEE_ABOVE = ("kts. ed.", "kts. ed", "sama kuin edellä", "Kts. ed.")
_LABELS = {column.field: dict(column.options) for column in F1.columns}


@dataclass
class FormFile:
    """Rows of one form file and what is planted in them.

    Attributes
    ----------
    quarantined : list of dict
        Row of the sheet and the column at fault, for rows that cannot be kept.
    empty_rows : int
        Rows left blank between the others.
    see_above : int
        Rows that only say "see above".
    """

    library: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    empty_rows: int = 0
    see_above: int = 0

    @property
    def rows_count(self) -> int:
        """Rows that are not blank."""
        return len(self.rows) - self.empty_rows

    def add(self, row: dict[str, Any], *, fault: str | None = None) -> None:
        """Add a row; with `fault` the column for which it cannot be kept."""
        self.rows.append(row)
        if fault:
            self.quarantined.append({"row": HEADER_ROW + len(self.rows), "column": fault})


def split_files(notes: list[Note]) -> dict[str, list[Note]]:
    """Split notes into the files of the desks, one a year for the busy ones."""
    yearly = {desk.file for desk in DESKS if desk.yearly}
    files: dict[str, list[Note]] = {}
    for note in sorted(notes, key=lambda n: (n.file, n.day)):
        name = f"F1_{note.file}_{note.day.year}" if note.file in yearly else f"F1_{note.file}"
        files.setdefault(name, []).append(note)
    return files


def make_form_file(
    notes: list[Note], texts: pd.Series, registry: Registry, rng: np.random.Generator
) -> FormFile:
    """Write the notes of one desk as the staff of that desk would.

    Parameters
    ----------
    notes : list of Note
        Notes of one file, in the order of their days.
    texts : pandas.Series
        The labelled texts.
    registry : Registry
        The libraries.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    FormFile
        The rows with what is planted in them.
    """
    desk = next(d for d in (*DESKS, OUTREACH_DESK) if d.file == notes[0].file)
    made = FormFile(desk.library)
    spoiled = _choose_spoiled(len(notes), rng)
    for position, note in enumerate(notes):
        row = _make_row(note, desk, str(texts.iloc[note.text]), registry, rng)
        fault = spoiled.get(position)
        if fault == "date":
            row["date"] = str(rng.choice(IMPOSSIBLE_DATES))
        elif fault == "service_point":
            row["service_point"] = str(rng.choice(UNKNOWN_POINTS))
        made.add(row, fault=fault)
        _leave_traces(made, row, rng)
    return made


def _choose_spoiled(count: int, rng: np.random.Generator) -> dict[int, str]:
    """Choose the rows that nobody can read any more: about one in two hundred, none in the smallest files."""
    spoiled: dict[int, str] = {}
    for fault in ("date", "service_point"):
        for _ in range(int(rng.poisson(count / 400)) if count > 60 else 0):
            spoiled[int(rng.integers(count))] = fault
    return spoiled


def _leave_traces(made: FormFile, row: dict[str, Any], rng: np.random.Generator) -> None:
    roll = rng.random()
    if roll < 0.006:
        made.add({})
        made.empty_rows += 1
    elif roll < 0.01 and "date" in row:
        made.add({**row, "text": str(rng.choice(SEE_ABOVE)), "similar_count": None}, fault=_get_fault(made))
        made.see_above += 1


def _get_fault(made: FormFile) -> str | None:
    # A copy of an unreadable row is as unreadable.
    last = made.quarantined[-1] if made.quarantined else None
    return str(last["column"]) if last and last["row"] == HEADER_ROW + len(made.rows) else None


def _make_row(
    note: Note, desk: Desk, text: str, registry: Registry, rng: np.random.Generator
) -> dict[str, Any]:
    return {
        "date": write_date(note.day, desk, rng),
        "service_point": _spell_point(note, desk, registry, rng),
        "service_channel": _LABELS["service_channel"].get(note.channel or ""),
        "text": text,
        "similar_count": _write_tally(note.similar_count, rng),
        "is_prompted": _LABELS["is_prompted"].get(str(note.is_prompted).lower()),
        "age_group": _LABELS["age_group"].get(note.age_group or ""),
    }


def write_date(day: date, desk: Desk, rng: np.random.Generator) -> date | str:
    """Write a date the way of a desk.

    Parameters
    ----------
    day : datetime.date
        The day.
    desk : Desk
        Whose hand it is.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    datetime.date or str
        A date cell, or text such as ``3.10.2024``, ``3.10.24`` or ``vko 41/2024``.
    """
    if rng.random() < desk.week_share:
        return f"vko {day.isocalendar().week}/{day.isocalendar().year}"
    if desk.dates == "first":
        return day.replace(day=1)
    if desk.dates == "text":
        return f"{day.day}.{day.month}.{day.year}"
    if desk.dates == "short":
        return f"{day.day}.{day.month}.{day.year % 100:02d}"
    return day


def _spell_point(note: Note, desk: Desk, registry: Registry, rng: np.random.Generator) -> str | None:
    if desk.spellings:
        return desk.spellings[int(rng.integers(len(desk.spellings)) * (rng.random() < 0.6))]
    if rng.random() < 0.3:
        return (
            None if len([d for d in DESKS if d.library == desk.library]) == 1 else _name_point(note, registry)
        )
    return _name_point(note, registry)


def _name_point(note: Note, registry: Registry) -> str:
    point = registry.find_service_point(note.point, library=note.library)
    return point.name if point else note.point


def _write_tally(count: int, rng: np.random.Generator) -> int | str | None:
    if count == 1:
        return 1 if rng.random() < 0.3 else None
    if rng.random() < 0.5:
        return count
    return " ".join(["|||||"] * (count // 5) + ["|" * (count % 5)] * bool(count % 5))
