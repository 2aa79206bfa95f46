import pandas as pd
import pytest

from aspa_analysis.disclosure import Lexicon, is_public_quote, load_lexicon, select_quotes


@pytest.mark.parametrize(
    "text",
    [
        "Pyörätuolilla ei pääse hyllyjen väliin.",
        "Masennuksen jälkeen kirjasto on ollut henkireikä.",
        "Näkövammaisena en löydä opasteita.",
        "Olen raskaana ja tuolit ovat kovat.",
        "Rukoushuonetta kaivattaisiin tänne kovasti.",
        "Maahanmuuttajana sain täällä hyvää apua.",
        "Somalinkielisiä kirjoja saisi olla enemmän.",
        "Jag är gravid och behöver en bättre stol.",
        "As a refugee I felt welcome here.",
        "Lesboaiheisia kirjoja lisää hyllyyn kiitos.",
        "Se persu huusi taas lehtisalissa.",
    ],
)
def test_special_categories_are_not_for_the_public(text):
    assert not is_public_quote(text)


@pytest.mark.parametrize(
    "text",
    [
        "Uskon, että sokerileipomiskirjat ovat suosittuja.",
        "Hyvä romaani odotti hyllyssä, kiitos romaanipiirille!",
        "Islannin matkaoppaat ovat vanhoja.",
        "Lisää aukioloaikoja viikonloppuun, kiitos.",
        "Henkilökunta on ystävällistä ja asiantuntevaa.",
        "Homeinen haju aikuisten osastolla on ikävä.",
        "Sadekuuro yllätti, onneksi kirjasto oli auki.",
        "Kopiokone on rikki taas ja sama vika viime viikolla.",
    ],
)
def test_ordinary_words_that_look_alike_are_let_through(text):
    assert is_public_quote(text)


@pytest.mark.parametrize(("words", "is_public"), [(2, False), (3, True), (4, True)])
def test_the_least_length(words, is_public):
    assert is_public_quote(" ".join(["kirja"] * words)) is is_public


@pytest.mark.parametrize(("length", "is_public"), [(279, True), (280, True), (281, False)])
def test_the_greatest_length(length, is_public):
    assert is_public_quote(("kirja ja " * 40)[: length - 1] + ".") is is_public


def test_a_text_with_a_redaction_mark_is_not_for_the_public():
    assert not is_public_quote("Kiitos [nimi] hyvästä avusta!")
    assert is_public_quote("Kiitos [1] hyvästä avusta!")


NOTES = pd.DataFrame(
    {
        "feedback_id": ["a", "b", "c", "d", "e", "f"],
        "library": "suvanto",
        "theme": "palvelu",
        "age_group": "65+",
        "respondent_id": [None, None, "r1", "r1", None, None],
        "text": [
            "Masentuneenakin on hyvä tulla tänne.",
            "Kiitos [nimi] hyvästä avusta!",
            "Aina ystävällinen palvelu täällä.",
            "Toinenkin kommentti samalta ihmiseltä.",
            "aina  ystävällinen palvelu TÄÄLLÄ.",
            "Lehtiä on mukava lukea rauhassa.",
        ],
    }
)


def test_what_each_audience_may_read():
    assert select_quotes(NOTES, audience="public", n=9)["feedback_id"].tolist() == ["c", "f"]
    assert select_quotes(NOTES, audience="staff", n=9)["feedback_id"].tolist() == ["b", "c", "f", "a"]
    assert select_quotes(NOTES, audience="analyst", n=9)["feedback_id"].tolist() == ["a", "b", "c", "f"]


def test_a_public_quote_carries_only_library_and_theme():
    quotes = select_quotes(NOTES, audience="public", n=9)
    assert quotes.columns.tolist() == ["feedback_id", "library", "theme", "text"]


def test_there_are_at_most_as_many_as_asked_and_none_of_none():
    assert len(select_quotes(NOTES, audience="staff", n=2)) == 2
    for audience in ("public", "staff", "analyst"):
        assert select_quotes(NOTES.iloc[:0], audience=audience, n=3).empty


def test_a_lexicon_of_ones_own():
    lexicon = Lexicon.from_words(starts=["kis"], parts=["koira"], words=["hevo"])
    assert lexicon.is_in("Kissoja on")
    assert lexicon.is_in("Sylikoira on")
    assert not lexicon.is_in("Hevonen on")
    assert not Lexicon.from_words(starts=[], parts=[], words=[]).is_in("Mitä vain")
    assert select_quotes(NOTES, audience="public", n=9, lexicon=lexicon)["feedback_id"].tolist() == [
        "a",
        "c",
        "f",
    ]


def test_the_lexicon_is_read_once():
    assert load_lexicon() is load_lexicon()


@pytest.mark.parametrize("audience", ["public", "staff", "analyst"])
@pytest.mark.parametrize(
    "text",
    [
        "mua pelotti kun se mies huusi",
        "joku kuvas meitä salaa hyllyn takaa",
        "Ei uskalla enää tulla iltaisin yksin.",
        "Mies potki tuolia ja uhkaili lapsia.",
        "Kuistilla kaupataan huumeita joka ilta.",
        "Setä kosketteli hyllyjen välissä.",
        "Jag vågar inte komma hit på kvällen.",
        "Someone secretly filmed us at the table.",
        "Poika lyö pienempiä lastenosastolla.",
        "Se setä katto meitä vihasesti eikä me ees tehty mitään",
    ],
)
def test_the_frightened_and_the_hurt_are_quoted_to_nobody(text, audience):
    notes = pd.DataFrame({"feedback_id": ["a", "b"], "text": [text, "Lehtiä on mukava lukea rauhassa."]})
    assert select_quotes(notes, audience=audience, n=9)["feedback_id"].tolist() == ["b"]
    assert not is_public_quote(text)


@pytest.mark.parametrize(
    "text",
    ["Lyhyt tuoli ja lyijykynä ovat hyviä.", "Pelikonsoli ja pelit ovat kivoja.", "Rapea pulla kahvion."],
)
def test_words_that_look_like_fear_and_violence_are_let_through(text):
    assert is_public_quote(text)
