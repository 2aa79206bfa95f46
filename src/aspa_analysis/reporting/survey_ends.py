"""Which goal sentences come true best and worst, where chance does not explain the difference."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.survey_data import Wave
from aspa_analysis.survey import find_effective_n

# Two-sided 1 %: the ends are chosen among many, so the usual 5 % would name one by chance too often.
_CRITICAL_Z = 2.576
_MAX_NAMED_COUNT = 3


def merge_same_goals(report: Report, wave: Wave, goals: pd.DataFrame) -> pd.DataFrame:
    """Show goals that rest on the same items as one row: they cannot differ.

    Parameters
    ----------
    report : Report
        The report.
    wave : Wave
        The wave.
    goals : pandas.DataFrame
        A row per goal, with ``goal`` and ``label``.

    Returns
    -------
    pandas.DataFrame
        The first goal of each set of items, labelled with all of them.
    """
    if goals.empty:
        return goals
    asked = {
        goal: tuple(item.code for item in wave.questionnaire.item if goal in item.goals)
        for goal in goals["goal"]
    }
    items = goals["goal"].map(asked)
    labels = goals["label"].groupby(items, sort=False).transform(lambda own: _join_labels(report, list(own)))
    return goals.assign(label=labels)[~items.duplicated()].reset_index(drop=True)


def _join_labels(report: Report, labels: list[str]) -> str:
    return report.wording.join([labels[0], *(text[:1].lower() + text[1:] for text in labels[1:])])


def tell_ends(report: Report, wave: Wave, goals: pd.DataFrame) -> list[str]:
    """Tell the best and the worst goals, each only where it differs from the others beyond chance.

    Parameters
    ----------
    report : Report
        The report.
    wave : Wave
        The wave, whose respondents' own differences are tested.
    goals : pandas.DataFrame
        As of ``estimate_goal_table``.

    Returns
    -------
    list of str
        Sentences: what is named first, and what cannot be.
    """
    best, worst = (find_end(wave, goals, is_best=flag) for flag in (True, False))
    if best.empty and worst.empty:
        return [report.say("survey.no_ends")]
    told = {"best": _tell_end(report, "best", best), "worst": _tell_end(report, "worst", worst)}
    named = [text for text in told.values() if text]
    missing = [
        report.say(key)
        for end, key in (("best", "survey.no_best"), ("worst", "survey.ceiling"))
        if not told[end]
    ]
    return [*named, *missing]


def find_end(wave: Wave, goals: pd.DataFrame, *, is_best: bool) -> pd.DataFrame:
    """Find the goals at one end that chance does not tell apart; none when they are too many to name.

    Parameters
    ----------
    wave : Wave
        The wave.
    goals : pandas.DataFrame
        Columns ``goal, mean``.
    is_best : bool
        The best end, or the worst.

    Returns
    -------
    pandas.DataFrame
        Rows of `goals`, the outermost first.

    References
    ----------
    Two-sided test of the mean difference of the same respondents' scores, with Kish's effective number of
    respondents.
    """
    ordered = goals.sort_values("mean", ascending=not is_best, kind="stable")
    first = str(ordered["goal"].iloc[0])
    is_tied = [goal == first or not _differs(wave, first, str(goal)) for goal in ordered["goal"]]
    end = ordered[is_tied]
    return end if len(end) <= _MAX_NAMED_COUNT and len(end) < len(goals) else end.iloc[:0]


def _differs(wave: Wave, first: str, second: str) -> bool:
    scores = wave.scores[wave.scores["goal"].isin([first, second])]
    wide = scores.pivot_table(index="respondent_id", columns="goal", values="score").dropna()
    if len(wide) < 2 or wide.shape[1] < 2:
        return False
    weights = wave.respondents.set_index("respondent_id")["weight"].loc[wide.index].to_numpy(dtype=float)
    gap = (wide[first] - wide[second]).to_numpy(dtype=float)
    mean = float(np.average(gap, weights=weights))
    spread = float(np.average((gap - mean) ** 2, weights=weights))
    size = find_effective_n(weights)
    return mean**2 > _CRITICAL_Z**2 * spread / max(size - 1, 1)


def _tell_end(report: Report, end: str, rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    if len(rows) > 1:
        return report.say(f"survey.{end}_many", label="; ".join(str(label) for label in rows["label"]))
    row = rows.iloc[0]
    interval = report.wording.number_interval(row["mean_low"], row["mean_high"], 0)
    return report.say(f"survey.{end}", label=row["label"], interval=interval)
