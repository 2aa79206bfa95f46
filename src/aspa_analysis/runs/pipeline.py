"""The main job: raw files in, a report per library, consortium and region out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from aspa_analysis.registry import Registry
from aspa_analysis.reporting import Link, NotebookJob, RenderedReport, build_site
from aspa_analysis.reporting.furniture import find_furniture
from aspa_analysis.reporting.wording import name_period
from aspa_analysis.resources import shipped
from aspa_analysis.runs.analysis import (
    code_notes,
    profile_respondents,
    save_questionnaires,
    save_registry,
    score_respondents,
)
from aspa_analysis.runs.entries import list_site_entries, name_report
from aspa_analysis.runs.intake import Intake, take_in
from aspa_analysis.runs.lock import hold_lock, make_private_folder
from aspa_analysis.runs.manifest import write_manifest
from aspa_analysis.runs.plan import PlannedReport, plan_reports
from aspa_analysis.runs.progress import Progress, Silence
from aspa_analysis.runs.result import RunResult
from aspa_analysis.runs.workers import make_reports
from aspa_analysis.settings import Settings, load_settings
from aspa_analysis.store import save_table

Reports = tuple[tuple[PlannedReport, RenderedReport], ...]


def run(
    project: str | Path = ".",
    libraries: Sequence[str] | None = None,
    period: str | None = None,
    languages: Sequence[str] | None = None,
    *,
    refit: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """Run the main job on a project folder.

    Parameters
    ----------
    project : str or Path
        The project folder.
    libraries : sequence of str, optional
        Ids of the libraries, consortia or regions to report on; all by default.
    period : str, optional
        As ``2025-05`` or ``2025-Q2``; by default each unit's last whole period.
    languages : sequence of str, optional
        Languages of the reports; by default those of the settings.
    refit : bool
        Fit the customer profiles again although the frozen model still holds.
    progress : Progress, optional
        Told how far the run is.

    Returns
    -------
    RunResult
        What was made, refused and quarantined, with the exit code.

    Raises
    ------
    SettingsError
        If the settings or arguments are not understood, or there is no input.
    LockedError
        If another run holds the project.
    """
    settings = load_settings(project)
    watcher = progress or Silence()
    with hold_lock(settings.private):
        made = datetime.now(tz=UTC).astimezone()
        intake = take_in(settings, today=made.date(), progress=watcher)
        tables = make_tables(intake, settings, refit=refit, progress=watcher)
        planned = plan_reports(
            settings,
            intake.registry,
            list_months(tables),
            units=libraries,
            period=period,
            languages=languages or settings.reports.languages,
        )
        return _report(settings, intake.registry, tables, planned, made=made, progress=watcher)


def make_tables(
    intake: Intake, settings: Settings, *, refit: bool, progress: Progress
) -> dict[str, pd.DataFrame]:
    """Make the result tables and write every table to the store.

    Parameters
    ----------
    intake : Intake
        What came in.
    settings : Settings
        The project's settings.
    refit : bool
        Whether to fit the profiles again.
    progress : Progress
        Told of each table.

    Returns
    -------
    dict
        The checked tables by name.
    """
    given = intake.tables
    progress.start("Koodataan, pisteytetään ja profiloidaan", 3)
    codes = code_notes(given["feedback"], settings)
    progress.advance("codes")
    scores = score_respondents(given["respondents"], given["responses"], intake.questionnaires)
    progress.advance("scores")
    posteriors = profile_respondents(
        given["respondents"], given["responses"], intake.questionnaires, settings, refit=refit
    )
    progress.advance("posteriors")
    results = {"codes": codes, "scores": scores, "posteriors": posteriors}
    save_questionnaires(intake.questionnaires, settings.processed)
    save_registry(intake.registry, settings.processed)
    return {name: save_table(settings.processed, name, frame) for name, frame in {**given, **results}.items()}


def list_months(tables: dict[str, pd.DataFrame]) -> list[str]:
    """List the months that have notes, or else respondents, or else activity."""
    for name in ("feedback", "respondents", "activity"):
        months = sorted(tables[name]["month"].dropna().unique())
        if months:
            return months
    return []


def _report(
    settings: Settings,
    registry: Registry,
    tables: dict[str, pd.DataFrame],
    planned: list[PlannedReport],
    *,
    made: datetime,
    progress: Progress,
) -> RunResult:
    jobs = [make_job(settings, report, planned) for report in planned]
    private = make_private_folder(settings.private)
    with tempfile.TemporaryDirectory(dir=private, prefix="run-") as folder:
        outcomes = make_reports(jobs, settings, private=Path(folder), progress=progress)
    reports = tuple(zip(planned, outcomes, strict=True))
    manifest = write_manifest(settings, tables, reports, made=made)
    index = build_site(
        list_site_entries(reports, registry),
        reports=settings.reports_folder,
        project=settings.project.name,
        is_example=settings.project.example,
        made_on=made.date(),
        language=settings.reports.languages[0],
    )
    return summarise(settings, tables["files"], reports=reports, manifest=manifest, index=index)


def make_job(settings: Settings, report: PlannedReport, planned: Sequence[PlannedReport]) -> NotebookJob:
    """Make the job of one planned report.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    report : PlannedReport
        The report.
    planned : sequence of PlannedReport
        All reports of the run, to link those that belong together.

    Returns
    -------
    NotebookJob
        The project's own notebook of that name, or else the shipped one, with its parameters.
    """
    own = settings.root / "notebooks" / f"{report.notebook}.ipynb"
    return NotebookJob(
        notebook=own if own.exists() else shipped(f"notebooks/{report.notebook}.ipynb"),
        parameters={
            "project": str(settings.root),
            "unit": report.unit.id,
            "period": report.period.id,
            "language": report.language,
            "audience": settings.reports.audience,
        },
        html=settings.reports_folder / f"{report.id}.html",
        title=name_report(report),
        language=report.language,
        is_example=settings.project.example,
        links=_link_others(report, planned),
        unit=report.unit.name,
        period=name_period(report.period, report.language),
    )


def _link_others(report: PlannedReport, planned: Sequence[PlannedReport]) -> tuple[Link, ...]:
    """Link a unit's other reports of the same period, and the same report in the other languages."""
    home = Link(find_furniture(report.language).index, "../../index.html")
    others = [
        Link(
            name_report(other),
            f"{other.notebook}.{other.language}.html",
            other.language if other.language != report.language else None,
        )
        for other in planned
        if other.unit.id == report.unit.id
        and other.id != report.id
        and (other.language == report.language or other.notebook == report.notebook)
    ]
    return (home, *others)


def summarise(
    settings: Settings, files: pd.DataFrame, *, reports: Reports, manifest: Path, index: Path | None
) -> RunResult:
    """Put the outcome of a run together."""
    refused = files.loc[files["problem"].notna(), ["file_name", "problem"]]
    return RunResult(
        index=index,
        manifest=manifest,
        reports=reports,
        rows_count=int(files["rows_count"].sum()),
        quarantined_count=int(files["quarantined_count"].sum()),
        refused_files=tuple(f"{name}: {problem}" for name, problem in refused.itertuples(index=False)),
        max_quarantined_share=settings.run.max_quarantined_share,
    )
