"""Reports made side by side; one that fails never stops the others."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from aspa_analysis.reporting import (
    NotebookJob,
    RenderedReport,
    choose_engine,
    execute_and_render,
    stop_warm_process,
)
from aspa_analysis.runs.progress import Progress
from aspa_analysis.settings import Settings


def count_workers(settings: Settings) -> int:
    """Count the reports that are made at a time: as set, or one a core that this process may use."""
    if settings.run.workers_count:
        return settings.run.workers_count
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def make_reports(
    jobs: Sequence[NotebookJob], settings: Settings, *, private: Path, progress: Progress
) -> list[RenderedReport]:
    """Make the reports, several at a time.

    Parameters
    ----------
    jobs : sequence of NotebookJob
        What to make.
    settings : Settings
        The project's settings.
    private : Path
        Private folder for executed notebooks until they are rendered.
    progress : Progress
        Told of each report.

    Returns
    -------
    list of RenderedReport
        In the order of the jobs, each made or failed.
    """
    engine = choose_engine()
    progress.start("Tehdään raportteja", len(jobs))
    try:
        with ThreadPoolExecutor(max_workers=count_workers(settings)) as pool:
            futures = {
                pool.submit(
                    execute_and_render,
                    job,
                    private=private,
                    engine=engine,
                    timeout_s=settings.run.cell_timeout_s,
                ): number
                for number, job in enumerate(jobs)
            }
            done: dict[int, RenderedReport] = {}
            for future in as_completed(futures):
                done[futures[future]] = future.result()
                progress.advance(done[futures[future]].html.stem)
    finally:
        stop_warm_process()
    return [done[number] for number in range(len(jobs))]
