"""How well the codes agree with hand-given labels, code by code, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from aspa_analysis.errors import TableError

_DRAWS = 1000
_INTERVAL = (2.5, 97.5)

Booleans = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def split_label_lists(
    labels: pd.DataFrame, codes: Sequence[str], *, column: str, prefix: str
) -> pd.DataFrame:
    """Turn a column of codes joined by ``;`` into one boolean column a code.

    Parameters
    ----------
    labels : DataFrame
        Hand-given labels.
    codes : sequence of str
        Codes to look for; ``theme.subtheme`` counts as its theme.
    column : str
        Column that holds the joined codes; missing is none.
    prefix : str
        Start of the new columns' names.

    Returns
    -------
    DataFrame
        Same index, columns ``<prefix><code>``.
    """
    given = [{part.partition(".")[0] for part in value.split(";")} for value in labels[column].fillna("")]
    return pd.DataFrame(
        {f"{prefix}{code}": [code in row for row in given] for code in codes}, index=labels.index
    )


def _divide(top: Floats, bottom: Floats) -> Floats:
    quotient: Floats = np.divide(top, bottom, out=np.zeros_like(top, dtype=float), where=bottom > 0)
    return quotient


def _draw_weights(n: int, seed: int) -> Floats:
    """Draw how often each text appears in each bootstrap sample."""
    return np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=_DRAWS).astype(float)


def _compute_f1(hits: Floats, found: Floats, wanted: Floats) -> Floats:
    return _divide(2 * hits, found + wanted)


def _evaluate_code(found: Booleans, wanted: Booleans, weights: Floats) -> dict[str, float]:
    hits = (found & wanted).astype(float)
    f1_draws = _compute_f1(weights @ hits, weights @ found.astype(float), weights @ wanted.astype(float))
    low, high = np.percentile(f1_draws, _INTERVAL)
    return {
        "n_positives": float(wanted.sum()),
        "n_found": float(found.sum()),
        "precision": float(hits.sum() / found.sum()) if found.any() else 0.0,
        "recall": float(hits.sum() / wanted.sum()) if wanted.any() else 0.0,
        "f1": float(
            _compute_f1(hits.sum(keepdims=True), found.sum(keepdims=True), wanted.sum(keepdims=True))[0]
        ),
        "f1_low": float(low),
        "f1_high": float(high),
    }


def evaluate_codes(coded: pd.DataFrame, labels: pd.DataFrame, *, random_state: int = 0) -> pd.DataFrame:
    """Compare boolean codes with hand-given ones.

    Parameters
    ----------
    coded : DataFrame, shape (n, ...)
        What :func:`~aspa_analysis.coding.code_feedback` gave.
    labels : DataFrame, shape (n, k)
        Same index; boolean columns named as in ``coded``. Only these are compared.
    random_state : int
        Seed of the bootstrap.

    Returns
    -------
    DataFrame, shape (k, 7)
        Index ``code``; ``n_positives``, ``n_found`` (texts), ``precision``, ``recall``, ``f1`` (0 without
        positives) and its 95 % percentile bootstrap interval, ``f1_low`` and ``f1_high``.

    Raises
    ------
    TableError
        If the indexes differ, a column is not in ``coded`` or there are no texts.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). *An Introduction to the Bootstrap*, chapter 13. Chapman & Hall.
    """
    missing = sorted(set(labels.columns) - set(coded.columns))
    if missing or not coded.index.equals(labels.index) or labels.empty:
        raise TableError(
            f"labels and codes do not match: columns not coded {missing}, {len(labels)} labelled texts, "
            f"{len(coded)} coded; give both the same index and code names"
        )
    weights = _draw_weights(len(labels), random_state)
    pairs = {column: (coded[column].to_numpy(bool), labels[column].to_numpy(bool)) for column in labels}
    rows = {column: _evaluate_code(*pair, weights) for column, pair in pairs.items()}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("code")
    return table.astype({"n_positives": "int64", "n_found": "int64"})


def summarise_f1(coded: pd.DataFrame, labels: pd.DataFrame) -> dict[str, float]:
    """Compute macro and micro F1 over several boolean codes.

    Parameters
    ----------
    coded, labels : DataFrame
        As in :func:`evaluate_codes`.

    Returns
    -------
    dict of str to float
        ``macro_f1`` is the plain mean over codes with at least one positive, ``micro_f1`` pools all
        decisions.
    """
    found = coded[labels.columns].to_numpy(dtype=bool)
    wanted = labels.to_numpy(dtype=bool)
    hits = (found & wanted).sum(axis=0).astype(float)
    total = found.sum(axis=0) + wanted.sum(axis=0)
    per_code = _divide(2 * hits, total.astype(float))
    with_positives = wanted.any(axis=0)
    macro = float(per_code[with_positives].mean()) if with_positives.any() else 0.0
    return {"macro_f1": macro, "micro_f1": float(2 * hits.sum() / max(total.sum(), 1))}
