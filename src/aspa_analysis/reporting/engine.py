"""The papermill engine ``aspa-forked``: a notebook runs in a child forked from a pre-warmed process.

Papermill loads :class:`ForkedEngine` through its entry point while papermill itself is still being
imported. So this module imports papermill only inside functions, and the class has papermill's
interface without its base class.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aspa_analysis.errors import ReportError
from aspa_analysis.reporting._frames import receive_message, send_message

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

FORKED_ENGINE = "aspa-forked"
ORDINARY_ENGINE = "nbclient"
WARM_UP_TIMEOUT_S = 120.0

# One thread each: numeric libraries' thread pools do not survive a fork, and waiting for them hangs.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}


class CellTimeoutError(TimeoutError):
    """A cell took longer than it may."""

    def __init__(self, cell_index: int) -> None:
        self.cell_index = cell_index
        super().__init__(cell_index)


class ProcessEndedError(RuntimeError):
    """A notebook's process ended before its cell did."""

    def __init__(self, cell_index: int) -> None:
        self.cell_index = cell_index
        super().__init__(cell_index)


def can_fork() -> bool:
    """Tell whether this platform forks safely once numeric libraries are loaded (macOS does not)."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


def choose_engine() -> str:
    """Choose the name of the engine for this platform."""
    return FORKED_ENGINE if can_fork() else ORDINARY_ENGINE


def register_engine() -> None:
    """Make ``aspa-forked`` known to papermill also where the entry point is not installed."""
    from papermill.engines import papermill_engines

    papermill_engines.register(FORKED_ENGINE, ForkedEngine)


class ForkedEngine:
    """Papermill's interface of an engine; see :mod:`aspa_analysis.reporting.engine`."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:  # noqa: ARG003
        """Run a notebook's code cells in a fresh child of the warm process.

        Parameters
        ----------
        nb : NotebookNode
            The parameterised notebook.
        kernel_name : str
            Papermill's choice of kernel; the cells run in this Python whatever it is.
        **options
            Papermill's options; ``execution_timeout`` is each cell's seconds. The notebook is not
            saved while it runs.

        Returns
        -------
        NotebookNode
            The notebook with its outputs.

        Raises
        ------
        CellTimeoutError
            If a cell takes too long; its process is killed.
        ProcessEndedError
            If the process ends by itself, out of memory for example.
        """
        from papermill.engines import NotebookExecutionManager

        manager = NotebookExecutionManager(
            nb,
            output_path=None,
            log_output=options.get("log_output", False),
            progress_bar=options.get("progress_bar", False),
        )
        manager.notebook_start()
        try:
            _run_cells(manager, timeout_s=options.get("execution_timeout"))
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        executed: NotebookNode = manager.nb
        return executed

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the kernel's name as papermill finds it."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the notebook's language as papermill finds it."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))


def _run_cells(manager: NotebookExecutionManager, *, timeout_s: float | None) -> None:
    cells = [(i, c) for i, c in enumerate(manager.nb.cells) if c.cell_type == "code" and c.source.strip()]
    request = {"folder": str(os.getcwd()), "sources": [cell.source for _, cell in cells]}  # noqa: PTH109
    with _open_child(request) as child:
        for index, cell in cells:
            manager.cell_start(cell, index)
            answer = child.wait_for_cell(index, timeout_s=timeout_s)
            _keep_answer(cell, answer)
            if answer["is_failed"]:
                manager.cell_exception(cell, index)
            manager.cell_complete(cell, index)
            if answer["is_failed"]:
                return


def _keep_answer(cell: NotebookNode, answer: dict[str, Any]) -> None:
    import nbformat

    cell.execution_count = answer["execution_count"]
    outputs = answer["outputs"]
    cell.outputs = [nbformat.from_dict(output) for output in outputs]  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class _Child:
    """A child of the warm process that runs one notebook."""

    connection: socket.socket
    process: int

    def wait_for_cell(self, index: int, *, timeout_s: float | None) -> dict[str, Any]:
        try:
            answer = receive_message(self.connection, timeout_s=timeout_s)
        except TimeoutError:
            self.kill()
            raise CellTimeoutError(index) from None
        if answer is None:
            raise ProcessEndedError(index)
        return answer

    def kill(self) -> None:
        # The connection is open, so the child lives and the number is still its own.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)


@contextlib.contextmanager
def _open_child(request: dict[str, Any]) -> Iterator[_Child]:
    with start_warm_process().connect() as connection:
        send_message(connection, request)
        hello = receive_message(connection, timeout_s=WARM_UP_TIMEOUT_S)
        if hello is None:
            raise ProcessEndedError(0)
        yield _Child(connection, hello["process"])


class WarmProcess:
    """The pre-warmed process, seen from the run; safe for threads."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="aspa-ipython-", ignore_cleanup_errors=True)
        code = f"from aspa_analysis.reporting.warm import serve; serve({theirs.fileno()})"
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter, our own code)
                [sys.executable, "-c", code],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C reaches the run, which then ends this process
                env={**os.environ, **_ENVIRONMENT, "IPYTHONDIR": self._folder.name},
            )
        self._wait_until_warm()

    def _wait_until_warm(self) -> None:
        self._control.settimeout(WARM_UP_TIMEOUT_S)
        try:
            is_warm = bool(self._control.recv(1))
        except (TimeoutError, ConnectionError):
            is_warm = False
        if not is_warm:
            self.stop()
            raise ReportError(
                "the process that notebooks are forked from did not start; expected it to be ready within "
                f"{WARM_UP_TIMEOUT_S:.0f} s; see 'python -c \"import aspa_analysis.reporting.warm\"'"
            )
        self._control.settimeout(None)

    @property
    def process_id(self) -> int:
        """Number of the process."""
        return self._process.pid

    def wait(self) -> None:
        """Wait until the process has ended."""
        self._process.wait()

    def is_alive(self) -> bool:
        """Tell whether the process is there."""
        return self._process.poll() is None

    def connect(self) -> socket.socket:
        """Fork a child and return the connection to it."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                socket.send_fds(self._control, [b"n"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise ProcessEndedError(0) from None
        return ours

    def stop(self) -> None:
        """End the process and every child it has."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        if self.is_alive():
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


_state: dict[str, WarmProcess] = {}
_state_lock = threading.Lock()


def start_warm_process() -> WarmProcess:
    """Return the run's warm process, started when there is none or it has died; safe for threads.

    Returns
    -------
    WarmProcess
        The process, ready to fork.

    Raises
    ------
    ReportError
        If it does not start.
    """
    with _state_lock:
        process = _state.get("process")
        if process is None or not process.is_alive():
            if process is not None:
                process.stop()
            process = _state["process"] = WarmProcess()
        return process


@atexit.register
def stop_warm_process() -> None:
    """End the warm process, if there is one; the next notebook starts another."""
    with _state_lock:
        process = _state.pop("process", None)
        if process:
            process.stop()
