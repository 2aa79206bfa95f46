import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.errors import TableError
from aspa_analysis.questionnaire import SCALES, Questionnaire, Scale
from aspa_analysis.survey import (
    compare_waves,
    estimate_goals,
    estimate_items,
    estimate_options,
    find_favourable_from,
    score_goals,
)


def make_questionnaire(**changes):
    items = {
        "a": {
            "code": "a",
            "role": "scale",
            "scale": "likert5",
            "goals": ["G1", "G2"],
            "label": {"fi": "A on hyvä."},
        },
        "b": {"code": "b", "role": "scale", "scale": "school", "goals": ["G1"], "label": {"fi": "B"}},
        "k": {
            "code": "k",
            "role": "multi",
            "label": {"fi": "K"},
            "option": [{"code": "chat", "label": {"fi": "Chat"}}, {"code": "some", "label": {"fi": "Some"}}],
        },
        "v": {
            "code": "v",
            "role": "choice",
            "label": {"fi": "V"},
            "option": [{"code": c, "label": {"fi": c}} for c in ("x", "y", "z")],
        },
    }
    chosen = {
        code: {**item, **changes.get(code, {})} for code, item in items.items() if changes.get(code) != {}
    }
    goals = [{"id": g, "label": {"fi": g}} for g in ("G1", "G2")]
    return Questionnaire.model_validate(
        {"id": "q", "name": {"fi": "Q"}, "goal": goals, "item": list(chosen.values())}
    )


def make_tables(rows, weights=None):
    """Make tables from rows of item → value, None for no answer, "dk" for "cannot say"."""
    people, answers = [], []
    for number, row in enumerate(rows):
        who = {"respondent_id": f"r{number}", "library": row.get("library", "s"), "wave": "2025"}
        people.append(
            {**who, "weight": 1.0 if weights is None else weights[number], "age_group": row.get("age", "65+")}
        )
        for item, value in row.items():
            if item in ("library", "age"):
                continue
            is_code = isinstance(value, str) and value not in ("dk", "hidden")
            reason = {None: "not_answered", "dk": "dont_know", "hidden": "not_shown"}.get(value)
            number_or_none = None if is_code or reason else float(value)
            answers.append(
                {
                    **who,
                    "item": item,
                    "value": number_or_none,
                    "code": value if is_code else None,
                    "missing_reason": reason,
                }
            )
    responses = pd.DataFrame(
        answers, columns=["respondent_id", "library", "wave", "item", "value", "code", "missing_reason"]
    )
    return responses.astype({"value": "Float64", "code": "str", "missing_reason": "str"}), pd.DataFrame(
        people
    )


Q = make_questionnaire()


def test_a_goals_score_is_the_mean_of_its_answered_items_on_0_to_100():
    scores = score_goals(*make_tables([{"a": 5, "b": 7}, {"a": "dk", "b": 4}, {"a": None, "b": None}]), Q)
    found = scores.set_index(["respondent_id", "goal"])[["score", "items_count"]].astype(float)
    assert found.loc[("r0", "G1")].tolist() == [75, 2]
    assert found.loc[("r0", "G2")].tolist() == [100, 1]
    assert found.loc[("r1", "G1")].tolist() == [0, 1]
    assert len(found) == 3


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 4, 5]), st.integers(4, 10)), min_size=1, max_size=8)
)
def test_scores_stay_on_their_scale(pairs):
    scores = score_goals(*make_tables([{"a": a, "b": b} for a, b in pairs]), Q)
    assert scores["score"].between(0, 100).all()
    assert (scores["goal"] == "G1").sum() == len(pairs)


@pytest.mark.parametrize(("name", "cut"), [("likert5", 4), ("smiley5", 4), ("school", 9), ("nps", 9)])
def test_what_is_favourable(name, cut):
    assert find_favourable_from(SCALES[name]) == cut


def test_what_is_favourable_on_short_and_long_scales():
    assert find_favourable_from(Scale(low=1, high=3)) == 3
    assert find_favourable_from(Scale(low=0, high=100)) == 80


def test_an_items_estimates_by_hand():
    rows = [{"a": 5}, {"a": 4}, {"a": 3}, {"a": 4}, {"a": "dk"}, {"a": None}, {"a": None}, {"a": "hidden"}]
    row = estimate_items(*make_tables(rows), Q).iloc[0]
    assert (row["asked_count"], row["n"], row["favourable_count"]) == (7, 4, 3)
    assert (row["mean"], row["favourable_share"]) == (4.0, 0.75)
    assert row["sd"] == pytest.approx(np.std([5, 4, 3, 4], ddof=1))
    assert (row["dont_know_share"], row["missing_share"]) == pytest.approx((1 / 7, 2 / 7))
    assert row["mean_low"] < 4 < row["mean_high"]
    assert row["favourable_low"] < 0.75 < row["favourable_high"]


def test_weights_move_shares_and_means_but_not_counts():
    rows = [{"a": 5}, {"a": 1}]
    row = estimate_items(*make_tables(rows, weights=[3.0, 1.0]), Q).iloc[0]
    assert (row["n"], row["favourable_count"]) == (2, 1)
    assert (row["mean"], row["favourable_share"]) == (4.0, 0.75)
    assert row["n_effective"] == pytest.approx(1.6)


def test_groups_are_any_columns_of_the_respondents():
    tables = make_tables([{"a": 5, "age": "18-29"}, {"a": 1, "library": "t"}, {"a": 3}])
    assert estimate_items(*tables, Q, by=("age_group",))["n"].tolist() == [1, 2]
    assert estimate_items(*tables, Q, by=())["n"].tolist() == [3]
    with pytest.raises(TableError, match="shoe_size"):
        estimate_items(*tables, Q, by=("shoe_size",))


def test_options_that_nobody_chose_are_there_and_a_choice_adds_up():
    rows = [
        {"k.chat": 1, "k.some": 0, "v": "x"},
        {"k.chat": 1, "k.some": 1, "v": "z"},
        {"k.chat": None, "k.some": None},
    ]
    options = estimate_options(*make_tables(rows), Q)
    assert options["option"].tolist() == ["chat", "some", "x", "y", "z"]
    assert options["count"].tolist() == [2, 1, 1, 0, 1]
    assert options["n"].tolist() == [2] * 5
    assert options.loc[options["item"] == "v", "share"].sum() == pytest.approx(1)


def test_goal_estimates_are_means_of_scores():
    scores = score_goals(*make_tables([{"a": 5}, {"a": 3}, {"a": 1}]), Q)
    row = estimate_goals(scores).set_index("goal").loc["G2"]
    assert (row["n"], row["mean"], row["sd"]) == (3, 50, 50)


def test_without_answers_the_columns_are_the_same():
    tables = make_tables([{"a": 5, "v": "x"}])
    empty = tables[0].iloc[:0], tables[1]
    for estimate in (estimate_items, estimate_options):
        assert estimate(*empty, Q).columns.tolist() == estimate(*tables, Q).columns.tolist()
        assert estimate(*empty, Q).empty
    assert score_goals(*empty, Q).empty


def compare(old_rows, new_rows, old=Q, new=Q):
    before = estimate_items(*make_tables(old_rows), old)
    now = estimate_items(*make_tables(new_rows), new)
    return compare_waves(before, now, questionnaires=(old, new)).set_index("item")


def test_a_change_is_new_minus_old_with_its_interval():
    row = compare([{"a": 3}, {"a": 4}] * 10, [{"a": 4}, {"a": 5}] * 10).loc["a"]
    assert (row["mean_change"], row["share_change"]) == (1.0, 0.5)
    assert row["mean_change_low"] < 1 < row["mean_change_high"]
    assert row["share_change_low"] > 0
    assert pd.isna(row["refused_reason"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"label": {"fi": "A on erinomainen."}}, "wording_changed"),
        ({"scale": "nps"}, "scale_changed"),
        ({}, "not_asked_now"),
    ],
)
def test_an_item_that_changed_is_refused_by_name(changes, reason):
    rows = [{"a": 4, "b": 8}] * 3
    table = compare(rows, [{"b": 8}] * 3 if changes == {} else rows, new=make_questionnaire(a=changes))
    assert table["refused_reason"].fillna("").to_dict() == {"a": reason, "b": ""}
    assert table.loc["a", [c for c in table.columns if "change" in c]].isna().all()
    assert table.loc["b", "mean_change"] == 0


def test_a_new_item_and_one_that_nobody_was_asked_are_refused():
    assert (
        compare([{"b": 8}] * 2, [{"a": 4}] * 2, old=make_questionnaire(a={})).loc["a", "refused_reason"]
        == "not_asked_before"
    )
    assert compare([{"b": 8}] * 2, [{"a": 4}] * 2).loc["b", "refused_reason"] == "not_asked_now"


def test_spaces_and_full_stops_are_no_rewording():
    same = make_questionnaire(a={"label": {"fi": "A  on HYVÄ"}})
    assert pd.isna(compare([{"a": 4}] * 2, [{"a": 4}] * 2, new=same).loc["a", "refused_reason"])
