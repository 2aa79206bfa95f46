"""Shares of groups: their shape, limits and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.profiles import estimate_shares


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 60), st.integers(1, 6))
def test_shares_are_distributions_within_their_intervals(seed, k, n, n_groups):
    rng = np.random.default_rng(seed)
    posterior = rng.dirichlet(np.full(k, 0.3), n)
    groups = rng.integers(0, n_groups, n)
    table = estimate_shares(posterior, groups, rng.gamma(2, 1, n))
    assert list(table.columns) == ["group", "profile", "n", "n_effective", "share", "low", "high"]
    assert len(table) == k * len(set(groups))
    np.testing.assert_allclose(table.groupby("group")["share"].sum(), 1.0)
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table["low"].min() >= 0
    assert table["high"].max() <= 1
    assert table.groupby("group")["n"].first().sum() == n
    assert (table["n_effective"] <= table["n"] + 1e-9).all()


def test_order_of_rows_does_not_matter():
    rng = np.random.default_rng(1)
    posterior, groups = rng.dirichlet([1, 1, 1], 90), rng.choice(["Aula", "Kivi", "Suvi"], 90)
    order = rng.permutation(90)
    first, second = estimate_shares(posterior, groups), estimate_shares(posterior[order], groups[order])
    pd.testing.assert_frame_equal(first, second)
    assert list(first["group"].unique()) == ["Aula", "Kivi", "Suvi"]


def test_small_groups_are_pulled_more_and_have_wider_intervals():
    rng = np.random.default_rng(2)
    sizes = [400, 400, 400, 8]
    groups = np.repeat(["a", "b", "c", "small"], sizes)
    chance = np.repeat([0.3, 0.5, 0.7, 0.5], sizes)
    first = rng.random(len(groups)) < chance
    first[-8:] = True
    table = estimate_shares(np.column_stack((first, ~first)).astype(float), groups)
    table = table[table["profile"] == 0].set_index("group")
    assert 0.55 < table.loc["small", "share"] < 0.95
    assert table.loc["b", "share"] == pytest.approx(first[400:800].mean(), abs=0.01)
    width = table["high"] - table["low"]
    assert width["small"] > 3 * width["b"]


def test_hard_to_place_customers_widen_the_interval():
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(10), 60)
    truth = rng.random(600) < np.repeat(np.linspace(0.2, 0.8, 10), 60)
    width = []
    for separation in (6.0, 1.0):
        log_odds = separation * (np.where(truth, 0.5, -0.5) * separation + rng.normal(size=600))
        first = 1 / (1 + np.exp(-log_odds))
        table = estimate_shares(np.column_stack((first, 1 - first)), groups)
        width.append((table["high"] - table["low"]).mean())
    assert width[1] > 1.4 * width[0]


def test_rows_without_a_group_count_for_the_region_only():
    posterior = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    table = estimate_shares(posterior, ["a", None, np.nan])
    assert list(table["group"]) == ["a", "a"]
    assert list(table["n"]) == [1, 1]
    assert estimate_shares(posterior, [None, None, None]).empty


def test_one_profile_has_the_whole():
    table = estimate_shares(np.ones((5, 1)), list("aabbb"))
    assert (table[["share", "low", "high"]] == 1).all(axis=None)


def test_a_higher_level_widens_the_interval():
    posterior = np.random.default_rng(4).dirichlet([1, 2], 50)
    narrow, wide = (estimate_shares(posterior, ["a", "b"] * 25, level=level) for level in (0.9, 0.95))
    assert (wide["low"] < narrow["low"]).all()
    assert (wide["high"] > narrow["high"]).all()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"posterior": [0.5, 0.5]}, TableError, "shape"),
        ({"posterior": [[0.5, 0.4], [1, 0]]}, TableError, "1 rows of posteriors"),
        ({"posterior": [[1.5, -0.5], [1, 0]]}, TableError, "1 rows of posteriors"),
        ({"groups": ["a"]}, TableError, "one group a row"),
        ({"weights": [1]}, TableError, "weights"),
        ({"weights": [1, -1]}, TableError, "weights"),
        ({"level": 1.0}, SettingsError, "level"),
    ],
)
def test_impossible_arguments_are_refused(arguments, error, words):
    usable = {"posterior": [[0.5, 0.5], [1, 0]], "groups": ["a", "b"]}
    with pytest.raises(error, match=words):
        estimate_shares(**(usable | arguments))
