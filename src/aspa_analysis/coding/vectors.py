"""Features of texts as a sparse matrix, with a vocabulary learned from the labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from aspa_analysis.coding.features import TextFeatures, list_pieces
from aspa_analysis.coding.matching import Word

Floats = npt.NDArray[np.float64]

# Weights and regularisation chosen by leave-one-author-out scores, see docs/methods/coding.md. The rules
# weigh little because two of the four authors were read while the rules were made.
LEXICAL_WEIGHTS = {"lemmas": 1.0, "pairs": 0.5, "pieces": 2.0}
NAMED_WEIGHTS = {"rules": 0.3, "shape": 0.3}
# A word or piece that only one text has says nothing about others.
_MIN_TEXTS = 2


@dataclass(frozen=True)
class Vocabulary:
    """Columns of the matrix.

    Attributes
    ----------
    names : tuple of str
        ``block:feature``, sorted.
    scale : ndarray of float
        Inverse document frequency times the block's weight; for named features the weight.
    """

    names: tuple[str, ...]
    scale: Floats

    @cached_property
    def columns(self) -> dict[str, int]:
        """Name to column."""
        return {name: column for column, name in enumerate(self.names)}

    def list_word_columns(self, word: Word) -> list[int]:
        """List the columns a single word fills: its lemma and its pieces."""
        names = (f"lemmas:{word.lemma}", *(f"pieces:{piece}" for piece in list_pieces(word.surface)))
        return [self.columns[name] for name in names if name in self.columns]


def _count_texts(features: Iterable[TextFeatures], block: str) -> Counter[str]:
    return Counter(name for text in features for name in getattr(text, block))


def learn_vocabulary(features: Sequence[TextFeatures]) -> Vocabulary:
    """Choose the columns from labelled texts.

    Parameters
    ----------
    features : sequence of TextFeatures
        The labelled texts.

    Returns
    -------
    Vocabulary
        Words and pieces of at least two texts, and every named feature.
    """
    scale: dict[str, float] = {}
    for block, weight in LEXICAL_WEIGHTS.items():
        for name, count in _count_texts(features, block).items():
            if count >= _MIN_TEXTS:
                rarity = np.log((1 + len(features)) / (1 + count)) + 1
                scale[f"{block}:{name}"] = weight * float(rarity)
    for block, weight in NAMED_WEIGHTS.items():
        scale |= {f"{block}:{name}": weight for name in _count_texts(features, block)}
    names = tuple(sorted(scale))
    return Vocabulary(names, np.array([scale[name] for name in names], dtype=np.float64))


def _fill_row(text: TextFeatures, vocabulary: Vocabulary) -> tuple[npt.NDArray[np.int32], Floats]:
    """Return columns and values of one text; each block of words has the length of its weight."""
    columns: list[int] = []
    parts: list[Floats] = []
    for block, weight in LEXICAL_WEIGHTS.items():
        found = (vocabulary.columns.get(f"{block}:{name}") for name in getattr(text, block))
        here = [column for column in found if column is not None]
        raw = vocabulary.scale[here]
        columns += here
        parts.append(raw * (weight / (float(np.linalg.norm(raw)) or 1.0)))
    for block in NAMED_WEIGHTS:
        known = {
            vocabulary.columns[name]: value
            for own, value in getattr(text, block).items()
            if (name := f"{block}:{own}") in vocabulary.columns
        }
        columns += known
        parts.append(vocabulary.scale[list(known)] * list(known.values()))
    return np.array(columns, dtype=np.int32), np.concatenate(parts)


def build_matrix(features: Sequence[TextFeatures], vocabulary: Vocabulary) -> Any:
    """Build the matrix of some texts.

    Parameters
    ----------
    features : sequence of TextFeatures, length n
        The texts.
    vocabulary : Vocabulary
        The columns.

    Returns
    -------
    scipy.sparse.csr_matrix, shape (n, number of columns)
        One row a text; a row depends on its text alone.
    """
    # Imported here because scipy takes a while and importing the package must not.
    from scipy.sparse import csr_matrix

    rows = [_fill_row(text, vocabulary) for text in features]
    starts = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)
    matrix = csr_matrix(
        (
            np.concatenate([values for _, values in rows] or [np.empty(0)]),
            np.concatenate([columns for columns, _ in rows] or [np.empty(0, dtype=np.int32)]),
            starts,
        ),
        shape=(len(features), len(vocabulary.names)),
    )
    matrix.sort_indices()
    return matrix
