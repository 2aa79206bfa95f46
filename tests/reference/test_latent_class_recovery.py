"""Planted classes are found; noise and a mere gradient are not taken for classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from aspa_analysis.profiles import fit_profiles

N_ITEMS = 13
SIZES = np.array([0.4, 0.3, 0.2, 0.1])


def grade(latent: np.ndarray, cuts: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Cut logistic noise round ``latent`` into answers 1..5 with 8 % missing."""
    noisy = latent + rng.logistic(size=latent.shape)
    answers = 1.0 + (noisy[..., None] > cuts).sum(axis=-1)
    answers[rng.random(answers.shape) < 0.08] = np.nan
    return pd.DataFrame(answers, columns=[f"q{item:02d}" for item in range(answers.shape[1])])


def draw_types(seed: int, n: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.choice(4, n, p=SIZES)
    # Each type is high on its own quarter of the items and low on another's.
    place = 1.8 * np.cos(np.arange(4)[:, None] * np.pi / 2 - np.arange(N_ITEMS) * 2 * np.pi / N_ITEMS)
    return grade(place[truth], np.array([-2.5, -1.2, 0.0, 1.3]), rng), truth


def draw_gradient(seed: int, n: int) -> pd.DataFrame:
    """Draw a graded response model: one satisfaction, discriminating and easy items."""
    rng = np.random.default_rng(seed)
    slopes = rng.uniform(0.8, 2.5, N_ITEMS)
    cuts = -rng.normal(1.2, 0.6, N_ITEMS)[:, None] + np.array([-3.0, -1.8, -0.3, 1.5])
    return grade(slopes * rng.normal(size=(n, 1)), cuts, rng)


def draw_noise(seed: int, n: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return grade(np.zeros((n, N_ITEMS)), np.array([-3.0, -2.0, -0.8, 0.5]), rng)


@pytest.mark.parametrize("seed", range(3))
def test_planted_types_are_recovered(seed):
    frame, truth = draw_types(seed, 1200)
    model = fit_profiles(frame, n_profiles=range(1, 7), random_state=seed)
    assert model.verdict_ == "profiles"
    assert model.n_profiles_ == 4
    assert adjusted_rand_score(truth, model.labels_) > 0.75
    np.testing.assert_allclose(model.sizes_, SIZES, atol=0.06)
    assert (model.stability_ > 0.75).all()


@pytest.mark.parametrize("n", [60, 300, 1200])
@pytest.mark.parametrize("seed", range(2))
def test_noise_has_no_profiles(n, seed):
    model = fit_profiles(draw_noise(seed, n), n_profiles=range(1, 6))
    assert model.verdict_ == "none"
    assert model.n_profiles_ == 1


@pytest.mark.parametrize("n", [60, 300, 1200])
@pytest.mark.parametrize("seed", range(2))
def test_a_satisfaction_gradient_is_no_set_of_profiles(n, seed):
    assert fit_profiles(draw_gradient(seed, n), n_profiles=range(1, 7)).verdict_ == "gradient"


def test_a_fixed_number_of_profiles_keeps_the_honest_verdict():
    model = fit_profiles(draw_noise(5, 300), n_profiles=3)
    assert model.n_profiles_ == 3
    assert model.verdict_ == "none"


def test_types_are_recovered_from_mixed_kinds():
    frame, truth = draw_types(4, 800)
    rng = np.random.default_rng(4)
    mixed = frame.iloc[:, :7].assign(
        channel=np.where(rng.random(800) < 0.8, np.array(list("abcd"))[truth], "muu"),
        alone=rng.random(800) < np.array([0.9, 0.1, 0.5, 0.2])[truth],
        visits=np.array([2.0, 9.0, 4.0, 15.0])[truth] + rng.normal(size=800),
    )
    model = fit_profiles(mixed, n_profiles=range(1, 7))
    assert model.verdict_ == "profiles"
    assert adjusted_rand_score(truth, model.labels_) > 0.9
