"""The tests behind the verdict hold their level and keep what they must."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.profiles import _nulls as nulls
from aspa_analysis.profiles import fit_profiles
from aspa_analysis.profiles._design import collapse_rows
from aspa_analysis.profiles._gradient import _fit_around, fit_gradient, tie_unimodal
from aspa_analysis.profiles._items import encode_frame, read_items, resolve_kinds
from aspa_analysis.profiles._search import fit_classes, gather_evidence


def make_evidence(frame: pd.DataFrame, weights: np.ndarray | None = None):
    weights = np.ones(len(frame)) if weights is None else weights
    items, _ = read_items(frame, resolve_kinds(frame, None), weights)
    return gather_evidence(items, collapse_rows(encode_frame(frame, items), weights), 1.0)


def draw_gradient(seed: int, n: int, slope: float) -> pd.DataFrame:
    """Draw four scales, a check box, a channel and a number that one factor drives."""
    rng = np.random.default_rng(seed)
    place = rng.normal(size=(n, 1))
    noisy = slope * place + rng.logistic(size=(n, 4))
    frame = pd.DataFrame(
        1.0 + (noisy[..., None] > np.array([-2.0, -1.0, 0.5])).sum(axis=-1), columns=list("abcd")
    )
    frame["e"] = np.where(rng.random(n) < 1 / (1 + np.exp(-slope * place[:, 0])), "x", "y")
    frame["f"] = place[:, 0] * slope + rng.normal(size=n)
    frame["g"] = np.array(["u", "v", "w"])[rng.integers(0, 3, n)]
    return frame.mask(rng.random(frame.shape) < 0.15)


@given(st.lists(st.floats(-5, 5), min_size=nulls.MOST_REPLICATES, max_size=nulls.MOST_REPLICATES))
@settings(max_examples=50, deadline=None)
def test_stopping_early_never_changes_the_decision_of_all_replicates(values):
    found = nulls.find_p_value(4.0, iter(values))
    whole = (sum(value >= 4.0 for value in values) + 1) / (nulls.MOST_REPLICATES + 1)
    assert (found <= nulls.LEVEL) == (whole <= nulls.LEVEL) or found < nulls.CLEAR


def test_clear_cases_are_settled_by_few_replicates():
    drawn = []

    def record(values):
        for value in values:
            drawn.append(value)
            yield value

    rng = np.random.default_rng(0)
    assert nulls.find_p_value(100.0, record(rng.normal(size=99))) < nulls.CLEAR
    assert len(drawn) == nulls.LEAST_REPLICATES
    drawn.clear()
    assert nulls.find_p_value(-3.0, record(rng.normal(size=99))) > nulls.LEVEL
    assert len(drawn) == 2


def test_replicates_that_do_not_vary_are_no_proof():
    assert nulls.find_p_value(1.0, itertools.repeat(0.0, nulls.MOST_REPLICATES)) == 0.01


def test_chance_holds_its_level():
    rejected = 0
    for seed in range(150):
        evidence = make_evidence(draw_gradient(seed, 60, 0.0))
        rejected += nulls.weigh_chance(evidence, 0) <= nulls.LEVEL
    # 3 expected; more than 9 has a chance of about 1 in 1,000.
    assert rejected <= 9


def test_dependence_is_no_chance():
    for seed in range(5):
        assert nulls.weigh_chance(make_evidence(draw_gradient(seed, 150, 1.5)), 0) <= nulls.LEVEL


def test_shuffling_keeps_margins_and_the_pattern_of_missing_answers():
    values = encode_frame(draw_gradient(1, 80, 1.0), make_evidence(draw_gradient(1, 80, 1.0)).items)
    shuffled = next(iter(nulls._shuffle_columns(values, np.random.default_rng(0))))
    np.testing.assert_array_equal(np.isnan(shuffled), np.isnan(values))
    np.testing.assert_array_equal(np.sort(shuffled, axis=0), np.sort(values, axis=0))
    assert not np.array_equal(shuffled, values, equal_nan=True)


def test_drawn_answers_keep_missing_ones_margins_and_dependence():
    evidence = make_evidence(draw_gradient(2, 3000, 1.5))
    sample = nulls.draw_sample(evidence, np.random.default_rng(0))
    gradient = fit_gradient(evidence)
    drawn = nulls.draw_one_factor(evidence, gradient.fit.parameters, sample.values, np.random.default_rng(1))
    np.testing.assert_array_equal(np.isnan(drawn), np.isnan(sample.values))
    np.testing.assert_allclose(np.nanmean(drawn, axis=0), np.nanmean(sample.values, axis=0), atol=0.1)
    np.testing.assert_allclose(np.nanstd(drawn, axis=0), np.nanstd(sample.values, axis=0), atol=0.1)
    before, after = pd.DataFrame(sample.values).corr(), pd.DataFrame(drawn).corr()
    np.testing.assert_allclose(after.iloc[:4, :4], before.iloc[:4, :4], atol=0.08)


def test_one_factor_is_not_rejected_on_its_own_answers_and_types_reject_it():
    evidence = make_evidence(draw_gradient(3, 300, 1.8))
    fit, gradient = fit_classes(evidence, 3, 0), fit_gradient(evidence)
    assert nulls.weigh_gradient(evidence, fit, gradient, 0) > nulls.LEVEL
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 3, 300)
    place = np.array([[2, -2, 0, 2], [-2, 2, 2, 0], [0, 1, -2, -2]])[truth]
    noisy = 1.5 * place + rng.logistic(size=(300, 4))
    types = make_evidence(pd.DataFrame(np.digitize(noisy, [-2, 0, 2]).astype(float), columns=list("abcd")))
    fit, gradient = fit_classes(types, 3, 0), fit_gradient(types)
    assert nulls.weigh_gradient(types, fit, gradient, 0) <= nulls.LEVEL


def test_whole_weights_are_repeated_respondents():
    frame = draw_gradient(5, 80, 0.3)
    counts = np.random.default_rng(5).integers(0, 4, 80)
    weighted = make_evidence(frame, counts.astype(float))
    repeated = make_evidence(frame.loc[frame.index.repeat(counts)])
    assert nulls.weigh_chance(weighted, 0) == nulls.weigh_chance(repeated, 0)


def test_a_test_reads_a_bounded_number_of_respondents(monkeypatch):
    monkeypatch.setattr(nulls, "MOST_TESTED", 50)
    evidence = make_evidence(draw_gradient(6, 200, 1.8))
    assert nulls.draw_sample(evidence, np.random.default_rng(0)).values.shape[0] == 50
    assert nulls.weigh_chance(evidence, 0) <= nulls.LEVEL
    fit, gradient = fit_classes(evidence, 2, 0), fit_gradient(evidence)
    assert nulls.weigh_gradient(evidence, fit, gradient, 0) > nulls.LEVEL


def test_two_peaks_of_one_number_are_no_profiles():
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(rng.integers(1, 6, (300, 4)) * 1.0, columns=list("abcd"))
    frame["matka"] = np.where(rng.random(300) < 0.5, 1.0, 20.0) + rng.normal(size=300)
    model = fit_profiles(frame, n_profiles=range(1, 4))
    assert model.verdict_ == "none"
    assert model.p_chance_ > nulls.LEVEL


@given(st.lists(st.floats(0.001, 10), min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_one_peaked_distribution_has_one_peak_and_keeps_one_that_had(sizes):
    shares = np.array(sizes) / sum(sizes)
    fitted = np.exp(tie_unimodal(np.empty(0), np.log(shares)[:, None])[:, 0])
    assert fitted.sum() == pytest.approx(1.0)
    peak = int(fitted.argmax())
    assert (np.diff(fitted[: peak + 1]) >= -1e-12).all()
    assert (np.diff(fitted[peak:]) <= 1e-12).all()
    again = np.exp(tie_unimodal(np.empty(0), np.log(fitted)[:, None])[:, 0])
    np.testing.assert_allclose(again, fitted, atol=1e-9)


@given(st.lists(st.floats(0.001, 10), min_size=3, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_best_single_peak_is_among_those_of_the_counts(sizes):
    shares = np.array(sizes) / sum(sizes)
    found = tie_unimodal(np.empty(0), np.log(shares)[:, None])[:, 0]
    best = max(shares @ np.log(_fit_around(shares, peak)) for peak in range(len(shares)))
    assert shares @ found == pytest.approx(best, abs=1e-9)


def test_bic_alone_settles_structureless_answers():
    rng = np.random.default_rng(8)
    model = fit_profiles(pd.DataFrame(rng.integers(1, 6, (100, 6)) * 1.0), n_profiles=range(1, 4))
    assert (model.verdict_, model.p_chance_, model.p_gradient_) == ("none", None, None)
