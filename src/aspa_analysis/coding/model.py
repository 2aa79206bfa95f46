"""The linear model: scores of every code for a text, calibrated, with the words that weighed most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from aspa_analysis.coding.features import TextFeatures
from aspa_analysis.coding.matching import Word
from aspa_analysis.coding.vectors import Vocabulary, build_matrix

Floats = npt.NDArray[np.float64]
_BOUND = 30.0


def squash(scores: Floats) -> Floats:
    """Turn scores into probabilities by the logistic function."""
    squashed: Floats = 1.0 / (1.0 + np.exp(-np.clip(scores, -_BOUND, _BOUND)))
    return squashed


@dataclass(frozen=True)
class Scores:
    """Every code of every text, in the model's order of codes.

    Attributes
    ----------
    margins : ndarray, shape (n texts, n codes)
        Score minus the code's threshold; not negative means given.
    probabilities : ndarray, shape (n texts, n codes)
        Chance that the code is right, calibrated on texts the scoring model had not seen.
    """

    margins: Floats
    probabilities: Floats


@dataclass(frozen=True)
class CodingModel:
    """One-vs-rest logistic regressions over one vocabulary.

    Attributes
    ----------
    codes : tuple of str
        Columns that are decided: ``theme_<code>``, ``kind_<code>``, ``is_fault``.
    vocabulary : Vocabulary
        Columns of the matrix.
    weights : ndarray, shape (n features, n codes)
        Weights of the features; single precision, so that a stored model is the same as a fresh one.
    intercepts, thresholds : ndarray, shape (n codes,)
        Added to a score, and the score from which a code is given.
    calibration : ndarray, shape (2, n codes)
        Slope and intercept from score to log odds.
    """

    codes: tuple[str, ...]
    vocabulary: Vocabulary
    weights: npt.NDArray[np.float32]
    intercepts: Floats
    thresholds: Floats
    calibration: Floats
    _word_weights: dict[tuple[str, str], Floats] = field(default_factory=dict, compare=False, repr=False)

    def score(self, features: Sequence[TextFeatures]) -> Scores:
        """Score texts.

        Parameters
        ----------
        features : sequence of TextFeatures
            The texts.

        Returns
        -------
        Scores
            Margins and probabilities of every code.
        """
        matrix = build_matrix(features, self.vocabulary)
        raw = np.asarray(matrix @ self.weights.astype(np.float64)) + self.intercepts
        slope, intercept = self.calibration
        return Scores(raw - self.thresholds, squash(raw * slope + intercept))

    def weigh_word(self, word: Word) -> Floats:
        """Return how much a word speaks for each code.

        Parameters
        ----------
        word : Word
            A word of a text.

        Returns
        -------
        ndarray, shape (n codes,)
            Sum of the weights of its lemma and pieces, scaled by their rarity.
        """
        key = (word.surface, word.lemma)
        if key not in self._word_weights:
            columns = self.vocabulary.list_word_columns(word)
            scale = self.vocabulary.scale[columns]
            self._word_weights[key] = scale @ self.weights[columns].astype(np.float64)
        return self._word_weights[key]
