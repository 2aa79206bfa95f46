"""Explanations and confidence: words that stand in the text, probabilities that mean something."""

from __future__ import annotations

import pandas as pd
import pytest

from aspa_analysis.codebook import load_codebook
from aspa_analysis.coding import code_feedback
from aspa_analysis.corpus import read_corpus

CODEBOOK = load_codebook()
MAX_WORDS = 3


@pytest.fixture(scope="module")
def sample():
    corpus = read_corpus().iloc[::9].reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "text": corpus["text"],
            "question_type": corpus["question"].replace("", None),
            "channel": corpus["via"],
        }
    )
    return frame, code_feedback(frame, CODEBOOK)


def list_explained(explanation):
    """Return code to words; a word may itself hold punctuation such as a smiley."""
    parts = [part.split(": ", 1) for part in explanation.split("; ") if ": " in part]
    return {code: words.split(", ") for code, words in parts}


def test_explaining_words_stand_in_the_text(sample):
    frame, coded = sample
    for text, explanation in zip(frame["text"], coded["explanation"], strict=True):
        plain = " ".join(text.lower().replace("’", "'").split())
        for words in list_explained(explanation).values():
            for phrase in words:
                assert all(part in plain for part in phrase.split()), explanation


def test_only_codes_that_were_given_are_explained(sample):
    _, coded = sample
    for _, row in coded.iterrows():
        for code in list_explained(row["explanation"]):
            given = {
                "vikailmoitus": row["is_fault"],
                **{kind: row[f"kind_{kind}"] for kind in CODEBOOK.kind_codes},
                **{theme: row[f"theme_{theme}"] for theme in CODEBOOK.theme_codes},
                **dict.fromkeys(row["subthemes"].split(";"), True),
            }
            assert given[code]


def test_a_theme_has_at_most_three_words(sample):
    _, coded = sample
    for explanation in coded["explanation"]:
        explained = list_explained(explanation)
        assert all(len(explained.get(code, ())) <= MAX_WORDS for code in CODEBOOK.theme_codes)


def test_most_themes_are_explained(sample):
    _, coded = sample
    given = coded[[f"theme_{code}" for code in CODEBOOK.theme_codes]].to_numpy().sum()
    explained = sum(
        code in list_explained(explanation)
        for explanation in coded["explanation"]
        for code in CODEBOOK.theme_codes
    )
    assert explained >= 0.95 * given


def test_confidence_is_a_probability_and_missing_without_codes(sample):
    _, coded = sample
    for family, codes in (("theme", CODEBOOK.theme_codes), ("kind", CODEBOOK.kind_codes)):
        given = coded[[f"{family}_{code}" for code in codes]].any(axis=1)
        confidence = coded[f"confidence_{family}"]
        assert confidence.notna().equals(given)
        assert confidence.dropna().between(0, 1).all()


def test_a_plain_text_is_surer_than_a_vague_one():
    coded = code_feedback(
        pd.DataFrame({"text": ["Tulostin on taas rikki", "no ei se nyt ihan niin mennyt siellä"]})
    )
    assert coded.loc[0, "confidence_theme"] > 0.8
    assert pd.isna(coded.loc[1, "confidence_theme"]) or coded.loc[1, "confidence_theme"] < 0.8
