"""The notebooks run in each language and for each audience, and show what their section is about."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import IPython.display
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))

from reporting_project import list_history, make_note, make_project, make_survey, write_text

NAMES = ("10_quality", "20_digest", "30_survey", "40_profiles")
SURVEY = {("2024", "iso"): 40, ("2025", "iso"): 60, ("2025", "siirtyva"): 30}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    answers = [
        make_note(n, via="kysely", month="2025-04", wave="2025", respondent_id=f"2025-iso-{n}",
                  text=write_text(n, "vastaus"))
        for n in range(30)
    ]  # fmt: skip
    notes = [*list_history(per_month=30), *list_history(library="pieni", per_month=5), *answers]
    days = {("iso", f"2025-0{month}"): 20 for month in range(1, 7)}
    return make_project(
        tmp_path_factory.mktemp("pages") / "p", notes=notes, days=days, survey=make_survey(SURVEY)
    )


def _run(root: Path, name: str, monkeypatch: pytest.MonkeyPatch, **parameters: str) -> list[dict[str, Any]]:
    """Run a notebook's cells and return the data of what it displayed."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr(IPython.display, "display", lambda data, **options: shown.append(data))
    notebook = json.loads((root / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    space: dict[str, Any] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
            if cell["id"] == "parameters":
                space.update(parameters)
    return shown


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_each_notebook_runs_in_each_language(
    root: Path, project: Path, monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    given = {"project": str(project), "unit": "iso", "period": "2025-06", "language": language}
    shown = _run(root, name, monkeypatch, **given)
    headlines = [data for data in shown if "application/vnd.aspa.headline+json" in data]
    assert len(headlines) == 1
    html = "\n".join(str(data.get("text/html", "")) for data in shown)
    footer = {"fi": "Näin luvut on laskettu", "sv": "Så är talen räknade", "en": "How the numbers were made"}
    assert footer[language] in html
    assert sum("image/png" in data for data in shown) >= 1
    assert "{" not in html


@pytest.mark.parametrize("audience", ["analyst", "public"])
@pytest.mark.parametrize("name", NAMES)
def test_each_notebook_runs_for_each_audience(
    root: Path, project: Path, monkeypatch: pytest.MonkeyPatch, name: str, audience: str
) -> None:
    given = {"project": str(project), "unit": "alue", "period": "2025-06", "audience": audience}
    assert _run(root, name, monkeypatch, **given)


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_with_next_to_nothing_gets_an_honest_page(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    bare = make_project(tmp_path / "bare", notes=[make_note(1)])
    shown = _run(root, name, monkeypatch, project=str(bare), unit="pieni", period="2025-06")
    assert any("application/vnd.aspa.headline+json" in data for data in shown)
