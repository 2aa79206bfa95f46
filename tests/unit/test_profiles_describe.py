"""The description against a direct computation from the posteriors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.profiles import fit_profiles
from aspa_analysis.profiles._describe import COLUMNS, compute_cohens_h


@pytest.fixture(scope="module")
def described():
    rng = np.random.default_rng(0)
    group = rng.random(120) < 0.6
    frame = pd.DataFrame(
        {
            "arvio": np.where(group, rng.integers(3, 6, 120), rng.integers(1, 4, 120)),
            "digi": rng.random(120) < np.where(group, 0.9, 0.2),
            "kanava": np.where(rng.random(120) < 0.7, np.where(group, "verkko", "tiski"), "muu"),
            "matka": np.where(group, 2.0, 6.0) + rng.normal(size=120),
        }
    ).mask(rng.random((120, 4)) < 0.1)
    model = fit_profiles(frame, n_profiles=2)
    return frame, model, model.describe()


def test_rows_are_profile_by_item_and_category(described):
    _, model, table = described
    assert list(table.columns) == COLUMNS
    assert list(table["item"][:6]) == ["arvio", "digi", "kanava", "kanava", "kanava", "matka"]
    assert list(table["category"][:6]) == [None, True, "muu", "tiski", "verkko", None]
    np.testing.assert_allclose(table.groupby("profile")["share"].first(), model.sizes_)


@pytest.mark.parametrize("item", ["arvio", "matka"])
def test_means_are_posterior_weighted(described, item):
    frame, model, table = described
    cells = frame[item].to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(cells)
    own = table[table["item"] == item]
    for profile in range(2):
        row = own[own["profile"] == profile].iloc[0]
        value = np.average(cells[known], weights=model.posterior_[known, profile])
        assert row["value"] == pytest.approx(value)
        assert row["overall"] == pytest.approx(cells[known].mean())
        assert row["effect"] == pytest.approx((value - cells[known].mean()) / cells[known].std())


@pytest.mark.parametrize(("item", "category"), [("digi", True), ("kanava", "verkko")])
def test_shares_are_posterior_weighted(described, item, category):
    frame, model, table = described
    known = frame[item].notna().to_numpy()
    chosen = (frame[item] == category).to_numpy()[known]
    own = table[(table["item"] == item) & (table["category"] == category)]
    for profile, row in enumerate(own.itertuples()):
        value = np.average(chosen, weights=model.posterior_[known, profile])
        assert row.value == pytest.approx(value)
        assert row.overall == pytest.approx(chosen.mean())
        assert row.effect == pytest.approx(compute_cohens_h(value, chosen.mean()))


def test_cohens_h_is_that_of_the_book():
    # Cohen (1988), table 6.2.2: phi(.55) - phi(.50) = 1.671 - 1.571
    assert compute_cohens_h(0.55, 0.5) == pytest.approx(0.100, abs=5e-4)
    assert compute_cohens_h(1.0, 0.0) == pytest.approx(np.pi)
    assert compute_cohens_h(0.2, 0.4) == -compute_cohens_h(0.4, 0.2)
