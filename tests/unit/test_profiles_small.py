"""Small groups are named, and so is the share that is hard to place."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.profiles import fit_profiles, load_model, save_model


def draw_frame(sizes: list[float], n: int, distance: float) -> pd.DataFrame:
    """Draw types that answer ten check boxes each in its own way."""
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(len(sizes)), np.round(np.array(sizes) * n).astype(int))
    chance = 1 / (1 + np.exp(-distance * rng.choice([-1.0, 1.0], (len(sizes), 10))))
    return pd.DataFrame(rng.random((len(truth), 10)) < chance[truth])


def test_a_profile_under_four_percent_is_named():
    model = fit_profiles(draw_frame([0.57, 0.4, 0.03], 1500, 3.0), n_profiles=range(1, 5))
    assert model.n_profiles_ == 3
    assert model.too_small_ == (2,)
    assert any("too small to be described" in note for note in model.notes_)


def test_a_group_that_only_the_next_model_shows_is_named():
    frame = draw_frame([0.4, 0.3, 0.24, 0.06], 130, 1.8)
    model = fit_profiles(frame, n_profiles=range(1, 6))
    assert model.n_profiles_ == 3
    assert [note for note in model.notes_ if note.startswith("a group of about ")]


def test_large_profiles_get_no_note():
    model = fit_profiles(draw_frame([0.5, 0.3, 0.2], 800, 3.0), n_profiles=range(1, 5))
    assert (model.n_profiles_, model.notes_, model.too_small_) == (3, (), ())


def test_the_share_hard_to_place_is_that_of_uncertain_posteriors():
    frame = draw_frame([0.5, 0.5], 300, 0.8)
    weights = np.where(np.arange(300) % 2, 1.6, 0.4)
    model = fit_profiles(frame, n_profiles=2, weights=weights)
    assert model.hard_to_place_ == pytest.approx(
        weights[model.posterior_.max(axis=1) < 0.6].sum() / weights.sum()
    )
    assert 0 < model.hard_to_place_ < 0.5


def test_a_model_of_the_first_version_is_still_read(tmp_path):
    frame = draw_frame([0.6, 0.4], 120, 2.0)
    model = fit_profiles(frame, n_profiles=2)
    path = tmp_path / "old.json"
    save_model(model, path)
    document = json.loads(path.read_text(encoding="utf-8")) | {"version": 1}
    for name in ("halo_", "p_chance_", "p_gradient_", "hard_to_place_"):
        del document[name]
    path.write_text(json.dumps(document), encoding="utf-8")
    loaded = load_model(path)
    np.testing.assert_array_equal(loaded.assign(frame), model.posterior_)
    assert (loaded.hard_to_place_, loaded.has_halo_) == (None, False)
