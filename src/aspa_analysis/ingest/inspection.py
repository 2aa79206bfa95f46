"""What ``aspa inspect FILE`` tells about a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from aspa_analysis.ingest.export import read_export
from aspa_analysis.ingest.sources import SourceMap
from aspa_analysis.ingest.suggest import list_common_labels, suggest_source


@dataclass(frozen=True)
class Inspection:
    """What a file seems to be.

    Attributes
    ----------
    format, encoding : str
        As in :class:`~aspa_analysis.ingest.Export`.
    rows_count, refused_count : int
        Records, and rows that are none.
    columns : pandas.DataFrame
        As ``Export.items``; ``labels`` is a text here: the answers that the file declares, or those
        that many rows share.
    notes : list of str
        Every inference.
    source_toml : str
        A suggested source map.
    """

    format: str
    encoding: str | None
    rows_count: int
    refused_count: int
    columns: pd.DataFrame
    notes: list[str]
    source_toml: str


def inspect_file(path: Path | str, source: SourceMap | Path | str | None = None) -> Inspection:
    """Tell what a file is, what its columns seem to mean, and suggest a source map.

    Parameters
    ----------
    path : Path or str
        The file.
    source : SourceMap, Path, str or None
        As for :func:`~aspa_analysis.ingest.read_export`.

    Returns
    -------
    Inspection
        Without cell values, apart from labels that at least 5 rows share.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    export = read_export(path, source)
    labels = [
        _show_answers(export.table[column], str(kind), declared)
        for column, kind, declared in export.items[["column", "kind", "labels"]].to_numpy().tolist()
    ]
    columns = export.items.assign(labels=pd.Series(labels, index=export.items.index, dtype="str"))
    return Inspection(
        format=export.format,
        encoding=export.encoding,
        rows_count=len(export.table),
        refused_count=len(export.refused),
        columns=columns,
        notes=export.notes,
        source_toml=suggest_source(export),
    )


def _show_answers(values: pd.Series, kind: str, declared: dict[str, str]) -> str:
    if declared:
        return " | ".join(f"{code} = {label}" for code, label in declared.items())
    return " | ".join(list_common_labels(values)) if kind in ("choice", "scale", "multi") else ""
