"""What a run would do: settings read, raw files matched, nothing written."""

from __future__ import annotations

from dataclasses import dataclass

from aspa_analysis import ingest
from aspa_analysis.codebook import load_codebook
from aspa_analysis.errors import AspaError
from aspa_analysis.resources import project_file
from aspa_analysis.runs.intake import read_registry
from aspa_analysis.runs.staging import read_raw_file, resolve_questionnaire
from aspa_analysis.settings import Settings


@dataclass(frozen=True)
class FileCheck:
    """What a raw file would be read as, or why it would be refused."""

    file_name: str
    format: str | None
    source: str | None
    rows_count: int
    problem: str | None


def check_settings(settings: Settings) -> dict[str, int]:
    """Read every configuration file.

    Parameters
    ----------
    settings : Settings
        The project's settings.

    Returns
    -------
    dict
        How many libraries, themes and source maps there are.

    Raises
    ------
    SettingsError
        If one of the files is not understood.
    """
    registry = read_registry(settings)
    codebook = load_codebook(project_file(settings.config, "codebook.toml"))
    sources = ingest.load_sources(settings.config)
    for source in sources:
        if source.table == "survey":
            resolve_questionnaire(source.questionnaire, settings)
    return {"libraries": len(registry.library), "themes": len(codebook.themes), "sources": len(sources)}


def check_files(settings: Settings) -> list[FileCheck]:
    """Read every raw file and find its source map.

    Parameters
    ----------
    settings : Settings
        The project's settings.

    Returns
    -------
    list of FileCheck
        A row per file, in the order of their names.
    """
    sources = ingest.load_sources(settings.config)
    return [
        _check_file(settings, path.relative_to(settings.raw).as_posix(), sources)
        for path in ingest.list_raw_files(settings.raw)
    ]


def _check_file(settings: Settings, name: str, sources: list[ingest.SourceMap]) -> FileCheck:
    try:
        export, source = read_raw_file(settings.raw / name, name, sources)
    except AspaError as error:
        return FileCheck(name, None, None, 0, str(error))
    is_known = source is not None or export.format.startswith("form:")
    problem = None if is_known else f"no source map; run 'aspa inspect {name}'"
    return FileCheck(name, export.format, source.name if source else None, len(export.table), problem)
