"""Intervals against published values, and against an independent computation of their definitions."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from aspa_analysis.survey.intervals import (
    Sample,
    describe_sample,
    find_effective_n,
    find_mean_interval,
    find_newcombe_interval,
    find_welch_interval,
    find_wilson_interval,
)

Z = stats.norm.ppf(0.975)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_against_newcombe_1998_table_1(count, n, low, high):
    assert find_wilson_interval(count, n) == pytest.approx((low, high), abs=5.1e-5)


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_against_newcombe_1998_table_2_method_10(new, old, low, high):
    assert find_newcombe_interval(new, old) == pytest.approx((low, high), abs=5.1e-5)


@settings(deadline=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_the_inverted_score_test(pair):
    count, n = pair
    share = count / n
    low, high = find_wilson_interval(count, n)

    def distance(p):
        return abs(share - p) - Z * sqrt(p * (1 - p) / n)

    assert 0 <= low <= share <= high <= 1
    # Inside 0..1 each limit is the share at which the score test is just not rejected.
    if count > 0:
        assert low < share
        assert distance(low) == pytest.approx(0, abs=1e-9)
    if count < n:
        assert high > share
        assert distance(high) == pytest.approx(0, abs=1e-9)


# Student's sleep data, as in R's `sleep`; the intervals are those that R's documentation of t.test prints.
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def test_mean_interval_against_students_sleep_data():
    gains = np.subtract(SLEEP[1], SLEEP[0])
    assert find_mean_interval(describe_sample(gains, np.ones(10))) == pytest.approx((0.7001142, 2.4598858))


def test_welch_against_students_sleep_data():
    first, second = (describe_sample(group, np.ones(10)) for group in SLEEP)
    assert find_welch_interval(first, second) == pytest.approx((-3.3654832, 0.2054832), abs=1e-6)


def test_equal_weights_change_nothing_and_double_rows_are_no_double_answers():
    values = [1, 2, 2, 5, 4]
    plain, scaled = describe_sample(values, np.ones(5)), describe_sample(values, np.full(5, 7.3))
    assert scaled == pytest.approx(plain)
    assert plain == pytest.approx((np.mean(values), np.std(values, ddof=1), 5))


def test_kish_effective_n_of_a_worked_example():
    # Two answers of weight 3 and four of weight 1: (6 + 4)² / (18 + 4).
    assert find_effective_n([3, 3, 1, 1, 1, 1]) == pytest.approx(100 / 22)


def test_weighted_mean_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(20240521)
    hits = 0
    for _ in range(1500):
        weights = rng.choice([0.5, 1.0, 2.0], 60)
        low, high = find_mean_interval(describe_sample(rng.normal(3, 1, 60), weights))
        hits += low <= 3 <= high
    assert hits / 1500 == pytest.approx(0.95, abs=0.02)


def test_too_little_has_no_interval():
    assert np.isnan(find_wilson_interval(0, 0)).all()
    assert np.isnan(find_newcombe_interval((0, 0), (1, 2))).all()
    assert np.isnan(find_mean_interval(Sample(4.0, float("nan"), 1))).all()
    assert np.isnan(find_welch_interval(Sample(4.0, 1.0, 5), Sample(4.0, float("nan"), 1))).all()
    assert np.isnan(describe_sample([], [])[0])
