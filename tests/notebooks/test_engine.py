"""A notebook runs the same in the forked engine as in papermill's own, and no failure takes others along."""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from aspa_analysis.errors import ReportError, SettingsError
from aspa_analysis.reporting import (
    NotebookJob,
    RenderedReport,
    execute_and_render,
    execute_notebook,
    stop_warm_process,
)
from aspa_analysis.reporting.engine import FORKED_ENGINE, ORDINARY_ENGINE, can_fork, start_warm_process

pytestmark = [
    pytest.mark.skipif(
        not can_fork(), reason="this platform does not fork; its reports run in the ordinary engine"
    ),
    # jupyter_client and nbclient leave sockets and event loops to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:jupyter_client"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq"),
]

SECRET = "Marjatta 131052-908X"
PARAMETERS = 'unit: str = "a"  # id of a library\nmonths_count: int = 1  # months\nshare: float = 0.5'
FIGURE = """
import matplotlib.pyplot as plt
figure, axes = plt.subplots(figsize=(2, 1))
axes.barh(["a"], [2])
plt.close(figure)
display(figure, metadata={"image/png": {"alt": "One bar of 2."}})
"""
SHOWN = [
    "import pandas as pd\nfrom IPython.display import HTML, display\nprint('written', unit)\nprint('twice')",
    "frame = pd.DataFrame({'item': ['ä', 'ö'], 'count': [1, months_count]})\nframe",
    "display(HTML('<p>a paragraph</p>'))\ndisplay({'image/png': b'\\x89PNG'}, raw=True)\n'last'",
    FIGURE,
    "handle = display('before', display_id=True)\nhandle.update('after')\n_ = 5",
    "import sys\nsys.stderr.write('warned')\nplt.plot([1, 2]);",
]


@pytest.fixture(scope="module", autouse=True)
def _end_warm_process() -> Iterator[None]:
    yield
    stop_warm_process()


def write_notebook(folder: Path, *sources: str, name: str = "small") -> Path:
    parameters = new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = new_notebook(cells=[parameters, *(new_code_cell(source) for source in sources)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = folder / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def make_job(notebook: Path, **parameters: object) -> NotebookJob:
    html = notebook.parent / "reports" / f"{notebook.stem}.html"
    return NotebookJob(notebook, parameters or {"unit": "suvanto"}, html, "Title", "fi", is_example=True)


def run(notebook: Path, *, engine: str = FORKED_ENGINE, timeout_s: float = 60) -> RenderedReport:
    return execute_and_render(
        make_job(notebook), private=notebook.parent / "private", engine=engine, timeout_s=timeout_s
    )


def read_outputs(path: Path) -> list[list[dict[str, object]]]:
    cells = nbformat.read(path, as_version=4).cells
    return [[dict(output) for output in cell.outputs] for cell in cells]


def list_files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_forked_and_ordinary_engine_show_the_same(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, *SHOWN)
    job = make_job(notebook, unit="suvanto", months_count=3)
    forked = read_outputs(execute_notebook(job, private=tmp_path / "one", engine=FORKED_ENGINE))
    ordinary = read_outputs(execute_notebook(job, private=tmp_path / "two", engine=ORDINARY_ENGINE))
    assert forked == ordinary
    kinds = [[output["output_type"] for output in outputs] for outputs in forked]
    assert kinds[2:] == [
        ["stream"],
        ["execute_result"],
        ["display_data", "display_data", "execute_result"],
        ["display_data"],
        ["display_data"],
        ["stream", "display_data"],
    ]


def test_figure_keeps_its_text_in_every_child(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, SHOWN[0], FIGURE)
    for _ in range(2):
        path = execute_notebook(make_job(notebook), private=tmp_path, engine=FORKED_ENGINE)
        (figure,) = read_outputs(path)[-1]
        assert figure["data"]["image/png"].startswith("iVBOR")  # type: ignore[index]
        assert figure["metadata"] == {"image/png": {"alt": "One bar of 2."}}


def test_children_share_nothing(tmp_path: Path) -> None:
    first = write_notebook(tmp_path, "import pandas as pd\npd.leak = leak = 1", name="first")
    second = write_notebook(
        tmp_path, "import pandas as pd\n(hasattr(pd, 'leak'), 'leak' in dir())", name="second"
    )
    assert run(first).status == "made"
    path = execute_notebook(make_job(second), private=tmp_path, engine=FORKED_ENGINE)
    assert read_outputs(path)[-1][0]["data"] == {"text/plain": "(False, False)"}


@pytest.mark.parametrize("engine", [FORKED_ENGINE, ORDINARY_ENGINE])
def test_failed_notebook_leaves_no_cell_value(
    tmp_path: Path, engine: str, capfd: pytest.CaptureFixture[str]
) -> None:
    notebook = write_notebook(tmp_path, "cells = {}", f"print(cells['{SECRET[:8]}' + '{SECRET[8:]}'])")
    before = list_files(tmp_path)
    report = run(notebook, engine=engine)
    assert report.status == "failed"
    assert report.error == "KeyError in cell 3; run the notebook in JupyterLab to see why"
    assert list_files(tmp_path) == before
    assert SECRET not in "".join(capfd.readouterr())


def test_failure_is_not_chained_to_the_traceback(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, f"raise ValueError('{SECRET}')")
    with pytest.raises(ReportError) as caught:
        execute_notebook(make_job(notebook), private=tmp_path, engine=ORDINARY_ENGINE)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert SECRET not in str(caught.value)


def test_failure_removes_the_page_of_an_earlier_run(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, "1")
    assert run(notebook).html.exists()
    assert not run(write_notebook(tmp_path, "1 / 0")).html.exists()


def test_success_leaves_the_page_only(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, "1")
    before = list_files(tmp_path)
    report = run(notebook)
    assert list_files(tmp_path) - before == {report.html}


def test_executed_notebook_is_private(tmp_path: Path) -> None:
    path = execute_notebook(
        make_job(write_notebook(tmp_path, "1")), private=tmp_path / "private", engine=FORKED_ENGINE
    )
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"units": "suvanto"}, "has no parameter units; its parameters: unit, months_count, share"),
        ({"months_count": "3"}, "parameter months_count .* is of type str; expected int"),
        ({"months_count": True}, "is of type bool; expected int"),
        ({"unit": 2025}, "is of type int; expected str"),
        ({"share": "0.5"}, "is of type str; expected float"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(
    tmp_path: Path, parameters: dict[str, object], message: str
) -> None:
    notebook = write_notebook(tmp_path, "1")
    with pytest.raises(SettingsError, match=message):
        execute_notebook(make_job(notebook, **parameters), private=tmp_path, engine=FORKED_ENGINE)


def test_missing_notebook_is_refused_and_isolated(tmp_path: Path) -> None:
    report = run(tmp_path / "absent.ipynb")
    assert report.status == "failed"
    assert report.error is not None
    assert "absent.ipynb is missing" in report.error


@pytest.mark.parametrize("engine", [FORKED_ENGINE, ORDINARY_ENGINE])
def test_cell_that_takes_too_long_is_ended(tmp_path: Path, engine: str) -> None:
    mark = tmp_path / "lived"
    notebook = write_notebook(tmp_path, f"import time\ntime.sleep(3)\nopen({str(mark)!r}, 'w').close()")
    start = time.monotonic()
    report = run(notebook, engine=engine, timeout_s=1)
    assert (report.status, report.cause) == ("failed", "timeout")
    assert "longer than the 1 s" in str(report.error)
    assert time.monotonic() - start < 12
    time.sleep(max(0.0, start + 4.5 - time.monotonic()))
    assert not mark.exists(), "the cell went on after its time"


@pytest.mark.parametrize(
    "crash", ["import os\nos._exit(3)", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"]
)
def test_child_that_crashes_takes_nobody_with_it(tmp_path: Path, crash: str) -> None:
    report = run(write_notebook(tmp_path, "1", crash, name="crash"))
    assert (report.status, report.cause) == ("failed", "ended")
    assert "cell 3" in str(report.error)
    assert run(write_notebook(tmp_path, "1", name="next")).status == "made"


def test_warm_process_that_died_is_started_again(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, "1")
    first = start_warm_process()
    os.kill(first.process_id, signal.SIGKILL)
    first.wait()
    assert run(notebook).status == "made"
    assert start_warm_process() is not first


def test_forty_notebooks_in_a_row(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path, *SHOWN[:4])
    path = execute_notebook(make_job(notebook), private=tmp_path, engine=FORKED_ENGINE)
    expected = read_outputs(path)
    for _ in range(40):
        path = execute_notebook(make_job(notebook), private=tmp_path, engine=FORKED_ENGINE)
        assert read_outputs(path) == expected


def test_workers_in_parallel_keep_their_reports_apart(tmp_path: Path) -> None:
    notebooks = [
        write_notebook(tmp_path, SHOWN[0], FIGURE, "1 / 0" if n == 5 else f"'the {n}th'", name=f"n{n}")
        for n in range(12)
    ]
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(run, notebooks))
    assert [n for n, report in enumerate(reports) if report.status == "failed"] == [5]
    assert [report.html.stem for report in reports] == [f"n{n}" for n in range(12)]


def test_braces_in_a_path_are_no_placeholders(tmp_path: Path) -> None:
    folder = tmp_path / "{unit} {0}"
    folder.mkdir()
    report = run(write_notebook(folder, "1"))
    assert report.error is None


def test_run_that_ends_takes_the_warm_process_and_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "lived"
    notebook = write_notebook(tmp_path, f"import time\ntime.sleep(1.5)\nopen({str(mark)!r}, 'w').close()")
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(run, notebook)
        time.sleep(0.8)
        stop_warm_process()
        assert future.result().cause == "ended"
    time.sleep(1.2)
    assert not mark.exists()
