"""A suggested name for each profile, from its most distinguishing features, by rule."""

from __future__ import annotations

from itertools import product

import pandas as pd

from aspa_analysis.reporting.profile_data import ProfileData

# Smaller differences from the whole than these (Cohen's h, d) are no mark of a profile.
MIN_EFFECT = 0.2
_MIN_SATISFACTION = 0.4


def suggest_names(data: ProfileData) -> dict[int, str]:
    """Suggest a name for each profile, no two alike.

    Parameters
    ----------
    data : ProfileData
        The profiles.

    Returns
    -------
    dict
        Name by profile number: what marks the profile most as the noun, what marks it next as the adjective.
    """
    names: dict[int, str] = {}
    for number in data.numbers:
        own = data.features[data.features["profile"] == number]
        nouns, adjectives = _list_nouns(data, own), _list_adjectives(data, own)
        proposals = (_join_name(data, a, n) for n, a in product(nouns, adjectives) if a != n)
        fallback = data.report.say("profiles.name_other", number=number)
        names[number] = next((name for name in proposals if name not in names.values()), fallback)
    return names


def _join_name(data: ProfileData, adjective: str, noun: str) -> str:
    words = data.report.say(f"profile_adjective.{adjective}"), data.report.say(f"profile_noun.{noun}")
    return " ".join(words)


def _list_marks(data: ProfileData, own: pd.DataFrame, table: str) -> list[str]:
    """List the check boxes that mark a profile and have a word, the strongest first."""
    marked = own[own["item"].str.contains(".", regex=False) & (own["effect"] >= MIN_EFFECT)]
    ordered = marked.sort_values("effect", ascending=False, kind="stable")
    codes = [str(item).split(".", 1)[1] for item in ordered["item"]]
    return [code for code in codes if data.report.wording.has(f"{table}.{code}")]


def _list_nouns(data: ProfileData, own: pd.DataFrame) -> list[str]:
    return [*_list_marks(data, own, "profile_noun"), "other"]


def _list_adjectives(data: ProfileData, own: pd.DataFrame) -> list[str]:
    marks = _list_marks(data, own, "profile_adjective")
    rated = own[own["kind"].eq("ordinal") & ~own["item"].isin(_list_frequency_items(data))]
    mood = float(rated["effect"].mean()) if len(rated) else 0.0
    feelings = [
        word
        for word, is_so in (
            ("satisfied", mood >= _MIN_SATISFACTION),
            ("critical", mood <= -_MIN_SATISFACTION),
        )
        if is_so
    ]
    return [*feelings, *_list_frequency(data, own), *marks, "other"]


def _list_frequency_items(data: ProfileData) -> list[str]:
    return [item.code for item in data.questionnaire.item if item.background == "frequency"]


def _list_frequency(data: ProfileData, own: pd.DataFrame) -> list[str]:
    effects = own.loc[own["item"].isin(_list_frequency_items(data)), "effect"]
    if effects.empty or abs(float(effects.iloc[0])) < MIN_EFFECT:
        return []
    return ["high_frequency" if float(effects.iloc[0]) > 0 else "low_frequency"]
