"""One grouping of ages for all units of a region, so that no page minus another tells a small count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import pandas as pd

from aspa_analysis.disclosure import audience_needs_suppression
from aspa_analysis.reporting.context import Report
from aspa_analysis.store import read_table

_LEVELS = ("library", "consortium", "region")


def choose_age_groups(report: Report, wave: str, codes: Sequence[str]) -> dict[str, int] | None:
    """Choose the age groups that every unit of the region shows of a wave.

    Parameters
    ----------
    report : Report
        The report.
    wave : str
        The wave.
    codes : sequence of str
        The questionnaire's age groups, youngest first.

    Returns
    -------
    dict or None
        Number of the group of each age code; None where the report's unit may show no groups.

    Notes
    -----
    Units lie within each other: what a reader can work out from their tables are the counts of each unit
    that publishes, less the units within it that publish. Each such count must be 0 or at least the
    threshold, with people in more than one group. When no grouping does, the unit whose count tells most
    publishes none.
    """
    if not audience_needs_suppression("person", report.audience):
        return {code: place for place, code in enumerate(codes)}
    people = _list_people(report, wave)
    threshold = report.settings.disclosure.threshold_count
    units = _list_publishing(people, report.settings.reports.min_respondents_count)
    while report.unit.id in units:
        counts = count_differences(people, units, codes)
        telling = {place: find_telling(counts, g, threshold) for place, g in enumerate(list_groupings(codes))}
        best = min(telling, key=lambda place: (len(telling[place]), place))
        if not telling[best]:
            return list(list_groupings(codes))[best]
        sizes = counts.sum(axis=1)
        units.remove(min(zip(sizes[telling[best]], telling[best], strict=True))[1])
    return None


def _list_people(report: Report, wave: str) -> pd.DataFrame:
    """List the wave's respondents in the unit's region, and where they belonged when answering."""
    people = read_table(report.settings.processed, "respondents")
    people = people[people["wave"] == wave].reset_index(drop=True)
    days = pd.to_datetime(people["submitted"]).fillna(pd.to_datetime(people["month"]))
    dated = people[["respondent_id", "library", "age_group"]].assign(
        day=days.astype("datetime64[ns]").fillna(pd.Timestamp(report.period.last_day))
    )
    spans = report.registry.to_frame()[["library", "consortium", "region", "valid_from", "valid_to"]]
    placed = dated.merge(spans, on="library", how="inner")
    placed = placed[placed["day"].between(placed["valid_from"], placed["valid_to"])]
    placed = placed.drop_duplicates("respondent_id")
    regions = placed.loc[placed[report.unit.level] == report.unit.id, "region"].unique()
    return placed[placed["region"].isin(regions)].reset_index(drop=True)


def _list_publishing(people: pd.DataFrame, least: int) -> list[str]:
    """List the units with enough respondents, the smallest first."""
    sizes = pd.concat([people[level].value_counts() for level in _LEVELS])
    enough = sizes[sizes >= least]
    return [str(unit) for _, unit in sorted(zip(enough, enough.index, strict=True))]


def count_differences(people: pd.DataFrame, units: Sequence[str], codes: Sequence[str]) -> pd.DataFrame:
    """Count ages in each publishing unit less the publishing units within it.

    Parameters
    ----------
    people : pandas.DataFrame
        Columns ``library, consortium, region, age_group``.
    units : sequence of str
        Units that publish.
    codes : sequence of str
        Age groups.

    Returns
    -------
    pandas.DataFrame
        A row per unit, a column per age group.
    """
    owner = pd.Series(pd.NA, index=people.index, dtype="object")
    for level in _LEVELS:
        owner = owner.fillna(people[level].where(people[level].isin(units)).astype("object"))
    known = owner.notna() & people["age_group"].notna()
    counts = pd.crosstab(owner[known].astype("str"), people.loc[known, "age_group"])
    return counts.reindex(columns=list(codes), fill_value=0)


def list_groupings(codes: Sequence[str]) -> Iterator[dict[str, int]]:
    """List the ways to merge neighbouring age groups into two or more, most groups and evenest first."""
    size = len(codes)
    for count in range(size, 1, -1):
        options = [(0, *cuts, size) for cuts in combinations(range(1, size), count - 1)]
        for ends in sorted(options, key=_measure_unevenness):
            pairs = pairwise(ends)
            yield {codes[place]: group for group, (a, b) in enumerate(pairs) for place in range(a, b)}


def _measure_unevenness(ends: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    widths = [b - a for a, b in pairwise(ends)]
    return sum(width**2 for width in widths), tuple(-end for end in ends)


def find_telling(counts: pd.DataFrame, groups: Mapping[str, int], threshold: int) -> list[str]:
    """Find the units with a small count in wider groups, or with all people in one group."""
    merged = counts.T.groupby(pd.Index([groups[str(code)] for code in counts.columns])).sum().T
    is_small = ((merged > 0) & (merged < threshold)).any(axis=1)
    is_alike = merged.gt(0).sum(axis=1) == 1
    return [str(unit) for unit in merged.index[is_small | is_alike]]
