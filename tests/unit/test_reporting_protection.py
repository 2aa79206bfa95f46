"""What a digest and a quality page must not tell of a few people, whatever the coding took a note for."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from reporting_project import MONTHS, list_history, make_note, make_project, render

from aspa_analysis.reporting import Report, digest, open_report, quality, themes
from aspa_analysis.reporting.evidence import find_evidence
from aspa_analysis.reporting.quality_files import merge_small_files, name_column, name_reason
from aspa_analysis.reporting.quotes import pick_quotes, strip_closing

FEW = (["iso-paa"] * 9) + (["iso-kyla"] * 2) + (["iso-ranta"] * 6)


def _open(tmp_path: Path, notes: list[dict[str, object]], unit: str, **options: str) -> Report:
    project = make_project(tmp_path / "p", notes=notes)
    return open_report("20_digest", project=project, unit=unit, period="2025-06", **options)


def _quote(report: Report) -> list[str]:
    notes = digest.load_running_notes(report)
    return [quote.text for quote in pick_quotes(report, notes, max_count=50, used=set())]


CONDUCT = [
    {"theme": "palvelu", "kind": "toive", "tone": 0, "text": "Toivoisin että tiskillä tervehdittäisiin"},
    {"theme": "palvelu", "kind": "kysymys", "tone": 0, "text": "Saako asiakasta oikeasti neuvoa noin"},
    {"theme": "tilat", "kind": "kiitos", "tone": 0, "text": "Virkailija mulkoilee kun istun tuolissa"},
    {"theme": "aineisto", "kind": "toive", "tone": 1, "text": "Se täti huokailee kun pyydän kirjaa"},
    {"theme": "aukiolo", "kind": "moite", "tone": -1, "text": "Kukaan ei tullut avaamaan aamulla ovea"},
    {"theme": "tilat", "kind": "moite", "tone": -1, "text": "Kylmä sali ja henkilökunta vain pallottelee"},
]
CRITICAL_DRIVER = {
    "theme": "kirjastoauto", "kind": "moite", "tone": -1, "text": "Auto lähti pysäkiltä ennen aikojaan taas",
}  # fmt: skip


@pytest.mark.parametrize("unit", ["pieni", "etela", "alue"])
@pytest.mark.parametrize("values", CONDUCT)
def test_a_small_staff_is_never_quoted_about_but_with_clear_thanks(
    tmp_path: Path, values: dict[str, object], unit: str
) -> None:
    thanks = make_note(2, library="pieni", theme="palvelu", text="Virkailija auttoi ystävällisesti, kiitos")
    report = _open(tmp_path, [make_note(1, library="pieni", **values), thanks], unit)
    assert _quote(report) == [thanks["text"]]


def test_criticism_of_the_mobile_library_is_not_quoted_even_in_a_large_library(tmp_path: Path) -> None:
    assert _quote(_open(tmp_path, [make_note(1, **CRITICAL_DRIVER)], "iso")) == []
    assert _quote(_open(tmp_path / "a", [make_note(1, **CRITICAL_DRIVER)], "iso", audience="analyst"))


@pytest.mark.parametrize("kind", ["toive", "kysymys", "moite"])
def test_service_of_a_small_staff_counts_only_as_clear_thanks(tmp_path: Path, kind: str) -> None:
    note = make_note(1, library="pieni", theme="palvelu", kind=kind, tone=0)
    loaded = digest.load_running_notes(_open(tmp_path, [note], "alue"))
    assert not loaded["theme_palvelu"].any()


@pytest.mark.parametrize("has_criticism", [True, False])
def test_the_hidden_cell_is_never_a_nought_and_always_there(tmp_path: Path, *, has_criticism: bool) -> None:
    notes = list_history(library="pieni", per_month=30)
    notes = [note for note in notes if note["theme"] != "palvelu"]
    if has_criticism:
        notes += [
            make_note(n, library="pieni", theme="palvelu", kind="moite", tone=-1, text=f"tyly {n} kerta taas")
            for n in range(7)
        ]
    report = _open(tmp_path, notes, "pieni")
    own = digest.select_period(report, digest.load_running_notes(report))
    html = render(themes.describe_themes(report, own))
    row = re.search(r"<th scope=\"row\">[^<]*palvelu[^<]*</th>(.*?)</tr>", html, re.IGNORECASE)
    assert row
    assert re.findall(r">([^<>]+)</td>", row[1]) == ["0", "ei näytetä", "ei näytetä", "ei näytetä"]


def test_the_chart_of_tones_leaves_the_service_of_a_small_staff_out(tmp_path: Path) -> None:
    notes = list_history(library="pieni", per_month=40)
    report = _open(tmp_path, notes, "pieni")
    own = digest.select_period(report, digest.load_running_notes(report))
    chart = render(themes.describe_themes(report, own)[:1])
    name = report.name_theme("palvelu")
    assert f"{name}:" not in chart
    larger = _open(tmp_path / "iso", list_history(library="iso", per_month=40), "iso")
    own = digest.select_period(larger, digest.load_running_notes(larger))
    assert f"{name}:" in render(themes.describe_themes(larger, own)[:1])


def test_a_language_of_a_few_is_neither_named_nor_quoted(tmp_path: Path) -> None:
    notes = [make_note(n, library="iso") for n in range(9)]
    notes += [make_note(20 + n, lang="sv", text=f"tack för boken nummer {n} igen") for n in range(5)]
    notes += [make_note(30 + n, lang="so", text=f"mahadsanid buug {n} wanaagsan") for n in range(4)]
    notes += [make_note(40, lang="ru", text="spasibo za knigu segodnja")]
    report = _open(tmp_path, notes, "iso")
    html = render(quality.describe_texts(report, quality.load_past_notes(report)))
    assert "somali" not in html
    assert "venäjä" not in html
    assert re.search(r"muut kielet</th><td class=\"number\">5<", html)
    assert "ruotsi" in html
    quotes = _quote(report)
    assert any("tack" in text for text in quotes)
    assert not [text for text in quotes if "mahadsanid" in text or "spasibo" in text]


def test_a_note_that_is_no_clear_example_is_not_quoted_as_one() -> None:
    notes = pd.DataFrame(
        {
            "kind_kiitos": [True] * 6, "kind_moite": [False, False, False, False, False, True],
            "tone": [1, 1, 1, -1, 0, 1],
            "explanation": [
                "tilat: vessa; kiitos: kiva", "kiitos: kiva", "tilat: vessa", *["kiitos: kiva"] * 3,
            ],
            "confidence_kind": [0.95, 0.5, 0.95, 0.95, 0.95, 0.95],
        }
    )  # fmt: skip
    assert find_evidence(notes, "kiitos").tolist() == [True, False, False, False, False, False]


def test_the_files_of_a_small_point_stand_with_those_of_another(tmp_path: Path) -> None:
    notes = [make_note(n, point=point) for n, point in enumerate(FEW)]
    project = make_project(tmp_path / "p", notes=notes)
    path = next((project / "data" / "processed" / "feedback").glob("*.parquet"))
    feedback = pd.read_parquet(path)
    feedback["source_file"] = feedback["service_point"].astype("str")
    feedback.to_parquet(path)
    report = open_report("10_quality", project=project, unit="iso", period="2025-06")
    counts = {"iso-paa": 9, "iso-kyla": 2, "iso-ranta": 6}
    files = pd.DataFrame(
        {
            "file_name": [f"{name}.xlsx" for name in counts], "source_file": list(counts),
            **{c: list(counts.values()) for c in ("rows_count", "kept_count", "own_count")},
            "quarantined_count": 0,
        }
    )  # fmt: skip
    shown = merge_small_files(report, files)
    assert shown["file_name"].tolist() == ["iso-paa.xlsx", "Pienten toimipisteiden tiedostot"]
    assert shown["rows_count"].tolist() == [9, 8]


def test_special_categories_are_not_quoted_from_a_small_library(tmp_path: Path) -> None:
    text = "Masentuneenakin on hyvä istua lehtien luona"
    assert _quote(_open(tmp_path / "a", [make_note(1, library="pieni", text=text)], "pieni")) == []
    assert _quote(_open(tmp_path / "b", [make_note(1, library="iso", text=text)], "iso")) == [text]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Kiitos hyvistä kirjoista.\n\nYstävällisin terveisin\n[nimi]", "Kiitos hyvistä kirjoista."),
        ("Milloin avaatte? Lähetetty iPhonesta", "Milloin avaatte?"),
        ("Tack för hjälpen! Mvh [nimi]", "Tack för hjälpen!"),
        ("Meneekö laina-aika pidemmäksi kesällä :D\n-[nimi]", "Meneekö laina-aika pidemmäksi kesällä :D"),
        ("Terveisin", "Terveisin"),
    ],
)
def test_the_closing_of_a_letter_is_left_out(text: str, left: str) -> None:
    assert strip_closing(text) == left


def test_members_that_lack_months_are_named(tmp_path: Path) -> None:
    notes = list_history(library="iso", per_month=3)
    notes += list_history(library="pieni", per_month=2, months=[m for m in MONTHS if m != "2025-03"])
    report = _open(tmp_path, notes, "etela")
    html = render(quality.describe_gaps(report, quality.load_past_notes(report)))
    assert "Pienen kunnan kirjasto: palautteita ei ole näiltä kuukausilta: maaliskuu 2025." in html
    assert "Ison kaupungin" not in html


def test_reasons_and_columns_are_in_the_readers_language(tmp_path: Path) -> None:
    report = _open(tmp_path, [make_note(1)], "iso")
    assert name_reason(report, "a total or average, not a record").startswith("yhteenveto- tai keskiarvorivi")
    assert name_reason(report, "jokin muu") == "jokin muu"
    assert name_column(report, "date, service_point") == "pvm, toimipiste"
    assert name_column(report, None) == "–"
