"""How well each profile is found again in resampled data."""

from __future__ import annotations

import numpy as np

from aspa_analysis.profiles._blocks import Block, make_blocks
from aspa_analysis.profiles._design import IntArray, Patterns
from aspa_analysis.profiles._em import (
    Parameters,
    Problem,
    join_parameters,
    joint_log_density,
    run_em,
    start_runs,
)
from aspa_analysis.profiles._items import FloatArray
from aspa_analysis.profiles._search import BATCH_CELLS, Evidence, draw_posteriors, make_features

N_RESAMPLES = 50
N_RANDOM_STARTS = 2
SHORT_ITERATIONS = 20
LONG_ITERATIONS = 150
TOLERANCE = 1e-3


def measure_stability(evidence: Evidence, parameters: Parameters, random_state: int) -> FloatArray:
    """Measure the mean bootstrap Jaccard similarity of each class.

    Respondents are drawn with replacement and keep their weights. Each resample is fitted from the
    fitted parameters and from random starts, the best kept.

    Parameters
    ----------
    evidence : Evidence
        The data of the fit.
    parameters : Parameters
        The fit, one run.
    random_state : int
        Seed of the resamples.

    Returns
    -------
    array (classes,)
        Similarity from 0 to 1 of each class to its nearest class in the resamples.

    References
    ----------
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics & Data
    Analysis 52, 258-271.
    """
    n_classes = len(parameters.log_sizes)
    if n_classes == 1:
        return np.ones(1)
    rng = np.random.default_rng([random_state, n_classes, N_RESAMPLES])
    weights = draw_resamples(evidence.patterns, rng)
    blocks = make_blocks(evidence.items, evidence.scores, n_classes)
    labels = label_patterns(evidence.problem.design, parameters)[0]
    runs_per_sample = 1 + N_RANDOM_STARTS
    size = max(1, BATCH_CELLS // (n_classes * runs_per_sample * weights.shape[1]))
    found: list[FloatArray] = []
    for first in range(0, N_RESAMPLES, size):
        part = weights[first : first + size]
        refits = _fit_resamples(evidence, blocks, parameters, part, rng)
        again = label_patterns(evidence.problem.design, refits)
        found.extend(match_classes(labels, again[run], part[run], n_classes) for run in range(len(part)))
    return np.asarray(np.mean(found, axis=0), dtype=np.float64)


def draw_resamples(patterns: Patterns, rng: np.random.Generator) -> FloatArray:
    """Draw bootstrap weights of the patterns, shape (resamples, patterns)."""
    n, n_patterns = len(patterns.members), len(patterns.weights)
    counts = rng.multinomial(n, np.full(n, 1.0 / n), size=N_RESAMPLES)
    drawn = [np.bincount(patterns.member_pattern, patterns.member_weight * row, n_patterns) for row in counts]
    return np.array(drawn)


def _fit_resamples(
    evidence: Evidence,
    blocks: tuple[Block, ...],
    parameters: Parameters,
    weights: FloatArray,
    rng: np.random.Generator,
) -> Parameters:
    """Fit each resample from warm and random starts; return the best of each."""
    samples = len(weights)
    repeated = Problem(
        evidence.problem.design,
        np.tile(weights, (1 + N_RANDOM_STARTS, 1)),
        evidence.problem.average,
        evidence.problem.smoothing,
    )
    n_random = samples * N_RANDOM_STARTS
    classes = len(parameters.log_sizes)
    drawn = draw_posteriors(make_features(evidence), evidence.patterns.weights, classes, n_random, rng)
    cold_problem = Problem(repeated.design, repeated.weights[samples:], repeated.average, repeated.smoothing)
    cold = start_runs(cold_problem, blocks, drawn)
    starts = join_parameters([parameters.take([0] * samples), cold])
    short = run_em(repeated, blocks, starts, n_iterations=SHORT_ITERATIONS, tolerance=TOLERANCE)
    best = short.objective.reshape(1 + N_RANDOM_STARTS, samples).argmax(axis=0) * samples + np.arange(samples)
    problem = Problem(repeated.design, weights, repeated.average, repeated.smoothing)
    kept = short.parameters.take(list(best))
    return run_em(problem, blocks, kept, n_iterations=LONG_ITERATIONS, tolerance=TOLERANCE).parameters


def label_patterns(design: FloatArray, parameters: Parameters) -> IntArray:
    """Most probable class of each pattern in each run, shape (runs, patterns)."""
    joint = joint_log_density(design, parameters.log_sizes, parameters.coefficients)
    return np.asarray(joint.argmax(axis=0))


def match_classes(labels: IntArray, again: IntArray, weights: FloatArray, n_classes: int) -> FloatArray:
    """Jaccard similarity of each class to the most similar class of another labelling."""
    classes = np.arange(n_classes)
    first = (labels == classes[:, None]) * weights
    second = (again == classes[:, None]).astype(np.float64)
    both = first @ second.T
    either = first.sum(axis=1)[:, None] + (second @ weights)[None, :] - both
    similarity = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return np.asarray(similarity.max(axis=1), dtype=np.float64)
