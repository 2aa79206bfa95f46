"""The main job on real files that nobody of the project wrote, in a folder with nothing but source maps."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from aspa_analysis.runs import RunResult, run
from aspa_analysis.store import load

SOURCES = Path(__file__).with_name("sources")
pytestmark = pytest.mark.needs_realdata

# Source map → its files, and rows of the file that are headings: counted apart from the package, by hand.
CASES = {
    "limesurvey": (["limesurvey/dummy_data_codeonly.csv", "limesurvey/dummy_data_codeandtext.csv"], 1),
    "limesurvey_2021": (["limesurvey/dummy_data_2021_codeonly.csv"], 1),
    "surveymonkey": (["surveymonkey/flying-etiquette.csv"], 1),
    "surveymonkey_masculinity": (["surveymonkey/masculinity-raw-responses.csv"], 1),
    "surveymonkey_steak": (["surveymonkey/steak-risk-survey.csv"], 2),
    "hdv2003": (["hdv2003/hdv2003.csv"], 1),
}


def count_records(path: Path, headings: int) -> int:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = path.read_text(encoding=encoding)
        except UnicodeDecodeError:
            continue
        records = [
            row for row in csv.reader(text.splitlines(keepends=True)) if any(cell.strip() for cell in row)
        ]
        return len(records) - headings
    raise AssertionError(path.name)


def make_project(folder: Path, case: str, realdata: Path) -> Path:
    (folder / "config" / "sources").mkdir(parents=True)
    (folder / "data" / "raw").mkdir(parents=True)
    shutil.copyfile(SOURCES / f"{case}.toml", folder / "config" / "sources" / f"{case}.toml")
    for name in CASES[case][0]:
        shutil.copyfile(realdata / name, folder / "data" / "raw" / Path(name).name)
    return folder


@pytest.fixture(scope="module", params=CASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, realdata: Path):
    case = str(request.param)
    project = make_project(tmp_path_factory.mktemp(case), case, realdata)
    return case, project, run(project)


def test_every_row_is_accounted_for(made: tuple[str, Path, RunResult], realdata: Path) -> None:
    case, project, _ = made
    files, headings = CASES[case]
    table = load("files", project).set_index("file_name")
    assert (table["rows_count"] == table["kept_count"] + table["quarantined_count"]).all()
    for name in files:
        assert table.loc[Path(name).name, "rows_count"] == count_records(realdata / name, headings)
    assert table["problem"].isna().all()
    assert len(load("respondents", project)) == table["kept_count"].sum()
    assert len(load("quarantine", project)) == table["quarantined_count"].sum()


def test_every_report_is_made(made: tuple[str, Path, RunResult]) -> None:
    _, project, result = made
    assert result.failed == ()
    assert result.index == project / "reports" / "index.html"
    index = result.index.read_text(encoding="utf-8")
    for planned, outcome in result.reports:
        assert outcome.html.exists()
        assert f"{planned.id}.html" in index
    assert "keksitty" not in index


@pytest.mark.parametrize("made", ["hdv2003"], indirect=True)
def test_weights_reach_the_estimates(made: tuple[str, Path, RunResult], realdata: Path) -> None:
    _, project, _ = made
    raw = pd.read_csv(realdata / "hdv2003" / "hdv2003.csv")
    people = load("respondents", project)
    assert people["weight"].sum() == pytest.approx(raw["poids"].sum(), rel=1e-9)
    posteriors = load("posteriors", project)
    assert posteriors.groupby("respondent_id")["posterior"].sum().to_numpy() == pytest.approx(1.0)
    assert posteriors["respondent_id"].nunique() == len(raw)


@pytest.mark.parametrize("made", ["surveymonkey", "surveymonkey_steak"], indirect=True)
def test_a_grouping_column_becomes_the_libraries(made: tuple[str, Path, RunResult], realdata: Path) -> None:
    case, project, _ = made
    raw = pd.read_csv(realdata / CASES[case][0][0], encoding="cp1252")
    regions = set(raw["Location (Census Region)"].dropna()) - {"Response"}
    assert set(load("libraries", project)["name"]) == regions


@pytest.mark.parametrize("made", ["surveymonkey_masculinity"], indirect=True)
def test_american_dates_are_read_as_such(made: tuple[str, Path, RunResult], realdata: Path) -> None:
    case, project, _ = made
    raw = pd.read_csv(realdata / CASES[case][0][0], encoding="cp1252")
    ends = pd.to_datetime(raw["EndDate"], format="%m/%d/%y %H:%M").dt.strftime("%Y-%m")
    months = set(load("respondents", project)["month"])
    assert months
    assert months <= set(ends)


def test_a_dozen_rows_give_an_honest_page(tmp_path: Path, realdata: Path) -> None:
    project = make_project(tmp_path, "surveymonkey_steak", realdata)
    path = project / "data" / "raw" / "steak-risk-survey.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:14]), encoding="utf-8")
    result = run(project)
    assert result.failed == ()
    region = next(
        o.html for p, o in result.reports if p.unit.level == "region" and p.notebook == "40_profiles"
    )
    assert "liian vähän" in region.read_text(encoding="utf-8")
    manifest = json.loads(result.manifest.read_text(encoding="utf-8"))
    assert manifest["tables"]["posteriors"]["rows"] == 0
