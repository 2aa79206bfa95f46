"""Columns become items of the right kind, and cells numbers; errors never show a cell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.profiles._items import encode_frame, infer_kind, prepare_frame, read_items, resolve_kinds

ONE_OF_EACH = {
    "ordered": (
        pd.Categorical(["hyvä", "huono", None], categories=["huono", "hyvä"], ordered=True),
        "ordinal",
    ),
    "labels": (pd.Categorical(["a", "b", None]), "nominal"),
    "text": (["a", "b", None], "nominal"),
    "flag": ([True, False, True], "binary"),
    "nullable_flag": (pd.array([True, None, False], dtype="boolean"), "binary"),
    "flag_with_gap": (pd.Series([True, None, False], dtype=object), "binary"),
    "zero_one": ([0, 1, 1], "binary"),
    "scale": ([1, 5, 3], "ordinal"),
    "nullable_scale": (pd.array([1, None, 5], dtype="Int64"), "ordinal"),
    "scale_with_gap": ([1.0, np.nan, 4.0], "ordinal"),
    "amount": ([1.5, 2.0, np.nan], "continuous"),
}


def read(frame, kinds=None, weights=None):
    frame = prepare_frame(frame)
    weights = np.ones(len(frame)) if weights is None else np.asarray(weights, dtype=float)
    return read_items(frame, resolve_kinds(frame, kinds), weights)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_kind_is_read_from_the_dtype(name):
    cells, kind = ONE_OF_EACH[name]
    assert infer_kind(pd.Series(cells, name=name)) == kind


@pytest.mark.parametrize(("count", "kind"), [(11, "ordinal"), (12, "continuous")])
def test_whole_numbers_are_a_scale_up_to_eleven_values(count, kind):
    assert infer_kind(pd.Series(range(count))) == kind


def test_dates_have_no_kind():
    with pytest.raises(TableError, match="'day' has dtype datetime64"):
        infer_kind(pd.Series(pd.to_datetime(["2025-01-01"]), name="day"))


def test_free_text_is_refused_without_quoting_it():
    notes = pd.Series([f"salainen huomio {number}" for number in range(51)], name="note")
    with pytest.raises(TableError, match="51 different labels") as caught:
        infer_kind(notes)
    assert "salainen" not in str(caught.value)


def test_one_word_gives_the_kind_of_all_and_a_mapping_of_some():
    frame = pd.DataFrame({"a": [1, 2], "b": [1, 2]})
    assert resolve_kinds(frame, "nominal") == {"a": "nominal", "b": "nominal"}
    assert resolve_kinds(frame, {"b": "continuous"}) == {"a": "ordinal", "b": "continuous"}


@pytest.mark.parametrize("kinds", ["ordered", {"a": "likert"}, {"c": "ordinal"}])
def test_unknown_kinds_and_columns_are_refused(kinds):
    with pytest.raises(SettingsError, match="kinds"):
        resolve_kinds(pd.DataFrame({"a": [1, 2]}), kinds)


def test_items_come_in_the_order_of_their_names_and_constants_are_noted():
    items, notes = read(pd.DataFrame({"b": [1, 2], "c": [3, 3], "a": [True, False], "d": [None, None]}))
    assert [item.name for item in items] == ["a", "b"]
    assert len(notes) == 2
    assert all(f"column '{name}' left out" in note for name, note in zip("cd", notes, strict=True))


def test_ordinal_scores_are_the_numbers_or_the_places():
    frame = pd.DataFrame(
        {
            "number": [1, 2, 5],
            "level": pd.Categorical(["ei", "aina", "ei"], categories=["ei", "joskus", "aina"], ordered=True),
            "falling": pd.Categorical([3, 2, 1], categories=[3, 2, 1], ordered=True),
            "text": ["3 hyvin", "1 huonosti", "1 huonosti"],
        }
    )
    items, _ = read(frame, {"text": "ordinal"})
    assert {item.name: item.scores for item in items} == {
        "falling": (1.0, 2.0, 3.0),
        "level": (1.0, 3.0),
        "number": (1.0, 2.0, 5.0),
        "text": (1.0, 3.0),
    }


@pytest.mark.parametrize("cells", [["hyvä", "huono"], ["1 hyvä", "1 huono"]])
def test_texts_without_an_order_are_no_ordinal_scale(cells):
    with pytest.raises(TableError, match="ordered categorical") as caught:
        read(pd.DataFrame({"a": cells}), "ordinal")
    assert "huono" not in str(caught.value)


def test_a_binary_item_has_two_answers():
    with pytest.raises(TableError, match="'a' has 3 different answers, expected 2"):
        read(pd.DataFrame({"a": [1, 2, 3]}), "binary")


def test_continuous_cells_must_be_finite_numbers():
    with pytest.raises(TableError, match="no numbers") as caught:
        read(pd.DataFrame({"a": ["120199-999X", "2"]}), "continuous")
    assert "120199" not in str(caught.value)
    assert caught.value.__cause__ is None
    with pytest.raises(TableError, match="1 infinite"):
        read(pd.DataFrame({"a": [1.5, np.inf]}))


def test_repeated_column_names_are_refused():
    with pytest.raises(TableError, match="unique"):
        prepare_frame(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_cells_become_codes_and_standardised_numbers():
    frame = pd.DataFrame({"a": [1, 3, None], "x": [0.5, 2.5, np.nan], "b": pd.Categorical(["u", None, "v"])})
    items, _ = read(frame)
    np.testing.assert_allclose(encode_frame(frame, items), [[0, 0, -1], [1, np.nan, 1], [np.nan, 1, np.nan]])


def test_standardising_takes_the_weights():
    items, _ = read(pd.DataFrame({"x": [0.5, 4.5, 9.9]}), weights=[3, 1, 0])
    assert items[0].center == pytest.approx(1.5)
    assert items[0].scale == pytest.approx(np.sqrt(3))


def test_an_unknown_answer_is_refused_by_column_without_its_value():
    items, _ = read(pd.DataFrame({"a": ["x", "y"]}))
    with pytest.raises(TableError, match="'a' holds 1 answers in 2 cells") as caught:
        encode_frame(pd.DataFrame({"a": ["salaisuus", "salaisuus", "x"]}), items)
    assert "salaisuus" not in str(caught.value)


def test_a_declared_answer_nobody_chose_is_known():
    scale = [1, 2, 3, 4, 5]
    frame = pd.DataFrame(
        {"o": pd.Categorical([2, 4], scale, ordered=True), "n": pd.Categorical(["a", "b"], ["a", "b", "c"])}
    )
    items, _ = read(frame)
    later = pd.DataFrame({"o": [1, 5, 2], "n": ["c", "a", "b"]})
    np.testing.assert_array_equal(encode_frame(later, items), [[np.nan, 0], [0, 1], [1, 0]])


def test_a_missing_column_is_unanswered():
    items, _ = read(pd.DataFrame({"a": [1, 2], "b": [1, 2]}))
    assert np.isnan(encode_frame(pd.DataFrame({"a": [1]}), items)[:, 1]).all()


def test_labels_that_json_cannot_hold_become_text():
    items, _ = read(pd.DataFrame({"age": pd.cut([5, 15, 25], [0, 10, 20, 30])}))
    assert items[0].categories == ("(0, 10]", "(10, 20]", "(20, 30]")
    assert items[0].kind == "ordinal"
