"""Ratings of service in small staffs: told together with other libraries, never of a few people."""

from __future__ import annotations

from aspa_analysis.disclosure import audience_needs_suppression
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.registry import Unit
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.survey_data import Wave, has_enough, load_waves

# Service by staff that speaks for no goal sentence.
_SERVICE_ITEMS = frozenset({"chat_palvelu"})


def hides_conduct(report: Report) -> bool:
    """Tell whether so few work in the report's unit that a rating of service would be of a person.

    Parameters
    ----------
    report : Report
        The report; the analyst sees everything.

    Returns
    -------
    bool
        Whether a unit whose number of staff is known has fewer than ``min_staff_count``. A unit without
        the number is shown, and its page asks for the number.
    """
    if not audience_needs_suppression("person", report.audience):
        return False
    staff = _count_staff(report, report.unit)
    return staff is not None and staff < report.settings.disclosure.min_staff_count


def lacks_staff_count(report: Report) -> bool:
    """Tell whether the number of staff of the report's unit is unknown."""
    return _count_staff(report, report.unit) is None


def _count_staff(report: Report, unit: Unit) -> int | None:
    """Count a unit's staff; None where it is unknown of each of its libraries."""
    counts = [m.staff_count for m in report.registry.library if m.id in unit.library_ids and m.staff_count]
    return sum(counts) if counts else None


def list_conduct_items(questionnaire: Questionnaire) -> frozenset[str]:
    """List the items by which customers rate how the staff serve: those that speak for a goal sentence."""
    return frozenset(item.code for item in questionnaire.item if item.goals) | (
        _SERVICE_ITEMS & frozenset(questionnaire.items)
    )


def find_shared(report: Report, wave: Wave) -> tuple[Report, Wave] | None:
    """Find the smallest unit around a small staff whose ratings of service may be shown instead.

    Parameters
    ----------
    report : Report
        The report of a unit whose own ratings are not shown.
    wave : Wave
        Its wave.

    Returns
    -------
    tuple of (Report, Wave) or None
        The consortium's or else the region's; None where neither has enough staff and respondents.
    """
    own = set(report.unit.library_ids)
    around = [
        unit
        for unit in report.registry.list_units(report.period.last_day)
        if unit.level != "library" and own < set(unit.library_ids)
    ]
    for unit in around:
        wider = report.find_unit(unit.id)
        found = next((w for w in load_waves(wider) if w.name == wave.name), None)
        if found is not None and has_enough(wider, found) and not hides_conduct(wider):
            return wider, found
    return None
