import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.errors import SettingsError
from aspa_analysis.periods import LADDER, find_last_period, find_period, parse_period

months = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2090), st.integers(1, 12))
steps = st.sampled_from([*LADDER, "last12"])


@given(months, steps)
def test_a_period_holds_its_month_and_is_found_by_its_name(month: str, step: str) -> None:
    period = find_period(month, step)  # type: ignore[arg-type]
    assert month in period.months
    assert parse_period(period.id) == period
    assert period.months[0] == f"{period.first_day:%Y-%m}"
    assert period.months[-1] == f"{period.last_day:%Y-%m}"


@given(months, steps)
def test_periods_follow_each_other_without_gap_or_overlap(month: str, step: str) -> None:
    period = find_period(month, step)  # type: ignore[arg-type]
    assert (period.first_day - period.previous().last_day).days == 1
    assert period.previous() < period


@given(months)
def test_the_ladder_ends_with_the_last_twelve_months(month: str) -> None:
    period, seen = find_period(month, "month"), []
    while period is not None:
        seen.append(period)
        period = period.coarsen()  # type: ignore[assignment]
    assert [p.step for p in seen] == ["month", "quarter", "half", "last12"]
    assert [len(p.months) for p in seen] == [1, 3, 6, 12]


@pytest.mark.parametrize("text", ["2024-13", "2024-Q5", "2024-H0", "24", "", "2024-1", "12kk-2024"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="is no period"):
        parse_period(text)


def test_the_last_whole_period_is_reported() -> None:
    data = [f"2024-{m:02d}" for m in range(1, 13)] + ["2025-01", "2025-02"]
    assert [find_last_period(data, step).id for step in LADDER] == ["2025-02", "2024-Q4", "2024-H2", "2024"]  # type: ignore[union-attr]
    assert find_last_period(["2025-02"], "year").id == "2025"  # type: ignore[union-attr]
    assert find_last_period([], "month") is None
