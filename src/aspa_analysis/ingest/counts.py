"""Rows of counts, as smiley stands give them: each of those counted becomes a respondent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from aspa_analysis.errors import InputError
from aspa_analysis.ingest.records import make_refused

MAX_ANSWERS_COUNT = 2_000_000
_COUNT = r"\d{1,7}(?:[.,]0+)?"


def expand_counts(
    frame: pd.DataFrame,
    counted: Mapping[str, Mapping[str, pd.Series]],
    cells: pd.DataFrame,
    *,
    file_name: str,
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Turn rows of counts into a row for each of those counted.

    Parameters
    ----------
    frame : pandas.DataFrame
        Staged fields, a row for each row of the file.
    counted : mapping
        Item → answer → its counts, in the order of `frame`; an empty cell is none.
    cells : pandas.DataFrame
        The raw rows, for those that are refused.
    file_name : str
        Name of the file, for messages.

    Returns
    -------
    expanded : pandas.DataFrame
        The fields with ``item:<code>`` and a ``respondent_id`` of its own in each row.
    refused : pandas.DataFrame
        Rows with a count that is no whole number.
    notes : list of str
        How many answers there are, and how many rows hold none.

    Raises
    ------
    InputError
        If the counts add up to more than two million.
    """
    columns = {(item, answer): values for item, found in counted.items() for answer, values in found.items()}
    keys = list(columns)
    texts = pd.DataFrame({i: columns[key].to_numpy() for i, key in enumerate(keys)}, dtype="str")
    texts = (
        texts.apply(lambda values: values.str.replace(r"[\s\u00a0]", "", regex=True))
        .fillna("0")
        .replace("", "0")
    )
    is_count = texts.apply(lambda values: values.str.fullmatch(_COUNT).eq(True))
    is_good = is_count.all(axis=1).to_numpy()
    numbers = texts[is_good].apply(lambda values: pd.to_numeric(values.str.replace(",", "."))).astype("int64")
    total = int(numbers.to_numpy().sum())
    if total > MAX_ANSWERS_COUNT:
        raise InputError(
            f"{file_name} counts {total} answers, the limit is {MAX_ANSWERS_COUNT}; export a shorter period"
        )
    silent = int(numbers.sum(axis=1).eq(0).sum())
    notes = [
        f"counts: {total} answers in {len(numbers)} rows" + (f"; {silent} rows hold none" if silent else "")
    ]
    return _repeat_rows(frame, numbers, keys), _refuse(frame, cells, ~is_good), notes


def _repeat_rows(frame: pd.DataFrame, numbers: pd.DataFrame, keys: list[tuple[str, str]]) -> pd.DataFrame:
    parts = [frame.iloc[:0]]
    for position, (item, answer) in enumerate(keys):
        counts = numbers.iloc[:, position]
        rows = frame.loc[np.repeat(counts.index.to_numpy(), counts.to_numpy())]
        order = rows.groupby(level=0).cumcount().astype("str")
        own = rows["source_row"].astype("str") + f"/{item}/{answer}/" + order
        answers = pd.Series(answer, index=rows.index, dtype="str")
        parts.append(rows.assign(**{"respondent_id": own, f"item:{item}": answers}))
    expanded = pd.concat(parts).sort_values("source_row", kind="stable", ignore_index=True)
    asked = [column for column in expanded.columns if column.startswith("item:")]
    return expanded.astype(dict.fromkeys(["respondent_id", *asked], "str")) if asked else expanded


def _refuse(frame: pd.DataFrame, cells: pd.DataFrame, is_bad: np.ndarray) -> pd.DataFrame:
    rows: list[dict[str, object]] = [
        {
            "source_row": row,
            "column": None,
            "reason": "a count that is no whole number; correct it in the file",
            "cells": {str(name): value for name, value in given.items() if isinstance(value, str)},
        }
        for row, given in zip(
            frame.loc[is_bad, "source_row"].tolist(), cells[is_bad].to_dict("records"), strict=True
        )
    ]
    return make_refused(rows)
