"""Means and shares of survey answers, each with its interval, for any grouping of the respondents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from aspa_analysis.errors import TableError
from aspa_analysis.questionnaire import Questionnaire, Scale
from aspa_analysis.survey.intervals import (
    describe_sample,
    find_effective_n,
    find_mean_interval,
    find_wilson_interval,
)
from aspa_analysis.survey.scores import KEYS

DEFAULT_BY = ("library", "wave")
_MEAN = ("n", "n_effective", "mean", "sd", "mean_low", "mean_high")
_FAVOURABLE = ("favourable_count", "favourable_share", "favourable_low", "favourable_high")
_ITEM = ("asked_count", *_MEAN, *_FAVOURABLE, "dont_know_share", "missing_share")
_OPTION = ("n", "n_effective", "count", "share", "low", "high")


def find_favourable_from(scale: Scale) -> float:
    """Find the least answer that counts as favourable.

    Parameters
    ----------
    scale : Scale
        The scale.

    Returns
    -------
    float
        The second highest answer (4 of 5, 9 of 10), the highest on a scale of four steps or fewer, and
        four fifths of the way up on a scale of more than eleven steps.
    """
    width = scale.high - scale.low
    if width > 10:
        return scale.low + 0.8 * width
    return scale.high - 1 if width >= 4 else scale.high


def estimate_items(
    responses: pd.DataFrame,
    respondents: pd.DataFrame,
    questionnaire: Questionnaire,
    *,
    by: Sequence[str] = DEFAULT_BY,
) -> pd.DataFrame:
    """Estimate the mean and the share of favourable answers of each scale item.

    Parameters
    ----------
    responses, respondents : pandas.DataFrame
        The canonical tables.
    questionnaire : Questionnaire
        The items and their scales.
    by : sequence of str
        Columns of ``respondents`` that make the groups; ``("wave",)`` for a whole region.

    Returns
    -------
    pandas.DataFrame
        A row for each group and item: ``*by, item, asked_count, n, n_effective, mean, sd, mean_low,
        mean_high, favourable_count, favourable_share, favourable_low, favourable_high, dont_know_share,
        missing_share``. Counts are of persons, means and shares are weighted (0..1), limits are of the
        95 % interval.

    Raises
    ------
    TableError
        If `by` names a column that ``respondents`` does not have.
    """
    cuts = {
        i.code: find_favourable_from(questionnaire.get_scale(i)) for i in questionnaire.list_items("scale")
    }
    joined = _join(responses[responses["item"].isin(list(cuts))], respondents, by)
    asked = joined[joined["missing_reason"].ne("not_shown").fillna(value=True)]
    frame = _summarise(
        asked, [*by, "item"], _ITEM, lambda group, key: _describe_item(group, cuts[str(key[-1])])
    )
    return _order_items(frame, list(cuts), by)


def estimate_goals(scores: pd.DataFrame, *, by: Sequence[str] = DEFAULT_BY) -> pd.DataFrame:
    """Estimate the mean score of each goal sentence.

    Parameters
    ----------
    scores : pandas.DataFrame
        The canonical table ``scores``, perhaps joined with more columns of the respondents.
    by : sequence of str
        Columns that make the groups.

    Returns
    -------
    pandas.DataFrame
        A row for each group and goal: ``*by, goal, n, n_effective, mean, sd, mean_low, mean_high``, on
        the scale 0-100.
    """
    return _summarise(
        scores, [*by, "goal"], _MEAN, lambda group, _: _describe_mean(group["score"], group["weight"])
    )


def estimate_options(
    responses: pd.DataFrame,
    respondents: pd.DataFrame,
    questionnaire: Questionnaire,
    *,
    by: Sequence[str] = DEFAULT_BY,
) -> pd.DataFrame:
    """Estimate how many chose each option of the choice items and check boxes.

    Parameters
    ----------
    responses, respondents : pandas.DataFrame
        The canonical tables.
    questionnaire : Questionnaire
        The items and their options.
    by : sequence of str
        Columns of ``respondents`` that make the groups.

    Returns
    -------
    pandas.DataFrame
        A row for each group and option, those that nobody chose too: ``*by, item, option, n,
        n_effective, count, share, low, high``. The shares of a choice sum to 1 in a group, those of
        check boxes do not.

    Raises
    ------
    TableError
        If `by` names a column that ``respondents`` does not have.
    """
    chosen = pd.concat([_spread_choices(responses, questionnaire), _name_boxes(responses, questionnaire)])
    joined = _join(chosen, respondents, by)
    order = [(item.code, o.code) for item in questionnaire.item for o in item.option]
    frame = _summarise(joined, [*by, "item", "option"], _OPTION, lambda group, _: _describe_share(group))
    places = {pair: place for place, pair in enumerate(order)}
    place = [places[pair] for pair in zip(frame["item"], frame["option"], strict=True)]
    return frame.assign(_place=place).sort_values([*by, "_place"], ignore_index=True).drop(columns="_place")


def _join(answers: pd.DataFrame, respondents: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    absent = [name for name in by if name not in respondents.columns]
    if absent:
        raise TableError(
            f"respondents have no column {', '.join(absent)} to group by; expected one of theirs"
        )
    about = respondents[list(dict.fromkeys([*KEYS, "weight", *by]))]
    return answers.merge(about, on=KEYS, how="inner").assign(weight=lambda f: f["weight"].astype(float))


_Describe = Callable[[pd.DataFrame, tuple[Hashable, ...]], dict[str, Any]]


def _summarise(
    frame: pd.DataFrame, keys: list[str], columns: tuple[str, ...], describe: _Describe
) -> pd.DataFrame:
    rows = [
        {**dict(zip(keys, key, strict=True)), **describe(group, key)}
        for key, group in frame.groupby(keys, sort=True, dropna=True)
    ]
    return pd.DataFrame(rows, columns=[*keys, *columns])


def _describe_mean(values: pd.Series, weights: pd.Series) -> dict[str, Any]:
    sample = describe_sample(values.to_numpy(dtype=float), weights.to_numpy(dtype=float))
    low, high = find_mean_interval(sample)
    return {
        "n": len(values),
        "n_effective": sample.n,
        "mean": sample.mean,
        "sd": sample.sd,
        "mean_low": low,
        "mean_high": high,
    }


def _describe_item(asked: pd.DataFrame, cut: float) -> dict[str, Any]:
    answered = asked[asked["value"].notna()]
    is_favourable = answered["value"].astype(float).ge(cut)
    share, low, high = _estimate_share(is_favourable, answered["weight"])
    return {
        "asked_count": len(asked),
        **_describe_mean(answered["value"], answered["weight"]),
        "favourable_count": int(is_favourable.sum()),
        "favourable_share": share,
        "favourable_low": low,
        "favourable_high": high,
        "dont_know_share": _estimate_share(asked["missing_reason"].eq("dont_know"), asked["weight"])[0],
        "missing_share": _estimate_share(asked["missing_reason"].eq("not_answered"), asked["weight"])[0],
    }


def _describe_share(group: pd.DataFrame) -> dict[str, Any]:
    is_chosen = group["value"].astype(float).eq(1)
    share, low, high = _estimate_share(is_chosen, group["weight"])
    return {
        "n": len(group),
        "n_effective": find_effective_n(group["weight"].to_numpy(dtype=float)),
        "count": int(is_chosen.sum()),
        "share": share,
        "low": low,
        "high": high,
    }


def _estimate_share(flags: pd.Series, weights: pd.Series) -> tuple[float, float, float]:
    w = weights.to_numpy(dtype=float)
    size, total = find_effective_n(w), float(w.sum())
    if total <= 0:
        return (float("nan"),) * 3
    share = float(w[flags.fillna(value=False).to_numpy(dtype=bool)].sum()) / total
    return (share, *find_wilson_interval(share * size, size))


def _spread_choices(responses: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Give each respondent who answered a choice a row for each of its options, 1 for the chosen one."""
    pairs = [(i.code, o.code) for i in questionnaire.list_items("choice") for o in i.option]
    options = pd.DataFrame(pairs, columns=["item", "option"], dtype="str")
    answered = responses.loc[responses["code"].notna(), [*KEYS, "item", "code"]]
    spread = answered.merge(options, on="item")
    return spread.assign(value=np.where(spread["code"] == spread["option"], 1.0, 0.0))


def _name_boxes(responses: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    pairs = {
        f"{i.code}.{o.code}": (i.code, o.code) for i in questionnaire.list_items("multi") for o in i.option
    }
    boxes = responses[responses["item"].isin(list(pairs)) & responses["value"].notna()]
    names = [pairs[name] for name in boxes["item"]]
    return boxes[KEYS].assign(
        item=[item for item, _ in names],
        option=[option for _, option in names],
        value=boxes["value"].astype(float),
    )


def _order_items(frame: pd.DataFrame, codes: list[str], by: Sequence[str]) -> pd.DataFrame:
    places = {code: place for place, code in enumerate(codes)}
    order = frame.assign(_place=frame["item"].map(places))
    return order.sort_values([*by, "_place"], ignore_index=True).drop(columns="_place")
