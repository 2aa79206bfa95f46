"""From publishable tables of disclosure control to what a page shows of them.

Only :mod:`aspa_analysis.disclosure` decides what is shown. A table that it would riddle with hidden cells is
told here another way: in fewer rows and a sentence.
"""

from __future__ import annotations

import pandas as pd

from aspa_analysis.disclosure import (
    Published,
    Rules,
    ShareColumns,
    audience_needs_suppression,
    make_rules,
    publish_counts,
    publish_shares,
)
from aspa_analysis.reporting.blocks import Block, Paragraph, Table
from aspa_analysis.reporting.context import Report


def find_rules(report: Report) -> Rules:
    """Find the disclosure rules of a report's audience."""
    return make_rules(report.settings.disclosure, report.audience)


def is_shown(report: Report, count: float) -> bool:
    """Tell whether a number of persons may be told to the report's audience."""
    if not audience_needs_suppression("person", report.audience):
        return True
    return count >= report.settings.disclosure.threshold_count


def publish_note_counts(report: Report, counts: pd.DataFrame) -> Published:
    """Publish counts of notes whose rows and columns overlap, as themes by kinds do."""
    return publish_counts(
        counts, table_class="content", rules=find_rules(report), language=report.language, with_totals=False
    )


def describe_counts(published: Published, *, heading: str, caption: str) -> list[Block]:
    """Show a published table of counts, or say why it is not shown."""
    if published.refused:
        return [Paragraph(published.reason or "", "note")]
    frame = published.frame.rename_axis(index=heading).reset_index()
    return [Table(frame, caption, note=" ".join(published.notes))]


def publish_person_shares(
    report: Report,
    estimates: pd.DataFrame,
    *,
    columns: ShareColumns | None = None,
    within: tuple[str, ...] = (),
) -> Published:
    """Publish shares of persons."""
    return publish_shares(
        estimates,
        table_class="person",
        rules=find_rules(report),
        language=report.language,
        columns=columns,
        within=within,
    )


def describe_option_shares(
    report: Report, estimates: pd.DataFrame, *, caption: str, heading: str
) -> list[Block]:
    """Show the shares of check boxes that may be shown, and name the others in a sentence.

    Parameters
    ----------
    report : Report
        The report.
    estimates : pandas.DataFrame
        Columns ``label, n, count, share, low, high``, in the order to show.
    caption, heading : str
        Of the table, and of its first column.

    Returns
    -------
    list of Block
        A table, and a sentence when some are not shown.
    """
    published = publish_person_shares(report, estimates)
    is_open = published.mask["share"].eq("shown")
    shown = estimates[is_open]
    words = report.wording
    frame = pd.DataFrame(
        {
            heading: shown["label"],
            report.say("column.share"): [words.share(s) for s in shown["share"]],
            report.say("column.interval"): [
                words.interval(a, b) for a, b in zip(shown["low"], shown["high"], strict=True)
            ],
        }
    )
    hidden = list(estimates.loc[~is_open, "label"])
    note = report.say("cell.left_out", names=words.join(hidden)) if hidden else ""
    if frame.empty:
        return [Paragraph(f"{caption}. {note}", "note")]
    return [Table(frame, caption, note=note)]


def publish_group(report: Report, counts: pd.Series) -> Published:
    """Publish counts of persons in groups that exclude each other, in the groups given."""
    return publish_counts(
        counts.rename(report.say("column.respondents")).to_frame(),
        table_class="person",
        rules=find_rules(report),
        language=report.language,
    )
