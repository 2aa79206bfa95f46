"""Non-answers: which texts they are, and their tone by the question asked."""

from __future__ import annotations

import pandas as pd
import pytest

from aspa_analysis.coding import code_feedback


def code_one(text, question=None):
    return code_feedback(pd.DataFrame({"text": [text], "question_type": [question]})).iloc[0]


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "...",
        "ei mitään",
        "En nyt osaa oikein sanoa mitään",
        "ei oo tullu mieleen mitään",
        "eos",
        "Ei ole mitään moitittavaa.",
        "vet inte",
        "Inget särskilt",
        "no comments",
        "123",
        "",
        "xx",
        "ei mittää ainakaa",
        "en ossaa sannoo",
        "n/a",
        "vet ej",
        "idk",
    ],
)
def test_these_say_nothing(text):
    row = code_one(text, "open")
    assert row["is_nonanswer"]
    assert not row.filter(like="theme_").any()


@pytest.mark.parametrize(
    "text",
    [
        "ei toimi",
        "wifi ei toimi",
        "kirjat",
        "kiitos",
        "Ei ole aikaa lukea",
        "😊",
        "[nimi]",
        "onko mitään?",
        "ei hyvä",
        "inte bra",
        "wc",
        "tv",
        "kaikki koneet",
    ],
)
def test_these_say_something(text):
    assert not code_one(text, "open")["is_nonanswer"]


@pytest.mark.parametrize(
    ("question", "tone"), [("negative", 1), ("positive", -1), ("open", 0), (None, 0), ("wish", 1)]
)
def test_nothing_takes_its_tone_from_the_question(question, tone):
    row = code_one("ei mitään", question)
    assert row["tone"] == tone
    assert not row.filter(like="kind_").any()


@pytest.mark.parametrize("question", ["positive", "negative", "wish", "open"])
def test_not_knowing_is_neutral_whatever_was_asked(question):
    assert code_one("en osaa sanoa", question)["tone"] == 0


def test_an_explicit_verdict_keeps_its_kind():
    row = code_one("Kaikki hyvin!", "negative")
    assert row["is_nonanswer"]
    assert row["kind_kiitos"]
    assert row["tone"] == 1


@pytest.mark.parametrize(("question", "tone"), [("positive", 1), ("negative", -1)])
def test_everything_praises_or_blames_by_the_question(question, tone):
    assert code_one("ihan kaikki", question)["tone"] == tone


@pytest.mark.parametrize(("text", "lang"), [("Ingenting", "sv"), ("don't know", "en"), ("eos", "fi")])
def test_a_short_nonanswer_has_the_language_of_its_phrase(text, lang):
    row = code_one(text, "open")
    assert row["is_nonanswer"]
    assert row["lang"] == lang
