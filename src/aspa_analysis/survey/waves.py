"""Two waves side by side: what changed, how surely, and what must not be compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from aspa_analysis.questionnaire import Questionnaire, Scale
from aspa_analysis.survey.intervals import Sample, find_newcombe_interval, find_welch_interval

REFUSED_REASONS = ("not_asked_before", "not_asked_now", "scale_changed", "wording_changed")
_LEVELS = ("n_old", "n_new", "mean_old", "mean_new", "share_old", "share_new")
_CHANGES = tuple(f"{what}_change{limit}" for what in ("mean", "share") for limit in ("", "_low", "_high"))


def compare_waves(
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    questionnaires: tuple[Questionnaire, Questionnaire],
    by: Sequence[str] = ("library",),
) -> pd.DataFrame:
    """Compare the item estimates of two waves.

    Parameters
    ----------
    old, new : pandas.DataFrame
        What `estimate_items` returned for each wave.
    questionnaires : tuple of Questionnaire
        Those of the old and of the new wave; the same one twice if it did not change.
    by : sequence of str
        Columns that name the groups to be compared, without the wave.

    Returns
    -------
    pandas.DataFrame
        A row for each group and item of either wave: ``*by, item, n_old, n_new, mean_old, mean_new,
        share_old, share_new, mean_change, mean_change_low, mean_change_high, share_change,
        share_change_low, share_change_high, refused_reason``. A change is new minus old with its 95 %
        interval (Welch for means, Newcombe for shares of favourable answers). Where ``refused_reason``
        is one of `REFUSED_REASONS` the items must not be compared and no change is given.
    """
    keys = [*by, "item"]
    both = old.merge(new, on=keys, how="outer", suffixes=("_old", "_new"), sort=True)
    items = sorted(both["item"].unique())
    reasons = {item: _find_refusal(item, *questionnaires) for item in items}
    rows = [
        {**{key: row[key] for key in keys}, **_compare_row(row, reasons[row["item"]])}
        for row in both.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=[*keys, *_LEVELS, *_CHANGES, "refused_reason"])


def _find_refusal(item: str, old: Questionnaire, new: Questionnaire) -> str | None:
    before, now = old.items.get(item), new.items.get(item)
    if before is None or before.role != "scale":
        return "not_asked_before"
    if now is None or now.role != "scale":
        return "not_asked_now"
    if _list_ends(old.get_scale(before)) != _list_ends(new.get_scale(now)):
        return "scale_changed"
    is_same = _fold(before.label.fi) == _fold(now.label.fi)
    return None if is_same else "wording_changed"


def _list_ends(scale: Scale) -> tuple[float, float]:
    return scale.low, scale.high


def _fold(label: str) -> str:
    return " ".join(label.casefold().split()).rstrip(".?!:")


def _compare_row(row: dict[Any, Any], refused: str | None) -> dict[str, Any]:
    if refused is None and pd.isna(row["n_old"]):
        refused = "not_asked_before"
    if refused is None and pd.isna(row["n_new"]):
        refused = "not_asked_now"
    levels = {
        "n_old": row["n_old"],
        "n_new": row["n_new"],
        "mean_old": row["mean_old"],
        "mean_new": row["mean_new"],
        "share_old": row["favourable_share_old"],
        "share_new": row["favourable_share_new"],
    }
    return {**levels, **_find_changes(row, is_refused=refused is not None), "refused_reason": refused}


def _find_changes(row: dict[Any, Any], *, is_refused: bool) -> dict[str, float]:
    if is_refused:
        return dict.fromkeys(_CHANGES, float("nan"))
    new, old = (Sample(row[f"mean_{w}"], row[f"sd_{w}"], row[f"n_effective_{w}"]) for w in ("new", "old"))
    counts = [
        (row[f"favourable_share_{w}"] * row[f"n_effective_{w}"], row[f"n_effective_{w}"])
        for w in ("new", "old")
    ]
    mean_change = new.mean - old.mean, *find_welch_interval(new, old)
    share_change = (
        row["favourable_share_new"] - row["favourable_share_old"],
        *find_newcombe_interval(counts[0], counts[1]),
    )
    return dict(zip(_CHANGES, (*mean_change, *share_change), strict=True))
