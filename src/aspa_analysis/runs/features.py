"""The evidence for customer profiles: a row per respondent, a column per item that makes profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aspa_analysis.questionnaire import Item, Questionnaire


@dataclass(frozen=True)
class Feature:
    """A column of the evidence.

    Attributes
    ----------
    kind : {"ordinal", "binary", "nominal"}
        How its values are meant.
    levels : tuple
        Every value that an answer may have, from least to most: a later month's first "1" is then known.
    """

    kind: str
    levels: tuple[object, ...]


def list_features(questionnaires: Mapping[str, Questionnaire]) -> dict[str, Feature]:
    """List the columns of the evidence.

    Parameters
    ----------
    questionnaires : mapping
        Questionnaire by wave.

    Returns
    -------
    dict
        Feature by column; a check-box item has a column an option.
    """
    return {
        column: feature
        for questionnaire in questionnaires.values()
        for item in questionnaire.item
        if item.makes_profiles
        for column, feature in _describe_item(item, questionnaire).items()
    }


def _describe_item(item: Item, questionnaire: Questionnaire) -> dict[str, Feature]:
    if item.role == "multi":
        return {f"{item.code}.{option.code}": Feature("binary", (0.0, 1.0)) for option in item.option}
    if item.role == "scale":
        scale = questionnaire.get_scale(item)
        return {item.code: Feature("ordinal", tuple(np.arange(scale.low, scale.high + 1.0).tolist()))}
    if item.ordered:
        return {item.code: Feature("ordinal", tuple(float(k) for k in range(1, len(item.option) + 1)))}
    return {item.code: Feature("nominal", tuple(option.code for option in item.option))}


def build_features(responses: pd.DataFrame, features: Mapping[str, Feature]) -> pd.DataFrame:
    """Turn the answers into a row per respondent.

    Parameters
    ----------
    responses : pandas.DataFrame
        The canonical table ``responses``.
    features : mapping
        Feature by column, from `list_features`.

    Returns
    -------
    pandas.DataFrame
        Index ``respondent_id``, sorted; categorical columns with every level declared. A missing answer
        is missing, and an answer between two levels of its scale counts as the nearer one.
    """
    asked = responses[responses["item"].isin(list(features))]
    values = asked.pivot(index="respondent_id", columns="item", values="value")
    codes = asked.pivot(index="respondent_id", columns="item", values="code")
    columns = {
        name: _make_categorical(codes[name] if feature.kind == "nominal" else values[name], feature)
        for name, feature in features.items()
        if name in values
    }
    return pd.DataFrame(columns, index=values.index)


def _make_categorical(answers: pd.Series, feature: Feature) -> pd.Series:
    if feature.kind != "nominal":
        answers = answers.astype("float64").round()
    is_ordered = feature.kind == "ordinal"
    return answers.astype(pd.CategoricalDtype(list(feature.levels), ordered=is_ordered))
