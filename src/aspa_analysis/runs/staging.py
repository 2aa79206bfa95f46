"""One raw file: read, given canonical names, and its personal data taken out before anything else sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from aspa_analysis import ingest, privacy
from aspa_analysis.errors import InputError, SettingsError
from aspa_analysis.questionnaire import Questionnaire, load_questionnaire
from aspa_analysis.registry import Registry
from aspa_analysis.resources import project_file
from aspa_analysis.settings import Settings

_ANY_MARK = "|".join(re.escape(mark) for mark in privacy.MARKS.values())


@dataclass(frozen=True)
class FileRecord:
    """A raw file: what it was read as, or why it was refused."""

    file_name: str
    source_file: str
    format: str | None = None
    source: str | None = None
    encoding: str | None = None
    notes: str | None = None
    problem: str | None = None


@dataclass(frozen=True)
class StagedFile:
    """A raw file that was read, its text already redacted."""

    record: FileRecord
    staged: ingest.Staged
    registers_libraries: bool


def make_redactor(settings: Settings, registry: Registry) -> privacy.Redactor:
    """Make the redactor with the project's own always-hide and always-keep words.

    Parameters
    ----------
    settings : Settings
        The project's settings.
    registry : Registry
        The libraries: their names and service points are kept; one-word names of towns and branches
        unless the words around prove that a person is meant, for many are surnames too.

    Returns
    -------
    Redactor
        The redactor.
    """
    words = settings.config / "redaction.toml"
    hide, keep = privacy.load_redaction_words(words) if words.exists() else ((), ())
    named = {name for m in registry.library for name in (m.name, m.municipality, *m.aliases)}
    points = [point for m in registry.library for point in m.service_point]
    named |= {name for point in points for name in (point.name, *point.aliases)}
    phrases = sorted(name for name in named if " " in name)
    places = sorted(name for name in named if " " not in name and name[:1].isupper())
    return privacy.Redactor(always_hide=hide, always_keep=(*keep, *phrases), places=places)


def stage_file(
    path: Path, name: str, settings: Settings, sources: list[ingest.SourceMap], redactor: privacy.Redactor
) -> StagedFile:
    """Read a raw file and take personal data out of it.

    Parameters
    ----------
    path : Path
        The file.
    name : str
        Its path below the raw folder.
    settings : Settings
        The project's settings.
    sources : list of SourceMap
        The project's maps.
    redactor : Redactor
        Takes personal data out of the texts.

    Returns
    -------
    StagedFile
        The file.

    Raises
    ------
    InputError
        If it cannot be read, or no source map is for it.
    SettingsError
        If two maps are for it, or its questionnaire is missing.
    """
    file_hash = ingest.hash_file(path)
    export, source = read_raw_file(path, name, sources)
    if source is None and not export.format.startswith("form:"):
        raise InputError(
            f"no source map for this layout ({export.format}): expected one in config/sources; "
            f"run 'aspa inspect {name}' and correct the map that it writes"
        )
    staged = ingest.stage_export(export, source, file_name=name, file_hash=file_hash)
    notes = "; ".join(dict.fromkeys([*export.notes, *staged.notes])) or None
    used = source.name if source else None
    record = FileRecord(name, file_hash, export.format, used, export.encoding, notes)
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
