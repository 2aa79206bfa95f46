from pathlib import Path

import pandas as pd
import pytest

from aspa_analysis.dictionary import render_dictionary
from aspa_analysis.errors import TableError
from aspa_analysis.schemas import TABLES, get_table
from aspa_analysis.validation import make_empty, validate


def make_activity(**changes: object) -> pd.DataFrame:
    row = {"library": "a", "month": "2024-01", "source_file": "0" * 16, "source_row": 6, "visits_count": 10}
    return pd.DataFrame([{**row, **changes}])


def test_missing_nullable_columns_are_added_and_types_given() -> None:
    table = validate("activity", make_activity())
    assert list(table.columns) == get_table("activity").column_names
    assert table["loans_count"].isna().all()
    assert table["visits_count"].dtype == "Int64"


def test_an_error_names_column_check_and_count_and_never_a_value() -> None:
    secret = "Matti Meikäläinen"
    with pytest.raises(TableError, match=r"visits_count: greater_than_or_equal_to\(0\), 1 cells") as caught:
        validate("activity", make_activity(visits_count=-987654, library=secret))
    assert secret not in str(caught.value)
    assert "987654" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_value_that_is_no_number_is_not_shown_either() -> None:
    with pytest.raises(TableError) as caught:
        validate("activity", make_activity(visits_count="010190-999X"))
    assert "010190-999X" not in str(caught.value)


def test_a_foreign_column_is_refused() -> None:
    with pytest.raises(TableError, match="activity"):
        validate("activity", make_activity(name="x"))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_empty(name: str) -> None:
    empty = make_empty(name)
    assert empty.empty
    assert list(empty.columns) == get_table(name).column_names


def test_an_unknown_table_is_refused_with_the_known_ones() -> None:
    with pytest.raises(TableError, match="feedback"):
        get_table("nothing")


def test_the_data_dictionary_is_fresh(root: Path) -> None:
    assert (root / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == render_dictionary()
