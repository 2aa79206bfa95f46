"""Search for the best fit with a given number of classes: many short starts, the best refined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aspa_analysis.profiles._blocks import Block, make_blocks
from aspa_analysis.profiles._design import Patterns, expand_values, item_starts
from aspa_analysis.profiles._em import (
    Parameters,
    Problem,
    Runs,
    join_parameters,
    normalise,
    run_em,
    start_runs,
    take_runs,
)
from aspa_analysis.profiles._items import FloatArray, Item

N_STARTS = 32
SHORT_ITERATIONS = 20
N_REFINED = 4
REFINED_ITERATIONS = 2000
REFINED_TOLERANCE = 1e-6
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
    """One fitted model with its criterion."""

    n_classes: int
    parameters: Parameters
    log_likelihood: float
    n_parameters: int
    bic: float


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


def fit_classes(evidence: Evidence, n_classes: int, random_state: int) -> Fit:
    """Fit a latent class model: short runs from many starts, the best refined to convergence."""
    blocks = make_blocks(evidence.items, evidence.scores, n_classes)
    if n_classes == 1:
        n = evidence.problem.design.shape[1]
        return make_fit(
            evidence,
            blocks,
            refine(evidence, blocks, start_runs(evidence.problem, blocks, np.ones((1, 1, n)))),
        )
    rng = np.random.default_rng([random_state, n_classes])
    short = run_starts(evidence, blocks, n_classes, rng)
    best = np.argsort(-short.objective, kind="stable")[:N_REFINED]
    return make_fit(evidence, blocks, refine(evidence, blocks, short.parameters.take(best)))


def run_starts(
    evidence: Evidence, blocks: tuple[Block, ...], n_classes: int, rng: np.random.Generator
) -> Runs:
    """Run all starts for a few iterations, in batches that bound the memory."""
    features = make_features(evidence)
    weights = evidence.patterns.weights
    size = max(1, BATCH_CELLS // (n_classes * len(weights)))
    parts = []
    for first in range(0, N_STARTS, size):
        posteriors = draw_posteriors(features, weights, n_classes, min(size, N_STARTS - first), rng)
        started = start_runs(evidence.problem, blocks, posteriors)
        parts.append(run_em(evidence.problem, blocks, started, n_iterations=SHORT_ITERATIONS, tolerance=1e-3))
    return Runs(
        join_parameters([part.parameters for part in parts]),
        np.concatenate([part.log_likelihood for part in parts]),
        np.concatenate([part.objective for part in parts]),
    )


def refine(evidence: Evidence, blocks: tuple[Block, ...], parameters: Parameters) -> Runs:
    """Run to convergence and keep the run with the highest posterior."""
    runs = run_em(
        evidence.problem, blocks, parameters, n_iterations=REFINED_ITERATIONS, tolerance=REFINED_TOLERANCE
    )
    return take_runs(runs, [int(np.argmax(runs.objective))])


def make_fit(evidence: Evidence, blocks: tuple[Block, ...], runs: Runs) -> Fit:
    """Count the parameters of a single run and take its BIC (with the weighted n)."""
    n_classes = len(runs.parameters.log_sizes)
    n_parameters = n_classes - 1 + sum(block.count_parameters(n_classes) for block in blocks)
    log_likelihood = float(runs.log_likelihood[0])
    bic = n_parameters * float(np.log(evidence.n_respondents)) - 2.0 * log_likelihood
    return Fit(n_classes, runs.parameters, log_likelihood, n_parameters, bic)
