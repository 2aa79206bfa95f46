"""What marks each profile: the features of the model, measured in the wave that the page is about."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.questionnaire import Item, Questionnaire

if TYPE_CHECKING:
    from aspa_analysis.reporting.profile_data import ProfileData

# Smaller differences from the whole than these (Cohen's h, d) are no mark of a profile.
MIN_EFFECT = 0.2
FEATURES_COUNT = 5
FloatArray = npt.NDArray[np.float64]
_MEASURED = ("binary", "ordinal", "continuous")


def measure_features(
    described: pd.DataFrame, answers: pd.DataFrame, posteriors: pd.DataFrame, weights: pd.Series
) -> pd.DataFrame:
    """Measure the features of a model in one wave's answers.

    Parameters
    ----------
    described : pandas.DataFrame
        The model's description, with ``profile`` from 1, ``item, kind, value, overall, effect``.
    answers : pandas.DataFrame
        Index respondent, a column per item: the wave's answers.
    posteriors : pandas.DataFrame
        Index respondent, a column per profile.
    weights : pandas.Series
        Survey weights, index respondent.

    Returns
    -------
    pandas.DataFrame
        `described` with the wave's ``value, overall, effect`` and the effective numbers of respondents
        ``n_profile, n_all``; features that the wave did not ask keep the model's values.

    References
    ----------
    Posterior-weighted means; Cohen's h for shares and d for means, as in the model.
    """
    rows: list[dict[Hashable, Any]] = []
    for row in described.to_dict("records"):
        item = str(row["item"])
        measured: dict[str, float] = {"n_profile": np.nan, "n_all": np.nan}
        if row["kind"] in _MEASURED and item in answers.columns:
            known = answers[item].dropna()
            whole = weights.loc[known.index].to_numpy(dtype=float)
            own = whole * posteriors.loc[known.index, row["profile"]].to_numpy(dtype=float)
            if own.sum() > 0:
                measured = _compare(known.to_numpy(dtype=float), own, whole, is_share=row["kind"] == "binary")
        rows.append(row | dict(measured))
    return pd.DataFrame(rows, columns=[*described.columns, "n_profile", "n_all"])


def _compare(
    values: FloatArray,
    own: FloatArray,
    whole: FloatArray,
    *,
    is_share: bool,
) -> dict[str, float]:
    value, overall = float(np.average(values, weights=own)), float(np.average(values, weights=whole))
    if is_share:
        effect = 2 * np.arcsin(np.sqrt(value)) - 2 * np.arcsin(np.sqrt(overall))
    else:
        spread = float(np.sqrt(np.average((values - overall) ** 2, weights=whole)))
        effect = (value - overall) / spread if spread > 0 else 0.0
    return {
        "value": value,
        "overall": overall,
        "effect": float(effect),
        "n_profile": float(own.sum() ** 2 / (own**2).sum()),
        "n_all": float(whole.sum() ** 2 / (whole**2).sum()),
    }


def list_marks(data: ProfileData, number: int) -> pd.DataFrame:
    """List the features that the page shows of a profile, the strongest first.

    Parameters
    ----------
    data : ProfileData
        The profiles.
    number : int
        The profile.

    Returns
    -------
    pandas.DataFrame
        Rows of the features. One whose answer in words is the same as everybody's is left out.
    """
    own = data.features[data.features["profile"] == number]
    marked = own[own["effect"].abs() >= MIN_EFFECT]
    order = marked["effect"].abs().sort_values(ascending=False, kind="stable").index
    strongest = marked.loc[order].head(FEATURES_COUNT)
    is_told = [
        find_step(data.questionnaire, row, "value") is None
        or find_step(data.questionnaire, row, "value") != find_step(data.questionnaire, row, "overall")
        for row in strongest.to_dict("records")
    ]
    return strongest[is_told]


def find_ordered_choice(questionnaire: Questionnaire, item_code: str) -> Item | None:
    """Find the item when its answers are words from little to much, as how often one comes."""
    item = questionnaire.items.get(item_code)
    return item if item is not None and item.role == "choice" and item.ordered else None


def find_step(questionnaire: Questionnaire, row: dict[object, object], column: str) -> int | None:
    """Find the place of the answer nearest to a mean of an ordered choice; None for other items."""
    choice = find_ordered_choice(questionnaire, str(row["item"]))
    if choice is None:
        return None
    return min(max(round(float(str(row[column]))), 1), len(choice.option)) - 1
