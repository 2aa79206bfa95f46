"""How the quality report names files, columns, reasons and languages: in words, and no few people alone."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.registry import Library
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.digest_points import merge_small_points

_COUNTS = ["rows_count", "kept_count", "quarantined_count", "own_count"]
# What reading says of a row in English, and the key of the same in the reader's words.
_REASONS = {
    "a total or average": "total",
    "a count that is no whole number": "count",
    "the headings repeated": "heading",
    "the file ends inside": "cut",
    "a separator or quotation mark inside": "cells",
}


def merge_small_files(report: Report, files: pd.DataFrame) -> pd.DataFrame:
    """Put the files of service points with few members of staff on one row.

    Parameters
    ----------
    report : Report
        The report; the analyst sees each file.
    files : pandas.DataFrame
        Columns ``source_file, file_name, rows_count, kept_count, quarantined_count, own_count``.

    Returns
    -------
    pandas.DataFrame
        The same columns without ``source_file``; one row for the merged files, the last.
    """
    columns = ["file_name", *_COUNTS]
    small = files["source_file"].isin(_list_small_files(report))
    if not small.any():
        return files[columns].reset_index(drop=True)
    merged = files.loc[small, _COUNTS].sum().to_frame().T
    merged.insert(0, "file_name", report.say("quality.small_files"))
    return pd.concat([files.loc[~small, columns], merged], ignore_index=True)


def _list_small_files(report: Report) -> set[str]:
    """List the files whose every note is of the service points of one library that stand together."""
    notes = report.load("feedback")
    found: set[str] = set()
    for library in report.registry.library:
        own = notes[notes["library"] == library.id]
        counts = own.groupby("service_point").size()
        merged = _find_merged(report, library, counts)
        found |= set(own["source_file"]) - set(own.loc[~own["service_point"].isin(merged), "source_file"])
    return found


def _find_merged(report: Report, library: Library, counts: pd.Series) -> set[str]:
    # A library with one point has its own page: its one file tells no more than that.
    return merge_small_points(report, library, counts) if len(library.service_point) > 1 else set()


def name_reason(report: Report, reason: str) -> str:
    """Tell in the report's language why a row was set aside."""
    key = next((key for start, key in _REASONS.items() if start in reason), "")
    return report.say(f"reason.{key}") if key else reason


def name_column(report: Report, column: object) -> str:
    """Name a column of the canonical tables in the report's language; others keep the file's own name."""
    if pd.isna(column):  # type: ignore[call-overload]
        return "–"
    keys = {name: f"source_column.{name}" for name in str(column).split(", ")}
    return ", ".join(report.say(k) if report.wording.has(k) else name for name, k in keys.items())


def count_languages(report: Report, notes: pd.DataFrame) -> pd.Series:
    """Count the notes of each language; those that few use stand together, as they tell who they are.

    Parameters
    ----------
    report : Report
        The report; the analyst sees each language.
    notes : pandas.DataFrame
        Coded notes.

    Returns
    -------
    pandas.Series
        Notes by name of the language, the most used first, the others last.
    """
    names = notes["lang"].map(lambda code: _name_language(report, code))
    counts = notes.groupby(names)["similar_count"].sum().sort_values(ascending=False, kind="stable")
    if report.audience == "analyst":
        return counts
    # A tally is the recorder's guess: writers are what may be few.
    writers = names.value_counts().reindex(counts.index)
    other = report.say("lang.others")
    is_few = writers < report.settings.disclosure.threshold_count
    kept, few = counts[~is_few], int(counts[is_few].sum())
    return pd.concat([kept, pd.Series({other: few})]) if few else kept


def _name_language(report: Report, code: object) -> str:
    key = f"lang.{code}"
    return report.say(key if report.wording.has(key) else "lang.other")


def name_spans(report: Report, months: list[str]) -> list[str]:
    """Name months, those after each other as one span."""
    spans: list[list[str]] = []
    for month in months:
        follows = spans and str(pd.Period(spans[-1][-1], freq="M") + 1) == month
        spans = [*spans[:-1], [*spans[-1], month]] if follows else [*spans, [month]]
    ends = [[report.wording.month(month) for month in dict.fromkeys((span[0], span[-1]))] for span in spans]
    return [" – ".join(pair) for pair in ends]
