"""From encoded answers to the design matrix on which every model here is linear."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from aspa_analysis.profiles._items import FloatArray, Item

IntArray = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Patterns:
    """Different rows of answers in canonical order, the weight of each, and each input row's pattern.

    ``members`` are the input rows that take part in the fit, canonically sorted, and ``member_pattern``
    and ``member_weight`` belong to them: what a bootstrap resamples.
    """

    values: FloatArray
    weights: FloatArray
    members: IntArray
    member_pattern: IntArray
    member_weight: FloatArray


def collapse_rows(values: FloatArray, weights: FloatArray) -> Patterns:
    """Collapse equal rows into one with their summed weight.

    Rows without any answer or of zero weight take no part. Sorting by answers and then by weight makes
    every later sum the same to the last bit for any order of the input rows.
    """
    used = (
        np.flatnonzero((weights > 0) & ~np.isnan(values).all(axis=1))
        if values.shape[1]
        else np.flatnonzero(weights)
    )
    filled = np.where(np.isnan(values[used]), -np.inf, values[used])
    order = np.lexsort((weights[used], *filled.T[::-1]))
    filled, members = filled[order], used[order]
    new = np.ones(len(filled), dtype=bool)
    new[1:] = (filled[1:] != filled[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    member_weight = weights[members]
    return Patterns(
        values=np.where(np.isinf(filled[starts]), np.nan, filled[starts]),
        weights=np.add.reduceat(member_weight, starts) if len(starts) else member_weight,
        members=members,
        member_pattern=np.cumsum(new) - 1,
        member_weight=member_weight,
    )


def item_starts(items: tuple[Item, ...]) -> IntArray:
    """First design row of each item, and the number of design rows last."""
    return np.concatenate(([0], np.cumsum([item.width for item in items], dtype=np.intp))).astype(np.intp)


def expand_values(values: FloatArray, items: tuple[Item, ...]) -> FloatArray:
    """Expand encoded answers into the transposed design matrix, shape (columns, n).

    A categorical item takes one indicator per category, a continuous one takes 1, z and z²; a missing
    answer is all zeros, so it contributes nothing to a log-likelihood that is linear in the design.
    """
    starts = item_starts(items)
    design = np.zeros((int(starts[-1]), len(values)))
    for place, item in enumerate(items):
        column = values[:, place]
        answered = np.flatnonzero(~np.isnan(column))
        if item.kind == "continuous":
            design[starts[place] : starts[place + 1], answered] = column[answered] ** np.arange(3)[:, None]
        else:
            design[starts[place] + column[answered].astype(np.intp), answered] = 1.0
    return design


def hash_patterns(patterns: Patterns, items: tuple[Item, ...]) -> str:
    """Fingerprint of what a model was fitted on, the same for any order of rows and columns."""
    digest = hashlib.sha256(json.dumps([asdict(item) for item in items], sort_keys=True).encode("utf-8"))
    digest.update(np.nan_to_num(patterns.values, nan=-1e9).astype("<f8").tobytes())
    digest.update(patterns.weights.astype("<f8").tobytes())
    return digest.hexdigest()
