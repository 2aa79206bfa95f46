"""EM and its Newton steps never go down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from aspa_analysis.profiles._blocks import SaturatedBlock, make_blocks, ordinal_features
from aspa_analysis.profiles._design import collapse_rows
from aspa_analysis.profiles._em import log_prior, run_em, start_runs
from aspa_analysis.profiles._gradient import fit_gradient
from aspa_analysis.profiles._items import encode_frame, read_items, resolve_kinds
from aspa_analysis.profiles._loglinear import climb, log_probabilities
from aspa_analysis.profiles._search import draw_posteriors, gather_evidence, make_features


def make_evidence(n: int, smoothing: float, seed: int = 0):
    rng = np.random.default_rng(seed)
    group = rng.random((n, 1)) < 0.5
    frame = pd.DataFrame(rng.integers(1, 6, (n, 4)) + group * 1.0, columns=list("abcd"))
    frame["e"] = np.where(rng.random(n) < 0.3 + 0.4 * group[:, 0], "x", "y")
    frame["f"] = rng.normal(size=n) + 2 * group[:, 0]
    frame = frame.mask(rng.random(frame.shape) < 0.1)
    items, _ = read_items(frame, resolve_kinds(frame, None), np.ones(n))
    return gather_evidence(items, collapse_rows(encode_frame(frame, items), np.ones(n)), smoothing)


@pytest.mark.parametrize("smoothing", [0.0, 1.0, 5.0])
def test_each_iteration_raises_the_objective(smoothing):
    evidence = make_evidence(150, smoothing)
    blocks = make_blocks(evidence.items, evidence.scores, 3)
    drawn = draw_posteriors(
        make_features(evidence), evidence.patterns.weights, 3, 4, np.random.default_rng(1)
    )
    runs = run_em(
        evidence.problem, blocks, start_runs(evidence.problem, blocks, drawn), n_iterations=0, tolerance=0
    )
    for _ in range(40):
        after = run_em(evidence.problem, blocks, runs.parameters, n_iterations=1, tolerance=-1.0)
        assert (after.objective >= runs.objective - 1e-8).all()
        runs = after


def test_the_objective_is_likelihood_plus_prior_and_the_prior_is_off_at_zero():
    for smoothing in (0.0, 2.0):
        evidence = make_evidence(80, smoothing)
        blocks = make_blocks(evidence.items, evidence.scores, 2)
        drawn = draw_posteriors(
            make_features(evidence), evidence.patterns.weights, 2, 1, np.random.default_rng(1)
        )
        started = start_runs(evidence.problem, blocks, drawn)
        runs = run_em(evidence.problem, blocks, started, n_iterations=30, tolerance=0)
        prior = log_prior(evidence.problem, runs.parameters)
        np.testing.assert_allclose(runs.objective - runs.log_likelihood, prior)
        assert (prior == 0).all() == (smoothing == 0)


def test_newton_steps_reach_what_a_general_optimiser_reaches():
    rng = np.random.default_rng(2)
    counts = rng.gamma(1.0, 5.0, (2, 3, 4, 5))
    features = ordinal_features(np.tile(np.linspace(-1.5, 1.5, 5), (3, 1)), 4)
    effects = climb(counts, features, np.zeros((2, 3, 7)), steps=12)
    reached = (counts * log_probabilities(features, effects)).sum(axis=(-1, -2))
    for run in range(2):
        for item in range(3):

            def loss(x, table=counts[run, item], own=features[item : item + 1]):
                return -(table * log_probabilities(own, x[None, None])[0, 0]).sum()

            assert reached[run, item] == pytest.approx(-minimize(loss, np.zeros(7)).fun, abs=1e-4)


def test_newton_stays_finite_where_a_class_has_no_members_or_one_answer():
    counts = np.zeros((1, 1, 2, 3))
    counts[0, 0, 0] = [0, 0, 10]
    features = ordinal_features(np.array([[-1.0, 0.0, 1.0]]), 2)
    effects = climb(counts, features, np.zeros((1, 1, 3)), steps=30)
    assert np.isfinite(effects).all()
    assert np.exp(log_probabilities(features, effects))[0, 0, 0, 2] == pytest.approx(1.0)


def test_a_class_without_members_has_finite_shares():
    block = SaturatedBlock(np.array([[0, 1]]))
    coefficients, _ = block.update(np.zeros((2, 1, 1, 2)), block.start_state(2, 1), 1)
    np.testing.assert_allclose(np.exp(coefficients), 0.5)


def test_the_gradient_counts_its_parameters():
    evidence = make_evidence(150, 1.0)
    fit = fit_gradient(evidence).fit
    # Per item: thresholds and a slope; intercept, slope and variance for the continuous one.
    widths = [item.width for item in evidence.items if item.kind == "ordinal"]
    # A free distribution adds its levels, but for the total, the place and the width.
    assert 0 <= fit.n_parameters - (sum(widths) + 2 + 3) <= 14
    assert fit.bic == pytest.approx(fit.n_parameters * np.log(150) - 2 * fit.log_likelihood)
