from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aspa_analysis.errors import SettingsError, TableError
from aspa_analysis.privacy import (
    MARKS,
    Redactor,
    Span,
    is_safe_cell,
    load_redaction_words,
    protect_frame,
    redact,
)
from aspa_analysis.privacy.spans import merge_spans, replace_spans

# Pieces that meet in life, so that hypothesis finds more than plain noise.
PIECES = [
    "Tuijalle",
    "Matti Virtanen",
    "SATU",
    "Satu",
    "rouva",
    "terv.",
    "t.",
    "050 555 0123",
    "010190-912K",
    "2000 1234 5678 90",
    "maija@example.com",
    "(at)",
    "Koivukatu 5 B 12",
    "ABC-123",
    "salasana:",
    "pin",
    "4471",
    "\n",
    " ",
    ", ",
    ". ",
    "MÃ¤kinen",
    "V„is„nen",
    "\u200b",
    "ja",
    "Mika Waltarin",
    *MARKS.values(),
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map(" ".join)


def redacted_text(text: str, redactor: Redactor | None = None) -> str:
    return (redactor or Redactor()).redact([text])[0].text


@given(texts)
@example("Terv. [nimi] Matti")
@example("[nimi] Virtanen [puhelin]")
def test_spans_are_exactly_what_was_replaced(text: str) -> None:
    result = redact([text])[0]
    assert replace_spans(text, result.spans) == result.text
    assert all(0 <= span.start < span.end <= len(text) for span in result.spans)
    assert all(one.end <= two.start for one, two in zip(result.spans, result.spans[1:], strict=False))


@given(texts)
def test_redacting_again_changes_nothing(text: str) -> None:
    once = redacted_text(text)
    again = redact([once])[0]
    assert again.text == once
    assert again.spans == ()


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_can_be_redacted(text: str) -> None:
    assert len(redact([text])) == 1


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, pd.NaT, "", "  "])
def test_missing_text_is_empty(empty: object) -> None:
    result = redact([empty])[0]  # type: ignore[list-item]
    assert result.text.strip() == ""
    assert result.spans == ()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Sain MÃ¤kiseltÃ¤ apua", "MÃ¤kiseltÃ¤"),
        ("Kiitos V„is„selle", "V„is„selle"),
        ("Kiitos Vir\u200btaselle", "Vir\u200btaselle"),
        ("Kiitos Ma\u0308kela\u0308lle", "Ma\u0308kela\u0308lle"),
    ],
)
def test_broken_letters_hide_no_name(text: str, hidden: str) -> None:
    result = redact([text])[0]
    assert [text[span.start : span.end] for span in result.spans] == [hidden]


@pytest.mark.parametrize("sign", [*"+-ABCDEFYXWVUabcdefyxwvu–", " - ", " -", ""])
def test_hetu_is_found_with_every_sign(sign: str) -> None:
    assert redacted_text(f"tunnus 131052{sign}901X kiitos") == "tunnus [henkilötunnus] kiitos"


@pytest.mark.parametrize(
    "phone",
    [
        "050 555 0123",
        "050-5550123",
        "0505550123",
        "+358505550123",
        "+358 50 555 0123",
        "00358 50 555 0123",
        "+358 (0)50 555 0123",
        "0457 5550 123",
        "045 755 50123",
        "09 5550 123",
        "(09) 5550 123",
        "09-5550123",
        "050 55 50 123",
        "nolla viisi nolla viisi viisi viisi nolla yksi kaksi kolme",
    ],
)
def test_phone_is_found_however_it_is_grouped(phone: str) -> None:
    assert redacted_text(f"Soittakaa {phone}, kiitos.") == "Soittakaa [puhelin], kiitos."


@pytest.mark.parametrize(
    "email",
    [
        "m.n@example.com",
        "m.n (at) example.com",
        "m.n(at)example.com",
        "m.n [at] example [dot] com",
        "m.n ät example.com",
        "m.n ät example piste com",
        "m.n @ example.com",
        "m.n miukumauku example.com",
    ],
)
def test_email_is_found_however_it_is_spelled(email: str) -> None:
    assert redacted_text(f"Osoite {email} kiitos") == "Osoite [sähköposti] kiitos"


@pytest.mark.parametrize(
    "name",
    [
        "Matti",
        "Matin",
        "Matille",
        "Mattia",
        "Matilta",
        "Pekan",
        "Pekalle",
        "Virtanen",
        "Virtasen",
        "Virtaselle",
        "Virtasta",
        "Virtaselta",
        "Mäkelälle",
        "Mäkelältä",
        "Antin",
        "Anna-Liisan",
        "Ahmedille",
        "Markuksen",
        "Tuomaalle",
        "Gunillas",
    ],
)
def test_name_is_found_in_its_cases(name: str) -> None:
    assert redacted_text(f"eilen {name} kanssa meni hyvin") == "eilen [nimi] kanssa meni hyvin"


@pytest.mark.parametrize(
    "text",
    [
        "Satu, ilta ja rauha: näitä lisää.",
        "Helmi löytyi hyllystä.",
        "Outi ei toimi eikä Kiri.",
        "Meri näkyy ikkunasta, tuuli tuulee ja pilvi peittää.",
        "Onni asuu kirjastossa.",
        "Lahja isälle, toivo ja voitto.",
        "Sievi, Salo ja Lahti ovat kuntia.",
        "Anna minulle kirja.",
        "Mika Waltarin Sinuhe ja Väinö Linnan Pohjantähti",
        "tatu ja patu sekä harry potter",
        "Herra Hakkarainen ja Risto Räppääjä",
        "Kirjailija Xaver Ylimuu vieraili",
        "Anna-lehti, Aku Ankka ja Tekniikan Maailma",
        "Harjulan kirjasto ja Mäkelän koulu",
        "Päivällä hiljaa, pian taas.",
        "ISBN 978-952-01-1234-5, hylly 84.2",
        "Hinta 12,50 € ja sakko 3,20 e",
        "klo 9.45–10.10, 12.3.2024, vko 36, 1999–2004",
        "jono 14/37, sivu 250, 2 000 g",
        "PIN-koodi ei toimi, salasana on vanhentunut",
        "Finna, Celia, Kela ja Omakanta",
    ],
)
def test_words_authors_and_numbers_are_kept(text: str) -> None:
    assert redacted_text(text) == text


def test_author_s_namesake_at_the_desk_is_hidden() -> None:
    assert redacted_text("Virkailija Antti Heikkinen auttoi") == "Virkailija [nimi] auttoi"
    assert redacted_text("Nimeni on Kari Hotakainen") == "Nimeni on [nimi]"


def test_overlapping_spans_become_one_of_the_strongest_kind() -> None:
    merged = merge_spans([Span(5, 9, "name"), Span(0, 6, "hetu"), Span(20, 22, "card"), Span(9, 9, "name")])
    assert merged == [Span(0, 9, "hetu"), Span(20, 22, "card")]


def test_library_s_own_words_hide_and_keep() -> None:
    redactor = Redactor(always_hide=["Xyzzy", "Iso Pomo"], always_keep=["Tuija", "09 5550 123"])
    assert redacted_text("xyzzylle kiitos", redactor) == "[nimi] kiitos"
    assert redacted_text("terveiset Iso Pomolle", redactor) == "terveiset [nimi]"
    assert redacted_text("Tuijan nurkka, puh 09 5550 123", redactor) == "Tuijan nurkka, puh 09 5550 123"
    both = Redactor(always_hide=["Tuija"], always_keep=["Tuija"])
    assert redacted_text("Tuija auttoi", both) == "[nimi] auttoi"


def test_redaction_words_are_read(tmp_path: Path) -> None:
    path = tmp_path / "redaction.toml"
    assert load_redaction_words(path) == ((), ())
    path.write_text('always_hide = ["Tuija"]\nalways_keep = ["Ranta"]\n', encoding="utf-8")
    assert load_redaction_words(path) == (("Tuija",), ("Ranta",))


def test_unknown_key_is_refused_without_its_value(tmp_path: Path) -> None:
    path = tmp_path / "redaction.toml"
    path.write_text('always_hid = ["Tuija"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"redaction\.toml") as caught:
        load_redaction_words(path)
    assert "Tuija" not in str(caught.value)


@pytest.mark.parametrize(
    "cell", ["", "12", "123456", "3,5", "-0.25", "45 %", "3.4.2024", "2024-04-03", "9.45"]
)
def test_plain_cells_are_safe(cell: str) -> None:
    assert is_safe_cell(cell)
    assert redacted_text(cell) == cell


@pytest.mark.parametrize(
    "cell", ["1234567", "0505550123", "Tuija", "131052-901X", "3.4.2024 Tuija", "12 34 56 78"]
)
def test_other_cells_are_not_safe(cell: str) -> None:
    assert not is_safe_cell(cell)


def test_frame_is_redacted_in_the_columns_given() -> None:
    frame = pd.DataFrame(
        {
            "text": ["Kiitos Tuijalle", "Kiitos Tuijalle", None, "soita 050 555 0123", "3,5"],
            "other": ["Tuija"] * 5,
        }
    )
    before = frame.copy(deep=True)
    protected, counts = protect_frame(frame, ["text"])
    assert protected["text"].tolist()[:2] == ["Kiitos [nimi]"] * 2
    assert protected["text"].isna().tolist() == [False, False, True, False, False]
    assert protected["text"].tolist()[3:] == ["soita [puhelin]", "3,5"]
    assert protected["other"].tolist() == ["Tuija"] * 5
    assert counts == {"name": 2, "phone": 1}
    pd.testing.assert_frame_equal(frame, before)


def test_frame_holds_repaired_text() -> None:
    protected, _counts = protect_frame(pd.DataFrame({"text": ["hyvÃ¤Ã¤ pÃ¤ivÃ¤Ã¤"]}), ["text"])
    assert protected["text"].tolist() == ["hyvää päivää"]


def test_missing_column_is_an_error() -> None:
    with pytest.raises(TableError, match="missing"):
        protect_frame(pd.DataFrame({"a": ["x"]}), ["b"])


def test_empty_frame_stays_empty() -> None:
    protected, counts = protect_frame(pd.DataFrame({"text": pd.Series([], dtype="str")}), ["text"])
    assert len(protected) == 0
    assert counts == {}
