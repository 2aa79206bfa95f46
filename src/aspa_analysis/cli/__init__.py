"""The ``aspa`` command."""

from aspa_analysis.cli.commands import main

__all__ = ["main"]
