"""What was planted, written down so that a test or a reader can hold the results against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aspa_analysis.example.customers import EFFECTS, STRAIGHT_FROM, STRAIGHT_SHARE, TYPE_SHARES, TYPES
from aspa_analysis.example.form_rows import FormFile
from aspa_analysis.example.world import (
    CAMPAIGN,
    FIRST_YEAR,
    MISSING_MONTH,
    OUTAGE_DAYS,
    SHOCKS,
    list_months,
)
from aspa_analysis.example.written_files import CsvFile


def name_activity_file(library: str) -> str:
    """Name the file of a library's activity form."""
    return f"toiminta/kaynnit_lainat_{library}.xlsx"


def describe_world(seed: int) -> dict[str, Any]:
    """Describe the planted types, effects and events.

    Parameters
    ----------
    seed : int
        Seed of the data.

    Returns
    -------
    dict
        As it is written to ``truth.json``.
    """
    return {
        "note": "Everything in this folder is made up: libraries, people, feedback and answers.",
        "seed": seed,
        "months": [list_months()[0], list_months()[-1]],
        "profiles": [{"id": t.id, "name": t.name, "channels": list(t.channels), "needs": list(t.needs),
                      "frequency": list(t.frequencies), "item_shifts": dict(t.shifts)} for t in TYPES],
        "profile_shares": {lib: dict(zip((t.id for t in TYPES), shares, strict=True)) for lib,
        shares in TYPE_SHARES.items()},
        "effects": [
            {"item": item, "wave": wave, "libraries": sorted(where), "shift": size} for item, wave, where,
            size in EFFECTS
        ],
        "events": [
            {"event": s.event, "library": s.library, "start": s.start.isoformat(), "weeks": s.weeks,
            "points": list(s.points)}
            for s in SHOCKS
        ],
        "straight_lining": {"share": STRAIGHT_SHARE, "from_item_at_most": STRAIGHT_FROM},
        "outage_days": [day.isoformat() for day in OUTAGE_DAYS],
        "missing_month": list(MISSING_MONTH),
        "campaign": {"library": CAMPAIGN[0], "month": CAMPAIGN[1], "notes": CAMPAIGN[2]},
        "first_year": FIRST_YEAR,
    }  # fmt: skip


def describe_files(
    forms: Mapping[str, FormFile], tables: Mapping[str, CsvFile], activities: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    """Describe how many rows each file holds and which of them cannot be kept.

    Parameters
    ----------
    forms : mapping of FormFile
        Oral notes by file name.
    tables : mapping of CsvFile
        Separated files by file name.
    activities : mapping
        Rows of the activity forms by library.

    Returns
    -------
    dict
        ``rows`` counts the rows of data that are not blank, ``quarantined`` those that must be refused.
    """
    files: dict[str, Any] = {
        name: {"rows": form.rows_count, "quarantined": form.quarantined, "empty_rows": form.empty_rows,
               "see_above": form.see_above} for name, form in forms.items()
    }  # fmt: skip
    files |= {
        name: {"rows": table.rows_count, "quarantined": table.quarantined} for name, table in tables.items()
    }
    files |= {
        name_activity_file(library): {"rows": len(rows), "quarantined": []}
        for library, rows in activities.items()
    }
    return {"files": dict(sorted(files.items()))}
