"""The project's own rules, held by a test each."""

import ast
import json
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = "src/aspa_analysis"


def list_functions(root: Path) -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    for path in sorted((root / SOURCES).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                doc = ast.get_docstring(node, clean=False)
                last = node.end_lineno or node.lineno
                yield path, node, last - node.lineno + 1 - (len(doc.splitlines()) if doc else 0)


def test_functions_are_short(root: Path) -> None:
    lengths = [(length, f"{path.name}:{node.name}") for path, node, length in list_functions(root)]
    assert statistics.median(length for length, _ in lengths) <= 10
    assert [name for length, name in lengths if length > 40] == []


def test_functions_take_at_most_six_arguments(root: Path) -> None:
    many = [
        f"{path.name}:{node.name}"
        for path, node, _ in list_functions(root)
        if len([a for a in (*node.args.args, *node.args.kwonlyargs) if a.arg not in ("self", "cls")]) > 6
    ]
    assert many == []


def test_modules_are_short(root: Path) -> None:
    long = {
        path.name: lines
        for path in (root / SOURCES).rglob("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > 320
    }
    assert long == {}


def test_nothing_is_left_for_later(root: Path) -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [p.name for p in (root / SOURCES).rglob("*.py") if words.search(p.read_text(encoding="utf-8"))]
    assert found == []


def test_floors_hold(root: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "--no-cache", "src", "tests", "benchmarks"],
        ["ruff", "format", "--no-cache", "--check", "src", "tests", "benchmarks"],
        ["mypy"],
        ["nbstripout", "--keep-id", "--verify", "notebooks"],
    ],
    ids=["ruff check", "ruff format", "mypy strict", "nbstripout"],
)
def test_the_checkers_are_content(root: Path, command: list[str]) -> None:
    if command[0] == "nbstripout":
        command = [*command[:-1], *(str(p) for p in sorted((root / "notebooks").glob("*.ipynb")))]
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [tool, *command[1:]], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_importing_the_package_is_cheap() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import aspa_analysis; "
        "heavy = {'pandas', 'numpy', 'matplotlib', 'sklearn'} & set(sys.modules); "
        "print(time.perf_counter() - start, sorted(heavy)); sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_public_names_are_there() -> None:
    import aspa_analysis

    for name in aspa_analysis.__all__:
        assert getattr(aspa_analysis, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = aspa_analysis.nothing


def test_no_pin_names_a_registry(root: Path) -> None:
    for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line


def test_every_dependency_is_pinned(root: Path) -> None:
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    names = {re.split(r"[><=!~\[]", need)[0].strip().lower().replace("_", "-") for need in wanted}
    assert names <= pinned


def test_notebooks_carry_no_outputs(root: Path) -> None:
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert [c for c in cells if c.get("outputs") or c.get("execution_count")] == [], path.name
