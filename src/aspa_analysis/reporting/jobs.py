"""One report of the run: a notebook with parameters in, a page or an honest failure out."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aspa_analysis.errors import AspaError, ReportError
from aspa_analysis.reporting.engine import register_engine
from aspa_analysis.reporting.parameters import check_parameters, escape_braces
from aspa_analysis.store import write_text

if TYPE_CHECKING:
    from nbformat import NotebookNode

Cause = Literal["error", "timeout", "ended"]


@dataclass(frozen=True)
class Link:
    """A link in a page's header.

    Attributes
    ----------
    label : str
        Its words.
    href : str
        Where it leads, relative to the page.
    language : str or None
        Language of the page it leads to, when another than this page's.
    """

    label: str
    href: str
    language: str | None = None


@dataclass(frozen=True)
class NotebookJob:
    """A report to make.

    Attributes
    ----------
    notebook : Path
        The notebook.
    parameters : dict
        Values of its parameters.
    html : Path
        The page to write.
    title : str
        The page's only heading of level 1, as "Palautekooste".
    language : {"fi", "sv", "en"}
        Language of the page.
    is_example : bool
        Whether the data is made up; the page then says so.
    links : tuple of Link
        Other reports and the index.
    unit, period : str
        Names of the library and of the period, as the reader calls them.
    """

    notebook: Path
    parameters: dict[str, object]
    html: Path
    title: str
    language: str
    is_example: bool
    links: tuple[Link, ...] = ()
    unit: str = ""
    period: str = ""


@dataclass(frozen=True)
class RenderedReport:
    """What became of a job.

    Attributes
    ----------
    html : Path
        The page; it is there when ``status`` is ``"made"``.
    error : str or None
        Class of the error and number of the cell, or the text of one of the project's own errors; never a
        cell's value.
    cause : {"error", "timeout", "ended"} or None
        Why it failed, for the index: an error, a cell that took too long, or a process that ended.
    headline : str or None
        The page in one sentence.
    """

    html: Path
    status: Literal["made", "failed"]
    error: str | None = None
    duration_s: float = 0.0
    headline: str | None = None
    cause: Cause | None = None


def execute_notebook(job: NotebookJob, *, private: Path, engine: str, timeout_s: float | None = None) -> Path:
    """Execute a job's notebook through papermill.

    The notebook runs in memory and is written only when every cell has succeeded: a failed run's
    notebook holds a traceback with cell values, and never reaches a disk.

    Parameters
    ----------
    job : NotebookJob
        The job.
    private : Path
        Folder for the executed notebook; it is made readable to its owner only.
    engine : str
        Name of a papermill engine: ``"aspa-forked"`` or ``"nbclient"``.
    timeout_s : float or None
        Seconds that one cell may take.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    SettingsError
        If the parameters do not fit the notebook.
    ReportError
        If a cell fails or takes too long, or the process ends; the message names the class of the error
        and the number of the cell.
    """
    import nbformat

    check_parameters(job.notebook, job.parameters)
    executed = _run_papermill(job, engine=engine, timeout_s=timeout_s)
    name = f"{job.html.stem}-{hashlib.sha256(str(job.html.absolute()).encode()).hexdigest()[:12]}.ipynb"
    path = _make_private(private / "notebooks") / name
    write_text(path, nbformat.writes(executed))  # type: ignore[no-untyped-call]
    return path


def _run_papermill(job: NotebookJob, *, engine: str, timeout_s: float | None) -> NotebookNode:
    import papermill

    register_engine()
    executed: NotebookNode
    try:
        executed = papermill.execute_notebook(
            escape_braces(job.notebook),
            None,
            parameters=job.parameters,
            engine_name=engine,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            log_output=False,
            execution_timeout=timeout_s,
            extra_arguments=["--log-level=CRITICAL"],  # the kernel's own remarks are no news
        )
    except AspaError:
        raise
    except Exception as error:  # whatever a notebook does, the other reports go on
        # Papermill puts the cell of injected parameters before the cells that can fail.
        failure = _describe_failure(error, injected_count=bool(job.parameters), timeout_s=timeout_s)
    else:
        return executed
    # Outside the handler: the papermill error's text is the traceback, and must not be chained to ours.
    raise failure


class NotebookError(ReportError):
    """A notebook that did not reach its end.

    Attributes
    ----------
    cause : {"error", "timeout", "ended"}
        An error in a cell, a cell that took too long, or a process that ended.
    """

    def __init__(self, message: str, cause: Cause = "error") -> None:
        self.cause = cause
        super().__init__(message)


def _describe_failure(error: Exception, *, injected_count: int, timeout_s: float | None) -> NotebookError:
    index = getattr(error, "cell_index", None)
    place = "a cell" if index is None else f"cell {index + 1 - injected_count}"
    if isinstance(error, TimeoutError):
        limit = f"the {timeout_s:g} s" if timeout_s else "the time"
        return NotebookError(f"{place} took longer than {limit} it may; see cell_timeout_s", "timeout")
    if type(error).__name__ in ("ProcessEndedError", "DeadKernelError"):
        return NotebookError(f"the notebook's process ended in {place}; is there memory enough?", "ended")
    name = getattr(error, "ename", type(error).__name__)
    return NotebookError(f"{name} in {place}; run the notebook in JupyterLab to see why")


def execute_and_render(
    job: NotebookJob, *, private: Path, engine: str, timeout_s: float | None = None
) -> RenderedReport:
    """Make one report; a failure is reported, not raised, so that the others go on. Safe for threads.

    Parameters
    ----------
    job : NotebookJob
        The job.
    private : Path
        Folder for private temporary files.
    engine : str
        Name of a papermill engine, as :func:`aspa_analysis.reporting.choose_engine` returns it.
    timeout_s : float or None
        Seconds that one cell may take.

    Returns
    -------
    RenderedReport
        The page, or why there is none. A page of an earlier run is removed when the new one fails.
    """
    from aspa_analysis.reporting.render import render_html

    start = time.monotonic()
    headline: str | None = None
    error: str | None = None
    cause: Cause | None = None
    executed: Path | None = None
    try:
        executed = execute_notebook(job, private=private, engine=engine, timeout_s=timeout_s)
        headline = render_html(executed, job)
    except AspaError as failure:
        error, cause = str(failure), getattr(failure, "cause", "error")
    except Exception as failure:  # one page's fault is not the run's
        error, cause = type(failure).__name__, "error"
    finally:
        if executed is not None:
            executed.unlink(missing_ok=True)
    if error is not None:
        job.html.unlink(missing_ok=True)
    return RenderedReport(
        html=job.html,
        status="made" if error is None else "failed",
        error=error,
        duration_s=time.monotonic() - start,
        headline=headline,
        cause=cause,
    )


def _make_private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder
