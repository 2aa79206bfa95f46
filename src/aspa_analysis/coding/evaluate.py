"""How well unseen texts are coded: cross-validation, and the file of figures that reports print.

``python -m aspa_analysis.coding.evaluate`` measures again and writes ``accuracy.toml`` beside this module.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from aspa_analysis.codebook import Codebook, load_codebook
from aspa_analysis.coding.cache import hash_inputs, provide_model
from aspa_analysis.coding.decisions import FAULT, Codes, decide_codes
from aspa_analysis.coding.documents import prepare_documents
from aspa_analysis.coding.folds import check_folds, split_by_author, split_by_group
from aspa_analysis.coding.rules import read_all
from aspa_analysis.coding.scores import evaluate_codes, summarise_f1
from aspa_analysis.coding.training import (
    LabelledTexts,
    frame_corpus,
    label_corpus,
    prepare_labelled,
    train_model,
)
from aspa_analysis.corpus import read_corpus

Integers = npt.NDArray[np.int64]
ACCURACY_FILE = "accuracy.toml"
# Below this F1 a code is shown as indicative only (suuntaa antava).
INDICATIVE_BELOW = 0.6


@dataclass(frozen=True)
class CrossValidation:
    """Codes given to texts by models that had not seen them.

    Attributes
    ----------
    coded, labels : DataFrame of bool, shape (n texts, n codes)
        Given by the model and by hand: ``theme_<code>``, ``kind_<code>``, ``is_fault``, ``is_nonanswer``.
    tone, labelled_tone : ndarray of int, shape (n texts,)
        The same for tone.
    folds : ndarray of int
        Fold in which each text was held out.
    table : DataFrame
        :func:`~aspa_analysis.coding.evaluate_codes` over all texts.
    summary : dict of str to float
        Macro and micro F1 of themes and kinds, accuracy of tone, F1 of tone 0.
    """

    coded: pd.DataFrame
    labels: pd.DataFrame
    tone: Integers
    labelled_tone: Integers
    folds: Integers
    table: pd.DataFrame
    summary: dict[str, float]


def frame_codes(codes: Sequence[Codes], columns: Sequence[str]) -> pd.DataFrame:
    """Turn decided codes into boolean columns.

    Parameters
    ----------
    codes : sequence of Codes
        One a text.
    columns : sequence of str
        ``theme_<code>``, ``kind_<code>``, ``is_fault``, ``is_nonanswer``.

    Returns
    -------
    DataFrame of bool
        One row a text.
    """
    rows = []
    for text in codes:
        given = {*(f"theme_{code}" for code in text.themes), *(f"kind_{code}" for code in text.kinds)}
        given |= {FAULT} if text.is_fault else set()
        given |= {"is_nonanswer"} if text.is_nonanswer else set()
        rows.append([column in given for column in columns])
    return pd.DataFrame(rows, columns=list(columns))


def summarise(
    coded: pd.DataFrame, labels: pd.DataFrame, tone: Integers, labelled_tone: Integers
) -> dict[str, float]:
    """Sum up agreement over families of codes.

    Parameters
    ----------
    coded, labels : DataFrame of bool
        As in :class:`CrossValidation`.
    tone, labelled_tone : ndarray of int
        Tones given and labelled.

    Returns
    -------
    dict of str to float
        ``theme_macro_f1, theme_micro_f1, kind_macro_f1, kind_micro_f1, tone_accuracy, tone_0_f1``.
    """
    summary: dict[str, float] = {}
    for family in ("theme", "kind"):
        wanted = labels.filter(like=f"{family}_")
        scores = summarise_f1(coded, wanted)
        summary |= {f"{family}_{name}": score for name, score in scores.items()}
    both = int(((tone == 0) & (labelled_tone == 0)).sum())
    summary["tone_accuracy"] = float((tone == labelled_tone).mean())
    summary["tone_0_f1"] = 2 * both / max(int((tone == 0).sum() + (labelled_tone == 0).sum()), 1)
    return summary


def _code_held_out(labelled: LabelledTexts, folds: Integers, codebook: Codebook) -> list[Codes]:
    codes: dict[int, Codes] = {}
    for fold in np.unique(folds):
        held = np.flatnonzero(folds == fold)
        model = train_model(labelled, rows=folds != fold)
        decided = decide_codes([labelled.readings[row] for row in held], model, codebook)
        codes |= dict(zip(held.tolist(), decided, strict=True))
    return [codes[row] for row in range(len(folds))]


def cross_validate(
    corpus: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    *,
    by: Literal["author", "group"] = "author",
    n_folds: int = 5,
) -> CrossValidation:
    """Code labelled texts by models that have not seen them.

    Thresholds and calibration are chosen inside each training part; near-duplicate texts never stand on
    both sides.

    Parameters
    ----------
    corpus : DataFrame, optional
        Labelled texts; left out, those that ship.
    codebook : Codebook, optional
        The codebook; left out, the one that ships.
    by : {"author", "group"}
        Leave one author out, or folds of near-duplicate groups.
    n_folds : int
        Folds when ``by="group"``.

    Returns
    -------
    CrossValidation
        Codes, labels and figures, in the order of ``text_id``.
    """
    corpus = read_corpus() if corpus is None else corpus
    corpus = corpus.sort_values("text_id", kind="stable", ignore_index=True)
    codebook = codebook or load_codebook()
    labelled = prepare_labelled(corpus, codebook, for_evaluation=True)
    split = split_by_author(labelled.authors, labelled.groups) if by == "author" else None
    folds = split_by_group(labelled.groups, n_folds=n_folds) if split is None else split
    check_folds(folds, labelled.groups)
    codes = _code_held_out(labelled, folds, codebook)
    return compare_codes(codes, corpus, labelled.labels, folds=folds)


def compare_codes(
    codes: Sequence[Codes], corpus: pd.DataFrame, labels: pd.DataFrame, *, folds: Integers
) -> CrossValidation:
    """Compare codes with labels, text by text.

    Parameters
    ----------
    codes : sequence of Codes
        What the model gave.
    corpus, labels : DataFrame
        Labelled texts in the same order, and their codes as boolean columns.
    folds : ndarray of int
        Fold of each text.

    Returns
    -------
    CrossValidation
        Codes, labels and figures.
    """
    wanted = labels.assign(is_nonanswer=corpus["nonanswer"].to_numpy(bool))
    coded = frame_codes(codes, tuple(wanted.columns))
    tone = np.array([text.tone for text in codes], dtype=np.int64)
    labelled_tone = corpus["tone"].to_numpy(np.int64)
    table = evaluate_codes(coded, wanted)
    summary = summarise(coded, wanted, tone, labelled_tone)
    return CrossValidation(coded, wanted, tone, labelled_tone, folds, table, summary)


def evaluate_unseen(codebook: Codebook | None = None) -> CrossValidation:
    """Code the texts kept for measuring, by the model of all the other texts.

    Parameters
    ----------
    codebook : Codebook, optional
        The codebook; left out, the one that ships.

    Returns
    -------
    CrossValidation
        Codes, labels and figures; all texts are in fold 0.
    """
    codebook = codebook or load_codebook()
    corpus = read_corpus("unseen")
    readings = read_all(prepare_documents(frame_corpus(corpus)), codebook)
    codes = decide_codes(readings, provide_model(codebook), codebook)
    folds = np.zeros(len(corpus), dtype=np.int64)
    return compare_codes(codes, corpus, label_corpus(corpus, codebook), folds=folds)


def _list_summary(name: str, result: CrossValidation) -> list[str]:
    figures = (f"{figure} = {value:.4f}" for figure, value in result.summary.items())
    return ["", f"[{name}]", f"n_texts = {len(result.labels)}", *figures]


def _format_accuracy(result: CrossValidation, unseen: CrossValidation, inputs_hash: str) -> str:
    lines = [
        "# Agreement with hand-given codes. left_out: texts of an author the model had not seen, one author",
        "# at a time; unseen: texts of one more author, opened once. Codes: f1 is of left_out.",
        "# Made by: python -m aspa_analysis.coding.evaluate",
        "",
        f'inputs_hash = "{inputs_hash}"',
        f"indicative_below = {INDICATIVE_BELOW}",
        *_list_summary("left_out", result),
        *_list_summary("unseen", unseen),
    ]
    seen_first = {name: unseen.table[name].to_dict() for name in ("precision", "recall", "f1")}
    for code, row in result.table.to_dict("index").items():
        lines += ["", f"[codes.{code}]", f"n_positives = {int(row['n_positives'])}"]
        lines += [f"{name} = {row[name]:.4f}" for name in ("precision", "recall", "f1", "f1_low", "f1_high")]
        lines += [f"unseen_{name} = {values[code]:.4f}" for name, values in seen_first.items()]
    return "\n".join(lines) + "\n"


def read_accuracy() -> dict[str, Any]:
    """Read the figures that ship with the package.

    Returns
    -------
    dict
        ``inputs_hash, indicative_below``, the summaries ``left_out`` and ``unseen``, and ``codes``: a table
        a code with ``n_positives, precision, recall, f1, f1_low, f1_high`` (author left out) and
        ``unseen_precision``, ``unseen_recall`` and ``unseen_f1``.
    """
    text = files("aspa_analysis.coding").joinpath(ACCURACY_FILE).read_text(encoding="utf-8")
    return tomllib.loads(text)


def list_indicative(accuracy: dict[str, Any]) -> list[str]:
    """List the codes to be marked *suuntaa antava*.

    Parameters
    ----------
    accuracy : dict
        As :func:`read_accuracy` gives it.

    Returns
    -------
    list of str
        Names such as ``theme_muu``, in the file's order: those whose lower F1 of the two is below the limit.
    """
    limit = accuracy["indicative_below"]
    return [code for code, row in accuracy["codes"].items() if min(row["f1"], row["unseen_f1"]) < limit]


def main(folder: Path | None = None) -> None:
    """Measure with one author left out at a time and on the unseen texts, and write the figures."""
    result = cross_validate(by="author")
    path = (folder or Path(__file__).parent) / ACCURACY_FILE
    temporary = path.with_suffix(".tmp")
    text = _format_accuracy(result, evaluate_unseen(), hash_inputs(load_codebook()))
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
    sys.stdout.write(f"{path.name}: {result.summary}\n")


if __name__ == "__main__":
    main()
