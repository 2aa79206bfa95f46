"""How a run tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What a run reports to: a console, a log or nothing."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def advance(self, step: str) -> None:
        """Tell that a step of the stage is done."""


class Silence:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int) -> None:
        """Begin a stage of so many steps."""

    def advance(self, step: str) -> None:
        """Tell that a step of the stage is done."""
