"""The language of short and long texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.text.language import LANGUAGES, detect_language


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Henkilökunta on aina ystävällistä ja osaavaa.", "fi"),
        ("ok", "fi"),
        ("-", "fi"),
        ("", "fi"),
        ("Onks auki?", "fi"),
        ("Waltarin Sinuhe", "fi"),
        ("wifi pätkii", "fi"),
        ("[nimi] auttoi, kiitos", "fi"),
        ("Personalen är mycket vänlig.", "sv"),
        ("Tack för hjälpen!", "sv"),
        ("Mer böcker på svenska", "sv"),
        ("The staff are very helpful.", "en"),
        ("Please open earlier on weekends", "en"),
        ("Спасибо за помощь", "ru"),
        ("شكرا للمكتبة", "ar"),
        ("Aitäh, raamatukogu on väga hea ja töötajad on toredad", "et"),
        ("Waad ku mahadsan tihiin caawimaadda, buugaagta waa fiican yihiin", "so"),
    ],
)
def test_language(text, lang):
    assert detect_language([text]) == [lang]


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_a_language_and_order_is_kept(texts):
    found = detect_language(texts)
    assert len(found) == len(texts)
    assert set(found) <= set(LANGUAGES)
    assert detect_language(reversed(texts)) == found[::-1]
