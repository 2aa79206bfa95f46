"""A fitted halo: how it is kept in a model, and how it enters the density of a respondent."""

from __future__ import annotations

import numpy as np

from aspa_analysis.profiles._design import item_starts
from aspa_analysis.profiles._em import Parameters
from aspa_analysis.profiles._family import HALO_LOG_WEIGHTS, HALO_NODES, Family
from aspa_analysis.profiles._items import FloatArray, Item

MIDDLE = len(HALO_NODES) // 2


def read_middle(family: Family, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
    """Split one run's parameters into the classes without halo, and the halo's lift.

    Returns
    -------
    coefficients : array (classes, columns)
        Coefficients at the middle of the halo.
    lift : array (columns,)
        What one standard deviation of the halo adds to the logit of each category; 0 without a halo.
    """
    own = parameters.coefficients[:, 0]
    if not family.has_halo:
        return own, np.zeros(own.shape[1])
    states = own.reshape(family.n_classes, family.n_nodes, -1)
    lift = np.zeros(own.shape[1])
    # Ratios of two nodes of one class; the mean over the categories carries no information.
    difference = (states[0, MIDDLE + 1] - states[0, MIDDLE]) / (HALO_NODES[MIDDLE + 1] - HALO_NODES[MIDDLE])
    for block in family.blocks:
        raw = difference[block.rows]
        lift[block.rows] = raw - raw.mean(axis=-1, keepdims=True)
    return states[:, MIDDLE], lift


def spread_states(
    items: tuple[Item, ...], coefficients: FloatArray, lift: FloatArray, log_sizes: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Log sizes (states, 1) and coefficients (states, 1, columns) of all classes on all nodes."""
    if not lift.any():
        return log_sizes[:, None], coefficients[:, None, :]
    states = coefficients[:, None] + HALO_NODES[:, None] * lift
    starts = item_starts(items)
    for place, item in enumerate(items):
        if item.kind == "ordinal":
            part = states[..., starts[place] : starts[place + 1]]
            peak = part.max(axis=-1, keepdims=True)
            part -= peak + np.log(np.exp(part - peak).sum(axis=-1, keepdims=True))
    sizes = log_sizes[:, None] + HALO_LOG_WEIGHTS
    return sizes.reshape(-1, 1), states.reshape(sizes.size, 1, -1)
