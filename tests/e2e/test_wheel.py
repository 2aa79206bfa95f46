"""The wheel alone, installed in an empty folder, runs the main job: on every Python that is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIRE_ALL = os.environ.get("ASPA_REQUIRE_ALL") == "1"


def find_pythons() -> list[str]:
    """Find this Python and, where everything is to be tested, the other supported ones that are installed."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = {here: sys.executable}
    if REQUIRE_ALL:
        homes = [Path(p) for p in os.environ.get("PATH", "").split(os.pathsep)]
        homes += sorted(Path.home().glob(".pyenv/versions/*/bin"))
        for version in ("3.11", "3.12", "3.13"):
            for home in homes:
                tool = home / f"python{version}"
                if version not in found and tool.exists() and answers_as(tool, version):
                    found[version] = str(tool)
    return list(found.values())


def answers_as(tool: Path, version: str) -> bool:
    code = "import sys, venv; print('.'.join(map(str, sys.version_info[:2])))"
    done = subprocess.run([tool, "-c", code], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == version


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


@pytest.mark.xdist_group("wheel")
@pytest.mark.parametrize("python", find_pythons(), ids=lambda p: Path(p).name)
def test_the_wheel_alone_runs_the_main_job(wheel: Path, tmp_path: Path, python: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if python == sys.executable:
        # The dependencies are here already; only the package itself comes from the wheel.
        site = tmp_path / "site"
        install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", site, wheel]
        environment["PYTHONPATH"] = str(site)
        tool = python
    else:
        subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
        tool = str(tmp_path / "venv" / "bin" / "python")
        install = [tool, "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel]
    subprocess.run(install, check=True, env=environment, capture_output=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    aspa = [tool, "-W", "error", "-m", "aspa_analysis.cli"]
    where = [tool, "-c", "import aspa_analysis; print(aspa_analysis.__file__)"]
    found = subprocess.run(
        where, cwd=empty, env=environment, check=True, capture_output=True, text=True
    ).stdout
    assert str(ROOT / "src") not in found
    for words in (["init", "--example"], ["run", "--library", "pikkunuotta"]):
        done = subprocess.run(
            [*aspa, *words], cwd=empty, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.strip().splitlines()[-1] == str(empty / "reports" / "index.html")
    assert len(list((empty / "reports" / "pikkunuotta").rglob("*.html"))) == 4


def test_the_wheel_holds_no_private_or_made_files(wheel: Path) -> None:
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("_shipped/notebooks/20_digest.ipynb") for name in names)
    assert any(name.endswith("_shipped/config/codebook.toml") for name in names)
    assert not [
        n for n in names if re.search(r"(\.aspa/|redaction\.toml|data/processed|reports/.*\.html)", n)
    ]
    assert any(name.endswith("entry_points.txt") for name in names)
