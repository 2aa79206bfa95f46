import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.cleaning.scales import parse_scale
from aspa_analysis.cleaning.tallies import parse_tallies, parse_tally
from aspa_analysis.questionnaire import SCALES, Scale

LIKERT = SCALES["likert5"]


def read_one(text, scale=LIKERT):
    row = parse_scale(pd.Series([text], dtype="str"), scale).iloc[0]
    value = None if pd.isna(row["value"]) else row["value"]
    reason = None if pd.isna(row["missing_reason"]) else row["missing_reason"]
    return value, reason, bool(row["is_unknown"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("4,5", 4.5),
        ("4.0", 4),
        ("Täysin  samaa mieltä", 5),
        ("HELT AV ANNAN ÅSIKT", 1),
        ("5 - täysin samaa mieltä", 5),
        ("1 = Täysin eri mieltä", 1),
        ("täysin samaa mieltä (5)", 5),
        ("3 – jotain muuta", 3),
    ],
)
def test_numbers_labels_and_both(text, value):
    assert read_one(text) == (value, None, False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8½", 8.5),
        ("8 ½", 8.5),
        ("8 1/2", 8.5),
        ("9-", 8.75),
        ("9 –", 8.75),
        ("9−", 8.75),
        ("7+", 7.25),
        ("10-", 9.75),
        ("10+", 10),
        ("4-", 4),
        ("4½", 4.5),
        ("8,5", 8.5),
    ],
)
def test_school_grades_with_halves_and_marks(text, value):
    assert read_one(text, SCALES["school"]) == (value, None, False)


@pytest.mark.parametrize("text", ["3+", "10½", "11-", "8-9", "8--", "½"])
def test_what_is_no_school_grade_is_not_read_as_one(text):
    assert read_one(text, SCALES["school"]) == (None, None, True)


def test_marks_belong_to_the_school_scale_only():
    assert read_one("4+") == (None, None, True)
    assert read_one("9-", SCALES["nps"]) == (None, None, True)


@pytest.mark.parametrize("text", ["EOS", "en osaa sanoa", "Vet ej", "0 - en osaa sanoa", "6 = en osaa sanoa"])
def test_cannot_say_is_missing_with_its_reason(text):
    assert read_one(text) == (None, "dont_know", False)


@pytest.mark.parametrize("text", [None, "", "-"])
def test_no_answer_is_missing_and_not_unknown(text):
    assert read_one(text) == (None, "not_answered", False)


@pytest.mark.parametrize("text", ["A5", "ehkä", "55", "-1", "5 6", "1 - täysin samaa mieltä"])
def test_what_the_scale_does_not_know_is_unknown(text):
    assert read_one(text) == (None, None, True)


def test_codes_make_other_spellings_known():
    scale = Scale(low=1, high=5, codes={"A5": 5, "AO01": 1})
    assert read_one("a5", scale) == (5, None, False)
    assert read_one("AO01", scale) == (1, None, False)


@pytest.mark.parametrize("name", ["likert5", "school", "nps", "smiley5"])
def test_the_ends_of_a_scale_are_on_it_and_the_next_numbers_are_not(name):
    scale = SCALES[name]
    assert read_one(f"{scale.low:g}", scale)[0] == scale.low
    assert read_one(f"{scale.high:g}", scale)[0] == scale.high
    assert read_one(f"{scale.low - 1:g}", scale)[2]
    assert read_one(f"{scale.high + 1:g}", scale)[2]


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=8))
def test_each_cell_is_a_value_or_a_reason_or_unknown_and_only_one_of_them(cells):
    parsed = parse_scale(pd.Series(cells, dtype="str"), LIKERT)
    ways = parsed["value"].notna().astype(int) + parsed["missing_reason"].notna() + parsed["is_unknown"]
    assert len(parsed) == len(cells)
    assert (ways == 1).all()
    assert parsed["value"].dropna().between(LIKERT.low, LIKERT.high).all()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("|||||", 5),
        ("|||| |", 5),
        ("5", 5),
        ("n. 5", 5),
        ("x3", 3),
        ("3 kpl", 3),
        ("5,0", 5),
        ("0", 1),
        ("monta", None),
    ],
)
def test_tallies(text, count):
    assert parse_tally(text) == count


def test_an_empty_tally_is_one_customer():
    assert parse_tallies(pd.Series([None, "2", "?"], dtype="str")).tolist() == [1, 2, pd.NA]


@given(st.integers(1, 40))
def test_strokes_are_counted(count):
    assert parse_tally("|" * count) == count
