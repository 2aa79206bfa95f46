from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.text.normalise import normalise


@pytest.mark.parametrize(
    ("given_text", "meant"),
    [
        ("MÃ¤kinen ja Ã–hman", "Mäkinen ja Öhman"),
        ("M„kinen ei ollut t„„ll„", "Mäkinen ei ollut täällä"),
        ("M\x84kinen s\x94i", "Mäkinen söi"),
        ("Ma\u0308kinen", "Mäkinen"),
        ("Mä\u200bki\u00adnen", "Mäkinen"),
        ("050\u00a0555\u202f0123", "050 555 0123"),
        ("yksi\r\nkaksi\u2028kolme", "yksi\nkaksi\nkolme"),
        ("M&auml;kinen &amp; poika", "Mäkinen & poika"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_text_reads_as_it_was_meant(given_text: str, meant: str) -> None:
    assert normalise(given_text).text == meant


@pytest.mark.parametrize(
    "plain",
    [
        "Tavallinen palaute, 12,50 € – ”hyvä”.",
        "sanoi ”hei” ja lähti",
        "Спасибо за помощь",
        "„Nii” ütles ta",
        "شكرا جزيلا",
        "Kõik on hästi, õpetaja",
        "",
    ],
)
def test_clean_text_is_left_alone(plain: str) -> None:
    assert normalise(plain).text == plain


def test_plain_text_costs_no_map() -> None:
    assert normalise("aivan tavallinen").offsets == range(17)


@pytest.mark.parametrize(
    ("given_text", "word", "source"),
    [
        ("Herra MÃ¤kinen tuli", "Mäkinen", "MÃ¤kinen"),
        ("Herra Ma\u0308kinen tuli", "Mäkinen", "Ma\u0308kinen"),
        ("Herra Mä\u200bkinen tuli", "Mäkinen", "Mä\u200bkinen"),
        ("Herra M&auml;kinen tuli", "Mäkinen", "M&auml;kinen"),
        ("\ufeffHerra V„is„nen tuli", "Väisänen", "V„is„nen"),
    ],
)
def test_span_of_repaired_text_finds_its_source(given_text: str, word: str, source: str) -> None:
    repaired = normalise(given_text)
    start = repaired.text.index(word)
    found = given_text[slice(*repaired.find_source(start, start + len(word)))]
    assert found == source


@given(st.text(max_size=80))
def test_offsets_never_step_back_and_cover_the_text(text: str) -> None:
    repaired = normalise(text)
    assert len(repaired.offsets) == len(repaired.text) + 1
    assert list(repaired.offsets) == sorted(repaired.offsets)
    assert repaired.offsets[-1] == len(text)
    assert all(0 <= place <= len(text) for place in repaired.offsets)


@given(st.text(alphabet="aä\u0308\u0301\u200bÃ¤„k \n\u1100\u1161\u11a8&;uml", max_size=40))
def test_letters_come_out_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", normalise(text).text)
    assert "\u200b" not in normalise(text).text


@given(st.text(alphabet="abcåäö ,.", max_size=60))
def test_mojibake_of_finnish_text_is_undone(text: str) -> None:
    broken = text.encode("utf-8").decode("latin-1")
    repaired = normalise(f"{broken} hyvÃ¤Ã¤ pÃ¤ivÃ¤Ã¤")
    assert repaired.text.endswith("hyvää päivää")
