"""Scores against labels, checked by hand-computed values."""

from __future__ import annotations

import pandas as pd
import pytest

from aspa_analysis.coding import evaluate_codes, split_label_lists, summarise_f1
from aspa_analysis.errors import TableError

CODED = pd.DataFrame({"theme_a": [True, True, False, False], "theme_b": [False, False, False, True]})
LABELS = pd.DataFrame({"theme_a": [True, False, True, False], "theme_b": [False, False, False, True]})


def test_precision_recall_and_f1_by_hand():
    table = evaluate_codes(CODED, LABELS)
    assert table.loc["theme_a", ["precision", "recall", "f1"]].tolist() == [0.5, 0.5, 0.5]
    assert table.loc["theme_b", ["precision", "recall", "f1"]].tolist() == [1.0, 1.0, 1.0]
    assert table["n_positives"].tolist() == [2, 1]


def test_interval_holds_the_estimate_and_repeats_by_seed():
    table = evaluate_codes(CODED, LABELS, random_state=3)
    assert (table["f1_low"] <= table["f1"]).all()
    assert (table["f1"] <= table["f1_high"]).all()
    pd.testing.assert_frame_equal(table, evaluate_codes(CODED, LABELS, random_state=3))


def test_macro_is_the_mean_and_micro_pools():
    assert summarise_f1(CODED, LABELS) == {"macro_f1": 0.75, "micro_f1": pytest.approx(2 * 2 / 6)}


def test_a_code_without_positives_scores_zero_and_leaves_the_macro():
    labels = LABELS.assign(theme_b=False)
    assert evaluate_codes(CODED, labels).loc["theme_b", "f1"] == 0.0
    assert summarise_f1(CODED, labels)["macro_f1"] == 0.5


def test_subthemes_count_as_their_theme():
    labels = pd.DataFrame({"themes": ["aineisto.lehdet;tilat", None]})
    wanted = split_label_lists(labels, ("aineisto", "tilat"), column="themes", prefix="theme_")
    assert wanted.to_numpy().tolist() == [[True, True], [False, False]]


@pytest.mark.parametrize(
    ("coded", "labels"),
    [(CODED, LABELS.iloc[:2]), (CODED[["theme_a"]], LABELS), (CODED.iloc[:0], LABELS.iloc[:0])],
)
def test_codes_and_labels_must_match(coded, labels):
    with pytest.raises(TableError, match="do not match"):
        evaluate_codes(coded, labels)
