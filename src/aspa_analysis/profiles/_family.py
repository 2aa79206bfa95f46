"""Latent class models with or without a halo: which states a class has, and how they are tied.

A halo is a random intercept within every class: some respondents answer all scales a little higher than
their class does, others a little lower. It lives on a few fixed nodes, so that each class becomes one state
per node, and a model without a halo is the same with a single node.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from aspa_analysis.profiles._blocks import Block, LoglinearBlock
from aspa_analysis.profiles._design import IntArray
from aspa_analysis.profiles._em import (
    Parameters,
    Problem,
    Runs,
    joint_log_density,
    normalise,
    run_em,
    start_runs,
)
from aspa_analysis.profiles._items import FloatArray

# Nodes closer together than the spread that a dozen scales leave to one respondent's place.
HALO_NODES = np.linspace(-2.7, 2.7, 7)
HALO_LOG_WEIGHTS = np.log(np.exp(-0.5 * HALO_NODES**2) / np.exp(-0.5 * HALO_NODES**2).sum())


@dataclass(frozen=True)
class PooledBlock:
    """Items that the halo does not touch: the nodes of a class answer alike."""

    block: Block
    n_nodes: int

    @property
    def rows(self) -> IntArray:
        """Design rows of the items."""
        return self.block.rows

    def count_parameters(self, n_classes: int) -> int:
        """Count the free parameters."""
        return self.block.count_parameters(n_classes)

    def start_state(self, n_classes: int, n_runs: int) -> FloatArray:
        """Make the state of the block of the classes."""
        return self.block.start_state(n_classes // self.n_nodes, n_runs)

    def update(self, stats: FloatArray, state: FloatArray, steps: int) -> tuple[FloatArray, FloatArray]:
        """Update the classes from the sums over their nodes."""
        pooled = stats.reshape(-1, self.n_nodes, *stats.shape[1:]).sum(axis=1)
        coefficients, new = self.block.update(pooled, state, steps)
        return np.repeat(coefficients, self.n_nodes, axis=0), new


@dataclass(frozen=True)
class Family:
    """Latent class models of one number of classes on one data set, with or without a halo.

    ``places`` (nodes, n) is a first guess of where each respondent stands on the halo; None without one.
    """

    n_classes: int
    problem: Problem
    blocks: tuple[Block, ...]
    places: FloatArray | None = None

    @property
    def has_halo(self) -> bool:
        """Whether the classes share a halo."""
        return self.places is not None

    @property
    def n_nodes(self) -> int:
        """Number of states of a class."""
        return len(HALO_NODES) if self.has_halo else 1

    def count_parameters(self) -> int:
        """Count the free parameters (the halo's weights are fixed)."""
        return self.n_classes - 1 + sum(block.count_parameters(self.n_classes) for block in self.blocks)

    def tie_sizes(self, _: FloatArray, new: FloatArray) -> FloatArray:
        """Spread each class's size over its nodes by the halo's weights."""
        if not self.has_halo:
            return new
        sizes = np.exp(new).reshape(self.n_classes, self.n_nodes, -1).sum(axis=1)
        tied = np.log(sizes)[:, None] + HALO_LOG_WEIGHTS[:, None]
        return np.asarray(tied.reshape(new.shape), dtype=np.float64)

    def start(self, posterior: FloatArray, weights: FloatArray | None = None) -> Parameters:
        """Parameters that fit given posteriors of the classes (classes, runs, n)."""
        if self.places is not None:
            posterior = posterior[:, None] * self.places[None, :, None]
            posterior = posterior.reshape(-1, *posterior.shape[2:])
        started = start_runs(self.weigh(weights), self.blocks, posterior)
        return replace(started, log_sizes=self.tie_sizes(started.log_sizes, started.log_sizes))

    def run(
        self,
        parameters: Parameters,
        *,
        n_iterations: int,
        tolerance: float,
        weights: FloatArray | None = None,
    ) -> Runs:
        """Run EM from given parameters, on other weights (runs, n) where they are given."""
        return run_em(
            self.weigh(weights),
            self.blocks,
            parameters,
            n_iterations=n_iterations,
            tolerance=tolerance,
            tie_sizes=self.tie_sizes,
        )

    def weigh(self, weights: FloatArray | None) -> Problem:
        """Return the problem with other weights."""
        return self.problem if weights is None else replace(self.problem, weights=weights)

    def sum_nodes(self, states: FloatArray) -> FloatArray:
        """Sum an array of the states over the nodes of each class."""
        return np.asarray(states.reshape(self.n_classes, self.n_nodes, *states.shape[1:]).sum(axis=1))

    def locate(self, parameters: Parameters) -> FloatArray:
        """Posterior of the classes, shape (classes, runs, n)."""
        design = self.problem.design
        joint = joint_log_density(design, parameters.log_sizes, parameters.coefficients)
        return self.sum_nodes(normalise(joint)[0])


def make_halo_blocks(blocks: tuple[Block, ...], ordinal_scores: FloatArray) -> tuple[Block, ...]:
    """Give the ordinal blocks of a plain model a halo; pool the nodes of the others.

    Parameters
    ----------
    blocks : tuple of Block
        Blocks of the latent class model without a halo.
    ordinal_scores : array (design columns,)
        Standardised scores of the categories.
    """
    n_nodes = len(HALO_NODES)
    return tuple(
        _add_halo(block, ordinal_scores) if isinstance(block, LoglinearBlock) else PooledBlock(block, n_nodes)
        for block in blocks
    )


def _add_halo(block: LoglinearBlock, scores: FloatArray) -> LoglinearBlock:
    repeated = np.repeat(block.features, len(HALO_NODES), axis=1)
    n_classes = block.features.shape[1]
    places = np.tile(HALO_NODES, n_classes)
    lift = places[None, :, None] * scores[block.rows][:, None, :]
    return LoglinearBlock(block.rows, np.concatenate((repeated, lift[..., None]), axis=-1))
