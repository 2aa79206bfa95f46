"""What a run shows on a terminal, and in a scheduler's log."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars


class ConsoleProgress:
    """A bar per stage on a terminal; a line per stage where there is none.

    Parameters
    ----------
    console : rich.console.Console
        Where to write.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._task: TaskID | None = None
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[step]}"),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing; the terminal is left in order even after an error."""
        self._bars.stop()

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""
        if self._bars.disable:
            self._console.print(f"{stage} ({total})")
        else:
            self._task = self._bars.add_task(stage, total=total, step="")

    def advance(self, step: str) -> None:
        """Tell that a step of the stage is done."""
        if self._task is not None:
            self._bars.update(self._task, advance=1, step=step)
