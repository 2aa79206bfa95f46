"""The codebook that ships, and what a codebook file may not hold."""

from __future__ import annotations

import pytest

from aspa_analysis.codebook import load_codebook
from aspa_analysis.errors import SettingsError
from aspa_analysis.resources import shipped

THEMES = [
    "aineisto",
    "varaukset",
    "lainaus_palautus",
    "maksut",
    "verkkokirjasto",
    "tilat",
    "rauha",
    "aukiolo",
    "palvelu",
    "laitteet",
    "digituki",
    "tapahtumat",
    "lapset_nuoret",
    "yhdenvertaisuus",
    "opasteet",
    "viestinta",
    "kirjastoauto",
    "muu",
]


def write_changed(tmp_path, old, new):
    text = shipped("config/codebook.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "codebook.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_shipped_codebook_has_the_themes_and_kinds():
    codebook = load_codebook()
    assert list(codebook.theme_codes) == THEMES
    assert codebook.kind_codes == ("kiitos", "moite", "toive", "kysymys")


def test_shipped_codebook_has_the_agreed_subthemes():
    codebook = load_codebook()
    found = {f"{theme.code}.{sub.code}" for theme in codebook.themes for sub in theme.subthemes}
    assert found == {
        "aineisto.lehdet",
        "aineisto.hankintaehdotus",
        "lainaus_palautus.kortti",
        "palvelu.palveluverkko_saastot",
        "rauha.hairio",
    }


@pytest.mark.parametrize("code", THEMES)
def test_every_theme_can_be_found_in_three_languages(code):
    theme = next(theme for theme in load_codebook().themes if theme.code == code)
    assert len(theme.seeds.fi) >= 15
    assert theme.seeds.sv
    assert theme.seeds.en
    assert theme.examples.fi
    assert theme.definition != theme.include != theme.exclude


def test_every_theme_coarsens_to_one_of_few_groups():
    codebook = load_codebook()
    assert set(codebook.group_of_theme) == set(THEMES)
    assert set(codebook.group_of_theme.values()) == set(codebook.group_codes)
    assert 5 <= len(codebook.groups) <= 6
    assert {codebook.group_of_theme[code] for code in ("aineisto", "varaukset", "lainaus_palautus")} == {
        "kokoelmat"
    }


def test_names_are_given_in_the_language_asked():
    codebook = load_codebook()
    assert codebook.name_code("tilat") == "Tilat"
    assert codebook.name_code("aineisto.lehdet", "sv") == "Tidningar"
    assert codebook.name_code("kokoelmat", "en") == "Collections and loans"
    with pytest.raises(KeyError):
        codebook.name_code("aineisto.olematon")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('version = "', 'versio = "', "versio"),
        ("[themes.seeds]", "[themes.siemenet]", "siemenet"),
        ('group = "digi"', 'group = "digit"', "digit"),
        ('code = "varaukset"', 'code = "aineisto"', "aineisto"),
        ('usual_kind = "moite"', 'usual_kind = "motie"', "usual kinds"),
        ('"kokoelma*"', '"*"', "at least one letter"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_its_place(tmp_path, old, new, told):
    with pytest.raises(SettingsError, match=told.replace("*", r"\*")):
        load_codebook(write_changed(tmp_path, old, new))


def test_a_missing_file_is_a_settings_error(tmp_path):
    with pytest.raises(SettingsError, match="missing"):
        load_codebook(tmp_path / "codebook.toml")


def test_a_codebook_cannot_be_changed_after_reading():
    codebook = load_codebook()
    with pytest.raises(ValueError, match="frozen"):
        codebook.version = "x"
