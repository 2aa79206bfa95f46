"""What the site says of each report: whose it is, of when, and under which title."""

from __future__ import annotations

from collections.abc import Sequence

from aspa_analysis.registry import Registry
from aspa_analysis.reporting import RenderedReport, SiteEntry
from aspa_analysis.reporting.wording import Wording, name_period
from aspa_analysis.runs.plan import PlannedReport


def name_report(planned: PlannedReport) -> str:
    """Return a report's title in its language.

    Parameters
    ----------
    planned : PlannedReport
        The report.

    Returns
    -------
    str
        As "Palautekooste"; the notebook's own name for one that the wording does not know.
    """
    wording, key = Wording(planned.language), f"title.{planned.notebook}"
    return wording.say(key) if wording.has(key) else planned.notebook


def list_site_entries(
    reports: Sequence[tuple[PlannedReport, RenderedReport]], registry: Registry
) -> list[SiteEntry]:
    """List the site's entries.

    Parameters
    ----------
    reports : sequence
        Each planned report with its outcome.
    registry : Registry
        The libraries, for whose consortium and region a report stands under.

    Returns
    -------
    list of SiteEntry
        In the order given.
    """
    return [_make_entry(planned, outcome, registry) for planned, outcome in reports]


def _make_entry(planned: PlannedReport, outcome: RenderedReport, registry: Registry) -> SiteEntry:
    region, consortium = find_home(planned, registry)
    return SiteEntry(
        unit_id=planned.unit.id,
        unit=planned.unit.name,
        level=planned.unit.level,
        region=region,
        consortium=consortium,
        period=planned.period.id,
        period_name=name_period(planned.period, planned.language),
        title=name_report(planned),
        language=planned.language,
        report=outcome,
    )


def find_home(planned: PlannedReport, registry: Registry) -> tuple[str, str]:
    """Find the region and consortium under which a report stands.

    Parameters
    ----------
    planned : PlannedReport
        The report; a library stands where it belongs at the end of the report's period.
    registry : Registry
        The libraries.

    Returns
    -------
    region, consortium : str
        Their names; the consortium is empty for a region's own report.
    """
    regions = {region.id: region.name for region in registry.region}
    if planned.unit.level == "region":
        return regions[planned.unit.id], ""
    consortium_id: str | None = planned.unit.id
    if planned.unit.level == "library":
        library = next(m for m in registry.library if m.id == planned.unit.id)
        consortium_id = library.consortium_on(planned.period.last_day)
    found = next((c for c in registry.consortium if c.id == consortium_id), None)
    return (regions[found.region], found.name) if found else ("", "")
