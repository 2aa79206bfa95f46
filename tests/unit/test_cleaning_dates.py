from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.cleaning.dates import parse_dates, parse_staged_dates

TODAY = date(2025, 6, 1)


def read_one(text, **options):
    row = parse_dates(pd.Series([text], dtype="str"), **{"today": TODAY, **options}).iloc[0]
    return None if pd.isna(row["date"]) else (row["date"].date(), row["precision"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3.10.2024", date(2024, 10, 3)),
        ("3.10.24", date(2024, 10, 3)),
        ("3. 10. 2024", date(2024, 10, 3)),
        ("3. 10.24", date(2024, 10, 3)),
        ("03.10.2024 klo 13.05", date(2024, 10, 3)),
        ("9.11.2020 13:00", date(2020, 11, 9)),
        ("2024-10-03", date(2024, 10, 3)),
        ("2024-10-03T13:00:00+03:00", date(2024, 10, 3)),
        ("2024-10-03 00:00:00", date(2024, 10, 3)),
        ("2024/10/03 1:23:45 ip. EET", date(2024, 10, 3)),
        ("to 3.10.2024", date(2024, 10, 3)),
        ("3. lokakuuta 2024", date(2024, 10, 3)),
        ("3 oktober 2024", date(2024, 10, 3)),
        ("3.10.-24", date(2024, 10, 3)),
        ("3-10-2024", date(2024, 10, 3)),
        ("3.10.2024 to", date(2024, 10, 3)),
        ("torstaina 3.10.2024 klo 9", date(2024, 10, 3)),
        ("3.10.2024, 13:05", date(2024, 10, 3)),
        ("2024/10/03 9.41.02 ip. EEST", date(2024, 10, 3)),
        ("2024/10/03 9:41:02 PM GMT+3", date(2024, 10, 3)),
        ("2024-10-03 9.41.02 e.m. EET", date(2024, 10, 3)),
        ("2024-10-03T11:54:34.253", date(2024, 10, 3)),
        ("October 3, 2024", date(2024, 10, 3)),
        ("45568", date(2024, 10, 3)),
        ("45568.54", date(2024, 10, 3)),
    ],
)
def test_days_in_every_spelling(text, expected):
    assert read_one(text) == (expected, "day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vko 41/2024", (date(2024, 10, 7), "week")),
        ("Viikko 41, 2024", (date(2024, 10, 7), "week")),
        ("2024-W41", (date(2024, 10, 7), "week")),
        ("vko 1/2025", (date(2024, 12, 30), "week")),
        ("lokakuu 2019", (date(2019, 10, 1), "month")),
        ("maaliskuussa 2019", (date(2019, 3, 1), "month")),
        ("mars 2019", (date(2019, 3, 1), "month")),
        ("marraskuu 2019", (date(2019, 11, 1), "month")),
        ("lokakuu -19", (date(2019, 10, 1), "month")),
        ("10/2024", (date(2024, 10, 1), "month")),
        ("3.-7.10.2024", (date(2024, 10, 3), "week")),
        ("7.–13.10.24", (date(2024, 10, 7), "week")),
        ("3.–28.10.2024", (date(2024, 10, 1), "month")),
        ("10.2024", (date(2024, 10, 1), "month")),
    ],
)
def test_weeks_and_months_say_that_they_are_no_days(text, expected):
    assert read_one(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "7.-3.10.2024",
        "3.-32.10.2024",
        "maanantai",
        "31.2.2024",
        "0.10.2024",
        "vko 53/2024",
        "13/2024",
        "2.6.2025",
        "3.10.1899",
        "YHT.",
        "12",
        "-",
        "12345",
    ],
)
def test_impossible_future_and_senseless_dates_are_missing(text):
    assert read_one(text) is None


@pytest.mark.parametrize(("day", "expected"), [(31, True), (1, True), (2, False)])
def test_today_is_the_last_day_believed(day, expected):
    month = 5 if day == 31 else 6
    assert (read_one(f"{day}.{month}.2025") is not None) is expected


def test_a_date_without_year_takes_the_default_year_or_the_latest_that_has_passed():
    assert read_one("3.10.", default_year=2022) == (date(2022, 10, 3), "day")
    assert read_one("3.10.") == (date(2024, 10, 3), "day")
    assert read_one("1.6.") == (date(2025, 6, 1), "day")
    assert read_one("vko 41") == (date(2024, 10, 7), "week")
    assert read_one("3.10.", today=None) is None


def test_american_order_only_when_told():
    assert read_one("5/10/18 4:01") == (date(2018, 10, 5), "day")
    assert read_one("5/10/18 4:01", day_first=False) == (date(2018, 5, 10), "day")
    assert read_one("10/30/18") is None


def test_a_source_tells_the_year_of_dates_without_one():
    staged = pd.DataFrame(
        {"date": ["3.10.", "vko 41", "3.10.2021", "3.10."], "date_year": ["2022", "2022", "2022", None]}
    )
    read = parse_staged_dates(staged, "date", today=TODAY)
    assert read["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2022-10-03", "2022-10-10", "2021-10-03", "2024-10-03",
    ]  # fmt: skip
    assert read["precision"].tolist() == ["day", "week", "day", "day"]


def test_staged_rows_tell_their_own_order():
    staged = pd.DataFrame({"date": ["5/10/18", "5/10/18", "5.10.18"], "date_order": ["mdy", None, "mdy"]})
    days = parse_staged_dates(staged, "date", today=TODAY)["date"].dt.strftime("%m-%d").tolist()
    assert days == ["05-10", "10-05", "10-05"]


@given(st.dates(date(1990, 1, 1), TODAY))
def test_what_is_written_is_read_back(day):
    weekday = day.isocalendar()
    monday = day - timedelta(days=day.weekday())
    assert read_one(f"{day.day}.{day.month}.{day.year}") == (day, "day")
    assert read_one(day.isoformat()) == (day, "day")
    if monday >= date(1990, 1, 1):
        assert read_one(f"vko {weekday.week}/{weekday.year}") == (monday, "week")


@given(st.text(max_size=20))
def test_no_text_raises_and_the_index_is_kept(text):
    values = pd.Series([text, None], index=[7, 3], dtype="str")
    assert parse_dates(values, today=TODAY).index.tolist() == [7, 3]
