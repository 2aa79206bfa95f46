"""What every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

mpl.use("agg")

ROOT = Path(__file__).resolve().parents[1]
REQUIRE_ALL = os.environ.get("ASPA_REQUIRE_ALL") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Turn every skip into a failure where everything is meant to be installed."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome, report.longrepr = "failed", f"ASPA_REQUIRE_ALL=1 allows no skip: {reason}"
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the project's own files."""
    return ROOT


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of real files that nobody of the project wrote, or skip."""
    folder = Path(os.environ.get("ASPA_REALDATA", ROOT.parent / "shared" / "realdata"))
    if not folder.is_dir():
        pytest.skip("the real files are not beside the project (set ASPA_REALDATA)")
    return folder


@pytest.fixture(scope="session")
def example_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a project folder in which the main job was run once on the example data.

    Tests read it and never write there; parallel test processes share the one run.
    """
    from filelock import FileLock

    from aspa_analysis.runs import init_project, run

    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    project, done = shared / "example-project", shared / "example-project.done"
    with FileLock(shared / "example-project.lock"):
        if not done.exists():
            shutil.rmtree(project, ignore_errors=True)
            init_project(project, example=True)
            result = run(project)
            done.write_text(str(int(result.exit_code)), encoding="utf-8")
    return project
