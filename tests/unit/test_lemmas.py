"""Lemmas: inflection, compounds, spoken forms, and honesty about unknown words."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aspa_analysis.codebook import load_codebook
from aspa_analysis.text.build_lemma_table import build_table, collect_vocabulary, read_texts, write_table
from aspa_analysis.text.lemmas import lemmatise, load_lemma_table, split_compound
from aspa_analysis.text.spoken import list_spoken_variants, strip_endings


def lemma_of(word, lang="fi"):
    return lemmatise([word], lang)[0]


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("varaukset", "varaus"),
        ("hyllystä", "hylly"),
        ("kirjojen", "kirja"),
        ("aukioloajat", "aukioloaika"),
        ("tulostimella", "tulostin"),
        ("kirjastossani", "kirjasto"),
        ("lapsillekin", "lapsi"),
        ("palautusautomaatilla", "palautusautomaatti"),
        ("itsepalvelunoudosta", "itsepalvelunouto"),
        ("omatoimiajalla", "omatoimiaika"),
    ],
)
def test_inflected_words_and_compounds(word, lemma):
    found = lemma_of(word)
    assert found.known
    assert found.lemma == lemma


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("mä", "minä"),
        ("mie", "minä"),
        ("tääl", "täällä"),
        ("tuola", "tuolla"),
        ("kirjastos", "kirjasto"),
        ("löytäny", "löytää"),
        ("kylymä", "kylmä"),
        ("pittää", "pitää"),
        ("oon", "olla"),
        ("voisko", "voida"),
    ],
)
def test_spoken_and_dialect_forms(word, lemma):
    assert lemma_of(word) == (lemma, True)


@pytest.mark.parametrize("word", ["qwrtzx", "blörghfn", "12"])
def test_an_unknown_word_is_left_as_it_is_and_marked(word):
    assert lemma_of(word) == (word, False)


def test_words_of_other_languages_are_not_read_as_finnish():
    assert lemmatise(["книга", "kirja"], "ru") == [("книга", False), ("kirja", False)]


def test_swedish_and_english_have_tables():
    assert lemma_of("böcker", "sv").known
    assert lemma_of("books", "en") == ("book", True)


def test_compound_parts():
    assert split_compound("palautusautomaatti") == ("palautus", "automaatti")
    assert split_compound("e-kirja") == ("e", "kirja")
    assert split_compound("kirja") == ("kirja",)


def test_endings_put_the_genitive_back():
    assert "kirjan" in list(strip_endings("kirjamme"))
    assert "kirja" in list(strip_endings("kirjakin"))


@given(st.text(alphabet="abdehijklmnoprstuvyäö", min_size=1, max_size=20))
def test_rules_never_fail_and_answers_are_stable(word):
    assert word not in list(list_spoken_variants(word))
    assert lemma_of(word) == lemma_of(word)
    assert lemma_of(word).known or lemma_of(word).lemma == word


def test_ordinary_lemmas_do_not_open_the_big_dictionary():
    code = (
        "import sys; from aspa_analysis.text.lemmas import lemmatise;"
        "lemmatise(['varaukset', 'qwrtzx'], 'fi'); sys.exit('simplemma' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_shipped_table_knows_the_codebooks_plain_words():
    table = load_lemma_table("fi")
    assert all(word in table for word in ("kirja", "tila", "palvelu", "auki", "tapahtuma"))


def test_building_a_table(tmp_path, monkeypatch):
    source = tmp_path / "texts.tsv"
    source.write_text('text\tx\nKirjasto on "auki" sunnuntaina\t1\n', encoding="utf-8")
    vocabulary = collect_vocabulary(read_texts([source]), load_codebook())
    assert {"kirjasto", "sunnuntaina"} <= vocabulary["fi"]
    # The English dictionary is the smallest; the steps are the same in every language.
    table = build_table({"books", "qwrtzx"}, "en")
    assert list(table) == ["book"]
    assert "books" in table["book"]
    write_table(table, tmp_path / "table.tsv")
    assert (tmp_path / "table.tsv").read_text(encoding="utf-8").splitlines()[0] == "lemma\tforms"
    assert not list(tmp_path.glob("*.tmp"))
