"""Coarsening before suppressing: a longer period, wider groups, and only then hidden cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from aspa_analysis.disclosure.published import Published, refuse_table
from aspa_analysis.disclosure.rules import PublishedClass, Rules
from aspa_analysis.disclosure.tables import publish_counts
from aspa_analysis.disclosure.words import explain_period, say
from aspa_analysis.periods import Period, find_period
from aspa_analysis.settings import Language


@dataclass(frozen=True)
class Coarsened:
    """The period that a report covers.

    Attributes
    ----------
    period : Period
        The shortest that has enough, or the last twelve months.
    count : int
        How many notes it has.
    is_enough : bool
        Whether they are enough.
    reason : str or None
        Why it is not the period that was asked for, or is too little; for the reader.
    """

    period: Period
    count: int
    is_enough: bool
    reason: str | None = None


def choose_period(
    monthly_counts: pd.Series,
    period: Period,
    *,
    min_count: int,
    language: Language = "fi",
    threshold: int | None = None,
) -> Coarsened:
    """Choose the shortest period that has enough notes of feedback.

    Longer periods are those of the ladder whose last month the data reaches, then the twelve months that
    end with `period`. They overlap, so this is for content tables only: person tables are released per
    wave or fixed period.

    Parameters
    ----------
    monthly_counts : pandas.Series
        Number of notes by month, as ``2024-05``.
    period : Period
        The period that was asked for.
    min_count : int
        How many notes are enough.
    language : {"fi", "sv", "en"}
        Language of the reason.
    threshold : int, optional
        A smaller number of notes is not told in the reason; left out, every number is.

    Returns
    -------
    Coarsened
        The period.
    """
    asked = _count_in(monthly_counts, period)
    for candidate in _list_candidates(monthly_counts, period):
        count = _count_in(monthly_counts, candidate)
        if count >= min_count or candidate.step == "last12":
            break
    if candidate == period and count >= min_count:
        return Coarsened(period, count, is_enough=True)
    is_secret = threshold is not None and 0 < asked < threshold
    told = say("small", language, threshold=threshold) if is_secret else str(asked)
    reason = explain_period(period, candidate, count=told, needed=min_count, language=language)
    return Coarsened(candidate, count, count >= min_count, reason)


def _count_in(monthly_counts: pd.Series, period: Period) -> int:
    return int(monthly_counts[monthly_counts.index.isin(period.months)].sum())


def _list_candidates(monthly_counts: pd.Series, period: Period) -> list[Period]:
    last = max([*monthly_counts.index.astype(str), period.months[-1]])
    candidates, longer = [period], period.coarsen()
    while longer is not None and longer.step != "last12":
        # A quarter of which a month is still to come is no quarter.
        candidates += [longer] if longer.months[-1] <= last else []
        longer = longer.coarsen()
    return candidates if period.step == "last12" else [*candidates, find_period(period.months[-1], "last12")]


def merge_rows(counts: pd.DataFrame, groups: Mapping[str, str]) -> pd.DataFrame:
    """Add up the rows of a table that belong to the same wider group.

    Parameters
    ----------
    counts : pandas.DataFrame
        Counts whose rows exclude each other: nobody is counted in two of them.
    groups : mapping
        Row → group; a row that it lacks stays as it is.

    Returns
    -------
    pandas.DataFrame
        Groups in the order of their first rows.
    """
    names = [groups.get(str(row), str(row)) for row in counts.index]
    return counts.groupby(pd.Index(names, name=counts.index.name), sort=False).sum()


def publish_coarsened(
    counts: pd.DataFrame,
    ladder: Sequence[Mapping[str, str]],
    *,
    table_class: PublishedClass,
    rules: Rules,
    language: Language,
    staff_count: int | None = None,
) -> Published:
    """Make a publishable table, in wider groups where too many cells would be hidden.

    Parameters
    ----------
    counts : pandas.DataFrame
        Counts, rows by columns, that add up to totals.
    ladder : sequence of mapping
        Ways to merge rows, the finest first, each a mapping of the rows of `counts` to groups.
    table_class, rules, language, staff_count
        As for `publish_counts`.

    Returns
    -------
    Published
        The finest table of which at most ``rules.max_hidden_share`` is hidden; refused when there is
        none.

    Raises
    ------
    PublicationError
        If a count is missing, negative or no whole number.
    """
    for step, groups in enumerate(({}, *ladder)):
        published = publish_counts(
            merge_rows(counts, groups),
            table_class=table_class,
            rules=rules,
            language=language,
            staff_count=staff_count,
        )
        if published.refused:
            return published
        if published.hidden_share <= rules.max_hidden_share:
            merged = (say("merged", language),) if step else ()
            return replace(published, notes=(*published.notes, *merged))
    return refuse_table(say("mostly_hidden", language), threshold=rules.threshold)
