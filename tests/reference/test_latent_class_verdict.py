"""The verdict's rates on answers of known origin; the generators stand in benchmarks/profiles_verdict.py."""

from __future__ import annotations

import importlib
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
FULL_RUNS = 200


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("profiles_verdict")


@pytest.mark.parametrize("kind", ["noise", "gradient", "types-low-halo"])
def test_generators_repeat_themselves_and_lose_answers(benchmark, kind):
    name, *rest = kind.split("-")
    draw = getattr(benchmark, f"draw_{name}")
    options = {"band": "low", "halo": True} if rest else {}
    first, again, other = (draw(seed, 200, **options).frame for seed in (4, 4, 5))
    assert first.equals(again)
    assert not first.equals(other)
    assert 0.1 < first.isna().to_numpy().mean() < 0.3


def test_the_oracle_is_in_its_band(benchmark):
    for band, (low, high) in benchmark.BANDS.items():
        survey = benchmark.draw_types(1, 4000, band=band)
        assert low - 0.04 < survey.oracle < high + 0.04
        assert np.bincount(survey.types).min() / 4000 > 0.08


def test_a_survey_of_each_kind_gets_its_verdict(benchmark):
    cells = [("noise", 100), ("gradient", 200), ("types-low-halo", 500)]
    rates = benchmark.summarise_rates(benchmark.run_cells(cells, n_runs=1))
    assert rates.loc[("noise", 100), "none"] == 1
    assert rates.loc[("gradient", 200), "profiles"] == 0
    assert rates.loc[("types-low-halo", 500), "profiles"] == 1


@pytest.mark.long
@pytest.mark.parametrize("n", [60, 200, 600, 2000])
def test_structureless_answers_have_no_profiles(benchmark, n):
    results = benchmark.run_cells([("noise", n)], n_runs=FULL_RUNS, processes=2)
    assert (results["verdict"] == "none").mean() >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("n", [200, 1000, 2000])
def test_a_gradient_is_no_set_of_profiles(benchmark, n):
    results = benchmark.run_cells([("gradient", n)], n_runs=FULL_RUNS, processes=2)
    assert (results["verdict"] != "profiles").mean() >= 0.95


@pytest.mark.long
def test_types_with_a_halo_are_profiles(benchmark):
    results = benchmark.run_cells([("types-low-halo", 1000)], n_runs=FULL_RUNS, processes=2)
    assert (results["verdict"] == "profiles").mean() >= 0.8


@pytest.mark.long
@pytest.mark.parametrize("n", [600, 5000])
def test_the_number_of_types_is_found(benchmark, n):
    results = benchmark.run_cells([("types-low", n)], n_runs=FULL_RUNS, processes=2)
    assert results["right_k"].mean() >= 0.8
