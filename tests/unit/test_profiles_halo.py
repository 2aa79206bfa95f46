"""A halo is taken out of the profiles where there is one, and costs nothing where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.profiles import fit_profiles, load_model, save_model
from aspa_analysis.profiles._design import collapse_rows
from aspa_analysis.profiles._family import HALO_LOG_WEIGHTS, HALO_NODES
from aspa_analysis.profiles._items import encode_frame, read_items, resolve_kinds
from aspa_analysis.profiles._search import (
    draw_posteriors,
    fit_classes,
    gather_evidence,
    make_family,
    remove_level,
)

N_SCALES = 8


def draw_types(seed: int, n: int, halo: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw three types by eight scales and a check box, with a general satisfaction on the scales."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    place = 2.6 * np.cos(np.arange(3)[:, None] * 2 * np.pi / 3 - np.arange(N_SCALES) * 2 * np.pi / N_SCALES)
    noisy = place[truth] + halo * rng.normal(size=(n, 1)) + rng.logistic(size=(n, N_SCALES))
    cells = 1.0 + (noisy[..., None] > np.array([-3.4, -2.0, -0.9, 0.6])).sum(axis=-1)
    cells[rng.random(cells.shape) < 0.08] = np.nan
    frame = pd.DataFrame(cells, columns=[f"q{item}" for item in range(N_SCALES)])
    return frame.assign(digi=rng.random(n) < np.array([0.8, 0.2, 0.5])[truth]), truth


def make_evidence(frame: pd.DataFrame):
    ones = np.ones(len(frame))
    items, _ = read_items(frame, resolve_kinds(frame, None), ones)
    return gather_evidence(items, collapse_rows(encode_frame(frame, items), ones), 1.0)


@pytest.fixture(scope="module")
def fitted():
    frame, truth = draw_types(0, 500, 1.5)
    return frame, truth, fit_profiles(frame, n_profiles=range(2, 5))


def test_a_halo_does_not_add_profiles(fitted):
    _, truth, model = fitted
    assert (model.n_profiles_, model.verdict_, model.has_halo_) == (3, "profiles", True)
    agreement = pd.crosstab(truth, model.labels_).to_numpy().max(axis=1).sum() / len(truth)
    assert agreement > 0.85


def test_without_a_halo_the_plain_model_is_kept():
    frame, _ = draw_types(1, 400, 0.0)
    model = fit_profiles(frame, n_profiles=range(2, 5))
    assert (model.n_profiles_, model.has_halo_) == (3, False)
    assert not model.halo_.any()


def test_few_scales_get_no_halo():
    frame, _ = draw_types(2, 200, 2.0)
    assert not fit_profiles(frame[["q0", "q1", "q2", "q3", "digi"]], n_profiles=2).has_halo_


def test_the_likelihood_and_the_posterior_are_those_of_the_formula(fitted):
    frame, _, model = fitted
    weights = np.exp(HALO_LOG_WEIGHTS)
    edges = np.cumsum([0, *(item.width for item in model.items)])
    for number, row in enumerate(frame.to_dict("records")[:60]):
        density = np.zeros(3)
        for node, weight in zip(HALO_NODES, weights, strict=True):
            product = weight * model.sizes_
            for place, item in enumerate(model.items):
                if pd.isna(row[item.name]):
                    continue
                own = slice(edges[place], edges[place + 1])
                raw = np.exp(model.coefficients_[:, own] + node * model.halo_[own])
                product = (
                    product * (raw / raw.sum(axis=1, keepdims=True))[:, item.categories.index(row[item.name])]
                )
            density += product
        np.testing.assert_allclose(model.posterior_[number], density / density.sum(), atol=1e-10)


def test_a_halo_costs_one_parameter_a_scale(fitted):
    frame, _, model = fitted
    plain = make_family(make_evidence(frame), 3, halo=False)
    assert model.n_parameters_ == plain.count_parameters() + N_SCALES


def test_the_log_likelihood_sums_the_halo_out(fitted):
    frame, _, model = fitted
    edges = np.cumsum([0, *(item.width for item in model.items)])
    codes = np.stack(
        [
            frame[item.name].map({label: float(code) for code, label in enumerate(item.categories)})
            for item in model.items
        ],
        axis=1,
    ).astype(float)
    density = np.zeros((len(frame), 3))
    for node, weight in zip(HALO_NODES, np.exp(HALO_LOG_WEIGHTS), strict=True):
        joint = np.tile(np.log(weight * model.sizes_), (len(frame), 1))
        for place in range(len(model.items)):
            raw = model.coefficients_ + node * model.halo_
            own = raw[:, edges[place] : edges[place + 1]]
            logs = own - np.log(np.exp(own).sum(axis=1, keepdims=True))
            answered = np.flatnonzero(~np.isnan(codes[:, place]))
            joint[answered] += logs[:, codes[answered, place].astype(int)].T
        density += np.exp(joint)
    assert model.log_likelihood_ == pytest.approx(np.log(density.sum(axis=1)).sum(), abs=1e-6)


def test_each_iteration_raises_the_objective_and_keeps_the_halos_weights():
    evidence = make_evidence(draw_types(3, 150, 1.0)[0])
    family = make_family(evidence, 3, halo=True)
    drawn = draw_posteriors(remove_level(evidence), evidence.patterns.weights, 3, 4, np.random.default_rng(0))
    runs = family.run(family.start(drawn), n_iterations=0, tolerance=0.0)
    for _ in range(30):
        after = family.run(runs.parameters, n_iterations=1, tolerance=-1.0)
        assert (after.objective >= runs.objective - 1e-8).all()
        runs = after
    sizes = np.exp(runs.parameters.log_sizes).reshape(3, len(HALO_NODES), -1)
    np.testing.assert_allclose(
        sizes / sizes.sum(axis=1, keepdims=True), np.exp(HALO_LOG_WEIGHTS)[None, :, None] + 0 * sizes
    )


def test_a_halo_never_fits_worse_than_none():
    evidence = make_evidence(draw_types(4, 200, 0.5)[0])
    plain, halo = (fit_classes(evidence, 2, 0, halo=flag) for flag in (False, True))
    assert halo.log_likelihood > plain.log_likelihood - 0.5


def test_a_saved_halo_assigns_the_same(fitted, tmp_path):
    frame, _, model = fitted
    save_model(model, tmp_path / "halo.json")
    loaded = load_model(tmp_path / "halo.json")
    np.testing.assert_array_equal(loaded.assign(frame), model.posterior_)
    assert loaded.has_halo_
    assert (loaded.p_chance_, loaded.p_gradient_) == (model.p_chance_, model.p_gradient_)
    assert loaded.hard_to_place_ == model.hard_to_place_
