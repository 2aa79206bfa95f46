"""The words of the reports: complete in each language, numbers and months the language's way."""

from __future__ import annotations

import re
import string
from datetime import date
from pathlib import Path

import pytest
from reporting_project import CODEBOOK

from aspa_analysis.errors import ReportError
from aspa_analysis.periods import parse_period
from aspa_analysis.reporting.wording import LANGUAGES, Wording, load_catalogue, name_period

NBSP = "\u00a0"


def _list_placeholders(entry: dict[str, str] | str) -> set[str]:
    texts = [entry] if isinstance(entry, str) else list(entry.values())
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field} - {
        "About",
        "about",
    }


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_language_says_everything(language: str) -> None:
    finnish, other = load_catalogue("fi"), load_catalogue(language)  # type: ignore[arg-type]
    assert set(finnish) == set(other)
    for key, entry in finnish.items():
        # A singular may spell its number out: only the placeholders of the whole entry count.
        assert _list_placeholders(entry) - {"count", "number"} == _list_placeholders(other[key]) - {
            "count",
            "number",
        }


def test_every_key_in_the_code_is_in_the_catalogue(root: Path) -> None:
    catalogue = load_catalogue("fi")
    sections = {key.split(".")[0] for key in catalogue}
    sources = [
        *(root / "src/aspa_analysis/reporting").glob("*.py"),
        *(root / "notebooks").glob("[1234]0_*.ipynb"),
    ]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources).replace('\\"', '"')
    used = re.findall(r'(?:say|show_heading)\(\s*"([a-z_]+\.[a-z_0-9.]+)"', text)
    assert len(used) > 100
    assert sorted({key for key in used if key.split(".")[0] in sections} - set(catalogue)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_theme_of_the_codebook_has_its_form_in_running_text(language: str) -> None:
    wording = Wording(language)  # type: ignore[arg-type]
    assert all(wording.has(f"about.{theme}") for theme in CODEBOOK.theme_codes)


def test_a_theme_that_staff_added_stands_uninflected() -> None:
    assert Wording("fi").about("kahvila", "Kahvila") == "aiheesta ”Kahvila”"


def test_finnish_numbers_shares_and_intervals() -> None:
    wording = Wording("fi")
    assert wording.number(1234, 0) == f"1{NBSP}234"
    assert wording.share(0.125, 1) == f"12,5{NBSP}%"
    assert wording.interval(0.18, 0.29) == f"arviolta 18–29{NBSP}%"
    assert wording.change_interval(-0.04, 0.281) == "arviolta −0,04 … +0,28"
    assert wording.day(date(2025, 6, 3)) == "3.6.2025"
    assert wording.join(["a", "b", "c"]) == "a, b ja c"


def test_english_per_cent_has_no_space() -> None:
    assert Wording("en").share(0.125, 1) == "12.5%"


@pytest.mark.parametrize(
    ("period", "language", "name"),
    [
        ("2025-06", "fi", "kesäkuu 2025"),
        ("2025-Q2", "fi", "huhti–kesäkuu 2025"),
        ("2025-H1", "fi", "tammi–kesäkuu 2025"),
        ("2025", "fi", "vuosi 2025"),
        ("12kk-2025-06", "fi", "viimeiset 12 kuukautta (heinäkuu 2024 – kesäkuu 2025)"),
        ("2025-Q2", "sv", "april–juni 2025"),
        ("2025-06", "en", "June 2025"),
    ],
)
def test_periods_are_named(period: str, language: str, name: str) -> None:
    assert name_period(parse_period(period), language) == name  # type: ignore[arg-type]


def test_one_and_many() -> None:
    wording = Wording("fi")
    assert wording.say("figure.notes", count=1) == "1 palaute"
    assert wording.say("figure.notes", count=1200) == f"1{NBSP}200 palautetta"


def test_a_missing_key_or_placeholder_names_itself() -> None:
    with pytest.raises(ReportError, match=r"no\.such\.key"):
        Wording("fi").say("no.such.key")
    with pytest.raises(ReportError, match="count"):
        Wording("fi").say("cell.below")


def test_the_words_of_the_verdicts_are_the_agreed_ones() -> None:
    wording = Wording("fi")
    assert wording.say("profiles.verdict_none", count=0) == (
        "Vastauksista ei erotu selviä asiakasprofiileja. Se on tulos, ei virhe: tämän aineiston perusteella "
        "asiakkaita ei kannata jakaa ryhmiin. Työpajassa voitte lähteä palautteista ja omista "
        "havainnoistanne."
    )
    assert wording.say("profiles.verdict_gradient", count=0) == (
        "Vastaajat eroavat toisistaan lähinnä siinä, kuinka tyytyväisiä he ovat. Erilaisia asiakastyyppejä "
        "ei erotu, joten emme nimeä profiileja. Näytämme, missä onnistumme ja missä emme."
    )


def test_no_word_of_statistics_reaches_the_reader() -> None:
    entries = load_catalogue("fi").values()
    texts = [text for entry in entries for text in ([entry] if isinstance(entry, str) else entry.values())]
    assert not [t for t in texts if re.search(r"luottamusväli|p-arvo|\bn\s*=", t, flags=re.IGNORECASE)]
