"""Which source map is for an export, and which column of it a map means."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from aspa_analysis.errors import SettingsError
from aspa_analysis.ingest.grids import fold
from aspa_analysis.ingest.sources import Match, SourceMap

if TYPE_CHECKING:
    from aspa_analysis.ingest.export import Export


def find_source(sources: Sequence[SourceMap], relative_path: Path | str, export: Export) -> SourceMap | None:
    """Find the one source map that is for an export.

    Parameters
    ----------
    sources : sequence of SourceMap
        The project's maps.
    relative_path : Path or str
        Path of the file below the raw folder.
    export : Export
        The export.

    Returns
    -------
    SourceMap or None
        The map, None when none matches.

    Raises
    ------
    SettingsError
        If two or more match.
    """
    found = [source for source in sources if _matches(source.match, relative_path, export)]
    if len(found) > 1:
        names = ", ".join(source.name for source in found)
        raise SettingsError(
            f"{Path(relative_path).name} matches {len(found)} source maps ({names}), expected one; "
            "narrow 'files' or 'columns' in their [match]"
        )
    return found[0] if found else None


def _matches(match: Match, relative_path: Path | str, export: Export) -> bool:
    if not match.files and not match.columns:
        return False
    # A Mac writes "ä" in a file name as two characters.
    path = unicodedata.normalize("NFC", Path(relative_path).as_posix())
    if match.files and not any(fnmatchcase(path, pattern) for pattern in match.files):
        return False
    return all(find_column(export, column) is not None for column in match.columns)


def find_column(export: Export, wanted: str) -> str | None:
    """Find a column of an export by its name or its full heading.

    Parameters
    ----------
    export : Export
        The export.
    wanted : str
        Name of the column, as in the table; or its question, or "question [option]". Case, spaces
        and the kind of dash do not matter.

    Returns
    -------
    str or None
        Name of the column in the table; None when no column or several fit.
    """
    if wanted in export.table.columns:
        return wanted
    key = fold(wanted)
    named = [str(c) for c in export.table.columns if fold(str(c)) == key]
    if not named:
        items = export.items
        full = items["question"] + items["option"].map(lambda option: f" [{option}]" if option else "")
        coded = items["code"] + items["subcode"].map(lambda sub: f"[{sub}]" if sub else "")
        fits = full.map(fold).eq(key) | (coded + ". " + full).map(fold).eq(key)
        named = items.loc[fits, "column"].tolist()
    return named[0] if len(named) == 1 else None
