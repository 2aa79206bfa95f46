"""The quality report (*Mitä tiedot kattavat*): what came in, what was set aside and why, what is missing."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.reporting.blocks import Block, BulletList, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.figures import draw_months
from aspa_analysis.reporting.numbers import is_hidden_count
from aspa_analysis.reporting.publishing import (
    describe_counts,
    publish_note_counts,
    publish_person_shares,
)
from aspa_analysis.reporting.quality_files import (
    count_languages,
    merge_small_files,
    name_column,
    name_reason,
    name_spans,
)
from aspa_analysis.reporting.voices import count_notes

ROWS_SHOWN_COUNT = 30
MONTHS_SHOWN_COUNT = 18
# A smaller share prints as nought.
LEAST_SHARE = 0.0005
TABLES = ("feedback", "respondents", "activity")


def load_past_notes(report: Report) -> pd.DataFrame:
    """Load the unit's coded notes up to the end of the report's period."""
    notes = report.all_notes()
    return notes[notes["month"] <= report.period.months[-1]].reset_index(drop=True)


def tabulate_files(report: Report, tables: tuple[str, ...] = TABLES) -> pd.DataFrame:
    """List the files that hold rows of the unit, with all their rows and the unit's.

    Parameters
    ----------
    report : Report
        The report; a region is shown every file, since a refused file is nobody's.
    tables : tuple of str
        Tables whose files count; by default all that are read from files.

    Returns
    -------
    pandas.DataFrame
        Columns of ``files`` and ``own_count``, rows of the unit.
    """
    files = report.load("files")
    own = pd.concat([_list_rows(report, table) for table in tables], ignore_index=True)
    counts = own.drop_duplicates().groupby("source_file").size()
    counted = files.assign(own_count=files["source_file"].map(counts).fillna(0).astype("int64"))
    is_own = counted["own_count"].gt(0) | (report.unit.level == "region" and tables == TABLES)
    return counted[is_own].sort_values("file_name", kind="stable").reset_index(drop=True)


def _list_rows(report: Report, table: str) -> pd.DataFrame:
    return report.load(table)[["source_file", "source_row"]]


def describe_intake(report: Report, files: pd.DataFrame) -> list[Block]:
    """Tell how many rows were read and what became of each: rows read = kept + set aside, exactly."""
    if files.empty:
        return [Paragraph(report.say("quality.no_files"))]
    rows, kept, aside = (int(files[c].sum()) for c in ("rows_count", "kept_count", "quarantined_count"))
    key = "quality.balance" if rows == kept + aside else "quality.imbalance"
    own = report.say(f"quality.own.{report.unit.level}", count=int(files["own_count"].sum()))
    summary = Paragraph(f"{own} {report.say(key, rows=rows, kept=kept, quarantined=aside)}", "lead")
    shown = merge_small_files(report, files)
    columns = {
        "rows": "rows_count",
        "kept": "kept_count",
        "quarantined": "quarantined_count",
        "own": "own_count",
    }
    frame = pd.DataFrame(
        {
            report.say("column.file"): shown["file_name"],
            **{
                _name_count(report, k): [report.wording.number(n, 0) for n in shown[c]]
                for k, c in columns.items()
            },
        }
    )
    table = Table(frame, report.say("quality.files_caption"), note=report.say("quality.files_note"))
    return [summary, table, *_tell_problems(report, files)]


def _name_count(report: Report, key: str) -> str:
    return report.say(f"column.own.{report.unit.level}" if key == "own" else f"column.{key}")


def _tell_problems(report: Report, files: pd.DataFrame) -> list[Block]:
    refused = files[files["problem"].notna()]
    rows = zip(refused["file_name"], refused["problem"], strict=True)
    return [Paragraph(report.say("quality.problem", file=f, problem=p), "warning") for f, p in rows]


def describe_volume(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Show notes per month with the recording days, and where they came from."""
    if notes.empty:
        return [Paragraph(report.say("quality.no_notes"))]
    months = list_months(report, notes)
    counts = notes.groupby("month")["similar_count"].sum().reindex(months)
    if any(is_hidden_count(report, int(count)) for count in counts.dropna()):
        return _tabulate_sources(report, notes, months)
    chart = draw_months(
        counts, days=count_days(report), wording=report.wording, title=report.say("quality.months_title")
    )
    caption = report.say("quality.months_caption")
    if notes["collected_via"].eq("kysely").any():
        caption += " " + report.say("quality.with_survey")
    return [chart, Paragraph(caption, "note"), *_tabulate_sources(report, notes, months)]


def list_months(report: Report, notes: pd.DataFrame) -> list[str]:
    """List the months from the first note to the end of the period, the latest eighteen at most."""
    first = min(notes["month"], default=report.period.months[0])
    span = pd.period_range(first, report.period.months[-1], freq="M")
    return [str(month) for month in span][-MONTHS_SHOWN_COUNT:]


def count_days(report: Report) -> pd.Series | None:
    """Count the unit's recording days by month; None when none are known."""
    activity = report.load("activity")
    known = activity[activity["recording_days_count"].notna()]
    return known.groupby("month")["recording_days_count"].sum() if len(known) else None


def _tabulate_sources(report: Report, notes: pd.DataFrame, months: list[str]) -> list[Block]:
    table = notes.pivot_table(
        index="month", columns="collected_via", values="similar_count", aggfunc="sum", fill_value=0
    )
    recent = table.reindex(months, fill_value=0).astype("int64")
    named = recent.rename(index=report.wording.month, columns=lambda via: report.say(f"via.{via}"))
    published = publish_note_counts(report, named.loc[:, named.sum() > 0])
    heading, caption = report.say("column.month"), report.say("quality.sources_caption")
    return describe_counts(published, heading=heading, caption=caption)


def describe_quarantine(report: Report, files: pd.DataFrame) -> list[Block]:
    """Show the rows that were set aside: how many for each reason, then where each is."""
    quarantine = report.load("quarantine")
    own = quarantine[quarantine["source_file"].isin(files["source_file"])]
    if own.empty:
        return [Paragraph(report.say("quality.none_quarantined"))]
    own = own.assign(
        reason=[name_reason(report, reason) for reason in own["reason"]],
        column=[name_column(report, column) for column in own["column"]],
    )
    reasons = own["reason"].value_counts(sort=True)
    by_reason = pd.DataFrame(
        {
            report.say("column.reason"): list(reasons.index),
            report.say("column.rows"): [report.wording.number(n, 0) for n in reasons],
        }
    )
    first = own.sort_values(["file_name", "source_row"], kind="stable").head(ROWS_SHOWN_COUNT)
    rows = pd.DataFrame(
        {
            report.say("column.file"): first["file_name"],
            report.say("column.row"): [report.wording.number(n, 0) for n in first["source_row"]],
            report.say("column.column"): first["column"],
            report.say("column.reason"): first["reason"],
        }
    )
    left = len(own) - len(first)
    note = report.say("quality.rows_more", count=left) if left else ""
    text_columns = (report.say("column.column"), report.say("column.reason"))
    return [
        Table(by_reason, report.say("quality.reasons_caption")),
        Table(rows, report.say("quality.rows_caption"), text_columns, note),
    ]


def describe_texts(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Show the languages, and how many notes answer nothing, were redacted or lack their day."""
    total = count_notes(notes)
    if not total:
        return [Paragraph(report.say("quality.no_notes"))]
    counts = count_languages(report, notes)
    published = publish_note_counts(report, counts.rename(report.say("column.notes")).to_frame())
    flags = {
        "quality.nonanswers": notes["is_nonanswer"],
        "quality.redacted": notes["redacted_count"].gt(0),
        "quality.month_only": notes["date_precision"].ne("day"),
    }
    told = [
        Paragraph(report.say(key, share=report.wording.share(float(flag.mean()), 1)))
        for key, flag in flags.items()
        if flag.mean() >= LEAST_SHARE
    ]
    heading, caption = report.say("column.language"), report.say("quality.languages_caption")
    return [*describe_counts(published, heading=heading, caption=caption), *told]


def describe_gaps(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Say in words which months lack feedback, and which lack recording days."""
    if notes.empty:
        return [Paragraph(report.say("quality.no_notes"))]
    months = list_months(report, notes)
    missing = [month for month in months if month not in set(notes["month"])]
    ends = {"first": report.wording.month(months[0]), "last": report.wording.month(months[-1])}
    if missing:
        told = report.say("quality.missing_months", count=len(missing), months=_join_months(report, missing))
    else:
        told = report.say("quality.no_missing_months", **ends)
    return [Paragraph(told), *_tell_members(report, notes, months), Paragraph(_tell_days(report, months))]


def _tell_members(report: Report, notes: pd.DataFrame, months: list[str]) -> list[Block]:
    """Say which members lack months, for the unit's sum hides them."""
    if report.unit.level == "library":
        return []
    names = {library.id: library.name for library in report.registry.library}
    told = []
    for library in report.unit.library_ids:
        have = set(notes.loc[notes["library"] == library, "month"])
        missing = [month for month in months if month not in have]
        if missing:
            named = report.wording.join(name_spans(report, missing))
            told.append(report.say("quality.member_missing", name=names[library], months=named))
    return [BulletList(tuple(told))] if told else []


def _tell_days(report: Report, months: list[str]) -> str:
    days = count_days(report)
    if days is None:
        return report.say("quality.no_days")
    missing = [month for month in months if month not in days.index]
    if not missing:
        return report.say("quality.all_days")
    return report.say("quality.some_days", count=len(missing), months=_join_months(report, missing))


def _join_months(report: Report, months: list[str]) -> str:
    return report.wording.join([report.wording.month(month) for month in months])


def describe_survey(report: Report) -> list[Block]:
    """Show the survey waves: how many answered, and how many reached the last page."""
    respondents = report.load("respondents")
    waves = [wave for wave in report.list_waves() if wave in set(respondents["wave"])]
    if not waves:
        return [Paragraph(report.say("quality.no_survey"))]
    groups = [respondents[respondents["wave"] == wave] for wave in waves]
    estimates = pd.DataFrame(
        {
            "n": [len(own) for own in groups],
            "count": [int(own["is_complete"].sum()) for own in groups],
            "share": [float(own["is_complete"].mean()) for own in groups],
            "low": 0.0,
            "high": 1.0,
        },
        index=waves,
    )
    frame = publish_person_shares(report, estimates).frame.set_axis(
        [report.say("column.respondents"), report.say("column.complete")], axis=1
    )
    named = frame.rename_axis(index=report.say("column.wave")).reset_index()
    return [Table(named, report.say("quality.waves_caption"))]


def name_headline(report: Report, files: pd.DataFrame) -> str:
    """Tell the intake in one sentence, for the index."""
    rows, kept, aside = (int(files[c].sum()) for c in ("rows_count", "kept_count", "quarantined_count"))
    return report.say("quality.headline", rows=rows, kept=kept, quarantined=aside)
