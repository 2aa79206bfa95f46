from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.cleaning import clean_survey
from aspa_analysis.errors import TableError
from aspa_analysis.questionnaire import Questionnaire
from aspa_analysis.registry import Consortium, Library, Membership, Region, Registry

QUESTIONNAIRE = Questionnaire.model_validate(
    {
        "id": "q",
        "name": {"fi": "Q"},
        "item": [
            {"code": "hyvä", "role": "scale", "scale": "likert5", "label": {"fi": "Hyvä"}},
            {"code": "arvosana", "role": "scale", "scale": "school", "label": {"fi": "Arvosana"}},
            {
                "code": "kanavat",
                "role": "multi",
                "label": {"fi": "Kanavat"},
                "option": [
                    {"code": "chat", "label": {"fi": "Chat"}},
                    {"code": "some", "label": {"fi": "Some"}},
                ],
            },
            {
                "code": "ika",
                "role": "choice",
                "ordered": True,
                "background": "age_group",
                "label": {"fi": "Ikä"},
                "option": [
                    {"code": "alle 18", "label": {"fi": "Alle 18"}},
                    {"code": "18-29", "label": {"fi": "18–29"}, "values": ["2"]},
                ],
            },
            {"code": "sana", "role": "open", "question_type": "wish", "label": {"fi": "Vapaa sana"}},
        ],
    }
)
REGISTRY = Registry(
    region=(Region(id="r", name="R"),),
    consortium=(Consortium(id="k", name="K", region="r"),),
    library=(
        Library(
            id="suvanto",
            name="Suvanto",
            municipality="Suvanto",
            staff_count=5,
            period="month",
            consortium=(Membership(consortium="k"),),
        ),
    ),
)


def clean(rows, **options):
    staged = pd.DataFrame(rows).astype(object)
    basis = {"source_file": "ab", "source_row": range(2, 2 + len(staged)), "library": "Suvanto"}
    ids = [f"r{i}" for i in range(len(staged))]
    full = staged.assign(**{k: v for k, v in {**basis, "respondent_id": ids}.items() if k not in staged})
    return clean_survey(
        full,
        QUESTIONNAIRE,
        REGISTRY,
        **{"wave": "2025", "file_month": "2025-04", "today": date(2025, 6, 1), **options},
    )


def get_answer(cleaned, item):
    row = cleaned.responses.set_index("item").loc[item]
    return tuple(None if pd.isna(row[name]) else row[name] for name in ("value", "code", "missing_reason"))


def test_every_kind_of_item_is_read():
    row = {
        "hyvä": "eos",
        "arvosana": "8,5",
        "kanavat.chat": "1",
        "kanavat.some": None,
        "ika": "18–29",
        "sana": " Oi! ",
    }
    cleaned = clean([{**row, "submitted": "9.4.2025 13:00", "weight": "1,25"}])
    assert get_answer(cleaned, "hyvä") == (None, None, "dont_know")
    assert get_answer(cleaned, "arvosana") == (8.5, None, None)
    assert get_answer(cleaned, "kanavat.chat") == (1, None, None)
    assert get_answer(cleaned, "kanavat.some") == (0, None, None)
    assert get_answer(cleaned, "ika") == (2, "18-29", None)
    respondent, note = cleaned.respondents.iloc[0], cleaned.feedback.iloc[0]
    assert (respondent["weight"], respondent["age_group"], respondent["month"]) == (1.25, "18-29", "2025-04")
    assert (note["text"], note["question_type"], note["collected_via"]) == ("Oi!", "wish", "kysely")
    assert (note["respondent_id"], note["wave"], note["age_group"]) == ("r0", "2025", "18-29")


def test_columns_may_carry_the_item_prefix():
    cleaned = clean([{"item:hyvä": "4", "item:sana": "a"}])
    assert (len(cleaned.responses), len(cleaned.feedback)) == (1, 1)


def test_boxes_that_were_all_passed_over_are_not_answered():
    cleaned = clean([{"hyvä": "5", "kanavat.chat": None, "kanavat.some": None}])
    assert get_answer(cleaned, "kanavat.chat") == (None, None, "not_answered")


@pytest.mark.parametrize("ticked", ["1", "Y", "kyllä", "Chat", "chat", "x"])
def test_a_tick_has_many_spellings(ticked):
    assert get_answer(clean([{"kanavat.chat": ticked}]), "kanavat.chat") == (1, None, None)


def test_an_item_without_a_column_was_not_asked():
    assert set(clean([{"hyvä": "5"}]).responses["item"]) == {"hyvä"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"hyvä": "6"}, "hyvä"),
        ({"hyvä": "5", "arvosana": "3"}, "arvosana"),
        ({"hyvä": "5", "ika": "sata"}, "ika"),
        ({"hyvä": "5", "kanavat.chat": "ehkä"}, "kanavat.chat"),
        ({"hyvä": "5", "weight": "-1"}, "weight"),
        ({"hyvä": "5", "library": "Muu"}, "library"),
        ({"hyvä": "5", "respondent_id": None}, "respondent_id"),
        ({"hyvä": "5", "respondent_id": "r0"}, "respondent_id"),
        ({"hyvä": None, "kanavat.chat": "0"}, None),
    ],
)
def test_a_fault_stops_the_rows_it_touches(row, column):
    basis = {"library": "Suvanto", "hyvä": None, "weight": None}
    cleaned = clean([{**basis, "hyvä": "5", "respondent_id": "r0"}, {**basis, "respondent_id": "r1", **row}])
    assert cleaned.respondents["respondent_id"].tolist() == ["r0"]
    assert set(cleaned.responses["respondent_id"]) == {"r0"}
    rejected = cleaned.rejected.iloc[0]
    assert rejected["source_row"] == 3
    assert rejected["column"] == column or (column is None and pd.isna(rejected["column"]))


def test_unknown_answers_are_named_and_counted_without_being_shown():
    rejected = clean([{"hyvä": "77", "arvosana": "99"}]).rejected.iloc[0]
    assert rejected["column"] == "hyvä, arvosana"
    assert "2: hyvä, arvosana" in rejected["reason"]
    assert "77" not in rejected["reason"]


def test_an_answer_without_a_date_has_the_month_of_its_file_or_of_its_wave():
    in_file, in_wave = clean([{"sana": "a"}]), clean([{"sana": "a"}], file_month=None)
    assert in_file.feedback["month"].tolist() == ["2025-04"]
    assert in_wave.feedback["month"].tolist() == ["2025-01"]
    assert in_wave.feedback["date_precision"].tolist() == ["month"]
    assert in_wave.respondents["month"].isna().all()


def test_pseudonyms_are_the_callers_duty():
    staged = pd.DataFrame({"source_file": ["ab"], "source_row": [2], "library": ["Suvanto"]})
    with pytest.raises(TableError, match="respondent_id"):
        clean_survey(staged, QUESTIONNAIRE, REGISTRY, wave="2025", today=date(2025, 6, 1))


CELLS = st.sampled_from([None, "", "1", "5", "7", "eos", "x", "Chat", "18-29"])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(("hyvä", "arvosana", "kanavat.chat", "ika", "sana", "weight"), CELLS)
        ),
        min_size=1,
        max_size=6,
    )
)
def test_rows_in_are_respondents_and_rejected_exactly(rows):
    cleaned = clean(rows)
    seen = [*cleaned.respondents["source_row"], *cleaned.rejected["source_row"]]
    assert sorted(seen) == list(range(2, 2 + len(rows)))
    assert len(cleaned.responses) == 4 * len(cleaned.respondents)
    assert set(cleaned.feedback["source_row"]) <= set(cleaned.respondents["source_row"])
