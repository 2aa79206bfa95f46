"""Raw files of any known layout into the raw fields of the canonical tables, every row accounted for."""

from aspa_analysis.ingest.export import Export, read_export
from aspa_analysis.ingest.files import hash_file, list_raw_files
from aspa_analysis.ingest.inspection import Inspection, inspect_file
from aspa_analysis.ingest.matching import find_source
from aspa_analysis.ingest.sources import Match, SourceMap, load_source, load_sources
from aspa_analysis.ingest.stage import Staged, stage_export, stage_form
from aspa_analysis.ingest.suggest import suggest_source

__all__ = [
    "Export",
    "Inspection",
    "Match",
    "SourceMap",
    "Staged",
    "find_source",
    "hash_file",
    "inspect_file",
    "list_raw_files",
    "load_source",
    "load_sources",
    "read_export",
    "stage_export",
    "stage_form",
    "suggest_source",
]
