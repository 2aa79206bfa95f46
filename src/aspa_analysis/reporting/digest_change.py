"""What changed in a period (*Mikä muuttui?*): themes out of their usual range, and the volume of feedback."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.periods import Period
from aspa_analysis.reporting.blocks import Block, BulletList, Paragraph
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.figures import draw_line
from aspa_analysis.reporting.three_things import Finding, list_earlier_periods, name_finding
from aspa_analysis.reporting.usual_range import MIN_PERIODS_COUNT, find_unusual
from aspa_analysis.reporting.voices import count_notes


def describe_change(
    report: Report, notes: pd.DataFrame, unusual: pd.DataFrame, days: pd.Series | None
) -> list[Block]:
    """Tell what differs from the usual, beyond chance, and draw the volume where its measure is known.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The unit's running feedback of all time.
    unusual : pandas.DataFrame
        What :func:`~aspa_analysis.reporting.three_things.compare_with_usual` found.
    days : pandas.Series or None
        Recording days by month.

    Returns
    -------
    list of Block
        Sentences, and a chart when recording days are known.
    """
    earlier = len(list_earlier_periods(notes, report.period))
    if unusual.empty:
        text = report.say("digest.no_comparison", count=earlier, least=MIN_PERIODS_COUNT)
        return [Paragraph(text), *_draw_volume(report, notes, days)]
    alarms = unusual[unusual["is_unusual"].astype(bool)].sort_values("p_value", kind="stable")
    told = [name_finding(report, _read_row(str(theme), row)) for theme, row in alarms.iterrows()]
    blocks: list[Block] = [BulletList(tuple(told))] if told else [Paragraph(report.say("digest.no_change"))]
    blocks = [*_tell_volume(report, judge_volume(report, notes, days=days)), *blocks]
    compared = report.say("digest.compared", count=earlier, least=MIN_PERIODS_COUNT)
    return [*blocks, Paragraph(compared, "note"), *_draw_volume(report, notes, days)]


def _read_row(theme: str, row: pd.Series) -> Finding:
    is_more = row["count"] > row["high"]
    return Finding("more" if is_more else "less", theme, int(row["count"]), int(row["low"]), int(row["high"]))


def judge_volume(report: Report, notes: pd.DataFrame, *, days: pd.Series | None = None) -> pd.DataFrame:
    """Compare the number of all notes with its usual range.

    Parameters
    ----------
    report : Report
        The report; its period is the one that is judged.
    notes : pandas.DataFrame
        The unit's running feedback of all time.
    days : pandas.Series, optional
        Recording days by month, by which the number is judged where every month has them.

    Returns
    -------
    pandas.DataFrame
        As :func:`~aspa_analysis.reporting.usual_range.find_unusual`, of one row.
    """
    periods = [report.period, *list_earlier_periods(notes, report.period)]
    counts = pd.DataFrame(
        {"all": [count_notes(notes[notes["month"].isin(period.months)]) for period in periods]}
    )
    time = _measure_time(periods, days)
    return find_unusual(
        counts.iloc[1:], counts.iloc[0], exposure=time.iloc[1:], current_exposure=float(time.iloc[0])
    )


def _measure_time(periods: list[Period], days: pd.Series | None) -> pd.Series:
    """Measure each period by its recording days where every month has them, else count it as one."""
    if days is not None and all(days.reindex(period.months).gt(0).all() for period in periods):
        return pd.Series([float(days.reindex(period.months).sum()) for period in periods])
    return pd.Series(1.0, index=range(len(periods)))


def _tell_volume(report: Report, volume: pd.DataFrame) -> list[Block]:
    """Tell a quiet or a lively period; fewer notes are no less satisfaction."""
    row = volume.iloc[0]
    if row["low"] <= row["count"] <= row["high"]:
        return []
    key = "digest.lively_period" if row["count"] > row["high"] else "digest.quiet_period"
    step = report.period.step
    ends = {end: int(row[end]) for end in ("count", "low", "high")}
    text = report.say(key, what=report.say(f"step.{step}"), per=report.say(f"per.{step}"), **ends)
    return [Paragraph(text)]


def load_recording_days(report: Report) -> pd.Series | None:
    """Load the unit's recording days by month; None when no month has them."""
    activity = report.load("activity")
    known = activity[activity["recording_days_count"].notna()]
    if known.empty:
        return None
    return known.groupby("month")["recording_days_count"].sum().astype("int64")


def _draw_volume(report: Report, notes: pd.DataFrame, days: pd.Series | None) -> list[Block]:
    """Draw spoken notes per recording day; a count without its measure would only show zeal."""
    if days is None:
        return [Paragraph(report.say("digest.no_days"), "note")]
    is_spoken = notes["collected_via"].eq("suullinen") & (notes["month"] <= report.period.months[-1])
    counts = notes[is_spoken].groupby("month")["similar_count"].sum()
    rate = (counts.astype(float) / days.reindex(counts.index).where(lambda d: d > 0)).tail(18)
    if rate.notna().sum() < 3:
        return []
    chart = draw_line(
        rate, wording=report.wording, title=report.say("digest.volume_title"), unit_key="digest.volume_unit"
    )
    return [chart]
