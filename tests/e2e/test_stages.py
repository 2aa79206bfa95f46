"""Each stage leaves its mark: with the stage the check holds, without it the check fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from aspa_analysis import cleaning, coding, disclosure, ingest, privacy, profiles, survey
from aspa_analysis.forms import F1, write_form
from aspa_analysis.questionnaire import load_questionnaire
from aspa_analysis.registry import load_registry
from aspa_analysis.runs import init_project
from aspa_analysis.runs.intake import take_in
from aspa_analysis.runs.pipeline import make_tables
from aspa_analysis.runs.progress import Silence
from aspa_analysis.settings import load_settings

Tables = dict[str, pd.DataFrame]
NOTES = 40
PHONE = "050 555 0123"
SOURCE = """\
table = "survey"
wave = "2025"
questionnaire = "asiakaskysely"
[match]
files = ["kysely.csv"]
[columns]
respondent_id = "id"
[constants]
library = "kirjasto"
[items]
{items}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    init_project(tmp_path)
    library = load_registry(tmp_path / "config" / "libraries.toml").find_library("kirjasto")
    assert library is not None
    rows: list[dict[str, Any]] = [
        {"date": date(2025, 5, 1 + n % 28), "text": f"Kiitos avusta {n}, numeroni on {PHONE}"}
        for n in range(NOTES)
    ]
    rows[0]["date"] = "vko 20/2025"
    write_form(tmp_path / "data" / "raw" / "f1.xlsx", F1, library, rows)
    questionnaire = load_questionnaire(tmp_path / "config" / "questionnaires" / "asiakaskysely.toml")
    items = [item.code for item in questionnaire.list_items("scale")]
    lines = [";".join(["id", *items])]
    lines += [
        ";".join([str(n), *(str(1 + (n + k * (n % 3)) % 5) for k in range(len(items)))]) for n in range(60)
    ]
    (tmp_path / "data" / "raw" / "kysely.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = SOURCE.format(items="\n".join(f'{code} = "{code}"' for code in items))
    (tmp_path / "config" / "sources" / "kysely.toml").write_text(source, encoding="utf-8")
    return tmp_path


def run_tables(project: Path) -> Tables:
    settings = load_settings(project)
    intake = take_in(settings, today=date(2025, 12, 31), progress=Silence())
    return make_tables(intake, settings, refit=True, progress=Silence())


def lose_rows(path: Path, source: object = None, *, real: Callable[..., Any] = ingest.read_export) -> Any:
    export = real(path, source)
    return replace(export, table=export.table.iloc[1:])


def code_nothing(
    frame: pd.DataFrame, codebook: Any = None, *, real: Any = coding.code_feedback
) -> pd.DataFrame:
    coded = real(frame, codebook)
    flags = [c for c in coded.columns if c.startswith(("theme_", "kind_"))]
    return coded.assign(**dict.fromkeys(flags, False))


def lose_scores(*args: Any, real: Any = survey.score_goals) -> pd.DataFrame:
    return real(*args).iloc[:0]


def fit_one(features: pd.DataFrame, *, real: Any = profiles.fit_profiles, **options: Any) -> Any:
    model = real(features, **options)
    model.assign = lambda rows: model.posterior_[: len(rows)] * 0.5
    return model


def keep_everything(frame: pd.DataFrame, columns: list[str], *, redactor: object = None) -> Any:
    return frame, {}


def keep_dates(staged: pd.DataFrame, registry: object, **options: Any) -> Any:
    cleaned = REAL_CLEAN(staged, registry, **options)
    return replace(cleaned, frame=cleaned.frame.assign(date_precision="day"))


REAL_CLEAN = cleaning.clean_feedback
CASES: dict[str, tuple[Any, str, Any, Callable[[Tables], bool]]] = {
    "ingest": (ingest, "read_export", lose_rows, lambda t: len(t["feedback"]) == NOTES),
    "privacy": (
        privacy, "protect_frame", keep_everything,
        lambda t: not t["feedback"]["text"].str.contains(PHONE).any(),
    ),
    "cleaning": (
        cleaning, "clean_feedback", keep_dates,
        lambda t: set(t["feedback"]["date_precision"]) == {"day", "week"},
    ),
    "coding": (coding, "code_feedback", code_nothing, lambda t: bool(t["codes"]["kind_kiitos"].mean() > 0.9)),
    "survey": (survey, "score_goals", lose_scores, lambda t: t["scores"]["respondent_id"].nunique() == 60),
    "profiles": (
        profiles, "fit_profiles", fit_one,
        lambda t: bool(t["posteriors"].groupby("respondent_id")["posterior"].sum().sub(1).abs().max() < 1e-6),
    ),
}  # fmt: skip


@pytest.mark.parametrize("stage", CASES)
def test_taking_a_stage_out_is_noticed(project: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    room, name, without, check = CASES[stage]
    assert check(run_tables(project))
    monkeypatch.setattr(room, name, without)
    assert not check(run_tables(project))


def test_taking_disclosure_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = pd.DataFrame({"a": [2, 30], "b": [40, 50]}, index=["x", "y"])
    rules = disclosure.Rules(audience="staff")

    def publish() -> str:
        return disclosure.publish_counts(
            counts, table_class="person", rules=rules, language="fi"
        ).frame.to_csv()

    assert "alle 5" in publish()
    monkeypatch.setattr("aspa_analysis.disclosure.tables.audience_needs_suppression", lambda *_: False)
    assert "alle 5" not in publish()
