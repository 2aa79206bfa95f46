"""Raw files in, canonical tables out: ingest, privacy and cleaning joined, a file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from aspa_analysis import cleaning, ingest, privacy
from aspa_analysis.errors import AspaError, SettingsError, describe_unexpected
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.registry import Registry, load_registry
from aspa_analysis.runs.progress import Progress
from aspa_analysis.runs.quarantine import collect_quarantine
from aspa_analysis.runs.staging import (
    FileRecord,
    StagedFile,
    make_redactor,
    resolve_questionnaire,
    stage_file,
)
from aspa_analysis.settings import Settings
from aspa_analysis.validation import make_empty

TABLES_IN = ("feedback", "respondents", "responses", "activity")


@dataclass(frozen=True)
class Intake:
    """Everything that came in.

    Attributes
    ----------
    tables : dict
        The canonical tables by name, with ``files`` and ``quarantine`` among them.
    questionnaires : dict
        The questionnaire of each survey wave.
    registry : Registry
        The registry, with libraries that only source maps name.
    """

    tables: dict[str, pd.DataFrame]
    questionnaires: dict[str, Questionnaire]
    registry: Registry


@dataclass
class _Collector:
    """What the files gave, before it is put together."""

    redactor: privacy.Redactor
    parts: dict[str, list[pd.DataFrame]] = field(default_factory=lambda: {name: [] for name in TABLES_IN})
    quarantine: list[pd.DataFrame] = field(default_factory=list)
    files: list[dict[str, object]] = field(default_factory=list)
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)


def take_in(settings: Settings, *, today: date, progress: Progress) -> Intake:
    """Read every raw file of a project into the canonical tables.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    today : date
        The day of the run; a later date in a file is refused.
    progress : Progress
        Told of each file.

    Returns
    -------
    Intake
        The tables; a file that cannot be read is a row of ``files`` with its problem and stops no other.

    Raises
    ------
    SettingsError
        If the raw folder holds no file, or a configuration file is not understood.
    """
    paths = ingest.list_raw_files(settings.raw)
    if not paths:
        raise SettingsError(
            f"no input: expected exports or filled forms in {settings.paths.raw}, found none; put files there"
        )
    sources = ingest.load_sources(settings.config)
    registry = read_registry(settings)
    redactor = make_redactor(settings, registry)
    progress.start("Luetaan tiedostoja", len(paths))
    collector = _Collector(redactor)
    staged = []
    for path in paths:
        staged += _stage_or_refuse(path, settings, sources, collector)
        progress.advance(path.name)
    registry = _extend_registry(registry, staged)
    progress.start("Siistitään rivejä", len(staged))
    for file in staged:
        _clean_or_refuse(file, settings, registry, today, collector)
        progress.advance(file.record.file_name)
    return _put_together(collector, registry)


def read_registry(settings: Settings) -> Registry:
    """Read the project's registry; a project of source maps alone begins with an empty one."""
    path = settings.config / "libraries.toml"
    return load_registry(path) if path.exists() else Registry()


def _stage_or_refuse(
    path: Path,
    settings: Settings,
    sources: list[ingest.SourceMap],
    collector: _Collector,
) -> list[StagedFile]:
    name = path.relative_to(settings.raw).as_posix()
    try:
        return [stage_file(path, name, settings, sources, collector.redactor)]
    except Exception as error:  # whatever one file does, the others go on
        _refuse_file(collector, FileRecord(name, ingest.hash_file(path), problem=_tell_problem(error)))
        return []


def _tell_problem(error: Exception) -> str:
    return str(error) if isinstance(error, AspaError) else describe_unexpected(error)


def _extend_registry(registry: Registry, files: Iterable[StagedFile]) -> Registry:
    for file in files:
        if file.registers_libraries:
            registry = registry.with_libraries(file.staged.frame["library"].dropna().unique())
    return registry


def _refuse_file(collector: _Collector, record: FileRecord) -> None:
    counts = {"rows_count": 0, "kept_count": 0, "quarantined_count": 0}
    collector.files.append({**vars(record), **counts})


def _clean_or_refuse(
    file: StagedFile, settings: Settings, registry: Registry, today: date, collector: _Collector
) -> None:
    try:
        _clean_file(file, settings, registry, today, collector)
    except Exception as error:  # whatever one file does, the others go on
        _refuse_file(collector, replace(file.record, problem=_tell_problem(error)))


def _clean_file(
    file: StagedFile, settings: Settings, registry: Registry, today: date, collector: _Collector
) -> None:
    staged = file.staged
    if staged.table == "survey":
        tables, rejected = _clean_survey(staged, settings, registry, today, collector)
        kept = len(tables["respondents"])
    else:
        clean = cleaning.clean_feedback if staged.table == "feedback" else cleaning.clean_activity
        cleaned = clean(staged.frame, registry, today=today, default_year=find_year(file.record.file_name))
        tables, rejected = {staged.table: cleaned.frame}, cleaned.rejected
        kept = len(cleaned.frame)
    quarantine = collect_quarantine(file.record, staged, rejected, redactor=collector.redactor)
    for name, frame in tables.items():
        collector.parts[name].append(frame)
    collector.quarantine.append(quarantine)
    counts = {"rows_count": staged.rows_count, "kept_count": kept, "quarantined_count": len(quarantine)}
    collector.files.append({**vars(file.record), **counts})


def find_year(file_name: str) -> int | None:
    """Find the year that a file's name gives, for dates such as "vko 36" that name none.

    Parameters
    ----------
    file_name : str
        Path of the file below the raw folder.

    Returns
    -------
    int or None
        The year, when the name holds exactly one.
    """
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", file_name))
    return int(years.pop()) if len(years) == 1 else None


def _clean_survey(
    staged: ingest.Staged, settings: Settings, registry: Registry, today: date, collector: _Collector
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    questionnaire = resolve_questionnaire(staged.questionnaire, settings)
    wave = staged.wave or str(today.year)
    # An answer without a date belongs to its wave; its year is all that is known.
    file_month = f"{wave[:4]}-01" if wave[:4].isdigit() else f"{today:%Y-%m}"
    cleaned = cleaning.clean_survey(
        name_answers(staged.frame), questionnaire, registry, wave=wave, file_month=file_month, today=today
    )
    collector.questionnaires.setdefault(wave, questionnaire)
    tables = {
        "respondents": cleaned.respondents,
        "responses": cleaned.responses,
        "feedback": cleaned.feedback,
    }
    return tables, cleaned.rejected


def name_answers(staged: pd.DataFrame) -> pd.DataFrame:
    """Give staged answers the names that cleaning knows: the item's code alone.

    Parameters
    ----------
    staged : pandas.DataFrame
        Fields, and answers under ``item:<code>``.

    Returns
    -------
    pandas.DataFrame
        The same rows; where a field and an item share a name, the item is meant.
    """
    items = {column: column.removeprefix("item:") for column in staged.columns if column.startswith("item:")}
    shadowed = [column for column in staged.columns if column in items.values()]
    return staged.drop(columns=shadowed).rename(columns={**items, "complete": "is_complete"})


def _put_together(collector: _Collector, registry: Registry) -> Intake:
    tables = {name: _join_parts(name, parts) for name, parts in collector.parts.items()}
    tables["quarantine"] = _join_parts("quarantine", collector.quarantine)
    tables["files"] = pd.DataFrame(collector.files).sort_values("file_name", ignore_index=True)
    tables["libraries"] = registry.to_frame()
    return Intake(tables, collector.questionnaires, registry)


def _join_parts(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else make_empty(name)
