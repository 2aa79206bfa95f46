"""How well each profile is found again in resampled data."""

from __future__ import annotations

import numpy as np

from aspa_analysis.profiles._design import IntArray, Patterns
from aspa_analysis.profiles._em import Parameters, join_parameters
from aspa_analysis.profiles._family import Family
from aspa_analysis.profiles._items import FloatArray
from aspa_analysis.profiles._search import (
    BATCH_CELLS,
    Evidence,
    draw_posteriors,
    make_features,
    remove_level,
)

N_RESAMPLES = 50
N_RANDOM_STARTS = 2
SHORT_ITERATIONS = 20
LONG_ITERATIONS = 150
TOLERANCE = 1e-3


def measure_stability(
    evidence: Evidence, family: Family, parameters: Parameters, random_state: int
) -> FloatArray:
    """Measure the mean bootstrap Jaccard similarity of each class.

    Respondents are drawn with replacement and keep their weights. Each resample is fitted from the
    fitted parameters and from random starts, the best kept.

    Parameters
    ----------
    evidence : Evidence
        The data of the fit.
    family : Family
        The fitted model.
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
    if family.n_classes == 1:
        return np.ones(1)
    n_classes = family.n_classes
    rng = np.random.default_rng([random_state, n_classes, N_RESAMPLES])
    weights = draw_resamples(evidence.patterns, rng)
    labels = family.locate(parameters).argmax(axis=0)[0]
    cells = n_classes * family.n_nodes * (1 + N_RANDOM_STARTS) * weights.shape[1]
    size = max(1, BATCH_CELLS // cells)
    found: list[FloatArray] = []
    for first in range(0, N_RESAMPLES, size):
        part = weights[first : first + size]
        refits = _fit_resamples(evidence, family, parameters, part, rng)
        again = family.locate(refits).argmax(axis=0)
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
    family: Family,
    parameters: Parameters,
    weights: FloatArray,
    rng: np.random.Generator,
) -> Parameters:
    """Fit each resample from warm and random starts; return the best of each."""
    samples = len(weights)
    repeated = np.tile(weights, (1 + N_RANDOM_STARTS, 1))
    features = remove_level(evidence) if family.has_halo else make_features(evidence)
    n_random = samples * N_RANDOM_STARTS
    drawn = draw_posteriors(features, evidence.patterns.weights, family.n_classes, n_random, rng)
    cold = family.start(drawn, repeated[samples:])
    starts = join_parameters([parameters.take([0] * samples), cold])
    short = family.run(starts, n_iterations=SHORT_ITERATIONS, tolerance=TOLERANCE, weights=repeated)
    best = short.objective.reshape(1 + N_RANDOM_STARTS, samples).argmax(axis=0) * samples + np.arange(samples)
    kept = short.parameters.take(list(best))
    return family.run(kept, n_iterations=LONG_ITERATIONS, tolerance=TOLERANCE, weights=weights).parameters


def match_classes(labels: IntArray, again: IntArray, weights: FloatArray, n_classes: int) -> FloatArray:
    """Jaccard similarity of each class to the most similar class of another labelling."""
    classes = np.arange(n_classes)
    first = (labels == classes[:, None]) * weights
    second = (again == classes[:, None]).astype(np.float64)
    both = first @ second.T
    either = first.sum(axis=1)[:, None] + (second @ weights)[None, :] - both
    similarity = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return np.asarray(similarity.max(axis=1), dtype=np.float64)
