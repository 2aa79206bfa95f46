"""The pre-warmed process: it imports what notebooks need once and forks a fresh child for each notebook.

It is started with ``start_warm_process`` of :mod:`aspa_analysis.reporting.engine`, listens on a socket
it inherits, and ends with every child when the other end of that socket closes. Nothing it or a child
prints reaches a log, for a cell may print anything.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import signal
import socket
import sys
import warnings
from typing import Any

from aspa_analysis.reporting._frames import receive_message, send_message

READY = b"r"

# What a notebook imports, directly or through the rooms it calls.
_PRELOADED = (
    "numpy",
    "pandas",
    "pyarrow.acero",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "scipy.optimize",
    "scipy.stats",
    "PIL.Image",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "aspa_analysis.schemas",
    "aspa_analysis.store",
    "aspa_analysis.disclosure",
    "aspa_analysis.survey",
    "aspa_analysis.profiles",
)
_RUN_SIDE = ("_body", "_frames", "_pages", "engine", "jobs", "parameters", "render", "site", "warm")

# Run once before any fork, so that no child pays for fonts, formatters and lazily imported parts.
_REHEARSAL = """
import pandas as pd
import matplotlib.pyplot as plt
from IPython.display import HTML, display
display(pd.DataFrame({"a": [1]}), HTML(""))
figure, axes = plt.subplots()
axes.barh(["ä"], [1])
axes.set_title("å")
display(figure)
plt.close(figure)
"""


def serve(control_number: int) -> None:
    """Warm up, then fork a child for each connection that arrives, until the other end closes.

    Parameters
    ----------
    control_number : int
        File number of the inherited control socket: each byte on it carries one connection.
    """
    control = socket.socket(fileno=control_number)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that have ended leave no zombies
    shell = _warm_up()
    control.sendall(READY)
    while True:
        data, numbers, _flags, _address = socket.recv_fds(control, 1, 1)
        if not data or not numbers:
            os.killpg(0, signal.SIGKILL)  # own session: this process and its children, nobody else
        _fork_child(shell, control, numbers[0])


def _warm_up() -> Any:
    for name in (*_PRELOADED, *_list_page_modules()):
        # A room that cannot be imported is the notebook's error to report, not this process's.
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from aspa_analysis.reporting._shell import make_shell, run_cell

    shell: Any = make_shell()
    run_cell(shell, _REHEARSAL)
    shell.reset(new_session=True)
    shell.execution_count = 1
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the shared pages
    return shell


def _list_page_modules() -> list[str]:
    """List what the reporting room gives to notebooks: all of it but what runs them."""
    import aspa_analysis.reporting as room

    names = (module.name for module in pkgutil.iter_modules(room.__path__))
    return [f"{room.__name__}.{name}" for name in names if name not in _RUN_SIDE]


def _fork_child(shell: Any, control: socket.socket, number: int) -> None:
    with warnings.catch_warnings():
        # Arrow's allocator keeps a thread of its own and handles forks; Python warns of it from 3.12.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        os.close(number)
        return
    status = 1
    try:
        control.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with socket.socket(fileno=number) as connection:
            _run_notebook(shell, connection)
        status = 0
    finally:
        os._exit(status)


def _run_notebook(shell: Any, connection: socket.socket) -> None:
    from aspa_analysis.reporting._shell import run_cell

    request = receive_message(connection)
    if request is None:
        return
    os.chdir(request["folder"])
    sys.path.insert(0, "")
    send_message(connection, {"process": os.getpid()})
    for source in request["sources"]:
        answer = run_cell(shell, source)
        send_message(connection, answer)
        if answer["is_failed"]:
            return
