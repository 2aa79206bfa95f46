from datetime import date

import pandas as pd
import pytest

from aspa_analysis.cleaning import clean_activity, clean_feedback
from aspa_analysis.errors import TableError
from aspa_analysis.registry import Consortium, Library, Membership, Region, Registry, ServicePoint

TODAY = date(2025, 6, 1)


@pytest.fixture(scope="module")
def registry():
    def make(name, *points):
        return Library(
            id=name.casefold(),
            name=f"{name}n kirjasto",
            municipality=name,
            staff_count=5,
            period="month",
            consortium=(Membership(consortium="k"),),
            service_point=tuple(
                ServicePoint(id=f"{name.casefold()}-{p}", name=p, aliases=a) for p, a in points
            ),
        )

    libraries = (
        make("Suvanto", ("Pääkirjasto", ("pkirj",)), ("Ranta", ())),
        make("Kuusivaara", ("Pääkirjasto", ("Kuusivaara",))),
    )
    return Registry(
        region=(Region(id="r", name="R"),),
        consortium=(Consortium(id="k", name="K", region="r"),),
        library=libraries,
    )


def stage(**columns):
    rows = max(len(v) for v in columns.values() if isinstance(v, list))
    basis = {
        "source_file": "ab" * 8,
        "source_row": range(6, 6 + rows),
        "library": "Suvanto",
        "date": "3.10.2024",
        "collected_via": "suullinen",
        "text": "Hyvä kirjasto.",
    }
    return pd.DataFrame({**basis, **columns})


def test_a_row_of_the_form_becomes_a_note(registry):
    staged = stage(
        text=["  Kiitos! "],
        service_point="pkirj",
        service_channel="Puhelimessa",
        is_prompted="Sanoi itse",
        similar_count="|||",
        age_group="65 tai yli",
    )
    cleaned = clean_feedback(staged, registry, today=TODAY)
    note = cleaned.frame.iloc[0]
    assert cleaned.rejected.empty
    assert note["text"] == "Kiitos!"
    assert note["service_point"] == "suvanto-Pääkirjasto"
    assert (note["service_channel"], note["age_group"]) == ("puhelin", "65+")
    assert (note["is_prompted"], note["similar_count"], note["redacted_count"]) == (False, 3, 0)
    assert (note["month"], note["date_precision"]) == ("2024-10", "day")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("library", "Muualla"),
        ("service_point", "Ranta 2"),
        ("date", "32.10.2024"),
        ("date", None),
        ("date", "3.10.2030"),
        ("collected_via", "kirjekyyhky"),
        ("collected_via", None),
        ("service_channel", "kyyhky"),
        ("is_prompted", "ehkä"),
        ("similar_count", "monta"),
        ("age_group", "iäkäs"),
        ("question_type", "hassu"),
        ("text", "   "),
    ],
)
def test_a_fault_stops_its_own_row_only_and_tells_the_column_but_not_the_cell(registry, column, value):
    staged = stage(text=["a", "b", "c"]).astype(object)
    staged[column] = staged.get(column)
    staged.loc[1, column] = value
    cleaned = clean_feedback(staged, registry, today=TODAY)
    assert cleaned.frame["source_row"].tolist() == [6, 8]
    rejected = cleaned.rejected.iloc[0]
    assert (len(cleaned.rejected), rejected["source_row"], rejected["column"]) == (1, 7, column)
    assert value is None or not value.strip() or value not in rejected["reason"]


def test_two_faults_are_one_rejected_row_with_both_reasons(registry):
    rejected = clean_feedback(stage(text=[" "], date="x"), registry, today=TODAY).rejected
    assert rejected["column"].tolist() == ["date, text"]
    assert rejected["reason"].str.count(";").tolist() == [2]


def test_a_service_point_that_one_library_has_names_the_library_too(registry):
    staged = stage(
        text=["a", "b", "c"], library=[None, "Ranta", None], service_point=["Ranta", None, "Pääkirjasto"]
    )
    cleaned = clean_feedback(staged, registry, today=TODAY)
    assert cleaned.frame["service_point"].tolist() == ["suvanto-Ranta", "suvanto-Ranta"]
    assert cleaned.rejected["source_row"].tolist() == [8]


def test_a_library_named_like_its_point_is_the_whole_library(registry):
    cleaned = clean_feedback(stage(text=["a"], library="Kuusivaara"), registry, today=TODAY)
    assert cleaned.frame["library"].tolist() == ["kuusivaara"]
    assert cleaned.frame["service_point"].isna().all()


def test_ids_depend_on_file_sheet_row_and_item_alone(registry):
    staged = stage(text=["a", "b"])
    first = clean_feedback(staged, registry, today=TODAY).frame["feedback_id"]
    changed = staged.assign(text="c").iloc[::-1].reset_index(drop=True)
    again = clean_feedback(changed, registry, today=TODAY).frame["feedback_id"]
    other = clean_feedback(staged.assign(sheet="Ranta"), registry, today=TODAY).frame["feedback_id"]
    assert first.str.fullmatch("f[0-9a-f]{12}").all()
    assert first.tolist() == again.tolist()[::-1]
    assert not set(first) & set(other)


def test_nothing_goes_in_and_nothing_comes_out(registry):
    cleaned = clean_feedback(stage(text=["a"]).iloc[:0], registry, today=TODAY)
    assert cleaned.frame.empty
    assert cleaned.rejected.empty


def test_the_staged_frame_is_left_as_it_was(registry):
    staged = stage(text=[" a "])
    before = staged.copy()
    clean_feedback(staged, registry, today=TODAY)
    pd.testing.assert_frame_equal(staged, before)


def test_rows_without_their_source_are_a_programming_fault(registry):
    with pytest.raises(TableError, match="source_row"):
        clean_feedback(stage(text=["a"]).drop(columns="source_row"), registry, today=TODAY)


def test_activity_reads_finnish_numbers_and_refuses_what_is_no_figure(registry):
    staged = pd.DataFrame(
        {
            "source_file": "cd" * 8,
            "source_row": range(1, 7),
            "library": "Suvanto",
            "month": ["10/2024", "marraskuu 2024", "YHT.", "12/2024", "vko 2/2025", "2/2025"],
            "visits_count": ["12 345", "1.234", "5", None, "5", "-5"],
            "staffed_h": ["120,5", None, None, "-", None, None],
        }
    )
    cleaned = clean_activity(staged, registry, today=TODAY)
    assert cleaned.frame["visits_count"].tolist() == [12345, 1234]
    assert cleaned.frame["staffed_h"].tolist() == [120.5, pd.NA]
    assert cleaned.frame["month"].tolist() == ["2024-10", "2024-11"]
    assert cleaned.rejected["source_row"].tolist() == [3, 4, 5, 6]
