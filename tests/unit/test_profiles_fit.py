"""What must hold of every fitted model, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.profiles import fit_profiles
from aspa_analysis.profiles._selection import name_verdict
from aspa_analysis.profiles._stability import match_classes


def draw_frame(seed: int = 0, n: int = 250) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw three types by four scales, a check box, a channel and a number."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    place = np.array([[4.4, 1.8, 3.0, 4.2], [2.0, 4.3, 3.1, 2.2], [4.2, 4.1, 1.4, 2.0]])[truth]
    frame = pd.DataFrame(
        (place + rng.normal(0, 0.8, (n, 4))).round().clip(1, 5), columns=["q1", "q2", "q3", "q4"]
    )
    frame["digi"] = rng.random(n) < np.array([0.9, 0.2, 0.5])[truth]
    frame["kanava"] = np.where(rng.random(n) < 0.7, np.array(["verkko", "tiski", "puhelin"])[truth], "muu")
    frame["matka"] = np.array([2.0, 5.0, 9.0])[truth] + rng.normal(size=n)
    return frame.mask(rng.random(frame.shape) < 0.08), truth


@pytest.fixture(scope="module")
def fitted():
    frame, _ = draw_frame()
    return frame, fit_profiles(frame, n_profiles=range(1, 6))


def test_attributes_fit_together(fitted):
    frame, model = fitted
    k = model.n_profiles_
    assert (k, model.verdict_) == (3, "profiles")
    assert model.posterior_.shape == (len(frame), k)
    np.testing.assert_allclose(model.posterior_.sum(axis=1), 1.0)
    np.testing.assert_array_equal(model.labels_, model.posterior_.argmax(axis=1))
    assert model.labels_.dtype.kind == "i"
    assert model.stability_.shape == model.sizes_.shape == (k,)
    assert ((model.stability_ >= 0) & (model.stability_ <= 1)).all()
    assert model.bic_ == model.bic_by_n_profiles_[k] == min(model.bic_by_n_profiles_.values())
    assert "n_profiles_=3" in repr(model)


def test_labels_are_ordered_by_size(fitted):
    _, model = fitted
    assert (np.diff(model.sizes_) <= 0).all()


def test_assign_reproduces_the_posterior(fitted):
    frame, model = fitted
    np.testing.assert_array_equal(model.assign(frame), model.posterior_)


def test_each_row_is_assigned_by_itself(fitted):
    frame, model = fitted
    np.testing.assert_allclose(model.assign(frame.iloc[[7]]), model.posterior_[[7]], atol=1e-12)
    assert model.assign(frame.iloc[:0]).shape == (0, 3)


def test_a_row_without_answers_gets_the_sizes(fitted):
    frame, model = fitted
    silent = frame.iloc[[0]].astype(object).mask(lambda cells: cells.notna())
    np.testing.assert_allclose(model.assign(silent)[0], model.sizes_)


def test_columns_that_are_missing_or_too_many_do_not_matter(fitted):
    frame, model = fitted
    fewer = model.assign(frame.drop(columns="matka").assign(extra=1))
    np.testing.assert_allclose(fewer, model.assign(frame.assign(matka=np.nan)))
    with pytest.raises(TableError, match="none of the model's columns"):
        model.assign(frame[["q1"]].rename(columns={"q1": "other"}))


def test_order_of_rows_and_columns_does_not_matter(fitted):
    frame, model = fitted
    order = np.random.default_rng(3).permutation(len(frame))
    again = fit_profiles(frame.iloc[order, ::-1], n_profiles=range(1, 6))
    assert again.bic_by_n_profiles_ == model.bic_by_n_profiles_
    assert again.fitted_on_ == model.fitted_on_
    np.testing.assert_array_equal(again.stability_, model.stability_)
    np.testing.assert_allclose(again.posterior_, model.posterior_[order], atol=1e-12)


def test_the_input_is_left_as_it_was():
    frame, _ = draw_frame(1, 60)
    before = frame.copy()
    fit_profiles(frame, n_profiles=2)
    pd.testing.assert_frame_equal(frame, before)


def test_the_same_seed_gives_the_same_model_and_the_seed_is_used():
    frame, _ = draw_frame(2, 120)
    first, same, other = (fit_profiles(frame, n_profiles=4, random_state=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.posterior_, same.posterior_)
    assert not np.array_equal(first.stability_, other.stability_)


def test_nullable_dtypes_say_the_same():
    frame, _ = draw_frame(4, 100)
    frame = frame[["q1", "q2", "digi"]]
    nullable = frame.astype({"q1": "Int64", "q2": "Int64", "digi": "boolean"})
    np.testing.assert_allclose(
        fit_profiles(nullable, n_profiles=2).posterior_, fit_profiles(frame, n_profiles=2).posterior_
    )


def test_a_series_of_weights_is_matched_by_its_index():
    frame, _ = draw_frame(5, 80)
    weights = pd.Series(np.linspace(0.5, 1.5, 80))
    first = fit_profiles(frame, n_profiles=2, weights=weights)
    second = fit_profiles(frame, n_profiles=2, weights=weights[::-1])
    assert first.log_likelihood_ == second.log_likelihood_


def test_rows_of_weight_zero_are_assigned_but_not_fitted():
    frame, _ = draw_frame(6, 100)
    weights = np.r_[np.ones(80), np.zeros(20)]
    whole = fit_profiles(frame, n_profiles=2, weights=weights)
    part = fit_profiles(frame.iloc[:80], n_profiles=2)
    assert whole.log_likelihood_ == pytest.approx(part.log_likelihood_)
    assert len(whole.labels_) == 100


def test_silent_rows_and_constant_columns_are_noted_and_change_nothing():
    frame, _ = draw_frame(7, 80)
    plain = fit_profiles(frame, n_profiles=2)
    more = pd.concat([frame, pd.DataFrame(index=[80, 81])]).assign(sama=1)
    noted = fit_profiles(more, n_profiles=2)
    assert noted.log_likelihood_ == pytest.approx(plain.log_likelihood_)
    assert noted.n_respondents_ == 80
    assert noted.notes_ == (
        "column 'sama' left out: fewer than two different answers",
        "2 rows without any answer get the profiles' sizes as their posterior",
    )
    np.testing.assert_allclose(noted.posterior_[-2:], np.tile(noted.sizes_, (2, 1)))


@pytest.mark.parametrize(("factor", "noted"), [(0.1, True), (1.0, False), (900.5, True), (3.0, False)])
def test_weights_that_do_not_count_respondents_are_noted(factor, noted):
    frame, _ = draw_frame(10, 40)
    notes = fit_profiles(frame, n_profiles=1, weights=np.full(40, factor)).notes_
    assert any("weights average" in note for note in notes) == noted


def test_respondents_who_all_agree_have_no_profiles():
    model = fit_profiles(pd.DataFrame({"q1": [5, 5, 5], "q2": [4, 4, 4]}))
    assert (model.n_profiles_, model.verdict_) == (1, "none")
    np.testing.assert_array_equal(model.posterior_, np.ones((3, 1)))


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_handful_of_respondents_is_no_error(n):
    frame, _ = draw_frame(8, 40)
    model = fit_profiles(frame.head(n))
    assert len(model.labels_) == n
    assert np.isfinite(model.bic_)


def test_smoothing_pulls_classes_to_the_whole():
    frame, _ = draw_frame(9, 60)
    spread = [
        fit_profiles(frame, n_profiles=3, smoothing=s).describe()["effect"].abs().mean() for s in (0, 1, 50)
    ]
    assert spread[0] > spread[1] > spread[2]


def test_maximum_likelihood_survives_certain_answers():
    frame = pd.DataFrame(
        {"a": [0, 0, 0, 1, 1, 1] * 5, "b": [1, 1, 1, 5, 5, 5] * 5, "c": ["x", "x", "x", "y", "y", "y"] * 5}
    )
    model = fit_profiles(frame, n_profiles=2, smoothing=0)
    assert model.log_likelihood_ == pytest.approx(30 * np.log(0.5), abs=1e-3)
    np.testing.assert_allclose(model.sizes_, 0.5, atol=1e-3)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"weights": [1, 2]}, TableError, "shape"),
        ({"weights": [1, 1, -1, 1]}, TableError, "1 weights are negative"),
        ({"weights": [1, 1, np.nan, 1]}, TableError, "missing"),
        ({"weights": [0, 0, 0, 0]}, TableError, "all weights are 0"),
        ({"weights": ["a", "b", "c", "d"]}, TableError, "one number a row"),
        ({"kinds": "likert"}, SettingsError, "unknown kinds"),
        ({"smoothing": -1}, SettingsError, "smoothing"),
        ({"smoothing": float("nan")}, SettingsError, "smoothing"),
        ({"n_profiles": 0}, SettingsError, "n_profiles"),
        ({"n_profiles": []}, SettingsError, "n_profiles"),
        ({"n_profiles": True}, SettingsError, "n_profiles"),
        ({"n_profiles": 5}, SettingsError, "only 4 rows of answers differ"),
        ({"random_state": -1}, SettingsError, "random_state"),
        ({"random_state": None}, SettingsError, "random_state"),
    ],
)
def test_impossible_arguments_are_refused(arguments, error, words):
    frame = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 1, 2]})
    with pytest.raises(error, match=words):
        fit_profiles(frame, **arguments)


@pytest.mark.parametrize("frame", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame(index=[1, 2])])
def test_an_empty_frame_is_refused(frame):
    with pytest.raises(TableError, match="expected at least 1 of each"):
        fit_profiles(frame)


@pytest.mark.parametrize(
    ("bics", "verdict"),
    [
        ((1, 2, 3), "none"),
        ((1, 1, 1), "none"),
        ((3, 1, 2), "gradient"),
        ((3, 1, 1), "gradient"),
        ((3, 2, 1), "profiles"),
    ],
)
def test_the_simplest_of_the_best_models_gives_the_verdict(bics, verdict):
    assert name_verdict(*bics) == verdict


def test_jaccard_counts_the_weight_of_common_and_all_members():
    labels, again = np.array([0, 0, 1, 1]), np.array([1, 0, 0, 0])
    found = match_classes(labels, again, np.array([1.0, 2.0, 3.0, 0.0]), 2)
    np.testing.assert_allclose(found, [2 / 6, 3 / 5])
