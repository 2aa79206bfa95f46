"""The quarantine: every row that was refused, where it stands, why, and its cells redacted."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from aspa_analysis.ingest import Staged
from aspa_analysis.privacy import is_safe_cell, redact

_COLUMNS = ["file_name", "source_file", "source_row", "column", "reason", "cells"]


def collect_quarantine(
    file_name: str, file_hash: str, staged: Staged, rejected: pd.DataFrame
) -> pd.DataFrame:
    """Put together the rows of one file that were refused while reading and while cleaning.

    Parameters
    ----------
    file_name : str
        Path of the file below the raw folder.
    file_hash : str
        Its hash.
    staged : Staged
        The staged file, with the rows refused by ingest.
    rejected : pandas.DataFrame
        Columns ``source_row, column, reason``: the rows refused by cleaning.

    Returns
    -------
    pandas.DataFrame
        The canonical table ``quarantine`` for this file, in the order of its rows.
    """
    # Rows refused by ingest have cells of unknown meaning: only dates and numbers are kept of them.
    unread = [
        {
            **_describe(row),
            "cells": _dump_cells({k: v for k, v in row["cells"].items() if is_safe_cell(str(v))}),
        }
        for row in staged.refused.to_dict("records")
    ]
    frame = staged.frame.set_index("source_row")
    unclean = [
        {
            **_describe(row),
            "cells": _dump_cells(_redact_cells(frame.loc[row["source_row"]].dropna().to_dict())),
        }
        for row in rejected.to_dict("records")
    ]
    rows = [{"file_name": file_name, "source_file": file_hash, **row} for row in (*unread, *unclean)]
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("source_row", ignore_index=True)


def _describe(row: Mapping[Hashable, Any]) -> dict[str, object]:
    return {key: row.get(key) for key in ("source_row", "column", "reason")}


def _redact_cells(cells: Mapping[Hashable, Any]) -> dict[str, str]:
    # The pseudonym and the file are known already; what is left is redacted whatever its column.
    texts = {str(k): str(v) for k, v in cells.items() if k not in ("source_file", "respondent_id")}
    return {key: found.text for key, found in zip(texts, redact(texts.values()), strict=True)}


def _dump_cells(cells: Mapping[Any, Any]) -> str:
    return json.dumps({str(k): str(v) for k, v in cells.items()}, ensure_ascii=False, sort_keys=True)
