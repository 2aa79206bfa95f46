"""Splits of labelled texts in which no near-duplicate stands on both sides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from aspa_analysis.errors import TableError

Integers = npt.NDArray[np.int64]
# Per cent alike, words in any order; "tulostin rikki taas" and "taas tulostin rikki" are one text.
NEAR_DUPLICATE_RATIO = 85.0
_MIN_AUTHORS = 3
_N_FOLDS = 5


def _simplify(text: str) -> str:
    kept = "".join(sign if sign.isalpha() else " " for sign in text.lower())
    return " ".join(sorted(kept.split()))


def group_near_duplicates(texts: Sequence[str]) -> Integers:
    """Give each text the number of its group of near-duplicates.

    Parameters
    ----------
    texts : sequence of str, length n
        The texts.

    Returns
    -------
    ndarray of int, shape (n,)
        Group of each text; texts linked through a third one are in one group.

    References
    ----------
    Indel ratio of sorted words: ``rapidfuzz.fuzz.ratio``.
    """
    # Imported here because only training and evaluation need them.
    from rapidfuzz import fuzz, process
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    simple = [_simplify(text) for text in texts]
    alike = process.cdist(
        simple, simple, scorer=fuzz.ratio, score_cutoff=NEAR_DUPLICATE_RATIO, dtype=np.uint8, workers=1
    )
    _, groups = connected_components(csr_matrix(alike >= NEAR_DUPLICATE_RATIO), directed=False)
    return np.asarray(groups, dtype=np.int64)


def _number_by_first_text(groups: Integers, keys: Sequence[str]) -> Integers:
    """Give each group the number of its first member's key."""
    order = {key: number for number, key in enumerate(sorted(set(keys)))}
    first = {int(group): key for group, key in reversed(list(zip(groups, keys, strict=True)))}
    return np.array([order[first[int(group)]] for group in groups], dtype=np.int64)


def check_folds(folds: Integers, groups: Integers) -> None:
    """Make sure that no group of near-duplicates is split.

    Parameters
    ----------
    folds, groups : ndarray of int, shape (n,)
        Fold and group of each text.

    Raises
    ------
    TableError
        If a group stands in two folds.
    """
    pairs = {(int(group), int(fold)) for group, fold in zip(groups, folds, strict=True)}
    split = len(pairs) - len({group for group, _ in pairs})
    if split:
        raise TableError(f"{split} groups of near-duplicate texts stand in two folds; expected none")


def split_by_group(groups: Integers, *, n_folds: int = _N_FOLDS) -> Integers:
    """Spread groups over folds of even size.

    Parameters
    ----------
    groups : ndarray of int, shape (n,)
        Group of each text.
    n_folds : int
        How many folds.

    Returns
    -------
    ndarray of int, shape (n,)
        Fold of each text: the largest groups first, each into the emptiest fold.
    """
    numbers, counts = np.unique(groups, return_counts=True)
    sizes = np.zeros(n_folds, dtype=np.int64)
    fold_of: dict[int, int] = {}
    for place in np.lexsort((numbers, -counts)):
        emptiest = int(np.argmin(sizes))
        fold_of[int(numbers[place])] = emptiest
        sizes[emptiest] += counts[place]
    folds = np.array([fold_of[int(group)] for group in groups], dtype=np.int64)
    check_folds(folds, groups)
    return folds


def split_by_author(authors: Sequence[str], groups: Integers) -> Integers:
    """Make one fold an author; a group that several wrote goes whole to the first one.

    Parameters
    ----------
    authors : sequence of str, length n
        Who wrote each text.
    groups : ndarray of int, shape (n,)
        Near-duplicate group of each text.

    Returns
    -------
    ndarray of int, shape (n,)
        Fold of each text.
    """
    folds = _number_by_first_text(groups, authors)
    check_folds(folds, groups)
    return folds


def choose_folds(authors: Sequence[str], groups: Integers) -> Integers:
    """Split by author where there are enough, because new texts come from other authors; else by group.

    Parameters
    ----------
    authors : sequence of str, length n
        Who wrote each text.
    groups : ndarray of int, shape (n,)
        Near-duplicate group of each text.

    Returns
    -------
    ndarray of int, shape (n,)
        Fold of each text.
    """
    if len(set(authors)) >= _MIN_AUTHORS:
        return split_by_author(authors, groups)
    return split_by_group(groups)
