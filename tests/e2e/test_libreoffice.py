"""Forms come back as LibreOffice saves them."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from aspa_analysis.forms import F1, write_form
from aspa_analysis.ingest import read_export, stage_form
from aspa_analysis.registry import load_registry

ROWS = [
    {
        "date": date(2024, 10, 3),
        "service_point": "Rannan kirjasto",
        "text": "Kiitos, =A1 on hyvä",
        "similar_count": 2,
    },
    {
        "date": date(2024, 10, 4),
        "text": "Lisää lehtiä\nja aikaa",
        "similar_count": "|||||",
        "is_prompted": "Kysyttiin",
    },
]


@pytest.mark.needs_libreoffice
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_form_that_libreoffice_saved_is_read_with_no_map(tmp_path: Path, root: Path, ending: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed (apt install libreoffice-calc-nogui)")
    library = load_registry(root / "config" / "libraries.toml").find_library("suvanto")
    assert library is not None
    write_form(tmp_path / "in" / "f1.xlsx", F1, library, ROWS)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        ending,
        "--outdir",
        tmp_path,
        tmp_path / "in" / "f1.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    export = read_export(tmp_path / f"f1.{ending}")
    assert export.format == "form:F1"
    staged = stage_form(export, file_name="f1", file_hash="0" * 16).frame
    assert staged["text"].tolist() == [row["text"] for row in ROWS]
    assert staged["library"].tolist() == ["Suvannon kaupunginkirjasto"] * 2
    assert staged["similar_count"].tolist() == ["2", "|||||"]
    assert staged["is_prompted"].tolist()[1] == "true"
