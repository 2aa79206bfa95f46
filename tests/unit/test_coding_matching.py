"""Word patterns: stars, phrases, gaps, sentence starts and blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.coding.matching import Match, PatternIndex, Word, drop_overlapping


def make_words(text, lemmas=None):
    lemmas = lemmas or {}
    return [
        Word(word, lemmas.get(word, word), sentence)
        for sentence, part in enumerate(text.split(". "))
        for word in part.split()
    ]


def find_surfaces(pattern, text, lemmas=None):
    return [match.surface for match in PatternIndex({"x": [pattern]}).find(make_words(text, lemmas))]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("hylly", "hylly on täynnä", ["hylly"]),
        ("hylly", "lehtihylly on täynnä", []),
        ("varau*", "varauksen nouto", ["varauksen"]),
        ("*automaatti", "palautusautomaatti seisoo", ["palautusautomaatti"]),
        ("*maatti*", "automaattinen ovi", ["automaattinen"]),
        ("pitkä jono", "liian pitkä jono", ["pitkä jono"]),
        ("pitkä jono", "pitkä. jono", []),
        ("ei … toimi", "ei se kyllä nyt toimi", ["ei se kyllä nyt toimi"]),
        ("ei … toimi", "ei a b c d e toimi", []),
        ("ei … toimi", "ei. toimi", []),
        ("^lisää", "lisää kirjoja. kirjoja lisää", ["lisää"]),
    ],
)
def test_patterns(pattern, text, found):
    assert find_surfaces(pattern, text) == found


def test_a_plain_word_is_found_by_its_lemma():
    assert find_surfaces("hylly", "hyllystä", {"hyllystä": "hylly"}) == ["hyllystä"]


def test_blocked_words_do_not_count():
    matches = [Match("x", 0, 1, "auki"), Match("x", 3, 4, "auki")]
    assert drop_overlapping(matches, [Match("x", 3, 5, "auki puhelimella")]) == matches[:1]


@given(st.lists(st.sampled_from(["ei", "toimi", "se", "toimii"]), max_size=12))
def test_matches_lie_inside_the_text_and_repeat_exactly(words):
    text = [Word(word, word, 0) for word in words]
    index = PatternIndex({"fault": ["ei … toimi", "toimi*"], "no": ["ei"]})
    matches = index.find(text)
    assert matches == index.find(text)
    assert all(0 <= match.start < match.end <= len(text) for match in matches)
    assert sum(match.label == "no" for match in matches) == words.count("ei")
