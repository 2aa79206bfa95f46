"""Themes at a glance: by tone as a chart, by kind as a table."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from aspa_analysis.reporting.blocks import Block, Paragraph, Table
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.digest_points import find_library
from aspa_analysis.reporting.figures import draw_tones
from aspa_analysis.reporting.publishing import describe_counts, publish_note_counts
from aspa_analysis.reporting.quotes import CONDUCT_THEME, is_small_staff
from aspa_analysis.reporting.voices import count_notes

_TONES = {"negative": -1, "neutral": 0, "positive": 1}


def count_tones(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Count each theme's notes by tone.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The period's notes.

    Returns
    -------
    pandas.DataFrame
        A row per theme code, columns ``negative``, ``neutral``, ``positive``; the most mentioned first.
    """
    rows = {
        theme: {tone: count_notes(_select(notes, theme, value)) for tone, value in _TONES.items()}
        for theme in report.codebook.theme_codes
    }
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(_TONES), dtype="int64")
    return frame.loc[frame.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _select(notes: pd.DataFrame, theme: str, tone: int) -> pd.DataFrame:
    return notes[notes[f"theme_{theme}"] & notes["tone"].eq(tone)]


def count_kinds(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Count each theme's notes by kind: a row per theme code, a column per kind, the codebook's order."""
    kinds = report.codebook.kind_codes
    rows = {
        theme: {kind: count_notes(notes[notes[f"theme_{theme}"] & notes[f"kind_{kind}"]]) for kind in kinds}
        for theme in report.codebook.theme_codes
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(kinds), dtype="int64")


def describe_themes(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Show the themes: a chart by tone, a table by kind.

    Parameters
    ----------
    report : Report
        The report.
    notes : pandas.DataFrame
        The period's notes.

    Returns
    -------
    list of Block
        A chart when at least two themes were mentioned, and the table.
    """
    table = tabulate_kinds(report, notes)
    tones = count_tones(report, notes)
    mentioned = tones[tones.sum(axis=1) > 1]
    if hides_conduct(report):
        mentioned = mentioned.drop(index=CONDUCT_THEME, errors="ignore")
    # The public sees small numbers in the table's words only; a bar would show their length.
    if report.audience == "public":
        threshold = report.settings.disclosure.threshold_count
        mentioned = mentioned[((mentioned == 0) | (mentioned >= threshold)).all(axis=1)]
    if len(mentioned) < 2:
        return table
    named = mentioned.head(12).rename(index=report.name_theme)
    chart = draw_tones(named, wording=report.wording, title=report.say("digest.tones_title"))
    return [chart, *table]


def hides_conduct(report: Report) -> bool:
    """Tell whether criticism of service is never shown of the unit: it is one library with few staff."""
    library = find_library(report)
    return library is not None and is_small_staff(report, library.staff_count)


def tabulate_kinds(report: Report, notes: pd.DataFrame) -> list[Block]:
    """Show the themes by kind; groups of themes where too many cells would be hidden."""
    caption = report.say("digest.kinds_caption", period=report.wording.period(report.period))
    counts, row = count_kinds(report, notes), CONDUCT_THEME
    published = publish_note_counts(report, _drop_empty(report, counts))
    if published.hidden_share > report.settings.disclosure.max_hidden_share:
        counts, row = count_kinds_by_group(report, notes), report.codebook.group_of_theme[CONDUCT_THEME]
        published = publish_note_counts(report, _drop_empty(report, counts))
    blocks = describe_counts(published, heading=report.say("column.theme"), caption=caption)
    if hides_conduct(report):
        blocks = [_hide_kinds(report, block, report.name_theme(row)) for block in blocks]
    return [*blocks, Paragraph(report.say("digest.kinds_note"), "note")]


def _hide_kinds(report: Report, block: Block, row: str) -> Block:
    """Hide all but the thanks for service, always: a nought would be untrue."""
    if not isinstance(block, Table):
        return block
    frame = block.frame.copy()
    heading, thanks = str(frame.columns[0]), report.name_theme("kiitos")
    if row not in set(frame[heading]):
        frame.loc[len(frame)] = [row, *[report.wording.number(0, 0)] * (len(frame.columns) - 1)]
    hidden = [column for column in frame.columns[1:] if column != thanks]
    frame.loc[frame[heading] == row, hidden] = report.say("cell.hidden")
    return replace(block, frame=frame)


def count_kinds_by_group(report: Report, notes: pd.DataFrame) -> pd.DataFrame:
    """Count each theme group's notes by kind: a note with two themes of a group counts once."""
    kinds, group_of_theme = report.codebook.kind_codes, report.codebook.group_of_theme
    rows = {}
    for group in report.codebook.group_codes:
        themes = [f"theme_{theme}" for theme, own in group_of_theme.items() if own == group]
        in_group = notes[notes[themes].any(axis=1)]
        rows[group] = {kind: count_notes(in_group[in_group[f"kind_{kind}"]]) for kind in kinds}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(kinds), dtype="int64")


def _drop_empty(report: Report, counts: pd.DataFrame) -> pd.DataFrame:
    return counts[counts.sum(axis=1) > 0].rename(index=report.name_theme, columns=report.name_theme)
