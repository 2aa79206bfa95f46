"""Tests behind the verdict: whether chance, or a single factor, makes what the profiles explain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t as student

from aspa_analysis.profiles._design import IntArray, collapse_rows, expand_values, item_starts
from aspa_analysis.profiles._em import Parameters, join_parameters
from aspa_analysis.profiles._gradient import Gradient, refit_gradient
from aspa_analysis.profiles._items import FloatArray, Item
from aspa_analysis.profiles._search import (
    Evidence,
    Fit,
    draw_posteriors,
    make_family,
    make_features,
    remove_level,
)

LEVEL = 0.02
# The least number of replicates that can reach the level with one of them above what was observed.
MOST_REPLICATES = 99
# A gap that a t distribution of so many replicates would show once in ten thousand ends the test early.
CLEAR = 1e-4
LEAST_REPLICATES = 10
# Respondents whom a test reads: enough for its power, few enough for its time.
MOST_TESTED = 5000
N_STARTS = 5
SHORT_ITERATIONS = 12
LONG_ITERATIONS = 80
TOLERANCE = 1e-2


@dataclass(frozen=True)
class Sample:
    """Respondents that a test reads: encoded answers (n, items) in canonical order, and weights."""

    values: FloatArray
    weights: FloatArray


def draw_sample(evidence: Evidence, rng: np.random.Generator) -> Sample:
    """Lay the collapsed rows out again as respondents, at most ``MOST_TESTED`` of them.

    Whole-number weights are repeated respondents, each of whom a replicate draws anew.
    """
    patterns = evidence.patterns
    rows, weights = patterns.member_pattern, patterns.member_weight
    if np.all(weights == np.round(weights)) and weights.sum() <= 2 * MOST_TESTED:
        rows = np.repeat(rows, weights.astype(np.intp))
        weights = np.ones(len(rows))
    if len(rows) > MOST_TESTED:
        kept = np.sort(rng.choice(len(rows), MOST_TESTED, replace=False))
        rows, weights = rows[kept], weights[kept]
    return Sample(patterns.values[rows], weights)


def find_p_value(observed: float, replicates: Iterator[float]) -> float:
    """Estimate a Monte Carlo p-value with as few replicates as its side of the level needs.

    Parameters
    ----------
    observed : float
        The statistic of the data; large values speak against the null.
    replicates : iterator of float
        The statistic of data under the null, made on demand.

    Returns
    -------
    float
        (exceeding + 1) / (drawn + 1); where the observed value lies far beyond the replicates, the
        tail of their t prediction instead.

    References
    ----------
    Besag, J. & Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78, 301-304.
    """
    drawn: list[float] = []
    exceeding = 0
    for value in replicates:
        drawn.append(value)
        exceeding += value >= observed
        # One more above than the level allows of all replicates: the rest cannot change the answer.
        if (exceeding + 1) / (MOST_REPLICATES + 1) > LEVEL:
            break
        tail = _predict_tail(observed, drawn) if len(drawn) >= LEAST_REPLICATES else 1.0
        if tail < CLEAR:
            return tail
    return (exceeding + 1) / (len(drawn) + 1)


def _predict_tail(observed: float, drawn: list[float]) -> float:
    n = len(drawn)
    spread = float(np.std(drawn, ddof=1)) * np.sqrt(1 + 1 / n)
    if spread <= 0:
        return 1.0
    return float(student.sf((observed - float(np.mean(drawn))) / spread, n - 1))


def weigh_chance(evidence: Evidence, random_state: int) -> float:
    """P-value of the answers' dependence when each column is shuffled among those who answered it."""
    rng = np.random.default_rng([random_state, 2])
    sample = draw_sample(evidence, rng)
    measure = _make_association(evidence, sample)
    return find_p_value(measure(sample.values), (measure(v) for v in _shuffle_columns(sample.values, rng)))


def _shuffle_columns(values: FloatArray, rng: np.random.Generator) -> Iterator[FloatArray]:
    answered = [np.flatnonzero(~np.isnan(column)) for column in values.T]
    for _ in range(MOST_REPLICATES):
        shuffled = values.copy()
        for place, rows in enumerate(answered):
            shuffled[rows, place] = rng.permutation(values[rows, place])
        yield shuffled


def _make_association(evidence: Evidence, sample: Sample) -> Callable[[FloatArray], float]:
    """Make the statistic: squared associations of all pairs of items, each over those who answered both."""
    owner = _list_owners(evidence.items)
    answered = (~np.isnan(sample.values)).astype(np.float64)[:, owner]
    both = (answered * sample.weights[:, None]).T @ answered
    share = np.where(owner[:, None] == owner, 0.0, 1.0 / np.maximum(both, 1e-12))

    def measure(values: FloatArray) -> float:
        laid = replace(
            evidence, problem=replace(evidence.problem, design=expand_values(values, evidence.items))
        )
        features = make_features(laid)
        return float((((features * sample.weights) @ features.T) ** 2 * share).sum())

    return measure


def _list_owners(items: tuple[Item, ...]) -> IntArray:
    """Place of the item that each feature belongs to."""
    widths = [item.width if item.kind == "nominal" else 1 for item in items]
    return np.repeat(np.arange(len(items)), widths)


def weigh_gradient(evidence: Evidence, fit: Fit, gradient: Gradient, random_state: int) -> float:
    """P-value of the profiles' gain over one factor, when one factor has made the answers.

    Answers are drawn from the fitted one-factor model, with the pattern of missing answers kept; the
    margins follow from the fit. Both models are fitted again to each replicate.

    Parameters
    ----------
    evidence : Evidence
        The data.
    fit : Fit
        The chosen latent class model.
    gradient : Gradient
        The one-factor model.
    random_state : int
        Seed.

    References
    ----------
    McLachlan, G. J. (1987). On bootstrapping the likelihood ratio test statistic for the number of
    components in a normal mixture. Applied Statistics 36, 318-324.
    """
    rng = np.random.default_rng([random_state, 3])
    sample = draw_sample(evidence, rng)
    observed = fit.log_likelihood - gradient.free.log_likelihood
    if len(sample.values) < len(evidence.patterns.members):
        observed = measure_gain(lay_out(evidence, sample, sample.values), fit, gradient, rng)
    drawn = (draw_one_factor(evidence, gradient.free.parameters, sample.values, rng) for _ in _replicates())
    gains = (measure_gain(lay_out(evidence, sample, v), fit, gradient, rng) for v in drawn)
    return find_p_value(observed, gains)


def _replicates() -> range:
    return range(MOST_REPLICATES)


def lay_out(evidence: Evidence, sample: Sample, values: FloatArray) -> Evidence:
    """Return evidence of other answers on the same scales, with the same prior."""
    patterns = collapse_rows(values, sample.weights)
    design = expand_values(patterns.values, evidence.items)
    problem = replace(evidence.problem, design=design, weights=patterns.weights[None, :])
    return replace(evidence, patterns=patterns, problem=problem)


def measure_gain(evidence: Evidence, fit: Fit, gradient: Gradient, rng: np.random.Generator) -> float:
    """Gain in log-likelihood of the classes over one factor, both fitted to the evidence."""
    return _refit_classes(evidence, fit, rng) - refit_gradient(evidence, gradient)


def _refit_classes(evidence: Evidence, fit: Fit, rng: np.random.Generator) -> float:
    """Log-likelihood of the classes, from the fitted parameters and a few random starts."""
    family = make_family(evidence, fit.n_classes, halo=fit.has_halo)
    features = remove_level(evidence) if fit.has_halo else make_features(evidence)
    weights = evidence.patterns.weights
    if len(weights) < fit.n_classes:
        return float(family.run(fit.parameters, n_iterations=0, tolerance=0.0).log_likelihood[0])
    drawn = draw_posteriors(features, weights, fit.n_classes, N_STARTS, rng)
    starts = join_parameters([fit.parameters, family.start(drawn)])
    short = family.run(starts, n_iterations=SHORT_ITERATIONS, tolerance=TOLERANCE)
    best: Parameters = short.parameters.take([int(np.argmax(short.objective))])
    return float(family.run(best, n_iterations=LONG_ITERATIONS, tolerance=TOLERANCE).log_likelihood[0])


def draw_one_factor(
    evidence: Evidence, parameters: Parameters, values: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Draw answers from a fitted one-factor model; what was missing in ``values`` stays missing."""
    shares = np.exp(parameters.log_sizes[:, 0])
    nodes = rng.choice(len(shares), len(values), p=shares / shares.sum())
    starts = item_starts(evidence.items)
    drawn = np.empty_like(values)
    for place, item in enumerate(evidence.items):
        own = parameters.coefficients[:, 0, starts[place] : starts[place + 1]]
        drawn[:, place] = _draw_item(item, own, nodes, rng)
    return np.where(np.isnan(values), np.nan, drawn)


def _draw_item(item: Item, own: FloatArray, nodes: IntArray, rng: np.random.Generator) -> FloatArray:
    if item.kind == "continuous":
        variance = -0.5 / own[:, 2]
        mean = own[:, 1] * variance
        return mean[nodes] + np.sqrt(variance)[nodes] * rng.standard_normal(len(nodes))
    bounds = np.exp(own).cumsum(axis=1)[:, :-1]
    return np.asarray((bounds[nodes] < rng.random((len(nodes), 1))).sum(axis=1), dtype=np.float64)
