"""The run manifest: what went in, with which settings and versions, and what came out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from aspa_analysis import __version__
from aspa_analysis.reporting import RenderedReport
from aspa_analysis.runs.plan import PlannedReport
from aspa_analysis.settings import Settings
from aspa_analysis.store import write_text

_PACKAGES = (
    "aspa-analysis",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "matplotlib",
    "papermill",
    "nbconvert",
)


def write_manifest(
    settings: Settings,
    tables: Mapping[str, pd.DataFrame],
    reports: Sequence[tuple[PlannedReport, RenderedReport]],
    *,
    made: datetime,
) -> Path:
    """Write the manifest of a run.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    tables : mapping
        The tables that were written; ``files`` names the inputs and their hashes.
    reports : sequence
        Each planned report with its outcome.
    made : datetime
        When the run was made.

    Returns
    -------
    Path
        ``manifest.json`` in the reports folder.
    """
    content = {
        "made": made.isoformat(timespec="seconds"),
        "versions": {
            "aspa-analysis": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
        },
        "settings": settings.model_dump(mode="json", exclude={"root"}),
        "inputs": _list_inputs(tables["files"]),
        "tables": {name: {"rows": len(frame), "hash": hash_frame(frame)} for name, frame in tables.items()},
        "reports": [_describe_report(planned, outcome, settings) for planned, outcome in reports],
    }
    path = settings.reports_folder / "manifest.json"
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1))
    return path


def hash_frame(frame: pd.DataFrame) -> str:
    """Return 16 hexadecimal digits that change when a cell of a frame does."""
    rows = pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()
    return hashlib.sha256(",".join(frame.columns).encode() + rows).hexdigest()[:16]


def _list_inputs(files: pd.DataFrame) -> list[dict[str, object]]:
    known = files.astype(object).where(files.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in known.to_dict("records")]


def _describe_report(
    planned: PlannedReport, outcome: RenderedReport, settings: Settings
) -> dict[str, object]:
    made = outcome.status == "made"
    return {
        "id": planned.id,
        "status": outcome.status,
        "error": outcome.error,
        "duration_s": round(outcome.duration_s, 2),
        "file": outcome.html.relative_to(settings.reports_folder).as_posix() if made else None,
        "sha256": hashlib.sha256(outcome.html.read_bytes()).hexdigest() if made else None,
    }
