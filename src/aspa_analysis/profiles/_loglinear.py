"""Maximum likelihood of multinomial log-linear models, many small ones at a time."""

from __future__ import annotations

import numpy as np

from aspa_analysis.profiles._items import FloatArray

# Log-odds per standard deviation of an item; beyond it the likelihood no longer changes.
LARGEST_EFFECT = 40.0
LARGEST_STEP = 4.0
MOST_HALVINGS = 12


def log_probabilities(features: FloatArray, effects: FloatArray) -> FloatArray:
    """Log category probabilities, shape (runs, items, classes, width).

    Parameters
    ----------
    features : array (items, classes, width, P)
        Features of each category in each class.
    effects : array (runs, items, P)
        Effects of the features.
    """
    items, classes, width, p = features.shape
    eta = (features.reshape(items, classes * width, p) @ effects[..., None]).reshape(
        -1, items, classes, width
    )
    eta -= eta.max(axis=-1, keepdims=True)
    eta -= np.log(np.exp(eta).sum(axis=-1, keepdims=True))
    return eta


def climb(counts: FloatArray, features: FloatArray, effects: FloatArray, steps: int) -> FloatArray:
    """Take damped Newton steps that never lower the log-likelihood of each table of counts.

    Parameters
    ----------
    counts : array (runs, items, classes, width)
        Expected counts.
    features : array (items, classes, width, P)
        Features of each category in each class.
    effects : array (runs, items, P)
        Where to start.
    steps : int
        Number of Newton steps.

    Returns
    -------
    array (runs, items, P)
        Better effects.
    """
    logs = log_probabilities(features, effects)
    for _ in range(steps):
        step = _newton_step(counts, features, np.exp(logs))
        effects, logs = _search_line(counts, features, (effects, logs), step)
    return effects


def _newton_step(counts: FloatArray, features: FloatArray, shares: FloatArray) -> FloatArray:
    items, classes, width, p = features.shape
    expected = counts.sum(axis=-1, keepdims=True) * shares
    flat = features.reshape(items, classes * width, p)
    gradient = ((counts - expected).reshape(*counts.shape[:2], 1, -1) @ flat)[..., 0, :]
    centred = features - (shares[..., None, :] @ features)
    rooted = (centred * np.sqrt(expected)[..., None]).reshape(*counts.shape[:2], classes * width, p)
    hessian = rooted.swapaxes(-1, -2) @ rooted
    # A class without members has no curvature; the ridge keeps its effect where it is.
    trace = np.trace(hessian, axis1=-2, axis2=-1)[..., None, None]
    hessian += (1e-9 * trace + 1e-12) * np.eye(p)
    step: FloatArray = np.linalg.solve(hessian, gradient[..., None])[..., 0]
    return np.clip(step, -LARGEST_STEP, LARGEST_STEP)


def _search_line(
    counts: FloatArray, features: FloatArray, current: tuple[FloatArray, FloatArray], step: FloatArray
) -> tuple[FloatArray, FloatArray]:
    effects, logs = current
    before = (counts * logs).sum(axis=(-1, -2))
    slack = 1e-12 * np.abs(before)
    for _ in range(MOST_HALVINGS):
        tried = np.clip(effects + step, -LARGEST_EFFECT, LARGEST_EFFECT)
        tried_logs = log_probabilities(features, tried)
        worse = (counts * tried_logs).sum(axis=(-1, -2)) < before - slack
        if not worse.any():
            return tried, tried_logs
        step = np.where(worse[..., None], 0.5 * step, step)
    kept = np.where(worse[..., None], effects, tried)
    return kept, log_probabilities(features, kept)
