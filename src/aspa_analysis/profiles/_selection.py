"""Choose the number of classes by BIC, and say by tests whether they are types, a gradient or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from aspa_analysis.errors import SettingsError
from aspa_analysis.profiles._gradient import Gradient, fit_gradient
from aspa_analysis.profiles._nulls import LEVEL, weigh_chance, weigh_gradient
from aspa_analysis.profiles._search import Evidence, Fit, fit_classes, polish_fit

# BIC that has not improved for this many more classes does not turn back.
PATIENCE = 3
HALO_PATIENCE = 2
# Part of ICL's penalty that the number of classes pays; from .05 to .2 simulated types give the same number.
ENTROPY_SHARE = 0.1
# A halo is told from types by the scales that it lifts together; few scales cannot tell.
LEAST_SCALES = 5
# States of all respondents that a halo may take in memory.
MOST_HALO_PATTERNS = 50_000


@dataclass(frozen=True)
class Choice:
    """The chosen fit, the verdict, its evidence and the criterion of every model tried.

    ``next_fit`` is the fit with one class more, where it was tried. The p-values are None where BIC
    alone gave the verdict.
    """

    fit: Fit
    verdict: str
    bic_by_n_profiles: dict[int, float]
    bic_gradient: float
    p_chance: float | None = None
    p_gradient: float | None = None
    next_fit: Fit | None = None


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
    possible = _list_possible(evidence, candidates)
    plain = _fit_candidates(evidence, possible, random_state, halo=False)
    whole = plain[1] if 1 in plain else fit_classes(evidence, 1, random_state)
    # A single item has no common factor: nothing can tell a gradient from one class.
    gradient = fit_gradient(evidence) if len(evidence.items) > 1 else None
    halos = _fit_halos(evidence, plain, [whole, *([gradient.fit] if gradient else [])], random_state)
    fits = {number: min((plain[number], halos.get(number, plain[number])), key=_read_bic) for number in plain}
    best = polish_fit(evidence, min((_pick(own) for own in (plain, halos) if own), key=_read_bic))
    fits[best.n_classes] = best
    choice = Choice(
        fit=best,
        verdict="none",
        bic_by_n_profiles={number: fit.bic for number, fit in fits.items()},
        bic_gradient=gradient.fit.bic if gradient else float("inf"),
        next_fit=_find_next(best, plain, halos),
    )
    return _judge(evidence, choice, whole.bic, gradient, random_state)


def _list_possible(evidence: Evidence, candidates: tuple[int, ...]) -> list[int]:
    n_patterns = max(1, len(evidence.patterns.weights))
    possible = [number for number in candidates if number <= n_patterns]
    if not possible:
        raise SettingsError(
            f"n_profiles asks for at least {candidates[0]} classes, but only {n_patterns} rows of answers "
            "differ; lower n_profiles or give more respondents"
        )
    return possible


def _pick(fits: dict[int, Fit]) -> Fit:
    """Pick the number of classes within a family by BIC and a part of ICL's penalty for uncertainty.

    No answers follow the model exactly. With thousands of respondents BIC meets what it leaves over with
    one more class that lies among the others; a class that nobody can be placed in is no profile.
    """
    return min(fits.values(), key=lambda fit: fit.bic + 2 * ENTROPY_SHARE * fit.entropy)


def _read_bic(fit: Fit) -> float:
    return fit.bic


def _find_next(best: Fit, plain: dict[int, Fit], halos: dict[int, Fit]) -> Fit | None:
    return (halos if best.has_halo else plain).get(best.n_classes + 1)


def can_have_halo(evidence: Evidence) -> bool:
    """Whether there are scales enough to tell a halo from types, and rows few enough to try."""
    n_scales = sum(item.kind == "ordinal" for item in evidence.items)
    return n_scales >= LEAST_SCALES and len(evidence.patterns.weights) <= MOST_HALO_PATTERNS


def _fit_halos(
    evidence: Evidence, plain: dict[int, Fit], nulls: list[Fit], random_state: int
) -> dict[int, Fit]:
    """Fit models with a halo, from two classes up: one class with a halo is a gradient.

    A halo only ever spares classes, so no more are tried than one above what the plain models need; and
    where one class without any is the best of all, there is nothing to take a halo out of.
    """
    chosen = min(plain.values(), key=_read_bic)
    candidates = [number for number in plain if 2 <= number <= chosen.n_classes + 1]
    is_nothing = nulls[0].bic <= min(chosen.bic, *(fit.bic for fit in nulls))
    if is_nothing or not candidates or not can_have_halo(evidence):
        return {}
    return _fit_candidates(evidence, candidates, random_state, halo=True)


def _fit_candidates(
    evidence: Evidence, candidates: list[int], random_state: int, *, halo: bool
) -> dict[int, Fit]:
    fits: dict[int, Fit] = {}
    best = float("inf")
    worse = 0
    for number in candidates:
        fits[number] = fit_classes(evidence, number, random_state, halo=halo)
        worse = 0 if fits[number].bic < best else worse + 1
        best = min(best, fits[number].bic)
        if worse == (HALO_PATIENCE if halo else PATIENCE):
            break
    return fits


def _judge(
    evidence: Evidence, choice: Choice, bic_whole: float, gradient: Gradient | None, random_state: int
) -> Choice:
    """Let BIC propose a verdict and the two tests confirm it.

    A test can only take the verdict down: profiles that one factor explains are a gradient, and what
    shuffled columns show as well is nothing.
    """
    verdict = name_verdict(bic_whole, _find_one_factor(evidence, choice, random_state), choice.fit.bic)
    if verdict == "none":
        return choice
    p_chance = weigh_chance(evidence, random_state)
    if p_chance > LEVEL:
        return replace(choice, p_chance=p_chance)
    if verdict == "gradient" or gradient is None:
        return replace(choice, verdict=verdict, p_chance=p_chance)
    p_gradient = weigh_gradient(evidence, choice.fit, gradient, random_state)
    verdict = "profiles" if p_gradient <= LEVEL else "gradient"
    return replace(choice, verdict=verdict, p_chance=p_chance, p_gradient=p_gradient)


def _find_one_factor(evidence: Evidence, choice: Choice, random_state: int) -> float:
    """BIC of the best one-factor model: all items on the factor, or only the scales."""
    if not can_have_halo(evidence):
        return choice.bic_gradient
    return min(choice.bic_gradient, fit_classes(evidence, 1, random_state, halo=True).bic)


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
