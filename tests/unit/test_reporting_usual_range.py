"""The usual range: few false alarms, real changes seen, and no claim from a short history."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from aspa_analysis.reporting.usual_range import find_unusual, reject_false_alarms

THEMES = [f"t{n}" for n in range(18)]
RATES = np.linspace(0.5, 25, 18)


def _draw(rng: np.random.Generator, size: int, dispersion: float) -> pd.DataFrame:
    if dispersion == 1:
        return pd.DataFrame(rng.poisson(RATES, size=(size, 18)), columns=THEMES)
    draws = rng.negative_binomial(RATES / (dispersion - 1), 1 / dispersion, size=(size, 18))
    return pd.DataFrame(draws, columns=THEMES)


def _judge(counts: pd.DataFrame) -> pd.DataFrame:
    ones = pd.Series(np.ones(len(counts) - 1))
    return find_unusual(counts.iloc[1:], counts.iloc[0], exposure=ones, current_exposure=1.0)


@pytest.mark.parametrize("periods", [6, 17])
@pytest.mark.parametrize("dispersion", [1.0, 1.6, 2.5])
def test_at_most_one_report_in_ten_has_a_false_alarm(periods: int, dispersion: float) -> None:
    rng = np.random.default_rng(20250601)
    reports = 400
    alarms = sum(_judge(_draw(rng, periods + 1, dispersion))["is_unusual"].any() for _ in range(reports))
    # Two standard errors of simulation above the promised tenth.
    assert alarms / reports <= 0.10 + 2 * np.sqrt(0.1 * 0.9 / reports)


def test_a_threefold_rise_is_seen() -> None:
    rng = np.random.default_rng(7)
    seen = 0
    for _ in range(100):
        counts = _draw(rng, 13, 1.0)
        counts.loc[0, "t8"] = rng.poisson(3 * RATES[8])
        seen += bool(_judge(counts).loc["t8", "is_unusual"])
    assert seen >= 95


def test_an_unusual_count_lies_outside_its_usual_range() -> None:
    rng = np.random.default_rng(11)
    for _ in range(50):
        counts = _draw(rng, 10, 1.5)
        counts.loc[0, "t5"] = int(4 * RATES[5])
        found = _judge(counts)
        alarms = found[found["is_unusual"]]
        assert ((alarms["count"] > alarms["high"]) | (alarms["count"] < alarms["low"])).all()


def test_the_prediction_is_the_exact_gamma_poisson_one_without_overdispersion() -> None:
    history = pd.DataFrame({"a": [5, 5, 5, 5, 5, 5]})
    found = find_unusual(history, pd.Series({"a": 12}), exposure=pd.Series([1.0] * 6), current_exposure=2.0)
    # Posterior of the rate is gamma(30.5, 6): the next count is negative binomial with these parameters.
    upper = nbinom.sf(11, 30.5, 6 / 8)
    assert found.loc["a", "p_value"] == pytest.approx(min(1, 2 * upper), rel=1e-9)
    assert found.loc["a", "expected"] == pytest.approx(30.5 / 6 * 2)


def test_five_times_the_recording_days_are_no_news() -> None:
    history = pd.DataFrame({"a": [4, 6, 5, 5, 4, 6], "b": [10, 9, 11, 10, 12, 8]})
    current = pd.Series({"a": 25, "b": 50})
    found = find_unusual(history, current, exposure=pd.Series([4.0] * 6), current_exposure=20.0)
    assert not found["is_unusual"].any()
    zealous = find_unusual(history, current, exposure=pd.Series([4.0] * 6), current_exposure=4.0)
    assert zealous["is_unusual"].all()


def test_a_theme_never_heard_of_before_can_be_news() -> None:
    history = pd.DataFrame({"a": [0] * 8, "b": [10] * 8})
    found = find_unusual(
        history, pd.Series({"a": 14, "b": 10}), exposure=pd.Series([1.0] * 8), current_exposure=1.0
    )
    assert found["is_unusual"].to_dict() == {"a": True, "b": False}


def test_five_earlier_periods_are_too_few() -> None:
    history = pd.DataFrame({"a": [1] * 5})
    assert find_unusual(
        history, pd.Series({"a": 99}), exposure=pd.Series([1.0] * 5), current_exposure=1.0
    ).empty


def test_benjamini_and_hochberg_as_in_their_paper() -> None:
    # Section 3.2 of the paper of 1995: fifteen p-values, four rejected at .05.
    p_values = np.array(
        [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1]
    )  # fmt: skip
    assert reject_false_alarms(p_values[::-1], 0.05)[::-1].tolist() == [True] * 4 + [False] * 11
