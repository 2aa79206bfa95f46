"""Search for the best fit with a given number of classes: many short starts, the best refined."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from aspa_analysis.profiles._blocks import make_blocks
from aspa_analysis.profiles._design import Patterns, expand_values, item_starts
from aspa_analysis.profiles._em import Parameters, Problem, Runs, join_parameters, normalise, take_runs
from aspa_analysis.profiles._family import HALO_LOG_WEIGHTS, HALO_NODES, Family, make_halo_blocks
from aspa_analysis.profiles._items import FloatArray, Item

N_STARTS = 32
# A halo's starts begin without the respondents' general level, and so near the types: fewer will do.
N_HALO_STARTS = 12
SHORT_ITERATIONS = 20
N_REFINED = 4
N_HALO_REFINED = 2
REFINED_ITERATIONS = 2000
REFINED_TOLERANCE = 1e-6
# A halo's number of classes is chosen before the last digits are reached; the chosen fit is polished.
HALO_TOLERANCE = 1e-3
HALO_ITERATIONS = 400
# Cells of the posterior array of one batch of runs (8 bytes each).
BATCH_CELLS = 4_000_000


@dataclass(frozen=True)
class Evidence:
    """Everything that a fit reads: the collapsed data as a design, its averages, and the prior's weight."""

    items: tuple[Item, ...]
    patterns: Patterns
    problem: Problem
    scores: FloatArray

    @property
    def n_respondents(self) -> float:
        """Weighted number of respondents."""
        return float(self.patterns.weights.sum())


@dataclass(frozen=True)
class Fit:
    """One fitted model with its criterion.

    ``entropy`` is how uncertain the respondents' classes are, summed over respondents.
    """

    n_classes: int
    has_halo: bool
    parameters: Parameters
    log_likelihood: float
    n_parameters: int
    bic: float
    entropy: float


def gather_evidence(items: tuple[Item, ...], patterns: Patterns, smoothing: float) -> Evidence:
    """Expand the patterns and describe the average respondent."""
    design = expand_values(patterns.values, items)
    totals = design @ patterns.weights
    average = np.zeros(len(design))
    scores = np.zeros(len(design))
    starts = item_starts(items)
    for place, item in enumerate(items):
        rows = slice(starts[place], starts[place + 1])
        answered = totals[rows][0] if item.kind == "continuous" else totals[rows].sum()
        average[rows] = totals[rows] / answered
        if item.kind in {"ordinal", "binary"}:
            scores[rows] = _standardise(np.array(item.scores), average[rows])
    problem = Problem(design, patterns.weights[None, :], average, smoothing)
    return Evidence(items, patterns, problem, scores)


def _standardise(scores: FloatArray, shares: FloatArray) -> FloatArray:
    centred = scores - scores @ shares
    return np.asarray(centred / np.sqrt(centred**2 @ shares), dtype=np.float64)


def make_features(evidence: Evidence) -> FloatArray:
    """Place respondents in a space of comparable features, shape (features, n); a missing answer is 0."""
    design, average = evidence.problem.design, evidence.problem.average
    starts = item_starts(evidence.items)
    features: list[FloatArray] = []
    for place, item in enumerate(evidence.items):
        rows = slice(starts[place], starts[place + 1])
        if item.kind in {"ordinal", "binary"}:
            features.append(evidence.scores[rows] @ design[rows])
        elif item.kind == "continuous":
            features.append(design[rows][1])
        else:
            answered = design[rows].sum(axis=0)
            spread = np.sqrt(1.0 - (average[rows] ** 2).sum())
            features.extend((design[rows] - average[rows][:, None] * answered) / spread)
    return np.array(features).reshape(len(features), design.shape[1])


def draw_posteriors(
    features: FloatArray, weights: FloatArray, n_classes: int, n_starts: int, rng: np.random.Generator
) -> FloatArray:
    """Draw starting posteriors (classes, starts, n): each class gathers round a random respondent."""
    n = features.shape[1]
    chance = weights / weights.sum()
    seeds = np.array([rng.choice(n, n_classes, replace=False, p=chance) for _ in range(n_starts)])
    centres = features[:, seeds.T]
    centres = centres + 0.25 * rng.standard_normal(centres.shape)
    # Nearness in squared distance, as a Gaussian of unit variance would have it, tempered.
    near = np.tensordot(centres, features, axes=(0, 0)) - 0.5 * (centres**2).sum(axis=0)[..., None]
    return normalise(near)[0]


def make_family(evidence: Evidence, n_classes: int, *, halo: bool) -> Family:
    """Make the model of some number of classes, with or without a halo."""
    blocks = make_blocks(evidence.items, evidence.scores, n_classes)
    if not halo:
        return Family(n_classes, evidence.problem, blocks)
    # The prior's respondents of a class are spread over its nodes.
    problem = replace(evidence.problem, smoothing=evidence.problem.smoothing / len(HALO_NODES))
    halo_blocks = make_halo_blocks(blocks, evidence.scores)
    return Family(n_classes, problem, halo_blocks, guess_places(evidence))


def list_scales(evidence: Evidence) -> list[int]:
    """Places, among the features, of the items that a halo touches."""
    places: list[int] = []
    first = 0
    for item in evidence.items:
        if item.kind == "ordinal":
            places.append(first)
        first += item.width if item.kind == "nominal" else 1
    return places


def guess_places(evidence: Evidence) -> FloatArray:
    """Guess each respondent's place on the halo from the mean of the scales, shape (nodes, n)."""
    level, _ = _measure_level(evidence)
    spread = np.sqrt(np.average(level**2, weights=evidence.patterns.weights)) + 1e-12
    joint = HALO_LOG_WEIGHTS[:, None, None] - 2.0 * (level / spread - HALO_NODES[:, None, None]) ** 2
    return normalise(joint)[0][:, 0]


def _measure_level(evidence: Evidence) -> tuple[FloatArray, FloatArray]:
    """Mean of each respondent's scales in standard deviations, and which scales were answered."""
    features = make_features(evidence)[list_scales(evidence)]
    starts = item_starts(evidence.items)
    rows = [place for place, item in enumerate(evidence.items) if item.kind == "ordinal"]
    answered = np.array([evidence.problem.design[starts[row] : starts[row + 1]].sum(axis=0) for row in rows])
    level = features.sum(axis=0) / np.maximum(answered.sum(axis=0), 1.0)
    return np.asarray(level, dtype=np.float64), answered


def remove_level(evidence: Evidence) -> FloatArray:
    """Features without each respondent's general level on the scales."""
    features = make_features(evidence)
    level, answered = _measure_level(evidence)
    features[list_scales(evidence)] -= level * answered
    return features


def fit_classes(evidence: Evidence, n_classes: int, random_state: int, *, halo: bool = False) -> Fit:
    """Fit a latent class model: short runs from many starts, the best refined to convergence."""
    family = make_family(evidence, n_classes, halo=halo)
    if n_classes == 1:
        ones = np.ones((1, 1, evidence.problem.design.shape[1]))
        return make_fit(evidence, family, refine(family, family.start(ones)))
    rng = np.random.default_rng([random_state, n_classes])
    short = run_starts(evidence, family, rng)
    best = np.argsort(-short.objective, kind="stable")[: N_HALO_REFINED if halo else N_REFINED]
    return make_fit(evidence, family, refine(family, short.parameters.take(best)))


def run_starts(evidence: Evidence, family: Family, rng: np.random.Generator) -> Runs:
    """Run all starts for a few iterations, in batches that bound the memory."""
    features = remove_level(evidence) if family.has_halo else make_features(evidence)
    weights = evidence.patterns.weights
    n_starts = N_HALO_STARTS if family.has_halo else N_STARTS
    size = max(1, BATCH_CELLS // (family.n_classes * family.n_nodes * len(weights)))
    parts = []
    for first in range(0, n_starts, size):
        posteriors = draw_posteriors(features, weights, family.n_classes, min(size, n_starts - first), rng)
        started = family.start(posteriors)
        parts.append(family.run(started, n_iterations=SHORT_ITERATIONS, tolerance=1e-3))
    return Runs(
        join_parameters([part.parameters for part in parts]),
        np.concatenate([part.log_likelihood for part in parts]),
        np.concatenate([part.objective for part in parts]),
    )


def refine(family: Family, parameters: Parameters) -> Runs:
    """Run to convergence and keep the run with the highest posterior."""
    n_iterations, tolerance = (
        (HALO_ITERATIONS, HALO_TOLERANCE) if family.has_halo else (REFINED_ITERATIONS, REFINED_TOLERANCE)
    )
    runs = family.run(parameters, n_iterations=n_iterations, tolerance=tolerance)
    return take_runs(runs, [int(np.argmax(runs.objective))])


def polish_fit(evidence: Evidence, fit: Fit) -> Fit:
    """Run a chosen fit with a halo to full convergence."""
    if not fit.has_halo:
        return fit
    family = make_family(evidence, fit.n_classes, halo=True)
    runs = family.run(fit.parameters, n_iterations=REFINED_ITERATIONS, tolerance=REFINED_TOLERANCE)
    return make_fit(evidence, family, runs)


def make_fit(evidence: Evidence, family: Family, runs: Runs) -> Fit:
    """Count the parameters of a single run and take its BIC (with the weighted n)."""
    n_parameters = family.count_parameters()
    log_likelihood = float(runs.log_likelihood[0])
    bic = n_parameters * float(np.log(evidence.n_respondents)) - 2.0 * log_likelihood
    posterior = family.locate(runs.parameters)[:, 0]
    uncertainty = -(posterior * np.log(posterior + 1e-300)).sum(axis=0)
    entropy = float(evidence.patterns.weights @ uncertainty)
    return Fit(family.n_classes, family.has_halo, runs.parameters, log_likelihood, n_parameters, bic, entropy)
