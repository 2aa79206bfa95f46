"""The fitted profile model: what it found, and how it assigns respondents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.errors import TableError
from aspa_analysis.profiles._describe import describe_profiles
from aspa_analysis.profiles._design import expand_values
from aspa_analysis.profiles._em import joint_log_density, normalise
from aspa_analysis.profiles._halo import spread_states
from aspa_analysis.profiles._items import FloatArray, Item, encode_frame, prepare_frame

# Rows assigned at a time: bounds the memory of the design matrix.
ASSIGNED_AT_ONCE = 50_000
# A profile under this share of the population is too small to be described.
SMALLEST_SHARE = 0.04


@dataclass(eq=False, kw_only=True, repr=False)
class ProfileModel:
    """Customer profiles found by :func:`fit_profiles`, or loaded by :func:`load_model`.

    Attributes
    ----------
    labels_ : int array (n,) or None
        Most probable profile of each fitted row, 0 for the largest profile; None in a loaded model.
    posterior_ : array (n, k) or None
        Probability of each profile for each fitted row; None in a loaded model.
    n_profiles_ : int
        Number of profiles, k.
    verdict_ : str
        ``"profiles"``, ``"gradient"`` (respondents differ along one line only) or ``"none"``.
    stability_ : array (k,)
        Mean bootstrap Jaccard similarity of each profile: from .75 valid, below .6 not to be shown.
    sizes_ : array (k,)
        Share of each profile in the population that the fit stands for.
    log_likelihood_ : float
        Log-likelihood of the weighted data, without the prior.
    bic_ : float
        BIC with the weighted number of respondents.
    n_parameters_ : int
        Free parameters.
    halo_ : array (design columns,)
        What one standard deviation of general satisfaction adds to the logit of each answer, in every
        profile alike; zeros where the profiles need no halo.
    p_chance_ : float or None
        P-value of the answers' dependence against shuffled columns; None where BIC alone said ``"none"``.
    p_gradient_ : float or None
        P-value of the profiles' gain against answers drawn from one factor; None where it was not asked.
    hard_to_place_ : float or None
        Share of the fitted respondents whose most probable profile has a probability under .6.
    n_respondents_ : float
        Weighted number of respondents with at least one answer.
    bic_by_n_profiles_ : dict
        BIC of every number of profiles tried.
    bic_gradient_ : float
        BIC of the one-factor model.
    items : tuple of Item
        The features that the model uses, in the order of their names.
    frozen_on : str or None
        When the model was saved, as its saver recorded it.
    notes_ : tuple of str
        What was left out and why.
    fitted_on_ : str
        Fingerprint (SHA-256) of the data, the same for any order of rows and columns.
    """

    items: tuple[Item, ...]
    coefficients_: FloatArray
    statistics_: FloatArray
    average_: FloatArray
    sizes_: FloatArray
    verdict_: str
    stability_: FloatArray
    log_likelihood_: float
    bic_: float
    n_parameters_: int
    n_respondents_: float
    smoothing: float
    bic_by_n_profiles_: dict[int, float]
    bic_gradient_: float
    fitted_on_: str
    halo_: FloatArray
    p_chance_: float | None = None
    p_gradient_: float | None = None
    hard_to_place_: float | None = None
    notes_: tuple[str, ...] = ()
    frozen_on: str | None = None
    labels_: npt.NDArray[np.intp] | None = None
    posterior_: FloatArray | None = None

    @property
    def n_profiles_(self) -> int:
        """Number of profiles."""
        return len(self.sizes_)

    @property
    def has_halo_(self) -> bool:
        """Whether general satisfaction is taken out of the profiles."""
        return bool(self.halo_.any())

    @property
    def too_small_(self) -> tuple[int, ...]:
        """Profiles of less than 4 % of the population: there, but too small to be described."""
        return tuple(int(profile) for profile in np.flatnonzero(self.sizes_ < SMALLEST_SHARE))

    def __repr__(self) -> str:
        found = f"n_profiles_={self.n_profiles_}, verdict_={self.verdict_!r}"
        return f"ProfileModel({found}, items={len(self.items)})"

    def assign(self, features: pd.DataFrame | Any) -> FloatArray:
        """Give each row its probability of each profile.

        Parameters
        ----------
        features : DataFrame
            Rows to assign. A column that the model knows and the frame lacks counts as unanswered;
            other columns are left aside.

        Returns
        -------
        array (n, k)
            Posteriors. A row without answers gets the profiles' sizes.

        Raises
        ------
        TableError
            If a column holds an answer that the model does not know, or no column is the model's.
        """
        frame = prepare_frame(features)
        if self.items and not any(item.name in frame.columns for item in self.items):
            raise TableError(
                f"features hold none of the model's columns, such as {self.items[0].name!r}; "
                "check that the questionnaire is the one the model was fitted on"
            )
        return assign_values(encode_frame(frame, self.items), self)

    def describe(self) -> pd.DataFrame:
        """Describe each profile by each item against the whole.

        Returns
        -------
        DataFrame
            Columns profile, share, item, kind, category, value, overall and effect. ``value`` is the
            profile's mean (ordinal, continuous; category is None) or its share of a category (binary:
            the second category; nominal: each one), ``overall`` the same among all. ``effect`` is the
            difference in standard deviations of the whole, for shares Cohen's h.

        References
        ----------
        Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, 2nd ed.
        """
        return describe_profiles(self.items, self.statistics_, self.average_, self.sizes_)


def assign_values(values: FloatArray, model: ProfileModel) -> FloatArray:
    """Posteriors of encoded rows, a bounded number of rows at a time."""
    log_sizes, coefficients = spread_states(
        model.items, model.coefficients_, model.halo_, np.log(model.sizes_)
    )
    n_profiles = model.n_profiles_
    posterior = np.empty((len(values), n_profiles))
    for first in range(0, len(values), ASSIGNED_AT_ONCE):
        part = slice(first, first + ASSIGNED_AT_ONCE)
        design = expand_values(values[part], model.items)
        states = normalise(joint_log_density(design, log_sizes, coefficients))[0][:, 0]
        posterior[part] = states.reshape(n_profiles, -1, states.shape[1]).sum(axis=1).T
    return posterior
