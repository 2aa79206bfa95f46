"""What every test may use."""

from __future__ import annotations

import functools
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

# One thread a process: the tests run side by side, and small matrices are faster so.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import matplotlib as mpl  # noqa: E402

mpl.use("agg")

ROOT = Path(__file__).resolve().parents[1]
LONG_RESULTS = ROOT / "benchmarks" / "results" / "long.json"
REQUIRE_ALL = os.environ.get("ASPA_REQUIRE_ALL") == "1"


def read_long_results() -> dict[str, Any]:
    """Read what the long tests gave so far, by commit, machine and test."""
    return json.loads(LONG_RESULTS.read_text(encoding="utf-8")) if LONG_RESULTS.exists() else {}


@functools.cache
def name_commit() -> str:
    """Name the commit under test, marked when files have changed since."""
    git = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Go on where a long run broke off: what has passed at this commit is not run again."""
    known = read_long_results().get(name_commit(), {}).get(item.nodeid, {})
    if item.get_closest_marker("long") and known.get("outcome") == "passed":
        pytest.skip(f"passed at this commit on {known['day']}; delete {LONG_RESULTS.name} to run it again")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Store the outcome of a long test with the commit, the machine and what the test measured."""
    if report.when != "call" or "long" not in report.keywords:
        return
    results = read_long_results()
    results.setdefault(name_commit(), {})[report.nodeid] = {
        "outcome": report.outcome,
        "duration_s": round(report.duration, 1),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "day": datetime.now(tz=UTC).date().isoformat(),
        "measured": dict(report.user_properties),
    }
    LONG_RESULTS.parent.mkdir(parents=True, exist_ok=True)
    LONG_RESULTS.write_text(
        json.dumps(results, indent=1, sort_keys=True, default=float) + "\n", encoding="utf-8"
    )


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
