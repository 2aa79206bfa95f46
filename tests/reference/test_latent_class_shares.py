"""Shrunken shares against the Dirichlet-multinomial, and the coverage of their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln
from scipy.stats import beta

from aspa_analysis.profiles import estimate_shares

SIZES = np.array([0.4, 0.3, 0.2, 0.1])


def draw_libraries(seed: int, concentration: float, separation: float, n_groups: int = 150):
    """Draw libraries' true shares, their customers, and the customers' posteriors from ten yes/no items."""
    rng = np.random.default_rng(seed)
    chances = 1 / (1 + np.exp(-rng.normal(0, separation, (4, 10))))
    shares = rng.dirichlet(concentration * SIZES, n_groups)
    groups = np.repeat(np.arange(n_groups), rng.choice([20, 60, 200], n_groups))
    truth = (shares[groups].cumsum(axis=1) < rng.random((len(groups), 1))).sum(axis=1).clip(0, 3)
    answers = rng.random((len(groups), 10)) < chances[truth]
    joint = answers @ np.log(chances).T + ~answers @ np.log1p(-chances).T + np.log(SIZES)
    posterior = np.exp(joint - joint.max(axis=1, keepdims=True))
    return posterior / posterior.sum(axis=1, keepdims=True), groups, shares, truth


@pytest.mark.parametrize("separation", [0.7, 1.2, 3.0])
def test_intervals_cover_the_libraries_true_shares(separation):
    covered = []
    for seed in range(4):
        posterior, groups, shares, _ = draw_libraries(seed, 20.0, separation)
        table = estimate_shares(posterior, groups).sort_values(["group", "profile"])
        truth = shares.ravel()
        covered.append(((table["low"] <= truth) & (truth <= table["high"])).mean())
    assert 0.93 <= np.mean(covered) <= 0.97


def test_shrinking_lowers_the_error():
    posterior, groups, shares, _ = draw_libraries(1, 20.0, 1.2)
    table = estimate_shares(posterior, groups).sort_values(["group", "profile"])
    raw = pd.DataFrame(posterior).groupby(groups).mean().to_numpy()
    error = np.abs(table["share"].to_numpy() - shares.ravel()).mean()
    # A mean posterior is already pulled to the region by what is hard to place.
    assert error < 0.95 * np.abs(raw - shares).mean()
    assert error < 0.85 * np.abs(posterior.mean(axis=0) - shares).mean()


def test_certain_memberships_give_the_dirichlet_multinomial():
    _, groups, _, truth = draw_libraries(2, 15.0, 1.0)
    table = estimate_shares(np.eye(4)[truth], groups).sort_values(["group", "profile"])
    counts = pd.crosstab(groups, truth).to_numpy().astype(float)
    n = counts.sum(axis=1)
    regional = counts.sum(axis=0) / n.sum()

    def log_likelihood(a: float) -> float:
        part = (
            gammaln(a) - gammaln(n + a) + (gammaln(counts + a * regional) - gammaln(a * regional)).sum(axis=1)
        )
        return float(part.sum())

    # The concentration that the shares imply lies where the exact likelihood is about as high as it gets.
    shrunk = table["share"].to_numpy().reshape(-1, 4)
    pull = (counts / n[:, None] - shrunk)[:, 0] / (counts / n[:, None] - regional)[:, 0]
    implied = float(np.median(n * pull / (1 - pull)))
    best = max(log_likelihood(a) for a in np.geomspace(1, 200, 200))
    assert log_likelihood(implied) > best - 2
    expected = (counts + implied * regional) / (n + implied)[:, None]
    np.testing.assert_allclose(shrunk, expected, atol=2e-3)
    a = expected * (n + implied)[:, None]
    width = beta.ppf(0.975, a, a.sum(axis=1, keepdims=True) - a) - beta.ppf(
        0.025, a, a.sum(axis=1, keepdims=True) - a
    )
    found = (table["high"] - table["low"]).to_numpy().reshape(-1, 4)
    # Ours are a little wider: they hold the region's own error too.
    assert np.median(found / width) == pytest.approx(1.0, abs=0.05)
