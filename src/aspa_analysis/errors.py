"""The errors of the project and the exit code of each.

An error's message names the fact, what was expected, what was found and the remedy, and never the
value of a cell: a message may end in a log, and a cell may hold personal data.
"""

from __future__ import annotations

import traceback
from enum import IntEnum
from pathlib import Path


class ExitCode(IntEnum):
    """Exit codes of the ``aspa`` command, so that a scheduler need not read a log."""

    ALL_MADE = 0
    UNEXPECTED = 1
    SETTINGS = 2
    QUARANTINED = 3
    REPORTS_FAILED = 4
    LOCKED = 5
    REFUSED = 6


class AspaError(Exception):
    """Base of every error that the project raises on purpose."""

    exit_code: ExitCode = ExitCode.UNEXPECTED


class SettingsError(AspaError):
    """A setting, a configuration file or an argument is missing, unknown or impossible."""

    exit_code = ExitCode.SETTINGS


class InputError(AspaError):
    """A file cannot be read as what it seems to be."""

    exit_code = ExitCode.QUARANTINED


class TableError(AspaError):
    """A table does not follow its schema."""

    exit_code = ExitCode.UNEXPECTED


class QuarantineError(AspaError):
    """More rows were quarantined than the settings allow."""

    exit_code = ExitCode.QUARANTINED


class ReportError(AspaError):
    """A report could not be made."""

    exit_code = ExitCode.REPORTS_FAILED


class LockedError(AspaError):
    """Another run holds the project's lock."""

    exit_code = ExitCode.LOCKED


class PublicationError(AspaError):
    """Publishing was refused, because it would disclose somebody."""

    exit_code = ExitCode.REFUSED


def describe_unexpected(error: BaseException) -> str:
    """Describe an error that nobody foresaw, without its message: that may hold the value of a cell.

    Parameters
    ----------
    error : BaseException
        The error, as it was caught.

    Returns
    -------
    str
        Its class, and the last line of the project's own code that it passed.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "aspa_analysis" in Path(frame.filename).parts] or list(frames)
    place = f" at {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    return f"unexpected {type(error).__name__}{place}; its message is left out, for it may hold a cell"
