"""Coding a frame: its shape, the coding conventions one by one, and what must never change."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aspa_analysis.codebook import load_codebook
from aspa_analysis.coding import code_feedback, list_code_columns
from aspa_analysis.errors import TableError

CODEBOOK = load_codebook()


def code_one(text, question=None, channel=None):
    frame = pd.DataFrame({"text": [text], "question_type": [question], "channel": [channel]})
    return code_feedback(frame, CODEBOOK).iloc[0]


def themes_of(row):
    return {code for code in CODEBOOK.theme_codes if row[f"theme_{code}"]}


def kinds_of(row):
    return {code for code in CODEBOOK.kind_codes if row[f"kind_{code}"]}


def test_columns_and_types_are_the_promised_ones():
    coded = code_feedback(pd.DataFrame({"text": ["Kiitos!", None]}))
    assert {column: str(kind) for column, kind in coded.dtypes.items()} == list_code_columns(CODEBOOK)
    assert sum(column.startswith("theme_") for column in coded.columns) == 18
    assert coded["tone"].notna().all()


def test_an_empty_frame_is_coded_to_an_empty_frame():
    coded = code_feedback(pd.DataFrame({"text": pd.Series([], dtype="str")}))
    assert coded.empty
    assert list(coded.columns) == list(list_code_columns(CODEBOOK))


def test_index_is_kept_and_the_input_is_not_changed():
    frame = pd.DataFrame({"text": ["Kiitos!", "Miksi kiinni?"], "other": [1, 2]}, index=["b", "b"])
    before = frame.copy(deep=True)
    coded = code_feedback(frame)
    assert list(coded.index) == ["b", "b"]
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_without_text_is_refused():
    with pytest.raises(TableError, match="no column 'text'"):
        code_feedback(pd.DataFrame({"palaute": ["x"]}))


def test_an_unknown_question_type_is_refused_without_its_value():
    frame = pd.DataFrame({"text": ["x"], "question_type": ["salaisuus"]})
    with pytest.raises(TableError, match="1 values are none of") as caught:
        code_feedback(frame)
    assert "salaisuus" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Hankkikaa lisää dekkareita", "aineisto"),
        ("Varaukseni tuli noutohyllyyn nopeasti", "varaukset"),
        ("Palautusautomaatti hylkäsi kirjani", "lainaus_palautus"),
        ("Myöhästymismaksu on kohtuuton", "maksut"),
        ("En pääse kirjautumaan Finnaan", "verkkokirjasto"),
        ("Lukusalissa on liian kylmä", "tilat"),
        ("Nuoret metelöivät joka ilta", "rauha"),
        ("Pitäkää lauantaisin auki", "aukiolo"),
        ("Henkilökunta on ystävällistä", "palvelu"),
        ("Tulostin ei toimi", "laitteet"),
        ("Digituesta sain avun älypuhelimeen", "digituki"),
        ("Lukupiiri oli innostava", "tapahtumat"),
        ("Lastenosasto on ihana", "lapset_nuoret"),
        ("Pyörätuolilla ei pääse luiskaa ylös", "yhdenvertaisuus"),
        ("Opasteet ovat sekavat", "opasteet"),
        ("Uutiskirje on hyödyllinen", "viestinta"),
        ("Kirjastoauto ei pysähtynyt", "kirjastoauto"),
        ("Onko teillä Kelan lomakkeita?", "muu"),
        ("Skrivaren fungerar inte", "laitteet"),
        ("The opening hours are too short", "aukiolo"),
    ],
)
def test_themes_by_one_plain_text_each(text, theme):
    assert theme in themes_of(code_one(text))


def test_one_to_three_themes():
    row = code_one("Tilat, aukiolo, henkilökunta, lehdet, tulostin ja satutunnit ovat kunnossa")
    assert 1 <= len(themes_of(row)) <= 3


def test_a_blocked_phrase_is_no_theme():
    assert "lainaus_palautus" not in themes_of(code_one("Kahviautomaatti on rikki"))


def test_subthemes_come_with_their_theme():
    row = code_one("Miksi sanomalehdet ovat aina myöhässä")
    assert "aineisto.lehdet" in row["subthemes"].split(";")
    assert row["theme_aineisto"]


@pytest.mark.parametrize(
    ("text", "kinds", "tone"),
    [
        ("Kiitos avusta!", {"kiitos"}, 1),
        ("Tulostin on rikki", {"moite"}, -1),
        ("Voisiko kirjasto olla auki sunnuntaisin", {"toive"}, 0),
        ("Mihin aikaan satutunti alkaa?", {"kysymys"}, 0),
        ("Hieno valikoima ja ihanat tilat, mutta vessa haisee ja lukko on rikki", {"kiitos", "moite"}, 0),
        ("Ei huono paikka ollenkaan", {"kiitos"}, 1),
        ("Palvelu ei ollut ystävällistä", {"moite"}, -1),
        ("Tosi kiva kun kortti ei taaskaan toimi", {"moite"}, -1),
        ("Kiitos vaan, seisoin ovella tunnin", {"moite"}, -1),
        ("Mukava paikka 😊", {"kiitos"}, 1),
        ("Jag skulle vilja ha fler tidningar", {"toive"}, 0),
        ("Thank you for the friendly service", {"kiitos"}, 1),
    ],
)
def test_kinds_and_tone_follow_what_is_meant(text, kinds, tone):
    row = code_one(text)
    assert kinds_of(row) == kinds
    assert row["tone"] == tone


@pytest.mark.parametrize(
    ("question", "kind", "tone"), [("positive", "kiitos", 1), ("negative", "moite", -1), ("wish", "toive", 0)]
)
def test_a_bare_noun_takes_its_kind_from_the_question(question, kind, tone):
    row = code_one("aukioloajat", question)
    assert kinds_of(row) == {kind}
    assert row["tone"] == tone
    assert not row["is_nonanswer"]


def test_a_fault_is_flagged_beside_the_kinds():
    assert code_one("Kopiokone on epäkunnossa")["is_fault"]
    assert not code_one("Kopiokone on kallis")["is_fault"]


def test_an_unanswered_message_is_service_and_missing_news_is_communication():
    assert themes_of(code_one("Kukaan ei vastannut viestiini")) == {"palvelu"}
    assert "viestinta" in themes_of(code_one("Muutoksesta ei tiedotettu mitenkään"))


def test_being_shut_out_without_a_device_is_equality():
    assert "yhdenvertaisuus" in themes_of(code_one("Minulla ei ole älypuhelinta, en voi ilmoittautua"))


def test_other_languages_are_counted_and_left_uncoded():
    row = code_one("Спасибо, очень хорошая библиотека")
    assert row["lang"] == "ru"
    assert not themes_of(row)
    assert not kinds_of(row)


def test_explanation_names_the_words_that_spoke():
    explanation = code_one("Voisiko varauksen noutaa sunnuntaina")["explanation"]
    assert "varaukset: varauksen, noutaa" in explanation
    assert "toive: voisiko" in explanation


def test_a_redaction_mark_changes_no_code():
    with_mark, without = code_one("Kiitos [nimi] avusta"), code_one("Kiitos avusta")
    assert with_mark.equals(without)


TEXTS = st.lists(st.text(max_size=80), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.sampled_from(["open", "positive", "negative", "wish", None]))
def test_any_text_gives_a_valid_row(texts, question):
    frame = pd.DataFrame({"text": texts, "question_type": [question] * len(texts)})
    coded = code_feedback(frame, CODEBOOK)
    kinds = [f"kind_{code}" for code in CODEBOOK.kind_codes]
    themes = [f"theme_{code}" for code in CODEBOOK.theme_codes]
    assert coded.index.equals(frame.index)
    assert coded["tone"].isin([-1, 0, 1]).all()
    assert (coded[themes].sum(axis=1) <= 3).all()
    assert not coded.loc[coded["is_nonanswer"], themes].any(axis=None)
    answered = ~coded["is_nonanswer"] & coded["lang"].isin(["fi", "sv", "en"])
    assert coded.loc[answered, kinds].any(axis=1).all()


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_no_code(texts, random):
    frame = pd.DataFrame({"text": [*texts, "Kiitos", "Tulostin rikki", "Auki?"]})
    order = list(frame.index)
    random.shuffle(order)
    shuffled = code_feedback(frame.loc[order], CODEBOOK)
    pd.testing.assert_frame_equal(shuffled.loc[frame.index], code_feedback(frame, CODEBOOK))


def test_codebook_examples_are_read_as_their_theme():
    examples = [
        (sentence, theme.code)
        for theme in CODEBOOK.themes
        for lang in ("fi", "sv", "en")
        for sentence in theme.examples.of_language(lang)
    ]
    coded = code_feedback(pd.DataFrame({"text": [sentence for sentence, _ in examples]}), CODEBOOK)
    missed = [code for place, (_, code) in enumerate(examples) if not coded[f"theme_{code}"].iloc[place]]
    assert missed == []
