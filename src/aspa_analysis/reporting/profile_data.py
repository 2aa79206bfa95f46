"""What the profile report stands on: the frozen model, the posteriors, and answers by profile."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from aspa_analysis.errors import InputError
from aspa_analysis.profiles import ProfileModel, estimate_shares, load_model
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.reporting.context import Report
from aspa_analysis.reporting.profile_features import measure_features
from aspa_analysis.survey import find_wilson_interval

# A respondent is placed in a profile when it is this probable.
PLACED_FROM = 0.7


@dataclass(frozen=True)
class ProfileData:
    """The profiles and the latest wave that was assigned to them.

    Attributes
    ----------
    report : Report
        The report.
    region : Report
        The same report about the unit's region, on whose answers the profiles were fitted.
    model : ProfileModel
        The frozen model.
    wave : str
        The latest wave.
    questionnaire : Questionnaire
        What was asked in it.
    posteriors : pandas.DataFrame
        The region's posteriors: index ``respondent_id``, a column per profile (1 …).
    """

    report: Report
    region: Report
    model: ProfileModel
    wave: str
    questionnaire: Questionnaire
    posteriors: pd.DataFrame

    @property
    def verdict(self) -> str:
        """Whether there are profiles, a gradient of satisfaction or neither."""
        return self.model.verdict_

    @property
    def numbers(self) -> list[int]:
        """Numbers of the profiles, the largest being 1."""
        return list(range(1, self.model.n_profiles_ + 1))

    @cached_property
    def people(self) -> pd.DataFrame:
        """The region's respondents of the wave, in the order of the posteriors."""
        people = self.region.load("respondents")
        return people[people["wave"] == self.wave].set_index("respondent_id").loc[self.posteriors.index]

    @cached_property
    def own_ids(self) -> pd.Index:
        """Respondents of the report's own unit."""
        own = self.report.load("respondents")
        ids = own.loc[own["wave"] == self.wave, "respondent_id"]
        return self.posteriors.index[self.posteriors.index.isin(ids)]

    @cached_property
    def features(self) -> pd.DataFrame:
        """What marks each profile in the wave, with ``profile`` from 1 and a ``label`` for each item."""
        labels = label_features(self.questionnaire, self.report.language)
        described = self.model.describe()
        named = described.assign(
            profile=described["profile"] + 1, label=described["item"].map(labels).fillna(described["item"])
        )
        answers, weights = pivot_answers(self), self.people["weight"]
        return measure_features(named, answers, self.posteriors, weights)

    def has_enough(self) -> bool:
        """Tell whether the unit has enough respondents for shares of its own."""
        return len(self.own_ids) >= self.report.settings.reports.min_respondents_count


def load_profiles(report: Report) -> ProfileData | None:
    """Load the profiles for a report; None when there is no model, or nobody has been assigned.

    Parameters
    ----------
    report : Report
        The report.

    Returns
    -------
    ProfileData or None
        The profiles.
    """
    try:
        model = load_model(report.settings.processed / "models" / "profiles.json")
    except InputError:
        return None
    region = report.find_unit(_find_region(report))
    waves, asked = region.list_waves(), region.load_questionnaires()
    long = region.load("posteriors")
    assigned = [wave for wave in waves if wave in set(long["wave"]) and wave in asked]
    if not assigned:
        return None
    wave = assigned[-1]
    wide = long[long["wave"] == wave].pivot(index="respondent_id", columns="profile", values="posterior")
    return ProfileData(report, region, model, wave, asked[wave], wide.sort_index().astype(float))


def _find_region(report: Report) -> str:
    if report.unit.level == "region":
        return report.unit.id
    spans = report.registry.to_frame()
    column = "library" if report.unit.level == "library" else "consortium"
    return str(spans.loc[spans[column] == report.unit.id, "region"].iloc[-1])


def label_features(questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """Name the features of the model: items by their wording, check boxes by their options'."""
    labels = {item.code: item.label.get(language) for item in questionnaire.item}
    options = {
        f"{item.code}.{option.code}": option.label.get(language)
        for item in questionnaire.list_items("multi")
        for option in item.option
    }
    return labels | options


def estimate_unit_shares(data: ProfileData) -> pd.DataFrame:
    """Estimate how common each profile is in the unit and in the region.

    Parameters
    ----------
    data : ProfileData
        The profiles.

    Returns
    -------
    pandas.DataFrame
        Index profile number; columns ``share, low, high`` of the unit (shrunk to the region) and
        ``reference``, the region's share.
    """
    weights = data.people["weight"].to_numpy(dtype=float)
    table = data.posteriors.to_numpy()
    groups = _group_respondents(data)
    shares = estimate_shares(table, groups, weights)
    own = shares[shares["group"] == data.report.unit.id].assign(profile=lambda f: f["profile"] + 1)
    reference = weights @ table / weights.sum()
    return own.set_index("profile")[["share", "low", "high"]].assign(reference=reference)


def _group_respondents(data: ProfileData) -> pd.Series:
    """Name each respondent's group: libraries among libraries, consortia among consortia."""
    level = data.report.unit.level
    if level == "library":
        return data.people["library"]
    is_own = data.people.index.isin(data.own_ids)
    return pd.Series(np.where(is_own, data.report.unit.id, "others"), index=data.people.index)


def estimate_options(data: ProfileData, item_code: str) -> pd.DataFrame:
    """Estimate the share of each check box's users in each profile, over the region.

    Parameters
    ----------
    data : ProfileData
        The profiles.
    item_code : str
        Code of a check-box item.

    Returns
    -------
    pandas.DataFrame
        Columns ``profile, option, share, low, high, n_effective``.

    References
    ----------
    Each respondent counts by the posterior probability of the profile; the interval is Wilson's with Kish's
    effective number of respondents.
    """
    answers = pivot_answers(data, prefix=f"{item_code}.")
    rows = [
        {
            "profile": number,
            "option": str(column).split(".", 1)[1],
            **_estimate_share(data, number, answers[column]),
        }
        for number in data.numbers
        for column in answers.columns
    ]
    return pd.DataFrame(rows, columns=["profile", "option", "share", "low", "high", "n_effective"])


def pivot_answers(data: ProfileData, *, prefix: str = "") -> pd.DataFrame:
    """Return the wave's answers in the region: a row per respondent, a column per item of the prefix."""
    responses = data.region.load("responses")
    own = responses[(responses["wave"] == data.wave) & responses["item"].str.startswith(prefix)]
    wide = own.pivot(index="respondent_id", columns="item", values="value")
    return wide.reindex(data.posteriors.index).astype("Float64")


def _estimate_share(data: ProfileData, number: int, answers: pd.Series) -> dict[str, float]:
    is_known = answers.notna().to_numpy()
    weights = (data.people["weight"].to_numpy(dtype=float) * data.posteriors[number].to_numpy())[is_known]
    chosen = answers[is_known].to_numpy(dtype=float) == 1
    total = float(weights.sum())
    if total <= 0:
        return dict.fromkeys(("share", "low", "high"), float("nan")) | {"n_effective": 0.0}
    size = total**2 / float((weights**2).sum())
    share = float(weights[chosen].sum()) / total
    low, high = find_wilson_interval(share * size, size)
    return {"share": share, "low": low, "high": high, "n_effective": size}


def share_hard_to_place(data: ProfileData) -> float:
    """Share of the region's respondents whose most probable profile is not sure."""
    return float((data.posteriors.max(axis=1) < PLACED_FROM).mean())
