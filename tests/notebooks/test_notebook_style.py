"""The notebooks' style: short, flat, without outputs, parameters declared, wording left to the library."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
REPORTS = [path for path in NOTEBOOKS if path.stem in {"10_quality", "20_digest", "30_survey", "40_profiles"}]
PARAMETERS = ["project", "unit", "period", "language", "audience"]


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _list_code(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in _read(path)["cells"] if cell["cell_type"] == "code"]


def test_the_four_notebooks_are_there() -> None:
    assert [path.stem for path in REPORTS] == ["10_quality", "20_digest", "30_survey", "40_profiles"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_valid_with_stable_ids_and_no_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    ids = [cell["id"] for cell in _read(path)["cells"]]
    assert len(ids) == len(set(ids))
    code = [cell for cell in _read(path)["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_at_most_sixty_lines_of_code(path: Path) -> None:
    lines = [line for source in _list_code(path) for line in source.splitlines() if line.strip()]
    assert len(lines) <= 60


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_definitions_and_no_loops(path: Path) -> None:
    banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While)
    nodes = [node for source in _list_code(path) for node in ast.walk(ast.parse(source))]
    assert [type(node).__name__ for node in nodes if isinstance(node, banned)] == []


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_first_cell_tells_question_inputs_and_outputs(path: Path) -> None:
    first = _read(path)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert first["metadata"]["tags"] == ["developer"]
    text = "".join(first["source"])
    assert all(word in text for word in ("**Question.**", "**Inputs.**", "**Outputs.**"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_second_cell_declares_typed_literals_each_with_a_comment(path: Path) -> None:
    cell = _read(path)["cells"][1]
    assert cell["metadata"]["tags"] == ["parameters"]
    source = "".join(cell["source"])
    body = ast.parse(source).body
    assert all(isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant) for node in body)
    assert [
        node.target.id
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ] == PARAMETERS
    assert all("  # " in line for line in source.splitlines())


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_last_cell_shows_how_the_numbers_were_made(path: Path) -> None:
    assert _list_code(path)[-1] == "report.show_footer()"


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_no_visible_wording_stands_in_the_notebook(path: Path) -> None:
    cells = _read(path)["cells"]
    assert [cell["cell_type"] for cell in cells[1:]] == ["code"] * (len(cells) - 1)
    texts = [
        node.value
        for source in _list_code(path)[1:]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert all(" " not in text for text in texts), texts
