"""The measurement part: how a group of alike items answers in each class, and its M-step.

A block owns some rows of the design. From the expected statistics of its items, shape
(classes, runs, items, width), it makes the coefficients of the same shape that give the log-likelihood
of an answer as a product with the design. ``runs`` are independent fits that are advanced together.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from aspa_analysis.profiles._design import IntArray, item_starts
from aspa_analysis.profiles._items import FloatArray, Item
from aspa_analysis.profiles._loglinear import climb, log_probabilities

# Stands for a probability of zero where a logarithm is taken; far below what data can tell apart.
TINY = 1e-100
# A class may not be narrower than a hundredth of the whole: a spike on ties is no profile.
VARIANCE_FLOOR = 1e-4


class Block(Protocol):
    """Items that share one measurement model."""

    @property
    def rows(self) -> IntArray:
        """Design rows of the items, shape (items, width)."""

    def count_parameters(self, n_classes: int, /) -> int:
        """Count the free parameters."""

    def start_state(self, n_classes: int, n_runs: int, /) -> FloatArray:
        """Make the state from which the first M-step climbs (empty where it is in closed form)."""

    def update(self, stats: FloatArray, state: FloatArray, steps: int, /) -> tuple[FloatArray, FloatArray]:
        """Return coefficients that raise the expected log-likelihood, and the new state."""


class _ClosedForm:
    def start_state(self, n_classes: int, n_runs: int) -> FloatArray:
        return np.zeros((n_runs, 0, n_classes))


@dataclass(frozen=True)
class SaturatedBlock(_ClosedForm):
    """Binary and nominal items: each class has its own share of every category."""

    rows: IntArray

    def count_parameters(self, n_classes: int) -> int:
        """Count the free parameters."""
        return n_classes * (self.rows.size - len(self.rows))

    def update(self, stats: FloatArray, state: FloatArray, _: int) -> tuple[FloatArray, FloatArray]:
        """Shares of the categories, in closed form."""
        raised = stats + TINY
        return np.log(raised / raised.sum(axis=-1, keepdims=True)), state


@dataclass(frozen=True)
class GaussianBlock(_ClosedForm):
    """Continuous items: each class has its own mean and variance."""

    rows: IntArray
    scales: FloatArray

    def count_parameters(self, n_classes: int) -> int:
        """Count the free parameters."""
        return 2 * n_classes * len(self.rows)

    def update(self, stats: FloatArray, state: FloatArray, _: int) -> tuple[FloatArray, FloatArray]:
        """Means and floored variances, in closed form."""
        count = np.maximum(stats[..., 0], TINY)
        mean = stats[..., 1] / count
        variance = np.maximum(stats[..., 2] / count - mean**2, VARIANCE_FLOOR)
        # A class without members gets the whole's spread, so that its coefficients stay finite.
        variance = np.where(stats[..., 0] > TINY, variance, 1.0)
        return gaussian_coefficients(mean, variance, self.scales), state


def gaussian_coefficients(mean: FloatArray, variance: FloatArray, scales: FloatArray) -> FloatArray:
    """Coefficients of 1, z, z² in the log-density on the item's own scale."""
    constant = -0.5 * np.log(2 * np.pi * variance) - mean**2 / (2 * variance) - np.log(scales)
    return np.stack(np.broadcast_arrays(constant, mean / variance, -0.5 / variance), axis=-1)


@dataclass(frozen=True)
class LoglinearBlock:
    """Categorical items whose classes are tied by a log-linear model.

    ``features`` (items, classes, width, P) are those of each category in each class.
    """

    rows: IntArray
    features: FloatArray

    def count_parameters(self, _: int) -> int:
        """Count the free parameters."""
        return len(self.rows) * int(self.features.shape[-1])

    def start_state(self, _: int, n_runs: int) -> FloatArray:
        """Make every category equally likely."""
        return np.zeros((n_runs, len(self.rows), self.features.shape[-1]))

    def update(self, stats: FloatArray, state: FloatArray, steps: int) -> tuple[FloatArray, FloatArray]:
        """Newton steps on the expected log-likelihood, which is concave."""
        counts = np.ascontiguousarray(stats.transpose(1, 2, 0, 3))
        new = climb(counts, self.features, state, steps)
        return log_probabilities(self.features, new).transpose(2, 0, 1, 3), new


def ordinal_features(scores: FloatArray, n_classes: int) -> FloatArray:
    """Features of the adjacent-category model with common thresholds and a location per class.

    Parameters
    ----------
    scores : array (items, width)
        Standardised scores of the categories.
    n_classes : int
        Number of classes.

    Returns
    -------
    array (items, classes, width, width - 2 + classes)
        Category effects for all but the first and last category (the two that the classes' locations
        already reach), then one location per class.
    """
    items, width = scores.shape
    features = np.zeros((items, n_classes, width, width - 2 + n_classes))
    for category in range(1, width - 1):
        features[:, :, category, category - 1] = 1.0
    for k in range(n_classes):
        features[:, k, :, width - 2 + k] = scores
    return features


def group_items(items: tuple[Item, ...]) -> dict[tuple[str, int], list[int]]:
    """Group the places of items that can be updated together: same kind and same width."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        groups[item.kind, item.width].append(place)
    return dict(groups)


def block_rows(items: tuple[Item, ...], places: list[int]) -> IntArray:
    """Design rows of some items of equal width, shape (items, width)."""
    starts = item_starts(items)[places]
    return starts[:, None] + np.arange(items[places[0]].width)


def make_blocks(items: tuple[Item, ...], scores: FloatArray, n_classes: int) -> tuple[Block, ...]:
    """Make the blocks of a latent class model; ``scores`` are standardised, one per design row."""
    blocks: list[Block] = []
    for (kind, _), places in group_items(items).items():
        rows = block_rows(items, places)
        if kind == "ordinal":
            blocks.append(LoglinearBlock(rows, ordinal_features(scores[rows], n_classes)))
        elif kind == "continuous":
            blocks.append(GaussianBlock(rows, np.array([items[place].scale for place in places])))
        else:
            blocks.append(SaturatedBlock(rows))
    return tuple(blocks)
