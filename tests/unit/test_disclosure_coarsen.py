import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.disclosure import Rules, choose_period, merge_rows, publish_coarsened, publish_counts
from aspa_analysis.errors import PublicationError
from aspa_analysis.periods import find_period, parse_period

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13)]


def count_by_month(**counts):
    return pd.Series({name.replace("m", "").replace("_", "-"): n for name, n in counts.items()})


@pytest.mark.parametrize(("count", "shown"), [(19, "12kk-2024-05"), (20, "2024-05"), (21, "2024-05")])
def test_a_month_needs_its_least_count(count, shown):
    chosen = choose_period(count_by_month(m2024_05=count, m2023_10=30), parse_period("2024-05"), min_count=20)
    assert chosen.period.id == shown
    assert (chosen.reason is None) is (shown == "2024-05")


def test_the_sentence_for_a_small_library():
    counts = count_by_month(m2024_05=11, m2024_01=15)
    assert choose_period(counts, parse_period("2024-05"), min_count=20).reason == (
        "Palautteita on kuukausikoosteeseen liian vähän (11, tarvitaan vähintään 20). "
        "Siksi näytämme viimeiset 12 kuukautta. Kirjaaminen kannattaa: jokainen palaute on mukana."
    )


def test_a_longer_period_must_have_ended():
    counts = count_by_month(m2024_04=11, m2024_02=12, m2024_06=0, m2024_05=15)
    june = choose_period(counts, parse_period("2024-06"), min_count=20)
    assert (june.period.id, june.count) == ("2024-Q2", 26)
    april = choose_period(counts.drop(["2024-05", "2024-06"]), parse_period("2024-04"), min_count=20)
    assert (april.period.id, april.count) == ("12kk-2024-04", 23)


def test_the_last_twelve_months_may_still_be_too_little_and_say_so():
    chosen = choose_period(count_by_month(m2024_05=3), parse_period("2024-05"), min_count=20)
    assert (chosen.period.step, chosen.count, chosen.is_enough) == ("last12", 3, False)
    again = choose_period(count_by_month(m2024_05=3), chosen.period, min_count=20)
    assert again.period == chosen.period
    assert "Siksi" not in again.reason


@pytest.mark.parametrize(
    ("count", "told"), [(0, "(0,"), (1, "(alle 5,"), (4, "(alle 5,"), (5, "(5,"), (6, "(6,")]
)
def test_a_small_number_of_notes_is_not_told_to_the_public(count, told):
    counts = count_by_month(m2024_05=count, m2024_04=40)
    reason = choose_period(counts, parse_period("2024-05"), min_count=20, threshold=5).reason
    assert told in reason


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("name", ["2024-06", "2024-Q2", "2024-H1", "2024", "12kk-2024-06"])
def test_every_step_has_its_sentence_in_every_language(language, name):
    reason = choose_period(
        pd.Series({"2024-06": 1}), parse_period(name), min_count=20, language=language
    ).reason
    assert "20" in reason
    assert "{" not in reason


@given(
    st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 30)), st.sampled_from(MONTHS), st.integers(1, 60)
)
def test_the_chosen_period_holds_what_it_says(counts, month, needed):
    asked = find_period(month, "month")
    series = pd.Series(counts, dtype="int64")
    chosen = choose_period(series, asked, min_count=needed)
    assert chosen.count == sum(n for m, n in counts.items() if m in chosen.period.months)
    assert chosen.is_enough == (chosen.count >= needed)
    assert chosen.is_enough or chosen.period.step == "last12"
    assert month in chosen.period.months


def test_rows_are_merged_in_order_and_add_up():
    counts = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]}, index=["x", "y", "z"])
    merged = merge_rows(counts, {"x": "w", "z": "w"})
    assert merged.to_dict("index") == {"w": {"a": 4, "b": 10}, "y": {"a": 2, "b": 5}}


def publish(rows, ladder, **options):
    counts = pd.DataFrame(rows, index=["x", "y", "z"], columns=["a", "b"])
    rules = Rules(**{"max_hidden_share": 0.2, **options})
    return publish_coarsened(counts, ladder, table_class="person", rules=rules, language="fi")


GROUPS = {"x": "w", "y": "w"}


def test_groups_are_merged_only_when_too_much_would_be_hidden():
    whole = publish([[10, 20], [10, 20], [10, 20]], [GROUPS])
    assert whole.frame.index.tolist() == ["x", "y", "z", "Yhteensä"]
    merged = publish([[3, 20], [3, 20], [10, 20]], [GROUPS])
    assert merged.frame.index.tolist() == ["w", "z", "Yhteensä"]
    assert merged.hidden_share == 0
    assert "Ryhmiä on yhdistetty, koska luvut ovat pieniä." in merged.notes


def test_a_wall_of_hidden_cells_is_refused():
    published = publish([[1, 2], [2, 1], [1, 1]], [GROUPS])
    assert published.refused
    assert published.frame.empty
    assert published.hidden_share == 1


@pytest.mark.parametrize(
    ("limit", "refused"), [(4 / 12 - 0.01, True), (4 / 12, False), (4 / 12 + 0.01, False)]
)
def test_the_limit_of_hidden_cells(limit, refused):
    assert publish([[3, 20], [10, 20], [30, 40]], [], max_hidden_share=limit).refused is refused


@pytest.mark.parametrize("cell", [-1, 1.5, None])
def test_cells_that_are_no_counts_are_refused_without_being_shown(cell):
    with pytest.raises(PublicationError, match="1 cells are no counts"):
        publish_counts(pd.DataFrame([[cell, 7]]), table_class="content", rules=Rules(), language="fi")
