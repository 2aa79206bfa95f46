"""The one-factor model: every respondent is more or less of the same thing, there are no types."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from aspa_analysis.profiles._blocks import (
    TINY,
    VARIANCE_FLOOR,
    Block,
    LoglinearBlock,
    block_rows,
    gaussian_coefficients,
    group_items,
)
from aspa_analysis.profiles._design import IntArray
from aspa_analysis.profiles._em import Parameters, normalise, run_em, start_runs
from aspa_analysis.profiles._items import FloatArray
from aspa_analysis.profiles._search import Evidence, Fit, make_features, make_fit

# Half a standard deviation apart: finer than what a dozen survey items can tell.
NODES = np.linspace(-4.0, 4.0, 17)
N_ITERATIONS = 500
TOLERANCE = 1e-4


@dataclass(frozen=True)
class LinearBlock:
    """Continuous items whose mean rises linearly along the factor, with one variance."""

    rows: IntArray
    scales: FloatArray

    def count_parameters(self, _: int) -> int:
        """Count the free parameters."""
        return 3 * len(self.rows)

    def start_state(self, n_classes: int, n_runs: int) -> FloatArray:
        """Make an empty state: the update is in closed form."""
        return np.zeros((n_runs, 0, n_classes))

    def update(self, stats: FloatArray, state: FloatArray, _: int) -> tuple[FloatArray, FloatArray]:
        """Weighted least squares of the nodes' means on the nodes."""
        theta = NODES[:, None, None]
        count, total, squares = stats[..., 0], stats[..., 1], stats[..., 2]
        n = count.sum(axis=0) + TINY
        centred = theta - (count * theta).sum(axis=0) / n
        slope = (centred * total).sum(axis=0) / ((count * centred**2).sum(axis=0) + TINY)
        mean = total.sum(axis=0) / n + slope * centred
        residual = (squares - 2 * mean * total + mean**2 * count).sum(axis=0) / n
        variance = np.maximum(residual, VARIANCE_FLOOR)
        return gaussian_coefficients(mean, variance, self.scales), state


def fit_gradient(evidence: Evidence) -> Fit:
    """Fit the one-factor model with a normal and with a free distribution; keep the lower BIC.

    Ordinal and binary items follow the generalised partial credit model, nominal ones Bock's nominal
    model, continuous ones a straight line. The factor lives on fixed nodes, so the model is a latent
    class model whose classes differ in one location only.
    """
    # One average respondent in all, spread over the nodes: they are no classes of their own.
    problem = replace(evidence.problem, smoothing=evidence.problem.smoothing / len(NODES))
    shared = replace(evidence, problem=problem)
    blocks = make_gradient_blocks(shared)
    weights = normalise(-0.5 * NODES[:, None] ** 2)[0]
    started = start_runs(problem, blocks, _start_posterior(shared, weights))
    normal = _run(shared, blocks, replace(started, log_sizes=np.log(weights)), fixed_sizes=True)
    free = _run(shared, blocks, normal.parameters, fixed_sizes=False)
    return min(normal, free, key=lambda fit: fit.bic)


def _run(evidence: Evidence, blocks: tuple[Block, ...], parameters: Parameters, *, fixed_sizes: bool) -> Fit:
    runs = run_em(
        evidence.problem,
        blocks,
        parameters,
        n_iterations=N_ITERATIONS,
        tolerance=TOLERANCE,
        fixed_sizes=fixed_sizes,
    )
    fit = make_fit(evidence, blocks, runs)
    # A normal distribution costs nothing; a free one all weights but those that set its place and width.
    spared = len(NODES) - 1 if fixed_sizes else 2
    saved = spared * float(np.log(evidence.n_respondents))
    return replace(fit, n_parameters=fit.n_parameters - spared, bic=fit.bic - saved)


def make_gradient_blocks(evidence: Evidence) -> tuple[Block, ...]:
    """Make the blocks that tie all nodes to one factor."""
    blocks: list[Block] = []
    for (kind, width), places in group_items(evidence.items).items():
        rows = block_rows(evidence.items, places)
        if kind == "continuous":
            scales = np.array([evidence.items[place].scale for place in places])
            blocks.append(LinearBlock(rows, scales))
        elif kind == "nominal":
            blocks.append(
                LoglinearBlock(rows, _factor_features(np.tile(np.eye(width)[:, 1:], (len(places), 1, 1))))
            )
        else:
            blocks.append(LoglinearBlock(rows, _factor_features(evidence.scores[rows][..., None])))
    return tuple(blocks)


def _factor_features(directions: FloatArray) -> FloatArray:
    """Category intercepts, then the factor times each direction (items, width, directions)."""
    items, width, _ = directions.shape
    intercepts = np.broadcast_to(np.eye(width)[:, 1:], (items, len(NODES), width, width - 1))
    slopes = directions[:, None] * NODES[None, :, None, None]
    return np.concatenate((intercepts, slopes), axis=-1)


def _start_posterior(evidence: Evidence, weights: FloatArray) -> FloatArray:
    """Place respondents along the first principal component, shape (nodes, 1, n)."""
    features = make_features(evidence)
    _, vectors = np.linalg.eigh((features * evidence.patterns.weights) @ features.T)
    direction = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    place = direction @ features
    place = place / (np.sqrt(np.average(place**2, weights=evidence.patterns.weights)) + TINY)
    joint = np.log(weights)[..., None] - 2.0 * (place - NODES[:, None, None]) ** 2
    return normalise(joint)[0]
