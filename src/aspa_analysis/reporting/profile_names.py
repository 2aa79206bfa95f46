"""A suggested name for each profile, from its most distinguishing features, by rule."""

from __future__ import annotations

import pandas as pd

from aspa_analysis.reporting.profile_data import ProfileData
from aspa_analysis.reporting.profile_features import list_marks

_MIN_SATISFACTION = 0.4


def suggest_names(data: ProfileData) -> dict[int, str]:
    """Suggest a name for each profile, no two with the same word, of marks that the page shows.

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
    nouns_used: set[str] = set()
    adjectives_used: set[str] = set()
    for number in data.numbers:
        own = list_marks(data, number)
        noun = next((n for n in _list_nouns(data, own) if n not in nouns_used), "")
        taken = adjectives_used | {noun}
        adjective = next((a for a in _list_adjectives(data, own) if a not in taken), "")
        nouns_used.add(noun)
        adjectives_used.add(adjective)  # an empty one is none: it may be met again
        names[number] = _join_name(data, adjective, noun, number)
    return names


def _join_name(data: ProfileData, adjective: str, noun: str, number: int) -> str:
    """Join the words of a name; one word alone stands too, except of a profile that nothing marks."""
    say = data.report.say
    if not noun or (noun == "other" and not adjective):
        return say("profiles.name_other", number=number)
    words = [say(f"profile_adjective.{adjective}")] if adjective else []
    name = " ".join([*words, say(f"profile_noun.{noun}")])
    return name[:1].upper() + name[1:]


def _list_marks(data: ProfileData, own: pd.DataFrame, table: str) -> list[str]:
    """List the check boxes that mark a profile and have a word, the strongest first."""
    marked = own[own["item"].str.contains(".", regex=False) & own["effect"].gt(0)]
    codes = [str(item).split(".", 1)[1] for item in marked["item"]]
    return [code for code in codes if data.report.wording.has(f"{table}.{code}")]


def _list_nouns(data: ProfileData, own: pd.DataFrame) -> list[str]:
    return [*_list_marks(data, own, "profile_noun"), "other"]


def _list_adjectives(data: ProfileData, own: pd.DataFrame) -> list[str]:
    marks = _list_marks(data, own, "profile_adjective")
    mood = _measure_mood(data, own)
    feelings = [
        word
        for word, is_so in (
            ("satisfied", mood >= _MIN_SATISFACTION),
            ("critical", mood <= -_MIN_SATISFACTION),
        )
        if is_so
    ]
    return [*feelings, *_list_frequency(data, own), *marks]


def _measure_mood(data: ProfileData, own: pd.DataFrame) -> float:
    """Measure how the profile rates everything, where some rating is among the marks that are shown."""
    numbers, frequency = own["profile"].unique(), _list_frequency_items(data)
    rated = data.features[data.features["kind"].eq("ordinal") & ~data.features["item"].isin(frequency)]
    effects = rated.loc[rated["profile"].isin(numbers), "effect"]
    is_shown = own["item"].isin(rated["item"]).any()
    return float(effects.mean()) if is_shown and len(effects) else 0.0


def _list_frequency_items(data: ProfileData) -> list[str]:
    return [item.code for item in data.questionnaire.item if item.background == "frequency"]


def _list_frequency(data: ProfileData, own: pd.DataFrame) -> list[str]:
    effects = own.loc[own["item"].isin(_list_frequency_items(data)), "effect"]
    if effects.empty:
        return []
    return ["high_frequency" if float(effects.iloc[0]) > 0 else "low_frequency"]
