"""What the survey report stands on: the waves of its unit."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import pandas as pd

from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.reporting.context import Report

# One text in so many is kept for the profiles' worksheet, and is never quoted on a survey's page.
_WORKSHEET_SHARE = 3


@dataclass(frozen=True)
class Wave:
    """A survey wave of the report's unit.

    Attributes
    ----------
    name : str
        The wave, as ``2025``.
    questionnaire : Questionnaire
        What was asked.
    respondents, responses, scores : pandas.DataFrame
        The unit's rows of the canonical tables.
    """

    name: str
    questionnaire: Questionnaire
    respondents: pd.DataFrame
    responses: pd.DataFrame
    scores: pd.DataFrame

    @property
    def respondents_count(self) -> int:
        """Number of respondents."""
        return len(self.respondents)


def load_waves(report: Report) -> list[Wave]:
    """Load the unit's survey waves that had begun by the end of the report's period, oldest first.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    list of Wave
        Those whose questionnaire is known.
    """
    names = report.list_waves()
    if not names:
        return []
    asked = report.load_questionnaires()
    tables = [report.load(table) for table in ("respondents", "responses", "scores")]
    return [
        Wave(name, asked[name], *(table[table["wave"] == name].reset_index(drop=True) for table in tables))
        for name in names
        if name in asked
    ]


def has_enough(report: Report, wave: Wave) -> bool:
    """Tell whether a wave has enough respondents for its results to be shown."""
    return wave.respondents_count >= report.settings.reports.min_respondents_count


def name_items(report: Report, wave: Wave) -> dict[str, str]:
    """Name a wave's items in the report's language, by their codes."""
    return {item.code: item.label.get(report.language) for item in wave.questionnaire.item}


def is_survey_text(text: str) -> bool:
    """Tell whether a text may be quoted on the survey's pages; the others are the worksheet's.

    The same text always falls on the same side: nobody can find a worksheet's words, which are told with a
    profile, on the page of a library.

    Parameters
    ----------
    text : str
        A respondent's words.

    Returns
    -------
    bool
        Whether they are the survey page's.
    """
    letters = re.sub(r"\W+", " ", text.casefold()).strip()
    return zlib.crc32(letters.encode("utf-8")) % _WORKSHEET_SHARE != 0
