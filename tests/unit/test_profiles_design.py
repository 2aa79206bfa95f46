"""Rows collapse into patterns and expand into the design."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from aspa_analysis.profiles._design import collapse_rows, expand_values, hash_patterns
from aspa_analysis.profiles._items import Item

CELLS = st.sampled_from([np.nan, 0.0, 1.0, 2.0])
TABLES = st.integers(1, 12).flatmap(lambda n: arrays(np.float64, (n, 3), elements=CELLS))


@given(TABLES, st.data())
def test_patterns_keep_every_respondents_weight(values, data):
    weights = data.draw(arrays(np.float64, len(values), elements=st.sampled_from([0.0, 0.3, 1.0, 2.5])))
    patterns = collapse_rows(values, weights)
    used = (weights > 0) & ~np.isnan(values).all(axis=1)
    np.testing.assert_allclose(patterns.weights.sum(), weights[used].sum())
    assert len(np.unique(patterns.values, axis=0, equal_nan=True)) == len(patterns.values)
    np.testing.assert_array_equal(patterns.values[patterns.member_pattern], values[patterns.members])
    np.testing.assert_array_equal(patterns.member_weight, weights[patterns.members])


@given(TABLES, st.randoms(use_true_random=False))
def test_patterns_do_not_depend_on_the_order_of_rows(values, random):
    weights = np.linspace(0.1, 0.9, len(values))
    order = np.array(random.sample(range(len(values)), len(values)))
    first, second = collapse_rows(values, weights), collapse_rows(values[order], weights[order])
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.weights, second.weights)
    assert hash_patterns(first, ()) == hash_patterns(second, ())


def test_the_design_has_indicators_and_powers_and_zeros_where_unanswered():
    items = (Item("a", "nominal", ("x", "y")), Item("z", "continuous"))
    design = expand_values(np.array([[1.0, 3.0], [np.nan, -2.0], [0.0, np.nan]]), items)
    np.testing.assert_array_equal(design.T, [[0, 1, 1, 3, 9], [0, 0, 1, -2, 4], [1, 0, 0, 0, 0]])


def test_the_fingerprint_sees_a_changed_weight():
    values = np.array([[0.0], [1.0]])
    same, changed = (hash_patterns(collapse_rows(values, np.array([1.0, w])), ()) for w in (1.0, 2.0))
    assert same != changed
