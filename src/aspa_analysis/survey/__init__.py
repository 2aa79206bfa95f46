"""Survey answers to goal sentences, means and shares with intervals, and comparisons between waves."""

from __future__ import annotations

from aspa_analysis.survey.estimates import (
    estimate_goals,
    estimate_items,
    estimate_options,
    find_favourable_from,
)
from aspa_analysis.survey.intervals import (
    Interval,
    Sample,
    describe_sample,
    find_effective_n,
    find_mean_interval,
    find_newcombe_interval,
    find_welch_interval,
    find_wilson_interval,
)
from aspa_analysis.survey.scores import score_goals
from aspa_analysis.survey.waves import REFUSED_REASONS, compare_waves

__all__ = [
    "REFUSED_REASONS",
    "Interval",
    "Sample",
    "compare_waves",
    "describe_sample",
    "estimate_goals",
    "estimate_items",
    "estimate_options",
    "find_effective_n",
    "find_favourable_from",
    "find_mean_interval",
    "find_newcombe_interval",
    "find_welch_interval",
    "find_wilson_interval",
    "score_goals",
]
