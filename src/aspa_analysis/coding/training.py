"""Training the model from labelled texts: weights, thresholds and calibration, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.codebook import Codebook
from aspa_analysis.coding.documents import prepare_documents
from aspa_analysis.coding.features import TextFeatures, describe_text
from aspa_analysis.coding.folds import choose_folds, group_near_duplicates
from aspa_analysis.coding.model import CodingModel
from aspa_analysis.coding.rules import RuleReading, read_all
from aspa_analysis.coding.scores import split_label_lists
from aspa_analysis.coding.vectors import Vocabulary, build_matrix, learn_vocabulary
from aspa_analysis.errors import TableError

Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FAULT = "is_fault"
# A code with fewer labelled texts is left to the rules.
MIN_POSITIVES = 20
_REGULARISATION = 0.5
_SEED = 0
# Texts are read in slices, so that only their features stay in memory.
_SLICE = 200
_GRID = np.linspace(-2.2, 2.2, 45)
_SMOOTHING = 5
# How far a code's own threshold is drawn towards the common one: 0 not at all, 1 wholly. With four kinds
# the common threshold did better on unseen authors; with 18 themes most of the way did.
_SHRINKAGE = {"theme": 0.75, "kind": 1.0, FAULT: 0.0}


@dataclass(frozen=True)
class LabelledTexts:
    """Labelled texts made ready for training and evaluation, row by row.

    Attributes
    ----------
    readings : list of RuleReading
        The texts as the rules read them; empty unless wanted for evaluation.
    features : list of TextFeatures
        What the model sees.
    labels : DataFrame of bool
        ``theme_<code>``, ``kind_<code>``, ``is_fault``.
    authors : list of str
        Who wrote each text.
    groups : ndarray of int
        Near-duplicate group.
    usable : ndarray of bool
        Texts the model learns from: no non-answers, coded languages only.
    """

    readings: list[RuleReading]
    features: list[TextFeatures]
    labels: pd.DataFrame
    authors: list[str]
    groups: Integers
    usable: Booleans


def label_corpus(corpus: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Turn the labelled texts' lists of codes into boolean columns.

    Parameters
    ----------
    corpus : DataFrame
        As :func:`aspa_analysis.corpus.read_corpus` gives it.
    codebook : Codebook
        Whose codes are looked for.

    Returns
    -------
    DataFrame of bool
        ``theme_<code>``, ``kind_<code>``, ``is_fault``.
    """
    themes = split_label_lists(corpus, codebook.theme_codes, column="themes", prefix="theme_")
    kinds = split_label_lists(corpus, codebook.kind_codes, column="kinds", prefix="kind_")
    return themes.join(kinds).assign(**{FAULT: corpus["fault"].to_numpy(bool)})


def frame_corpus(corpus: pd.DataFrame) -> pd.DataFrame:
    """Name the labelled texts' columns as :func:`~aspa_analysis.coding.code_feedback` wants them."""
    named = corpus.rename(columns={"question": "question_type", "via": "channel"})
    return named[["text", "question_type", "channel"]]


def prepare_labelled(
    corpus: pd.DataFrame, codebook: Codebook, *, for_evaluation: bool = False
) -> LabelledTexts:
    """Read labelled texts by the rules and collect their features.

    Parameters
    ----------
    corpus : DataFrame
        As :func:`aspa_analysis.corpus.read_corpus` gives it; the author is the letter of ``text_id``.
    codebook : Codebook
        The codebook.
    for_evaluation : bool
        Keep the readings, and detect the languages as with new texts; training takes the labelled languages
        and spares the memory.

    Returns
    -------
    LabelledTexts
        In the order of ``text_id``, so that the order of the file has no say.
    """
    ordered = corpus.sort_values("text_id", kind="stable", ignore_index=True)
    readings: list[RuleReading] = []
    features: list[TextFeatures] = []
    spoken: list[bool] = []
    for start in range(0, len(ordered), _SLICE):
        part = ordered.iloc[start : start + _SLICE]
        languages = None if for_evaluation else part["lang"].tolist()
        read = read_all(prepare_documents(frame_corpus(part), languages=languages), codebook)
        readings += read if for_evaluation else []
        features += [describe_text(reading) for reading in read]
        spoken += [reading.is_coded for reading in read]
    return LabelledTexts(
        readings=readings,
        features=features,
        labels=label_corpus(ordered, codebook),
        authors=ordered["text_id"].str[0].tolist(),
        groups=group_near_duplicates(ordered["text"].tolist()),
        usable=np.array(spoken) & ~ordered["nonanswer"].to_numpy(bool),
    )


def _fit_code(matrix: Any, wanted: Booleans) -> tuple[Floats, float]:
    # Imported here because scikit-learn takes a second.
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=_REGULARISATION, class_weight="balanced", solver="liblinear", random_state=_SEED
    )
    model.fit(matrix, wanted)
    return model.coef_[0], float(model.intercept_[0])


def _fit_weights(matrix: Any, labels: Booleans) -> tuple[npt.NDArray[np.float32], Floats]:
    fitted = [_fit_code(matrix, labels[:, column]) for column in range(labels.shape[1])]
    weights = np.stack([weights for weights, _ in fitted], axis=1).astype(np.float32)
    return weights, np.array([intercept for _, intercept in fitted])


def _take(features: Sequence[TextFeatures], rows: Booleans) -> list[TextFeatures]:
    return [features[row] for row in np.flatnonzero(rows).tolist()]


def _fit(features: Sequence[TextFeatures], labels: Booleans) -> tuple[Vocabulary, Any, Floats]:
    vocabulary = learn_vocabulary(features)
    return vocabulary, *_fit_weights(build_matrix(features, vocabulary), labels)


def _score_unseen(features: Sequence[TextFeatures], labels: Booleans, folds: Integers) -> Floats:
    """Score each fold by a model that has not seen it."""
    scores = np.zeros(labels.shape)
    for fold in np.unique(folds):
        held = folds == fold
        vocabulary, weights, intercepts = _fit(_take(features, ~held), labels[~held])
        matrix = build_matrix(_take(features, held), vocabulary)
        scores[held] = np.asarray(matrix @ weights.astype(np.float64)) + intercepts
    return scores


def _smooth_f1(scores: Floats, wanted: Booleans) -> Floats:
    """Return F1 at each threshold of the grid, smoothed over neighbours so that no lucky peak wins."""
    given = scores[..., None] >= _GRID
    hits = (given & wanted[..., None]).reshape(-1, _GRID.size).sum(axis=0)
    total = given.reshape(-1, _GRID.size).sum(axis=0) + wanted.sum()
    padded = np.pad(2 * hits / np.maximum(total, 1), _SMOOTHING // 2, mode="edge")
    smoothed: Floats = np.convolve(padded, np.full(_SMOOTHING, 1 / _SMOOTHING), mode="valid")
    return smoothed


def choose_thresholds(scores: Floats, labels: Booleans, codes: Sequence[str]) -> Floats:
    """Choose from which score each code is given.

    Parameters
    ----------
    scores : ndarray, shape (n texts, n codes)
        Scores of texts by models that had not seen them.
    labels : ndarray of bool, same shape
        The codes given by hand.
    codes : sequence of str
        Names of the columns.

    Returns
    -------
    ndarray, shape (n codes,)
        Threshold with the best F1, drawn towards the best common one of its family.
    """
    thresholds = np.zeros(len(codes))
    families = [code.partition("_")[0] if code != FAULT else FAULT for code in codes]
    for family, shrinkage in _SHRINKAGE.items():
        members = np.array([name == family for name in families])
        if not members.any():
            continue
        common = _GRID[int(np.argmax(_smooth_f1(scores[:, members], labels[:, members])))]
        for column in np.flatnonzero(members):
            own = _GRID[int(np.argmax(_smooth_f1(scores[:, column], labels[:, column])))]
            thresholds[column] = shrinkage * common + (1 - shrinkage) * own
    return thresholds


def _calibrate(scores: Floats, labels: Booleans) -> Floats:
    """Fit slope and intercept from score to log odds, one code at a time (Platt scaling)."""
    from sklearn.linear_model import LogisticRegression

    fitted = []
    for column in range(labels.shape[1]):
        model = LogisticRegression(C=100.0, solver="lbfgs").fit(scores[:, [column]], labels[:, column])
        fitted.append((float(model.coef_[0, 0]), float(model.intercept_[0])))
    return np.array(fitted).T


def train_model(labelled: LabelledTexts, *, rows: Booleans | None = None) -> CodingModel:
    """Train the model.

    Parameters
    ----------
    labelled : LabelledTexts
        Labelled texts.
    rows : ndarray of bool, optional
        Texts to learn from; left out, all.

    Returns
    -------
    CodingModel
        Weights from all of these texts, thresholds and calibration from scores of texts held out by author.

    Raises
    ------
    TableError
        If no code has enough labelled texts.

    References
    ----------
    Platt, J. (1999). Probabilistic outputs for support vector machines. *Advances in Large Margin
    Classifiers*, 61-74. MIT Press.
    """
    chosen = labelled.usable if rows is None else labelled.usable & rows
    counts = labelled.labels[chosen].sum()
    codes = tuple(str(code) for code in counts.index[counts >= MIN_POSITIVES])
    if not codes:
        raise TableError(
            f"no code has {MIN_POSITIVES} labelled texts among {int(chosen.sum())}; add labelled texts"
        )
    features = _take(labelled.features, chosen)
    labels = labelled.labels.loc[chosen, list(codes)].to_numpy(bool)
    authors = [labelled.authors[row] for row in np.flatnonzero(chosen)]
    unseen = _score_unseen(features, labels, choose_folds(authors, labelled.groups[chosen]))
    vocabulary, weights, intercepts = _fit(features, labels)
    return CodingModel(
        codes=codes,
        vocabulary=vocabulary,
        weights=weights,
        intercepts=intercepts,
        thresholds=choose_thresholds(unseen, labels, codes),
        calibration=_calibrate(unseen, labels),
    )
