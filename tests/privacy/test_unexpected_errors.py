"""An error that nobody foresaw shows its class and place, never the cell in its message."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from aspa_analysis.cli import main
from aspa_analysis.errors import ExitCode
from aspa_analysis.forms import F1, write_form
from aspa_analysis.registry import load_registry
from aspa_analysis.runs import init_project
from aspa_analysis.store import load

SECRET = "Marjatta Niskala 010190-999X"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    init_project(tmp_path)
    library = load_registry(tmp_path / "config" / "libraries.toml").find_library("kirjasto")
    assert library is not None
    for name in ("a.xlsx", "b.xlsx"):
        write_form(tmp_path / "data" / "raw" / name, F1, library, [{"date": "3.5.2024", "text": "Kiitos"}])
    return tmp_path


@pytest.mark.parametrize("stage", ["ingest.stage_export", "privacy.protect_frame", "cleaning.clean_feedback"])
def test_one_file_that_breaks_a_stage_stops_no_other_and_tells_no_cell(
    project: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    import importlib

    room, name = stage.split(".")
    module = importlib.import_module(f"aspa_analysis.{room}")
    real, calls = getattr(module, name), []

    def break_once(*args: object, **options: object) -> object:
        calls.append(name)
        if len(calls) == 1:
            raise ValueError(f"could not convert string to float: {SECRET}")
        return real(*args, **options)

    monkeypatch.setattr(module, name, break_once)
    done = CliRunner().invoke(main, ["run", "--project", str(project), "--library", "kirjasto"])
    assert done.exit_code == ExitCode.QUARANTINED, done.output
    files = load("files", project).set_index("file_name")
    assert "unexpected ValueError" in files.loc["a.xlsx", "problem"]
    assert len(load("feedback", project)) == 1
    assert "Niskala" not in done.output + files.to_csv()


def test_the_command_tells_no_cell_either(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import aspa_analysis.coding

    def fail(*args: object, **options: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr(aspa_analysis.coding, "code_feedback", fail)
    done = CliRunner().invoke(main, ["run", "--project", str(project)])
    assert done.exit_code == ExitCode.UNEXPECTED
    assert "unexpected KeyError" in done.output
    assert "Niskala" not in done.output
    assert "Traceback" not in done.output
