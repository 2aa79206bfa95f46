"""Staged rows to the canonical tables: dates, scales, tallies and codes put right, or the row refused."""

from __future__ import annotations

from aspa_analysis.cleaning.activity import clean_activity
from aspa_analysis.cleaning.dates import parse_dates
from aspa_analysis.cleaning.feedback import clean_feedback
from aspa_analysis.cleaning.rejects import Cleaned
from aspa_analysis.cleaning.scales import parse_scale
from aspa_analysis.cleaning.survey import CleanedSurvey, clean_survey
from aspa_analysis.cleaning.tallies import parse_tallies, parse_tally

__all__ = [
    "Cleaned",
    "CleanedSurvey",
    "clean_activity",
    "clean_feedback",
    "clean_survey",
    "parse_dates",
    "parse_scale",
    "parse_tallies",
    "parse_tally",
]
