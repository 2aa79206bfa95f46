"""An IPython shell that keeps what a cell shows as notebook outputs, as a Jupyter kernel would send it."""

from __future__ import annotations

import base64
import contextlib
import io
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"

Output = dict[str, Any]


class OutputPublisher(DisplayPublisher):
    """Keeps what ``display`` shows."""

    shell: ReportShell

    def publish(  # IPython's signature
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,  # noqa: ARG002
        *,
        transient: Any = None,
        update: Any = False,
        **options: Any,  # noqa: ARG002
    ) -> None:
        """Keep one display as an output; an update replaces the display with its id."""
        content = {"data": _encode_data(data), "metadata": dict(metadata or {})}
        display_id = str((transient or {}).get("display_id", ""))
        if update:
            for output in self.shell.displays.get(display_id, ()):
                output.update(content)
            return
        output = {"output_type": "display_data", **content}
        self.shell.outputs.append(output)
        if display_id:
            self.shell.displays.setdefault(display_id, []).append(output)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002  (IPython's signature)
        """Forget what the cell has shown so far."""
        self.shell.outputs.clear()


class OutputHook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    shell: Any

    def start_displayhook(self) -> None:
        """Begin without a prompt."""

    def write_output_prompt(self) -> None:
        """Write no prompt."""

    def write_format_data(self, format_dict: Output, md_dict: Output | None = None) -> None:
        """Keep the value's formats as an output."""
        self.shell.outputs.append(
            {
                "output_type": "execute_result",
                "execution_count": self.prompt_count,
                "data": _encode_data(format_dict),
                "metadata": dict(md_dict or {}),
            }
        )

    def finish_displayhook(self) -> None:
        """End without a line break."""


class ReportShell(InteractiveShell):
    """The shell in which a notebook's cells run.

    Attributes
    ----------
    outputs : list of dict
        What the current cell has shown, as nbformat outputs.
    displays : dict
        Outputs by their display id, for later updates.
    """

    displayhook_class = Type(OutputHook)
    display_pub_class = Type(OutputPublisher)

    def __init__(self, **options: Any) -> None:
        self.outputs: list[Output] = []
        self.displays: dict[str, list[Output]] = {}
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def _showtraceback(self, etype: type[BaseException], evalue: object, stb: object) -> None:  # noqa: ARG002
        # The class alone: the traceback and the error's text may hold a cell's value, and must not leave.
        self.outputs.append({"output_type": "error", "ename": etype.__name__, "evalue": "", "traceback": []})


class _StreamWriter(io.TextIOBase):
    """A standard stream that ends in the shell's outputs."""

    def __init__(self, shell: ReportShell, name: str) -> None:
        super().__init__()
        self._shell, self._name = shell, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        outputs = self._shell.outputs
        last = outputs[-1] if outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == self._name:
            last["text"] += text
        elif text:
            outputs.append({"output_type": "stream", "name": self._name, "text": text})
        return len(text)


def make_shell() -> ReportShell:
    """Make the process's shell, without history on disk, drawing figures as PNG.

    Returns
    -------
    ReportShell
        The one shell of this process. A second one would lack the formatter of figures.
    """
    from IPython.core.pylabtools import activate_matplotlib
    from matplotlib_inline.backend_inline import configure_inline_support

    config = Config()
    config.HistoryManager.enabled = False
    shell: ReportShell = ReportShell.instance(config=config)
    # The backend was imported before there was a shell, so it has not enrolled itself.
    activate_matplotlib(INLINE_BACKEND)  # type: ignore[no-untyped-call]
    configure_inline_support(shell, INLINE_BACKEND)  # type: ignore[no-untyped-call]
    return shell


def run_cell(shell: ReportShell, source: str) -> dict[str, Any]:
    """Run one cell.

    Parameters
    ----------
    shell : ReportShell
        The shell.
    source : str
        The cell's code.

    Returns
    -------
    dict
        ``execution_count``, ``outputs`` (nbformat) and ``is_failed``.
    """
    shell.outputs = []
    count = shell.execution_count
    with (
        contextlib.redirect_stdout(_StreamWriter(shell, "stdout")),
        contextlib.redirect_stderr(_StreamWriter(shell, "stderr")),
    ):
        result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    return {"execution_count": count, "outputs": shell.outputs, "is_failed": not result.success}


def _encode_data(data: Output) -> Output:
    """Turn bytes into base64, as a kernel does before it sends them."""
    return {
        kind: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }
