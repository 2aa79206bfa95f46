"""What a run returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aspa_analysis.errors import ExitCode
from aspa_analysis.reporting import RenderedReport
from aspa_analysis.runs.plan import PlannedReport


@dataclass(frozen=True)
class RunResult:
    """What a run made, and what it could not make.

    Attributes
    ----------
    index : Path or None
        The start page of the reports; None when the run stopped before the reports.
    manifest : Path
        What went in, with what settings and versions, and what came out.
    reports : tuple
        Each planned report with its outcome.
    rows_count, quarantined_count : int
        Rows read, and those of them in quarantine.
    refused_files : tuple of str
        Files that could not be read, each with its reason.
    max_quarantined_share : float
        The share of quarantined rows that the settings allow.
    """

    index: Path | None
    manifest: Path
    reports: tuple[tuple[PlannedReport, RenderedReport], ...]
    rows_count: int
    quarantined_count: int
    refused_files: tuple[str, ...]
    max_quarantined_share: float

    @property
    def failed(self) -> tuple[str, ...]:
        """Names of the reports that could not be made."""
        return tuple(planned.id for planned, made in self.reports if made.status == "failed")

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of the ``aspa`` command for this result."""
        if self.failed:
            return ExitCode.REPORTS_FAILED
        share = self.quarantined_count / self.rows_count if self.rows_count else 0.0
        if self.refused_files or share > self.max_quarantined_share:
            return ExitCode.QUARANTINED
        return ExitCode.ALL_MADE
