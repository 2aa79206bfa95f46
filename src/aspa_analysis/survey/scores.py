"""Answers to goal sentences: each respondent's score on each goal."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.validation import make_empty, validate

KEYS = ["respondent_id", "library", "wave"]
_FULL_SCORE = 100


def score_goals(
    responses: pd.DataFrame, respondents: pd.DataFrame, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Score each respondent on each goal sentence.

    A score is the mean of the goal's items that the respondent answered, each rescaled so that the
    least favourable answer of its scale is 0 and the most favourable 100.

    Parameters
    ----------
    responses, respondents : pandas.DataFrame
        The canonical tables.
    questionnaire : Questionnaire
        Which items speak for which goals.

    Returns
    -------
    pandas.DataFrame
        The canonical table ``scores``; no row where a respondent answered none of a goal's items.
    """
    goals = _list_goal_items(questionnaire)
    answered = responses.loc[responses["value"].notna(), [*KEYS, "item", "value"]]
    joined = answered.merge(goals, on="item").merge(respondents[[*KEYS, "weight"]], on=KEYS)
    if joined.empty:
        return make_empty("scores")
    points = (joined["value"].astype(float) - joined["low"]) / (joined["high"] - joined["low"]) * _FULL_SCORE
    grouped = joined.assign(points=points).groupby([*KEYS, "goal"], sort=True)
    scores = grouped.agg(
        score=("points", "mean"), items_count=("points", "size"), weight=("weight", "first")
    ).reset_index()
    return validate("scores", scores)


def _list_goal_items(questionnaire: Questionnaire) -> pd.DataFrame:
    rows = [
        (item.code, goal, scale.low, scale.high)
        for item in questionnaire.list_items("scale")
        for scale in [questionnaire.get_scale(item)]
        for goal in item.goals
    ]
    return pd.DataFrame(rows, columns=["item", "goal", "low", "high"])
