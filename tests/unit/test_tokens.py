"""Tokens: what stays whole, what is dropped, and that places are right."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.text.tokens import TokenKind, split_tokens


def lower_words(text):
    return [token.lower for token in split_tokens(text) if token.kind is TokenKind.WORD]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lainasin e-kirjan Finnasta.", ["lainasin", "e-kirjan", "finnasta"]),
        ("fb:ssä luki toista", ["fb:ssä", "luki", "toista"]),
        ("ei- en tiedä", ["ei", "en", "tiedä"]),
        ("#finna kaatui", ["finna", "kaatui"]),
        ("Katso https://example.com/haku?x=1 ja kerro", ["katso", "ja", "kerro"]),
        ("don’t", ["don't"]),
        ("", []),
    ],
)
def test_words(text, words):
    assert lower_words(text) == words


@pytest.mark.parametrize("mark", ["[nimi]", "[puhelin]", "[sähköposti]"])
def test_a_redaction_mark_is_one_neutral_token(mark):
    tokens = split_tokens(f"Kiitos {mark} avusta")
    assert [token.kind for token in tokens] == [TokenKind.WORD, TokenKind.MARK, TokenKind.WORD]
    assert tokens[1].text == mark


@pytest.mark.parametrize("sign", [":)", ":-(", "<3", "😊", "❤️", "👍🏽", ":D", ">:("])
def test_smileys_are_tokens(sign):
    tokens = split_tokens(f"kiva {sign}")
    assert [(token.text, token.kind) for token in tokens][1:] == [(sign, TokenKind.EMOJI)]


def test_a_clock_time_is_a_number_and_no_smiley():
    assert [(token.text, token.kind) for token in split_tokens("klo 10:00")][1] == ("10:00", TokenKind.NUMBER)


def test_question_and_exclamation_marks_are_kept():
    assert [token.text for token in split_tokens("Auki?! Kiinni.")] == ["Auki", "?!", "Kiinni", "."]


@given(st.text(max_size=200))
def test_places_point_to_the_token_in_any_text(text):
    tokens = split_tokens(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(one.end <= other.start for one, other in pairwise(tokens))
