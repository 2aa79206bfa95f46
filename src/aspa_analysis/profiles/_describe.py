"""What marks each profile: means and shares against the whole, with effect sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from aspa_analysis.profiles._design import item_starts
from aspa_analysis.profiles._items import FloatArray, Item

COLUMNS = ["profile", "share", "item", "kind", "category", "value", "overall", "effect"]


def describe_profiles(
    items: tuple[Item, ...], statistics: FloatArray, average: FloatArray, sizes: FloatArray
) -> pd.DataFrame:
    """Describe profiles from the expected statistics of the fit.

    Parameters
    ----------
    items : tuple of Item
        The model's items.
    statistics : array (profiles, design columns)
        Posterior-weighted sums of the design in each profile.
    average : array (design columns,)
        The same for one average respondent.
    sizes : array (profiles,)
        Shares of the profiles.

    Returns
    -------
    DataFrame
        One row per profile, item and (for shares) category.
    """
    starts = item_starts(items)
    rows: list[dict[str, Any]] = []
    for profile, size in enumerate(sizes):
        for place, item in enumerate(items):
            part = slice(starts[place], starts[place + 1])
            facts = _compare_item(item, statistics[profile, part], average[part])
            head = {"profile": profile, "share": float(size), "item": item.name, "kind": item.kind}
            rows.extend(head | fact for fact in facts)
    return pd.DataFrame(rows, columns=COLUMNS).astype({"category": object})


def _compare_item(item: Item, own: FloatArray, whole: FloatArray) -> list[dict[str, Any]]:
    if item.kind == "continuous":
        answered = own[0]
        shift = own[1] / answered if answered > 0 else np.nan
        return [_mean_row(item.center + item.scale * shift, item.center, item.scale)]
    shares = own / own.sum() if own.sum() > 0 else np.full(len(own), np.nan)
    if item.kind == "ordinal":
        scores = np.array(item.scores)
        overall = float(scores @ whole)
        return [_mean_row(float(scores @ shares), overall, float(np.sqrt((scores - overall) ** 2 @ whole)))]
    shown = range(1, 2) if item.kind == "binary" else range(item.width)
    return [_share_row(item.categories[code], float(shares[code]), float(whole[code])) for code in shown]


def _mean_row(value: float, overall: float, spread: float) -> dict[str, Any]:
    return {"category": None, "value": value, "overall": overall, "effect": (value - overall) / spread}


def _share_row(category: Any, value: float, overall: float) -> dict[str, Any]:
    return {
        "category": category,
        "value": value,
        "overall": overall,
        "effect": compute_cohens_h(value, overall),
    }


def compute_cohens_h(first: float, second: float) -> float:
    """Compute Cohen's h, the difference of two shares on the arcsine scale (radians)."""
    return float(2 * np.arcsin(np.sqrt(np.clip(first, 0, 1))) - 2 * np.arcsin(np.sqrt(np.clip(second, 0, 1))))
