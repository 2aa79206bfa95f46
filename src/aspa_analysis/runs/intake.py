"""Raw files in, canonical tables out: ingest, privacy and cleaning joined, a file at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from aspa_analysis import cleaning, ingest, privacy
from aspa_analysis.errors import AspaError, InputError, SettingsError
from aspa_analysis.questionnaire import Questionnaire, load_questionnaire
from aspa_analysis.registry import Registry, load_registry
from aspa_analysis.resources import project_file
from aspa_analysis.runs.progress import Progress
from aspa_analysis.runs.quarantine import collect_quarantine
from aspa_analysis.settings import Settings
from aspa_analysis.validation import make_empty

_ANY_MARK = "|".join(re.escape(mark) for mark in privacy.MARKS.values())
TABLES_IN = ("feedback", "respondents", "responses", "activity")


@dataclass(frozen=True)
class FileRecord:
    """A raw file: what it was read as, or why it was refused."""

    file_name: str
    source_file: str
    format: str | None = None
    source: str | None = None
    encoding: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class StagedFile:
    """A raw file that was read, its text already redacted."""

    record: FileRecord
    staged: ingest.Staged
    registers_libraries: bool


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
    redactor = make_redactor(settings)
    progress.start("Luetaan tiedostoja", len(paths))
    collector = _Collector()
    staged = []
    for path in paths:
        staged += _stage_or_refuse(path, settings, sources, redactor, collector)
        progress.advance(path.name)
    registry = _extend_registry(read_registry(settings), staged)
    progress.start("Siistitään rivejä", len(staged))
    for file in staged:
        _clean_or_refuse(file, settings, registry, today, collector)
        progress.advance(file.record.file_name)
    return _put_together(collector, registry)


def make_redactor(settings: Settings) -> privacy.Redactor:
    """Make the redactor with the project's own always-hide and always-keep words."""
    words = settings.config / "redaction.toml"
    hide, keep = privacy.load_redaction_words(words) if words.exists() else ((), ())
    return privacy.Redactor(always_hide=hide, always_keep=keep)


def read_registry(settings: Settings) -> Registry:
    """Read the project's registry; a project of source maps alone begins with an empty one."""
    path = settings.config / "libraries.toml"
    return load_registry(path) if path.exists() else Registry()


def _stage_or_refuse(
    path: Path,
    settings: Settings,
    sources: list[ingest.SourceMap],
    redactor: privacy.Redactor,
    collector: _Collector,
) -> list[StagedFile]:
    name = path.relative_to(settings.raw).as_posix()
    try:
        return [_stage_file(path, name, settings, sources, redactor)]
    except AspaError as error:
        _refuse_file(collector, FileRecord(name, ingest.hash_file(path), problem=str(error)))
        return []


def _stage_file(
    path: Path, name: str, settings: Settings, sources: list[ingest.SourceMap], redactor: privacy.Redactor
) -> StagedFile:
    file_hash = ingest.hash_file(path)
    export, source = read_raw_file(path, name, sources)
    if source is None and not export.format.startswith("form:"):
        raise InputError(
            f"no source map for this layout ({export.format}): expected one in config/sources; "
            f"run 'aspa inspect {name}' and correct the map that it writes"
        )
    staged = ingest.stage_export(export, source, file_name=name, file_hash=file_hash)
    record = FileRecord(name, file_hash, export.format, source.name if source else None, export.encoding)
    protected = protect_staged(staged, settings, redactor)
    return StagedFile(record, protected, bool(source and source.library_from_column))


def read_raw_file(
    path: Path, name: str, sources: list[ingest.SourceMap]
) -> tuple[ingest.Export, ingest.SourceMap | None]:
    """Read a raw file with the source map that is for it.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its path below the raw folder, which maps match.
    sources : list of SourceMap
        The project's maps.

    Returns
    -------
    export : Export
        The file.
    source : SourceMap or None
        Its map, which then guides the reading (sheet, heading row, separator, encoding); None for a
        form, or when no map is for it.

    Raises
    ------
    InputError
        If the file cannot be read.
    SettingsError
        If two maps are for it.
    """
    export = ingest.read_export(path)
    source = ingest.find_source(sources, name, export)
    return (ingest.read_export(path, source), source) if source else (export, None)


def protect_staged(staged: ingest.Staged, settings: Settings, redactor: privacy.Redactor) -> ingest.Staged:
    """Take personal data out of a staged file: free text redacted, respondents pseudonymised.

    Parameters
    ----------
    staged : Staged
        The file as ingest gave it.
    settings : Settings
        The project's settings; the key of the pseudonyms lies in its private folder.
    redactor : Redactor
        Takes personal data out of the texts.

    Returns
    -------
    Staged
        The same rows; each text has the number of its redactions beside it.
    """
    columns = _list_text_columns(staged, settings)
    frame, _ = privacy.protect_frame(staged.frame, columns, redactor=redactor)
    frame = frame.assign(**{_name_count(column): frame[column].str.count(_ANY_MARK) for column in columns})
    if staged.table == "survey":
        key = privacy.load_key(settings.private / "pseudonym.key")
        own = frame["source_file"].astype("str") + ":" + frame["source_row"].astype("str")
        given = frame["respondent_id"].fillna(own) if "respondent_id" in frame else own
        scope = f"{staged.wave}:{frame['source_file'].iloc[0]}" if len(frame) else ""
        frame = frame.assign(respondent_id=privacy.pseudonymise(given.tolist(), key, scope=scope))
    return replace(staged, frame=frame)


def _name_count(column: str) -> str:
    return "redacted_count" if column == "text" else f"{column}.redacted_count"


def _list_text_columns(staged: ingest.Staged, settings: Settings) -> list[str]:
    if staged.table == "feedback":
        return ["text"]
    if staged.table == "activity":
        return []
    questionnaire = resolve_questionnaire(staged.questionnaire, settings)
    names = {f"item:{item.code}" for item in questionnaire.list_items("open")}
    return [column for column in staged.frame.columns if column in names]


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
    except AspaError as error:
        _refuse_file(collector, replace(file.record, problem=str(error)))


def _clean_file(
    file: StagedFile, settings: Settings, registry: Registry, today: date, collector: _Collector
) -> None:
    staged = file.staged
    if staged.table == "survey":
        tables, rejected = _clean_survey(staged, settings, registry, today, collector)
        kept = len(tables["respondents"])
    else:
        clean = cleaning.clean_feedback if staged.table == "feedback" else cleaning.clean_activity
        cleaned = clean(staged.frame, registry, today=today)
        tables, rejected = {staged.table: cleaned.frame}, cleaned.rejected
        kept = len(cleaned.frame)
    quarantine = collect_quarantine(file.record.file_name, file.record.source_file, staged, rejected)
    for name, frame in tables.items():
        collector.parts[name].append(frame)
    collector.quarantine.append(quarantine)
    counts = {"rows_count": staged.rows_count, "kept_count": kept, "quarantined_count": len(quarantine)}
    collector.files.append({**vars(file.record), **counts})


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


def resolve_questionnaire(named: str | Questionnaire | None, settings: Settings) -> Questionnaire:
    """Return a source map's questionnaire, reading it when it is named by its id.

    Raises
    ------
    SettingsError
        If the map names none, or one that does not exist.
    """
    if isinstance(named, Questionnaire):
        return named
    if named is None:
        raise SettingsError('a survey\'s source map names no questionnaire; add questionnaire = "…" to it')
    return load_questionnaire(project_file(settings.config, f"questionnaires/{named}.toml"))


def _put_together(collector: _Collector, registry: Registry) -> Intake:
    tables = {name: _join_parts(name, parts) for name, parts in collector.parts.items()}
    tables["quarantine"] = _join_parts("quarantine", collector.quarantine)
    tables["files"] = pd.DataFrame(collector.files).sort_values("file_name", ignore_index=True)
    tables["libraries"] = registry.to_frame()
    return Intake(tables, collector.questionnaires, registry)


def _join_parts(name: str, parts: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else make_empty(name)
