"""The main job on the made-up example: everything accounted for, every page made and whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from aspa_analysis.store import load

pytestmark = pytest.mark.xdist_group("example")


@pytest.fixture(scope="module")
def truth(root: Path) -> dict:
    return json.loads((root / "data" / "raw" / "example" / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def manifest(example_run: Path) -> dict:
    return json.loads((example_run / "reports" / "manifest.json").read_text(encoding="utf-8"))


def test_rows_in_are_rows_kept_plus_rows_in_quarantine(example_run: Path, truth: dict) -> None:
    files = load("files", example_run).set_index("file_name")
    assert files["problem"].isna().all()
    assert (files["rows_count"] == files["kept_count"] + files["quarantined_count"]).all()
    wanted = {name: (about["rows"], len(about["quarantined"])) for name, about in truth["files"].items()}
    found = {name: (row.rows_count, row.quarantined_count) for name, row in files.iterrows()}
    assert found == wanted


def test_exactly_the_planted_rows_are_in_quarantine_with_their_reason(example_run: Path, truth: dict) -> None:
    planted = {(n, row["row"]) for n, about in truth["files"].items() for row in about["quarantined"]}
    table = load("quarantine", example_run)
    assert set(zip(table["file_name"], table["source_row"], strict=True)) == planted
    assert table["reason"].str.len().gt(10).all()


def test_every_planned_report_is_made_and_linked(example_run: Path, manifest: dict) -> None:
    reports = manifest["reports"]
    assert {report["status"] for report in reports} == {"made"}
    units = {report["id"].split("/")[0] for report in reports}
    assert len(units) == 8 + 2 + 1
    index = (example_run / "reports" / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]+\.html)"', index)
    assert {report["file"] for report in reports} <= set(links)
    for link in links:
        assert (example_run / "reports" / link).exists(), link


def test_every_link_of_every_page_leads_somewhere(example_run: Path) -> None:
    for page in (example_run / "reports").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'href="([^"]+)"', text):
            target, _, anchor = link.partition("#")
            if target.startswith("data:"):
                continue
            if target:
                assert (page.parent / target).exists(), f"{page.name}: {link}"
            else:
                assert f'id="{anchor}"' in text, f"{page.name}: {link}"


def test_every_page_says_that_the_data_is_made_up(example_run: Path) -> None:
    pages = list((example_run / "reports").rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "keksitty" in text, page.name
        assert '<html lang="fi"' in text, page.name


def test_no_page_needs_anything_from_outside(example_run: Path) -> None:
    for page in (example_run / "reports").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'(src|href)="(https?:)?//', text), page.name
        assert "@import" not in text
        assert "<script" not in text


def test_pages_are_light(example_run: Path) -> None:
    sizes = {p.name: p.stat().st_size for p in (example_run / "reports").rglob("*.html")}
    assert max(sizes.values()) <= 300_000, max(sizes, key=lambda name: sizes[name])


def test_no_code_and_no_traceback_is_shown(example_run: Path) -> None:
    for page in (example_run / "reports").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "open_report" not in text, page.name
        assert "Traceback" not in text, page.name


def test_nothing_private_is_left_behind(example_run: Path) -> None:
    left = [p.name for p in (example_run / ".aspa").iterdir()]
    assert set(left) <= {"run.lock", "pseudonym.key"}
    assert not list(example_run.rglob("*.part"))


def test_the_manifest_names_inputs_settings_versions_and_tables(example_run: Path, manifest: dict) -> None:
    assert manifest["settings"]["disclosure"]["threshold_count"] == 5
    assert {"python", "pandas", "papermill"} <= set(manifest["versions"])
    assert all(re.fullmatch(r"[0-9a-f]{16}", entry["source_file"]) for entry in manifest["inputs"])
    for name in ("feedback", "codes", "respondents", "responses", "scores", "posteriors", "activity"):
        assert manifest["tables"][name]["rows"] == len(load(name, example_run)) > 0
    assert str(example_run) not in json.dumps(manifest)


def test_the_smallest_library_has_a_useful_page_not_a_grid_of_hidden_cells(example_run: Path) -> None:
    pages = list((example_run / "reports" / "pikkunuotta").rglob("20_digest.fi.html"))
    text = pages[0].read_text(encoding="utf-8")
    assert len(re.findall(r"<blockquote", text)) >= 3
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", text)
    assert len(cells) >= 40
    assert sum(cell in ("ei näytetä", "alle 5") for cell in cells) <= 0.2 * len(cells)
    assert "Tästä meitä kiitettiin" in text


def test_a_reorganisation_breaks_no_series(example_run: Path) -> None:
    notes = load("feedback", example_run).query("library == 'honkasalmi'")
    assert {"2024-12", "2025-01"} <= set(notes["month"])


def test_planted_profiles_are_found(example_run: Path, truth: dict) -> None:
    from aspa_analysis.profiles import load_model

    model = load_model(example_run / "data" / "processed" / "models" / "profiles.json")
    assert model.verdict_ == "profiles"
    assert model.n_profiles_ >= len(truth["profiles"])


def test_the_planted_change_between_waves_is_found(example_run: Path) -> None:
    answers = load("responses", example_run).query("item == 'nakyva' and library == 'suvanto'")
    means = answers.groupby("wave")["value"].mean()
    assert means["2025"] - means["2024"] > 0.1


def test_the_frozen_model_is_used_again(example_run: Path, tmp_path: Path) -> None:
    import shutil

    from aspa_analysis.runs import run

    project = tmp_path / "again"
    shutil.copytree(example_run, project, ignore=shutil.ignore_patterns("reports"))
    before = (project / "data" / "processed" / "models" / "profiles.json").read_bytes()
    result = run(project, libraries=["pikkunuotta"])
    assert (project / "data" / "processed" / "models" / "profiles.json").read_bytes() == before
    first = json.loads((example_run / "reports" / "manifest.json").read_text(encoding="utf-8"))["tables"]
    second = json.loads(result.manifest.read_text(encoding="utf-8"))["tables"]
    assert first == second
