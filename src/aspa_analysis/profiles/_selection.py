"""Choose the number of classes by BIC, and say whether they are types, a gradient or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aspa_analysis.errors import SettingsError
from aspa_analysis.profiles._gradient import fit_gradient
from aspa_analysis.profiles._search import Evidence, Fit, fit_classes

# BIC that has not improved for this many more classes does not turn back.
PATIENCE = 3


@dataclass(frozen=True)
class Choice:
    """The chosen fit, the verdict and the criterion of every model tried."""

    fit: Fit
    verdict: str
    bic_by_n_profiles: dict[int, float]
    bic_gradient: float


def read_candidates(n_profiles: int | Iterable[int]) -> tuple[int, ...]:
    """Return the numbers of classes to try, rising; a single number fixes it."""
    numbers = list(n_profiles) if isinstance(n_profiles, Iterable) else [n_profiles]
    if not numbers or any(
        isinstance(number, bool) or number != int(number) or number < 1 for number in numbers
    ):
        raise SettingsError("n_profiles must be a whole number from 1 up, or several; got something else")
    return tuple(sorted({int(number) for number in numbers}))


def choose_fit(evidence: Evidence, candidates: tuple[int, ...], random_state: int) -> Choice:
    """Fit the candidates and weigh the best against one class and one factor.

    Raises
    ------
    SettingsError
        If every candidate asks for more classes than there are different rows.
    """
    n_patterns = max(1, len(evidence.patterns.weights))
    possible = [number for number in candidates if number <= n_patterns]
    if not possible:
        raise SettingsError(
            f"n_profiles asks for at least {candidates[0]} classes, but only {n_patterns} rows of answers "
            "differ; lower n_profiles or give more respondents"
        )
    fits = _fit_candidates(evidence, possible, random_state)
    best = min(fits.values(), key=lambda fit: fit.bic)
    whole = fits[1] if 1 in fits else fit_classes(evidence, 1, random_state)
    # A single item has no common factor: nothing can tell a gradient from one class.
    gradient = fit_gradient(evidence).bic if len(evidence.items) > 1 else float("inf")
    return Choice(
        fit=best,
        verdict=name_verdict(whole.bic, gradient, best.bic),
        bic_by_n_profiles={number: fit.bic for number, fit in fits.items()},
        bic_gradient=gradient,
    )


def _fit_candidates(evidence: Evidence, candidates: list[int], random_state: int) -> dict[int, Fit]:
    fits: dict[int, Fit] = {}
    best = float("inf")
    worse = 0
    for number in candidates:
        fits[number] = fit_classes(evidence, number, random_state)
        worse = 0 if fits[number].bic < best else worse + 1
        best = min(best, fits[number].bic)
        if worse == PATIENCE:
            break
    return fits


def name_verdict(bic_whole: float, bic_gradient: float, bic_profiles: float) -> str:
    """Name the simplest model among those with the lowest BIC.

    Parameters
    ----------
    bic_whole, bic_gradient, bic_profiles : float
        BIC of one class, of the one-factor model and of the chosen latent class model.

    Returns
    -------
    str
        ``"none"``, ``"gradient"`` or ``"profiles"``.
    """
    lowest = min(bic_whole, bic_gradient, bic_profiles)
    if bic_whole <= lowest:
        return "none"
    return "gradient" if bic_gradient <= lowest else "profiles"
