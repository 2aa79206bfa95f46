"""A saved model assigns as the fitted one did, and a damaged file is refused."""

from __future__ import annotations

import datetime
import json

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.errors import InputError
from aspa_analysis.profiles import fit_profiles, load_model, save_model


@pytest.fixture(scope="module")
def fitted():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "q1": pd.Categorical(rng.choice([2, 3, 4], 90), [1, 2, 3, 4, 5], ordered=True),
            "kanava": rng.choice(["omatoimi", "äänikirja"], 90),
            "digi": rng.random(90) < 0.5,
            "matka": rng.normal(size=90),
        }
    )
    return frame, fit_profiles(frame, n_profiles=2)


@pytest.fixture
def saved(fitted, tmp_path):
    path = tmp_path / "profiles.json"
    save_model(fitted[1], path, date=datetime.date(2025, 5, 1))
    return path


def test_a_loaded_model_assigns_and_describes_the_same(fitted, saved):
    frame, model = fitted
    loaded = load_model(saved)
    np.testing.assert_array_equal(loaded.assign(frame), model.posterior_)
    pd.testing.assert_frame_equal(loaded.describe(), model.describe())
    assert loaded.labels_ is None
    assert loaded.posterior_ is None
    assert loaded.frozen_on == "2025-05-01"
    for name in (
        "verdict_",
        "bic_",
        "log_likelihood_",
        "fitted_on_",
        "items",
        "bic_by_n_profiles_",
        "notes_",
    ):
        assert getattr(loaded, name) == getattr(model, name)


def test_a_declared_answer_is_still_known(saved):
    assert load_model(saved).assign(pd.DataFrame({"q1": [1, 5]})).shape == (2, 2)


def test_saving_again_gives_the_same_bytes(saved, tmp_path):
    again = tmp_path / "again.json"
    save_model(load_model(saved), again)
    assert again.read_bytes() == saved.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.json", "profiles.json"]


def test_the_file_holds_no_row_of_a_respondent(fitted, saved):
    numbers = json.loads(saved.read_text(encoding="utf-8"))
    longest = max(len(value) for value in numbers.values() if isinstance(value, list))
    assert longest < len(fitted[0]) / 2


def test_a_model_of_one_item_has_no_gradient_and_is_saved(tmp_path):
    model = fit_profiles(pd.DataFrame({"q": [1, 2, 3, 3]}))
    save_model(model, tmp_path / "one.json")
    assert load_model(tmp_path / "one.json").bic_gradient_ == float("inf")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.json not found"):
        load_model(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text[:-20], "cannot be read as JSON"),
        (lambda _: "[]", "format and version"),
        (lambda text: text.replace('"version": 2', '"version": 99'), "99"),
        (lambda text: text.replace('"sizes_"', '"other_"'), "damaged"),
        (lambda text: text.replace('"kind": "binary"', '"kinds": "binary"'), "damaged"),
        (lambda text: json.dumps(json.loads(text) | {"sizes_": [1.0]}), "damaged"),
        (lambda text: json.dumps(json.loads(text) | {"average_": [0.5]}), "damaged"),
        (lambda text: json.dumps(json.loads(text) | {"sizes_": [1.0, 0.0]}), "damaged"),
    ],
)
def test_a_damaged_file_is_refused(saved, change, words):
    saved.write_text(change(saved.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_model(saved)
