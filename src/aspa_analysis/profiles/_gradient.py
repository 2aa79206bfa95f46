"""The one-factor model: every respondent is more or less of the same thing, there are no types."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import isotonic_regression

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
from aspa_analysis.profiles._em import Parameters, normalise, run_em
from aspa_analysis.profiles._family import Family
from aspa_analysis.profiles._items import FloatArray
from aspa_analysis.profiles._search import Evidence, Fit, make_features, make_fit

# Half a standard deviation apart: finer than what a dozen survey items can tell.
NODES = np.linspace(-4.0, 4.0, 17)
N_ITERATIONS = 500
TOLERANCE = 1e-4
# A refit to a replicate only has to be as exact as the gain that is compared.
SHORT_ITERATIONS = 100
SHORT_TOLERANCE = 1e-2


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


@dataclass(frozen=True)
class Gradient:
    """Fitted one-factor models: the one of lowest BIC, and the one with a free one-peaked distribution.

    Tests take the free one: a skewed satisfaction is not to pass for types.
    """

    fit: Fit
    free: Fit


def fit_gradient(evidence: Evidence) -> Gradient:
    """Fit the one-factor model with a normal and with a free one-peaked distribution; keep the lower BIC.

    A distribution of two peaks would take two types for a gradient.

    Ordinal and binary items follow the generalised partial credit model, nominal ones Bock's nominal
    model, continuous ones a straight line. The factor lives on fixed nodes, so the model is a latent
    class model whose classes differ in one location only.
    """
    family = _make_family(evidence)
    weights = normalise(-0.5 * NODES[:, None] ** 2)[0]
    started = family.start(_start_posterior(evidence, weights))
    normal = _run(evidence, family, replace(started, log_sizes=np.log(weights)), is_normal=True)
    free = _run(evidence, family, normal.parameters, is_normal=False)
    return Gradient(min(normal, free, key=lambda fit: fit.bic), free)


def refit_gradient(evidence: Evidence, gradient: Gradient) -> float:
    """Log-likelihood of the free one-factor model fitted to other answers, from where it was."""
    family = _make_family(evidence)
    runs = run_em(
        family.problem,
        family.blocks,
        gradient.free.parameters,
        n_iterations=SHORT_ITERATIONS,
        tolerance=SHORT_TOLERANCE,
        tie_sizes=tie_unimodal,
    )
    return float(runs.log_likelihood[0])


def _make_family(evidence: Evidence) -> Family:
    # One average respondent in all, spread over the nodes: they are no classes of their own.
    problem = replace(evidence.problem, smoothing=evidence.problem.smoothing / len(NODES))
    return Family(len(NODES), problem, make_gradient_blocks(evidence))


def _run(evidence: Evidence, family: Family, parameters: Parameters, *, is_normal: bool) -> Fit:
    runs = run_em(
        family.problem,
        family.blocks,
        parameters,
        n_iterations=N_ITERATIONS,
        tolerance=TOLERANCE,
        tie_sizes=_keep_sizes if is_normal else tie_unimodal,
    )
    fit = make_fit(evidence, family, runs)
    spared = len(NODES) - 1 - (0 if is_normal else _count_shape(fit.parameters.log_sizes[:, 0]))
    saved = spared * float(np.log(evidence.n_respondents))
    return replace(fit, n_parameters=fit.n_parameters - spared, bic=fit.bic - saved)


def _count_shape(log_sizes: FloatArray) -> int:
    """Count the parameters of a free one-peaked distribution; a normal one costs nothing.

    Nodes that the single peak ties together count once; place and width are the items' own.
    """
    sizes = np.exp(log_sizes)
    levels = 1 + int((np.abs(np.diff(sizes)) > 1e-6 * sizes.max()).sum())
    return max(levels - 3, 1)


def tie_unimodal(_: FloatArray, new: FloatArray) -> FloatArray:
    """Return the log sizes (nodes, runs) of the most likely distribution with a single peak."""
    return np.log(np.stack([_fit_unimodal(sizes) for sizes in np.exp(new).T], axis=1))


def _fit_unimodal(sizes: FloatArray) -> FloatArray:
    """Maximum likelihood of a distribution that rises to some node and then falls, for given counts."""
    # The peak of the best one is a peak of the counts.
    walled = np.concatenate(([-np.inf], sizes, [-np.inf]))
    peaks = np.flatnonzero((walled[1:-1] >= walled[:-2]) & (walled[1:-1] > walled[2:]))
    if len(peaks) == 1:
        return sizes
    tried = [_fit_around(sizes, int(peak)) for peak in peaks]
    return max(tried, key=lambda fitted: float(sizes @ np.log(fitted)))


def _fit_around(sizes: FloatArray, peak: int) -> FloatArray:
    rising = isotonic_regression(sizes[:peak]).x if peak else sizes[:0]
    falling = isotonic_regression(sizes[peak:], increasing=False).x
    return np.asarray(np.maximum(np.concatenate((rising, falling)), 1e-300), dtype=np.float64)


def _keep_sizes(old: FloatArray, _: FloatArray) -> FloatArray:
    return old


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
