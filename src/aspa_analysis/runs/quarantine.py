"""The quarantine: every row that was refused, where it stands, why, and its cells redacted."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from aspa_analysis.ingest import Staged
from aspa_analysis.privacy import Redactor, is_safe_cell
from aspa_analysis.runs.staging import FileRecord

_COLUMNS = ["file_name", "source_file", "source_row", "column", "reason", "cells"]


def collect_quarantine(
    record: FileRecord, staged: Staged, rejected: pd.DataFrame, *, redactor: Redactor
) -> pd.DataFrame:
    """Put together the rows of one file that were refused while reading and while cleaning.

    Parameters
    ----------
    record : FileRecord
        The file.
    staged : Staged
        The staged file, with the rows refused by ingest.
    rejected : pandas.DataFrame
        Columns ``source_row, column, reason``: the rows refused by cleaning.
    redactor : Redactor
        Takes personal data out of the cells.

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
            "cells": _dump_cells(_redact_cells(frame.loc[row["source_row"]].dropna().to_dict(), redactor)),
        }
        for row in rejected.to_dict("records")
    ]
    rows = [
        {"file_name": record.file_name, "source_file": record.source_file, **row}
        for row in (*unread, *unclean)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values("source_row", ignore_index=True)


def _describe(row: Mapping[Hashable, Any]) -> dict[str, object]:
    return {key: row.get(key) for key in ("source_row", "column", "reason")}


def _redact_cells(cells: Mapping[Hashable, Any], redactor: Redactor) -> dict[str, str]:
    # The pseudonym and the file are known already; what is left is redacted whatever its column.
    texts = {str(k): str(v) for k, v in cells.items() if k not in ("source_file", "respondent_id")}
    return {key: found.text for key, found in zip(texts, redactor.redact(texts.values()), strict=True)}


def _dump_cells(cells: Mapping[Any, Any]) -> str:
    return json.dumps({str(k): str(v) for k, v in cells.items()}, ensure_ascii=False, sort_keys=True)
