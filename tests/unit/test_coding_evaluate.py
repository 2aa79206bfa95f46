"""Scores against labels by hand-computed values, cross-validation, and the figures that ship."""

from __future__ import annotations

import pandas as pd
import pytest

from aspa_analysis.codebook import load_codebook
from aspa_analysis.coding import evaluate_codes, split_label_lists, summarise_f1
from aspa_analysis.coding.cache import hash_inputs
from aspa_analysis.coding.evaluate import cross_validate, list_indicative, read_accuracy
from aspa_analysis.coding.folds import group_near_duplicates
from aspa_analysis.corpus import read_corpus
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


@pytest.fixture(scope="module")
def validated():
    return cross_validate(by="group", n_folds=2)


def test_unseen_texts_are_coded_as_well_as_promised(validated):
    summary = validated.summary
    assert summary["theme_micro_f1"] > 0.62
    assert summary["kind_macro_f1"] > 0.72
    assert summary["tone_accuracy"] > 0.68
    assert validated.table.loc["is_nonanswer", "precision"] > 0.97
    assert validated.table.loc["is_nonanswer", "recall"] > 0.9


def test_every_text_is_held_out_once(validated):
    assert len(validated.coded) == len(validated.folds) == len(read_corpus())
    assert set(validated.folds.tolist()) == {0, 1}


def test_the_shipped_figures_belong_to_the_shipped_texts_and_codebook():
    accuracy = read_accuracy()
    assert accuracy["inputs_hash"] == hash_inputs(load_codebook()), (
        "labelled texts or codebook changed: run python -m aspa_analysis.coding.evaluate"
    )


def test_the_shipped_figures_name_every_code():
    codebook, accuracy = load_codebook(), read_accuracy()
    wanted = [f"theme_{code}" for code in codebook.theme_codes]
    wanted += [f"kind_{code}" for code in codebook.kind_codes]
    assert list(accuracy["codes"]) == [*wanted, "is_fault", "is_nonanswer"]
    for row in accuracy["codes"].values():
        assert 0 <= row["f1_low"] <= row["f1"] <= row["f1_high"] <= 1


def test_weak_codes_are_indicative():
    rows = {"a": (0.59, 0.9), "b": (0.6, 0.6), "c": (0.9, 0.59)}
    codes = {code: {"f1": left_out, "unseen_f1": unseen} for code, (left_out, unseen) in rows.items()}
    assert list_indicative({"indicative_below": 0.6, "codes": codes}) == ["a", "c"]


def test_unseen_texts_are_no_training_texts():
    training, unseen = read_corpus(), read_corpus("unseen")
    assert list(unseen.columns) == list(training.columns)
    assert not set(unseen["text_id"].str[0]) & set(training["text_id"].str[0])
    groups = group_near_duplicates([*training["text"], *unseen["text"]])
    both = set(groups[: len(training)].tolist()) & set(groups[len(training) :].tolist())
    shared = [place for place, group in enumerate(groups[len(training) :]) if group in both]
    assert unseen["nonanswer"].iloc[shared].all(), "a text that says something stands in both parts"
