"""Fit customer profiles: the room's main door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.profiles._design import collapse_rows, hash_patterns
from aspa_analysis.profiles._em import expect
from aspa_analysis.profiles._halo import read_middle
from aspa_analysis.profiles._items import FloatArray, encode_frame, prepare_frame, read_items, resolve_kinds
from aspa_analysis.profiles._model import ProfileModel, assign_values
from aspa_analysis.profiles._search import Evidence, gather_evidence, make_family
from aspa_analysis.profiles._selection import Choice, choose_fit, read_candidates
from aspa_analysis.profiles._small import note_small_groups
from aspa_analysis.profiles._stability import measure_stability

# Below this probability of the most probable profile a respondent is hard to place.
HARD_TO_PLACE = 0.6


def fit_profiles(
    features: pd.DataFrame | Any,
    kinds: str | Mapping[Any, str] | None = None,
    n_profiles: int | Iterable[int] = range(1, 9),
    weights: npt.ArrayLike | None = None,
    smoothing: float = 1.0,
    random_state: int = 0,
) -> ProfileModel:
    """Find customer profiles in survey answers by latent class analysis.

    Parameters
    ----------
    features : DataFrame
        One row a respondent, one column an item; missing cells contribute nothing.
    kinds : str, mapping or None
        ``"ordinal"``, ``"binary"``, ``"nominal"`` or ``"continuous"`` for all columns or per column.
        Left out, they are read from the dtypes: ordered categorical, bool, categorical or text, float;
        whole numbers with at most 11 values count as ordinal (0/1 as binary), also where missing
        cells have made them floats.
    n_profiles : int or iterable of int
        Numbers of profiles to try, from which the criterion chooses; one number fixes it.
    weights : array-like (n,) or None
        Survey weights; a weight of 2 equals the row twice. They should sum to the number of
        respondents, because BIC takes their sum for n.
    smoothing : float
        Average respondents added to every profile (a Dirichlet-type prior); 0 is maximum likelihood.
    random_state : int
        Seed. The same seed gives the same model for any order of rows and columns.

    Returns
    -------
    ProfileModel
        The fitted model.

    Raises
    ------
    TableError
        If the features or weights cannot be used.
    SettingsError
        If another argument is impossible.

    References
    ----------
    Vermunt, J. K. & Magidson, J. (2002). Latent class cluster analysis. In Hagenaars & McCutcheon
    (eds), Applied Latent Class Analysis, 89-106. Heinen, T. (1996). Latent Class and Discrete Latent
    Trait Models.
    """
    candidates = read_candidates(n_profiles)
    _check_numbers(smoothing, random_state)
    frame = prepare_frame(features)
    row_weights = read_weights(weights, frame)
    items, notes = read_items(frame, resolve_kinds(frame, kinds), row_weights)
    values = encode_frame(frame, items)
    patterns = collapse_rows(values, row_weights)
    if items and not len(patterns.weights):
        raise TableError("no row of positive weight holds an answer; check the features and the weights")
    evidence = gather_evidence(items, patterns, float(smoothing))
    choice = choose_fit(evidence, candidates, random_state)
    notes += _note_silent_rows(values, row_weights) + _note_weights(row_weights)
    model = _build_model(evidence, choice, notes, random_state)
    model.posterior_ = assign_values(values, model)
    model.labels_ = model.posterior_.argmax(axis=1)
    model.hard_to_place_ = float(
        np.average(model.posterior_.max(axis=1) < HARD_TO_PLACE, weights=row_weights)
    )
    return model


def _check_numbers(smoothing: float, random_state: int) -> None:
    if not (np.isfinite(smoothing) and smoothing >= 0):
        raise SettingsError(f"smoothing must be 0 or more, got {smoothing}")
    if isinstance(random_state, bool) or not isinstance(random_state, int | np.integer) or random_state < 0:
        raise SettingsError("random_state must be a whole number from 0 up, so that a run can be repeated")


def read_weights(weights: npt.ArrayLike | None, frame: pd.DataFrame) -> FloatArray:
    """Return one checked weight a row (a Series is matched by its index where it can be)."""
    if frame.empty:
        raise TableError(
            f"features hold {frame.shape[0]} rows and {frame.shape[1]} columns; expected at least 1 of each"
        )
    if weights is None:
        return np.ones(len(frame))
    if isinstance(weights, pd.Series) and frame.index.is_unique and set(weights.index) == set(frame.index):
        weights = weights.reindex(frame.index)
    try:
        values = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        values = np.full(1, np.nan)
    return _check_weights(values, len(frame))


def _check_weights(values: FloatArray, n_rows: int) -> FloatArray:
    if values.shape != (n_rows,):
        raise TableError(f"weights have shape {values.shape}, expected ({n_rows},): one number a row")
    wrong = int((~np.isfinite(values) | (values < 0)).sum())
    if wrong:
        raise TableError(f"{wrong} weights are negative, missing or infinite; expected 0 or more")
    if not values.any():
        raise TableError("all weights are 0; expected at least one respondent")
    return values


def _note_silent_rows(values: FloatArray, weights: FloatArray) -> tuple[str, ...]:
    silent = int((np.isnan(values).all(axis=1) & (weights > 0)).sum()) if values.shape[1] else 0
    return (f"{silent} rows without any answer get the profiles' sizes as their posterior",) if silent else ()


def _note_weights(weights: FloatArray) -> tuple[str, ...]:
    """Note weights on another scale than respondents; whole numbers are taken for repeated rows."""
    mean = float(weights[weights > 0].mean())
    if 0.5 <= mean <= 2 or np.all(weights == np.round(weights)):
        return ()
    return (
        f"weights average {mean:.4g}, expected about 1: BIC takes their sum for the number of respondents",
    )


def _build_model(
    evidence: Evidence, choice: Choice, notes: tuple[str, ...], random_state: int
) -> ProfileModel:
    """Put the profiles in order of size and gather all that the model keeps."""
    fit = choice.fit
    family = make_family(evidence, fit.n_classes, halo=fit.has_halo)
    expected = expect(family.problem, fit.parameters)
    order = np.argsort(-family.sum_nodes(expected.sizes)[:, 0].round(9), kind="stable")
    stability = measure_stability(evidence, family, fit.parameters, random_state)
    coefficients, halo = read_middle(family, fit.parameters)
    sizes = family.sum_nodes(np.exp(fit.parameters.log_sizes))[order, 0]
    return ProfileModel(
        items=evidence.items,
        coefficients_=coefficients[order],
        halo_=halo,
        statistics_=family.sum_nodes(expected.stats)[order, 0],
        average_=evidence.problem.average,
        sizes_=sizes,
        verdict_=choice.verdict,
        p_chance_=choice.p_chance,
        p_gradient_=choice.p_gradient,
        stability_=stability[order],
        log_likelihood_=fit.log_likelihood,
        bic_=fit.bic,
        n_parameters_=fit.n_parameters,
        n_respondents_=evidence.n_respondents,
        smoothing=evidence.problem.smoothing,
        bic_by_n_profiles_=choice.bic_by_n_profiles,
        bic_gradient_=choice.bic_gradient,
        fitted_on_=hash_patterns(evidence.patterns, evidence.items),
        notes_=notes + note_small_groups(evidence, choice),
    )
