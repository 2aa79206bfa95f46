"""The EM algorithm for mixtures whose log-likelihood is linear in the design, many runs at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from aspa_analysis.profiles._blocks import Block
from aspa_analysis.profiles._design import IntArray
from aspa_analysis.profiles._items import FloatArray

Tie = Callable[[FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Problem:
    """Data and prior of a fit.

    ``design`` is (columns, n); ``weights`` is (runs or 1, n). ``average`` holds the statistics of one
    average respondent, of whom every class gets ``smoothing`` (the Dirichlet-type prior).
    """

    design: FloatArray
    weights: FloatArray
    average: FloatArray
    smoothing: float


@dataclass(frozen=True)
class Parameters:
    """Parameters of several runs: log class sizes (classes, runs), coefficients (classes, runs, columns)."""

    log_sizes: FloatArray
    coefficients: FloatArray
    states: tuple[FloatArray, ...]

    def take(self, runs: IntArray | list[int]) -> Parameters:
        """Return the parameters of some runs."""
        index = np.asarray(runs, dtype=np.intp)
        states = tuple(state[index] for state in self.states)
        return Parameters(self.log_sizes[:, index], self.coefficients[:, index], states)


class Expected(NamedTuple):
    """Expected statistics of the classes: additive over parts of the data."""

    stats: FloatArray
    sizes: FloatArray
    log_likelihood: FloatArray


class Runs(NamedTuple):
    """Where several runs ended; ``objective`` is the log-likelihood plus the log prior."""

    parameters: Parameters
    log_likelihood: FloatArray
    objective: FloatArray


def join_parameters(parts: list[Parameters]) -> Parameters:
    """Join the runs of several sets of parameters."""
    return Parameters(
        np.concatenate([part.log_sizes for part in parts], axis=1),
        np.concatenate([part.coefficients for part in parts], axis=1),
        tuple(np.concatenate(states) for states in zip(*(part.states for part in parts), strict=True)),
    )


def joint_log_density(design: FloatArray, log_sizes: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Log density of each row together with each class, shape (classes, runs, n)."""
    classes, runs, columns = coefficients.shape
    joint = (coefficients.reshape(classes * runs, columns) @ design).reshape(classes, runs, -1)
    joint += log_sizes[..., None]
    return joint


def normalise(joint: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Turn joint log densities into posteriors (in place) and the log density of each row."""
    peak = joint.max(axis=0)
    joint -= peak
    np.exp(joint, out=joint)
    total = joint.sum(axis=0)
    joint /= total
    return joint, np.log(total) + peak


def expect(problem: Problem, parameters: Parameters) -> Expected:
    """E-step: the expected statistics of every class under the parameters."""
    joint = joint_log_density(problem.design, parameters.log_sizes, parameters.coefficients)
    posterior, density = normalise(joint)
    return _summarise(problem, posterior, density)


def _summarise(problem: Problem, posterior: FloatArray, density: FloatArray) -> Expected:
    classes, runs, n = posterior.shape
    posterior *= problem.weights
    stats = (posterior.reshape(classes * runs, n) @ problem.design.T).reshape(classes, runs, -1)
    return Expected(stats, posterior.sum(axis=-1), (problem.weights * density).sum(axis=-1))


def expect_from(problem: Problem, posterior: FloatArray) -> Expected:
    """Statistics of given posteriors (classes, runs, n), to start from."""
    return _summarise(problem, posterior.copy(), np.zeros(posterior.shape[1:]))


def maximise(
    problem: Problem,
    blocks: tuple[Block, ...],
    expected: Expected,
    states: tuple[FloatArray, ...],
    steps: int,
) -> Parameters:
    """M-step: the parameters that fit the expected statistics and the prior best."""
    stats = expected.stats + problem.smoothing * problem.average
    sizes = expected.sizes + problem.smoothing + 1e-300
    coefficients = np.empty_like(stats)
    new_states = []
    for block, state in zip(blocks, states, strict=True):
        coefficients[..., block.rows], new = block.update(stats[..., block.rows], state, steps)
        new_states.append(new)
    return Parameters(np.log(sizes / sizes.sum(axis=0)), coefficients, tuple(new_states))


def log_prior(problem: Problem, parameters: Parameters) -> FloatArray:
    """Log prior of each run, up to a constant: the log-likelihood of the average respondents."""
    per_class = parameters.coefficients @ problem.average + parameters.log_sizes
    return np.asarray(problem.smoothing * per_class.sum(axis=0), dtype=np.float64)


def start_runs(problem: Problem, blocks: tuple[Block, ...], posterior: FloatArray) -> Parameters:
    """Parameters that fit given posteriors (classes, runs, n)."""
    classes, runs, _ = posterior.shape
    states = tuple(block.start_state(classes, runs) for block in blocks)
    return maximise(problem, blocks, expect_from(problem, posterior), states, steps=6)


def run_em(
    problem: Problem,
    blocks: tuple[Block, ...],
    parameters: Parameters,
    *,
    n_iterations: int,
    tolerance: float,
    tie_sizes: Tie | None = None,
) -> Runs:
    """Iterate until no run gains more than ``tolerance`` or ``n_iterations`` are done.

    ``tie_sizes`` turns the log sizes before and after an M-step into those that the model allows.
    """
    previous = np.full(parameters.log_sizes.shape[1], -np.inf)
    for iteration in range(n_iterations + 1):
        expected = expect(problem, parameters)
        objective = expected.log_likelihood + log_prior(problem, parameters)
        if iteration == n_iterations or np.all(objective - previous < tolerance):
            break
        new = maximise(problem, blocks, expected, parameters.states, steps=1)
        tied = new.log_sizes if tie_sizes is None else tie_sizes(parameters.log_sizes, new.log_sizes)
        parameters = replace(new, log_sizes=tied)
        previous = objective
    return Runs(parameters, expected.log_likelihood, objective)


def take_runs(runs: Runs, index: IntArray | list[int]) -> Runs:
    """Return some of the runs."""
    places = np.asarray(index, dtype=np.intp)
    return Runs(runs.parameters.take(index), runs.log_likelihood[places], runs.objective[places])
