"""What may be shown to whom: the table classes, the audiences and the thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aspa_analysis.settings import Audience, DisclosureSettings

PublishedClass = Literal["content", "person", "staff"]


@dataclass(frozen=True)
class Rules:
    """The rules by which one audience's tables are made.

    Attributes
    ----------
    threshold : int
        Least count of persons that is shown.
    min_staff : int
        Least number of members of staff behind a staff table.
    max_hidden_share : float
        Share of hidden cells above which a table is coarsened.
    audience : {"analyst", "staff", "public"}
        Who reads the tables.
    """

    threshold: int = 5
    min_staff: int = 5
    max_hidden_share: float = 0.2
    audience: Audience = "staff"


def make_rules(settings: DisclosureSettings, audience: Audience) -> Rules:
    """Make the rules for an audience from the project's settings.

    Parameters
    ----------
    settings : DisclosureSettings
        The thresholds.
    audience : {"analyst", "staff", "public"}
        Who reads the tables.

    Returns
    -------
    Rules
        The rules.
    """
    return Rules(settings.threshold_count, settings.min_staff_count, settings.max_hidden_share, audience)


def audience_needs_suppression(table_class: PublishedClass, audience: Audience) -> bool:
    """Tell whether small counts of a class of tables are hidden from an audience.

    Parameters
    ----------
    table_class : {"content", "person", "staff"}
        ``content`` says what was said, ``person`` who said it, ``staff`` who works there.
    audience : {"analyst", "staff", "public"}
        Who reads the table.

    Returns
    -------
    bool
        True for person tables unless the analyst reads them, and for every table of the public. Staff
        tables have a rule of their own beside this: see `is_staff_table_allowed`.
    """
    if table_class == "person":
        return audience != "analyst"
    return audience == "public"


def is_staff_table_allowed(staff_count: int | None, rules: Rules) -> bool:
    """Tell whether enough members of staff stand behind a staff table, for any audience.

    Parameters
    ----------
    staff_count : int or None
        Members of staff; an unknown number is never enough.
    rules : Rules
        The rules.

    Returns
    -------
    bool
        False where the table must be merged to the consortium.
    """
    return staff_count is not None and staff_count >= rules.min_staff
