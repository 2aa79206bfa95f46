from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.errors import ExitCode, LockedError, SettingsError
from aspa_analysis.questionnaire import load_questionnaire
from aspa_analysis.registry import load_registry
from aspa_analysis.reporting import RenderedReport
from aspa_analysis.runs.features import build_features, list_features
from aspa_analysis.runs.intake import find_year
from aspa_analysis.runs.lock import hold_lock
from aspa_analysis.runs.manifest import hash_frame
from aspa_analysis.runs.plan import plan_reports
from aspa_analysis.runs.result import RunResult
from aspa_analysis.settings import Settings

MONTHS = [f"2024-{m:02d}" for m in range(1, 13)] + [f"2025-{m:02d}" for m in range(1, 7)]


@pytest.fixture(scope="module")
def registry(root: Path):
    return load_registry(root / "config" / "libraries.toml")


def test_each_unit_has_every_notebook_for_its_own_period(registry, root: Path) -> None:
    settings = Settings(root=root)
    planned = plan_reports(settings, registry, MONTHS)
    periods = {p.unit.id: p.period.id for p in planned}
    assert periods["suvanto"] == "2025-06"
    assert periods["jokipudas"] == "2025-Q2"
    assert periods["lehtovaara"] == "2025-H1"
    assert periods["pikkunuotta"] == "2024"
    assert len(planned) == len(periods) * len(settings.reports.notebooks)
    assert len({p.id for p in planned}) == len(planned)


def test_a_run_can_be_limited(registry, root: Path) -> None:
    planned = plan_reports(
        Settings(root=root), registry, MONTHS, units=["kaarna"], period="2025-Q1", languages=["en", "fi"]
    )
    assert {(p.unit.id, p.period.id) for p in planned} == {("kaarna", "2025-Q1")}
    assert {p.language for p in planned} == {"fi", "en"}


@pytest.mark.parametrize(
    "wrong", [{"units": ["x"]}, {"period": "2025-99"}, {"languages": ["de"]}, {"languages": []}]
)
def test_what_is_unknown_is_refused(registry, root: Path, wrong: dict) -> None:
    with pytest.raises(SettingsError):
        plan_reports(Settings(root=root), registry, MONTHS, **wrong)


def test_without_any_month_the_run_says_so(registry, root: Path) -> None:
    with pytest.raises(SettingsError, match="no month has data"):
        plan_reports(Settings(root=root), registry, [])


def make_result(
    *, status: str = "made", quarantined: int = 0, refused: tuple[str, ...] = (), registry=None, root=None
):
    planned = plan_reports(Settings(root=root), registry, MONTHS, units=["suvanto"])[:1]
    reports = tuple((p, RenderedReport(Path("x.html"), status)) for p in planned)  # type: ignore[arg-type]
    return RunResult(None, Path("manifest.json"), reports, 100, quarantined, refused, 0.2)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ExitCode.ALL_MADE),
        ({"quarantined": 20}, ExitCode.ALL_MADE),
        ({"quarantined": 21}, ExitCode.QUARANTINED),
        ({"refused": ("a.csv: broken",)}, ExitCode.QUARANTINED),
        ({"status": "failed"}, ExitCode.REPORTS_FAILED),
        ({"status": "failed", "quarantined": 99}, ExitCode.REPORTS_FAILED),
    ],
)
def test_exit_codes(registry, root: Path, change: dict, code: ExitCode) -> None:
    assert make_result(registry=registry, root=root, **change).exit_code == code


def test_exit_codes_are_those_of_the_readme(root: Path) -> None:
    text = (root / "README.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {int(code)} |" in text


def test_the_lock_is_held_by_one_and_free_afterwards(tmp_path: Path) -> None:
    with hold_lock(tmp_path), pytest.raises(LockedError), hold_lock(tmp_path):
        pass
    with hold_lock(tmp_path):
        pass


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("F1_ranta_2024.xlsx", 2024),
        ("a/2023/b.csv", 2023),
        ("2024-2025.csv", None),
        ("20240512.csv", None),
        ("x", None),
    ],
)
def test_a_file_name_may_give_the_year(name: str, year: int | None) -> None:
    assert find_year(name) == year


def test_evidence_declares_every_level_and_leaves_background_out(root: Path) -> None:
    questionnaire = load_questionnaire(root / "config" / "questionnaires" / "asiakaskysely.toml")
    features = list_features({"2024": questionnaire})
    responses = pd.DataFrame(
        {
            "respondent_id": ["b", "a", "a", "a"],
            "item": ["tervetullut", "tervetullut", "kanavat.chat", "ika"],
            "value": [5.0, np.nan, 1.0, 2.0],
            "code": [None, None, None, "18-29"],
        }
    )
    evidence = build_features(responses, features)
    assert list(evidence.index) == ["a", "b"]
    assert list(evidence.columns) == ["tervetullut", "kanavat.chat"]
    assert list(evidence["tervetullut"].cat.categories) == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert evidence["tervetullut"].cat.ordered
    assert evidence["tervetullut"].isna().tolist() == [True, False]


def test_a_frames_hash_changes_with_a_cell() -> None:
    frame = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
    assert hash_frame(frame) == hash_frame(frame.copy())
    assert hash_frame(frame) != hash_frame(frame.assign(b=[1, 3]))
    assert hash_frame(frame) != hash_frame(frame.rename(columns={"a": "c"}))


def test_a_broken_file_stops_no_other(tmp_path: Path, root: Path) -> None:
    from aspa_analysis.forms import F1, write_form
    from aspa_analysis.runs import init_project
    from aspa_analysis.runs.intake import take_in
    from aspa_analysis.runs.progress import Silence
    from aspa_analysis.settings import load_settings

    init_project(tmp_path)
    raw = tmp_path / "data" / "raw"
    library = load_registry(tmp_path / "config" / "libraries.toml").find_library("kirjasto")
    assert library is not None
    write_form(raw / "hyva.xlsx", F1, library, [{"date": date(2024, 5, 1), "text": "Kiitos"}])
    (raw / "katkennut.xlsx").write_bytes((raw / "hyva.xlsx").read_bytes()[:2000])
    (raw / "tyhja.csv").write_bytes(b"")
    (raw / "vieras.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    intake = take_in(load_settings(tmp_path), today=date(2025, 1, 1), progress=Silence())
    files = intake.tables["files"].set_index("file_name")
    assert files["problem"].notna().to_dict() == {
        "hyva.xlsx": False, "katkennut.xlsx": True, "tyhja.csv": True, "vieras.csv": True
    }  # fmt: skip
    assert len(intake.tables["feedback"]) == 1
