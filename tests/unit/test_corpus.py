"""The labelled texts: codes, labels that follow the conventions, artificial identifiers, no shared frames."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

import pandas as pd
import pytest

from aspa_analysis.corpus import CORPUS_COLUMNS, read_corpus
from aspa_analysis.resources import shipped

ALLOWED = {
    "lang": {"fi", "sv", "en", "ru", "et", "so", "ar"},
    "voice": {
        "lapsi", "nuori", "opiskelija", "aikuinen", "vanhempi", "elakelainen", "maahanmuuttaja",
        "henkilokunta",
    },
    "via": {"suullinen", "lomake", "kysely", "keskustelu", "sahkoposti", "chat", "some", "puhelin",
    "arvostelu"},
    "question": {"", "open", "positive", "negative", "wish"},
    "event": {
        "", "finna", "pin", "nouto", "omatoimi", "katkos", "remontti", "joulu", "kesa", "helle", "vero",
        "lukupaikat",
        "koulunalku", "ekirja", "varausjono", "veto",
    },
}  # fmt: skip
KINDS = {"kiitos", "moite", "toive", "kysymys"}
PII_KINDS = {"name", "email", "phone", "hetu", "card", "address", "plate", "other"}
MOST_TEXTS_PER_FRAME = 3
# Large municipalities and well-known libraries: none may be the library that is spoken of.
REAL_PLACES = (
    "Helsingin", "Helsingissä", "Espoon", "Espoossa", "Vantaan", "Tampereen", "Tampereella", "Oulun",
    "Oulussa",
    "Turun", "Turussa", "Jyväskylän", "Kuopion", "Lahden", "Porin", "Kouvolan", "Joensuun", "Lappeenrannan",
    "Vaasan",
    "Rovaniemen", "Seinäjoen", "Mikkelin", "Kotkan", "Salon", "Porvoon", "Kokkolan", "Hämeenlinnan", "Lohjan",
    "Rauman", "Kajaanin", "Kemin", "Tornion", "Raahen", "Sotkamon", "Oodi", "Helmet", "Vaski", "PIKI",
    "Outi-kirjasto",
)  # fmt: skip
NOT_PLACES = {"Rauman": "Iida Rauman"}


@pytest.fixture(scope="module")
def corpus() -> pd.DataFrame:
    return read_corpus()


def split_pii(cell: str) -> list[tuple[str, str]]:
    return [(part.partition("=")[0], part.partition("=")[2]) for part in cell.split("|") if part]


def test_has_the_documented_columns_and_enough_texts(corpus: pd.DataFrame) -> None:
    assert tuple(corpus.columns) == CORPUS_COLUMNS
    assert len(corpus) >= 1900
    assert corpus["lang"].value_counts()["fi"] >= 1500
    assert set(corpus["lang"]) >= {"fi", "sv", "en", "ru"}


def test_ids_and_texts_are_unique(corpus: pd.DataFrame) -> None:
    assert corpus["text_id"].is_unique
    assert corpus["text"].str.casefold().str.strip().is_unique
    assert corpus["text"].str.strip().ne("").all()


@pytest.mark.parametrize("column", list(ALLOWED))
def test_codes_are_known(corpus: pd.DataFrame, column: str) -> None:
    assert set(corpus[column]) <= ALLOWED[column]


def test_only_survey_answers_have_a_question(corpus: pd.DataFrame) -> None:
    assert corpus["question"].ne("").eq(corpus["via"].eq("kysely")).all()


def test_themes_are_in_the_codebook(corpus: pd.DataFrame) -> None:
    book = tomllib.loads(shipped("config/codebook.toml").read_text(encoding="utf-8"))
    known = {theme["code"] for theme in book["themes"]}
    known |= {f"{t['code']}.{s['code']}" for t in book["themes"] for s in t.get("subthemes", ())}
    used = corpus["themes"].str.split(";").explode()
    assert set(used) - {""} <= known
    assert corpus["themes"].str.split(";").map(len).max() <= 3
    assert {code.partition(".")[0] for code in used if code} == {code for code in known if "." not in code}


def test_kinds_are_known_and_given_once(corpus: pd.DataFrame) -> None:
    kinds = corpus["kinds"].map(lambda cell: [k for k in cell.split(";") if k])
    assert set(kinds.explode().dropna()) == KINDS
    assert kinds.map(lambda codes: len(codes) == len(set(codes))).all()


def test_texts_that_say_something_have_themes_and_kinds(corpus: pd.DataFrame) -> None:
    said = corpus[~corpus["nonanswer"]]
    assert said["themes"].ne("").all()
    assert said["kinds"].ne("").all()
    assert corpus.loc[corpus["nonanswer"], "themes"].eq("").all()


def test_tone_follows_the_coding_conventions(corpus: pd.DataFrame) -> None:
    said = corpus[~corpus["nonanswer"]]
    thanks, blames = said["kinds"].str.contains("kiitos"), said["kinds"].str.contains("moite")
    assert said.loc[thanks & ~blames, "tone"].eq(1).all()
    assert said.loc[blames & ~thanks, "tone"].eq(-1).all()
    assert said.loc[~thanks & ~blames, "tone"].eq(0).all()


def test_personal_data_stand_in_the_text_as_marked(corpus: pd.DataFrame) -> None:
    marked = corpus[corpus["pii"].ne("")]
    assert len(marked) > 80
    for row in marked.itertuples():
        for kind, surface in split_pii(str(row.pii)):
            assert kind in PII_KINDS, row.text_id
            assert surface, row.text_id
            assert surface in str(row.text), row.text_id


def test_identifiers_are_artificial(corpus: pd.DataFrame) -> None:
    for row in corpus.itertuples():
        text = str(row.text)
        assert all(
            re.search(r"@(?:example|esimerkki)\.", found) for found in re.findall(r"\S+@\S+\.\w+", text)
        ), row.text_id
        for kind, surface in split_pii(str(row.pii)):
            if kind == "hetu" and re.fullmatch(r"\d{6}[-+A-Y]\d{3}\w", surface):
                assert surface[7] == "9", row.text_id


def list_words(text: str, pii: str) -> list[str]:
    """List a text's words with names and numbers masked; a capital at a sentence's start is no name."""
    for _, surface in split_pii(pii):
        text = text.replace(surface, " Nimi ")
    words, starts_sentence = [], True
    for token in re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*|[.!?\n]", text):
        if token in ".!?\n":
            starts_sentence = True
            continue
        is_name = token[0].isupper() and not starts_sentence
        masked = "0" if any(c.isdigit() for c in token) else "x" if is_name else token.lower()
        words.append(masked)
        starts_sentence = False
    return words


def test_no_frame_is_shared_by_more_than_three_texts(corpus: pd.DataFrame) -> None:
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for text_id, text, pii in zip(corpus["text_id"], corpus["text"], corpus["pii"], strict=True):
        words = list_words(text, pii)
        for start in range(len(words) - 4):
            seen[tuple(words[start : start + 5])].add(text_id)
    shared = {" ".join(frame): sorted(ids) for frame, ids in seen.items() if len(ids) > MOST_TEXTS_PER_FRAME}
    assert shared == {}


def test_the_frame_check_can_fail() -> None:
    first = list_words("Kiitos kun Maija auttoi minua eilen 3 kertaa.", "name=Maija")
    second = list_words("Kiitos kun Pekka auttoi minua eilen 12 kertaa!", "")
    assert first == second


def test_no_real_library_is_spoken_of(corpus: pd.DataFrame) -> None:
    for place in REAL_PLACES:
        spoken = corpus[corpus["text"].str.contains(rf"\b{place}\b")]
        spoken = spoken[~spoken["text"].str.contains(NOT_PLACES.get(place, "\0"), regex=False)]
        assert spoken["text_id"].tolist() == [], place


def test_line_breaks_are_real(corpus: pd.DataFrame) -> None:
    assert corpus["text"].str.contains("\n").any()
    assert not corpus["text"].str.contains(r"\n", regex=False).any()
